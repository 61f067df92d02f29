// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/appsettings.h"
#include "settings/messagingservice.h"
#include "settings/profile.h"
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
