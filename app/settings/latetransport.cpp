// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/latetransport.h"

#include <limits>

namespace commonplace {

LateTransport::LateTransport(const mld::TransportCapabilities &capabilities, QObject *parent)
    : Transport(parent), m_capabilities(capabilities)
{
}

LateTransport::~LateTransport() = default;

void LateTransport::follow(std::unique_ptr<mld::Transport> transport)
{
    if (!transport || m_made || m_state == State::Closed)
        return;
    m_made = std::move(transport);
    connect(m_made.get(), &Transport::stateChanged, this, &Transport::stateChanged);
    connect(m_made.get(), &Transport::presenceChanged, this, &Transport::presenceChanged);
    connect(m_made.get(), &Transport::operationReceived, this, &Transport::operationReceived);
    connect(m_made.get(), &Transport::messageReceived, this, &Transport::messageReceived);
    connect(m_made.get(), &Transport::channelOpened, this, &Transport::channelOpened);
    connect(m_made.get(), &Transport::done, this, &Transport::done);
    m_made->setJoined(m_isJoined);
    if (m_isOpened)
        m_made->open(m_domain, m_clone);
    if (m_isPresent)
        m_made->setPresent(true);
    for (auto it = m_channels.cbegin(); it != m_channels.cend(); ++it)
        m_made->openChannel(it.key(), it.value());
}

void LateTransport::setState(State state)
{
    m_state = state;
    QMetaObject::invokeMethod(
        this, [this, state] { Q_EMIT stateChanged(state, {}); }, Qt::QueuedConnection);
}

mld::TransportCapabilities LateTransport::capabilities() const
{
    return m_made ? m_made->capabilities() : m_capabilities;
}

void LateTransport::open(const mld::DomainName &domain, const mld::CloneId &clone)
{
    m_domain = domain;
    m_clone = clone;
    m_isOpened = true;
    if (m_made)
        m_made->open(domain, clone);
    else
        setState(State::Connecting);
}

void LateTransport::retry()
{
    if (m_made && m_isOpened)
        m_made->open(m_domain, m_clone);
}

void LateTransport::close()
{
    m_isOpened = false;
    if (m_made)
        m_made->close();
    else
        setState(State::Closed);
}

void LateTransport::setPresent(bool present)
{
    m_isPresent = present;
    if (m_made)
        m_made->setPresent(present);
}

void LateTransport::setJoined(bool joined)
{
    m_isJoined = joined;
    if (m_made)
        m_made->setJoined(joined);
}

mld::Ticket LateTransport::refuse()
{
    // Counted from the other end than those of the transport to come.
    const mld::Ticket ticket = std::numeric_limits<mld::Ticket>::max() - m_refusals++;
    const mld::TransportError error { mld::TransportErrorCode::ConnectionLost,
                                      tr("There is no connection to the service.") };
    QMetaObject::invokeMethod(
        this, [this, ticket, error] { Q_EMIT done(ticket, false, error); }, Qt::QueuedConnection);
    return ticket;
}

mld::Ticket LateTransport::broadcast(const QByteArray &payload)
{
    return m_made ? m_made->broadcast(payload) : refuse();
}

mld::Ticket LateTransport::unicast(const mld::Address &address, const QByteArray &payload)
{
    return m_made ? m_made->unicast(address, payload) : refuse();
}

void LateTransport::openChannel(const QString &channelId, const mld::CloneId &peer)
{
    m_channels.insert(channelId, peer);
    if (m_made)
        m_made->openChannel(channelId, peer);
}

void LateTransport::closeChannel(const QString &channelId)
{
    m_channels.remove(channelId);
    if (m_made)
        m_made->closeChannel(channelId);
}

} // namespace commonplace
