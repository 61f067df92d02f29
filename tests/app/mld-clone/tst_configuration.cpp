// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clone/systemenvironment.h"
#include "configuration.h"
#include "service/service.h"

#include <QJsonDocument>
#include <QTest>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

/// JSON with its quotes written as apostrophes, for moc reads no raw strings.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

} // namespace

class TestConfiguration : public QObject
{
    Q_OBJECT

private:
    static Result<Configuration> read(const QByteArray &text)
    {
        return Configuration::fromJson(QJsonDocument::fromJson(text).object(), [] { return u"made"_s; });
    }

private Q_SLOTS:
    void everythingIsRead()
    {
        const auto read = TestConfiguration::read(json("{ '@id': 'me', '@domain': 'test.example.org', 'genesis': true, '@context': {'schema': 'http://schema.org/'}, 'constraints': [{'@type': 'single-valued', 'property': 'name'}], 'networkTimeout': 1234, 'maxOperationSize': 99, 'logLevel': 'debug', 'journal': {}}"));
        QVERIFY(read.isOk());
        QCOMPARE(read->clone.id, u"me"_s);
        QCOMPARE(read->clone.domain, u"test.example.org"_s);
        QVERIFY(read->clone.genesis);
        QCOMPARE(read->clone.context.value(u"schema"_s).toString(), u"http://schema.org/"_s);
        QCOMPARE(read->clone.constraints.size(), 1);
        QCOMPARE(read->clone.networkTimeoutMs, 1234);
        QCOMPARE(read->clone.maxOperationSize, 99);
        QCOMPARE(read->logLevel, u"debug"_s);
        QVERIFY(!read->makeTransport); // alone
        QVERIFY(read->remarks.isEmpty());
    }

    void aSealedDomainNeedsItsKey()
    {
        SystemEnvironment environment;
        const NotebookKey key = NotebookKey::create(environment);
        const NotebookKey other = NotebookKey::create(environment);
        qputenv("TEST_SEAL", key.forEditor().toText().toLatin1());
        qputenv("TEST_SEAL_DAMAGED", key.toText().first(100).toLatin1());
        qputenv("TEST_SEAL_OTHER", other.toText().toLatin1());
        qunsetenv("TEST_SEAL_NONE");
        const QByteArray domain = key.domain().toLatin1();
        const auto read = [&domain](const QByteArray &more) {
            return TestConfiguration::read("{\"@domain\": \"" + domain + '"' + json(more) + '}');
        };
        const auto sealed = read(", 'seal': {'env': 'TEST_SEAL'}");
        QVERIFY2(sealed.isOk(), sealed.isOk() ? "" : qPrintable(sealed.error().message));
        QVERIFY(sealed->seal && *sealed->seal == key.forEditor());
        QVERIFY(sealed->remarks.isEmpty());
        // The key has the name in it.
        const auto named = TestConfiguration::read(json("{'seal': {'env': 'TEST_SEAL'}}"));
        QCOMPARE(named->clone.domain, key.domain());
        // Members on one network need no other secret.
        QVERIFY(read(", 'seal': {'env': 'TEST_SEAL'}, 'lan': {}").isOk() || !serviceOf(u"lan"_s)->unavailable().isEmpty());

        const auto isRefused = [](const Result<Configuration> &result, const QString &words) {
            return !result && result.error().message.startsWith(u"seal: "_s) && result.error().message.contains(words);
        };
        QVERIFY(isRefused(read({}), u"is missing"_s));
        QVERIFY(isRefused(read(", 'seal': 'AQ'"), u"environment variable"_s));
        QVERIFY(isRefused(read(", 'seal': {'key': 'AQ'}"), u"environment variable"_s));
        QVERIFY(isRefused(read(", 'seal': {'env': 'TEST_SEAL', 'role': 1}"), u"nothing else"_s));
        QVERIFY(isRefused(read(", 'seal': {'env': 'TEST_SEAL_NONE'}"), u"not set"_s));
        QVERIFY(isRefused(read(", 'seal': {'env': 'TEST_SEAL_DAMAGED'}"), u"damaged"_s));
        QVERIFY(isRefused(read(", 'seal': {'env': 'TEST_SEAL_OTHER'}"), u"not of this domain"_s));
        const auto plain = TestConfiguration::read(json("{'@domain': 'test.example.org', 'seal': {'env': 'TEST_SEAL'}}"));
        QVERIFY(isRefused(plain, u"no effect"_s));
        QVERIFY(!TestConfiguration::read(json("{'@domain': 'test.example.org'}"))->seal);
    }

    void logLevelsAreThoseOfTheReference_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("level");
        QTest::newRow("0") << QByteArray("0") << u"trace"_s;
        QTest::newRow("3") << QByteArray("3") << u"warn"_s;
        QTest::newRow("5") << QByteArray("5") << u"silent"_s;
        QTest::newRow("upper case") << json("'DEBUG'") << u"debug"_s;
        QTest::newRow("mixed") << json("'Info'") << u"info"_s;
    }
    void logLevelsAreThoseOfTheReference()
    {
        QFETCH(QByteArray, value);
        const auto read = TestConfiguration::read(json("{'@domain': 'test.example.org', 'logLevel': ") + value + '}');
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QTEST(read->logLevel, "level");
    }

    void cloneWithoutIdGetsOne()
    {
        const auto read = TestConfiguration::read(json("{'@domain': 'test.example.org'}"));
        QVERIFY(read.isOk());
        QCOMPARE(read->clone.id, u"made"_s);
    }

    void unknownKeysAreRemarked()
    {
        const auto read = TestConfiguration::read(json("{'@domain': 'test.example.org', 'tmpDirName': 'x'}"));
        QVERIFY(read.isOk());
        QCOMPARE(read->remarks.size(), 1);
        QVERIFY(read->remarks[0].contains(u"tmpDirName"));
    }

    /// design.md 5: a refusal names the key, what is wrong, and what is allowed.
    void badIsRefused_data()
    {
        QTest::addColumn<QByteArray>("keys");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("allowed");
        QTest::newRow("id") << (json("'@id': 5")) << u"@id"_s << u"string"_s;
        QTest::newRow("domain") << (json("'@domain': 'Not A Domain'")) << u"@domain"_s << u""_s;
        QTest::newRow("genesis") << (json("'genesis': 'yes'")) << u"genesis"_s << u"true or false"_s;
        QTest::newRow("context") << (json("'@context': 1")) << u"@context"_s << u"object"_s;
        QTest::newRow("constraints") << (json("'constraints': {}")) << u"constraints"_s << u"array"_s;
        QTest::newRow("timeout") << (json("'networkTimeout': 0")) << u"networkTimeout"_s << u"from 1"_s;
        QTest::newRow("timeout text") << (json("'networkTimeout': '5'")) << u"networkTimeout"_s << u"whole number"_s;
        QTest::newRow("size") << (json("'maxOperationSize': -1")) << u"maxOperationSize"_s << u"from 0"_s;
        QTest::newRow("log level, too high") << (json("'logLevel': 6")) << u"logLevel"_s << u"0 to 5"_s;
        QTest::newRow("log level, between") << (json("'logLevel': 1.5")) << u"logLevel"_s << u"0 to 5"_s;
        QTest::newRow("log level") << (json("'logLevel': 'loud'")) << u"logLevel"_s << u"debug"_s;
        QTest::newRow("two services") << (json("'mqtt': {}, 'io': {}")) << u"mqtt and io"_s << u"only one"_s;
        QTest::newRow("service") << (json("'mqtt': 'localhost'")) << u"mqtt"_s << u"object"_s;
        QTest::newRow("port") << (json("'mqtt': {'port': 0}")) << u"mqtt.port"_s << u"65535"_s;
        QTest::newRow("mqtt key") << (json("'mqtt': {'clientId': 'x'}")) << u"mqtt.clientId"_s << u"keepalive"_s;
        QTest::newRow("protocol") << (json("'mqtt': {'protocol': 'amqp'}")) << u"mqtt.protocol"_s << u"mqtts"_s;
        QTest::newRow("dialect") << (json("'mqtt': {'dialect': 5}")) << u"mqtt.dialect"_s << u"rabbitmq"_s;
        QTest::newRow("certificate") << (json("'mqtt': {'protocol': 'mqtts', 'ca': '/no/such/file'}"))
                                     << u"mqtt.ca"_s << u"cannot be read"_s;
        QTest::newRow("ably") << (json("'ably': {}")) << u"ably"_s << u"mqtt"_s;
        QTest::newRow("environment") << (json("'mqtt': {'password': {'env': 'MLD_TEST_NOT_SET'}}"))
                                     << u"mqtt.password"_s << u"MLD_TEST_NOT_SET"_s;
        QTest::newRow("environment shape") << (json("'mqtt': {'password': {'env': 5}}"))
                                           << u"mqtt.password"_s << u"NAME"_s;
    }
    void badIsRefused()
    {
        QFETCH(QByteArray, keys);
        QFETCH(QString, key);
        QFETCH(QString, allowed);
        QByteArray text = '{' + keys;
        if (!keys.contains("@domain"))
            text += json(", '@domain': 'test.example.org'");
        const auto read = TestConfiguration::read(text + '}');
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::BadConfiguration);
        QVERIFY2(read.error().message.startsWith(key), qPrintable(read.error().message));
        QVERIFY2(read.error().message.contains(allowed), qPrintable(read.error().message));
    }

    void missingDomainIsRefused()
    {
        const auto read = TestConfiguration::read(json("{'@id': 'a'}"));
        QVERIFY(!read);
        QVERIFY(read.error().message.startsWith(u"@domain"));
    }

    void secretComesFromTheEnvironment()
    {
        qputenv("MLD_TEST_SECRET", "hunter2");
        const auto read = TestConfiguration::read(
                json("{'@domain': 'test.example.org', 'mqtt': {'username': 'u', 'password': {'env': 'MLD_TEST_SECRET'}}}"));
#ifdef MLD_HAVE_MQTT
        QVERIFY2(read.isOk(), read ? "" : qPrintable(read.error().message));
        QVERIFY(read->makeTransport);
#else
        QVERIFY(!read);
#endif
        qunsetenv("MLD_TEST_SECRET");
    }
};

QTEST_GUILESS_MAIN(TestConfiguration)
#include "tst_configuration.moc"
