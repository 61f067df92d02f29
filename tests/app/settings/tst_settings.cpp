// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notebooksmodel.h"
#include "settings/appsettings.h"
#include "settings/certificates.h"
#include "settings/messagingservice.h"
#include "settings/profile.h"
#include "settings/samplecertificate.h"
#include "settings/servicesmodel.h"
#include "settings/transportfactory.h"

#include <QAbstractItemModelTester>
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
        MessagingService service;
        service.host = QStringLiteral("h");
        services.put(service);
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
        QCOMPARE(again.count(), 1);
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

    void settingsAreKept()
    {
        const Profile kept = profile(QStringLiteral("kept"));
        QString colour;
        {
            AppSettings settings(&kept);
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
        QCOMPARE(again.colour(), colour);
        QCOMPARE(again.theme(), AppSettings::Theme::Dark);
        QCOMPARE(again.windowGeometry(), QRect(10, 20, 900, 600));
        QCOMPARE(again.currentNotebook(), QStringLiteral("nb"));
    }

    void servicesAreKeptWithoutSecrets()
    {
        const Profile kept = profile(QStringLiteral("services"));
        MessagingService service;
        service.host = QStringLiteral("broker.example");
        service.useTls = true;
        service.user = QStringLiteral("ada");
        QString id;
        {
            ServicesModel services(&kept);
            QAbstractItemModelTester tester(&services, QAbstractItemModelTester::FailureReportingMode::QtTest);
            id = services.put(service);
            service.id = id;
            service.name = QStringLiteral("Ours");
            services.put(service);
            QCOMPARE(services.count(), 1);
            MessagingService other;
            other.host = QStringLiteral("other.example");
            services.remove(services.put(other));
        }
        const ServicesModel again(&kept);
        QCOMPARE(again.count(), 1);
        QVERIFY(again.service(id));
        QCOMPARE(*again.service(id), service);
        QCOMPARE(again.nameOf(id), QStringLiteral("Ours"));
        MessagingService same = service;
        same.id.clear();
        same.port = 8883;
        same.host = QStringLiteral("BROKER.example");
        QVERIFY(again.samePlace(same));
    }

    void readsAddresses_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("isGood");
        QTest::addColumn<QString>("address");
        QTest::newRow("plain") << QStringLiteral("mqtt://h.example") << true << QStringLiteral("mqtt://h.example:1883");
        QTest::newRow("tls") << QStringLiteral("mqtts://ada@h.example") << true << QStringLiteral("mqtts://h.example:8883");
        QTest::newRow("port") << QStringLiteral("mqtt://127.0.0.1:99") << true << QStringLiteral("mqtt://127.0.0.1:99");
        QTest::newRow("six") << QStringLiteral("mqtt://[::1]:99") << true << QStringLiteral("mqtt://[::1]:99");
        QTest::newRow("password") << QStringLiteral("mqtt://a:b@h") << false << QString();
        QTest::newRow("other") << QStringLiteral("https://h") << false << QString();
        QTest::newRow("none") << QStringLiteral("h.example") << false << QString();
    }
    void readsAddresses()
    {
        QFETCH(QString, url);
        QFETCH(bool, isGood);
        const auto service = MessagingService::fromUrl(url);
        QCOMPARE(service.isOk(), isGood);
        if (isGood)
            QTEST(service->address(), "address");
        else
            QVERIFY(!service.error().message.isEmpty());
    }

    void readsWhatIsTypedForAHost_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<bool>("useTls");
        QTest::addColumn<QString>("user");
        const auto row = [](const char *text, const char *host, int port = 0, bool useTls = true, const char *user = "") {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(host) << port << useTls
                                << QString::fromLatin1(user);
        };
        row("h.example", "h.example");
        row("  h.example ", "h.example");
        row("[::1]", "::1");
        row("::1", "::1");
        row("[::1]:1884", "::1", 1884);
        row("h.example:1884", "h.example", 1884);
        row("192.0.2.1:1884", "192.0.2.1", 1884);
        row("mqtt://h.example", "h.example", 0, false);
        row("MQTT://h.example:1884/", "h.example", 1884, false);
        row("mqtts://ada@[2001:db8::1]:8884", "2001:db8::1", 8884, true, "ada");
        row("ada@h.example", "h.example", 0, true, "ada");
        row("h.example:99999", "h.example", 99999); // its own fault tells
        row("https://h.example", "https://h.example");
        row("mqtt://ada:secret@h", "mqtt://ada:secret@h");
    }
    void readsWhatIsTypedForAHost()
    {
        QFETCH(QString, text);
        MessagingService service;
        service.useTls = true;
        service.readHost(text);
        QTEST(service.host, "host");
        QTEST(service.port, "port");
        QTEST(service.useTls, "useTls");
        QTEST(service.user, "user");
        QCOMPARE(service.hostFault().isEmpty(), !service.host.contains(u'/'));
        QCOMPARE(service.portFault().isEmpty(), service.port <= 65535);
    }

    void knowsThisMachine()
    {
        MessagingService service;
        for (const char *host : { "localhost", "127.0.0.1", "127.1.2.3", "::1", "a.LOCALHOST" }) {
            service.host = QLatin1String(host);
            QVERIFY2(service.isThisMachine(), host);
        }
        for (const char *host : { "", "192.0.2.1", "localhost.example", "h" }) {
            service.host = QLatin1String(host);
            QVERIFY2(!service.isThisMachine(), host);
        }
    }

    void tellsWhatIsMissing()
    {
        MessagingService service;
        QVERIFY(!service.fault().isEmpty());
        service.host = QStringLiteral("mqtt://h");
        QVERIFY(!service.fault().isEmpty());
        service.host = QStringLiteral("h");
        QCOMPARE(service.fault(), QString());
        service.port = -1;
        QVERIFY(!service.fault().isEmpty());
        service.port = 0;
        service.useTls = true;
        service.caFile = QStringLiteral("/nowhere/ca.pem");
        QVERIFY(service.fault().contains(service.caFile));
        QVERIFY(!transportMaker(service, {}).isOk());
        service.caFile = m_dir.filePath(QStringLiteral("not-a-certificate"));
        QFile file(service.caFile);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("hello") == 5);
        file.close();
        const auto maker = transportMaker(service, {});
        QVERIFY(!maker.isOk());
        QVERIFY(maker.error().message.contains(QStringLiteral("no certificate")));
    }

    void certificateFilesAreNormalised()
    {
        MessagingService service;
        service.host = QStringLiteral("h");
        service.useTls = true;
        service.caFile = m_dir.filePath(QStringLiteral("all-in-one.pem"));
        const auto write = [&](const QByteArray &bytes) {
            QFile file(service.caFile);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            QCOMPARE(file.write(bytes), bytes.size());
        };
        write(sampleKey() + sampleExplanation() + sampleCertificate() + sampleKey() + sampleCertificate());
        const auto certificates = trustedCertificates(service);
        QVERIFY2(certificates.isOk(), certificates ? "" : qPrintable(certificates.error().message));
        QCOMPARE(*certificates, sampleCertificate()); // no key, no words, each once

        write(sampleCertificate() + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        const auto damaged = trustedCertificates(service);
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
        MessagingService service;
        service.host = QStringLiteral("broker.example");
        service.useTls = true;
        const QString plain = services.put(service);
        MessagingService invited = service;
        QVERIFY(services.samePlace(invited));
        invited.caPem = sampleCertificate();
        QVERIFY(!services.samePlace(invited));
        const QString own = services.put(invited);
        QVERIFY(own != plain);
        QCOMPARE(services.samePlace(invited)->id, own);
        QCOMPARE(services.samePlace(service)->id, plain);
        // Who sends no certificate does not take away the trust that there is.
        services.remove(plain);
        QCOMPARE(services.samePlace(service)->id, own);
        // Without TLS a certificate says nothing.
        service.useTls = false;
        const QString open = services.put(service);
        invited.useTls = false;
        QCOMPARE(services.samePlace(invited)->id, open);
    }

    void unknownKindsAreRefused()
    {
        MessagingService service;
        service.host = QStringLiteral("h");
        service.kind = QStringLiteral("pigeon");
        const auto maker = transportMaker(service, {});
        QVERIFY(!maker.isOk());
        QVERIFY(maker.error().message.contains(QStringLiteral("pigeon")));
    }
};

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
