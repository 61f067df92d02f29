// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "conformance.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace mld::test {

namespace {

constexpr int kPatienceMs = 15'000;

/// A transport, and all that it has said.
class Peer
{
public:
    struct Received
    {
        Address from;
        QByteArray payload;
    };

    Peer(ServiceUnderTest &service, const CloneId &name)
        : id(name), transport(service.makeTransport(name)), m_domain(service.domain())
    {
        QObject *context = transport.get();
        QObject::connect(transport.get(), &Transport::stateChanged, context,
                         [this](Transport::State state, const TransportError &) {
                             heard();
                             states.append(state);
                             log.append(u"state"_s);
                         });
        QObject::connect(transport.get(), &Transport::presenceChanged, context,
                         [this](const QSet<CloneId> &set) {
                             heard();
                             present = set;
                             log.append(u"presence"_s);
                         });
        QObject::connect(transport.get(), &Transport::operationReceived, context,
                         [this](const QByteArray &payload) {
                             heard();
                             operations.append(payload);
                         });
        QObject::connect(transport.get(), &Transport::messageReceived, context,
                         [this](const Address &from, const QByteArray &payload) {
                             heard();
                             messages.append({from, payload});
                         });
        QObject::connect(transport.get(), &Transport::channelOpened, context,
                         [this](const QString &channelId) {
                             heard();
                             channels.append(channelId);
                         });
        QObject::connect(transport.get(), &Transport::done, context,
                         [this](Ticket ticket, bool ok, const TransportError &error) {
                             heard();
                             fates.insert(ticket, ok);
                             lastError = error;
                         });
    }

    /// Calls the transport, and remembers that no signal may come meanwhile.
    template <typename Function>
    auto call(Function &&function)
    {
        isInCall = true;
        struct Leave
        {
            bool &flag;
            ~Leave() { flag = false; }
        } leave{isInCall};
        return function();
    }
    /// Opened, present, and aware of who else is.
    bool join(const DomainName &domain)
    {
        call([&] {
            transport->open(domain, id);
            transport->setPresent(true);
        });
        return QTest::qWaitFor([this] { return log.contains(u"presence"_s); }, kPatienceMs);
    }
    bool join() { return join(m_domain); }

    Ticket broadcast(const QByteArray &payload)
    {
        return call([&] { return transport->broadcast(payload); });
    }
    Ticket unicast(const Address &address, const QByteArray &payload)
    {
        return call([&] { return transport->unicast(address, payload); });
    }
    bool openChannel(const QString &channelId, const CloneId &peer)
    {
        call([&] { transport->openChannel(channelId, peer); });
        return QTest::qWaitFor([&] { return channels.contains(channelId); }, kPatienceMs);
    }
    bool waitFor(Ticket ticket) const
    {
        return QTest::qWaitFor([&] { return fates.contains(ticket); }, kPatienceMs);
    }

    CloneId id;
    std::unique_ptr<Transport> transport;
    QList<Transport::State> states;
    QStringList log;
    QSet<CloneId> present;
    QList<QByteArray> operations;
    QList<Received> messages;
    QStringList channels;
    QHash<Ticket, bool> fates;
    TransportError lastError;
    bool isInCall = false;
    int signalsInCalls = 0;

private:
    const DomainName m_domain;

    void heard() { signalsInCalls += isInCall ? 1 : 0; }
};

Address send(const CloneId &to, const QString &messageId)
{
    return {Lane::Send, {}, to, messageId, {}, {}};
}

Address notify(const CloneId &to, const QString &channelId)
{
    return {Lane::Notify, {}, to, {}, {}, channelId};
}

QSet<CloneId> set(std::initializer_list<CloneId> ids)
{
    return ids;
}

} // namespace

#define TRY_COMPARE(actual, expected) QTRY_COMPARE_WITH_TIMEOUT(actual, expected, kPatienceMs)
#define TRY_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, kPatienceMs)

/// The contract of Transport, as its header tells it.
class TransportConformance : public QObject
{
    Q_OBJECT

public:
    explicit TransportConformance(std::function<std::unique_ptr<ServiceUnderTest>()> make)
        : m_make(std::move(make))
    {
    }

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"."_s));
        m_service = m_make();
        QVERIFY2(m_service->start(), qPrintable(m_service->problem()));
    }
    void cleanup() { m_service.reset(); }

    void presenceFollowsConnected()
    {
        Peer a(*m_service, u"a"_s);
        QCOMPARE(a.transport->state(), Transport::State::Idle);
        QVERIFY(a.join());
        QCOMPARE(a.states, QList({Transport::State::Connecting, Transport::State::Connected}));
        QCOMPARE(a.log, QStringList({u"state"_s, u"state"_s, u"presence"_s}));
        QCOMPARE(a.transport->state(), Transport::State::Connected);
        QVERIFY(a.present.isEmpty());
    }

    void presenceIsOfTheOthers()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        Peer c(*m_service, u"c"_s);
        QVERIFY(a.join() && b.join() && c.join());
        TRY_COMPARE(a.present, set({b.id, c.id}));
        TRY_COMPARE(b.present, set({a.id, c.id}));
        TRY_COMPARE(c.present, set({a.id, b.id}));
        b.call([&] { b.transport->setPresent(false); });
        TRY_COMPARE(a.present, set({c.id}));
        QCOMPARE(b.present, set({a.id, c.id}));
        b.call([&] { b.transport->setPresent(true); });
        TRY_COMPARE(a.present, set({b.id, c.id}));
    }

    void anAbsentCloneIsNotPresent()
    {
        Peer a(*m_service, u"a"_s);
        QVERIFY(a.join());
        Peer b(*m_service, u"b"_s);
        b.transport->open(m_service->domain(), b.id);
        TRY_COMPARE(b.present, set({a.id}));
        // What b says is heard all the same, and after it a knows as much as it ever will.
        b.broadcast("here");
        TRY_COMPARE(a.operations.size(), 1);
        QVERIFY(a.present.isEmpty());
    }

    void broadcastReachesAllOthersInOrder()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        Peer c(*m_service, u"c"_s);
        QVERIFY(a.join() && b.join() && c.join());
        constexpr int kCount = 500;
        for (int i = 0; i < kCount; ++i) {
            a.broadcast("a" + QByteArray::number(i));
            b.broadcast("b" + QByteArray::number(i));
        }
        TRY_COMPARE(c.operations.size(), 2 * kCount);
        TRY_COMPARE(a.operations.size(), kCount);
        TRY_COMPARE(b.operations.size(), kCount);
        int fromA = 0;
        int fromB = 0;
        for (const QByteArray &payload : std::as_const(c.operations)) {
            int &next = payload.startsWith('a') ? fromA : fromB;
            QCOMPARE(payload.mid(1).toInt(), next++);
        }
        for (int i = 0; i < kCount; ++i) // and nobody hears itself
            QCOMPARE(a.operations.at(i), "b" + QByteArray::number(i));
    }

    void eachTicketIsDoneOnce()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        QVERIFY(a.join() && b.join());
        QSignalSpy done(a.transport.get(), &Transport::done);
        QSet<Ticket> tickets;
        for (int i = 0; i < 100; ++i) {
            tickets.insert(a.broadcast("x"));
            tickets.insert(a.unicast(send(b.id, u"m%1"_s.arg(i)), "y"));
        }
        QCOMPARE(tickets.size(), 200);
        TRY_COMPARE(done.size(), 200);
        for (const Ticket ticket : std::as_const(tickets))
            QVERIFY(a.fates.value(ticket));
        QCOMPARE(a.signalsInCalls, 0);
    }

    void payloadsAreBytes_data()
    {
        const auto service = m_make();
        QTest::addColumn<QByteArray>("payload");
        QByteArray all;
        for (int i = 0; i < 256; ++i)
            all.append(static_cast<char>(i));
        QTest::newRow("every byte") << all;
        QTest::newRow("one zero") << QByteArray(1, '\0');
        QTest::newRow("long") << all.repeated(service->longPayload() / 256);
    }
    void payloadsAreBytes()
    {
        QFETCH(QByteArray, payload);
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        QVERIFY(a.join() && b.join());
        a.broadcast(payload);
        a.unicast(send(b.id, u"m"_s), payload);
        TRY_COMPARE(b.operations, QList({payload}));
        TRY_COMPARE(b.messages.size(), 1);
        QCOMPARE(b.messages.at(0).payload, payload);
    }

    void unicastReachesOnePeer()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        Peer c(*m_service, u"c"_s);
        QVERIFY(a.join() && b.join() && c.join());
        a.unicast(send(b.id, u"m1"_s), "request");
        TRY_COMPARE(b.messages.size(), 1);
        const auto request = b.messages.at(0);
        QCOMPARE(request.payload, QByteArray("request"));
        QCOMPARE(request.from.lane, Lane::Send);
        QCOMPARE(request.from.from, a.id);
        QCOMPARE(request.from.to, b.id);
        QCOMPARE(request.from.messageId, u"m1"_s);
        b.unicast({Lane::Reply, {}, a.id, u"m2"_s, u"m1"_s, {}}, "response");
        TRY_COMPARE(a.messages.size(), 1);
        const auto response = a.messages.at(0);
        QCOMPARE(response.payload, QByteArray("response"));
        QCOMPARE(response.from.lane, Lane::Reply);
        QCOMPARE(response.from.from, b.id);
        QCOMPARE(response.from.messageId, u"m2"_s);
        QCOMPARE(response.from.sentMessageId, u"m1"_s);
        // Something that c must hear, sent later: by then it would have heard the rest.
        b.unicast(send(c.id, u"m3"_s), "last");
        TRY_COMPARE(c.messages.size(), 1);
        QCOMPARE(c.messages.at(0).payload, QByteArray("last"));
    }

    void channelsAreHeardFromTheirOpening()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        Peer c(*m_service, u"c"_s);
        QVERIFY(a.join() && b.join() && c.join());
        QVERIFY(b.openChannel(u"news"_s, a.id));
        constexpr int kCount = 300;
        for (int i = 0; i < kCount; ++i)
            a.unicast(notify(b.id, u"news"_s), QByteArray::number(i));
        TRY_COMPARE(b.messages.size(), kCount);
        for (int i = 0; i < kCount; ++i) {
            QCOMPARE(b.messages.at(i).payload, QByteArray::number(i));
            QCOMPARE(b.messages.at(i).from.lane, Lane::Notify);
            QCOMPARE(b.messages.at(i).from.from, a.id);
            QCOMPARE(b.messages.at(i).from.channelId, u"news"_s);
        }
        QVERIFY(c.messages.isEmpty());
        b.call([&] { b.transport->closeChannel(u"news"_s); });
        a.unicast(notify(b.id, u"news"_s), "unheard");
        a.unicast(send(b.id, u"m"_s), "heard");
        TRY_COMPARE(b.messages.size(), kCount + 1);
        QCOMPARE(b.messages.last().payload, QByteArray("heard"));
        QCOMPARE(b.signalsInCalls, 0);
    }

    void aChannelCanBeOpenedAgainAtOnce()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        QVERIFY(a.join() && b.join());
        QVERIFY(b.openChannel(u"news"_s, a.id));
        b.channels.clear();
        b.call([&] {
            b.transport->closeChannel(u"news"_s);
            b.transport->openChannel(u"news"_s, a.id);
            b.transport->closeChannel(u"news"_s);
        });
        QVERIFY(b.openChannel(u"news"_s, a.id));
        b.messages.clear();
        a.unicast(notify(b.id, u"news"_s), "again");
        TRY_COMPARE(b.messages.size(), 1);
        QCOMPARE(b.messages.at(0).payload, QByteArray("again"));
    }

    void aSharedChannelDoesNotEcho()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        QVERIFY(a.join() && b.join());
        QVERIFY(a.openChannel(u"awareness"_s, {}) && b.openChannel(u"awareness"_s, {}));
        a.unicast(notify({}, u"awareness"_s), "a is here");
        b.unicast(notify({}, u"awareness"_s), "b is here");
        TRY_COMPARE(a.messages.size(), 1);
        TRY_COMPARE(b.messages.size(), 1);
        QCOMPARE(a.messages.at(0).payload, QByteArray("b is here"));
        QCOMPARE(b.messages.at(0).payload, QByteArray("a is here"));
    }

    void nothingIsQueuedWithoutAConnection()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        const Ticket early = a.broadcast("too early");
        QVERIFY(a.waitFor(early));
        QVERIFY(!a.fates.value(early));
        QVERIFY(a.join() && b.join());
        if (!m_service->hasServer())
            QSKIP("there is no server that could crash");
        m_service->crash();
        TRY_COMPARE(a.transport->state(), Transport::State::Offline);
        TRY_COMPARE(b.transport->state(), Transport::State::Offline);
        const Ticket lost = a.broadcast("too late");
        QVERIFY(a.waitFor(lost));
        QVERIFY(!a.fates.value(lost));
        QVERIFY(a.lastError.code != TransportErrorCode::None);
        QVERIFY(!a.lastError.message.isEmpty());
        m_service->restart();
        TRY_COMPARE(a.present, set({b.id}));
        TRY_COMPARE(b.present, set({a.id}));
        a.broadcast("in time");
        TRY_COMPARE(b.operations, QList<QByteArray>({"in time"}));
        QCOMPARE(a.signalsInCalls, 0);
    }

    void allIsDeclaredAgainAfterARestart()
    {
        if (!m_service->hasServer())
            QSKIP("there is no server that could crash");
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        QVERIFY(a.join() && b.join());
        TRY_COMPARE(a.present, set({b.id}));
        QVERIFY(b.openChannel(u"news"_s, a.id));
        b.channels.clear();
        m_service->crash();
        TRY_COMPARE(a.states.last(), Transport::State::Offline);
        TRY_VERIFY(a.present.isEmpty()); // whoever is not connected sees nobody
        m_service->restart();
        TRY_COMPARE(a.present, set({b.id}));
        TRY_COMPARE(b.present, set({a.id}));
        TRY_COMPARE(b.channels, QStringList({u"news"_s}));
        a.unicast(notify(b.id, u"news"_s), "still heard");
        TRY_COMPARE(b.messages.size(), 1);
        a.unicast(send(b.id, u"m"_s), "and this");
        TRY_COMPARE(b.messages.size(), 2);
    }

    void aKilledPeerIsMissed()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        QVERIFY(a.join() && b.join());
        TRY_COMPARE(a.present, set({b.id}));
        b.transport.reset();
        TRY_COMPARE(a.present, set({}));
        Peer again(*m_service, u"b"_s);
        QVERIFY(again.join());
        TRY_COMPARE(a.present, set({b.id}));
    }

    void aFrozenPeerGetsAllInOrderLater()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        Peer c(*m_service, u"c"_s);
        QVERIFY(a.join() && b.join() && c.join());
        m_service->freeze(b.id);
        for (int i = 0; i < 100; ++i)
            a.broadcast(QByteArray::number(i));
        TRY_COMPARE(c.operations.size(), 100); // nobody else waits for it
        QVERIFY(b.operations.isEmpty());
        m_service->thaw(b.id);
        TRY_COMPARE(b.operations.size(), 100);
        for (int i = 0; i < 100; ++i)
            QCOMPARE(b.operations.at(i), QByteArray::number(i));
    }

    void aPeerFrozenForLongIsMissedAndReturns()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        QVERIFY(a.join() && b.join());
        TRY_COMPARE(a.present, set({b.id}));
        const int departure = a.transport->capabilities().expectedDepartureMs;
        if (departure == 0)
            QSKIP("the service knows of no silence");
        m_service->freeze(b.id);
        QTRY_COMPARE_WITH_TIMEOUT(a.present, set({}), departure + 2000);
        m_service->thaw(b.id);
        QTRY_COMPARE_WITH_TIMEOUT(a.present, set({b.id}), departure + kPatienceMs);
        TRY_COMPARE(b.present, set({a.id}));
        a.broadcast("welcome back");
        TRY_VERIFY(b.operations.contains("welcome back"));
    }

    void aFarewellIsHeardWithWhatWentBefore()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        QVERIFY(a.join() && b.join());
        TRY_COMPARE(b.present, set({a.id}));
        const Ticket ticket = a.broadcast("last words");
        a.call([&] { a.transport->close(); });
        TRY_COMPARE(a.transport->state(), Transport::State::Closed);
        TRY_COMPARE(b.present, set({}));
        QCOMPARE(b.operations, QList<QByteArray>({"last words"}));
        QVERIFY(a.fates.value(ticket));
        QCOMPARE(a.signalsInCalls, 0);
    }

    void aClosedTransportCanBeOpenedAgain()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        QVERIFY(a.join() && b.join());
        a.transport->close();
        TRY_COMPARE(a.transport->state(), Transport::State::Closed);
        TRY_COMPARE(b.present, set({}));
        a.log.clear();
        QVERIFY(a.join());
        TRY_COMPARE(b.present, set({a.id}));
        TRY_COMPARE(a.present, set({b.id}));
    }

    void closingBeforeConnectingIsEnough()
    {
        Peer a(*m_service, u"a"_s);
        a.call([&] {
            a.transport->open(m_service->domain(), a.id);
            a.transport->close();
        });
        TRY_COMPARE(a.states.isEmpty() ? Transport::State::Idle : a.states.last(),
                    Transport::State::Closed);
        QVERIFY(!a.states.contains(Transport::State::Connected));
        QCOMPARE(a.signalsInCalls, 0);
    }

    void domainsDoNotMix()
    {
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        Peer other(*m_service, u"other"_s);
        QVERIFY(a.join() && b.join() && other.join(m_service->otherDomain()));
        other.broadcast("elsewhere");
        const Ticket ticket = other.unicast(notify(a.id, u"news"_s), "elsewhere");
        QVERIFY(other.waitFor(ticket));
        b.broadcast("here");
        TRY_COMPARE(a.operations.size(), 1);
        QCOMPARE(a.operations.at(0), QByteArray("here"));
        QCOMPARE(a.present, set({b.id}));
        QVERIFY(other.present.isEmpty());
        QVERIFY(other.operations.isEmpty());
    }

    void whatIsTooLargeIsRefusedAlone()
    {
        const qint64 tooLarge = m_service->tooLarge();
        if (tooLarge == 0)
            QSKIP("the service has no bound that a test can meet");
        Peer a(*m_service, u"a"_s);
        Peer b(*m_service, u"b"_s);
        QVERIFY(a.join() && b.join());
        QVERIFY(a.transport->capabilities().maxPayload < tooLarge);
        const Ticket ticket = a.broadcast(QByteArray(tooLarge, 'x'));
        QVERIFY(a.waitFor(ticket));
        QVERIFY(!a.fates.value(ticket));
        QCOMPARE(a.lastError.code, TransportErrorCode::TooLarge);
        const Ticket next = a.broadcast("small");
        TRY_COMPARE(b.operations, QList<QByteArray>({"small"}));
        QVERIFY(a.waitFor(next) && a.fates.value(next));
        QCOMPARE(a.transport->state(), Transport::State::Connected);
    }

private:
    std::function<std::unique_ptr<ServiceUnderTest>()> m_make;
    std::unique_ptr<ServiceUnderTest> m_service;
};

int runConformance(const std::function<std::unique_ptr<ServiceUnderTest>()> &make, int argc,
                   char **argv)
{
    TransportConformance test(make);
    return QTest::qExec(&test, argc, argv);
}

} // namespace mld::test

#include "conformance.moc"
