// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gateway/gatewayoptions.h"
#include "net/netfailure.h"

#include <QByteArray>

namespace mld {

/// What the gateway was asked for: the same answer means something else for each.
enum class GatewayQuestion {
    Context,   ///< what its domain is
    Key,       ///< whether it takes the account's key
    Data,      ///< whether it has the data of a domain
    Domain,    ///< to open a domain, or make it
    NewDomain, ///< to make one for guests without a name
    Code,      ///< to send an activation code
    NewKey,    ///< to make a key, by such a code
};

/// The failures of a gateway, in our own words for people; its own words are never shown. Pure.
class GatewayFailures : public NetFailures
{
    Q_DECLARE_TR_FUNCTIONS(GatewayFailures)

public:
    explicit GatewayFailures(const GatewayOptions &options);

    /// An answer that is not of success. `body` is only looked at for what tells two causes apart.
    NetFailure ofStatus(GatewayQuestion question, int status, const QByteArray &body) const;
    /// What answers does not speak as a gateway does.
    NetFailure notAGateway() const;
    /// The account's name is not one.
    NetFailure badAccount() const;
    NetFailure badName() const;
    NetFailure badKey() const;
    NetFailure badEmail() const;
    NetFailure badCode() const;
    /// The domain is of another account than the one of the settings.
    NetFailure otherAccount(const QString &account) const;
    /// The domain is of another gateway than the one that answers.
    NetFailure otherGateway() const;
    /// It has nothing of a domain in which we have taken part.
    NetFailure domainLost() const;
    /// There is no key, and the domain is not for guests without a name.
    NetFailure noKey() const;
    /// What became of asking for a domain for guests without a name, said to whom a key would help.
    NetFailure withoutKey(const NetFailure &failure) const
    {
        return failure.error.code == TransportErrorCode::Forbidden ? noKey() : failure;
    }
    /// The owner of the account allows no access of this kind.
    NetFailure accessUnavailable() const;
    /// The gateway uses another messaging service.
    NetFailure otherService() const;
    /// The key is good, and yet its messaging does not let us in, which passes.
    NetFailure busy() const;
    /// And it did not pass.
    NetFailure messagingRefused() const;

private:
    NetFailure unauthorized(GatewayQuestion question, const QByteArray &body) const;

    QString m_account;
};

} // namespace mld
