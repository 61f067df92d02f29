// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gateway/gatewayclient.h"
#include "service/registrar.h"

namespace mld {

/// Makes domains and accounts at a gateway.
///
///     GatewayRegistrar registrar(options);          // the gateway's address and the account's name, no key
///     registrar.requestCode("ada@example.org");     // → codeSent()
///     registrar.activate("123456");                 // → activated({{"key", …}}); each time it makes another key
///
/// A code is good for ten minutes.
class GatewayRegistrar : public Registrar
{
    Q_OBJECT

public:
    /// `options.account` is the name that the account has or will have.
    explicit GatewayRegistrar(const GatewayOptions &options, QObject *parent = nullptr);

    /// One of the account, or without a key one for guests, of which the gateway keeps nothing.
    void makeDomain(const QString &title) override;
    void requestCode(const QString &email) override;
    void activate(const QString &code) override;
    void cancel() override { m_client.abort(); }

private:
    void makeNamed(const QString &title, const DomainName &gateway);
    /// `refused`: what a refusal is about.
    void fail(const NetFailure &failure, const char *refused);

    const GatewayOptions m_options;
    const GatewayFailures m_failures;
    GatewayClient m_client;
    QByteArray m_request; ///< what the code belongs to
};

} // namespace mld
