// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"

#include <QHash>
#include <QList>
#include <QSet>

#include <map>

namespace mld::vectors {

class VectorTransport;

/// Connects clones of one process. Operations wait until they are asked for, from one clone to
/// another; everything else arrives with the next turn of the event loop. It must outlive its transports.
class VectorNetwork
{
public:
    /// Delivers up to `count` waiting operations from one clone to another; returns how many.
    int deliver(const CloneId &from, const CloneId &to, int count);
    bool hasWaiting() const;
    /// Until it is called with an empty `peer`, `clone` sees nobody but `peer`: whom a newcomer asks
    /// is left to chance otherwise, and shows in its ticks.
    void restrict(const CloneId &clone, const CloneId &peer);

private:
    friend class VectorTransport;

    void join(VectorTransport *transport);
    void leave(VectorTransport *transport);
    void broadcast(const CloneId &from, const QByteArray &payload);
    void announcePresence();

    QHash<CloneId, VectorTransport *> m_transports;
    QSet<CloneId> m_present;
    CloneId m_restricted;
    CloneId m_onlyPeer;
    std::map<std::pair<CloneId, CloneId>, QList<QByteArray>> m_waiting;
};

class VectorTransport : public Transport
{
    Q_OBJECT

public:
    explicit VectorTransport(VectorNetwork &network) : m_network(network) { }
    ~VectorTransport() override;

    State state() const override { return m_state; }
    TransportCapabilities capabilities() const override { return {}; }
    void open(const DomainName &domain, const CloneId &clone) override;
    void close() override;
    void setPresent(bool present) override;
    Ticket broadcast(const QByteArray &payload) override;
    Ticket unicast(const Address &address, const QByteArray &payload) override;
    void openChannel(const QString &channelId, const CloneId &peer) override;
    void closeChannel(const QString &channelId) override { m_channels.remove(channelId); }

private:
    friend class VectorNetwork;

    void setState(State state);
    Ticket confirmed();

    VectorNetwork &m_network;
    CloneId m_clone;
    State m_state = State::Idle;
    Ticket m_lastTicket = 0;
    QSet<QString> m_channels;
};

} // namespace mld::vectors
