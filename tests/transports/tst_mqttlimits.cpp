// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "linkundertest.h"
#include "support/mosquittobroker.h"
#include "support/tcpproxy.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using test::MosquittoBroker;

namespace {

constexpr int kPatienceMs = 15'000;
const DomainName kDomain = u"limits.example.org"_s;

/// A transport, and what became of what it sent.
struct Peer
{
    Peer(quint16 port, const CloneId &id, int version = 5)
    {
        MqttOptions options;
        options.host = u"127.0.0.1"_s;
        options.port = port;
        options.version = version == 5 ? MqttOptions::Version::Any : MqttOptions::Version::V311;
        transport = test::makeTransport(options);
        QObject::connect(transport.get(), &Transport::done, transport.get(),
                         [this](Ticket ticket, bool ok, const TransportError &error) {
                             fates.insert(ticket, ok ? TransportErrorCode::None : error.code);
                             if (!ok)
                                 message = error.message;
                         });
        QObject::connect(transport.get(), &Transport::operationReceived, transport.get(),
                         [this](const QByteArray &payload) { received.append(payload.size()); });
        QObject::connect(transport.get(), &Transport::messageReceived, transport.get(),
                         [this](const Address &, const QByteArray &payload) { received.append(payload.size()); });
        QObject::connect(transport.get(), &Transport::presenceChanged, transport.get(),
                         [this] { isLive = transport->state() == Transport::State::Connected; });
        QObject::connect(transport.get(), &Transport::stateChanged, transport.get(),
                         [this](Transport::State state, const TransportError &) {
                             connections += state == Transport::State::Connected ? 1 : 0;
                             losses += state == Transport::State::Offline ? 1 : 0;
                             isLive = isLive && state == Transport::State::Connected;
                         });
        transport->setPresent(true);
        transport->open(kDomain, id);
    }

    bool waitUntilLive() { return QTest::qWaitFor([this] { return isLive; }, kPatienceMs); }
    /// What became of an operation of so many bytes.
    TransportErrorCode fateOf(qsizetype size)
    {
        const Ticket ticket = transport->broadcast(QByteArray(size, 'x'));
        (void)QTest::qWaitFor([&] { return fates.contains(ticket); }, kPatienceMs);
        return fates.value(ticket, TransportErrorCode::TimedOut);
    }

    std::unique_ptr<MqttTransport> transport;
    QHash<Ticket, TransportErrorCode> fates;
    QString message;
    QList<qsizetype> received;
    bool isLive = false;
    int connections = 0;
    int losses = 0;
};

} // namespace

/// What services bear, and lines.
class TestMqttLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u"."_s)); }

    void whatTheBrokerThrowsAwayIsKnown_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("MQTT 5") << 5;
        QTest::newRow("MQTT 3.1.1") << 4;
    }
    void whatTheBrokerThrowsAwayIsKnown()
    {
        QFETCH(int, version);
        MosquittoBroker broker({.extra = u"message_size_limit 128000"_s});
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        Peer a(broker.port(), u"a"_s, version);
        Peer b(broker.port(), u"b"_s, version);
        QVERIFY(a.waitUntilLive() && b.waitUntilLive());
        QCOMPARE(a.fateOf(100), TransportErrorCode::None);
        QCOMPARE(a.fateOf(319'000), TransportErrorCode::TooLarge);
        QVERIFY(!a.message.isEmpty());
        // Now it is known; and that half of it is too much, it finds as well.
        QVERIFY(a.transport->capabilities().maxPayload < 319'000);
        qint64 size = a.transport->capabilities().maxPayload;
        for (int i = 0; i < 5 && a.fateOf(size) != TransportErrorCode::None; ++i) {
            QVERIFY(a.transport->capabilities().maxPayload < size);
            size = a.transport->capabilities().maxPayload;
        }
        QTRY_COMPARE_WITH_TIMEOUT(b.received, (QList<qsizetype>{100, size}), kPatienceMs);
        QVERIFY(size > 60'000 && size <= 128'000);
        QCOMPARE(a.transport->state(), Transport::State::Connected);
        QCOMPARE(a.losses, 0);
    }

    /// Snapshots go this way.
    void whatIsThrownAwayOnTheWayToOneIsKnown()
    {
        if (!test::LinkUnderTest::tellsLimits)
            QSKIP("this link is told of no refusal");
        MosquittoBroker broker({.extra = u"message_size_limit 128000"_s});
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        Peer a(broker.port(), u"a"_s);
        QVERIFY(a.waitUntilLive());
        const Ticket ticket = a.transport->unicast({Lane::Notify, {}, u"b"_s, {}, {}, u"data"_s}, QByteArray(200'000, 'x'));
        QTRY_VERIFY_WITH_TIMEOUT(a.fates.contains(ticket), kPatienceMs);
        QCOMPARE(a.fates.value(ticket), TransportErrorCode::TooLarge);
    }

    void aLimitThatIsAnnouncedIsKept()
    {
        if (!test::LinkUnderTest::tellsLimits)
            QSKIP("this link is told of no limit");
        MosquittoBroker broker({.extra = u"max_packet_size 128000"_s});
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        Peer a(broker.port(), u"a"_s);
        Peer b(broker.port(), u"b"_s);
        QVERIFY(a.waitUntilLive() && b.waitUntilLive());
        const qint64 most = a.transport->capabilities().maxPayload;
        QVERIFY2(most > 127'000 && most < 128'000, qPrintable(QString::number(most)));
        QCOMPARE(a.fateOf(319'000), TransportErrorCode::TooLarge);
        QCOMPARE(a.fateOf(most), TransportErrorCode::None);
        QTRY_COMPARE_WITH_TIMEOUT(b.received, QList<qsizetype>{most}, kPatienceMs);
        QCOMPARE(a.losses, 0);
    }

    /// Where nothing is announced, it shows by being thrown out.
    void nothingIsTriedAThirdTime()
    {
        MosquittoBroker broker({.extra = u"max_packet_size 128000"_s});
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        Peer a(broker.port(), u"a"_s, 4);
        QVERIFY(a.waitUntilLive());
        for (int times = 1; times <= 2; ++times) {
            QCOMPARE(a.fateOf(319'000), times == 1 ? TransportErrorCode::ConnectionLost : TransportErrorCode::TooLarge);
            QTRY_COMPARE_WITH_TIMEOUT(a.losses, times, kPatienceMs);
            QVERIFY(a.waitUntilLive());
        }
        QCOMPARE(a.fateOf(319'000), TransportErrorCode::TooLarge);
        QVERIFY(a.transport->capabilities().maxPayload < 319'000);
        QCOMPARE(a.losses, 2);
        QCOMPARE(a.fateOf(1000), TransportErrorCode::None);
    }

    /// The answer to a ping waits behind all that comes. Nothing is amiss as long as something does.
    void aSlowLineIsNoDeadOne()
    {
        MosquittoBroker broker;
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        test::TcpProxy line(broker.port());
        line.limitToClients(50'000);
        Peer sender(broker.port(), u"a"_s);
        Peer receiver(line.serverPort(), u"b"_s);
        QVERIFY(sender.waitUntilLive() && receiver.waitUntilLive());
        constexpr qsizetype kSize = 800'000; // 16 seconds, three keepalives
        QCOMPARE(sender.fateOf(kSize), TransportErrorCode::None);
        QTRY_COMPARE_WITH_TIMEOUT(receiver.received, QList<qsizetype>{kSize}, 40'000);
        QCOMPARE(receiver.losses, 0);
    }

    /// Connections that live for a second at a time, one after the other: the pause does not grow as long as each
    /// gets somewhere.
    void badWeatherDoesNotMakeItLazy()
    {
        MosquittoBroker broker;
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        test::TcpProxy line(broker.port());
        Peer a(line.serverPort(), u"a"_s);
        QVERIFY(a.waitUntilLive());
        qint64 longest = 0;
        for (int i = 0; i < 10; ++i) {
            QTest::qWait(700); // how long each lives
            const int before = a.losses;
            line.cut();
            QTRY_COMPARE_WITH_TIMEOUT(a.losses, before + 1, kPatienceMs);
            QElapsedTimer elapsed;
            elapsed.start();
            QVERIFY(a.waitUntilLive());
            longest = std::max(longest, elapsed.elapsed());
        }
        QVERIFY2(longest < 3000, qPrintable(QString::number(longest)));
    }
};

QTEST_GUILESS_MAIN(TestMqttLimits)
#include "tst_mqttlimits.moc"
