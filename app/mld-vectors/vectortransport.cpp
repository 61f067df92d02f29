// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "vectortransport.h"

#include <QMetaObject>

namespace mld::vectors {

int VectorNetwork::deliver(const CloneId &from, const CloneId &to, int count)
{
    QList<QByteArray> &waiting = m_waiting[{ from, to }];
    int delivered = 0;
    while (delivered < count && !waiting.isEmpty() && m_transports.contains(to)) {
        const QByteArray payload = waiting.takeFirst();
        Q_EMIT m_transports[to]->operationReceived(payload);
        ++delivered;
    }
    return delivered;
}

bool VectorNetwork::hasWaiting() const
{
    for (const auto &[way, payloads] : m_waiting) {
        if (!payloads.isEmpty())
            return true;
    }
    return false;
}

void VectorNetwork::restrict(const CloneId &clone, const CloneId &peer)
{
    m_restricted = clone;
    m_onlyPeer = peer;
    announcePresence();
}

void VectorNetwork::join(VectorTransport *transport)
{
    m_transports.insert(transport->m_clone, transport);
}

void VectorNetwork::leave(VectorTransport *transport)
{
    m_transports.remove(transport->m_clone);
    if (m_present.remove(transport->m_clone))
        announcePresence();
}

void VectorNetwork::broadcast(const CloneId &from, const QByteArray &payload)
{
    for (auto it = m_transports.cbegin(); it != m_transports.cend(); ++it) {
        if (it.key() != from)
            m_waiting[{ from, it.key() }].append(payload);
    }
}

void VectorNetwork::announcePresence()
{
    for (auto it = m_transports.cbegin(); it != m_transports.cend(); ++it) {
        QSet<CloneId> others = m_present;
        others.remove(it.key());
        if (it.key() == m_restricted && !m_onlyPeer.isEmpty())
            others &= { m_onlyPeer };
        VectorTransport *transport = it.value();
        QMetaObject::invokeMethod(
                transport, [transport, others] { Q_EMIT transport->presenceChanged(others); },
                Qt::QueuedConnection);
    }
}

VectorTransport::~VectorTransport()
{
    m_network.leave(this);
}

void VectorTransport::open(const DomainName &, const CloneId &clone)
{
    m_clone = clone;
    m_network.join(this);
    setState(State::Connected);
    m_network.announcePresence();
}

void VectorTransport::close()
{
    m_network.leave(this);
    setState(State::Closed);
}

void VectorTransport::setPresent(bool present)
{
    if (present)
        m_network.m_present.insert(m_clone);
    else
        m_network.m_present.remove(m_clone);
    m_network.announcePresence();
}

Ticket VectorTransport::broadcast(const QByteArray &payload)
{
    m_network.broadcast(m_clone, payload);
    return confirmed();
}

Ticket VectorTransport::unicast(const Address &address, const QByteArray &payload)
{
    if (VectorTransport *peer = m_network.m_transports.value(address.to)) {
        QMetaObject::invokeMethod(
                peer,
                [peer, address, payload] {
                    if (address.lane != Lane::Notify || peer->m_channels.contains(address.channelId))
                        Q_EMIT peer->messageReceived(address, payload);
                },
                Qt::QueuedConnection);
    }
    return confirmed();
}

void VectorTransport::openChannel(const QString &channelId, const CloneId &)
{
    m_channels.insert(channelId);
    QMetaObject::invokeMethod(
            this, [this, channelId] { Q_EMIT channelOpened(channelId); }, Qt::QueuedConnection);
}

void VectorTransport::setState(State state)
{
    QMetaObject::invokeMethod(
            this,
            [this, state] {
                m_state = state;
                Q_EMIT stateChanged(state, {});
            },
            Qt::QueuedConnection);
}

Ticket VectorTransport::confirmed()
{
    const Ticket ticket = ++m_lastTicket;
    QMetaObject::invokeMethod(
            this, [this, ticket] { Q_EMIT done(ticket, true, {}); }, Qt::QueuedConnection);
    return ticket;
}

} // namespace mld::vectors
