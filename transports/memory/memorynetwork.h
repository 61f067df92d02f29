// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"

#include <QElapsedTimer>
#include <QHash>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>

namespace mld {

class MemoryTransport;

/// A messaging service inside one process: for tests, for simulation, and for two notebooks of one
/// program. It behaves as a broker does: connections, presence, loss with the connection.
///
/// Deterministic: given the same calls and the same Route it delivers the same events in the same
/// order. With virtual time nothing happens until the owner pumps it (deliverNext and others); with
/// real time the event loop of its thread does. All transports live on the thread of the network.
class MemoryNetwork : public QObject
{
    Q_OBJECT

public:
    enum class Time { Virtual, Real };

    /// How one message travels.
    struct Delivery
    {
        qint64 delayMs = 0; ///< never overtakes an earlier message from the same to the same clone
        int copies = 1;     ///< 2 is a duplicate, as at-least-once allows; 0 loses the message
    };
    /// Asked once for each message and receiver. `to` is empty for the way to the service itself,
    /// by which a ticket is confirmed. Randomness, if any, is the caller's, from a seed.
    using Route = std::function<Delivery(const CloneId &from, const CloneId &to, qsizetype bytes)>;

    explicit MemoryNetwork(Time time = Time::Virtual, QObject *parent = nullptr);
    ~MemoryNetwork() override;

    /// A new, unopened end of this network.
    std::unique_ptr<MemoryTransport> makeTransport();

    void setRoute(Route route) { m_route = std::move(route); }
    /// Largest payload that is taken, in bytes; 0 for no limit.
    void setMaxPayload(qint64 bytes) { m_maxPayload = bytes; }
    qint64 maxPayload() const { return m_maxPayload; }
    void setMaxTerm(qint64 units) { m_maxTerm = units; }
    qint64 maxTerm() const { return m_maxTerm; }
    /// How long transports wait to connect again when the service is up, in ms. Negative: only
    /// reconnect() does it.
    void setReconnectDelay(qint64 ms) { m_reconnectDelay = ms; }

    /// Delivers the next event, if there is one, after moving virtual time to when it is due.
    bool deliverNext();
    /// Delivers events until none is left, or `limit` of them; returns how many. With clones that
    /// answer each other for ever this reaches the limit.
    int deliverAll(int limit = 1'000'000);
    /// Delivers all that is due within the next `ms`, and moves virtual time there.
    void advance(qint64 ms);
    /// When the next event is due (ms on this network's clock); -1 if there is none.
    qint64 nextDue() const;
    /// Milliseconds since this network was made.
    qint64 now() const;

    /// Breaks the connection of a clone. What is under way to or from it is lost, its peers see it
    /// leave, its unconfirmed tickets fail.
    void disconnect(const CloneId &clone);
    /// Lets a disconnected clone connect again, now.
    void reconnect(const CloneId &clone);
    /// Stops or starts the service as a whole: every connection breaks, none is made meanwhile.
    void setRunning(bool running);
    /// Holds all that is under way to or from a clone, as if its process were stopped; its presence
    /// stays. Thawing delivers it in order.
    void freeze(const CloneId &clone);
    void thaw(const CloneId &clone);
    /// Splits the network as a mesh of peers splits: clones of different groups lose sight of each
    /// other and of messages under way, but stay connected. A clone in no group is in one of its
    /// own kind, with all the others that are in none.
    void partition(const QList<QSet<CloneId>> &groups);
    void heal() { partition({}); }

private:
    friend class MemoryTransport;

    /// What an event dies with: nothing, the target's connection, or also a split that parts it
    /// from the sender.
    enum class Scope { Always, Connection, Message };
    struct Event
    {
        MemoryTransport *target;
        Scope scope;
        quint64 connection; ///< the target's, when the event was posted
        CloneId from;       ///< of a message
        std::function<void()> run;
    };
    using Key = std::pair<qint64, quint64>; // due, then order of posting

    void join(MemoryTransport *transport);
    void leave(MemoryTransport *transport);
    void open(MemoryTransport *transport);
    void connectNow(MemoryTransport *transport);
    void breakConnection(MemoryTransport *transport, const TransportError &error);
    void endConnection(MemoryTransport *transport, bool isFlushed = false);
    void send(MemoryTransport *from, Ticket ticket, const QList<MemoryTransport *> &to,
              qsizetype bytes, const std::function<void(MemoryTransport *)> &receive);
    void post(qint64 delayMs, MemoryTransport *target, Scope scope, std::function<void()> run,
              const CloneId &from = {});
    void announcePresence(const DomainName &domain);
    void schedule();
    bool isFrozen(const Event &event) const;
    bool seeEachOther(const CloneId &a, const CloneId &b) const;
    QSet<CloneId> presentTo(const MemoryTransport *transport) const;
    QList<MemoryTransport *> connected(const DomainName &domain) const;
    MemoryTransport *find(const CloneId &clone) const;

    const Time m_time;
    Route m_route;
    qint64 m_maxPayload = 0;
    qint64 m_maxTerm = 0;
    qint64 m_reconnectDelay = 0;
    bool m_running = true;
    qint64 m_now = 0;
    QElapsedTimer m_elapsed;
    QTimer m_timer;
    quint64 m_posted = 0;
    quint64 m_connections = 0;
    QList<MemoryTransport *> m_transports; // in order of making, for determinism
    std::map<Key, Event> m_events;
    std::map<Key, Event> m_held;
    QHash<std::pair<CloneId, CloneId>, qint64> m_lastDue;
    QSet<CloneId> m_frozen;
    QHash<CloneId, int> m_group;
};

} // namespace mld
