// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gateway/gatewaytransport.h"
#include "net/hostlookup.h"

#include <QTcpSocket>
#include <QTimer>

namespace mld {

/// A gateway's transport for a ConnectionTest: it makes no domain, and sends nothing to the members of one that is
/// there. Without a domain it goes as far as it goes: to the account that has the key; or, without a key, to a new
/// domain for guests, of which the gateway keeps nothing.
class GatewayTrial : public GatewayTransport
{
    Q_OBJECT

public:
    explicit GatewayTrial(GatewayOptions options, QObject *parent = nullptr);

    /// `domain` may be empty.
    void open(const DomainName &domain, const CloneId &clone) override;
    void close() override;
    Ticket broadcast(const QByteArray &payload) override;

private:
    void reach();
    void begin();
    void signIn();
    void enter(const DomainName &domain);
    void end(const NetFailure &failure);

    const GatewayOptions m_options;
    const GatewayFailures m_failures;
    HostLookup m_lookup;
    GatewayClient m_client;
    QTcpSocket m_probe;
    QTimer m_probeTimer;
    bool m_hasBegun = false;
    DomainName m_domain;
    CloneId m_clone;
};

} // namespace mld
