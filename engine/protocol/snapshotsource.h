// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/operation.h"
#include "dataset/snapshot.h"
#include "journal/journal.h"
#include "protocol/transportsecurity.h"
#include "result.h"

#include <deque>
#include <memory>
#include <optional>

namespace mld {

/// The contents of a snapshot's data channel, one message after the other (wire.md 14.5): batches of
/// triples, then the last operations of all processes, each fused with its history so that
/// the receiver can cut what others send it.
class SnapshotSource
{
public:
    /// `data` must be of the moment at which the journal's global clock was `seen`.
    static Result<std::unique_ptr<SnapshotSource>> make(std::unique_ptr<Snapshot> data,
                                                        const Journal &journal,
                                                        const GlobalClock &seen,
                                                        TransportSecurity &security,
                                                        const OperationContext &context);

    /// The next message's payload; nothing at the end.
    Result<std::optional<QByteArray>> next();

private:
    SnapshotSource(std::unique_ptr<Snapshot> data, const OperationContext &context)
        : m_data(std::move(data)), m_context(context)
    {
    }

    std::unique_ptr<Snapshot> m_data;
    const OperationContext m_context;
    std::deque<QByteArray> m_operations;
};

} // namespace mld
