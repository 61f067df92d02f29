// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// What goes out to everybody: the part of Machine that publishes own operations, and emits again.
#include "protocol/machine.h"

#include "codec/controlmessage.h"

#include <algorithm>

namespace mld {

namespace {

/// After how many network timeouts an operation that the service refused is offered again.
constexpr int timeoutsAfterRefusal = 6;
/// How many operations that are emitted again may wait for the messaging service at once.
constexpr size_t maxUnconfirmed = 64;
/// How many of them go at one time, and of how many bytes if they are more than one.
constexpr int maxEmitted = 16;
constexpr qint64 maxEmittedBytes = 4 << 10;
/// From so many on they take their time: a service drops what it must hold too much of for those who
/// are slow to take it.
constexpr qint64 unpacedEmissions = 500;
constexpr qint64 emissionPauseMs = 2;

} // namespace

Result<void> Machine::write(const Patch &patch, const QByteArray &agreement)
{
    if (m_state == State::Ended)
        return Error{ErrorCode::Closed, QStringLiteral("Clone has closed")};
    if ((isNewcomer() && !m_replica.isDetached()) || m_state == State::Idle)
        return Error{ErrorCode::Offline, QStringLiteral("the clone has not joined its domain yet")};
    const Result<void> written = m_replica.write(patch, agreement);
    if (!m_replica.isSound())
        fail(written ? Error{ErrorCode::StoreFailed, QStringLiteral("the store failed")} : written.error());
    publish();
    return written;
}

void Machine::writeRefused()
{
    if ((!isNewcomer() || m_replica.isDetached()) && m_state != State::Ended)
        m_replica.wasteTick();
}

void Machine::publish()
{
    if (!m_replica.hasClock()) {
        (void)m_replica.takeOwnOperations(); // they are made again under another clock
        return;
    }
    for (OwnOperation &operation : m_replica.takeOwnOperations()) {
        if (m_isPublishing)
            broadcast(operation);
        else if (m_remotes == Remotes::Present && m_state != State::Apart)
            m_held.push_back(std::move(operation));
        // Otherwise the journal has it, and it goes out when somebody tells what they know.
    }
}

void Machine::broadcast(const OwnOperation &operation)
{
    if (!mayBroadcast(operation.payload, operation.tick))
        return;
    const Ticket ticket = m_outbox.broadcast(operation.payload);
    // With nobody there, the service may take it and pass it to none: that is not publication.
    if (m_remotes != Remotes::Present)
        return;
    m_unconfirmed[ticket] = {operation.tick, operation.payload.size(), true};
    m_sentTicks = operation.tick;
}

void Machine::setMaxPayload(qint64 bytes)
{
    m_maxPayload = std::max<qint64>(bytes, 0);
    m_replica.setMaxMessage(m_maxPayload);
    m_serving.setMaxPayload(m_maxPayload);
}

bool Machine::mayBroadcast(const QByteArray &payload, qint64 tick)
{
    if (m_withheldTick && tick > *m_withheldTick)
        return false;
    if (!isTooLarge(payload.size()))
        return true;
    withhold(tick, payload.size());
    return false;
}

bool Machine::isTooLarge(qint64 bytes) const
{
    return m_maxPayload > 0 && bytes > m_maxPayload;
}

void Machine::withhold(qint64 tick, qint64 bytes)
{
    m_withheldTick = std::min(m_withheldTick.value_or(tick), tick);
    m_outbox.add(effect::Warned{QStringLiteral(
            "a change of %1 bytes is held back, with all that was written after it: the messaging service takes at "
            "most %2 in one message").arg(bytes).arg(m_maxPayload)});
}

void Machine::publishHeld()
{
    if (m_emission)
        return; // they follow from the journal
    m_isPublishing = true;
    for (const OwnOperation &operation : std::exchange(m_held, {}))
        broadcast(operation);
}

void Machine::stopPublishing()
{
    m_isPublishing = false;
    m_emission.reset();
    m_held.clear();
    m_unconfirmed.clear();
}

void Machine::ticketDone(Ticket ticket, bool ok)
{
    if (m_state == State::Ended)
        return;
    const auto found = m_unconfirmed.find(ticket);
    if (found == m_unconfirmed.end()) {
        m_recovery.ticketDone(ticket, ok);
        m_serving.ticketDone(ticket, ok);
        return;
    }
    const auto [tick, bytes, isOwn] = found->second;
    m_unconfirmed.erase(found);
    if (m_emission && !m_emission->nextAt)
        m_emission->nextAt = m_environment.nowMs();
    if (!ok && isTooLarge(bytes)) {
        // To offer it again would be in vain. What another made is for that one to bring to the others.
        if (isOwn)
            withhold(tick, bytes);
    } else if (!ok) {
        m_refusedTick = std::min(m_refusedTick.value_or(tick), tick);
        if (m_state == State::Live && !m_retryAt) {
            m_state = State::Retrying;
            m_retryAt = m_environment.nowMs() + timeoutsAfterRefusal * m_config.networkTimeoutMs;
        }
    }
    qint64 ticks = m_sentTicks;
    for (const auto &[other, unconfirmed] : m_unconfirmed)
        ticks = std::min(ticks, unconfirmed.tick - 1);
    if (m_refusedTick)
        ticks = std::min(ticks, *m_refusedTick - 1);
    notePublished(ticks);
}

void Machine::notePublished(qint64 ticks)
{
    if (m_withheldTick)
        ticks = std::min(ticks, *m_withheldTick - 1);
    if (ticks <= m_publishedTicks)
        return;
    m_publishedTicks = ticks;
    m_outbox.add(effect::Published{ticks});
}

void Machine::emitWhatIsUnseenBy(const GlobalClock &gwc)
{
    // What it has not seen goes to everybody: others may lack it too (wire.md 8.5).
    stopPublishing();
    m_refusedTick.reset();
    m_withheldTick.reset();
    const qint64 known = gwc.ticksOf(m_replica.time()).value_or(0);
    m_sentTicks = known;
    notePublished(known);
    m_emission = Emission(); // clang has no emplace() of what is nested and has defaults
    m_emission->known = gwc;
    m_emission->end = m_replica.time().ticks();
    // The usual case, for which the journal need not be read: the peer has everything.
    m_emission->position = gwc.anyLt(m_replica.seen()) ? std::max(known, m_replica.journalStart())
                                                       : m_emission->end;
    emitAgain();
}

void Machine::emitAgain()
{
    const auto isWanted = [this](const JournalEntry &entry) {
        const bool isOwn = m_replica.isByOwner(entry);
        if (m_withheldTick && isOwn)
            return false;
        return entry.tick <= m_emission->end ? m_emission->known.anyLt(entry.time) : isOwn;
    };
    m_emission->nextAt.reset();
    qint64 bytes = 0;
    for (int i = 0; i < maxEmitted && bytes < maxEmittedBytes; ++i) {
        if (m_unconfirmed.size() >= maxUnconfirmed)
            return;
        const bool mayFuse = m_emission->sent >= unfusedMessages;
        Outgoing next = m_replica.nextOutgoing(m_emission->position, isWanted, mayFuse);
        QByteArray payload = next.message ? encodeMessage(*next.message) : QByteArray();
        // Each of those that were fused may fit.
        if (mayFuse && isTooLarge(payload.size())) {
            next = m_replica.nextOutgoing(m_emission->position, isWanted, false);
            payload = encodeMessage(*next.message);
        }
        const qint64 from = std::exchange(m_emission->position, next.tick) + 1;
        if (next.message) {
            bytes += payload.size();
            if (next.isOwn ? !mayBroadcast(payload, from) : isTooLarge(payload.size()))
                continue;
            ++m_emission->sent;
            m_sentTicks = std::max(m_sentTicks, std::min(next.tick, m_replica.publicTicks()));
            const Ticket ticket = m_outbox.broadcast(payload);
            m_unconfirmed[ticket] = {from, payload.size(), next.isOwn};
        }
        if (next.isAtEnd)
            return endEmission();
    }
    m_emission->nextAt = m_environment.nowMs() + (m_emission->sent > unpacedEmissions ? emissionPauseMs : 0);
}

void Machine::endEmission()
{
    m_emission.reset();
    // They were among it, since the journal has them.
    m_held.clear();
    (void)m_replica.takeOwnOperations();
    m_isPublishing = true;
    m_sentTicks = m_replica.publicTicks();
    if (m_unconfirmed.empty())
        notePublished(m_sentTicks);
}

} // namespace mld
