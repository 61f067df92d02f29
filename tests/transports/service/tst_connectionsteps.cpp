// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "../gateway/gatewayserver.h"
#include "connectiontest.h"
#include "connectionwords.h"
#include "service/linked.h"
#include "service/service.h"
#include "support/certificates.h"
#include "support/connectproxy.h"
#include "support/mosquittobroker.h"

#include <QLocale>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using test::MosquittoBroker;
using Code = TransportErrorCode;
using Step = ConnectionStep;
using StepState = TestedStep::State;

namespace {

const QString kDomain = u"steps.example.org"_s;
// No server's word may be shown: this one is said by those that answer as they should not.
const QByteArray kServersWord = "hunter2-was-here";

enum class Place {
    Unknown,     ///< no such name
    Closed,      ///< nobody listens at the port
    Silent,      ///< takes connections, and says nothing
    WebServer,   ///< of another kind
    Busy,        ///< takes nobody just now
    PlainToTls,
    TlsToPlain,
    UnknownAuthority,
    Expired,
    OtherName,
    WrongPassword,
    Unsubscribed, ///< the account may not receive; or there is no m-ld service
    Unpublished,  ///< the account may not send
    UnpublishedOperations,
    Good,
    GoodSecure,
    GoodPolling,
    GoodForGuests,
    GoodByProxy,
    GoodSecureByProxy,
    ForbiddenByProxy,
};

/// Whether what is there may say nothing that is understood, so that time must run out.
bool isMute(Place place)
{
    return place == Place::Silent || place == Place::WebServer || place == Place::PlainToTls;
}

bool isByProxy(Place place)
{
    return place == Place::GoodByProxy || place == Place::GoodSecureByProxy || place == Place::ForbiddenByProxy;
}

} // namespace

Q_DECLARE_METATYPE(Place)

/// "Test connection" with each service, at servers that fail at each step.
class TestConnectionSteps : public QObject
{
    Q_OBJECT

private:
    QJsonObject mqtt(Place place, bool isWebSocket)
    {
        using Security = MosquittoBroker::Security;
        MosquittoBroker::Setup setup;
        setup.webSocket = isWebSocket;
        bool asksSecurely = false;
        switch (place) {
        case Place::Unpublished:
            setup.acl = u"topic read #\n"_s;
            break;
        case Place::UnpublishedOperations:
            setup.acl = u"topic read #\ntopic write __presence/#\ntopic write __send/#\n"_s;
            break;
        case Place::Unsubscribed:
            setup.acl = u"topic write #\n"_s;
            break;
        case Place::WrongPassword:
            setup.username = u"ada"_s;
            setup.password = u"right"_s;
            break;
        case Place::Expired:
            setup.security = Security::TlsExpired;
            asksSecurely = true;
            break;
        case Place::OtherName:
            setup.security = Security::TlsOtherName;
            asksSecurely = true;
            break;
        case Place::UnknownAuthority:
        case Place::GoodSecure:
        case Place::GoodSecureByProxy:
            setup.security = Security::Tls;
            asksSecurely = true;
            break;
        case Place::PlainToTls:
            setup.security = Security::Tls;
            break;
        case Place::TlsToPlain:
            asksSecurely = true;
            break;
        default:
            break;
        }
        m_broker = std::make_unique<MosquittoBroker>(setup);
        if (!m_broker->start())
            return {};
        QJsonObject config{{u"host"_s, u"localhost"_s}, {u"port"_s, m_broker->port()}};
        if (isMute(place))
            config.insert(u"connectTimeout"_s, 800);
        if (isWebSocket)
            config.insert(u"protocol"_s, asksSecurely ? u"wss"_s : u"ws"_s);
        else if (asksSecurely)
            config.insert(u"protocol"_s, u"mqtts"_s);
        if (isByProxy(place))
            config.insert(u"proxy"_s, m_proxy->url());
        if (setup.security != Security::Plain && place != Place::PlainToTls)
            config.insert(u"ca"_s, place == Place::UnknownAuthority ? m_broker->otherCaFile() : m_broker->caFile());
        if (place == Place::WrongPassword) {
            config.insert(u"username"_s, u"ada"_s);
            config.insert(u"password"_s, u"wrong"_s);
        }
        if (place == Place::Unknown)
            config.insert(u"host"_s, u"no-such-host.invalid"_s); // RFC 6761: never exists
        if (place == Place::Closed)
            config.insert(u"port"_s, MosquittoBroker::freePort());
        if (place == Place::Silent || place == Place::WebServer || place == Place::Busy)
            config.insert(u"port"_s, m_other->serverPort());
        return config;
    }
    QJsonObject tls(const QString &certificate) const
    {
        return {{u"key"_s, m_certificates.keyFile(certificate)},
                {u"cert"_s, m_certificates.certificateFile(certificate)}};
    }
    QJsonObject socketIo(Place place)
    {
        QJsonObject setup;
        const QString certificate = place == Place::Expired     ? u"expired"_s
                                    : place == Place::OtherName ? u"elsewhere"_s
                                                                : u"server"_s;
        const bool isTls = place == Place::Expired || place == Place::OtherName || place == Place::UnknownAuthority ||
                           place == Place::GoodSecure || place == Place::PlainToTls || place == Place::GoodPolling ||
                           place == Place::GoodSecureByProxy;
        if (isTls)
            setup.insert(u"tls"_s, tls(certificate));
        if (place == Place::WrongPassword)
            setup.insert(u"auth"_s, QJsonObject{{u"key"_s, u"right"_s}});
        if (place == Place::Unsubscribed)
            setup.insert(u"service"_s, false);
        m_server = std::make_unique<test::SocketIoServer>(setup);
        if (!m_server->start()) {
            qInfo() << m_server->problem();
            return {};
        }
        const bool asksSecurely = (isTls && place != Place::PlainToTls) || place == Place::TlsToPlain;
        const QString host = place == Place::Unknown ? u"no-such-host.invalid"_s : u"localhost"_s;
        const int port = place == Place::Closed ? MosquittoBroker::freePort()
                         : place == Place::Silent || place == Place::WebServer ? m_other->serverPort()
                                                                               : m_server->port();
        QJsonObject opts;
        if (isMute(place))
            opts.insert(u"timeout"_s, 800);
        if (asksSecurely) {
            opts.insert(u"ca"_s,
                        m_certificates.certificateFile(place == Place::UnknownAuthority ? u"other-ca"_s : u"ca"_s));
        }
        if (place == Place::WrongPassword)
            opts.insert(u"auth"_s, QJsonObject{{u"key"_s, u"wrong"_s}});
        if (isByProxy(place))
            opts.insert(u"proxy"_s, m_proxy->url());
        if (place == Place::GoodPolling)
            opts.insert(u"transports"_s, QJsonArray{u"polling"_s});
        return {{u"uri"_s, u"%1://%2:%3"_s.arg(asksSecurely ? u"https"_s : u"http"_s, host).arg(port)},
                {u"opts"_s, opts}};
    }
    QJsonObject gateway(Place place)
    {
        const QString certificate = place == Place::Expired     ? u"expired"_s
                                    : place == Place::OtherName ? u"elsewhere"_s
                                                                : u"server"_s;
        const bool isTls = place == Place::Expired || place == Place::OtherName || place == Place::UnknownAuthority ||
                           place == Place::GoodSecure || place == Place::PlainToTls;
        m_server = std::make_unique<test::GatewayServer>(
            isTls ? QJsonObject{{u"tls"_s, tls(certificate)}} : QJsonObject());
        const bool isElsewhere = place == Place::Unknown || place == Place::Closed || place == Place::Silent ||
                                 place == Place::WebServer;
        if (!isElsewhere && !m_server->start()) {
            qInfo() << m_server->problem();
            return {};
        }
        const bool asksSecurely = (isTls && place != Place::PlainToTls) || place == Place::TlsToPlain;
        const QString host = place == Place::Unknown ? u"no-such-host.invalid"_s : u"localhost"_s;
        const int port = place == Place::Closed ? MosquittoBroker::freePort()
                         : isElsewhere          ? m_other->serverPort()
                                                : m_server->port();
        QJsonObject config{{u"uri"_s, u"%1://%2:%3"_s.arg(asksSecurely ? u"https"_s : u"http"_s, host).arg(port)},
                           {u"account"_s, place == Place::GoodForGuests ? u"guests"_s : u"ada"_s}};
        // The stand-in may have to make a clone before it answers.
        if (isMute(place))
            config.insert(u"timeout"_s, 800);
        if (place == Place::WrongPassword)
            config.insert(u"key"_s, u"rootacct.adakey:wrong"_s);
        else if (place != Place::GoodForGuests)
            config.insert(u"key"_s, test::kAdasKey);
        if (asksSecurely) {
            config.insert(u"ca"_s,
                          m_certificates.certificateFile(place == Place::UnknownAuthority ? u"other-ca"_s : u"ca"_s));
        }
        return config;
    }
    /// Makes transports to a place of that kind; null if it could not be made.
    TransportMaker maker(const QString &kind, Place place)
    {
        m_other = std::make_unique<QTcpServer>();
        if (!m_other->listen(QHostAddress::LocalHost)) {
            qInfo() << m_other->errorString();
            return nullptr;
        }
        m_proxy = std::make_unique<test::ConnectProxy>(place == Place::ForbiddenByProxy);
        if (place == Place::WebServer) {
            connect(m_other.get(), &QTcpServer::newConnection, m_other.get(), [server = m_other.get()] {
                QTcpSocket *socket = server->nextPendingConnection();
                connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                    socket->write("HTTP/1.1 404 " + kServersWord + "\r\nServer: " + kServersWord +
                                  "\r\nContent-Length: 0\r\n\r\n");
                    socket->disconnectFromHost();
                });
            });
        }
        if (place == Place::Busy) {
            connect(m_other.get(), &QTcpServer::newConnection, m_other.get(), [server = m_other.get()] {
                QTcpSocket *socket = server->nextPendingConnection();
                // MQTT 5, 3.2: CONNACK, "server unavailable".
                connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                    socket->write(QByteArray::fromHex("2003008800"));
                    socket->disconnectFromHost();
                });
            });
        }
        const Service *service = serviceOf(kind == u"mqtt-ws" ? u"mqtt"_s : kind);
        const QJsonObject config = kind == u"io" ? socketIo(place) : kind == u"gateway" ? gateway(place) : mqtt(place, kind == u"mqtt-ws");
        if (config.isEmpty())
            return nullptr;
        const auto settings = service->fromConfig(config);
        if (!settings) {
            qInfo() << settings.error().message;
            return nullptr;
        }
        const auto made = service->trialMaker(*settings);
        return made ? *made : nullptr;
    }
    static QString told(const QList<TestedStep> &steps)
    {
        QStringList lines;
        for (const TestedStep &each : steps)
            lines.append(u"%1 [%2]: %3"_s.arg(stepTitle(each.step)).arg(int(each.state)).arg(each.detail));
        return lines.join(u'\n');
    }

    QTemporaryDir m_folder;
    test::Certificates m_certificates{m_folder.path()};
    std::unique_ptr<MosquittoBroker> m_broker;
    std::unique_ptr<test::SocketIoServer> m_server;
    std::unique_ptr<QTcpServer> m_other;
    std::unique_ptr<test::ConnectProxy> m_proxy;

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u"."_s)); }
    void initTestCase()
    {
        useLinkedServices();
        QVERIFY2(m_certificates.makeAuthority(u"ca"_s) && m_certificates.makeAuthority(u"other-ca"_s) &&
                     m_certificates.make(u"server"_s, u"DNS:localhost,IP:127.0.0.1"_s) &&
                     m_certificates.make(u"elsewhere"_s, u"DNS:other.example.org"_s) &&
                     m_certificates.make(u"expired"_s, u"DNS:localhost"_s, -1),
                 qPrintable(m_certificates.problem()));
    }
    void cleanup()
    {
        m_broker.reset();
        m_server.reset();
        m_other.reset();
        m_proxy.reset();
    }

    void stopsAtTheFirstThatFails_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<Place>("place");
        QTest::addColumn<QList<Step>>("steps"); // one of them
        QTest::addColumn<QList<Code>>("codes"); // one of them
        const auto row = [](const char *name, const QStringList &kinds, Place place, const QList<Step> &steps,
                            const QList<Code> &codes) {
            for (const QString &kind : kinds)
                QTest::addRow("%s, %s", qPrintable(kind), name) << kind << place << steps << codes;
        };
        const QStringList each{u"mqtt"_s, u"io"_s, u"gateway"_s};
        const QStringList all{u"mqtt"_s, u"mqtt-ws"_s, u"io"_s, u"gateway"_s};
        row("a name that is unknown", all, Place::Unknown, {Step::Resolved}, {Code::HostNotFound});
        row("a closed port", all, Place::Closed, {Step::Reached}, {Code::ConnectionRefused});
        row("a proxy that forbids it", {u"mqtt"_s, u"mqtt-ws"_s, u"io"_s}, Place::ForbiddenByProxy, {Step::Reached},
            {Code::ConnectionRefused});
        row("a busy server", {u"mqtt"_s}, Place::Busy, {Step::SignedIn}, {Code::ConnectionRefused});
        row("a silent port", all, Place::Silent, {Step::SignedIn}, {Code::NoAnswer, Code::TimedOut});
        row("a web server", all, Place::WebServer, {Step::SignedIn}, {Code::ProtocolError});
        // What it does then is up to the server's library.
        row("plain, where it must be secure", each, Place::PlainToTls, {Step::Secured, Step::SignedIn},
            {Code::WantsTls, Code::NoAnswer, Code::ProtocolError, Code::ConnectionLost});
        row("secure, where it must be plain", each, Place::TlsToPlain, {Step::Secured}, {Code::TlsFailed});
        row("another authority", each, Place::UnknownAuthority, {Step::Secured}, {Code::CertificateRejected});
        row("an expired certificate", each, Place::Expired, {Step::Secured}, {Code::CertificateRejected});
        row("a certificate for another name", each, Place::OtherName, {Step::Secured}, {Code::CertificateRejected});
        row("a wrong password", each, Place::WrongPassword, {Step::SignedIn}, {Code::BadCredentials});
        row("no right to receive", {u"mqtt"_s}, Place::Unsubscribed, {Step::MaySubscribe}, {Code::Forbidden});
        row("no m-ld service", {u"io"_s}, Place::Unsubscribed, {Step::MaySubscribe}, {Code::ProtocolError});
        row("no right to send", {u"mqtt"_s}, Place::Unpublished, {Step::MayPublish}, {Code::Forbidden});
        row("no right to send changes", {u"mqtt"_s}, Place::UnpublishedOperations, {Step::MayPublish},
            {Code::Forbidden});
    }
    void stopsAtTheFirstThatFails()
    {
        QFETCH(QString, kind);
        QFETCH(Place, place);
        QFETCH(QList<Step>, steps);
        QFETCH(QList<Code>, codes);
        const TransportMaker make = maker(kind, place);
        QVERIFY(make);
        ConnectionTest test(make());
        QSignalSpy changes(&test, &ConnectionTest::stepsChanged);
        QSignalSpy finished(&test, &ConnectionTest::finished);
        for (const TestedStep &step : test.steps())
            QCOMPARE(step.state, StepState::Pending);
        test.start(kDomain);
        QVERIFY(finished.wait(40'000));
        QVERIFY(!changes.isEmpty());
        const auto error = finished.at(0).at(0).value<TransportError>();
        const QString all = told(test.steps());
        QVERIFY2(codes.contains(error.code), qPrintable(error.message + u'\n' + all));
        int failures = 0;
        for (const TestedStep &step : test.steps()) {
            if (step.state == StepState::Failed) {
                ++failures;
                QVERIFY2(steps.contains(step.step), qPrintable(all));
                QCOMPARE(step.detail, error.message);
            } else if (failures == 0) {
                QVERIFY2(step.state == StepState::Done || step.state == StepState::Skipped, qPrintable(all));
            } else {
                QVERIFY2(step.state == StepState::Pending || step.step == Step::Secured, qPrintable(all));
            }
        }
        QVERIFY2(failures == 1, qPrintable(all));
        QVERIFY2(!all.contains(QString::fromLatin1(kServersWord)), qPrintable(all));
        QVERIFY2(!all.contains(u"/srv/secret"), qPrintable(all)); // of the Socket.IO server's refusal
        const FailureText text = failureText(error);
        QVERIFY(!text.title.isEmpty() && text.sentence.endsWith(u'.'));
    }

    void tellsWhatItFound_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<Place>("place");
        QTest::addColumn<int>("others");
        for (const char *kind : {"mqtt", "io"}) {
            for (const int others : {0, 1}) {
                QTest::addRow("%s, %d others", kind, others) << QString::fromLatin1(kind) << Place::Good << others;
                QTest::addRow("%s, secure, %d others", kind, others)
                    << QString::fromLatin1(kind) << Place::GoodSecure << others;
            }
        }
        QTest::newRow("mqtt-ws, secure") << u"mqtt-ws"_s << Place::GoodSecure << 1;
        QTest::newRow("mqtt, by proxy") << u"mqtt"_s << Place::GoodByProxy << 0;
        for (const char *kind : {"mqtt", "mqtt-ws", "io"})
            QTest::addRow("%s, secure, by proxy", kind) << QString::fromLatin1(kind) << Place::GoodSecureByProxy << 0;
        QTest::newRow("io, polling") << u"io"_s << Place::GoodPolling << 0;
    }
    void tellsWhatItFound()
    {
        QFETCH(QString, kind);
        QFETCH(Place, place);
        QFETCH(int, others);
        const TransportMaker make = maker(kind, place);
        QVERIFY(make);
        const auto other = make();
        if (others > 0) {
            other->setPresent(true);
            other->open(kDomain, u"somebody"_s);
            QSignalSpy presence(other.get(), &Transport::presenceChanged);
            QVERIFY(presence.wait(10'000));
            // What it says later has come later, so it is known to be there.
            QSignalSpy echo(other.get(), &Transport::messageReceived);
            other->unicast({Lane::Send, u"somebody"_s, u"somebody"_s, u"1"_s, {}, {}}, "there");
            QVERIFY(!echo.isEmpty() || echo.wait(10'000));
        }
        ConnectionTest test(make());
        QSignalSpy heard(other.get(), &Transport::operationReceived);
        // Each step runs before it is done, and in order.
        QList<QList<TestedStep>> history;
        connect(&test, &ConnectionTest::stepsChanged, &test, [&] { history.append(test.steps()); });
        QSignalSpy finished(&test, &ConnectionTest::finished);
        test.start(kDomain);
        QVERIFY(finished.wait(40'000));
        const QString all = told(test.steps());
        const auto error = finished.at(0).at(0).value<TransportError>();
        QVERIFY2(error.code == Code::None, qPrintable(error.message + u'\n' + all));
        QCOMPARE(finished.at(0).at(1).toInt(), others);
        const bool isSecure = place != Place::Good && place != Place::GoodByProxy;
        for (const TestedStep &step : test.steps()) {
            const bool isSkipped = step.step == Step::Secured && !isSecure;
            QVERIFY2(step.state == (isSkipped ? StepState::Skipped : StepState::Done), qPrintable(all));
        }
        for (const auto &steps : std::as_const(history))
            QVERIFY(std::count_if(steps.begin(), steps.end(),
                                  [](const TestedStep &step) { return step.state == StepState::Running; }) <= 1);
        const auto detail = [&](Step step) { return test.steps().at(int(step)).detail; };
        const QString secured = detail(Step::Secured);
        if (isSecure) {
            QVERIFY2(secured.contains(u"server"_s) && secured.contains(u"given by ca"_s), qPrintable(secured));
            const QDate expiry = QDate::currentDate().addDays(2); // as the test's certificates are made
            const auto worded = [](const QDate &date) { return QLocale().toString(date, QLocale::LongFormat); };
            QVERIFY2(secured.contains(worded(expiry)) || secured.contains(worded(expiry.addDays(-1))),
                     qPrintable(secured));
        } else if (!isByProxy(place)) {
            QVERIFY2(secured.contains(u"does not leave this computer"_s), qPrintable(secured));
        }
        if (isByProxy(place)) {
            QVERIFY(!m_proxy->asked().isEmpty());
            QCOMPARE(detail(Step::Reached), stepText({.step = Step::Reached, .byProxy = true}));
        } else {
            if (place != Place::GoodPolling)
                QVERIFY2(detail(Step::Resolved).contains(u"127.0.0.1"_s) || detail(Step::Resolved).contains(u"::1"_s),
                         qPrintable(all));
            QVERIFY2(detail(Step::Reached).contains(QString::number(kind == u"io" ? m_server->port() : m_broker->port())),
                     qPrintable(all));
        }
        QVERIFY2(detail(Step::MayPublish).contains(u"came back"_s), qPrintable(all));
        QCOMPARE(detail(Step::MayPublish).contains(u"does not confirm"_s), kind == u"io");
        QCOMPARE(detail(Step::Present), presentText(others));
        QVERIFY(heard.isEmpty()); // others are left in peace
    }

    void aGatewayWithoutANotebook_data()
    {
        QTest::addColumn<Place>("place");
        QTest::newRow("plain") << Place::Good;
        QTest::newRow("secure") << Place::GoodSecure;
        QTest::newRow("for guests") << Place::GoodForGuests;
    }
    void aGatewayWithoutANotebook()
    {
        QFETCH(Place, place);
        const TransportMaker make = maker(u"gateway"_s, place);
        QVERIFY(make);
        ConnectionTest test(make());
        QSignalSpy finished(&test, &ConnectionTest::finished);
        test.start({});
        QVERIFY(finished.wait(40'000));
        const QString all = told(test.steps());
        const auto error = finished.at(0).at(0).value<TransportError>();
        QVERIFY2(error.code == Code::None, qPrintable(error.message + u'\n' + all));
        for (const TestedStep &step : test.steps()) {
            const bool isLater = step.step > Step::SignedIn && place != Place::GoodForGuests;
            const bool isSkipped = isLater || (step.step == Step::Secured && place != Place::GoodSecure);
            QVERIFY2(step.state == (isSkipped ? StepState::Skipped : StepState::Done), qPrintable(all));
            if (isLater)
                QCOMPARE(step.detail, untriedText());
        }
        if (place != Place::GoodForGuests)
            QVERIFY2(test.steps().at(int(Step::SignedIn)).detail.contains(u"ada"_s), qPrintable(all));
        if (place == Place::GoodSecure)
            QVERIFY2(test.steps().at(int(Step::Secured)).detail.contains(u"given by ca"_s), qPrintable(all));
    }
    void aGatewayWithANotebook()
    {
        const TransportMaker make = maker(u"gateway"_s, Place::Good);
        QVERIFY(make);
        const QString domain = u"steps.ada.gw.example.org"_s;
        {
            // One that is not there is not made by a test.
            ConnectionTest test(make());
            QSignalSpy finished(&test, &ConnectionTest::finished);
            test.start(domain);
            QVERIFY(finished.wait(40'000));
            QCOMPARE(finished.at(0).at(0).value<TransportError>().code, Code::Forbidden);
            QCOMPARE(test.steps().at(int(Step::MaySubscribe)).state, StepState::Failed);
        }
        const auto settings = serviceOf(u"gateway"_s)->fromConfig(
            {{u"uri"_s, u"http://127.0.0.1:%1"_s.arg(m_server->port())}, {u"account"_s, u"ada"_s},
             {u"key"_s, test::kAdasKey}});
        QVERIFY(settings);
        const auto member = (*serviceOf(u"gateway"_s)->maker(*settings))(); // makes it, and is not present
        member->open(domain, u"somebody"_s);
        QSignalSpy presence(member.get(), &Transport::presenceChanged);
        QVERIFY(presence.wait(20'000));
        QSignalSpy heard(member.get(), &Transport::operationReceived);
        ConnectionTest test(make());
        QSignalSpy finished(&test, &ConnectionTest::finished);
        test.start(domain);
        QVERIFY(finished.wait(40'000));
        const QString all = told(test.steps());
        const auto error = finished.at(0).at(0).value<TransportError>();
        QVERIFY2(error.code == Code::None, qPrintable(error.message + u'\n' + all));
        QCOMPARE(finished.at(0).at(1).toInt(), 1); // the gateway's own clone
        for (const TestedStep &step : test.steps())
            QVERIFY2(step.state == (step.step == Step::Secured ? StepState::Skipped : StepState::Done), qPrintable(all));
        QVERIFY(heard.isEmpty()); // what is no operation could end the gateway's clone
    }

    void namesFromCertificatesAreMadeFit()
    {
        QCOMPARE(CertificateFacts::displayed(u"notes.example.org"_s), u"notes.example.org"_s);
        QCOMPARE(CertificateFacts::displayed(u"Zoë’s קהילה"_s), u"Zoë’s קהילה"_s);
        QCOMPARE(CertificateFacts::displayed(u"a\u202Egro.knab\u2066\u200B\u00AD\x07\n\u2028b\x7f"_s),
                 u"agro.knab b"_s);
        QCOMPARE(CertificateFacts::displayed(QString(QChar(0xD800)) + u"x"_s), u"\uFFFDx"_s);
        const QString longest = CertificateFacts::displayed(QString(100'000, u'w'));
        QVERIFY(longest.size() <= 60 && longest.endsWith(u'…'));
        const QString emoji = CertificateFacts::displayed(u"😀"_s.repeated(200));
        QVERIFY(emoji.size() <= 60 && emoji.isValidUtf16());
    }

    void eachFailureHasATitleAndASentence()
    {
        for (int code = int(Code::HostNotFound); code <= int(Code::ServiceBlocked); ++code) {
            const FailureText text = failureText({Code(code), {}});
            QVERIFY2(!text.title.isEmpty() && text.sentence.endsWith(u'.'), qPrintable(QString::number(code)));
        }
    }

    void aStepHasItsTime()
    {
        // Nothing ever happens.
        class Dead : public Transport
        {
        public:
            State state() const override { return State::Connecting; }
            TransportCapabilities capabilities() const override { return {}; }
            void open(const DomainName &, const CloneId &) override { }
            void close() override { }
            void setPresent(bool) override { }
            Ticket broadcast(const QByteArray &) override { return 0; }
            Ticket unicast(const Address &, const QByteArray &) override { return 0; }
            void openChannel(const QString &, const CloneId &) override { }
            void closeChannel(const QString &) override { }
        };
        ConnectionTest test(std::make_unique<Dead>());
        QSignalSpy finished(&test, &ConnectionTest::finished);
        test.start(kDomain, 50);
        QTRY_COMPARE(test.steps().first().state, StepState::Failed);
        QCOMPARE(test.steps().first().detail, overdueText(Step::Resolved));
        QVERIFY(finished.wait(10'000));
    }
};

QTEST_GUILESS_MAIN(TestConnectionSteps)
#include "tst_connectionsteps.moc"
