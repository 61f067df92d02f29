// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/snapshotsource.h"

#include "journal/textfusion.h"
#include "protocol/history.h"
#include "protocol/messagesecurity.h"

#include <set>

namespace mld {

namespace {

/// How much of a process's last run goes into its operation. The reference fuses its journal up to
/// some 10 kB, and a fusion of another clone's is cut by what was in this one. Packed, it may stand for
/// ten times as much, and all of it is unpacked at once.
constexpr qint64 maxHistoryBytes = 8 << 10;

/// How many bytes of texts and binaries go into one message: the receiver of a slow line must get one well
/// within a network timeout, or it takes the sender for gone.
constexpr qint64 maxBytes = 64 << 10;

} // namespace

SnapshotSource::SnapshotSource(std::unique_ptr<Snapshot> data, const Journal &journal,
                               const GlobalClock &seen, TransportSecurity &security,
                               const OperationContext &context, int triples, qint64 total)
    : m_data(std::move(data)), m_journal(journal), m_security(security), m_context(context), m_triples(triples), m_total(total)
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
    if (!std::exchange(m_hasBegun, true)) {
        auto first = nextBatch();
        if (!first)
            return first.error();
        m_ahead = *std::move(first);
    }
    if (!m_ahead)
        return std::optional<QByteArray>();
    auto following = nextBatch();
    if (!following)
        return following.error();
    const auto batch = std::exchange(m_ahead, *std::move(following));
    auto payload = encodeSnapshotBatch(*batch, m_context, SnapshotPart{m_given++, !m_ahead, m_total});
    return payload ? Result<std::optional<QByteArray>>(*std::move(payload)) : payload.error();
}

Result<std::optional<SnapshotBatch>> SnapshotSource::nextBatch()
{
    auto triples = m_data->next(m_triples, maxBytes);
    if (!triples)
        return triples.error();
    if (*triples)
        return std::optional<SnapshotBatch>(**std::move(triples));
    auto hidden = m_data->nextHidden(m_triples, maxBytes);
    if (!hidden)
        return hidden.error();
    if (*hidden)
        return std::optional<SnapshotBatch>(HiddenTriples{**std::move(hidden)});
    while (!m_operations.empty()) {
        const Tid tid = std::move(m_operations.front());
        m_operations.pop_front();
        auto given = operation(tid);
        if (!given || *given)
            return given;
    }
    return std::optional<SnapshotBatch>();
}

Result<std::optional<SnapshotBatch>> SnapshotSource::operation(const Tid &tid) const
{
    // A large one is not unpacked only to be packed again.
    const auto last = m_journal.operation(tid);
    if (last && last->enc.size() > maxHistoryBytes) {
        auto sealed = decodeTuple(last->enc, m_context);
        auto plain = sealed ? unsealOperation(m_security, *std::move(sealed)) : sealed;
        return plain ? Result<std::optional<SnapshotBatch>>(*std::move(plain)) : plain.error();
    }
    auto history = contiguousHistory(m_journal, m_security, m_context, tid, 0, maxHistoryBytes);
    if (!history)
        return history.error();
    if (history->empty())
        return std::optional<SnapshotBatch>();
    const auto fused = fuse(*history, textFusion());
    if (!fused)
        return fused.error();
    auto tuple = encodeOperation(*fused, m_context);
    if (!tuple)
        return tuple.error();
    return std::optional<SnapshotBatch>(*std::move(tuple));
}

} // namespace mld
