// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/gatewaytrial.h"

#include <QHostAddress>
#include <QNetworkProxy>

#include <utility>

#include "moc_gatewaytrial.cpp"

namespace mld {

GatewayTrial::GatewayTrial(GatewayOptions options, QObject *parent)
    : GatewayTransport(options, parent), m_options(std::move(options)), m_failures(m_options), m_client(m_options)
{
    connect(&m_lookup, &HostLookup::finished, this, [this](const QStringList &addresses) {
        if (addresses.isEmpty()) {
            end(m_failures.hostNotFound());
            return;
        }
        Q_EMIT progressed({.step = ConnectionStep::Resolved, .addresses = addresses});
        reach();
    });
    connect(&m_probe, &QTcpSocket::connected, this, [this] {
        Q_EMIT progressed({.step = ConnectionStep::Reached,
                           .addresses = {m_probe.peerAddress().toString()},
                           .port = m_probe.peerPort(),
                           .isPlain = !m_options.io.isSecure()});
        begin();
    });
    m_probeTimer.setSingleShot(true);
    connect(&m_probe, &QTcpSocket::errorOccurred, this, &GatewayTrial::begin);
    connect(&m_probeTimer, &QTimer::timeout, this, &GatewayTrial::begin);
    connect(&m_client, &GatewayClient::progressed, this, &ConnectionTransport::progressed);
}

void GatewayTrial::open(const DomainName &domain, const CloneId &clone)
{
    m_domain = domain;
    m_clone = clone;
    later([this] {
        setState(State::Connecting);
        if (m_options.io.proxy.isEmpty())
            m_lookup.start(m_options.io.origin.host());
        else
            begin();
    });
}

void GatewayTrial::close()
{
    m_lookup.abort();
    m_probe.abort();
    m_probeTimer.stop();
    m_client.abort();
    GatewayTransport::close();
}

void GatewayTrial::reach()
{
    // QNetworkAccessManager does not say when it has a connection. What is in the way of one, it says, and it may know
    // a way by a proxy.
    m_probe.setProxy(QNetworkProxy::NoProxy);
    m_probe.connectToHost(m_options.io.origin.host(), m_options.io.endpoint().port);
    m_probeTimer.start(m_options.io.connectTimeoutMs);
}

void GatewayTrial::begin()
{
    if (std::exchange(m_hasBegun, true))
        return;
    m_probeTimer.stop();
    m_probe.abort();
    m_client.askDomain([this](const GatewayAnswer<DomainName> &answer) {
        if (const auto *failure = std::get_if<NetFailure>(&answer))
            end(*failure);
        else
            signIn();
    });
}

void GatewayTrial::signIn()
{
    if (m_options.key.isEmpty()) {
        m_client.makeGuestDomain([this](const GatewayAnswer<GatewayAccess> &answer) {
            if (const auto *failure = std::get_if<NetFailure>(&answer))
                end(m_failures.withoutKey(*failure));
            else
                enter(std::get<GatewayAccess>(answer).domain);
        });
        return;
    }
    m_client.checkKey([this](const GatewayAnswer<std::monostate> &answer) {
        if (const auto *failure = std::get_if<NetFailure>(&answer)) {
            end(*failure);
            return;
        }
        Q_EMIT progressed({.step = ConnectionStep::SignedIn,
                           .isAsFarAsItGoes = m_domain.isEmpty(),
                           .account = m_options.account});
        if (!m_domain.isEmpty())
            enter(m_domain);
    });
}

void GatewayTrial::enter(const DomainName &domain)
{
    setJoined(true); // so none is made
    GatewayTransport::open(domain, m_clone);
}

void GatewayTrial::end(const NetFailure &failure)
{
    setState(State::Failed, failure.error);
}

Ticket GatewayTrial::broadcast(const QByteArray &)
{
    // The gateway's own clone may be there although it is not seen yet, and what is no operation may end it.
    return accept();
}

} // namespace mld
