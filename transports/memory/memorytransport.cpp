// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "memory/memorytransport.h"

#include "memory/memorynetwork.h"

#include "moc_memorytransport.cpp"

namespace mld {

MemoryTransport::MemoryTransport(MemoryNetwork &network, QObject *parent)
    : Transport(parent), m_network(&network)
{
    network.join(this);
}

MemoryTransport::~MemoryTransport()
{
    if (m_network)
        m_network->leave(this);
}

TransportCapabilities MemoryTransport::capabilities() const
{
    return {.maxPayload = m_network ? m_network->maxPayload() : 0,
            .nativePresence = true,
            .publishConfirmed = true,
            .maxTerm = m_network ? m_network->maxTerm() : 0};
}

void MemoryTransport::open(const DomainName &domain, const CloneId &clone)
{
    if (!m_network || (m_state != State::Idle && m_state != State::Closed))
        return;
    m_domain = domain;
    m_clone = clone;
    m_network->open(this);
}

void MemoryTransport::close()
{
    if (m_state == State::Closed || !m_network)
        return;
    m_present = false;
    m_network->endConnection(this, true);
    // Until the event is delivered the transport is as good as closed, but says so only then.
    m_state = State::Closed;
    m_network->post(0, this, MemoryNetwork::Scope::Always,
                    [this] { Q_EMIT stateChanged(State::Closed, {}); });
}

void MemoryTransport::setPresent(bool present)
{
    if (m_present == present)
        return;
    m_present = present;
    if (m_network && isConnected())
        m_network->announcePresence(m_domain);
}

Ticket MemoryTransport::broadcast(const QByteArray &payload)
{
    bool isAccepted = false;
    const Ticket ticket = accept(payload.size(), isAccepted);
    if (isAccepted) {
        m_network->send(
            this, ticket, m_network->connected(m_domain), payload.size(),
            [payload](MemoryTransport *peer) { Q_EMIT peer->operationReceived(payload); });
    }
    return ticket;
}

Ticket MemoryTransport::unicast(const Address &address, const QByteArray &payload)
{
    bool isAccepted = false;
    const Ticket ticket = accept(payload.size(), isAccepted);
    if (!isAccepted)
        return ticket;
    Address sent = address;
    sent.from = m_clone;
    if (address.lane == Lane::Notify) {
        // As on a broker, a channel is heard by whoever listens to it at the time of delivery.
        m_network->send(this, ticket, m_network->connected(m_domain), payload.size(),
                        [sent, payload](MemoryTransport *peer) {
                            if (peer->m_channels.contains(sent.channelId))
                                Q_EMIT peer->messageReceived(sent, payload);
                        });
        return ticket;
    }
    QList<MemoryTransport *> to = m_network->connected(m_domain);
    to.removeIf([&](const MemoryTransport *peer) { return peer->m_clone != address.to; });
    m_network->send(this, ticket, to, payload.size(), [sent, payload](MemoryTransport *peer) {
        Q_EMIT peer->messageReceived(sent, payload);
    });
    return ticket;
}

void MemoryTransport::openChannel(const QString &channelId, const CloneId &peer)
{
    m_channels.insert(channelId, peer);
    if (m_network && isConnected()) {
        m_network->post(0, this, MemoryNetwork::Scope::Connection, [this, channelId] {
            if (m_channels.contains(channelId))
                Q_EMIT channelOpened(channelId);
        });
    }
}

void MemoryTransport::closeChannel(const QString &channelId)
{
    m_channels.remove(channelId);
}

void MemoryTransport::setState(State state, const TransportError &error)
{
    m_state = state;
    Q_EMIT stateChanged(state, error);
}

void MemoryTransport::showPresence()
{
    if (!isConnected())
        return;
    const QSet<CloneId> present = m_network->presentTo(this);
    if (m_presenceShown && present == m_shown)
        return;
    m_presenceShown = true;
    m_shown = present;
    Q_EMIT presenceChanged(present);
}

Ticket MemoryTransport::accept(qsizetype bytes, bool &isAccepted)
{
    const Ticket ticket = ++m_lastTicket;
    m_unsettled.insert(ticket);
    TransportError error;
    if (!m_network || !isConnected())
        error = {TransportErrorCode::ConnectionLost, tr("There is no connection.")};
    else if (m_network->maxPayload() > 0 && bytes > m_network->maxPayload())
        error = {TransportErrorCode::TooLarge,
                 tr("The message has %1 bytes; the service takes %2 at most.")
                     .arg(bytes)
                     .arg(m_network->maxPayload())};
    isAccepted = error.code == TransportErrorCode::None;
    if (!isAccepted && m_network)
        m_network->post(0, this, MemoryNetwork::Scope::Always,
                        [this, ticket, error] { settle(ticket, false, error); });
    return ticket;
}

void MemoryTransport::settle(Ticket ticket, bool ok, const TransportError &error)
{
    if (m_unsettled.remove(ticket))
        Q_EMIT done(ticket, ok, error);
}

} // namespace mld
