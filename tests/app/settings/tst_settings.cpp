// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notebooksmodel.h"
#include "settings/appsettings.h"
#include "settings/certificates.h"
#include "settings/language.h"
#include "settings/messagingservice.h"
#include "settings/profile.h"
#include "settings/samplecertificate.h"
#include "settings/sampleservice.h"
#include "settings/servicesmodel.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace commonplace;

class TestSettings : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

    Profile profile(const QString &name = QStringLiteral("test"))
    {
        return std::move(*Profile::create(name, m_dir.filePath(name)));
    }

private Q_SLOTS:
    void profilesAreFolders()
    {
        QVERIFY(!Profile::create(QStringLiteral("../etc"), {}).isOk());
        QVERIFY(!Profile::create({}, {}).isOk());
        qputenv("XDG_DATA_HOME", m_dir.path().toUtf8());
        const auto named = Profile::create(QStringLiteral("ada"));
        QVERIFY(named.isOk());
        QCOMPARE(named->folder().absolutePath(), m_dir.filePath(QStringLiteral("commonplace/ada")));
        QVERIFY(named->serviceName() != profile(QStringLiteral("ada")).serviceName());
    }

    void aProfileHasOneOwner()
    {
        Profile first = profile();
        Profile second = profile();
        QVERIFY(first.lock().isOk());
        const auto locked = second.lock();
        QVERIFY(!locked.isOk());
        QCOMPARE(locked.error().code, mld::ErrorCode::StoreLocked);
    }

    void aStaleLockIsRecognised_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("zeros") << QByteArray(64, '\0');
        QTest::newRow("garbage") << QByteArray("x\ny\nz");
        // The machine gave our id to another program since: here, to the test itself.
        QTest::newRow("a living process")
            << QByteArray::number(QCoreApplication::applicationPid()) + "\n"
                + QCoreApplication::applicationName().toUtf8() + '\n' + QSysInfo::machineHostName().toUtf8() + '\n'
                + QSysInfo::machineUniqueId() + '\n' + QSysInfo::bootUniqueId() + '\n';
    }
    void aStaleLockIsRecognised()
    {
        QFETCH(QByteArray, content);
        Profile first = profile(QStringLiteral("stale"));
        QFile file(first.filePath(QStringLiteral("lock")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        QVERIFY(first.lock().isOk());
        Profile second = profile(QStringLiteral("stale"));
        QVERIFY(!second.lock().isOk());
    }

    void nobodyElseReadsAProfile()
    {
        const QString path = m_dir.filePath(QStringLiteral("open"));
        const QStringList files { QStringLiteral("services.json"), QStringLiteral("notebooks/a.mld"),
                                  QStringLiteral("notebooks/a.mld-wal") };
        QVERIFY(QDir().mkpath(path + QStringLiteral("/notebooks")));
        const auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther | QFile::ExeGroup
            | QFile::ExeOther;
        for (const QString &name : files) {
            QFile file(path + u'/' + name);
            QVERIFY(file.open(QIODevice::WriteOnly));
            QVERIFY(file.setPermissions(file.permissions() | QFile::ReadOther | QFile::ReadGroup));
        }
        QFile::setPermissions(path, QFile::permissions(path) | QFile::ReadOther | QFile::ExeOther);
        const auto opened = Profile::create(QStringLiteral("open"), path);
        QVERIFY(opened.isOk());
        QVERIFY(opened->writeJson(QStringLiteral("settings.json"), QJsonDocument(QJsonObject())).isOk());
        for (const QString &name : files + QStringList { QString(), QStringLiteral("notebooks"), QStringLiteral("settings.json") })
            QVERIFY2(!(QFile::permissions(path + u'/' + name) & others), qPrintable(name));

        // A folder that has other uses keeps its permissions.
        const QString shared = m_dir.filePath(QStringLiteral("shared"));
        QVERIFY(QDir().mkpath(shared + QStringLiteral("/photos")));
        QFile::setPermissions(shared, QFile::permissions(shared) | QFile::ReadOther | QFile::ExeOther);
        QVERIFY(Profile::create(QStringLiteral("shared"), shared).isOk());
        QVERIFY(QFile::permissions(shared) & QFile::ReadOther);
    }

    void tellsDamagedFiles()
    {
        const Profile damaged = profile(QStringLiteral("damaged"));
        QFile file(damaged.filePath(QStringLiteral("x.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{ \"a\": ");
        file.close();
        const auto read = damaged.readJson(QStringLiteral("x.json"));
        QVERIFY(!read.isOk());
        QCOMPARE(read.error().code, mld::ErrorCode::StoreDamaged);
        const auto none = damaged.readJson(QStringLiteral("none.json"));
        QVERIFY(none.isOk() && none->isNull());
    }

    void damagedFilesAreKeptAside()
    {
        const Profile kept = profile(QStringLiteral("aside"));
        const QByteArray damage = "{ \"services\": [ { \"id\": \"a\", \"ho";
        for (const char *name : { "services.json", "settings.json", "notebooks.json" }) {
            QFile file(kept.filePath(QLatin1String(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(damage);
        }
        ServicesModel services(&kept);
        QVERIFY(services.loadProblem().contains(QStringLiteral("services.damaged-")));
        services.put(mqttAt(QStringLiteral("h")));
        AppSettings settings(&kept);
        QVERIFY(settings.loadProblem().contains(QStringLiteral("settings.damaged-")));
        settings.save();
        NotebooksModel notebooks(&kept);
        QVERIFY(notebooks.loadProblem().contains(QStringLiteral("notebooks.damaged-")));
        const QStringList aside = kept.folder().entryList({ QStringLiteral("*.damaged-*.json") }, QDir::Files);
        QCOMPARE(aside.size(), 3);
        for (const QString &name : aside) {
            QFile file(kept.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll(), damage);
        }
        const ServicesModel again(&kept);
        QCOMPARE(again.count(), 2);
        QCOMPARE(again.loadProblem(), QString());
    }

    void notebooksAreFoundAgain_data()
    {
        QTest::addColumn<QByteArray>("damage");
        QTest::newRow("cut") << QByteArray("{ \"notebooks\": [");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("another shape") << QByteArray("[]");
        QTest::newRow("no list") << QByteArray("{ \"notebooks\": null }");
    }
    void notebooksAreFoundAgain()
    {
        QFETCH(QByteArray, damage);
        const Profile kept = profile(QStringLiteral("found-") + QLatin1String(QTest::currentDataTag()).toString().simplified().replace(u' ', u'-'));
        NotebookEntry before;
        {
            NotebooksModel notebooks(&kept);
            NotebookEntry entry;
            entry.name = QStringLiteral("Allotment");
            entry.domain = NotebooksModel::newDomain();
            Notebook *notebook = notebooks.add(entry);
            before = notebook->entry();
            QFile store(notebooks.storePath(*notebook));
            QVERIFY(store.open(QIODevice::WriteOnly));
            Notebook *removed = notebooks.add(entry);
            notebooks.remove(removed);
        }
        QFile file(kept.filePath(QStringLiteral("notebooks.json")));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(damage);
        file.close();
        for (int start = 0; start < 2; ++start) {
            const NotebooksModel notebooks(&kept);
            QCOMPARE(notebooks.loadProblem().isEmpty(), start == 1); // said once
            QCOMPARE(notebooks.count(), 1);
            QCOMPARE(notebooks.at(0)->entry(), before);
        }
    }

    void languageIsChosen_data()
    {
        QTest::addColumn<QString>("choice");
        QTest::addColumn<QStringList>("preferred");
        QTest::addColumn<QString>("language");
        const QStringList austrian { QStringLiteral("de-Latn-AT"), QStringLiteral("de-AT"), QStringLiteral("de") };
        QTest::newRow("the system's") << QString() << austrian << QStringLiteral("de");
        QTest::newRow("another") << QStringLiteral("en") << austrian << QStringLiteral("en");
        QTest::newRow("the first that is there") << QString() << QStringList { QStringLiteral("fr-FR"), QStringLiteral("de-CH"),
                                                                             QStringLiteral("en-US") } << QStringLiteral("de");
        QTest::newRow("none") << QString() << QStringList { QStringLiteral("C") } << QStringLiteral("en");
        QTest::newRow("that only begins so") << QString() << QStringList { QStringLiteral("den-CA") } << QStringLiteral("en");
        QTest::newRow("one of a later version") << QStringLiteral("fr") << QStringList {} << QStringLiteral("en");
    }
    void languageIsChosen()
    {
        QFETCH(QString, choice);
        QFETCH(QStringList, preferred);
        QTEST(languageFor(choice, preferred), "language");
    }

    void germanIsSpoken()
    {
        const Profile german = profile(QStringLiteral("german"));
        QCOMPARE(AppSettings::languageIn(german), QString());
        {
            AppSettings settings(&german);
            settings.setDisplayName(AppSettings::nameOfNobody());
            settings.setLanguage(QStringLiteral("tlh"));
            QCOMPARE(settings.language(), QString());
            QVERIFY(settings.languageChoices().size() >= 3);
            QSignalSpy changes(&settings, &AppSettings::languageChanged);
            settings.setLanguage(QStringLiteral("de"));
            QVERIFY(settings.isLanguageForLater());
            QCOMPARE(changes.size(), 1);
            settings.save();
        }
        const QLocale before;
        const auto back = qScopeGuard([&before] {
            speak(QStringLiteral("en"));
            QLocale::setDefault(before);
        });
        const auto found = [](int count) {
            return QCoreApplication::translate("commonplace::NotebooksModel", "%n notebook(s) were found again.", nullptr, count);
        };
        speak(AppSettings::languageIn(german));
        QCOMPARE(spokenLanguage(), QStringLiteral("de"));
        QCOMPARE(QLocale().language(), QLocale::German);
        QCOMPARE(found(1), QStringLiteral("1 Notizbuch wurde wiedergefunden."));
        QCOMPARE(found(2), QStringLiteral("2 Notizbücher wurden wiedergefunden."));
        const AppSettings settings(&german);
        QVERIFY(!settings.isLanguageForLater());
        QCOMPARE(settings.displayName(), QStringLiteral("Ich")); // who has no name has none in any language
        QCOMPARE(settings.nameForOthers(), QString());
        QVERIFY(AppSettings::isNameOfNobody(QStringLiteral("Me"))); // whom an English Commonplace has told of
        speak(QStringLiteral("en"));
        QCOMPARE(found(1), QStringLiteral("1 notebook was found again."));
        QCOMPARE(found(2), QStringLiteral("2 notebooks were found again."));
    }

    void aDamagedFileIsLeftToWhoSaysSo()
    {
        const Profile kept = profile(QStringLiteral("damaged"));
        QFile file(kept.filePath(QStringLiteral("settings.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{ \"language\": \"de\"");
        file.close();
        QCOMPARE(AppSettings::languageIn(kept), QString());
        QVERIFY(!AppSettings(&kept).loadProblem().isEmpty());
    }

    void settingsAreKept()
    {
        const Profile kept = profile(QStringLiteral("kept"));
        QString colour;
        {
            AppSettings settings(&kept);
            settings.setDisplayName(AppSettings::nameOfNobody());
            QCOMPARE(settings.nameForOthers(), QString()); // to them, "Me" would be themselves
            QSignalSpy names(&settings, &AppSettings::displayNameChanged);
            settings.setDisplayName(QStringLiteral("  Ada   Lovelace "));
            settings.setDisplayName(QStringLiteral("Ada Lovelace"));
            settings.setDisplayName(QString());
            QCOMPARE(names.size(), 1);
            settings.setColour(QStringLiteral("#123456")); // not one of ours
            QVERIFY(settings.colour() != QStringLiteral("#123456"));
            settings.setColour(settings.colours().at(2));
            colour = settings.colour();
            QSignalSpy dark(&settings, &AppSettings::isDarkChanged);
            settings.setTheme(AppSettings::Theme::Dark);
            QVERIFY(settings.isDark());
            settings.setWindowGeometry({ 10, 20, 900, 600 });
            settings.setCurrentNotebook(QStringLiteral("nb"));
            settings.save();
        }
        const AppSettings again(&kept);
        QCOMPARE(again.displayName(), QStringLiteral("Ada Lovelace"));
        QCOMPARE(again.nameForOthers(), QStringLiteral("Ada Lovelace"));
        QCOMPARE(again.colour(), colour);
        QCOMPARE(again.theme(), AppSettings::Theme::Dark);
        QCOMPARE(again.windowGeometry(), QRect(10, 20, 900, 600));
        QCOMPARE(again.currentNotebook(), QStringLiteral("nb"));
    }

    void servicesAreKeptWithoutSecrets()
    {
        const Profile kept = profile(QStringLiteral("services"));
        MessagingService service = mqttAt(QStringLiteral("broker.example"), 0, true, QStringLiteral("ada"));
        service.secrets = { QStringLiteral("password") };
        QString id;
        {
            ServicesModel services(&kept);
            QAbstractItemModelTester tester(&services, QAbstractItemModelTester::FailureReportingMode::QtTest);
            id = services.put(service);
            service.id = id;
            service.name = QStringLiteral("Ours");
            services.put(service);
            QCOMPARE(services.count(), 2);
            services.remove(services.put(mqttAt(QStringLiteral("other.example"))));
        }
        const ServicesModel again(&kept);
        QCOMPARE(again.count(), 2);
        QVERIFY(again.service(id));
        QCOMPARE(*again.service(id), service);
        QCOMPARE(again.nameOf(id), QStringLiteral("Ours"));
        const MessagingService same = mqttAt(QStringLiteral("BROKER.example"), 8883, true, QStringLiteral("ada"));
        QVERIFY(again.samePlace(same));
        QVERIFY(!again.samePlace(mqttAt(QStringLiteral("broker.example"), 0, true, QStringLiteral("ben"))));
        QVERIFY(again.isPlaceKnown(mqttAt(QStringLiteral("broker.example"), 0, true, QStringLiteral("ben"))));
    }

    void readsServicesOfEarlierVersions()
    {
        const Profile kept = profile(QStringLiteral("earlier"));
        QFile file(kept.filePath(QStringLiteral("services.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{ \"services\": ["
                   "{ \"id\": \"a\", \"kind\": \"mqtt\", \"name\": \"Ours\", \"host\": \"[2001:db8::1]\", \"port\": 8884,"
                   "  \"tls\": true, \"user\": \"ada\", \"caFile\": \"/home/ada/ca.pem\" },"
                   "{ \"id\": \"b\", \"kind\": \"mqtt\", \"name\": \"\", \"host\": \"127.0.0.1\", \"port\": 0,"
                   "  \"tls\": false, \"user\": \"\" },"
                   "{ \"id\": \"c\", \"kind\": \"mqtt\", \"name\": \"\", \"host\": \"h\", \"port\": 0, \"tls\": true,"
                   "  \"user\": \"\", \"caPem\": \"-----BEGIN CERTIFICATE-----\" } ] }");
        file.close();
        ServicesModel services(&kept);
        QCOMPARE(services.count(), 4); // with what is always there
        MessagingService first = mqttAt(QStringLiteral("2001:db8::1"), 8884, true, QStringLiteral("ada"));
        first.id = QStringLiteral("a");
        first.name = QStringLiteral("Ours");
        first.values.insert(QStringLiteral("ca"), QStringLiteral("/home/ada/ca.pem"));
        QCOMPARE(*services.service(first.id), first);
        QCOMPARE(first.wantedSecrets(), QStringList { QStringLiteral("password") });
        QCOMPARE(first.secretEntry(QStringLiteral("password")), QStringLiteral("a")); // where it was
        MessagingService second = mqttAt(QStringLiteral("127.0.0.1"));
        second.id = QStringLiteral("b");
        QCOMPARE(*services.service(second.id), second);
        QCOMPARE(second.address(), QStringLiteral("mqtt://127.0.0.1:1883"));
        QCOMPARE(second.wantedSecrets(), QStringList());
        QCOMPARE(services.service(QStringLiteral("c"))->values.value(QStringLiteral("ca")).toString(),
                 QStringLiteral("-----BEGIN CERTIFICATE-----"));
        services.remove(QStringLiteral("c")); // writes them anew
        const ServicesModel again(&kept);
        QCOMPARE(again.count(), 3);
        QCOMPARE(*again.service(first.id), first);
        QCOMPARE(*again.service(second.id), second);
    }

    void kindsThatAreNotKnownAreKept()
    {
        const Profile kept = profile(QStringLiteral("pigeons"));
        MessagingService pigeon { QStringLiteral("p"), QStringLiteral("pigeon"), {}, { { QStringLiteral("lofts"), QVariantList { 1, 2 } } },
                                  { QStringLiteral("whistle") } };
        ServicesModel(&kept).put(pigeon);
        ServicesModel services(&kept);
        services.put(mqttAt(QStringLiteral("h")));
        const ServicesModel again(&kept);
        QCOMPARE(again.count(), 3);
        QCOMPARE(again.service(QStringLiteral("p"))->toJson(), pigeon.toJson());
        QCOMPARE(again.index(1).data(ServicesModel::NameRole).toString(), QStringLiteral("pigeon"));
        QVERIFY(again.index(1).data(ServicesModel::AddressRole).toString().contains(QStringLiteral("cannot use")));
        QVERIFY(!pigeon.isSamePlace(pigeon) && !again.samePlace(pigeon));
        const auto maker = pigeon.maker({});
        QVERIFY(!maker.isOk());
        QVERIFY(maker.error().message.contains(QStringLiteral("pigeon")));
        QVERIFY(!pigeon.forGuests().isOk());
    }

    void readsAddresses_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("address"); // empty if it is not one
        QTest::newRow("plain") << QStringLiteral("mqtt://h.example") << QStringLiteral("mqtt://h.example:1883");
        QTest::newRow("tls") << QStringLiteral("mqtts://ada@h.example") << QStringLiteral("mqtts://h.example:8883");
        QTest::newRow("port") << QStringLiteral("mqtt://127.0.0.1:99") << QStringLiteral("mqtt://127.0.0.1:99");
        QTest::newRow("six") << QStringLiteral("mqtt://[::1]:99") << QStringLiteral("mqtt://[::1]:99");
        QTest::newRow("socket.io") << QStringLiteral("https://h.example/team") << QStringLiteral("https://h.example/team");
        QTest::newRow("password") << QStringLiteral("mqtt://a:b@h") << QString();
        QTest::newRow("other") << QStringLiteral("gopher://h") << QString();
        QTest::newRow("no host") << QStringLiteral("mqtt://") << QString();
        QTest::newRow("none") << QStringLiteral("h.example") << QString();
    }
    void readsAddresses()
    {
        QFETCH(QString, url);
        QFETCH(QString, address);
        const auto service = MessagingService::fromAddress(url);
        QCOMPARE(service.isOk(), !address.isEmpty());
        if (service)
            QCOMPARE(service->address(), address);
        else
            QVERIFY(!service.error().message.isEmpty());
    }

    void tellsWhatIsMissing()
    {
        MessagingService service = mqttAt({}, 0, true);
        const auto fault = [&service] { return service.faults().value(0).key; };
        QCOMPARE(fault(), QStringLiteral("host"));
        service = mqttAt(QStringLiteral("h"), 0, true);
        QCOMPARE(fault(), QString());
        service.values.insert(QStringLiteral("port"), 99999);
        QCOMPARE(fault(), QStringLiteral("port"));
        service.values.remove(QStringLiteral("port"));
        service.values.insert(QStringLiteral("ca"), QStringLiteral("/nowhere/ca.pem"));
        QCOMPARE(fault(), QStringLiteral("ca"));
        QVERIFY(service.faults().first().sentence.contains(QStringLiteral("/nowhere/ca.pem")));
        QVERIFY(!service.maker({}).isOk());
        const QString path = m_dir.filePath(QStringLiteral("only-a-key"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(sampleKey()) > 0);
        file.close();
        service.values.insert(QStringLiteral("ca"), path);
        QCOMPARE(fault(), QStringLiteral("ca"));
        const auto maker = service.maker({});
        QVERIFY(!maker.isOk());
        QVERIFY(maker.error().message.contains(QStringLiteral("no certificate")));
    }

    void certificateFilesAreNormalised()
    {
        MessagingService service = mqttAt(QStringLiteral("h"), 0, true);
        const QString path = m_dir.filePath(QStringLiteral("all-in-one.pem"));
        service.values.insert(QStringLiteral("ca"), path);
        const auto write = [&](const QByteArray &bytes) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            QCOMPARE(file.write(bytes), bytes.size());
        };
        write(sampleKey() + sampleExplanation() + sampleCertificate() + sampleKey() + sampleCertificate());
        const auto settled = service.settled();
        QVERIFY2(settled.isOk(), settled ? "" : qPrintable(settled.error().message));
        // No key, no words, each once.
        QCOMPARE(settled->value(QStringLiteral("ca")).toString().toLatin1(), sampleCertificate());
        MessagingService inText = service;
        inText.values.insert(QStringLiteral("ca"), QString::fromLatin1(sampleCertificate()));
        QVERIFY(service.isSamePlace(inText));

        write(sampleCertificate() + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        const auto damaged = service.settled();
        QVERIFY(!damaged.isOk());
        QVERIFY(damaged.error().message.contains(QStringLiteral("damaged")));
    }

    void invitationsTakeFewCertificates()
    {
        const auto many = onlyCertificates(sampleCertificate().repeated(maxInvitationCertificates + 1),
                                           maxInvitationCertificates);
        QVERIFY(!many.isOk());
        QVERIFY(many.error().message.contains(QStringLiteral("11 certificates")));
        QVERIFY(onlyCertificates(sampleCertificate().repeated(maxInvitationCertificates), maxInvitationCertificates)
                    .isOk());
    }

    void anotherTrustIsAnotherService()
    {
        const Profile kept = profile(QStringLiteral("trust"));
        ServicesModel services(&kept);
        const MessagingService service = mqttAt(QStringLiteral("broker.example"), 0, true);
        const QString plain = services.put(service);
        MessagingService invited = service;
        QVERIFY(services.samePlace(invited));
        invited.values.insert(QStringLiteral("ca"), QString::fromLatin1(sampleCertificate()));
        QVERIFY(!services.samePlace(invited));
        QVERIFY(!service.isSamePlace(invited) && service.leadsToPlaceOf(invited));
        const QString own = services.put(invited);
        QVERIFY(own != plain);
        QCOMPARE(services.samePlace(invited)->id, own);
        QCOMPARE(services.samePlace(service)->id, plain);
        // Who sends no certificate does not take away the trust that there is.
        services.remove(plain);
        QCOMPARE(services.samePlace(service)->id, own);
        // Without TLS a certificate says nothing.
        const QString open = services.put(mqttAt(QStringLiteral("broker.example")));
        invited.values.insert(QStringLiteral("protocol"), QStringLiteral("mqtt"));
        QCOMPARE(services.samePlace(invited)->id, open);
    }
};

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
