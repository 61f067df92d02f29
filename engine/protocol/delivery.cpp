// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/delivery.h"

#include <algorithm>

namespace mld {

namespace {

/// How much may wait. What is dropped beyond it comes again with a revup.
constexpr size_t maxWaiting = 10'000;
constexpr qint64 maxWaitingBytes = qint64(64) << 20;
/// How often the patience is doubled, when recoveries do not bring what is waited for.
constexpr int maxDoublings = 6;

} // namespace

Delivery::Delivery(Replica &replica, Environment &environment, int timeoutMs)
    : m_replica(replica), m_environment(environment), m_timeoutMs(timeoutMs)
{
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
    return Waiting{std::move(*message), std::move(*tuple), {}};
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
    const auto arrival = deliver(arrived);
    if (!arrival)
        return arrival.error();
    switch (*arrival) {
    case Arrival::Applied:
        return m_isHeld ? Result<>() : drain();
    case Arrival::Known:
    case Arrival::Ignored:
        return {};
    case Arrival::Early:
    case Arrival::Gap:
        wait(std::move(arrived), *arrival);
        return {};
    }
    Q_UNREACHABLE();
}

Result<Arrival> Delivery::deliver(const Waiting &waiting)
{
    const Arrival arrival = m_replica.judge(waiting.tuple, waiting.message.prev);
    if (arrival != Arrival::Applied)
        return arrival;
    auto applied = m_replica.apply(waiting.message, waiting.tuple);
    if (applied)
        return *applied;
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
    waiting.tid = waiting.tuple.time.hash();
    const bool isHere = std::any_of(m_waiting.cbegin(), m_waiting.cend(), [&](const Waiting &other) {
        return other.tid == waiting.tid && other.tuple.from == waiting.tuple.from;
    });
    if (isHere)
        return;
    if (m_waiting.empty())
        m_deadline = m_environment.nowMs() + m_timeoutMs;
    m_hasGap = m_hasGap || why == Arrival::Gap;
    m_waitingBytes += waiting.message.enc.size();
    m_waiting.push_back(std::move(waiting));
    while (m_waiting.size() > maxWaiting || m_waitingBytes > maxWaitingBytes) {
        m_waitingBytes -= m_waiting.front().message.enc.size();
        m_waiting.pop_front();
        m_hasGap = true;
    }
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
                m_waitingBytes += next.message.enc.size();
                stillWaiting.push_back(std::move(next));
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

bool Delivery::needsRecovery() const
{
    if (m_waiting.empty())
        return m_hasGap && m_environment.nowMs() >= m_deadline;
    return (m_hasGap && m_vainRecoveries == 0) || m_environment.nowMs() >= m_deadline;
}

void Delivery::recoveryEnded(bool isComplete)
{
    if (isComplete && m_waiting.empty())
        m_hasGap = false;
    if (!m_hasGap && m_waiting.empty())
        return;
    m_deadline = m_environment.nowMs()
            + (qint64(m_timeoutMs) << std::min(m_vainRecoveries, maxDoublings));
    ++m_vainRecoveries;
}

std::optional<qint64> Delivery::wakeAt() const
{
    if (m_waiting.empty() && !m_hasGap)
        return std::nullopt;
    return m_deadline;
}

void Delivery::noteMalformed(const Error &error)
{
    ++m_malformed;
    m_lastMalformed = error;
}

} // namespace mld
