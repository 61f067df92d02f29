// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/snapshotsource.h"

#include "codec/controlmessage.h"
#include "journal/textfusion.h"
#include "protocol/history.h"

#include <set>

namespace mld {

namespace {

/// How much of a process's last run goes into its operation. The reference fuses its journal up to
/// some 10 kB, and a fusion of another clone's is cut by what was in this one.
constexpr qint64 maxHistoryBytes = 64 << 10;

/// How much goes into one message. Few large ones: a broker that holds them for a slow receiver counts
/// messages, and drops what is too many.
constexpr int maxTriples = 1000;
constexpr qint64 maxBytes = 256 << 10;

Result<std::optional<OperationTuple>> lastOperation(const Journal &journal,
                                                    TransportSecurity &security,
                                                    const OperationContext &context, const Tid &tid)
{
    auto history = contiguousHistory(journal, security, context, tid, 0, maxHistoryBytes);
    if (!history)
        return history.error();
    if (history->empty())
        return std::optional<OperationTuple>();
    const auto fused = fuse(*history, textFusion());
    if (!fused)
        return fused.error();
    auto tuple = encodeOperation(*fused, context);
    if (!tuple)
        return tuple.error();
    return std::optional(std::move(*tuple));
}

} // namespace

Result<std::unique_ptr<SnapshotSource>> SnapshotSource::make(std::unique_ptr<Snapshot> data,
                                                             const Journal &journal,
                                                             const GlobalClock &seen,
                                                             TransportSecurity &security,
                                                             const OperationContext &context)
{
    std::unique_ptr<SnapshotSource> source(new SnapshotSource(std::move(data), context));
    const QList<Tid> tids = seen.tids();
    // A process that was forked off and has done nothing shows its parent's (wire.md T29).
    for (const Tid &tid : std::set<Tid>(tids.cbegin(), tids.cend())) {
        if (tid == genesisTid || tid == blockedTid)
            continue;
        auto tuple = lastOperation(journal, security, context, tid);
        if (!tuple)
            return tuple.error();
        if (!*tuple)
            continue;
        auto batch = encodeSnapshotBatch(**tuple, context);
        if (!batch)
            return batch.error();
        source->m_operations.push_back(std::move(*batch));
    }
    return source;
}

Result<std::optional<QByteArray>> SnapshotSource::next()
{
    auto triples = m_data->next(maxTriples, maxBytes);
    if (!triples)
        return triples.error();
    if (*triples) {
        auto batch = encodeSnapshotBatch(**triples, m_context);
        if (!batch)
            return batch.error();
        return std::optional(std::move(*batch));
    }
    if (m_operations.empty())
        return std::optional<QByteArray>();
    QByteArray operation = std::move(m_operations.front());
    m_operations.pop_front();
    return std::optional(std::move(operation));
}

} // namespace mld
