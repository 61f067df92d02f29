// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/controlmessage.h"
#include "dataset/snapshot.h"
#include "journal/journal.h"
#include "protocol/transportsecurity.h"
#include "result.h"

#include <deque>
#include <memory>
#include <optional>

namespace mld {

/// The contents of a snapshot's data channel, one message after the other (wire.md 14.5): batches of
/// triples, also hidden ones, then the last operations of all processes, each fused with its history so that
/// the receiver can cut what others send it.
class SnapshotSource
{
public:
    /// `data` must be of the moment at which the journal's global clock was `seen`. Journal and security
    /// must outlive the source. `triples` go into one message, about; `total` is how many there are, 0 if that
    /// is not known.
    SnapshotSource(std::unique_ptr<Snapshot> data, const Journal &journal, const GlobalClock &seen,
                   TransportSecurity &security, const OperationContext &context, int triples, qint64 total);

    /// The next message's payload; nothing at the end. Not more than `most` bytes, 0 for no limit, save for a single
    /// triple that is larger with its data. An operation that is larger is left out, as if it were not held.
    Result<std::optional<QByteArray>> next(qint64 most = 0);

private:
    /// Sees to it that two batches are at hand, if there are as many.
    Result<void> lookAhead(qint64 most);
    Result<std::optional<SnapshotBatch>> nextBatch(qint64 most);
    /// Makes two batches of the next one; false if it is a single triple.
    bool divide();
    /// The last operation with this id, or nothing if it is not held.
    Result<std::optional<SnapshotBatch>> operation(const Tid &tid, qint64 most) const;

    std::unique_ptr<Snapshot> m_data;
    const Journal &m_journal;
    TransportSecurity &m_security;
    const OperationContext m_context;
    const int m_mostTriples;
    int m_triples; ///< in one message, about: fewer, when so many were too large
    const qint64 m_total;
    std::deque<Tid> m_operations; ///< still to be given
    std::deque<SnapshotBatch> m_ahead; ///< the next ones, so that the last can be told
    qint64 m_given = 0;
    bool m_isAtEnd = false;
};

} // namespace mld
