// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/gatewayregistrar.h"

#include "moc_gatewayregistrar.cpp"

using namespace Qt::Literals::StringLiterals;

namespace mld {

GatewayRegistrar::GatewayRegistrar(const GatewayOptions &options, QObject *parent)
    : m_options(options), m_failures(options), m_client(options)
{
    setParent(parent);
}

void GatewayRegistrar::fail(const NetFailure &failure, const char *refused)
{
    switch (failure.error.code) {
    case TransportErrorCode::BadCredentials:
    case TransportErrorCode::Forbidden:
    case TransportErrorCode::BadConfiguration:
        Q_EMIT failed({QString::fromLatin1(refused), failure.error.message});
        return;
    default:
        Q_EMIT failed({u"uri"_s, failure.error.message});
    }
}

void GatewayRegistrar::makeDomain(const QString &title)
{
    m_client.abort();
    if (m_options.key.isEmpty()) {
        m_client.makeGuestDomain([this](const GatewayAnswer<GatewayAccess> &answer) {
            if (const auto *failure = std::get_if<NetFailure>(&answer))
                fail(m_failures.withoutKey(*failure), "key");
            else
                Q_EMIT domainMade(std::get<GatewayAccess>(answer).domain, true);
        });
        return;
    }
    // Its address need not tell the gateway's domain, and nothing is sent before the whole name is known to be good.
    m_client.askDomain([this, title](const GatewayAnswer<DomainName> &answer) {
        if (const auto *failure = std::get_if<NetFailure>(&answer))
            fail(*failure, "uri");
        else
            makeNamed(title, std::get<DomainName>(answer));
    });
}

void GatewayRegistrar::makeNamed(const QString &title, const DomainName &gateway)
{
    const QString name = GatewayName::fresh(title);
    const DomainName domain = u"%1.%2.%3"_s.arg(name, m_options.account, gateway);
    if (!GatewayName::of(domain)) {
        fail(m_failures.badAccount(), "account");
        return;
    }
    m_client.openDomain(name, [this, domain](const GatewayAnswer<GatewayAccess> &answer) {
        if (const auto *failure = std::get_if<NetFailure>(&answer)) {
            const bool isOfKey = failure->error.code == TransportErrorCode::BadCredentials;
            fail(*failure, isOfKey ? "key" : "account");
            return;
        }
        const auto &access = std::get<GatewayAccess>(answer);
        if (access.domain != domain)
            fail(m_failures.notAGateway(), "uri");
        else
            Q_EMIT domainMade(domain, access.isNew == true);
    });
}

void GatewayRegistrar::requestCode(const QString &email)
{
    m_client.abort();
    m_client.requestCode(email, [this](const GatewayAnswer<QByteArray> &answer) {
        if (const auto *failure = std::get_if<NetFailure>(&answer)) {
            fail(*failure, kEmail);
            return;
        }
        m_request = std::get<QByteArray>(answer);
        Q_EMIT codeSent();
    });
}

void GatewayRegistrar::activate(const QString &code)
{
    m_client.abort();
    m_client.makeKey(m_request, code, [this](const GatewayAnswer<GatewayKey> &answer) {
        if (const auto *failure = std::get_if<NetFailure>(&answer)) {
            const bool isOfCode = failure->error.code == TransportErrorCode::BadCredentials;
            fail(*failure, isOfCode ? kCode : kEmail);
        } else {
            Q_EMIT activated({{u"key"_s, std::get<GatewayKey>(answer).key}});
        }
    });
}

} // namespace mld
