// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "memory/memorynetwork.h"
#include "memory/memorytransport.h"

#include <QSignalSpy>
#include <QTest>

using namespace mld;

namespace {

const DomainName kDomain = QStringLiteral("test.example.org");

/// A transport and what it said.
struct Peer
{
    explicit Peer(MemoryNetwork &network, const QString &name)
        : id(name), transport(network.makeTransport())
    {
        QObject::connect(transport.get(), &Transport::operationReceived, transport.get(),
                         [this](const QByteArray &payload) { received.append(payload); });
        QObject::connect(transport.get(), &Transport::presenceChanged, transport.get(),
                         [this](const QSet<CloneId> &set) {
                             present = set;
                             ++presences;
                         });
        QObject::connect(transport.get(), &Transport::done, transport.get(),
                         [this](Ticket, bool ok) { ok ? ++succeeded : ++failed; });
        transport->open(kDomain, id);
        transport->setPresent(true);
        network.deliverAll();
    }

    CloneId id;
    std::unique_ptr<MemoryTransport> transport;
    QList<QByteArray> received;
    QSet<CloneId> present;
    int presences = 0;
    int succeeded = 0;
    int failed = 0;
};

} // namespace

class TestMemoryNetwork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// What the conformance suite cannot ask of every service: the tools of a simulation.
    void nothingHappensUntilPumped()
    {
        MemoryNetwork network;
        Peer a(network, QStringLiteral("a"));
        Peer b(network, QStringLiteral("b"));
        a.transport->broadcast("1");
        QCOMPARE(b.received.size(), 0);
        network.deliverAll();
        QCOMPARE(b.received, QList<QByteArray>({"1"}));
        QCOMPARE(a.received.size(), 0);
        QCOMPARE(a.succeeded, 1);
    }

    void delayIsVirtualAndKeepsOrder()
    {
        MemoryNetwork network;
        Peer a(network, QStringLiteral("a"));
        Peer b(network, QStringLiteral("b"));
        qint64 delay = 1000;
        network.setRoute([&](const CloneId &, const CloneId &to, qsizetype) {
            return MemoryNetwork::Delivery{to.isEmpty() ? 0 : delay, 1};
        });
        a.transport->broadcast("slow");
        delay = 1;
        a.transport->broadcast("fast");
        network.advance(999);
        QCOMPARE(b.received.size(), 0);
        network.advance(1);
        QCOMPARE(b.received, QList<QByteArray>({"slow", "fast"}));
        QCOMPARE(network.now(), 1000);
    }

    void copiesDuplicateOrLose()
    {
        MemoryNetwork network;
        Peer a(network, QStringLiteral("a"));
        Peer b(network, QStringLiteral("b"));
        int copies = 2;
        network.setRoute([&](auto &&...) { return MemoryNetwork::Delivery{0, copies}; });
        a.transport->broadcast("twice");
        copies = 0;
        a.transport->broadcast("never");
        network.deliverAll();
        QCOMPARE(b.received, QList<QByteArray>({"twice", "twice"}));
        QCOMPARE(a.succeeded, 2);
    }

    void messagesUnderWayAreLostWithTheConnection()
    {
        MemoryNetwork network;
        network.setReconnectDelay(-1);
        Peer a(network, QStringLiteral("a"));
        Peer b(network, QStringLiteral("b"));
        a.transport->broadcast("lost");
        network.disconnect(a.id);
        network.deliverAll();
        QCOMPARE(b.received.size(), 0);
        QCOMPARE(a.failed, 1);
        QCOMPARE(a.transport->state(), Transport::State::Offline);
        QVERIFY(b.present.isEmpty());
        QVERIFY(a.present.isEmpty());
        a.transport->broadcast("too early");
        network.deliverAll();
        QCOMPARE(a.failed, 2);
        network.reconnect(a.id);
        network.deliverAll();
        QCOMPARE(b.present, QSet<CloneId>({a.id}));
        QCOMPARE(a.present, QSet<CloneId>({b.id}));
        a.transport->broadcast("again");
        network.deliverAll();
        QCOMPARE(b.received, QList<QByteArray>({"again"}));
    }

    void aFrozenCloneGetsAllInOrderLater()
    {
        MemoryNetwork network;
        Peer a(network, QStringLiteral("a"));
        Peer b(network, QStringLiteral("b"));
        network.freeze(b.id);
        a.transport->broadcast("1");
        a.transport->broadcast("2");
        network.deliverAll();
        QCOMPARE(b.received.size(), 0);
        QCOMPARE(a.present, QSet<CloneId>({b.id}));
        network.thaw(b.id);
        a.transport->broadcast("3");
        network.deliverAll();
        QCOMPARE(b.received, QList<QByteArray>({"1", "2", "3"}));
    }

    void aSplitHidesWithoutDisconnecting()
    {
        MemoryNetwork network;
        Peer a(network, QStringLiteral("a"));
        Peer b(network, QStringLiteral("b"));
        Peer c(network, QStringLiteral("c"));
        a.transport->broadcast("under way");
        network.partition({{a.id}});
        network.deliverAll();
        QVERIFY(a.present.isEmpty());
        QCOMPARE(b.present, QSet<CloneId>({c.id}));
        QCOMPARE(b.received.size(), 0);
        QCOMPARE(a.transport->state(), Transport::State::Connected);
        b.transport->broadcast("to c only");
        network.deliverAll();
        QCOMPARE(c.received, QList<QByteArray>({"to c only"}));
        network.heal();
        network.deliverAll();
        QCOMPARE(a.present, QSet<CloneId>({b.id, c.id}));
    }

    void aDestroyedTransportIsADeadClone()
    {
        MemoryNetwork network;
        Peer a(network, QStringLiteral("a"));
        Peer b(network, QStringLiteral("b"));
        a.transport->broadcast("last words");
        a.transport.reset();
        network.deliverAll();
        QVERIFY(b.present.isEmpty());
        QCOMPARE(b.received, QList<QByteArray>({"last words"}));
    }

    void theSameCallsGiveTheSameEvents()
    {
        const auto run = [] {
            MemoryNetwork network;
            QStringList log;
            std::vector<std::unique_ptr<Peer>> peers;
            for (int i = 0; i < 5; ++i) {
                peers.push_back(std::make_unique<Peer>(network, QString::number(i)));
                QObject::connect(peers.back()->transport.get(), &Transport::operationReceived,
                                 &network, [&log, i, &network](const QByteArray &payload) {
                                     log.append(QStringLiteral("%1 %2 %3")
                                                    .arg(network.now())
                                                    .arg(i)
                                                    .arg(QString::fromLatin1(payload)));
                                 });
            }
            quint32 random = 7;
            network.setRoute([&](auto &&...) {
                random = random * 1664525u + 1013904223u;
                return MemoryNetwork::Delivery{(random >> 16) % 50, int(random >> 30)};
            });
            for (int i = 0; i < 100; ++i)
                peers[i % 5]->transport->broadcast(QByteArray::number(i));
            network.deliverAll();
            return log;
        };
        const QStringList first = run();
        QVERIFY(first.size() > 100);
        QCOMPARE(run(), first);
    }
};

QTEST_GUILESS_MAIN(TestMemoryNetwork)
#include "tst_memorynetwork.moc"
