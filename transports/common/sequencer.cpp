// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "common/sequencer.h"

#include <algorithm>

namespace mld {

void Sequencer::give(Stream &stream, Envelope envelope, Order order, QList<Arrival> &out)
{
    const quint64 number = envelope.sequence;
    if (number >= stream.next) {
        const quint64 further = stream.next == 0 ? kRemembered : number + 1 - stream.next;
        stream.given = further < kRemembered ? stream.given << further : 0;
        stream.given |= 1;
        stream.next = number + 1;
    } else {
        stream.given |= quint64(1) << (stream.next - 1 - number);
    }
    out.append({std::move(envelope), order});
}

/// Gives the first of those that wait, and whatever follows it without a gap.
void Sequencer::giveHeld(Stream &stream, Order order, qint64 nowMs, QList<Arrival> &out)
{
    while (!stream.held.empty() && (order == Order::AfterGap || stream.held.begin()->first == stream.next)) {
        auto first = stream.held.extract(stream.held.begin());
        m_heldBytes -= first.mapped().payload.size();
        m_gaps += order == Order::AfterGap ? 1 : 0;
        give(stream, std::move(first.mapped()), std::exchange(order, Order::InTurn), out);
        if (stream.held.empty())
            --m_waiting;
        else
            stream.waitsSinceMs = nowMs; // for another gap, if any
    }
}

void Sequencer::makeRoom(QList<Arrival> &out, qint64 nowMs)
{
    if (m_streams.size() < m_limits.mostStreams)
        return;
    const auto oldest = std::min_element(m_streams.begin(), m_streams.end(), [](const Stream &one, const Stream &other) {
        return one.heardMs < other.heardMs;
    });
    while (!oldest->held.empty())
        giveHeld(*oldest, Order::AfterGap, nowMs, out);
    m_streams.erase(oldest);
}

QList<Sequencer::Arrival> Sequencer::take(Envelope envelope, qint64 nowMs)
{
    QList<Arrival> out;
    if (envelope.sequence == 0) {
        out.append({std::move(envelope), Order::InTurn});
        return out;
    }
    const StreamId id(envelope);
    auto found = m_streams.find(id);
    if (found == m_streams.end()) {
        makeRoom(out, nowMs);
        found = m_streams.insert(id, {});
    }
    Stream &stream = *found;
    stream.heardMs = nowMs;
    const quint64 number = envelope.sequence;
    // Whoever comes in the middle begins there.
    if (stream.next == 0 || number == stream.next) {
        give(stream, std::move(envelope), Order::InTurn, out);
        giveHeld(stream, Order::InTurn, nowMs, out);
        return out;
    }
    if (number < stream.next) {
        const quint64 back = stream.next - 1 - number;
        if (back >= kRemembered || (stream.given >> back & 1) != 0)
            ++m_doubles;
        else
            give(stream, std::move(envelope), Order::Late, out);
        return out;
    }
    const bool wasWaiting = !stream.held.empty();
    const qint64 size = envelope.payload.size();
    if (!stream.held.emplace(number, std::move(envelope)).second) {
        ++m_doubles;
        return out;
    }
    m_heldBytes += size;
    if (!wasWaiting) {
        stream.waitsSinceMs = nowMs;
        ++m_waiting;
    }
    while (!stream.held.empty()
           && (qsizetype(stream.held.size()) > m_limits.mostHeld || m_heldBytes > m_limits.mostHeldBytes))
        giveHeld(stream, Order::AfterGap, nowMs, out);
    return out;
}

QList<Sequencer::Arrival> Sequencer::takeOverdue(qint64 nowMs)
{
    QList<Arrival> out;
    if (m_waiting == 0)
        return out;
    for (Stream &stream : m_streams) {
        if (!stream.held.empty() && nowMs - stream.waitsSinceMs >= m_limits.longestWaitMs)
            giveHeld(stream, Order::AfterGap, nowMs, out);
    }
    return out;
}

std::optional<qint64> Sequencer::nextDueMs() const
{
    std::optional<qint64> due;
    if (m_waiting == 0)
        return due;
    for (const Stream &stream : m_streams) {
        if (!stream.held.empty())
            due = std::min(due.value_or(stream.waitsSinceMs + m_limits.longestWaitMs),
                           stream.waitsSinceMs + m_limits.longestWaitMs);
    }
    return due;
}

void Sequencer::clear()
{
    m_streams.clear();
    m_heldBytes = 0;
    m_waiting = 0;
}

} // namespace mld
