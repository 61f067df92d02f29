// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/meeting/mesh.h"

#include "lan/meeting/certificate.h"

#include <algorithm>
#include <utility>

#include "moc_mesh.cpp"

using namespace Qt::Literals::StringLiterals;

namespace mld::lan {

namespace {

// Long enough for the first answers to an announcement, which come within 90 ms and the way of both; each start waits for it.
constexpr int kFirstAnswersMs = 250;
constexpr int kLongestSettlingMs = 2500;
// The other dials us, unless it cannot.
constexpr int kOthersTurnMs = 3000;
constexpr int kFarewellMs = 500;
constexpr int kFirstPauseMs = 200;
constexpr int kLongestPauseMs = 1500;
constexpr int kLongestPauseForTypedMs = 30'000;
// One for each interface and protocol that both have.
constexpr qsizetype kMostHosts = 8;
// Who is found and never reached is dialled again when it is heard of again.
constexpr int kMostFailures = 20;
// What was typed leads to ourselves: not for long, if this machine has another address tomorrow.
constexpr int kPauseForOurselvesMs = 60'000;
// As many as could be members; who makes up more instances than that knows the secret.
constexpr std::size_t kMostCandidates = 1024;

} // namespace

Mesh::Mesh(Self self, std::unique_ptr<PeerFinder> finder, QList<TypedPeer> typed, QObject *parent)
    : QObject(parent), m_self(std::move(self)), m_finder(std::move(finder)), m_typed(std::move(typed))
{
    m_settling.setSingleShot(true);
    connect(&m_settling, &QTimer::timeout, this, [this] {
        if (!std::exchange(m_hasAnswers, true) && isAnybodyAwaited())
            m_settling.start(kLongestSettlingMs - kFirstAnswersMs);
        else
            settle();
    });
    if (m_finder) {
        connect(m_finder.get(), &PeerFinder::found, this, &Mesh::onFound);
        connect(m_finder.get(), &PeerFinder::hampered, this, &Mesh::hampered);
        connect(m_finder.get(), &PeerFinder::networkChanged, this, [this] {
            dialAll();
            Q_EMIT networkChanged();
        });
        connect(m_finder.get(), &PeerFinder::goneBy, this, [this](const QByteArray &instance) {
            const auto it = m_candidates.find(instance);
            if (it == m_candidates.end())
                return;
            if (it->second->attempt)
                it->second->failures = kMostFailures; // the last one
            else
                m_candidates.erase(it);
        });
    }
}

Mesh::~Mesh()
{
    close();
}

bool Mesh::listen(quint16 port)
{
    // Any: both families in one.
    for (int offset = 0; offset < m_ports && port + offset <= 65'535; ++offset) {
        if (m_door->listen(QHostAddress::Any, quint16(port + offset)))
            return true;
        if (port == 0 || m_door->serverError() != QAbstractSocket::AddressInUseError)
            return false;
    }
    return false;
}

TransportError Mesh::open(quint16 port, int ports)
{
    m_ports = ports;
    auto tls = ownTls();
    if (!tls)
        return {TransportErrorCode::TlsFailed, tls.error().message};
    m_tls = *tls;
    m_door = std::make_unique<Door>(m_tls);
    connect(m_door.get(), &Door::came, this, &Mesh::onCame);
    if (!listen(port)) {
        const bool isTaken = m_door->serverError() == QAbstractSocket::AddressInUseError;
        m_door.reset();
        if (isTaken) {
            return {TransportErrorCode::BadConfiguration,
                    tr("Port %1 is used by another program on this machine. Choose another port, or none, to have a "
                       "free one taken.").arg(port)};
        }
        return {TransportErrorCode::NoResources,
                port == 0 ? tr("This machine lets no program take connections from others nearby.")
                          : tr("This machine lets no program take connections at port %1. Choose another port, or none, "
                               "to have a free one taken.").arg(port)};
    }
    m_isMeeting = true;
    m_isSettled = m_hasAnswers = false;
    m_settling.start(kFirstAnswersMs);
    for (const TypedPeer &peer : m_typed) {
        auto &candidate = m_candidates[peer.host.toUtf8() + ' ' + QByteArray::number(peer.port)];
        candidate = std::make_unique<Candidate>();
        candidate->hosts = {peer.host};
        candidate->port = peer.port;
        candidate->isTyped = true;
        candidate->backoff = Backoff(kFirstPauseMs, kLongestPauseForTypedMs);
        connect(&candidate->timer, &QTimer::timeout, this, [this, one = candidate.get()] { dial(*one); });
        candidate->timer.setSingleShot(true);
        candidate->timer.start(0);
    }
    if (m_finder)
        m_finder->start(derivedKey(m_self.secret, "finding", m_self.domain), m_self.instance, this->port());
    return {};
}

void Mesh::stopMeeting()
{
    if (!std::exchange(m_isMeeting, false))
        return;
    m_settling.stop();
    if (m_finder)
        m_finder->stop();
    if (m_door)
        m_refusals.turnedAway += m_door->turnedAway();
    m_door.reset();
    m_candidates.clear();
    for (const auto &link : m_meeting)
        link->disconnect(this);
    m_meeting.clear();
}

void Mesh::close()
{
    stopMeeting();
    m_links.clear();
    for (const auto &link : m_open)
        link->disconnect(this);
    m_open.clear();
}

void Mesh::lookAgain()
{
    if (!m_isMeeting)
        return;
    if (m_finder)
        m_finder->askAgain();
    dialAll();
}

void Mesh::dialAll()
{
    for (auto &[key, candidate] : m_candidates) {
        candidate->failures = 0;
        candidate->backoff.reset();
        if (!candidate->attempt && !isLinked(candidate->instance))
            candidate->timer.start(0);
    }
}

void Mesh::onFound(const FoundPeer &peer)
{
    if (!m_isMeeting || peer.instance.size() != kInstanceSize || peer.instance == m_self.instance || peer.port == 0)
        return;
    if (!m_candidates.contains(peer.instance) && m_candidates.size() >= kMostCandidates)
        return;
    auto &candidate = m_candidates[peer.instance];
    const QString host = peer.address.toString();
    if (!candidate) {
        candidate = std::make_unique<Candidate>();
        candidate->instance = peer.instance;
        candidate->backoff = Backoff(kFirstPauseMs, kLongestPauseMs);
        candidate->timer.setSingleShot(true);
        connect(&candidate->timer, &QTimer::timeout, this, [this, one = candidate.get()] { dial(*one); });
    } else if (candidate->hosts.first() == host && candidate->port == peer.port && candidate->timer.isActive()
               && candidate->failures == 0) {
        return; // it is the other's turn still
    }
    if (candidate->port != peer.port)
        candidate->hosts.clear();
    candidate->hosts.removeAll(host);
    candidate->hosts.prepend(host);
    candidate->hosts = candidate->hosts.first(std::min(candidate->hosts.size(), kMostHosts));
    candidate->port = peer.port;
    candidate->failures = 0;
    candidate->backoff.reset();
    if (!candidate->attempt && !isLinked(peer.instance))
        dialSoon(*candidate);
}

void Mesh::dialSoon(Candidate &candidate)
{
    candidate.timer.start(candidate.isTyped || m_self.instance < candidate.instance ? 0 : kOthersTurnMs);
}

void Mesh::dial(Candidate &candidate)
{
    if (!m_isMeeting || candidate.attempt || (!candidate.instance.isEmpty() && isLinked(candidate.instance)))
        return;
    // It may be reached at one and not at another.
    const QString &host = candidate.hosts.at(candidate.failures % candidate.hosts.size());
    auto link = std::make_unique<Link>(m_self, m_tls, host, quint16(candidate.port + candidate.offset), linkedQuestion());
    candidate.attempt = link.get();
    watch(link.get());
    m_meeting.push_back(std::move(link));
}

Link::IsLinked Mesh::linkedQuestion()
{
    return [this](const QByteArray &instance) { return isLinked(instance); };
}

void Mesh::onCame(const Arrival &arrival)
{
    const auto hasCome = [](const auto &link) { return link->role() == Role::Listener; };
    while (std::count_if(m_meeting.begin(), m_meeting.end(), hasCome) >= kMostMeetings)
        (*std::find_if(m_meeting.begin(), m_meeting.end(), hasCome))->end(Ending::Late);
    auto link = std::make_unique<Link>(m_self, m_tls, arrival, linkedQuestion());
    Link *raw = link.get();
    m_meeting.push_back(std::move(link));
    watch(raw);
    if (raw->state() == Link::State::Over) // it showed no certificate
        onOver(raw, Ending::Refused);
}

void Mesh::watch(Link *link)
{
    connect(link, &Link::met, this, [this, link] { onMet(link); });
    connect(link, &Link::opened, this, [this, link] { onOpened(link); });
    connect(link, &Link::up, this, [this, link] {
        Q_EMIT up(link);
        noteOutcome();
    });
    connect(link, &Link::over, this, [this, link](Ending ending) { onOver(link, ending); });
}

void Mesh::onMet(Link *link)
{
    if (Candidate *candidate = candidateOf(link))
        candidate->instance = link->other().instance;
    if (link->other().clone == m_self.clone) {
        ++m_refusals.namesakes;
        Q_EMIT namesakeMet();
        return endSoon(link, Ending::Refused);
    }
    if (m_open.size() >= std::size_t(kMostLinks))
        return endSoon(link, Ending::Superfluous);
    if (!link->isOurs())
        return;
    // If the other does not know of ours, it is dead there, and we have not heard of that yet.
    if (isLinked(link->other().instance) && link->other().hasLink)
        return endSoon(link, Ending::Superfluous);
    link->keep();
}

void Mesh::endSoon(Link *link, Ending ending)
{
    // Who we are is on its way, and the other would dial again if it did not hear that.
    QTimer::singleShot(kFarewellMs, link, [link, ending] { link->end(ending); });
}

void Mesh::onOpened(Link *link)
{
    Link *former = std::exchange(m_links[link->other().instance], link);
    m_open.push_back(take(link));
    if (Candidate *candidate = candidateOf(link)) {
        candidate->attempt = nullptr;
        candidate->failures = 0;
        candidate->backoff.reset();
    }
    Q_EMIT opened(link);
    if (former)
        former->end(Ending::Superfluous);
    noteOutcome();
}

std::unique_ptr<Link> Mesh::take(Link *link)
{
    for (auto *list : {&m_meeting, &m_open}) {
        const auto it = std::find_if(list->begin(), list->end(), [link](const auto &each) { return each.get() == link; });
        if (it != list->end()) {
            auto taken = std::move(*it);
            list->erase(it);
            return taken;
        }
    }
    return nullptr;
}

Mesh::Candidate *Mesh::candidateOf(const Link *link)
{
    const auto it = std::find_if(m_candidates.begin(), m_candidates.end(),
                                 [link](const auto &each) { return each.second->attempt == link; });
    return it == m_candidates.end() ? nullptr : it->second.get();
}

void Mesh::onOver(Link *link, Ending ending)
{
    const bool wasOpen = std::any_of(m_open.begin(), m_open.end(), [link](const auto &each) { return each.get() == link; });
    std::unique_ptr<Link> taken = take(link);
    if (!taken)
        return;
    link->disconnect(this);
    const QByteArray instance = link->other().instance;
    const bool wasTheOne = m_links.value(instance) == link;
    if (wasTheOne)
        m_links.remove(instance);
    count(*link, ending);
    if (wasOpen)
        Q_EMIT over(link);
    if (Candidate *candidate = candidateOf(link)) {
        candidate->attempt = nullptr;
        if (ending == Ending::Refused && link->refusal() == Refusal::Ourselves) {
            candidate->isAwaited = false;
            candidate->timer.start(kPauseForOurselvesMs);
        } else {
            onFailed(candidate);
        }
    } else if (wasTheOne && m_isMeeting) {
        onLost(instance, ending == Ending::Left);
    }
    taken.release()->deleteLater(); // its own signal is still being told
    noteOutcome();
}

void Mesh::onLost(const QByteArray &instance, bool hasLeft)
{
    for (auto it = m_candidates.begin(); it != m_candidates.end();) {
        Candidate &candidate = *it->second;
        const bool isIt = candidate.instance == instance && !candidate.attempt;
        // Its next instance is found anew; where something was typed it may come back.
        if (isIt && hasLeft && !candidate.isTyped) {
            it = m_candidates.erase(it);
            continue;
        }
        if (isIt && hasLeft)
            candidate.timer.start(candidate.backoff.next());
        else if (isIt)
            dialSoon(candidate);
        ++it;
    }
}

void Mesh::onFailed(Candidate *candidate)
{
    if (!candidate->instance.isEmpty() && isLinked(candidate->instance)) {
        candidate->isAwaited = false;
        return;
    }
    if (candidate->isTyped) {
        const int room = std::min(m_ports, 65'536 - candidate->port);
        candidate->offset = (candidate->offset + 1) % room;
        if (candidate->offset > 0) { // it may be another notebook that was there
            candidate->timer.start(0);
            return;
        }
    }
    candidate->isAwaited = false;
    if (!candidate->isTyped && ++candidate->failures > kMostFailures)
        m_candidates.erase(candidate->instance);
    else
        candidate->timer.start(candidate->backoff.next());
}

void Mesh::count(const Link &link, Ending ending)
{
    if (ending == Ending::Late)
        ++m_refusals.late;
    if (ending != Ending::Refused || link.refusal() == Refusal::None)
        return;
    switch (link.refusal()) {
    case Refusal::Stranger:
        ++m_refusals.strangers;
        break;
    case Refusal::OtherVersion:
        ++m_refusals.otherVersions;
        break;
    case Refusal::Ourselves:
        ++m_refusals.reflected;
        break;
    default:
        ++m_refusals.malformed;
    }
    Q_EMIT refused(link.refusal());
}

bool Mesh::isAnybodyAwaited() const
{
    return std::any_of(m_candidates.begin(), m_candidates.end(), [this](const auto &each) {
        const Link *link = m_links.value(each.second->instance);
        return each.second->isAwaited && !(link && link->state() == Link::State::Up);
    });
}

void Mesh::noteOutcome()
{
    if (m_hasAnswers && m_isMeeting && !isAnybodyAwaited())
        settle();
}

void Mesh::settle()
{
    m_settling.stop();
    if (!std::exchange(m_isSettled, true))
        Q_EMIT settled();
}

} // namespace mld::lan
