// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/gatewayfailure.h"

namespace mld {

using Code = TransportErrorCode;

GatewayFailures::GatewayFailures(const GatewayOptions &options)
    : NetFailures(options.io.endpoint()), m_account(options.account)
{
}

NetFailure GatewayFailures::notAGateway() const
{
    return {{Code::ProtocolError,
             tr("What answers at %1, port %2, is not an m-ld Gateway. Check the address.").arg(host()).arg(port())},
            false};
}

NetFailure GatewayFailures::badAccount() const
{
    return {{Code::BadConfiguration, tr("The name of the account %1").arg(GatewayName::rule())}, false};
}

NetFailure GatewayFailures::badName() const
{
    return {{Code::BadConfiguration, tr("The name of a notebook at a gateway %1").arg(GatewayName::rule())}, false};
}

NetFailure GatewayFailures::badKey() const
{
    return {{Code::BadCredentials, tr("%1 did not accept the account name or key. Check both, or get a new key by "
                                      "e-mail.")
                                       .arg(host())},
            false};
}

NetFailure GatewayFailures::badEmail() const
{
    return {{Code::BadConfiguration, tr("This is not an e-mail address. Check it.")}, false};
}

NetFailure GatewayFailures::badCode() const
{
    return {{Code::BadCredentials, tr("The code is wrong or older than ten minutes. Check it, or ask for a new one.")},
            false};
}

NetFailure GatewayFailures::otherAccount(const QString &account) const
{
    return {{Code::BadConfiguration,
             tr("This notebook belongs to the account “%1”, not to “%2”. Enter that account.").arg(account, m_account)},
            false};
}

NetFailure GatewayFailures::otherGateway() const
{
    return {{Code::BadConfiguration,
             tr("This notebook is at another gateway than %1. Check the address.").arg(host())},
            false};
}

NetFailure GatewayFailures::domainLost() const
{
    return {{Code::Forbidden, tr("%1 does not have this notebook any more. What you have of it is kept here. Ask whoever "
                                 "runs the gateway, or let the notebook use another messaging service.")
                                  .arg(host())},
            false};
}

NetFailure GatewayFailures::noKey() const
{
    return {{Code::BadCredentials, tr("%1 opens this notebook only with a key of the account “%2”. Enter it, or get "
                                      "one by e-mail.")
                                       .arg(host(), m_account)},
            false};
}

NetFailure GatewayFailures::accessUnavailable() const
{
    return {{Code::Forbidden, tr("The owner of the account “%1” does not allow this kind of access.").arg(m_account)},
            false};
}

NetFailure GatewayFailures::otherService() const
{
    return {{Code::ProtocolError, tr("%1 passes messages on by a service that this program cannot use yet. Choose "
                                     "another gateway.")
                                      .arg(host())},
            false};
}

NetFailure GatewayFailures::busy() const
{
    return {{Code::NoAnswer, tr("%1 is busy. Trying again…").arg(host())}};
}

NetFailure GatewayFailures::messagingRefused() const
{
    return {{Code::Forbidden, tr("%1 accepts the account, but does not pass its messages on. Trying again; if it goes "
                                 "on, ask whoever runs the gateway.")
                                  .arg(host())},
            false};
}

NetFailure GatewayFailures::unauthorized(GatewayQuestion question, const QByteArray &body) const
{
    switch (question) {
    case GatewayQuestion::Code:
    case GatewayQuestion::NewKey:
        return {{Code::Forbidden, tr("The account “%1” exists and has another e-mail address. Check both, or choose "
                                     "another name.")
                                      .arg(m_account)},
                false};
    case GatewayQuestion::NewDomain:
        return accessUnavailable();
    case GatewayQuestion::Context:
    case GatewayQuestion::Key:
    case GatewayQuestion::Data:
    case GatewayQuestion::Domain:
        break;
    }
    if (body.contains("Key revoked")) {
        return {{Code::BadCredentials, tr("This key was withdrawn. Get a new one by e-mail, or ask the notebook's owner "
                                          "for a new invitation.")},
                false};
    }
    return badKey();
}

NetFailure GatewayFailures::ofStatus(GatewayQuestion question, int status, const QByteArray &body) const
{
    const bool isOfDomain = question == GatewayQuestion::Domain || question == GatewayQuestion::NewDomain;
    switch (status) {
    case 400:
        if (question == GatewayQuestion::Code)
            return badEmail();
        return isOfDomain ? badName() : notAGateway();
    case 401:
        return unauthorized(question, body);
    case 403:
        if (question == GatewayQuestion::Data)
            return domainLost();
        if (isOfDomain)
            return {{Code::Forbidden, tr("This notebook belongs to another account, or was removed. Check the "
                                         "account.")},
                    false};
        return badKey();
    case 405:
        return question == GatewayQuestion::NewDomain ? accessUnavailable() : notAGateway();
    case 407:
        return proxyRefused();
    case 409:
        return {{Code::Forbidden, tr("The notebook was created with other security settings, or its name was used "
                                     "before. Choose another name.")},
                false};
    case 429:
        return busy();
    default:
        break;
    }
    if (status >= 500) {
        // So it tells of what it does not find well-formed.
        if (question == GatewayQuestion::NewKey)
            return badCode();
        if (body.contains("RangeError"))
            return badKey();
        return {{Code::NoAnswer, tr("%1 is in trouble. Trying again…").arg(host())}};
    }
    return notAGateway();
}

} // namespace mld
