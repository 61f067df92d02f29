// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/gatewayclient.h"
#include "gateway/gatewayservice.h"
#include "gateway/gatewaytransport.h"

#include <QJsonDocument>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using Code = TransportErrorCode;

namespace {

const QString kKey = u"rootacct.adakey:hunter2-hunter2"_s;

/// JSON, with single quotes for double ones.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

/// A web server that says the same to everyone, and keeps what it was asked.
class Parrot : public QTcpServer
{
public:
    explicit Parrot(QByteArray answer = {}, bool hangsUp = true) : m_answer(std::move(answer))
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, hangsUp] {
            QTcpSocket *client = nextPendingConnection();
            connect(client, &QTcpSocket::readyRead, client, [this, client, hangsUp] {
                m_asked += client->readAll();
                if (!m_asked.contains("\r\n\r\n"))
                    return;
                client->write(m_answer);
                if (hangsUp)
                    client->disconnectFromHost();
            });
        });
    }
    static QByteArray http(int status, const QByteArray &body, const QByteArray &more = {})
    {
        return "HTTP/1.1 " + QByteArray::number(status) + " Such\r\nContent-Type: application/json\r\n" + more +
               "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    const QByteArray &asked() const { return m_asked; }

private:
    QByteArray m_answer;
    QByteArray m_asked;
};

GatewayOptions optionsFor(const Parrot &server, const QString &account = u"ada"_s)
{
    GatewayOptions options;
    options.io.origin = QUrl(u"http://127.0.0.1:%1"_s.arg(server.serverPort()));
    options.io.connectTimeoutMs = 5000;
    options.account = account;
    options.key = kKey;
    return options;
}

/// What a question came to; an answer has the code None.
class Outcome
{
public:
    template<typename T>
    GatewayClient::Told<T> take()
    {
        return [this](const GatewayAnswer<T> &answer) {
            ++m_count;
            m_failure = std::holds_alternative<NetFailure>(answer) ? std::get<NetFailure>(answer) : NetFailure();
        };
    }
    bool wait()
    {
        return QTest::qWaitFor([this] { return m_count > 0; }, 10'000) && m_count == 1;
    }
    bool isUntold() const { return m_count == 0; }
    const NetFailure &failure() const { return m_failure; }

private:
    int m_count = 0;
    NetFailure m_failure;
};

void ask(GatewayClient &client, GatewayQuestion question, Outcome &outcome)
{
    switch (question) {
    case GatewayQuestion::Context:
        client.askDomain(outcome.take<DomainName>());
        break;
    case GatewayQuestion::Key:
        client.checkKey(outcome.take<std::monostate>());
        break;
    case GatewayQuestion::Data:
        client.findDomain(u"notes"_s, outcome.take<std::monostate>());
        break;
    case GatewayQuestion::Domain:
        client.openDomain(u"notes"_s, outcome.take<GatewayAccess>());
        break;
    case GatewayQuestion::NewDomain:
        client.makeGuestDomain(outcome.take<GatewayAccess>());
        break;
    case GatewayQuestion::Code:
        client.requestCode(u"ada@example.org"_s, outcome.take<QByteArray>());
        break;
    case GatewayQuestion::NewKey:
        client.makeKey("abc", u"123456"_s, outcome.take<GatewayKey>());
        break;
    }
}

const QList<GatewayQuestion> kQuestions{GatewayQuestion::Context, GatewayQuestion::Key,
                                        GatewayQuestion::Data,    GatewayQuestion::Domain,
                                        GatewayQuestion::NewDomain, GatewayQuestion::Code, GatewayQuestion::NewKey};

} // namespace

Q_DECLARE_METATYPE(GatewayQuestion)

/// Names and keys, and the client against servers that are not, or not quite, gateways.
class TestGatewayClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreOfTheStricterRule_data()
    {
        QTest::addColumn<QString>("domain");
        QTest::addColumn<bool>("isOne");
        QTest::newRow("plain") << u"notes.ada.gw.m-ld.org"_s << true;
        QTest::newRow("shortest") << u"n.a.g.o"_s << true;
        QTest::newRow("hyphen") << u"my-notes.ada-2.gw.m-ld.org"_s << true;
        QTest::newRow("63") << QString(63, u'a') + u".ada.gw.m-ld.org"_s << true;
        QTest::newRow("64") << QString(64, u'a') + u".ada.gw.m-ld.org"_s << false;
        QTest::newRow("underscore") << u"a_b.ada.gw.m-ld.org"_s << false;
        QTest::newRow("underscore in the account") << u"notes.a_b.gw.m-ld.org"_s << false;
        QTest::newRow("hyphen at the end") << u"ab-.ada.gw.m-ld.org"_s << false;
        QTest::newRow("hyphen at the start") << u"-ab.ada.gw.m-ld.org"_s << false;
        QTest::newRow("upper case") << u"Notes.ada.gw.m-ld.org"_s << false;
        QTest::newRow("not ASCII") << u"nötes.ada.gw.m-ld.org"_s << false;
        QTest::newRow("line break") << u"notes.ada.gw.m-ld.org\n"_s << false;
        QTest::newRow("empty label") << u"notes..gw.m-ld.org"_s << false;
        QTest::newRow("too few labels") << u"notes.ada.localhost"_s << false;
        QTest::newRow("an address") << u"notes.ada.127.0.0.1"_s << false;
        const QString label = QString(63, u'a') + u'.';
        QTest::newRow("253") << label + label + label + QString(61, u'a') << true;
        QTest::newRow("254") << label + label + label + QString(62, u'a') << false;
    }
    void namesAreOfTheStricterRule()
    {
        QFETCH(QString, domain);
        QFETCH(bool, isOne);
        QCOMPARE(GatewayName::of(domain).has_value(), isOne);
        if (isOne)
            return;
        // Nor does anything go out for it.
        Parrot gateway;
        GatewayTransport transport(optionsFor(gateway));
        QSignalSpy told(&transport, &Transport::stateChanged);
        transport.open(domain, u"me"_s);
        QTRY_COMPARE(transport.state(), Transport::State::Failed);
        QCOMPARE(told.last().at(1).value<TransportError>().code, Code::BadConfiguration);
        QVERIFY(gateway.asked().isEmpty());
    }

    void nothingIsAskedForWhatIsNotWellFormed()
    {
        Parrot gateway;
        GatewayClient client(optionsFor(gateway));
        for (const QString &name : {u"a_b"_s, u"ab-"_s, QString(64, u'a'), u"../user"_s, u""_s}) {
            Outcome outcome;
            client.openDomain(name, outcome.take<GatewayAccess>());
            QVERIFY(outcome.wait());
            QCOMPARE(outcome.failure().error.code, Code::BadConfiguration);
        }
        for (const QString &email : {u"ada"_s, u"ada@"_s, u"ada@example.org\r\nX: y"_s, u""_s}) {
            Outcome outcome;
            client.requestCode(email, outcome.take<QByteArray>());
            QVERIFY(outcome.wait());
            QCOMPARE(outcome.failure().error.code, Code::BadConfiguration);
        }
        for (const QString &code : {u"12345"_s, u"abcdef"_s, u"123456\r\nX: y"_s, u""_s}) {
            Outcome outcome;
            client.makeKey("abc", code, outcome.take<GatewayKey>());
            QVERIFY(outcome.wait());
            QCOMPARE(outcome.failure().error.code, Code::BadCredentials);
        }
        GatewayClient stranger(optionsFor(gateway, u"a_b"_s));
        for (const GatewayQuestion question : kQuestions) {
            Outcome outcome;
            ask(stranger, question, outcome);
            QVERIFY(outcome.wait());
            QCOMPARE(outcome.failure().error.code, Code::BadConfiguration);
        }
        QVERIFY(gateway.asked().isEmpty());
    }

    void keysAreCheckedAndCleaned()
    {
        const auto key = GatewayOptions::readKey(u" rootacct.adakey:\n hunter2-hunter2 "_s);
        QVERIFY(key && *key == kKey);
        for (const QString &bad : {u"hunter2"_s, u"adakey:hunter2"_s, u"a.b"_s, u"a.b:"_s, u"≪your-auth-key≫"_s,
                                   u"a.b:≪hunter2≫"_s, u"a.b:hunter2:x"_s}) {
            const auto read = GatewayOptions::readKey(bad);
            QVERIFY2(!read, qPrintable(bad));
            QVERIFY(!read.error().message.contains(u"hunter2"));
        }
    }

    void answersHaveTheirMeaning_data()
    {
        QTest::addColumn<GatewayQuestion>("question");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<Code>("code");
        QTest::addColumn<bool>("canRetry");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, GatewayQuestion question, int status, const QByteArray &message, Code code,
                            bool canRetry, const QString &says) {
            QTest::newRow(name) << question << status << message << code << canRetry << says;
        };
        using Q = GatewayQuestion;
        row("wrong key", Q::Domain, 401, {}, Code::BadCredentials, false, u"account name or key"_s);
        row("withdrawn", Q::Domain, 401, "Key revoked", Code::BadCredentials, false, u"withdrawn"_s);
        row("malformed key", Q::Domain, 500, "caused by RangeError: x", Code::BadCredentials, false, u"name or key"_s);
        row("another's", Q::Domain, 403, {}, Code::Forbidden, false, u"another account"_s);
        row("bad name", Q::Domain, 400, "Bad domain", Code::BadConfiguration, false, u"hyphens"_s);
        row("signatures", Q::Domain, 409, {}, Code::Forbidden, false, u"security settings"_s);
        row("trouble", Q::Domain, 500, "caused by Error: /srv/secret", Code::NoAnswer, true, u"in trouble"_s);
        row("restarting", Q::Domain, 503, {}, Code::NoAnswer, true, u"in trouble"_s);
        row("too often", Q::Domain, 429, {}, Code::NoAnswer, true, u"busy"_s);
        row("no gateway", Q::Domain, 404, {}, Code::ProtocolError, false, u"not an m-ld Gateway"_s);
        row("a proxy", Q::Domain, 407, {}, Code::ConnectionRefused, true, u"proxy"_s);
        row("no guests", Q::NewDomain, 405, {}, Code::Forbidden, false, u"does not allow"_s);
        row("key is bad", Q::Key, 401, {}, Code::BadCredentials, false, u"name or key"_s);
        row("lost", Q::Data, 403, {}, Code::Forbidden, false, u"does not have this notebook"_s);
        row("no context", Q::Context, 404, {}, Code::ProtocolError, false, u"not an m-ld Gateway"_s);
        row("not an address", Q::Code, 400, {}, Code::BadConfiguration, false, u"e-mail address"_s);
        row("name is taken", Q::Code, 401, {}, Code::Forbidden, false, u"another e-mail address"_s);
        row("no mail", Q::Code, 500, "smtp /srv/secret", Code::NoAnswer, true, u"in trouble"_s);
        row("wrong code", Q::NewKey, 500, "unable to authenticate", Code::BadCredentials, false, u"ten minutes"_s);
    }
    void answersHaveTheirMeaning()
    {
        QFETCH(GatewayQuestion, question);
        QFETCH(int, status);
        QFETCH(QByteArray, message);
        QFETCH(Code, code);
        QFETCH(bool, canRetry);
        QFETCH(QString, says);
        Parrot server(Parrot::http(status, json("{'code':'Such','message':'" + message + "'}")));
        GatewayClient client(optionsFor(server));
        Outcome outcome;
        ask(client, question, outcome);
        QVERIFY(outcome.wait());
        const NetFailure &failure = outcome.failure();
        QCOMPARE(failure.error.code, code);
        QCOMPARE(failure.canRetry, canRetry);
        QVERIFY2(failure.error.message.contains(says), qPrintable(failure.error.message));
        for (const char *secret : {"hunter2", "secret", "123456"})
            QVERIFY2(!failure.error.message.contains(QLatin1String(secret)), qPrintable(failure.error.message));
    }

    void whatIsNotAGateway_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("a page") << Parrot::http(200, "<html>Welcome</html>");
        QTest::newRow("broken JSON") << Parrot::http(200, json("{'@domain':'notes.ada"));
        QTest::newRow("another's JSON") << Parrot::http(200, json("['hello']"));
        QTest::newRow("numbers") << Parrot::http(200, json("{'@domain':7,'@base':7,'jwe':7,'auth':{'key':7},'io':7}"));
        QTest::newRow("huge") << Parrot::http(200, QByteArray(50'000'000, '['));
        QTest::newRow("deep") << Parrot::http(200, QByteArray(60'000, '['));
        QTest::newRow("huge, and no end told") << "HTTP/1.1 200 Fine\r\n\r\n" + QByteArray(50'000'000, 'x');
    }
    void whatIsNotAGateway()
    {
        QFETCH(QByteArray, answer);
        for (const GatewayQuestion question : kQuestions) {
            Parrot server(answer);
            GatewayClient client(optionsFor(server));
            Outcome outcome;
            ask(client, question, outcome);
            QVERIFY(outcome.wait());
            QVERIFY2(outcome.failure().error.code == Code::ProtocolError, qPrintable(outcome.failure().error.message));
        }
    }

    void hangingIsNotWaitedFor()
    {
        for (const QByteArray &answer : {QByteArray(), QByteArray("HTTP/1.1 200 Fine\r\nContent-Length: 9\r\n\r\n{")}) {
            Parrot silent(answer, false);
            GatewayOptions options = optionsFor(silent);
            options.io.connectTimeoutMs = 300;
            GatewayClient client(options);
            Outcome outcome;
            client.openDomain(u"notes"_s, outcome.take<GatewayAccess>());
            QVERIFY(outcome.wait());
            QCOMPARE(outcome.failure().error.code, Code::TimedOut);
            QVERIFY(outcome.failure().canRetry);
        }
        Parrot mail("220 mail.example.org ESMTP\r\n");
        GatewayClient lost(optionsFor(mail));
        Outcome noHttp;
        lost.openDomain(u"notes"_s, noHttp.take<GatewayAccess>());
        QVERIFY(noHttp.wait());
        QCOMPARE(noHttp.failure().error.code, Code::NoAnswer);

        Parrot cut("HTTP/1.1 200 Fine\r\nContent-Length: 9\r\n\r\n{");
        GatewayClient client(optionsFor(cut));
        Outcome outcome;
        client.openDomain(u"notes"_s, outcome.take<GatewayAccess>());
        QVERIFY(outcome.wait());
        QVERIFY(outcome.failure().error.code != Code::None && outcome.failure().canRetry);
    }

    void redirectsAreNotFollowed()
    {
        Parrot other;
        const QByteArray place = "Location: http://127.0.0.1:" + QByteArray::number(other.serverPort()) + "/\r\n";
        Parrot server(Parrot::http(307, {}, place));
        GatewayClient client(optionsFor(server));
        Outcome outcome;
        client.openDomain(u"notes"_s, outcome.take<GatewayAccess>());
        QVERIFY(outcome.wait());
        QCOMPARE(outcome.failure().error.code, Code::ProtocolError);
        QVERIFY(server.asked().startsWith("PUT /api/v1/domain/ada/notes HTTP/1.1"));
        QVERIFY(other.asked().isEmpty());
    }

    void configurationsAreRead_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QByteArray>("auth"); // empty: there is none
        QTest::addColumn<Code>("code");
        const QByteArray domain = json("'@domain':'notes.ada.gw.example.org'");
        QTest::newRow("key") << "{" + domain + json(",'genesis':false,'io':{'opts':{'auth':{'key':'≪your-auth-key≫','user':'ada'}}}}")
                             << QByteArray(json("{'key':'rootacct.adakey:hunter2-hunter2','user':'ada'}")) << Code::None;
        QTest::newRow("token") << "{" + domain + json(",'genesis':false,'io':{'opts':{'auth':{'jwt':'a.b.c'}}}}")
                               << QByteArray(json("{'jwt':'a.b.c'}")) << Code::None;
        QTest::newRow("a placeholder") << "{" + domain + json(",'genesis':false,'io':{'opts':{'auth':{'jwt':'≪your-token≫'}}}}")
                                       << QByteArray() << Code::Forbidden;
        QTest::newRow("no login") << "{" + domain + json(",'genesis':false,'io':{}}") << QByteArray() << Code::Forbidden;
        QTest::newRow("Ably") << "{" + domain + json(",'genesis':false,'ably':{}}") << QByteArray() << Code::ProtocolError;
        QTest::newRow("another domain") << QByteArray(json("{'@domain':'other.ada.gw.example.org','genesis':false,'io':{}}"))
                                        << QByteArray() << Code::ProtocolError;
        QTest::newRow("no domain") << QByteArray(json("{'@domain':'notes.ada.a_b','genesis':false,'io':{}}")) << QByteArray()
                                   << Code::ProtocolError;
    }
    void configurationsAreRead()
    {
        QFETCH(QByteArray, config);
        QFETCH(QByteArray, auth);
        QFETCH(Code, code);
        Parrot server(Parrot::http(200, config));
        GatewayClient client(optionsFor(server));
        std::optional<GatewayAnswer<GatewayAccess>> told;
        client.openDomain(u"notes"_s, [&](const GatewayAnswer<GatewayAccess> &answer) { told = answer; });
        QTRY_VERIFY(told);
        if (const auto *failure = std::get_if<NetFailure>(&*told)) {
            QCOMPARE(failure->error.code, code);
            return;
        }
        QCOMPARE(code, Code::None);
        QCOMPARE(QJsonDocument(std::get<GatewayAccess>(*told).auth).toJson(QJsonDocument::Compact), auth);
    }

    void whoGoesIsNotTold()
    {
        Parrot server(Parrot::http(200, json("{'@base':'http://gw.example.org/'}")));
        Outcome aborted;
        Outcome later;
        {
            Parrot silent({}, false);
            GatewayClient gone(optionsFor(silent));
            gone.askDomain(aborted.take<DomainName>());
            QTRY_VERIFY(!silent.asked().isEmpty());
        }
        GatewayClient client(optionsFor(server));
        client.askDomain(aborted.take<DomainName>());
        client.openDomain(u"a_b"_s, aborted.take<GatewayAccess>());
        client.abort();
        client.askDomain(later.take<DomainName>());
        QVERIFY(later.wait());
        QVERIFY(aborted.isUntold());
    }

    void domainsAreCheckedBeforeAnyCloneIsMade()
    {
        const GatewayService service;
        const Values values{{u"uri"_s, u"https://gw.m-ld.org"_s}, {u"account"_s, u"ada"_s}};
        QVERIFY(service.checkDomain(values, u"notes.ada.gw.m-ld.org"_s, false));
        QVERIFY(service.checkDomain(values, u"cmwsq0ne5000i557dhk706fkh.ada.gw.m-ld.org"_s, true));
        const auto first = service.checkDomain(values, u"notes.ada.gw.m-ld.org"_s, true);
        QVERIFY(!first && first.error().message.startsWith(u"genesis:"));
        QVERIFY(!service.checkDomain(values, u"notes.bob.gw.m-ld.org"_s, false));
        QVERIFY(!service.checkDomain(values, u"a_b.ada.gw.m-ld.org"_s, false));
    }
};

QTEST_GUILESS_MAIN(TestGatewayClient)
#include "tst_gatewayclient.moc"
