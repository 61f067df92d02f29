// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/gatewaytransport.h"

#include "moc_gatewaytransport.cpp"

namespace mld {

namespace {
// When several clones log in just after a restart, the gateway refuses some that it will let in (gateway.md, traps).
constexpr int kRefusalsBelieved = 3;
// A longer one ends the process in which the gateway's clone is, for everyone.
constexpr qint64 kLongestTerm = 9'999;
} // namespace

GatewayTransport::GatewayTransport(GatewayOptions options, QObject *parent)
    : SocketIoTransport(options.io, parent), m_options(std::move(options)), m_failures(m_options), m_client(m_options)
{
    connect(this, &Transport::stateChanged, this, [this](State state) {
        if (state == State::Connected)
            m_refusals = 0;
    });
}

TransportCapabilities GatewayTransport::capabilities() const
{
    TransportCapabilities can = SocketIoTransport::capabilities();
    // What the gateway's own clone passes on is wrapped once more.
    can.maxPayload -= can.maxPayload / 10;
    can.maxTerm = kLongestTerm;
    return can;
}

void GatewayTransport::open(const DomainName &domain, const CloneId &clone)
{
    const auto name = GatewayName::of(domain);
    if (!name) {
        refuseToOpen(tr("“%1” is not the name of a notebook at a gateway, as “notes.ada.gw.m-ld.org” is. Each part of "
                        "it %2")
                         .arg(domain, GatewayName::rule()));
        return;
    }
    if (name->account != m_options.account) {
        refuseToOpen(m_failures.otherAccount(name->account).error.message);
        return;
    }
    m_name = *name;
    m_refusals = 0;
    SocketIoTransport::open(domain, clone);
}

void GatewayTransport::prepare(quint64 attempt)
{
    m_client.abort();
    if (!m_isJoined || GatewayName::isUuid(m_name.name)) {
        openDomain(attempt);
        return;
    }
    // A gateway that has lost it would make it anew, with a first clone that ends, and the gateway with it, when it
    // meets one that has a clock already (gateway.md, trap 24).
    m_client.findDomain(m_name.name, [this, attempt](const GatewayAnswer<std::monostate> &answer) {
        if (const auto *failure = std::get_if<NetFailure>(&answer))
            giveUp(attempt, *failure);
        else
            openDomain(attempt);
    });
}

void GatewayTransport::openDomain(quint64 attempt)
{
    m_client.openDomain(m_name.name, [this, attempt](const GatewayAnswer<GatewayAccess> &answer) {
        if (const auto *failure = std::get_if<NetFailure>(&answer)) {
            giveUp(attempt, *failure);
            return;
        }
        const auto &access = std::get<GatewayAccess>(answer);
        if (access.domain != domain()) {
            giveUp(attempt, m_failures.otherGateway());
            return;
        }
        m_isKept = access.isNew == false;
        goOn(attempt, access.auth);
    });
}

NetFailure GatewayTransport::failureOf(sio::Fault fault)
{
    if (fault != sio::Fault::ConnectRefused && fault != sio::Fault::Unanswered)
        return SocketIoTransport::failureOf(fault);
    return ++m_refusals < kRefusalsBelieved ? m_failures.busy() : m_failures.messagingRefused();
}

NetFailure GatewayTransport::noService() const
{
    return m_failures.busy();
}

bool GatewayTransport::isComplete(const QSet<CloneId> &others) const
{
    // The first list may be from before the gateway's own clone was there, and who believes it believes to be alone.
    return !m_isKept || !others.isEmpty();
}

} // namespace mld
