// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "connectiontransport.h"

#include "moc_connectiontransport.cpp"

namespace mld {

namespace {
// The pauses where a person must do something first, if that may be at the service.
constexpr int kFirstSeldomMs = 4000;
constexpr int kLongestSeldomMs = 300'000;
} // namespace

ConnectionTransport::ConnectionTransport(int firstMs, int longestMs, QObject *parent)
    : Transport(parent), m_backoff(firstMs, longestMs), m_seldom(kFirstSeldomMs, kLongestSeldomMs)
{
    m_retry.setSingleShot(true);
    m_watchdog.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] { attempt(); });
    connect(&m_watchdog, &QTimer::timeout, this, [this] { onWatchdog(); });
}

void ConnectionTransport::setPresent(bool present)
{
    if (std::exchange(m_isPresent, present) != present)
        declarePresence();
}

void ConnectionTransport::setState(State state, const TransportError &error)
{
    if (state == m_state && error.code == m_error.code && error.message == m_error.message)
        return;
    m_state = state;
    m_error = error;
    Q_EMIT stateChanged(state, error);
}

void ConnectionTransport::later(std::function<void()> what)
{
    QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
}

Ticket ConnectionTransport::accept()
{
    const Ticket ticket = newTicket();
    later([this, ticket] { Q_EMIT done(ticket, true, {}); });
    return ticket;
}

Ticket ConnectionTransport::refuse(const TransportError &error)
{
    const Ticket ticket = newTicket();
    later([this, ticket, error] { Q_EMIT done(ticket, false, error); });
    return ticket;
}

Ticket ConnectionTransport::refuseUnconnected()
{
    return refuse({TransportErrorCode::ConnectionLost, tr("There is no connection to the service.")});
}

void ConnectionTransport::tellPresence(const QSet<CloneId> &others)
{
    if (m_isPresenceTold && others == m_told)
        return;
    m_isPresenceTold = true;
    m_told = others;
    Q_EMIT presenceChanged(others);
}

std::optional<int> ConnectionTransport::pauseAfter(const NetFailure &failure)
{
    if (failure.canRetry)
        return m_backoff.next();
    // What is wrong here stays so until this object is replaced.
    if (failure.error.code == TransportErrorCode::BadConfiguration)
        return {};
    return m_seldom.next();
}

} // namespace mld
