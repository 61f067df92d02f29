// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqttoptions.h"

#include <QJsonDocument>
#include <QTemporaryFile>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

namespace {
QJsonObject object(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}
} // namespace

class TestMqttOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsEverythingByDefault()
    {
        const auto options = MqttOptions::fromJson({});
        QVERIFY(options);
        QCOMPARE(options->host, u"localhost"_s);
        QCOMPARE(options->effectivePort(), 1883);
        QCOMPARE(options->protocol, MqttOptions::Protocol::Tcp);
        QVERIFY(options->tls.verifyServer);
        QVERIFY(options->keepAliveSeconds <= 5); // departures within seconds
    }

    void everyKeyIsRead()
    {
        QTemporaryFile key;
        QVERIFY(key.open());
        key.write("-----BEGIN PRIVATE KEY-----\nfile");
        key.flush();
        QJsonObject json =
            object(R"({"hostname": "broker.example.org", "port": 8884, "protocol": "mqtts",)"
                   R"("username": "ada", "password": "secret", "keepalive": 30,)"
                   R"("ca": "-----BEGIN CERTIFICATE-----\na",)"
                   R"("cert": "-----BEGIN CERTIFICATE-----\nb", "rejectUnauthorized": false,)"
                   R"("connectTimeout": 7000, "reconnectPeriod": 250})");
        json[u"key"_s] = key.fileName();
        const auto options = MqttOptions::fromJson(json);
        QVERIFY2(options, options ? "" : qPrintable(options.error().message));
        QCOMPARE(options->host, u"broker.example.org"_s);
        QCOMPARE(options->port, 8884);
        QCOMPARE(options->protocol, MqttOptions::Protocol::Tls);
        QCOMPARE(options->username, u"ada"_s);
        QCOMPARE(options->password, u"secret"_s);
        QCOMPARE(options->keepAliveSeconds, 30);
        QCOMPARE(options->tls.ca, QByteArray("-----BEGIN CERTIFICATE-----\na"));
        QCOMPARE(options->tls.certificate, QByteArray("-----BEGIN CERTIFICATE-----\nb"));
        QCOMPARE(options->tls.key, QByteArray("-----BEGIN PRIVATE KEY-----\nfile"));
        QVERIFY(!options->tls.verifyServer);
        QCOMPARE(options->connectTimeoutMs, 7000);
        QCOMPARE(options->reconnectPeriodMs, 250);
    }

    void protocolsHaveTheirPorts_data()
    {
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<int>("port");
        QTest::addColumn<bool>("isSecure");
        QTest::addColumn<bool>("isWebSocket");
        for (const auto *name : {"mqtt", "tcp"})
            QTest::newRow(name) << QString::fromLatin1(name) << 1883 << false << false;
        for (const auto *name : {"mqtts", "ssl", "tls"})
            QTest::newRow(name) << QString::fromLatin1(name) << 8883 << true << false;
        QTest::newRow("ws") << u"ws"_s << 80 << false << true;
        QTest::newRow("wss") << u"wss"_s << 443 << true << true;
    }
    void protocolsHaveTheirPorts()
    {
        QFETCH(QString, protocol);
        const auto options = MqttOptions::fromJson({{u"protocol"_s, protocol}});
        QVERIFY(options);
        QTEST(int(options->effectivePort()), "port");
        QTEST(options->isSecure(), "isSecure");
        QTEST(options->isWebSocket(), "isWebSocket");
        QCOMPARE(options->path, u"/"_s);
    }

    void hostsAreReadAsMeant_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<bool>("isSecure");
        const auto row = [](const char *written, const char *host, int port, bool isSecure) {
            QTest::newRow(written) << QString::fromLatin1(written) << QString::fromLatin1(host) << port << isSecure;
        };
        row("broker.example.org", "broker.example.org", 1883, false);
        row(" broker.example.org ", "broker.example.org", 1883, false);
        row("my_broker", "my_broker", 1883, false);
        row("broker:1884", "broker", 1884, false);
        row("127.0.0.1:1884", "127.0.0.1", 1884, false);
        row("::1", "::1", 1883, false);
        row("fe80::1%eth0", "fe80::1%eth0", 1883, false);
        row("[::1]", "::1", 1883, false);
        row("[::1]:1884", "::1", 1884, false);
        row("mqtt://broker", "broker", 1883, false);
        row("mqtt://broker:1884/", "broker", 1884, false);
        row("MQTTS://broker", "broker", 8883, true);
        row("ssl://[::1]:8884", "::1", 8884, true);
        row("wss://broker/mqtt", "broker", 443, true);
    }
    void hostsAreReadAsMeant()
    {
        QFETCH(QString, written);
        const auto options = MqttOptions::fromJson({{u"host"_s, written}});
        QVERIFY2(options, options ? "" : qPrintable(options.error().message));
        QTEST(options->host, "host");
        QTEST(int(options->effectivePort()), "port");
        QTEST(options->isSecure(), "isSecure");
    }

    void theDialectIsChosen()
    {
        using Dialect = MqttOptions::Dialect;
        QVERIFY(MqttOptions::fromJson({})->dialect == Dialect::Standard);
        QVERIFY(MqttOptions::fromJson({{u"dialect"_s, u"standard"_s}})->dialect ==
                Dialect::Standard);
        QVERIFY(MqttOptions::fromJson({{u"dialect"_s, u"rabbitmq"_s}})->dialect ==
                Dialect::RabbitMq);
    }

    void aWebSocketHasAPath()
    {
        const auto options =
            MqttOptions::fromJson(object(R"({"protocol": "wss", "path": "/mqtt?token=1"})"));
        QVERIFY(options);
        QCOMPARE(options->path, u"/mqtt?token=1"_s);
    }

    void errorsNameTheKey_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *json, const char *says) {
            QTest::newRow(json) << QByteArray(json) << QString::fromUtf8(says);
        };
        row(R"({"host": 5})", "mqtt.host: must be a string");
        row(R"({"host": ""})", "mqtt.host: must be a host name");
        row("{\"host\": \"a/b\"}", "mqtt.host: must be a host name");
        row("{\"host\": \"a:99999\"}", "mqtt.host: must be a host name");
        row("{\"host\": \"http://a\"}", "mqtt.host: must be one of");
        row("{\"host\": \"mqtt://ada:secret@a\"}", "mqtt.host: must have no user name");
        row("{\"host\": \"mqtt://a\", \"protocol\": \"mqtts\"}", "mqtt.protocol: differs");
        row("{\"host\": \"a:1884\", \"port\": 1883}", "mqtt.port: differs");
        row(R"({"protocolVersion": 3})", "mqtt.protocolVersion: must be 4");
        row(R"({"host": "a", "hostname": "b"})", "mqtt.hostname: differs from host");
        row(R"({"port": "1883"})", "mqtt.port: must be a whole number from 1 to 65535");
        row(R"({"port": 0})", "mqtt.port: must be a whole number");
        row(R"({"port": 65536})", "mqtt.port: must be a whole number");
        row(R"({"port": 18.5})", "mqtt.port: must be a whole number");
        row(R"({"protocol": "http"})", "mqtt.protocol: must be one of");
        row(R"({"keepalive": -1})", "mqtt.keepalive: must be a whole number from 0 to 65535");
        row(R"({"dialect": "amqp"})", "mqtt.dialect: must be “standard” or “rabbitmq”");
        row(R"({"path": "/mqtt"})", "mqtt.path: is only for protocol “ws” or “wss”");
        row(R"({"path": "mqtt", "protocol": "ws"})", "mqtt.path: must begin with");
        row(R"({"username": null})", "mqtt.username: must be a string");
        row(R"({"password": "x"})", "mqtt.password: needs a username");
        row(R"({"protocol": "mqtts", "ca": "/no/such/file"})", "mqtt.ca: the file");
        row(R"({"protocol": "mqtts", "ca": 1})", "mqtt.ca: must be PEM text");
        row(R"({"protocol": "mqtts", "cert": "-----BEGIN X"})", "mqtt.key: is missing");
        row(R"({"protocol": "mqtts", "key": "-----BEGIN X"})", "mqtt.cert: is missing");
        row(R"({"ca": "-----BEGIN X"})", "mqtt.ca: is only for protocol");
        row(R"({"rejectUnauthorized": "no", "protocol": "mqtts"})",
            "mqtt.rejectUnauthorized: must be true or false");
        row(R"({"connectTimeout": 0})", "mqtt.connectTimeout: must be a whole number from 100");
        row(R"({"reconnectPeriod": 1e300})", "mqtt.reconnectPeriod: must be a whole number");
        row(R"({"pasword": "x"})", "mqtt.pasword: is not known. The keys are");
    }
    void errorsNameTheKey()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, says);
        const auto options = MqttOptions::fromJson(object(json));
        QVERIFY(!options);
        QCOMPARE(options.error().code, ErrorCode::BadConfiguration);
        QVERIFY2(options.error().message.startsWith(says), qPrintable(options.error().message));
    }

    void secretsAreNotInErrors()
    {
        const auto options = MqttOptions::fromJson(
            object(R"({"username": "ada", "password": "hunter2", "port": -1})"));
        QVERIFY(!options);
        QVERIFY(!options.error().message.contains(u"hunter2"_s));
    }
};

QTEST_APPLESS_MAIN(TestMqttOptions)
#include "tst_mqttoptions.moc"
