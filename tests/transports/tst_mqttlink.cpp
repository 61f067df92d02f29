// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "linkundertest.h"
#include "support/mosquittobroker.h"
#include "support/tcpproxy.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLoggingCategory>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using test::MosquittoBroker;

namespace {

const DomainName kDomain = u"link.example.org"_s;
constexpr int kPatienceMs = 15'000;

/// Answers CONNECT and SUBSCRIBE as it is told to, in MQTT 3.1.1's own bytes: what no real broker
/// can be made to say.
class ScriptedBroker : public QTcpServer
{
public:
    quint8 connack = 0;
    quint8 granted = 1;

    ScriptedBroker()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { answer(socket); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
    }

private:
    void answer(QTcpSocket *socket)
    {
        while (socket->bytesAvailable() >= 2) {
            const QByteArray head = socket->peek(2);
            const auto size = static_cast<quint8>(head[1]); // all that comes is short
            if (size >= 128 || socket->bytesAvailable() < 2 + size)
                return;
            const QByteArray packet = socket->read(2 + size);
            const auto kind = static_cast<quint8>(packet[0]);
            if (kind == 0x10) {
                socket->write(QByteArray("\x20\x02\x00", 3) + static_cast<char>(connack));
                if (connack != 0)
                    socket->disconnectFromHost();
            } else if (kind == 0x82) {
                QByteArray grants;
                for (qsizetype at = 4; at < packet.size();) {
                    at += 2 + static_cast<quint8>(packet[at + 1]) + 1;
                    grants += static_cast<char>(granted);
                }
                socket->write("\x90" + QByteArray(1, static_cast<char>(2 + grants.size())) +
                              packet.mid(2, 2) + grants);
            }
        }
    }
};

using Outcome = std::pair<Transport::State, TransportError>;

/// The state that an attempt ends in, and why.
Outcome outcome(const MqttOptions &options)
{
    const auto transport = test::makeTransport(options);
    QSignalSpy states(transport.get(), &Transport::stateChanged);
    transport->open(kDomain, u"c"_s);
    if (!QTest::qWaitFor([&] { return states.size() >= 2; }, kPatienceMs))
        return {};
    return {transport->state(), states.last().at(1).value<TransportError>()};
}

Outcome outcome(quint16 port)
{
    MqttOptions options;
    options.host = u"127.0.0.1"_s;
    options.port = port;
    return outcome(options);
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A broker, reached through a proxy that can stop or cut what flows.
struct Line
{
    explicit Line(const QString &protocol)
        : options(*MqttOptions::fromJson({{u"protocol"_s, protocol}})),
          broker({.security = options.isSecure() ? MosquittoBroker::Security::Tls
                                                 : MosquittoBroker::Security::Plain,
                  .webSocket = options.isWebSocket()}),
          proxy(broker.port())
    {
    }

    bool join()
    {
        if (!broker.start())
            return false;
        options.port = proxy.serverPort();
        if (options.isSecure())
            options.tls.ca = contents(broker.caFile());
        transport = test::makeTransport(options);
        QObject::connect(transport.get(), &Transport::stateChanged, transport.get(),
                         [this](Transport::State, const TransportError &error) {
                             if (error.code != TransportErrorCode::None)
                                 errors.append(error);
                         });
        QSignalSpy presence(transport.get(), &Transport::presenceChanged);
        transport->open(kDomain, u"c"_s);
        return QTest::qWaitFor([&] { return !presence.isEmpty(); }, kPatienceMs);
    }

    MqttOptions options;
    MosquittoBroker broker;
    test::TcpProxy proxy;
    std::unique_ptr<MqttTransport> transport;
    QList<TransportError> errors;
};

QStringList protocols()
{
    QStringList all{u"mqtt"_s, u"mqtts"_s};
    if (test::LinkUnderTest().supports(MqttOptions::Protocol::WebSocket))
        all += {u"ws"_s, u"wss"_s};
    return all;
}

} // namespace

/// What each link does of itself, whatever library it uses.
class TestMqttLink : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u"."_s)); }

    void refusalsAreToldApart_data()
    {
        QTest::addColumn<quint8>("connack");
        QTest::addColumn<TransportErrorCode>("code");
        QTest::addColumn<bool>("canRetry");
        using Code = TransportErrorCode;
        QTest::newRow("version") << quint8(1) << Code::ProtocolError << false;
        QTest::newRow("client id") << quint8(2) << Code::BadConfiguration << false;
        QTest::newRow("unavailable") << quint8(3) << Code::ConnectionRefused << true;
        QTest::newRow("password") << quint8(4) << Code::BadCredentials << false;
        QTest::newRow("not authorised") << quint8(5) << Code::BadCredentials << false;
    }
    void refusalsAreToldApart()
    {
        QFETCH(quint8, connack);
        QFETCH(bool, canRetry);
        ScriptedBroker broker;
        broker.connack = connack;
        const auto [state, error] = outcome(broker.serverPort());
        QTEST(error.code, "code");
        QCOMPARE(state, canRetry ? Transport::State::Offline : Transport::State::Failed);
    }

    void whoHangsUpAtOnceWasReached()
    {
        // Taken, read and reset before the link has seen its connection stand.
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto closeListener = qScopeGuard([listener] { ::close(listener); });
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        QCOMPARE(::bind(listener, reinterpret_cast<sockaddr *>(&address), size), 0);
        QCOMPARE(::listen(listener, 8), 0);
        QCOMPARE(::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size), 0);
        MqttOptions options;
        options.host = u"127.0.0.1"_s;
        options.port = ntohs(address.sin_port);
        options.version = MqttOptions::Version::V311;
        test::LinkUnderTest link;
        QList<ConnectionStep> steps;
        connect(&link, &MqttLink::progressed, this,
                [&steps](const ConnectionProgress &progress) { steps.append(progress.step); });
        QSignalSpy down(&link, &MqttLink::down);
        link.open(options, u"c"_s, {});
        pollfd waiting{.fd = listener, .events = POLLIN, .revents = 0};
        for (int tries = 0; tries < 100 && ::poll(&waiting, 1, 10) == 0; ++tries)
            QCoreApplication::sendPostedEvents();
        const int taken = ::accept(listener, nullptr, nullptr);
        QVERIFY(taken >= 0);
        const linger reset{.l_onoff = 1, .l_linger = 0};
        QCOMPARE(::setsockopt(taken, SOL_SOCKET, SO_LINGER, &reset, sizeof reset), 0);
        ::close(taken);
        QVERIFY(down.wait(kPatienceMs));
        QVERIFY(steps.contains(ConnectionStep::Reached));
        QCOMPARE(down.at(0).at(0).value<NetFailure>().error.code, TransportErrorCode::NoAnswer);
    }

    void aRefusedQualityIsFatal_data()
    {
        QTest::addColumn<quint8>("granted");
        QTest::addColumn<TransportErrorCode>("code");
        QTest::newRow("less") << quint8(0) << TransportErrorCode::QosRefused;
        QTest::newRow("none") << MqttLink::kRefused << TransportErrorCode::Forbidden;
    }
    void aRefusedQualityIsFatal()
    {
        // Qt MQTT logs what it tells us as well.
        QLoggingCategory::setFilterRules(u"qt.mqtt.connection.warning=false"_s);
        QFETCH(quint8, granted);
        ScriptedBroker broker;
        broker.granted = granted;
        const auto [state, error] = outcome(broker.serverPort());
        QLoggingCategory::setFilterRules({});
        QTEST(error.code, "code");
        QCOMPARE(state, Transport::State::Failed);
    }

    void aWebSocketThatIsNoneIsTold()
    {
        MqttOptions options;
        options.protocol = MqttOptions::Protocol::WebSocket;
        if (!test::LinkUnderTest().supports(options.protocol)) {
            const auto [state, error] = outcome(options);
            QCOMPARE(state, Transport::State::Failed);
            QCOMPARE(error.code, TransportErrorCode::BadConfiguration);
            QVERIFY(error.message.contains(u"mqtts"_s)); // what there is instead
            return;
        }
        options.port = MosquittoBroker::freePort();
        TransportError refused = outcome(options).second;
        QVERIFY2(refused.code == TransportErrorCode::ConnectionRefused,
                 qPrintable(refused.message));
        options.host = u"no-such-host.invalid"_s;
        QCOMPARE(outcome(options).second.code, TransportErrorCode::HostNotFound);
        QTcpServer web;
        QVERIFY(web.listen(QHostAddress::LocalHost));
        connect(&web, &QTcpServer::newConnection, &web, [&web] {
            QTcpSocket *socket = web.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                socket->write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            });
        });
        options.host = u"localhost"_s;
        options.port = web.serverPort();
        const auto [state, error] = outcome(options);
        QVERIFY2(error.code == TransportErrorCode::ProtocolError, qPrintable(error.message));
        QVERIFY2(error.message.contains(u"path"_s), qPrintable(error.message));
        QCOMPARE(state, Transport::State::Offline);
    }

    void aWebSocketIsSecuredAsOthersAre_data()
    {
        using Security = MosquittoBroker::Security;
        QTest::addColumn<MosquittoBroker::Security>("security");
        QTest::addColumn<TransportErrorCode>("code");
        QTest::newRow("expired") << Security::TlsExpired << TransportErrorCode::CertificateRejected;
        QTest::newRow("other name")
            << Security::TlsOtherName << TransportErrorCode::CertificateRejected;
        QTest::newRow("no client certificate")
            << Security::TlsClientAuth << TransportErrorCode::ClientCertificate;
        QTest::newRow("unknown authority")
            << Security::Tls << TransportErrorCode::CertificateRejected;
        QTest::newRow("wrong password") << Security::Plain << TransportErrorCode::BadCredentials;
    }
    void aWebSocketIsSecuredAsOthersAre()
    {
        QFETCH(MosquittoBroker::Security, security);
        QFETCH(TransportErrorCode, code);
        using Protocol = MqttOptions::Protocol;
        if (!test::LinkUnderTest().supports(Protocol::WebSocket))
            QSKIP("this build has no MQTT over WebSocket");
        const bool isPlain = security == MosquittoBroker::Security::Plain;
        MosquittoBroker broker({.security = security,
                                .username = u"ada"_s,
                                .password = u"secret"_s,
                                .webSocket = true});
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        MqttOptions options;
        options.protocol = isPlain ? Protocol::WebSocket : Protocol::SecureWebSocket;
        options.port = broker.port();
        options.username = u"ada"_s;
        options.password = isPlain ? u"wrong"_s : u"secret"_s;
        if (!isPlain)
            options.tls.ca = contents(security == MosquittoBroker::Security::Tls ? broker.otherCaFile()
                                                                             : broker.caFile());
        // A verdict on our certificate may be lost with the connection, but not every time.
        Outcome last;
        QVERIFY(QTest::qWaitFor(
            [&] {
                last = outcome(options);
                return last.first == Transport::State::Failed;
            },
            kPatienceMs));
        QVERIFY2(last.second.code == code, qPrintable(last.second.message));
        // What was missing, and no more, makes it good.
        options.password = u"secret"_s;
        options.tls.verifyServer = security == MosquittoBroker::Security::TlsClientAuth;
        if (security == MosquittoBroker::Security::TlsClientAuth) {
            options.tls.certificate = contents(broker.clientCertificateFile());
            options.tls.key = contents(broker.clientKeyFile());
        }
        last = outcome(options);
        QVERIFY2(last.first == Transport::State::Connected, qPrintable(last.second.message));
    }

    /// What nobody answers is acknowledged by the system alone, after 40 ms if it is left to itself; and a
    /// broker may hold back until then what follows.
    void messagesDoNotWaitForThoseBefore()
    {
        MosquittoBroker broker;
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        MqttOptions options;
        options.host = u"127.0.0.1"_s;
        options.port = broker.port();
        const auto sender = test::makeTransport(options);
        const auto receiver = test::makeTransport(options);
        QSignalSpy presence(sender.get(), &Transport::presenceChanged);
        QSignalSpy received(receiver.get(), &Transport::messageReceived);
        QSignalSpy operations(receiver.get(), &Transport::operationReceived);
        sender->open(kDomain, u"sender"_s);
        receiver->open(kDomain, u"receiver"_s);
        receiver->setPresent(true);
        QTRY_VERIFY_WITH_TIMEOUT(!presence.isEmpty() && sender->state() == Transport::State::Connected
                                     && presence.last().first().value<QSet<CloneId>>().contains(u"receiver"_s),
                                 kPatienceMs);
        const auto send = [&](int number) {
            sender->unicast({Lane::Send, u"sender"_s, u"receiver"_s, u"m%1"_s.arg(number), {}, {}}, "anything");
        };
        QList<qint64> times;
        for (int i = 0; i < 40; ++i) {
            // Who answers soon is expected to do so again, and its acknowledgement to go with the answer.
            sender->broadcast("any operation");
            QTRY_COMPARE_WITH_TIMEOUT(operations.size(), i + 1, kPatienceMs);
            received.clear();
            send(2 * i);
            QTRY_COMPARE_WITH_TIMEOUT(received.size(), 1, kPatienceMs);
            QElapsedTimer elapsed;
            elapsed.start();
            send(2 * i + 1);
            while (received.size() < 2 && elapsed.elapsed() < kPatienceMs)
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 10);
            times.append(elapsed.elapsed());
        }
        std::sort(times.begin(), times.end());
        QVERIFY2(times.at(times.size() / 2) < 30, qPrintable(QString::number(times.at(times.size() / 2))));
    }

    void aDroppedConnectionIsMadeAgain()
    {
        const auto names = protocols();
        for (const QString &protocol : names) {
            Line line(protocol);
            QVERIFY2(line.join(), qPrintable(protocol + line.broker.problem()));
            QSignalSpy presence(line.transport.get(), &Transport::presenceChanged);
            line.proxy.cut();
            QTRY_COMPARE_WITH_TIMEOUT(line.errors.size(), 1, kPatienceMs);
            QVERIFY2(line.errors.first().code == TransportErrorCode::ConnectionLost,
                     qPrintable(protocol + u": "_s + line.errors.first().message));
            QTRY_COMPARE_WITH_TIMEOUT(line.transport->state(), Transport::State::Connected,
                                      kPatienceMs);
        }
    }

    /// Nothing says that the other side is gone: no more bytes come, and that is all.
    void aHalfOpenConnectionIsNoticed()
    {
        std::vector<std::unique_ptr<Line>> lines;
        const auto names = protocols();
        for (const QString &protocol : names) {
            lines.push_back(std::make_unique<Line>(protocol));
            QVERIFY2(lines.back()->join(), qPrintable(lines.back()->broker.problem()));
        }
        QElapsedTimer elapsed;
        elapsed.start();
        for (const auto &line : lines)
            line->proxy.freeze();
        for (const auto &line : lines) {
            const int limit = line->options.keepAliveSeconds * 2500;
            const int remaining = std::max(1, limit - static_cast<int>(elapsed.elapsed()));
            QTRY_VERIFY_WITH_TIMEOUT(!line->errors.isEmpty(), remaining);
            QCOMPARE(line->errors.first().code, TransportErrorCode::ConnectionLost);
            QVERIFY2(line->errors.first().message.contains(u"stopped answering"_s),
                     qPrintable(line->errors.first().message));
            QVERIFY(elapsed.elapsed() > line->options.keepAliveSeconds * 1000 - 500);
        }
    }
};

QTEST_GUILESS_MAIN(TestMqttLink)
#include "tst_mqttlink.moc"
