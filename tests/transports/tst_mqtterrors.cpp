// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "connectiontest.h"
#include "linkundertest.h"
#include "support/mosquittobroker.h"
#include "support/tcpproxy.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using test::MosquittoBroker;

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

MqttOptions optionsFor(const MosquittoBroker &broker, bool isSecure = false)
{
    MqttOptions options;
    options.port = broker.port();
    if (isSecure) {
        options.protocol = MqttOptions::Protocol::Tls;
        options.tls.ca = contents(broker.caFile());
    }
    return options;
}

/// What a person sees after "Test connection".
TransportError tryOut(const MqttOptions &options)
{
    ConnectionTest test(test::makeTransport(options));
    QSignalSpy finished(&test, &ConnectionTest::finished);
    test.start(u"test.example.org"_s);
    if (!finished.wait(20'000))
        return {TransportErrorCode::ProtocolError, u"the test did not finish"_s};
    return finished.at(0).at(0).value<TransportError>();
}

/// The first state that a transport comes to after its first attempt, and the error it gives.
std::pair<Transport::State, TransportError> firstOutcome(const MqttOptions &options)
{
    const auto transport = test::makeTransport(options);
    QSignalSpy states(transport.get(), &Transport::stateChanged);
    transport->open(u"test.example.org"_s, u"c"_s);
    if (!QTest::qWaitFor([&] { return states.size() >= 2; }, 15'000))
        return {};
    return {transport->state(), states.last().at(1).value<TransportError>()};
}

/// A broker that grants one and the same quality for all subscriptions, after a pause. mosquitto
/// cannot be told to.
class GrantingLink : public MqttLink
{
public:
    explicit GrantingLink(quint8 granted, int pauseMs = 0) : m_granted(granted), m_pauseMs(pauseMs)
    {
    }
    bool supports(MqttOptions::Protocol) const override { return true; }
    void open(const MqttOptions &, const QString &, const MqttWill &) override
    {
        QMetaObject::invokeMethod(this, &MqttLink::up, Qt::QueuedConnection);
    }
    void close() override {}
    void abort() override {}
    Token subscribe(const QList<MqttSubscription> &subscriptions) override
    {
        const QList<quint8> granted(subscriptions.size(), m_granted);
        QTimer::singleShot(m_pauseMs, this, [this, granted] { Q_EMIT subscribed(1, granted); });
        return 1;
    }
    void unsubscribe(const QString &) override {}
    qint64 bytesReceived() const override { return 0; }
    Token publish(const QString &, const QByteArray &, quint8, bool) override { return 0; }

private:
    const quint8 m_granted;
    const int m_pauseMs;
};

} // namespace

#define VERIFY_STARTED(broker) QVERIFY2((broker).start(), qPrintable((broker).problem()))

class TestMqttErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u"."_s)); }

    void aGoodConnectionIsNoError()
    {
        MosquittoBroker broker;
        VERIFY_STARTED(broker);
        const auto error = tryOut(optionsFor(broker));
        QCOMPARE(error.code, TransportErrorCode::None);
    }

    void anUnknownHostIsNamed()
    {
        MqttOptions options;
        options.host = u"no-such-host.invalid"_s; // RFC 6761: never exists
        const auto [state, error] = firstOutcome(options);
        QCOMPARE(error.code, TransportErrorCode::HostNotFound);
        QVERIFY(error.message.contains(options.host));
        QCOMPARE(state, Transport::State::Offline); // the network may come back
    }

    void aClosedPortIsRefused()
    {
        MqttOptions options;
        options.port = MosquittoBroker::freePort();
        const auto [state, error] = firstOutcome(options);
        QCOMPARE(error.code, TransportErrorCode::ConnectionRefused);
        QVERIFY(error.message.contains(QString::number(options.port)));
        QCOMPARE(state, Transport::State::Offline);
    }

    void aClosedPortIsRefusedOverTlsToo()
    {
        MqttOptions options;
        options.port = MosquittoBroker::freePort();
        options.protocol = MqttOptions::Protocol::Tls;
        QElapsedTimer elapsed;
        elapsed.start();
        QCOMPARE(tryOut(options).code, TransportErrorCode::ConnectionRefused);
        QVERIFY(elapsed.elapsed() < options.connectTimeoutMs); // and not by our own patience
    }

    void aSilentServerTimesOut()
    {
        QTcpServer server; // takes the connection, never says anything
        QVERIFY(server.listen(QHostAddress::LocalHost));
        MqttOptions options;
        options.port = server.serverPort();
        options.connectTimeoutMs = 1500; // enough for the connection itself, on a machine with much to do
        const auto [state, error] = firstOutcome(options);
        QCOMPARE(error.code, TransportErrorCode::NoAnswer);
        QVERIFY2(error.message.contains(u"says nothing"_s), qPrintable(error.message));
        QCOMPARE(state, Transport::State::Offline);
        options.protocol = MqttOptions::Protocol::Tls;
        QCOMPARE(tryOut(options).code, TransportErrorCode::NoAnswer);
    }

    void aServerOfAnotherKindIsSeen()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&server] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                socket->write("HTTP/1.1 400 Bad Request\r\n\r\n");
                socket->disconnectFromHost();
            });
        });
        MqttOptions options;
        options.port = server.serverPort();
        options.connectTimeoutMs = 2000;
        const auto error = tryOut(options);
        QVERIFY2(error.code == TransportErrorCode::ProtocolError, qPrintable(error.message));
        QVERIFY2(error.message.contains(u"web server"_s), qPrintable(error.message));
        options.protocol = MqttOptions::Protocol::Tls;
        QCOMPARE(tryOut(options).code, TransportErrorCode::TlsFailed);
    }

    void passwordsAreChecked()
    {
        MosquittoBroker broker({.username = u"ada"_s, .password = u"söcret"_s});
        VERIFY_STARTED(broker);
        MqttOptions options = optionsFor(broker);
        options.username = u"ada"_s;
        options.password = u"söcret"_s;
        QCOMPARE(tryOut(options).code, TransportErrorCode::None);
        options.password = u"wrong"_s;
        const auto [state, error] = firstOutcome(options);
        QCOMPARE(error.code, TransportErrorCode::BadCredentials);
        QVERIFY(!error.message.contains(u"wrong"_s)); // a password is never shown
        QCOMPARE(state, Transport::State::Failed);    // trying again would not help
        options.username.clear();
        options.password.clear();
        QCOMPARE(tryOut(options).code, TransportErrorCode::BadCredentials);
    }

    void aRefusedSubscriptionIsFatal_data()
    {
        QTest::addColumn<quint8>("granted");
        QTest::addColumn<TransportErrorCode>("code");
        QTest::newRow("a lesser quality") << quint8(0) << TransportErrorCode::QosRefused;
        QTest::newRow("none") << MqttLink::kRefused << TransportErrorCode::Forbidden;
        QTest::newRow("none, for a reason") << quint8(0x87) << TransportErrorCode::Forbidden;
    }
    void aRefusedSubscriptionIsFatal()
    {
        QFETCH(quint8, granted);
        MqttTransport transport({}, std::make_unique<GrantingLink>(granted));
        QSignalSpy states(&transport, &Transport::stateChanged);
        transport.open(u"test.example.org"_s, u"c"_s);
        QTRY_COMPARE(transport.state(), Transport::State::Failed);
        QTEST(states.last().at(1).value<TransportError>().code, "code");
    }

    /// The time limit is for being let in: that is what m-ld-js means by it, where 100 ms are usual
    /// for a broker on the same machine.
    void aBusyBrokerHasTimeToSubscribe()
    {
        MqttOptions options;
        options.connectTimeoutMs = 100;
        MqttTransport transport(options, std::make_unique<GrantingLink>(quint8(1), 400));
        QSignalSpy states(&transport, &Transport::stateChanged);
        transport.open(u"test.example.org"_s, u"c"_s);
        QTRY_VERIFY(states.size() >= 2);
        // Granted the same for all, it fails; but not for want of time.
        QCOMPARE(states.last().at(1).value<TransportError>().code, TransportErrorCode::QosRefused);
    }

    /// mosquitto grants the subscriptions, and drops what may not be published, or not be read.
    void whatMayNotBeDoneIsTold_data()
    {
        QTest::addColumn<QString>("acl");
        QTest::addColumn<int>("version");
        QTest::addColumn<QString>("says");
        const QString onlyRead = u"topic read #\n"_s;
        const QString onlyWrite = u"topic write #\n"_s;
        const QString onlyPresence = u"topic read #\ntopic write __presence/#\n"_s;
        QTest::newRow("no publishing") << onlyRead << 5 << u"right to publish"_s;
        QTest::newRow("no publishing, MQTT 3.1.1") << onlyRead << 4 << u"right to publish"_s;
        QTest::newRow("no reading") << onlyWrite << 5 << u"right to subscribe"_s;
        QTest::newRow("no reading, MQTT 3.1.1") << onlyWrite << 4 << u"right to subscribe"_s;
        QTest::newRow("no operations") << onlyPresence << 5 << u"right to publish"_s;
        QTest::newRow("no operations, MQTT 3.1.1") << onlyPresence << 4 << u"right to publish"_s;
    }
    void whatMayNotBeDoneIsTold()
    {
        QFETCH(QString, acl);
        QFETCH(int, version);
        QFETCH(QString, says);
        MosquittoBroker broker({.acl = acl});
        VERIFY_STARTED(broker);
        MqttOptions options = optionsFor(broker);
        options.version = version == 5 ? MqttOptions::Version::Any : MqttOptions::Version::V311;
        options.connectTimeoutMs = 500;
        const auto tried = tryOut(options);
        QVERIFY2(tried.code == TransportErrorCode::Forbidden, qPrintable(tried.message));
        QVERIFY2(tried.message.contains(says), qPrintable(tried.message));
        // The same in a program that runs, once it writes.
        const auto transport = test::makeTransport(options);
        TransportError last;
        QSet<Transport::State> seen;
        connect(transport.get(), &Transport::stateChanged, transport.get(),
                [&](Transport::State state, const TransportError &error) {
                    last = error;
                    seen.insert(state);
                    if (state == Transport::State::Connected && error.code == TransportErrorCode::None)
                        transport->broadcast("anything");
                });
        transport->open(u"test.example.org"_s, u"c"_s);
        QTRY_COMPARE_WITH_TIMEOUT(last.code, TransportErrorCode::Forbidden, 15'000);
        QVERIFY2(last.message.contains(says), qPrintable(last.message));
        QVERIFY(!seen.contains(Transport::State::Offline)); // which would mean that waiting helps
    }

    /// The person is told once; and it goes on by itself when whoever runs the service has mended it.
    void aPasswordThatIsTakenAgainIsTriedAgain()
    {
        MosquittoBroker broker({.username = u"ada"_s, .password = u"secret"_s});
        VERIFY_STARTED(broker);
        QVERIFY2(broker.setPassword(u"other"_s), qPrintable(broker.problem()));
        MqttOptions options = optionsFor(broker);
        options.username = u"ada"_s;
        options.password = u"secret"_s;
        QTRY_COMPARE_WITH_TIMEOUT(tryOut(options).code, TransportErrorCode::BadCredentials, 10'000);
        const auto transport = test::makeTransport(options);
        QSignalSpy states(transport.get(), &Transport::stateChanged);
        transport->open(u"test.example.org"_s, u"c"_s);
        QTRY_COMPARE_WITH_TIMEOUT(transport->state(), Transport::State::Failed, 10'000);
        QTest::qWait(6000); // the time for which the broker refuses it
        QCOMPARE(states.size(), 2); // Connecting, and Failed once
        QVERIFY2(broker.setPassword(u"secret"_s), qPrintable(broker.problem()));
        QTRY_COMPARE_WITH_TIMEOUT(transport->state(), Transport::State::Connected, 20'000);
    }

    void aRenewedCertificateIsTaken()
    {
        MosquittoBroker broker({.security = MosquittoBroker::Security::TlsExpired});
        VERIFY_STARTED(broker);
        const auto transport = test::makeTransport(optionsFor(broker, true));
        transport->open(u"test.example.org"_s, u"c"_s);
        QTRY_COMPARE_WITH_TIMEOUT(transport->state(), Transport::State::Failed, 10'000);
        broker.kill();
        QVERIFY2(broker.renewCertificate(), qPrintable(broker.problem()));
        VERIFY_STARTED(broker);
        QTRY_COMPARE_WITH_TIMEOUT(transport->state(), Transport::State::Connected, 20'000);
    }

    /// Each would throw the other out for ever.
    void anIdThatIsInUseIsTold()
    {
        MosquittoBroker broker;
        VERIFY_STARTED(broker);
        const auto one = test::makeTransport(optionsFor(broker));
        const auto other = test::makeTransport(optionsFor(broker));
        QList<TransportErrorCode> told;
        int connections = 0;
        for (Transport *each : {static_cast<Transport *>(one.get()), static_cast<Transport *>(other.get())}) {
            connect(each, &Transport::stateChanged, each, [&](Transport::State state, const TransportError &error) {
                connections += state == Transport::State::Connected ? 1 : 0;
                if (state == Transport::State::Failed)
                    told.append(error.code);
            });
            each->setPresent(true);
            each->open(u"test.example.org"_s, u"twin"_s);
        }
        QTRY_COMPARE_WITH_TIMEOUT(told, QList{TransportErrorCode::IdInUse}, 40'000);
        QVERIFY2(connections <= 10, qPrintable(QString::number(connections)));
        auto &failed = one->state() == Transport::State::Failed ? one : other;
        auto &good = one->state() == Transport::State::Failed ? other : one;
        QCOMPARE(good->state(), Transport::State::Connected);
        // From now on the one leaves the other alone, and comes when that has gone.
        const int before = connections;
        QTest::qWait(6000);
        QCOMPARE(connections, before);
        good->close();
        QTRY_COMPARE_WITH_TIMEOUT(failed->state(), Transport::State::Connected, 40'000);
    }

    void aTrustedCertificateIsAccepted()
    {
        MosquittoBroker broker({.security = MosquittoBroker::Security::Tls});
        VERIFY_STARTED(broker);
        const auto error = tryOut(optionsFor(broker, true));
        QVERIFY2(error.code == TransportErrorCode::None, qPrintable(error.message));
    }

    void badCertificatesAreRefused_data()
    {
        QTest::addColumn<MosquittoBroker::Security>("security");
        QTest::addColumn<QString>("says");
        QTest::newRow("expired") << MosquittoBroker::Security::TlsExpired << u"expired"_s;
        QTest::newRow("for another name")
            << MosquittoBroker::Security::TlsOtherName << u"another name"_s;
    }
    void badCertificatesAreRefused()
    {
        QFETCH(MosquittoBroker::Security, security);
        QFETCH(QString, says);
        MosquittoBroker broker({.security = security});
        VERIFY_STARTED(broker);
        MqttOptions options = optionsFor(broker, true);
        const auto [state, error] = firstOutcome(options);
        QVERIFY2(error.code == TransportErrorCode::CertificateRejected, qPrintable(error.message));
        QVERIFY2(error.message.contains(says), qPrintable(error.message));
        QCOMPARE(state, Transport::State::Failed);
        options.tls.verifyServer = false;
        QCOMPARE(tryOut(options).code, TransportErrorCode::None);
    }

    void anUnknownAuthorityIsRefused()
    {
        MosquittoBroker broker({.security = MosquittoBroker::Security::Tls});
        VERIFY_STARTED(broker);
        MqttOptions options = optionsFor(broker, true);
        options.tls.ca.clear(); // the system's authorities
        QCOMPARE(tryOut(options).code, TransportErrorCode::CertificateRejected);
        options.tls.ca = contents(broker.otherCaFile());
        const auto [state, error] = firstOutcome(options);
        QVERIFY2(error.code == TransportErrorCode::CertificateRejected, qPrintable(error.message));
        QVERIFY2(error.message.contains(u"authority"_s), qPrintable(error.message));
        QCOMPARE(state, Transport::State::Failed);
    }

    void anAddressIsNotAName()
    {
        MosquittoBroker broker({.security = MosquittoBroker::Security::Tls});
        VERIFY_STARTED(broker);
        MqttOptions options = optionsFor(broker, true);
        options.host = u"127.0.0.1"_s; // the certificate is for localhost
        QCOMPARE(tryOut(options).code, TransportErrorCode::CertificateRejected);
    }

    void clientCertificatesAreChecked()
    {
        MosquittoBroker broker({.security = MosquittoBroker::Security::TlsClientAuth});
        VERIFY_STARTED(broker);
        MqttOptions options = optionsFor(broker, true);
        QCOMPARE(tryOut(options).code, TransportErrorCode::ClientCertificate);
        const auto transport = test::makeTransport(options);
        transport->open(u"test.example.org"_s, u"c"_s);
        // Its verdict may be lost on the way, but not every time.
        QTRY_COMPARE_WITH_TIMEOUT(transport->state(), Transport::State::Failed, 10'000);
        options.tls.certificate = contents(broker.clientCertificateFile());
        options.tls.key = contents(broker.clientKeyFile());
        const auto good = tryOut(options);
        QVERIFY2(good.code == TransportErrorCode::None, qPrintable(good.message));
        options.tls.key = contents(broker.otherCaFile()); // not a key at all
        QCOMPARE(tryOut(options).code, TransportErrorCode::BadConfiguration);
    }

    void theWrongKindOfPortIsSeen()
    {
        MosquittoBroker plain;
        MosquittoBroker secure({.security = MosquittoBroker::Security::Tls});
        VERIFY_STARTED(plain);
        VERIFY_STARTED(secure);
        MqttOptions options = optionsFor(plain);
        options.protocol = MqttOptions::Protocol::Tls;
        QCOMPARE(tryOut(options).code, TransportErrorCode::TlsFailed);
        const auto error = tryOut(optionsFor(secure));
        QVERIFY2(error.code == TransportErrorCode::WantsTls || error.code == TransportErrorCode::NoAnswer,
                 qPrintable(error.message));
        QVERIFY2(error.message.contains(u"secure"_s), qPrintable(error.message));
    }

    void theServersNameIsSaid()
    {
        // openssl's own server tells which name it was asked for (SNI).
        MosquittoBroker keys({.security = MosquittoBroker::Security::Tls});
        VERIFY_STARTED(keys);
        const quint16 port = MosquittoBroker::freePort();
        QProcess server;
        server.setWorkingDirectory(QFileInfo(keys.caFile()).path());
        server.setProcessChannelMode(QProcess::MergedChannels);
        server.start(u"openssl"_s,
                     {u"s_server"_s, u"-accept"_s, QString::number(port), u"-cert"_s,
                      u"server.pem"_s, u"-key"_s, u"server.key"_s, u"-servername"_s, u"localhost"_s,
                      u"-cert2"_s, u"server.pem"_s, u"-key2"_s, u"server.key"_s});
        QByteArray output;
        const auto said = [&](const char *text) {
            return QTest::qWaitFor(
                [&] {
                    output += server.readAll();
                    return output.contains(text);
                },
                10'000);
        };
        QVERIFY(said("ACCEPT"));
        MqttOptions options = optionsFor(keys, true);
        options.port = port;
        options.connectTimeoutMs = 2000;
        const auto transport = test::makeTransport(options);
        transport->open(u"test.example.org"_s, u"c"_s);
        QVERIFY2(said("Hostname in TLS extension: \"localhost\""), output.constData());
        server.kill();
        server.waitForFinished();
    }

    void reconnectsOverTls()
    {
        MosquittoBroker broker({.security = MosquittoBroker::Security::Tls});
        VERIFY_STARTED(broker);
        const auto transport = test::makeTransport(optionsFor(broker, true));
        transport->open(u"test.example.org"_s, u"c"_s);
        QTRY_COMPARE_WITH_TIMEOUT(transport->state(), Transport::State::Connected, 10'000);
        broker.kill();
        QTRY_COMPARE_WITH_TIMEOUT(transport->state(), Transport::State::Offline, 10'000);
        VERIFY_STARTED(broker);
        QTRY_COMPARE_WITH_TIMEOUT(transport->state(), Transport::State::Connected, 10'000);
        // Much at once: TLS hands out by the record what the socket has announced once.
        const auto other = test::makeTransport(optionsFor(broker, true));
        QSignalSpy heard(other.get(), &Transport::operationReceived);
        QSignalSpy presence(other.get(), &Transport::presenceChanged);
        other->open(u"test.example.org"_s, u"d"_s);
        QTRY_COMPARE_WITH_TIMEOUT(presence.size(), 1, 10'000);
        for (int i = 0; i < 500; ++i)
            transport->broadcast(QByteArray(i * 10, 'x'));
        QTRY_COMPARE_WITH_TIMEOUT(heard.size(), 500, 10'000);
    }

    void neverRetriesWhenToldSo()
    {
        MqttOptions options;
        options.port = MosquittoBroker::freePort();
        options.reconnectPeriodMs = 0;
        QCOMPARE(firstOutcome(options).first, Transport::State::Failed);
    }

    void pausesAsLongAsToldTo()
    {
        MqttOptions options;
        options.port = MosquittoBroker::freePort();
        options.reconnectPeriodMs = 50;
        test::MosquittoBroker broker;
        VERIFY_STARTED(broker);
        options.port = broker.port();
        const auto transport = test::makeTransport(options);
        transport->open(u"test.example.org"_s, u"c"_s);
        QTRY_COMPARE_WITH_TIMEOUT(transport->state(), Transport::State::Connected, 10'000);
        QElapsedTimer elapsed;
        for (int i = 0; i < 5; ++i) { // with growing pauses the last would be of seconds
            broker.kill();
            QTRY_COMPARE_WITH_TIMEOUT(transport->state(), Transport::State::Offline, 10'000);
            VERIFY_STARTED(broker);
            elapsed.start();
            QTRY_COMPARE_WITH_TIMEOUT(transport->state(), Transport::State::Connected, 10'000);
            QVERIFY(elapsed.elapsed() < 1000);
        }
    }

    void badNamesFail()
    {
        const auto transport = test::makeTransport(MqttOptions{});
        QSignalSpy states(transport.get(), &Transport::stateChanged);
        transport->open(u"a/b"_s, u"c"_s);
        QCOMPARE(states.size(), 0);
        QTRY_COMPARE(transport->state(), Transport::State::Failed);
        QCOMPARE(states.at(0).at(1).value<TransportError>().code,
                 TransportErrorCode::BadConfiguration);
    }
};

QTEST_GUILESS_MAIN(TestMqttErrors)
#include "tst_mqtterrors.moc"
