// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/delivery.h"

#include <algorithm>

namespace mld {

namespace {

/// How much may wait. What is dropped beyond it comes again with a revup.
constexpr size_t maxWaiting = 10'000;
constexpr qint64 maxWaitingBytes = qint64(64) << 20;
/// How much may be set aside; nobody waits for it.
constexpr size_t maxAside = 1'000;
constexpr qint64 maxAsideBytes = qint64(8) << 20;
/// How many complete recoveries may fail to bring what an operation waits for, before it is set aside.
constexpr int maxVainRecoveries = 3;
/// What an operation in memory takes beside its bytes, about.
constexpr qint64 overhead = 512;
/// How often the patience is doubled, when recoveries do not bring what is waited for.
constexpr int maxPatienceDoublings = 6;

} // namespace

Delivery::Delivery(Replica &replica, Environment &environment, int timeoutMs)
    : m_replica(replica), m_environment(environment), m_timeoutMs(timeoutMs)
{
}

qint64 Delivery::costOf(const Waiting &waiting)
{
    return 2 * waiting.message.enc.size() + overhead; // once encoded, once decoded
}

std::optional<Delivery::Waiting> Delivery::decode(const QByteArray &payload)
{
    auto message = decodeMessage(payload);
    if (!message) {
        noteMalformed(message.error());
        return std::nullopt;
    }
    auto tuple = decodeTuple(message->enc, m_replica.context());
    if (!tuple) {
        noteMalformed(tuple.error());
        return std::nullopt;
    }
    const Tid tid = tuple->time.hash();
    return Waiting{std::move(*message), std::move(*tuple), tid};
}

Result<> Delivery::keep(const QByteArray &payload)
{
    if (auto arrived = decode(payload))
        wait(std::move(*arrived), Arrival::Early);
    return {};
}

Result<> Delivery::receive(const QByteArray &payload)
{
    auto decoded = decode(payload);
    if (!decoded)
        return {};
    Waiting &arrived = *decoded;
    arrived.needsSnapshot = isUnavailable(arrived.tuple);
    const auto arrival = deliver(arrived);
    if (!arrival)
        return arrival.error();
    switch (*arrival) {
    case Arrival::Applied:
        return m_isHeld ? Result<>() : drain();
    case Arrival::Known:
        return {};
    case Arrival::Ignored:
        m_wasOverruled = m_wasOverruled || m_replica.isOverruled(arrived.tuple);
        return {};
    case Arrival::Early:
    case Arrival::Gap:
        wait(std::move(arrived), *arrival);
        return {};
    }
    Q_UNREACHABLE();
}

Result<Arrival> Delivery::deliver(Waiting &waiting)
{
    const Arrival arrival = m_replica.judge(waiting.tuple, waiting.message.prev);
    if (arrival == Arrival::Known && m_replica.contradicts(waiting.message, waiting.tuple))
        m_isContradicted = true;
    if (arrival != Arrival::Applied)
        return arrival;
    if (waiting.needsSnapshot)
        return Arrival::Gap; // it would fail again, at some cost
    auto applied = m_replica.apply(waiting.message, waiting.tuple);
    if (applied)
        return *applied;
    if (applied.error().code == ErrorCode::UpdatesUnavailable && m_replica.isSound()) {
        waiting.needsSnapshot = true;
        return Arrival::Gap;
    }
    // What is wrong with the bytes is their author's fault, and no reason for this clone to end:
    // it stays as it was, and shows that it may be behind (design.md 2, rule 3).
    if (m_replica.isSound()) {
        noteMalformed(applied.error());
        return Arrival::Ignored;
    }
    return applied.error();
}

void Delivery::wait(Waiting waiting, Arrival why)
{
    if (m_keys.contains(keyOf(waiting)))
        return;
    if (m_waiting.empty())
        m_deadline = m_environment.nowMs() + m_timeoutMs;
    m_hasGap = m_hasGap || why == Arrival::Gap;
    m_keys.insert(keyOf(waiting));
    m_waitingBytes += costOf(waiting);
    m_waiting.push_back(std::move(waiting));
    while (m_waiting.size() > maxWaiting || m_waitingBytes > maxWaitingBytes) {
        forget(m_waiting.front());
        m_waitingBytes -= costOf(m_waiting.front());
        m_waiting.pop_front();
        m_hasDropped = true;
    }
}

void Delivery::forget(const Waiting &waiting)
{
    m_keys.remove(keyOf(waiting));
}

Result<> Delivery::drain()
{
    bool isProgress = true;
    while (isProgress && !m_waiting.empty()) {
        isProgress = false;
        // Mostly they wait in the order in which they can be applied: one pass takes them all.
        std::deque<Waiting> stillWaiting;
        m_waitingBytes = 0;
        while (!m_waiting.empty()) {
            Waiting next = std::move(m_waiting.front());
            m_waiting.pop_front();
            const auto arrival = deliver(next);
            if (!arrival)
                return arrival.error();
            isProgress = isProgress || *arrival == Arrival::Applied;
            if (*arrival == Arrival::Early || *arrival == Arrival::Gap) {
                m_waitingBytes += costOf(next);
                stillWaiting.push_back(std::move(next));
            } else {
                forget(next);
            }
        }
        m_waiting = std::move(stillWaiting);
    }
    if (m_waiting.empty()) {
        m_hasGap = false;
        m_vainRecoveries = 0;
    }
    return {};
}

void Delivery::setAside()
{
    std::deque<Waiting> stillWaiting;
    m_waitingBytes = 0;
    for (Waiting &waiting : m_waiting) {
        const bool isHopeless = ++waiting.vainRecoveries >= maxVainRecoveries;
        (isHopeless ? m_asideBytes : m_waitingBytes) += costOf(waiting);
        (isHopeless ? m_aside : stillWaiting).push_back(std::move(waiting));
    }
    m_waiting = std::move(stillWaiting);
    while (m_aside.size() > maxAside || m_asideBytes > maxAsideBytes) {
        forget(m_aside.front());
        m_asideBytes -= costOf(m_aside.front());
        m_aside.pop_front();
    }
}

bool Delivery::isUnavailable(const OperationTuple &tuple) const
{
    return tuple.agreed
            && std::any_of(m_waiting.cbegin(), m_waiting.cend(), [&](const Waiting &waiting) {
                   return waiting.needsSnapshot && waiting.tuple.time == tuple.time;
               });
}

bool Delivery::needsSnapshot(const Waiting &waiting) const
{
    return waiting.needsSnapshot || m_replica.overrules(waiting.tuple);
}

std::optional<TreeClock> Delivery::needsSnapshotOf() const
{
    if (m_isSnapshotRefused)
        return std::nullopt;
    const auto found = std::find_if(m_waiting.cbegin(), m_waiting.cend(),
                                    [this](const Waiting &waiting) { return needsSnapshot(waiting); });
    if (found == m_waiting.cend())
        return std::nullopt;
    return found->tuple.time;
}

void Delivery::snapshotRefused()
{
    m_isSnapshotRefused = true;
}

bool Delivery::needsRecovery() const
{
    if (m_waiting.empty())
        return (m_hasGap || m_hasDropped) && m_environment.nowMs() >= m_deadline;
    return ((m_hasGap || m_hasDropped) && m_vainRecoveries == 0) || m_environment.nowMs() >= m_deadline;
}

Result<> Delivery::recoveryEnded(bool isComplete)
{
    if (isComplete)
        m_isSnapshotRefused = false;
    if (isComplete) {
        // What was set aside may have its causes now.
        m_waiting.insert(m_waiting.end(), std::make_move_iterator(m_aside.begin()),
                         std::make_move_iterator(m_aside.end()));
        m_aside.clear();
        m_asideBytes = 0;
        const bool hadGap = m_hasGap;
        MLD_TRY(drain());
        setAside();
        m_hasGap = hadGap && !m_waiting.empty();
    }
    if (!isWaiting()) {
        m_vainRecoveries = 0;
        return {};
    }
    m_deadline = m_environment.nowMs()
            + (qint64(m_timeoutMs) << std::min(m_vainRecoveries, maxPatienceDoublings));
    ++m_vainRecoveries;
    return {};
}

std::optional<qint64> Delivery::wakeAt() const
{
    if (!isWaiting())
        return std::nullopt;
    return m_deadline;
}

void Delivery::noteMalformed(const Error &error)
{
    ++m_malformed;
    m_lastMalformed = error;
}

} // namespace mld
