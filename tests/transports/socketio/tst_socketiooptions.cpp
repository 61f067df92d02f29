// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "socketio/socketiooptions.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

namespace {

/// JSON with ' for ".
QJsonObject parsed(QByteArray json)
{
    return QJsonDocument::fromJson(json.replace('\'', '"')).object();
}

} // namespace

class TestSocketIoOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allKeys()
    {
        const auto options = SocketIoOptions::fromJson(parsed("{ "
            "'uri': 'https://notes.example.org:8443/team', "
            "'opts': { "
            "'auth': {'token': 't', 'deep': {'n': 1}}, 'query': {'a': 'b'}, 'extraHeaders': {'Cookie': 'c=d'}, "
            "'path': '/io', 'transports': ['polling'], 'timeout': 1000, 'reconnectionDelay': 100, "
            "'reconnectionDelayMax': 2000, 'ca': '-----BEGIN CERTIFICATE-----\\na', "
            "'cert': '-----BEGIN CERTIFICATE-----\\nb', 'key': '-----BEGIN PRIVATE KEY-----\\nc', "
            "'rejectUnauthorized': false, 'proxy': 'socks5://127.0.0.1:1080' "
            "}}"));
        QVERIFY2(options, qPrintable(options ? QString() : options.error().message));
        QCOMPARE(options->origin, QUrl(u"https://notes.example.org:8443"_s));
        QCOMPARE(options->nsp, u"/team"_s);
        QCOMPARE(options->path, u"/io/"_s);
        QCOMPARE(options->auth.value(u"deep"_s).toObject().value(u"n"_s).toInt(), 1);
        QCOMPARE(options->query.value(u"a"_s).toString(), u"b"_s);
        QCOMPARE(options->extraHeaders.value(u"Cookie"_s).toString(), u"c=d"_s);
        QVERIFY(options->way == SocketIoOptions::Way::Polling);
        QCOMPARE(options->connectTimeoutMs, 1000);
        QCOMPARE(options->reconnectionDelayMs, 100);
        QCOMPARE(options->reconnectionDelayMaxMs, 2000);
        QCOMPARE(options->tls.ca, QByteArray("-----BEGIN CERTIFICATE-----\na"));
        QCOMPARE(options->tls.key, QByteArray("-----BEGIN PRIVATE KEY-----\nc"));
        QVERIFY(!options->tls.verifyServer);
        QCOMPARE(options->proxy.port(), 1080);
        const Endpoint endpoint = options->endpoint();
        QCOMPARE(endpoint.host, u"notes.example.org"_s);
        QCOMPARE(endpoint.port, quint16(8443));
        QVERIFY(endpoint.isSecure);
    }

    void theAddressMayBeOfAWebSocket()
    {
        const auto secure = SocketIoOptions::fromJson(parsed("{'uri': 'wss://notes.example.org'}"));
        QVERIFY(secure && secure->isSecure());
        QCOMPARE(secure->endpoint().port, quint16(443));
        const auto plain = SocketIoOptions::fromJson(parsed("{'uri': 'ws://[::1]:3000/'}"));
        QVERIFY(plain && !plain->isSecure());
        QCOMPARE(plain->origin.scheme(), u"http"_s);
        QCOMPARE(plain->endpoint().host, u"::1"_s);
        QCOMPARE(plain->nsp, u"/"_s);
    }

    void faults_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("begins");
        const auto row = [](const char *json, const char *begins) {
            QTest::newRow(begins) << QByteArray(json) << QString::fromUtf8(begins);
        };
        row("{}", "io.uri: must be the server's address");
        row("{'uri': 'mqtt://h'}", "io.uri: must be the");
        row("{'uri': 'http://name:word@h'}", "io.uri: must hold no name and password");
        row("{'uri': 'http://h/a,b'}", "io.uri: must have no comma");
        row("{'uri': 'http://h', 'port': 1}", "io.port");
        row("{'uri': 'http://h', 'opts': 1}", "io.opts");
        row("{'uri': 'http://h', 'opts': {'auth': 1}}", "io.opts.auth: must be an object");
        row("{'uri': 'http://h', 'opts': {'query': {'a': 1}}}", "io.opts.query.a: must be a string");
        row("{'uri': 'http://h', 'opts': {'extraHeaders': {'a': 'b\\r\\nc: d'}}}", "io.opts.extraHeaders.a: must be");
        row("{'uri': 'http://h', 'opts': {'path': 'io'}}", "io.opts.path: must begin with");
        row("{'uri': 'http://h', 'opts': {'transports': ['carrier pigeon']}}", "io.opts.transports: must be");
        row("{'uri': 'http://h', 'opts': {'timeout': 1.5}}", "io.opts.timeout: must be a whole number");
        row("{'uri': 'http://h', 'opts': {'ca': '/no/such/file'}}", "io.opts.ca: the file");
        row("{'uri': 'http://h', 'opts': {'cert': '-----BEGIN X'}}", "io.opts.key: is missing");
        row("{'uri': 'http://h', 'opts': {'rejectUnauthorized': 0}}", "io.opts.rejectUnauthorized: must be");
        row("{'uri': 'http://h', 'opts': {'proxy': 'proxy'}}", "io.opts.proxy: must be such as");
        row("{'uri': 'http://h', 'opts': {'reconnectionDelay': 500, 'reconnectionDelayMax': 100}}",
            "io.opts.reconnectionDelayMax: must not be less");
        row("{'uri': 'http://h', 'opts': {'forceNew': true}}", "io.opts.forceNew: is not known");
    }
    void faults()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, begins);
        const auto options = SocketIoOptions::fromJson(parsed(json));
        QVERIFY(!options);
        QVERIFY2(options.error().message.startsWith(begins), qPrintable(options.error().message));
    }
};

QTEST_APPLESS_MAIN(TestSocketIoOptions)
#include "tst_socketiooptions.moc"
