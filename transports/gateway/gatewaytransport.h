// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gateway/gatewayclient.h"
#include "socketio/socketiotransport.h"

namespace mld {

/// m-ld over a gateway: a Socket.IO server that lets in whom the gateway's HTTP interface has opened a domain for.
/// So each attempt to connect begins there, which also has the gateway load its own clone of the domain, renews a
/// token that may have expired, and tells a wrong key from a busy server, as the Socket.IO server does not.
///
/// A domain has the name `name.account.gateway` (gateway.md). If it is not for guests, the gateway's own clone is one
/// of those who are present.
class GatewayTransport : public SocketIoTransport
{
    Q_OBJECT

public:
    explicit GatewayTransport(GatewayOptions options, QObject *parent = nullptr);

    TransportCapabilities capabilities() const override;
    void open(const DomainName &domain, const CloneId &clone) override;
    void setJoined(bool joined) override { m_isJoined = joined; }

protected:
    void prepare(quint64 attempt) override;
    NetFailure failureOf(sio::Fault fault) override;
    NetFailure noService() const override;
    bool isComplete(const QSet<CloneId> &others) const override;

private:
    void openDomain(quint64 attempt);

    const GatewayOptions m_options;
    const GatewayFailures m_failures;
    GatewayClient m_client;
    GatewayName m_name;
    bool m_isJoined = false; ///< so its domain was there before
    bool m_isKept = true; ///< the gateway has a clone of it
    int m_refusals = 0;   ///< in a row, after the gateway had opened the domain
};

} // namespace mld
