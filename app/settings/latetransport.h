// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"

#include <QHash>

#include <memory>

namespace commonplace {

/// Stands in for a transport that cannot be made yet, such as before its password is known: it is
/// connecting until then. What it is asked to do meanwhile is done as soon as the transport is there.
class LateTransport : public mld::Transport
{
    Q_OBJECT

public:
    /// `capabilities` are those of the transport that is to come, as far as they are known.
    explicit LateTransport(const mld::TransportCapabilities &capabilities = {}, QObject *parent = nullptr);
    ~LateTransport() override;

    /// Hands all over to the transport, unless there is one that is at work, or it was closed.
    void follow(std::unique_ptr<mld::Transport> transport);

    /// Tries to connect now, if it was opened and waits for its next attempt.
    void retry();

    State state() const override { return m_made ? m_made->state() : m_state; }
    mld::TransportCapabilities capabilities() const override;
    void open(const mld::DomainName &domain, const mld::CloneId &clone) override;
    void close() override;
    void setPresent(bool present) override;
    void setJoined(bool joined) override;
    mld::Ticket broadcast(const QByteArray &payload) override;
    mld::Ticket unicast(const mld::Address &address, const QByteArray &payload) override;
    void openChannel(const QString &channelId, const mld::CloneId &peer) override;
    void closeChannel(const QString &channelId) override;

private:
    void setState(State state);
    mld::Ticket refuse();

    const mld::TransportCapabilities m_capabilities; ///< until there is one
    std::unique_ptr<mld::Transport> m_made;
    State m_state = State::Idle;
    mld::DomainName m_domain;
    mld::CloneId m_clone;
    bool m_isOpened = false;
    bool m_isPresent = false;
    bool m_isJoined = false;
    QHash<QString, mld::CloneId> m_channels;
    mld::Ticket m_refusals = 0;
};

} // namespace commonplace
