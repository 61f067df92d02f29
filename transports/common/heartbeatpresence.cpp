// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "common/heartbeatpresence.h"

#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"

#include <algorithm>

namespace mld {

HeartbeatPresence::HeartbeatPresence(Settings settings, Random random)
    : m_settings(settings), m_random(std::move(random))
{
}

void HeartbeatPresence::begin(const CloneId &self, const QByteArray &session, qint64 nowMs)
{
    m_self = self;
    m_session = session;
    m_isPresent = false;
    m_isAnswered = false;
    m_tickedMs = nowMs;
    m_peers.clear();
}

Envelope HeartbeatPresence::question() const
{
    return {.kind = Envelope::Kind::Hello, .from = m_self, .session = m_session};
}

Envelope HeartbeatPresence::alive(const CloneId &to, qint64 nowMs) const
{
    Envelope alive{.kind = Envelope::Kind::Alive, .from = m_self, .to = to, .session = m_session};
    if (to.isEmpty())
        return alive;
    // Those who were heard last are the likeliest to be there.
    QList<QHash<CloneId, Peer>::const_iterator> told;
    for (auto it = m_peers.cbegin(); it != m_peers.cend(); ++it) {
        if (!it->hasLeft && it.key() != to)
            told.append(it);
    }
    if (told.size() > kMostTold) {
        std::nth_element(told.begin(), told.begin() + kMostTold, told.end(),
                         [](auto one, auto other) { return one->heardMs > other->heardMs; });
        told.resize(kMostTold);
    }
    MsgPackWriter writer;
    writer.beginArray(told.size());
    for (const auto &peer : std::as_const(told)) {
        writer.beginArray(3).writeString(peer.key()).writeBinary(peer->session);
        writer.writeInteger(std::max<qint64>(0, nowMs - peer->heardMs));
    }
    alive.payload = writer.takeBytes();
    return alive;
}

Envelope HeartbeatPresence::declare(bool isPresent, qint64 nowMs)
{
    m_isPresent = isPresent;
    scheduleBeat(nowMs);
    if (isPresent)
        return alive({}, nowMs);
    return {.kind = Envelope::Kind::Bye, .from = m_self, .session = m_session};
}

void HeartbeatPresence::scheduleBeat(qint64 nowMs)
{
    // Shorter by up to a quarter, so that those who came together do not speak together for ever.
    m_nextBeatMs = nowMs + qint64(m_settings.periodMs * (1.0 - m_random() / 4));
}

void HeartbeatPresence::hear(const CloneId &clone, const QByteArray &session, qint64 heardMs)
{
    if (clone == m_self)
        return;
    auto found = m_peers.find(clone);
    if (found == m_peers.end()) {
        if (m_peers.size() >= kMostPeers)
            return;
        found = m_peers.insert(clone, {});
    }
    *found = {session, heardMs, false};
}

QList<Envelope> HeartbeatPresence::take(const Envelope &envelope, qint64 nowMs)
{
    using Kind = Envelope::Kind;
    if (envelope.from == m_self)
        return {};
    const auto known = m_peers.find(envelope.from);
    const bool isOfKnown = known != m_peers.end() && known->session == envelope.session;
    switch (envelope.kind) {
    case Kind::Hello:
        if (m_isPresent)
            return {alive(envelope.from, nowMs)};
        return {};
    case Kind::Alive:
        hear(envelope.from, envelope.session, nowMs);
        if (!envelope.to.isEmpty())
            takeHearsay(envelope.payload, nowMs);
        return {};
    case Kind::Bye:
        // The farewell of a session before this one comes too late.
        if (isOfKnown)
            known->hasLeft = true;
        return {};
    case Kind::Operation:
    case Kind::Send:
    case Kind::Reply:
    case Kind::Notify:
        if (isOfKnown)
            known->heardMs = std::max(known->heardMs, nowMs);
        return {};
    }
    return {};
}

void HeartbeatPresence::takeHearsay(const QByteArray &payload, qint64 nowMs)
{
    MsgPackReader reader(payload);
    const qsizetype count = std::min(reader.readArray(), kMostTold);
    for (qsizetype i = 0; i < count; ++i) {
        if (reader.readArray() != 3)
            return;
        const CloneId clone = reader.readString();
        const QByteArray session = reader.readBinary().toByteArray();
        const qint64 age = reader.readInteger();
        if (reader.hasFailed() || clone.isEmpty() || session.isEmpty())
            return;
        if (age >= 0 && age < departureMs() && !m_peers.contains(clone))
            hear(clone, session, nowMs - age);
    }
    m_isAnswered = reader.isDone() || m_isAnswered;
}

QList<Envelope> HeartbeatPresence::tick(qint64 nowMs)
{
    // Whoever has slept has heard nobody meanwhile, and gives all the time that it missed.
    if (const qint64 slept = nowMs - m_tickedMs - m_settings.periodMs; slept > 0) {
        for (Peer &peer : m_peers)
            peer.heardMs = std::min(nowMs, peer.heardMs + slept);
    }
    m_tickedMs = nowMs;
    m_peers.removeIf([&](QHash<CloneId, Peer>::iterator peer) { return nowMs - peer->heardMs >= departureMs(); });
    if (!m_isPresent || nowMs < m_nextBeatMs)
        return {};
    scheduleBeat(nowMs);
    return {alive({}, nowMs)};
}

qint64 HeartbeatPresence::nextDueMs() const
{
    // At least once in each period, for tick() to know that nobody slept.
    qint64 due = m_tickedMs + m_settings.periodMs;
    if (m_isPresent)
        due = std::min(due, m_nextBeatMs);
    for (const Peer &peer : m_peers)
        due = std::min(due, peer.heardMs + departureMs());
    return due;
}

QByteArray HeartbeatPresence::session(const CloneId &clone) const
{
    const auto found = m_peers.constFind(clone);
    return found == m_peers.constEnd() || found->hasLeft ? QByteArray() : found->session;
}

QSet<CloneId> HeartbeatPresence::present() const
{
    QSet<CloneId> present;
    for (auto it = m_peers.cbegin(); it != m_peers.cend(); ++it) {
        if (!it->hasLeft)
            present.insert(it.key());
    }
    return present;
}

} // namespace mld
