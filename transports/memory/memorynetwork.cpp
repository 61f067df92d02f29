// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "memory/memorynetwork.h"

#include "memory/memorytransport.h"

#include <algorithm>

#include "moc_memorynetwork.cpp"

namespace mld {

MemoryNetwork::MemoryNetwork(Time time, QObject *parent) : QObject(parent), m_time(time)
{
    m_elapsed.start();
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        // Only what is due now: what it causes waits for its own turn of the event loop.
        const qint64 until = now();
        const quint64 last = m_posted;
        while (!m_events.empty() && m_events.begin()->first.first <= until &&
               m_events.begin()->first.second <= last)
            deliverNext();
        schedule();
    });
}

MemoryNetwork::~MemoryNetwork() = default;

std::unique_ptr<MemoryTransport> MemoryNetwork::makeTransport()
{
    return std::make_unique<MemoryTransport>(*this);
}

qint64 MemoryNetwork::now() const
{
    return m_time == Time::Real ? m_elapsed.elapsed() : m_now;
}

qint64 MemoryNetwork::nextDue() const
{
    return m_events.empty() ? -1 : m_events.begin()->first.first;
}

bool MemoryNetwork::deliverNext()
{
    while (!m_events.empty()) {
        auto node = m_events.extract(m_events.begin());
        m_now = std::max(m_now, node.key().first);
        const Event &event = node.mapped();
        if (isFrozen(event)) {
            m_held.insert(std::move(node));
            continue;
        }
        if (event.scope != Scope::Always && event.connection != event.target->m_connection)
            continue; // lost with its connection
        if (event.scope == Scope::Message && !seeEachOther(event.from, event.target->m_clone))
            continue; // lost at the split
        event.run();
        return true;
    }
    return false;
}

int MemoryNetwork::deliverAll(int limit)
{
    int count = 0;
    while (count < limit && deliverNext())
        ++count;
    return count;
}

void MemoryNetwork::advance(qint64 ms)
{
    const qint64 until = now() + ms;
    while (!m_events.empty() && m_events.begin()->first.first <= until)
        deliverNext();
    m_now = std::max(m_now, until);
}

void MemoryNetwork::disconnect(const CloneId &clone)
{
    if (auto *transport = find(clone))
        breakConnection(transport,
                        {TransportErrorCode::ConnectionLost, tr("The connection was lost.")});
}

void MemoryNetwork::reconnect(const CloneId &clone)
{
    auto *transport = find(clone);
    if (transport && transport->m_state == Transport::State::Offline)
        post(0, transport, Scope::Always, [this, transport] { connectNow(transport); });
}

void MemoryNetwork::setRunning(bool running)
{
    m_running = running;
    for (auto *transport : std::as_const(m_transports)) {
        if (!running)
            breakConnection(transport,
                            {TransportErrorCode::ConnectionLost, tr("The service has stopped.")});
        else if (transport->m_state == Transport::State::Offline && m_reconnectDelay >= 0)
            post(m_reconnectDelay, transport, Scope::Always,
                 [this, transport] { connectNow(transport); });
    }
}

void MemoryNetwork::freeze(const CloneId &clone)
{
    m_frozen.insert(clone);
}

void MemoryNetwork::thaw(const CloneId &clone)
{
    m_frozen.remove(clone);
    // Held events keep their keys, and so their order; being overdue they come first.
    m_events.merge(m_held);
    schedule();
}

void MemoryNetwork::partition(const QList<QSet<CloneId>> &groups)
{
    m_group.clear();
    for (int i = 0; i < groups.size(); ++i) {
        for (const CloneId &clone : groups.at(i))
            m_group.insert(clone, i + 1);
    }
    for (auto *transport : std::as_const(m_transports))
        post(0, transport, Scope::Connection, [transport] { transport->showPresence(); });
}

void MemoryNetwork::join(MemoryTransport *transport)
{
    m_transports.append(transport);
}

void MemoryNetwork::leave(MemoryTransport *transport)
{
    endConnection(transport);
    m_transports.removeOne(transport);
    const auto isItsOwn = [transport](const auto &entry) {
        return entry.second.target == transport;
    };
    std::erase_if(m_events, isItsOwn);
    std::erase_if(m_held, isItsOwn);
}

void MemoryNetwork::open(MemoryTransport *transport)
{
    transport->m_state = Transport::State::Connecting;
    post(0, transport, Scope::Always, [this, transport] {
        if (transport->m_state != Transport::State::Connecting)
            return;
        Q_EMIT transport->stateChanged(Transport::State::Connecting, {});
        post(0, transport, Scope::Always, [this, transport] { connectNow(transport); });
    });
}

void MemoryNetwork::connectNow(MemoryTransport *transport)
{
    if (transport->m_state != Transport::State::Connecting &&
        transport->m_state != Transport::State::Offline)
        return;
    if (!m_running) {
        if (transport->m_state == Transport::State::Connecting)
            transport->setState(Transport::State::Offline, {TransportErrorCode::ConnectionRefused,
                                                            tr("The service is not running.")});
        return;
    }
    // As with a broker, a second connection of the same clone ends the first.
    const auto others = connected(transport->m_domain);
    for (auto *other : others) {
        if (other->m_clone == transport->m_clone)
            breakConnection(other, {TransportErrorCode::ConnectionLost,
                                    tr("Another program has connected as this clone.")});
    }
    transport->m_connection = ++m_connections;
    transport->m_presenceShown = false;
    transport->setState(Transport::State::Connected);
    post(0, transport, Scope::Connection, [transport] { transport->showPresence(); });
    for (auto it = transport->m_channels.cbegin(); it != transport->m_channels.cend(); ++it) {
        post(0, transport, Scope::Connection, [transport, id = it.key()] {
            if (transport->m_channels.contains(id))
                Q_EMIT transport->channelOpened(id);
        });
    }
    if (transport->m_present)
        announcePresence(transport->m_domain);
}

void MemoryNetwork::breakConnection(MemoryTransport *transport, const TransportError &error)
{
    if (transport->m_state != Transport::State::Connected)
        return;
    // What it has under way goes with the connection; whether some of it arrived nobody can say.
    std::erase_if(m_events,
                  [&](const auto &entry) { return entry.second.from == transport->m_clone; });
    std::erase_if(m_held,
                  [&](const auto &entry) { return entry.second.from == transport->m_clone; });
    transport->m_state = Transport::State::Offline;
    endConnection(transport);
    post(0, transport, Scope::Always, [transport, error] {
        Q_EMIT transport->stateChanged(Transport::State::Offline, error);
        if (transport->m_presenceShown)
            Q_EMIT transport->presenceChanged({});
        transport->m_presenceShown = false;
    });
    if (m_running && m_reconnectDelay > 0)
        post(m_reconnectDelay, transport, Scope::Always,
             [this, transport] { connectNow(transport); });
}

void MemoryNetwork::endConnection(MemoryTransport *transport, bool isFlushed)
{
    transport->m_connection = 0;
    // What is lost holds nothing up: not what comes over the next connection, nor the time.
    const auto isLost = [transport](const auto &entry) {
        return entry.second.target == transport && entry.second.scope != Scope::Always;
    };
    std::erase_if(m_events, isLost);
    std::erase_if(m_held, isLost);
    m_lastDue.removeIf([&clone = transport->m_clone](const auto &entry) {
        return entry.key().first == clone || entry.key().second == clone;
    });
    const TransportError error = isFlushed ? TransportError()
                                           : TransportError{TransportErrorCode::ConnectionLost,
                                                            tr("The connection was lost.")};
    QList<Ticket> tickets = transport->m_unsettled.values();
    std::sort(tickets.begin(), tickets.end());
    for (const Ticket ticket : std::as_const(tickets)) {
        post(0, transport, Scope::Always, [transport, ticket, isFlushed, error] {
            transport->settle(ticket, isFlushed, error);
        });
    }
    if (transport->m_state != Transport::State::Idle)
        announcePresence(transport->m_domain);
}

void MemoryNetwork::send(MemoryTransport *from, Ticket ticket, const QList<MemoryTransport *> &to,
                         qsizetype bytes, const std::function<void(MemoryTransport *)> &receive)
{
    const CloneId sender = from->m_clone;
    const auto route = [&](const CloneId &receiver) {
        Delivery delivery = m_route ? m_route(sender, receiver, bytes) : Delivery();
        qint64 &last = m_lastDue[{sender, receiver}];
        last = std::max(last, now() + delivery.delayMs);
        delivery.delayMs = last - now();
        return delivery;
    };
    for (auto *peer : to) {
        if (peer == from)
            continue;
        const Delivery delivery = route(peer->m_clone);
        for (int i = 0; i < delivery.copies; ++i) {
            post(
                delivery.delayMs, peer, Scope::Message, [peer, receive] { receive(peer); }, sender);
        }
    }
    post(route({}).delayMs, from, Scope::Connection,
         [from, ticket] { from->settle(ticket, true); });
}

void MemoryNetwork::post(qint64 delayMs, MemoryTransport *target, Scope scope,
                         std::function<void()> run, const CloneId &from)
{
    m_events.emplace(Key(now() + std::max<qint64>(delayMs, 0), ++m_posted),
                     Event{target, scope, target->m_connection, from, std::move(run)});
    schedule();
}

void MemoryNetwork::announcePresence(const DomainName &domain)
{
    for (auto *peer : connected(domain)) {
        post(0, peer, Scope::Connection, [peer] {
            // Never before the connection's own first set.
            if (peer->m_presenceShown)
                peer->showPresence();
        });
    }
}

void MemoryNetwork::schedule()
{
    if (m_time == Time::Real && !m_events.empty())
        m_timer.start(static_cast<int>(std::max<qint64>(0, nextDue() - now())));
}

bool MemoryNetwork::isFrozen(const Event &event) const
{
    return m_frozen.contains(event.target->m_clone) ||
           (event.scope == Scope::Message && m_frozen.contains(event.from));
}

bool MemoryNetwork::seeEachOther(const CloneId &a, const CloneId &b) const
{
    return m_group.value(a) == m_group.value(b);
}

QSet<CloneId> MemoryNetwork::presentTo(const MemoryTransport *transport) const
{
    QSet<CloneId> present;
    for (const auto *peer : connected(transport->m_domain)) {
        if (peer != transport && peer->m_present && seeEachOther(peer->m_clone, transport->m_clone))
            present.insert(peer->m_clone);
    }
    return present;
}

QList<MemoryTransport *> MemoryNetwork::connected(const DomainName &domain) const
{
    QList<MemoryTransport *> found;
    for (auto *transport : m_transports) {
        if (transport->isConnected() && transport->m_domain == domain)
            found.append(transport);
    }
    return found;
}

MemoryTransport *MemoryNetwork::find(const CloneId &clone) const
{
    const auto it = std::find_if(
        m_transports.cbegin(), m_transports.cend(), [&](const MemoryTransport *transport) {
            return transport->m_clone == clone && transport->m_state != Transport::State::Closed;
        });
    return it == m_transports.cend() ? nullptr : *it;
}

} // namespace mld
