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

    /// The next message's payload; nothing at the end.
    Result<std::optional<QByteArray>> next();

private:
    Result<std::optional<SnapshotBatch>> nextBatch();
    /// The last operation with this id, or nothing if it is not held.
    Result<std::optional<SnapshotBatch>> operation(const Tid &tid) const;

    std::unique_ptr<Snapshot> m_data;
    const Journal &m_journal;
    TransportSecurity &m_security;
    const OperationContext m_context;
    const int m_triples;
    const qint64 m_total;
    std::deque<Tid> m_operations; ///< still to be given
    std::optional<SnapshotBatch> m_ahead; ///< the next one, so that the last can be told
    qint64 m_given = 0;
    bool m_hasBegun = false;
};

} // namespace mld
