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

} // namespace

SnapshotSource::SnapshotSource(std::unique_ptr<Snapshot> data, const Journal &journal,
                               const GlobalClock &seen, TransportSecurity &security,
                               const OperationContext &context)
    : m_data(std::move(data)), m_journal(journal), m_security(security), m_context(context)
{
    const QList<Tid> tids = seen.tids();
    // A process that was forked off and has done nothing shows its parent's (wire.md T29).
    for (const Tid &tid : std::set<Tid>(tids.cbegin(), tids.cend())) {
        if (tid != genesisTid && tid != blockedTid)
            m_operations.push_back(tid);
    }
}

Result<std::optional<QByteArray>> SnapshotSource::next()
{
    auto triples = m_data->next(maxTriples, maxBytes);
    if (!triples)
        return triples.error();
    if (*triples) {
        auto batch = encodeSnapshotBatch(**triples, m_context);
        return batch ? Result<std::optional<QByteArray>>(*std::move(batch)) : batch.error();
    }
    while (!m_operations.empty()) {
        const Tid tid = std::move(m_operations.front());
        m_operations.pop_front();
        auto given = operation(tid);
        if (!given || *given)
            return given;
    }
    return std::optional<QByteArray>();
}

Result<std::optional<QByteArray>> SnapshotSource::operation(const Tid &tid) const
{
    auto history = contiguousHistory(m_journal, m_security, m_context, tid, 0, maxHistoryBytes);
    if (!history)
        return history.error();
    if (history->empty())
        return std::optional<QByteArray>();
    const auto fused = fuse(*history, textFusion());
    if (!fused)
        return fused.error();
    auto tuple = encodeOperation(*fused, m_context);
    if (!tuple)
        return tuple.error();
    auto batch = encodeSnapshotBatch(*std::move(tuple), m_context);
    return batch ? Result<std::optional<QByteArray>>(*std::move(batch)) : batch.error();
}

} // namespace mld
