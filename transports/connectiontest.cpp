// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "connectiontest.h"

#include <QUuid>

#include "moc_connectiontest.cpp"

namespace mld {

namespace {
constexpr int kLeaveTimeoutMs = 3000;
}

ConnectionTest::ConnectionTest(std::unique_ptr<Transport> transport, QObject *parent)
    : QObject(parent), m_transport(std::move(transport))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_isConcluded)
            finish();
        else
            conclude({TransportErrorCode::TimedOut, tr("The service did not answer in time.")}, 0);
    });
    connect(m_transport.get(), &Transport::stateChanged, this,
            [this](Transport::State state, const TransportError &error) {
                if (m_isConcluded && state == Transport::State::Closed)
                    finish();
                else if (state == Transport::State::Offline || state == Transport::State::Failed)
                    conclude(error, 0);
            });
    connect(m_transport.get(), &Transport::presenceChanged, this, [this](const QSet<CloneId> &present) {
        m_peers = static_cast<int>(present.size());
        // Whether operations may be published shows when one is; which nobody may hear.
        if (!present.isEmpty() || !m_transport->capabilities().publishConfirmed)
            conclude({}, m_peers);
        else if (m_trial == 0 && !m_isConcluded)
            m_trial = m_transport->broadcast(QByteArrayLiteral("-"));
    });
    connect(m_transport.get(), &Transport::done, this,
            [this](Ticket ticket, bool isTaken, const TransportError &error) {
                if (ticket == m_trial)
                    conclude(isTaken ? TransportError() : error, m_peers);
            });
}

ConnectionTest::~ConnectionTest() = default;

void ConnectionTest::start(const DomainName &domain, int timeoutMs)
{
    m_timer.start(timeoutMs);
    m_transport->open(domain,
                      QStringLiteral("test-%1").arg(QUuid::createUuid().toString(QUuid::Id128)));
}

void ConnectionTest::conclude(const TransportError &error, int peers)
{
    if (m_isConcluded)
        return;
    m_isConcluded = true;
    m_error = error;
    m_peers = peers;
    m_timer.start(kLeaveTimeoutMs);
    m_transport->close();
}

void ConnectionTest::finish()
{
    m_timer.stop();
    m_transport->disconnect(this);
    Q_EMIT finished(m_error, m_peers);
}

} // namespace mld
