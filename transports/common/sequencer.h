// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/envelope.h"

#include <QHash>
#include <QList>

#include <map>
#include <optional>

namespace mld {

/// Puts what a service delivers twice, or in another order than it was sent, right again, as far as that takes little
/// time: each message of a sequence is given once; for one that is missing those after it wait, a short while.
/// Messages of no sequence pass. Pure: it knows the time by what it is told, in ms that only ever grow.
class Sequencer
{
public:
    struct Limits
    {
        int mostHeld = 64;              ///< messages of one stream that wait
        qint64 mostHeldBytes = 16 * 1024 * 1024; ///< of all streams
        qint64 longestWaitMs = 2000;
        qsizetype mostStreams = 1000; ///< the one heard of longest ago is forgotten for another
    };
    enum class Order {
        InTurn,
        AfterGap, ///< some before it are missing; they may still come
        Late,     ///< one that was missing
    };
    struct Arrival
    {
        Envelope envelope;
        Order order = Order::InTurn;
    };

    Sequencer() = default;
    explicit Sequencer(Limits limits) : m_limits(limits) { }

    /// What may be looked at now, in order.
    QList<Arrival> take(Envelope envelope, qint64 nowMs);
    /// What has waited long enough.
    QList<Arrival> takeOverdue(qint64 nowMs);
    /// When takeOverdue() will give something, unless take() changes that.
    std::optional<qint64> nextDueMs() const;
    void clear();

    qint64 gaps() const { return m_gaps; }       ///< that were not filled in time
    qint64 doubles() const { return m_doubles; } ///< messages that were given before, or came far too late

private:
    struct Stream
    {
        quint64 next = 0; ///< the number that is waited for; 0 before anything was heard
        /// Which of the 64 numbers before that were given: the lowest bit is of the last.
        quint64 given = 0;
        std::map<quint64, Envelope> held;
        qint64 waitsSinceMs = 0; ///< if anything is held
        qint64 heardMs = 0;
    };
    static constexpr quint64 kRemembered = 64;

    static void give(Stream &stream, Envelope envelope, Order order, QList<Arrival> &out);
    void giveHeld(Stream &stream, Order order, qint64 nowMs, QList<Arrival> &out);
    void makeRoom(QList<Arrival> &out, qint64 nowMs);

    Limits m_limits;
    QHash<StreamId, Stream> m_streams;
    qint64 m_heldBytes = 0;
    qsizetype m_waiting = 0; ///< streams that hold something
    qint64 m_gaps = 0;
    qint64 m_doubles = 0;
};

} // namespace mld
