// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "sealed/sealedtransport.h"

#include "clone/systemenvironment.h"

#include "moc_sealedtransport.cpp"

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

/// On which the owner's word travels (wire.md 20.1).
const QString newsChannel = u"sealing"_s;
/// Tickets from here on are our own, of what the inner transport never gets.
constexpr Ticket firstRefused = Ticket(1) << 63;

SealedPlace placeOf(const Address &address)
{
    switch (address.lane) {
    case Lane::Send:
        return {SealedPlace::Lane::Send, address.from, address.to, address.messageId};
    case Lane::Reply:
        return {SealedPlace::Lane::Reply, address.from, address.to, address.messageId, address.sentMessageId};
    case Lane::Notify:
        break;
    }
    // Not every service tells who notifies, and whom.
    return {.lane = SealedPlace::Lane::Notify, .channelId = address.channelId};
}

} // namespace

SealedTransport::SealedTransport(std::unique_ptr<Transport> inner, const NotebookKey &key,
                                 std::unique_ptr<Environment> environment, QObject *parent)
    : Transport(parent), m_environment(std::move(environment)), m_inner(std::move(inner)), m_seal(key),
      m_keyDomain(key.domain()), m_news(key.record()), m_lastRefused(firstRefused)
{
    if (!m_environment)
        m_environment = std::make_unique<SystemEnvironment>();
    m_newsTimer.setSingleShot(true);
    connect(&m_newsTimer, &QTimer::timeout, this, &SealedTransport::sayNews);
    connect(m_inner.get(), &Transport::stateChanged, this, &SealedTransport::onState);
    connect(m_inner.get(), &Transport::presenceChanged, this, &SealedTransport::onPresence);
    connect(m_inner.get(), &Transport::operationReceived, this, &SealedTransport::onOperation);
    connect(m_inner.get(), &Transport::messageReceived, this, &SealedTransport::onMessage);
    connect(m_inner.get(), &Transport::done, this, &SealedTransport::onDone);
    connect(m_inner.get(), &Transport::channelOpened, this, [this](const QString &channelId) {
        if (channelId != newsChannel && m_channels.contains(channelId))
            Q_EMIT channelOpened(channelId);
    });
}

SealedTransport::~SealedTransport()
{
    m_inner->disconnect(this);
}

TransportCapabilities SealedTransport::capabilities() const
{
    TransportCapabilities can = m_inner->capabilities();
    if (can.maxPayload > 0)
        can.maxPayload = Seal::payloadFor(can.maxPayload);
    return can;
}

void SealedTransport::open(const DomainName &domain, const CloneId &clone)
{
    m_isOpen = true;
    m_domain = domain;
    m_clone = clone;
    if (m_nextKey)
        return;
    if (domain != m_keyDomain)
        return later(&SealedTransport::stop);
    if (m_news.newer())
        return later(&SealedTransport::stop);
    openInner();
}

void SealedTransport::openInner()
{
    m_wireId = m_seal.wireId(m_clone);
    m_isInnerOpen = true;
    m_inner->open(m_domain, m_wireId);
    m_inner->setPresent(m_isPresent);
}

void SealedTransport::close()
{
    m_isOpen = false;
    m_isPresent = false;
    if (m_isInnerOpen || m_state == State::Idle)
        return m_inner->close();
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    QMetaObject::invokeMethod(this, [this] { Q_EMIT stateChanged(State::Closed, {}); }, Qt::QueuedConnection);
}

void SealedTransport::setPresent(bool present)
{
    m_isPresent = present;
    if (!isSilent())
        m_inner->setPresent(present);
}

void SealedTransport::setJoined(bool joined)
{
    m_inner->setJoined(joined);
}

Ticket SealedTransport::broadcast(const QByteArray &payload)
{
    if (isSilent())
        return refuse();
    return m_inner->broadcast(m_seal.sealed(payload, {}, *m_environment));
}

Ticket SealedTransport::unicast(const Address &address, const QByteArray &payload)
{
    if (isSilent())
        return refuse();
    Address wire = address;
    wire.from = m_wireId;
    wire.to = wireId(address.to);
    return m_inner->unicast(wire, m_seal.sealed(payload, placeOf(wire), *m_environment));
}

void SealedTransport::openChannel(const QString &channelId, const CloneId &peer)
{
    m_channels.insert(channelId, peer);
    if (!isSilent())
        m_inner->openChannel(channelId, wireId(peer));
}

void SealedTransport::closeChannel(const QString &channelId)
{
    m_channels.remove(channelId);
    m_inner->closeChannel(channelId);
}

CloneId SealedTransport::wireId(const CloneId &clone) const
{
    return clone.isEmpty() ? CloneId() : m_seal.wireId(clone);
}

Ticket SealedTransport::refuse()
{
    const Ticket ticket = ++m_lastRefused;
    const auto tell = [this, ticket] {
        Q_EMIT done(ticket, false, {TransportErrorCode::ConnectionLost, tr("There is no connection.")});
    };
    QMetaObject::invokeMethod(this, tell, Qt::QueuedConnection);
    return ticket;
}

void SealedTransport::onState(State state, const TransportError &error)
{
    if (state == State::Closed) {
        m_isInnerOpen = false;
        if (m_nextKey)
            useNextKey();
    }
    // What becomes of the old connection is nobody's business, once it is to be replaced, or is given up.
    if (m_isOpen && (isSilent() || state == State::Closed))
        return;
    m_state = state;
    m_shown.reset();
    if (state == State::Connected) {
        m_inner->openChannel(newsChannel, {});
        noteDoubt();
    }
    Q_EMIT stateChanged(state, error);
}

void SealedTransport::onPresence(const QSet<CloneId> &present)
{
    if (isSilent())
        return;
    QSet<CloneId> members;
    for (const CloneId &wire : present) {
        if (const auto clone = m_seal.cloneId(wire))
            members.insert(*clone);
    }
    if (members.size() < present.size())
        noteDoubt();
    if (m_shown == members)
        return;
    m_shown = members;
    Q_EMIT presenceChanged(members);
}

void SealedTransport::onOperation(const QByteArray &message)
{
    if (const auto payload = opened(message, {}))
        Q_EMIT operationReceived(*payload);
}

void SealedTransport::onMessage(const Address &from, const QByteArray &message)
{
    if (from.lane == Lane::Notify && from.channelId == newsChannel)
        return onNews(message);
    Address address = from;
    // It came to us, whatever the service says.
    address.to = m_wireId;
    const auto payload = opened(message, placeOf(address));
    if (!payload)
        return;
    if (from.lane == Lane::Send && !m_requests.take(Seal::nonceOf(message))) {
        ++m_refused.repeated;
        return;
    }
    address.to = m_clone;
    if (!from.from.isEmpty() || from.lane != Lane::Notify) {
        const auto sender = m_seal.cloneId(from.from);
        if (!sender) {
            ++m_refused.unmarked;
            return;
        }
        address.from = *sender;
    }
    Q_EMIT messageReceived(address, *payload);
}

std::optional<QByteArray> SealedTransport::opened(const QByteArray &message, const SealedPlace &place)
{
    if (isSilent())
        return {};
    Seal::Opened result = m_seal.opened(message, place);
    switch (result.outcome) {
    case SealOutcome::Opened:
        return std::move(result.payload);
    case SealOutcome::NotSealed:
        ++m_refused.notSealed;
        break;
    case SealOutcome::OtherKey:
        ++m_refused.otherKey;
        noteDoubt();
        break;
    case SealOutcome::Broken:
        ++m_refused.broken;
        break;
    }
    return {};
}

void SealedTransport::onDone(Ticket ticket, bool ok, const TransportError &error)
{
    if (!m_newsTickets.remove(ticket))
        Q_EMIT done(ticket, ok, error);
}

void SealedTransport::onNews(const QByteArray &bytes)
{
    if (m_nextKey)
        return;
    const bool wasStopped = m_news.newer().has_value();
    if (m_news.heard(bytes, m_environment->nowMs())) {
        Q_EMIT keyReplaced(*m_news.newer());
        if (!wasStopped)
            stop();
        return;
    }
    sayNews();
}

void SealedTransport::noteDoubt()
{
    m_news.noteDoubt();
    sayNews();
}

void SealedTransport::sayNews()
{
    if (isSilent() || m_state != State::Connected)
        return;
    const qint64 now = m_environment->nowMs();
    if (const auto news = m_news.take(now)) {
        m_newsTickets.insert(m_inner->unicast({Lane::Notify, m_wireId, {}, {}, {}, newsChannel}, *news));
    } else if (const auto wait = m_news.waitMs(now); wait && !m_newsTimer.isActive()) {
        m_newsTimer.start(int(*wait));
    }
}

void SealedTransport::later(void (SealedTransport::*what)())
{
    QMetaObject::invokeMethod(this, [this, what] { (this->*what)(); }, Qt::QueuedConnection);
}

void SealedTransport::stop()
{
    if (!m_isOpen || m_nextKey)
        return;
    // The inner transport may be in the middle of its own work.
    later(&SealedTransport::closeInner);
    if (m_domain != m_keyDomain) {
        fail(TransportErrorCode::BadConfiguration,
             tr("The key is of another notebook. Ask whoever invited you for the invitation once more."));
    } else if (m_news.newer() && m_news.newer()->isUnderstood()) {
        fail(TransportErrorCode::Forbidden,
             tr("The key of this notebook was replaced. What you write is kept here. Ask its owner for a new "
                "invitation."));
    } else if (m_news.newer()) {
        fail(TransportErrorCode::Forbidden,
             tr("The key of this notebook was replaced by a newer version of this program. What you write is kept "
                "here. Update the program, and ask the notebook's owner for a new invitation."));
    }
}

void SealedTransport::closeInner()
{
    if (m_isInnerOpen && m_state == State::Failed) // and no other key has come meanwhile
        m_inner->close();
}

void SealedTransport::fail(TransportErrorCode code, const QString &sentence)
{
    m_state = State::Failed;
    m_shown.reset();
    Q_EMIT stateChanged(m_state, {code, sentence});
}

Result<void> SealedTransport::replaceKey(const NotebookKey &key)
{
    if (key.domain() != m_keyDomain)
        return Error{ErrorCode::Unauthorised, tr("This is the key of another notebook.")};
    const EpochRecord &newest = m_news.newer() ? *m_news.newer() : m_news.own();
    if (newest.replaces(key.record())) {
        return Error{ErrorCode::Unauthorised,
                     tr("The key was replaced since this one was made. Ask the notebook's owner for a new invitation.")};
    }
    if (!m_nextKey && !m_news.newer() && key.record() == m_news.own())
        return {};
    m_nextKey = key;
    if (m_isInnerOpen)
        m_inner->close();
    else
        later(&SealedTransport::useNextKey);
    return {};
}

void SealedTransport::useNextKey()
{
    if (!m_nextKey || m_isInnerOpen)
        return;
    const NotebookKey key = *std::exchange(m_nextKey, std::nullopt);
    m_seal = Seal(key);
    m_news = KeyNews(key.record());
    if (!m_isOpen)
        return;
    openInner();
    for (auto it = m_channels.cbegin(); it != m_channels.cend(); ++it)
        m_inner->openChannel(it.key(), wireId(it.value()));
}

} // namespace mld
