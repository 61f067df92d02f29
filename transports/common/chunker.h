// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/sequencer.h"

#include <QHash>

#include <optional>

namespace mld {

/// Cuts messages that are larger than a service takes, and puts them together again. The pieces travel in the order
/// of the others, so one that does not fit to those before it means that some were lost, and then the message is.
/// Pure: it knows the time by what it is told, in ms that only ever grow.
class Chunker
{
public:
    struct Limits
    {
        qint64 largest = 64 * 1024 * 1024;     ///< bytes of a message
        qint64 mostBytes = 128 * 1024 * 1024;  ///< of all that are not complete
        qsizetype mostMessages = 100;          ///< that are not complete
        qint64 longestPauseMs = 30'000;        ///< between two pieces
    };

    Chunker() = default;
    explicit Chunker(Limits limits) : m_limits(limits) { }

    qint64 largest() const { return m_limits.largest; }
    /// In how many pieces of at most `piece` bytes of payload a message goes.
    static qsizetype count(qsizetype size, qsizetype piece);
    /// One of them. It has the ids of the whole; its number in the sequence is to be given by the caller.
    static Envelope cut(const Envelope &whole, qsizetype piece, quint32 part);

    /// The message that is complete with this, if one is.
    std::optional<Envelope> take(Sequencer::Arrival arrival, qint64 nowMs);
    /// Forgets messages of which nothing came for long.
    void dropOverdue(qint64 nowMs);
    void clear();

    qint64 lost() const { return m_lost; } ///< messages that were not completed
    qint64 keptBytes() const { return m_bytes; }

private:
    struct Unfinished
    {
        Envelope whole; ///< as far as it has come
        quint32 next = 0;
        qint64 heardMs = 0;
    };

    using Place = QHash<StreamId, Unfinished>::iterator;
    Place drop(Place which);

    Limits m_limits;
    QHash<StreamId, Unfinished> m_unfinished;
    qint64 m_bytes = 0;
    qint64 m_lost = 0;
};

} // namespace mld
