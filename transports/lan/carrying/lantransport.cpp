// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/carrying/lantransport.h"

#include "lan/randombytes.h"

#include <QDeadlineTimer>

#include <algorithm>

#include <time.h>

#include "moc_lantransport.cpp"

using namespace Qt::Literals::StringLiterals;

namespace mld {

using namespace lan;

namespace {

constexpr int kDepartureMs = 5000;
constexpr int kLeaveTimeoutMs = 2000;
// Enough that a link never waits for us; what more there is waits in its outbox, where it is counted.
constexpr qint64 kBacklog = 1024 * 1024;
constexpr int kFirstPauseMs = 500;
constexpr int kLongestPauseMs = 10'000;
// There is a step more often than that, whoever is there.
constexpr qint64 kLongestWatchMs = 10'000;
constexpr qint64 kLateMs = 50;
constexpr int kReadingMs = 20;

/// Goes on while the computer sleeps.
qint64 nowMs()
{
#ifdef CLOCK_BOOTTIME
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return qint64(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
#else
    return QDeadlineTimer::current().deadline();
#endif
}

} // namespace

LanTransport::LanTransport(LanOptions options, FinderMaker makeFinder, QObject *parent)
    : ConnectionTransport(kFirstPauseMs, kLongestPauseMs, parent), m_options(std::move(options)),
      m_makeFinder(std::move(makeFinder))
{
    m_watch.setSingleShot(true);
    m_watch.setTimerType(Qt::PreciseTimer); // each that comes late is asked for
    connect(&m_watch, &QTimer::timeout, this, &LanTransport::watch);
}

LanTransport::~LanTransport()
{
    drop();
}

TransportCapabilities LanTransport::capabilities() const
{
    return {.maxPayload = kLargestMessage,
            .nativePresence = true,
            .publishConfirmed = false,
            .fifoPerPublisher = true,
            .storesForOffline = false,
            .reachesJs = false,
            .expectedDepartureMs = kDepartureMs};
}

void LanTransport::open(const DomainName &domain, const CloneId &clone)
{
    if (m_isLeaving || (m_isOpen && state() != State::Offline))
        return;
    m_isOpen = true;
    m_domain = domain;
    m_clone = clone;
    stopTrying();
    later([this] {
        if (!m_isOpen || m_mesh)
            return;
        if (m_clone.isEmpty() || m_clone.toUtf8().size() > kLongestCloneId || m_options.secret.size() != kSecretSize) {
            m_isOpen = false;
            setState(State::Failed, {TransportErrorCode::BadConfiguration,
                                     m_options.secret.size() == kSecretSize
                                         ? tr("A clone id must not be empty, nor longer than %1 bytes.").arg(kLongestCloneId)
                                         : tr("The notebook's secret is missing. Without it nobody nearby can tell that "
                                              "this is a member. Join again by an invitation.")});
            return;
        }
        setState(State::Connecting);
        attempt();
    });
}

void LanTransport::attempt()
{
    if (!m_isOpen || m_mesh)
        return;
    m_isNamesakeMet = false;
    m_hampered = {};
    m_mesh = std::make_unique<Mesh>(Self{m_options.secret, m_domain, m_clone, randomBytes(kInstanceSize)},
                                    m_makeFinder ? m_makeFinder() : nullptr, m_options.peers);
    connect(m_mesh.get(), &Mesh::opened, this, &LanTransport::onOpened);
    connect(m_mesh.get(), &Mesh::up, this, &LanTransport::onUp);
    connect(m_mesh.get(), &Mesh::over, this, &LanTransport::onOver);
    connect(m_mesh.get(), &Mesh::settled, this, &LanTransport::onSettled);
    connect(m_mesh.get(), &Mesh::hampered, this, &LanTransport::onHampered);
    connect(m_mesh.get(), &Mesh::networkChanged, this, [this] {
        m_vigil->askAll(nowMs());
        watchSoon();
    });
    m_vigil.emplace(m_mesh->instance());
    connect(m_mesh.get(), &Mesh::refused, this, [this](Refusal refusal) {
        noteMalformed(u"a handshake, refused: %1"_s.arg(int(refusal)));
    });
    connect(m_mesh.get(), &Mesh::namesakeMet, this, [this] {
        m_isNamesakeMet = true;
        showState();
    });
    const TransportError error = m_mesh->open(m_options.port, m_options.ports);
    if (error.code != TransportErrorCode::None) {
        m_mesh.reset();
        const bool canRetry = error.code != TransportErrorCode::TlsFailed;
        setState(canRetry ? State::Offline : State::Failed, error);
        if (const auto pause = pauseAfter({error, canRetry}))
            tryAgainIn(*pause);
        return;
    }
    Q_EMIT progressed({.step = ConnectionStep::Reached});
}

void LanTransport::onSettled()
{
    noteProgress();
    showState();
    if (state() != State::Connected)
        return;
    for (auto it = m_channels.cbegin(); it != m_channels.cend(); ++it) {
        later([this, id = it.key()] {
            if (state() == State::Connected && m_channels.contains(id))
                Q_EMIT channelOpened(id);
        });
    }
    showPresence();
}

void LanTransport::showState()
{
    if (!m_mesh || !m_isOpen)
        return;
    if (m_isNamesakeMet) {
        setState(State::Connected, {TransportErrorCode::IdInUse,
                                    tr("Another program nearby uses a copy of this notebook under the same name, so the "
                                       "two do not exchange anything. Close one of them.")});
    } else {
        setState(State::Connected, m_hampered);
    }
}

void LanTransport::onHampered(const TransportError &error)
{
    m_hampered = error;
    if (state() == State::Connected)
        showState();
}

void LanTransport::onOpened(Link *link)
{
    Peer &peer = m_peers[link];
    peer.clone = link->other().clone;
    peer.instance = link->other().instance;
    peer.number = ++m_numbers;
    m_vigil->add(peer.instance, nowMs());
    watchSoon();
    connect(link, &Link::received, this, [this, link](const QByteArray &frame) { onReceived(link, frame); });
    connect(link, &Link::heard, this, [this, instance = peer.instance](bool isMoreToCome) {
        m_vigil->heard(instance, nowMs());
        if (isMoreToCome)
            m_vigil->busy(instance, nowMs());
    });
    connect(link, &Link::drained, this, [this, link, instance = peer.instance] {
        if (link->backlog() > 0)
            m_vigil->busy(instance, nowMs());
        pump(link);
    });
    if (isPresent())
        say(link, presenceFrame(true));
}

void LanTransport::onUp(Link *link)
{
    if (const auto it = m_peers.find(link); it != m_peers.end())
        it->second.isUp = true;
    showPresence();
}

void LanTransport::onOver(Link *link)
{
    const auto it = m_peers.find(link);
    if (it == m_peers.end())
        return;
    const QList<Ticket> lost = it->second.outbox.tickets();
    const QByteArray instance = it->second.instance;
    m_peers.erase(it);
    // While we were away, it has given us up: that may be what is heard first.
    if (m_vigil->isLate(nowMs())) {
        later([this] {
            if (m_mesh)
                m_mesh->lookAgain();
        });
    }
    if (!linkTo(instance)) // else another has taken its place
        m_vigil->remove(instance, nowMs());
    watchSoon();
    later([this, lost] {
        for (const Ticket ticket : lost)
            Q_EMIT done(ticket, false, {TransportErrorCode::ConnectionLost, tr("The connection to who should get this was lost.")});
    });
    showPresence();
    if (m_isLeaving && m_peers.empty())
        finishLeaving();
}

void LanTransport::onReceived(Link *link, const QByteArray &frame)
{
    const auto it = m_peers.find(link);
    if (it == m_peers.end())
        return;
    Peer &peer = it->second;
    auto outcome = peer.assembly.take(frame);
    if (std::holds_alternative<Assembly::Malformed>(outcome)) {
        noteMalformed(u"a frame of a member"_s);
        link->end(Ending::Lost);
    } else if (std::holds_alternative<Bye>(outcome)) {
        link->end(Ending::Left);
    } else if (const auto *presence = std::get_if<Presence>(&outcome)) {
        peer.isPresent = presence->isPresent;
        showPresence();
    } else if (const auto *view = std::get_if<View>(&outcome)) {
        m_vigil->noteView(peer.instance, view->hash, nowMs());
        watchSoon();
    } else if (std::holds_alternative<Ask>(outcome)) {
        say(link, aliveFrame());
    } else if (std::holds_alternative<Doubt>(outcome)) {
        say(link, aliveFrame());
        m_vigil->doubt(peer.instance, nowMs());
        watchSoon();
    } else if (auto *message = std::get_if<Message>(&outcome)) {
        m_vigil->busy(peer.instance, nowMs());
        watchSoon();
        deliver(peer, std::move(*message));
    }
}

void LanTransport::deliver(const Peer &peer, Message message)
{
    // What comes before it is told that there is a connection, is asked for by clock when it is.
    if (state() != State::Connected || m_isLeaving)
        return;
    if (!message.lane) {
        Q_EMIT operationReceived(message.payload);
        return;
    }
    const Address from{*message.lane, peer.clone, m_clone, message.messageId, message.sentMessageId, message.channelId};
    if (from.lane == Lane::Notify) {
        const auto channel = m_channels.constFind(from.channelId);
        if (channel == m_channels.constEnd() || (!channel->isEmpty() && *channel != from.from))
            return;
    }
    Q_EMIT messageReceived(from, message.payload);
}

void LanTransport::declarePresence()
{
    for (auto &[link, peer] : m_peers)
        say(link, presenceFrame(isPresent()));
}

void LanTransport::say(Link *link, const QByteArray &frame)
{
    link->send(frame);
    if (const auto it = m_peers.find(link); it != m_peers.end())
        m_vigil->said(it->second.instance, nowMs());
}

Ticket LanTransport::broadcast(const QByteArray &payload)
{
    if (state() != State::Connected || m_isLeaving)
        return refuseUnconnected();
    if (payload.size() > kLargestMessage)
        return refuse(tooLarge(payload.size()));
    const Message message{{}, {}, {}, {}, payload};
    for (auto &[link, peer] : m_peers)
        add(link, message, 0);
    return accept();
}

Ticket LanTransport::unicast(const Address &address, const QByteArray &payload)
{
    if (state() != State::Connected || m_isLeaving)
        return refuseUnconnected();
    if (payload.size() > kLargestMessage)
        return refuse(tooLarge(payload.size()));
    const Message message{address.lane, address.messageId, address.sentMessageId, address.channelId, payload};
    for (const QString &id : {message.messageId, message.sentMessageId, message.channelId}) {
        if (id.toUtf8().size() > kLongestId)
            return refuse({TransportErrorCode::TooLarge, tr("An id has more than %1 bytes.").arg(kLongestId)});
    }
    if (address.lane == Lane::Notify && address.to.isEmpty()) {
        for (auto &[link, peer] : m_peers)
            add(link, message, 0);
        return accept();
    }
    Link *link = linkWith(address.to);
    if (!link)
        return refuse({TransportErrorCode::ConnectionLost, tr("Who should get this is not there any more.")});
    const Ticket ticket = newTicket();
    add(link, message, ticket);
    return ticket;
}

void LanTransport::add(Link *link, Message message, Ticket ticket)
{
    Outbox &outbox = m_peers.at(link).outbox;
    outbox.add(std::move(message), ticket);
    if (outbox.isOverfull()) {
        ++m_slow;
        // Not from inside a call, in which the links are gone through.
        later([this, link] {
            if (m_peers.contains(link))
                link->end(Ending::Lost);
        });
        return;
    }
    pump(link);
}

void LanTransport::pump(Link *link)
{
    const auto it = m_peers.find(link);
    if (it == m_peers.end())
        return;
    Peer &peer = it->second;
    peer.outbox.pump([link] { return link->backlog() < kBacklog; },
                     [this, link, &peer](const QByteArray &frame) {
                         link->send(frame);
                         m_vigil->said(peer.instance, nowMs());
                         m_vigil->busy(peer.instance, nowMs());
                     },
                     [this](Ticket ticket) { later([this, ticket] { Q_EMIT done(ticket, true, {}); }); });
    watchSoon();
    if (!m_isLeaving || !peer.outbox.isEmpty())
        return;
    if (!std::exchange(peer.hasSaidBye, true))
        say(link, byeFrame()); // and wait until the other, who has all then, ends it
}

Link *LanTransport::linkWith(const CloneId &clone) const
{
    Link *newest = nullptr;
    quint64 number = 0;
    for (const auto &[link, peer] : m_peers) {
        if (peer.clone == clone && peer.number > number) {
            newest = link;
            number = peer.number;
        }
    }
    return newest;
}

Link *LanTransport::linkTo(const QByteArray &instance) const
{
    Link *newest = nullptr;
    quint64 number = 0;
    for (const auto &[link, peer] : m_peers) {
        if (peer.instance == instance && peer.number > number) {
            newest = link;
            number = peer.number;
        }
    }
    return newest;
}

void LanTransport::showPresence()
{
    if (state() != State::Connected || m_isLeaving)
        return;
    QSet<CloneId> present;
    for (const auto &[link, peer] : m_peers) {
        if (peer.isUp && peer.isPresent)
            present.insert(peer.clone);
    }
    tellPresence(present);
}

void LanTransport::openChannel(const QString &channelId, const CloneId &peer)
{
    m_channels.insert(channelId, peer);
    // Who sends, sends to us, and we look here: nobody need be told.
    later([this, channelId] {
        if (state() == State::Connected && m_channels.contains(channelId))
            Q_EMIT channelOpened(channelId);
    });
}

void LanTransport::closeChannel(const QString &channelId)
{
    m_channels.remove(channelId);
}

void LanTransport::watchSoon()
{
    const qint64 pause = m_vigil->nextAt() - nowMs();
    const int ms = int(std::clamp<qint64>(pause, 0, kLongestWatchMs));
    if (m_peers.empty())
        m_watch.stop();
    else if (!m_watch.isActive() || m_watch.remainingTime() > ms)
        m_watch.start(ms);
}

void LanTransport::watch()
{
    const qint64 lateMs = nowMs() - m_vigil->nextAt();
    if (lateMs < 0)
        return watchSoon();
    // Where we are late ourselves, what is missed may have come, and is read first.
    if (lateMs > kLateMs && !std::exchange(m_hasReadFirst, true))
        return m_watch.start(kReadingMs);
    m_hasReadFirst = false;
    const Vigil::Todo todo = m_vigil->step(nowMs());
    for (const Vigil::Say &each : todo.say)
        say(each);
    for (const QByteArray &instance : todo.lost) {
        if (Link *link = linkTo(instance))
            link->end(Ending::Lost);
    }
    if (todo.wasAway && m_mesh)
        m_mesh->lookAgain();
    watchSoon();
}

void LanTransport::say(const Vigil::Say &what)
{
    const auto it = m_peers.find(linkTo(what.instance));
    if (it == m_peers.end())
        return;
    switch (what.word) {
    case Vigil::Word::Alive:
        // Once it has said goodbye it is gone; and what waits to be sent is a sign, too.
        if (!m_isLeaving && it->second.outbox.isEmpty())
            it->first->send(aliveFrame());
        return;
    case Vigil::Word::View:
        return it->first->send(viewFrame(m_vigil->view()));
    case Vigil::Word::Ask:
        return it->first->send(askFrame());
    case Vigil::Word::Doubt:
        return it->first->send(doubtFrame());
    }
}

void LanTransport::close()
{
    if (m_isLeaving || state() == State::Closed)
        return;
    m_isOpen = false;
    stopTrying();
    if (!m_mesh || m_peers.empty()) {
        m_isLeaving = true;
        later([this] { finishLeaving(); });
        return;
    }
    m_isLeaving = true;
    later([this] { leave(); });
}

void LanTransport::leave()
{
    if (!m_isLeaving)
        return;
    m_mesh->stopMeeting();
    startWatchdog(kLeaveTimeoutMs);
    QList<Link *> links;
    for (auto &[link, peer] : m_peers)
        links.append(link);
    for (Link *link : std::as_const(links))
        pump(link);
    if (m_peers.empty())
        finishLeaving();
}

void LanTransport::onWatchdog()
{
    if (m_isLeaving)
        finishLeaving();
}

void LanTransport::finishLeaving()
{
    if (!std::exchange(m_isLeaving, false))
        return;
    stopWatchdog();
    const auto peers = std::exchange(m_peers, {});
    for (const auto &[link, peer] : peers) {
        const QList<Ticket> tickets = peer.outbox.tickets();
        for (const Ticket ticket : tickets)
            Q_EMIT done(ticket, false, {TransportErrorCode::ConnectionLost, tr("The connection to who should get this was lost.")});
    }
    drop();
    forgetPresence();
    setState(State::Closed);
}

void LanTransport::drop()
{
    m_watch.stop();
    m_peers.clear();
    if (!m_mesh)
        return;
    m_mesh->disconnect(this);
    // It may be what has called.
    m_mesh->close();
    m_mesh.release()->deleteLater();
}

TransportError LanTransport::tooLarge(qint64 size) const
{
    return {TransportErrorCode::TooLarge,
            tr("The message has %1 bytes; at most %2 can be sent to others nearby.").arg(size).arg(kLargestMessage)};
}

} // namespace mld
