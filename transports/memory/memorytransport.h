// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"

#include <QPointer>

namespace mld {

class MemoryNetwork;

/// One clone's end of a MemoryNetwork. Made by MemoryNetwork::makeTransport; may outlive the
/// network, and then goes offline for good. Destroying it without close() is the sudden death of
/// the clone, as its peers see it.
class MemoryTransport : public Transport
{
    Q_OBJECT

public:
    explicit MemoryTransport(MemoryNetwork &network, QObject *parent = nullptr);
    ~MemoryTransport() override;

    State state() const override { return m_state; }
    TransportCapabilities capabilities() const override;
    void open(const DomainName &domain, const CloneId &clone) override;
    void close() override;
    void setPresent(bool present) override;
    Ticket broadcast(const QByteArray &payload) override;
    Ticket unicast(const Address &address, const QByteArray &payload) override;
    void openChannel(const QString &channelId, const CloneId &peer) override;
    void closeChannel(const QString &channelId) override;

    DomainName domain() const { return m_domain; }
    CloneId clone() const { return m_clone; }
    bool isPresent() const { return m_present; }

private:
    friend class MemoryNetwork;

    bool isConnected() const { return m_state == State::Connected; }
    void setState(State state, const TransportError &error = {});
    void showPresence();
    /// Gives a ticket, whose fate is decided already if the message cannot go.
    Ticket accept(qsizetype bytes, bool &isAccepted);
    void settle(Ticket ticket, bool ok, const TransportError &error = {});

    QPointer<MemoryNetwork> m_network;
    DomainName m_domain;
    CloneId m_clone;
    State m_state = State::Idle;
    bool m_present = false;
    bool m_presenceShown = false; ///< presenceChanged was emitted for this connection
    QSet<CloneId> m_shown;        ///< what it said
    quint64 m_connection = 0;     ///< counts connections: a message belongs to one
    Ticket m_lastTicket = 0;
    QSet<Ticket> m_unsettled;
    QHash<QString, CloneId> m_channels;
};

} // namespace mld
