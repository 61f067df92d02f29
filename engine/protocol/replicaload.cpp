// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Taking over a snapshot: the part of Replica that begins its data anew.
#include "list/listrows.h"
#include "protocol/agreement.h"
#include "protocol/graphdifference.h"
#include "protocol/messagesecurity.h"
#include "protocol/replica.h"

#include <optional>

namespace mld {

std::vector<SentEntry> Replica::entriesUnseenBy(const GlobalClock &gwc) const
{
    // The usual case, for which the journal need not be read: the peer has everything.
    if (!gwc.anyLt(m_seen))
        return {};
    std::vector<SentEntry> unseen;
    qint64 tick = std::max(gwc.ticksOf(m_time).value_or(0), m_journal.start());
    constexpr int chunk = 256;
    for (;;) {
        auto entries = entriesAfter(tick, chunk);
        for (SentEntry &entry : entries) {
            tick = entry.tick;
            if (gwc.anyLt(entry.time))
                unseen.push_back(std::move(entry));
        }
        if (entries.size() < chunk)
            return unseen;
    }
}

std::vector<SentEntry> Replica::entriesToKeep(const GlobalClock &gwc) const
{
    if (!m_detached)
        return entriesUnseenBy(gwc);
    // The peer's knowledge of a clock that others have used says nothing of what was done here, and what
    // was made since the doubt began is made anew.
    const qint64 since = m_unverifiedSince.value_or(m_time.ticks());
    std::vector<SentEntry> kept;
    auto cursor = m_journal.entriesAfter(m_journal.start());
    while (auto entry = cursor.next()) {
        const bool isInDoubt = entry->tick > since && isByOwner(*entry);
        if (!isInDoubt && gwc.anyLt(entry->time)) {
            OperationMessage message{entry->prevTick, std::move(entry->enc), std::move(entry->attr)};
            kept.push_back({entry->tick, std::move(entry->time), std::move(message)});
        }
    }
    return kept;
}

Result<void> Replica::load(const ReceivedSnapshot &snapshot)
{
    if (!agreement::prevails(snapshot.agreed, m_agreed)) {
        return Error{ErrorCode::BadResponse,
                     QStringLiteral("the snapshot is older than the last agreement")};
    }
    const bool hadClock = m_hasClock;
    const bool wereClocksChanged = m_areClocksChanged;
    const std::optional<Detachment> detached = m_detached;
    const TreeClock time = m_time;
    const GlobalClock seen = m_seen;
    const TreeClock agreed = m_agreed;
    // A newcomer's app has shown nothing yet, and reads everything when the clone has started.
    std::optional<GraphPicture> before;
    std::vector<SentEntry> unseen;
    OwnEdits own;
    if (hadClock || detached) {
        before.emplace(m_dataset);
        unseen = entriesToKeep(snapshot.gwc);
    }
    if (detached) {
        auto edits = editsSinceDoubt();
        if (!edits)
            return edits.error();
        own = *std::move(edits);
    }

    Store::Savepoint savepoint(m_store);
    Result<void> done = loadInTransaction(snapshot, unseen, own);
    if (done)
        done = savepoint.release();
    if (done)
        m_unverifiedSince.reset();
    m_changes.clear(); // what was applied again is part of the whole difference
    if (!done) {
        savepoint.giveUp(); // the rules are to be read from what was there before
        m_hasClock = hadClock;
        m_detached = detached;
        m_time = time;
        m_seen = seen;
        m_agreed = agreed;
        m_areClocksChanged = wereClocksChanged;
        m_ownOperations.clear();
        readRules();
        return done.error();
    }
    if (before) {
        Change change = before->changeTo(m_dataset);
        change.ticks = m_time.ticks();
        m_changes.push_back(std::move(change));
    }
    return {};
}

Result<void> Replica::loadInTransaction(const ReceivedSnapshot &snapshot,
                                        const std::vector<SentEntry> &unseen, const OwnEdits &own)
{
    const bool isRenewal = m_hasClock || m_detached;
    GlobalClock formerlySeen = m_seen;
    const TreeClock formerTime = m_time;
    const TreeClock formerlyAgreed = m_agreed;
    const bool wasDetached = m_detached.has_value();
    if (!m_hasClock) {
        if (!snapshot.clock) {
            return Error{ErrorCode::BadResponse,
                         QStringLiteral("the snapshot has no clock for a newcomer")};
        }
        m_time = *snapshot.clock;
        m_hasClock = true;
        m_detached.reset();
    }
    // Operations known here that the snapshot has not are applied again, or void: what T knew of them
    // must not show in later times, as causes that nobody has.
    const auto joined = m_time.withoutOthers().joined(snapshot.gwc);
    if (!joined)
        return joined.error();
    m_journal.reset(m_time, snapshot.gwc, snapshot.agreed, m_time.ticks());
    m_time = *joined;
    m_seen = snapshot.gwc;
    m_agreed = snapshot.agreed;
    m_areClocksChanged = true;

    m_dataset.beginLoad();
    for (const QByteArray &payload : snapshot.batches)
        MLD_TRY(loadBatch(payload));
    m_dataset.endLoad();
    // List indexes are each clone's own, and those of others may be wrong (semantics.md 8.1).
    m_dataset.applyEntailed(list::reindex(m_dataset));
    readRules();
    // A resolution is an own operation. Made between own ones that are still to be applied again, it
    // would make those look as if they had been: so all that is to be resolved comes after them.
    m_deferred.emplace();
    Result<void> applied;
    for (const SentEntry &entry : unseen) {
        applied = applyAgain(entry);
        if (!applied)
            break;
    }
    if (applied)
        applied = makeAgain(own);
    const Patch resolution = takeDeferred();
    MLD_TRY(applied);
    // What came with an earlier snapshot is not in the journal. A peer that lacks such operations must
    // not replace the data: T knows them, so they would be taken for duplicates ever after.
    if (wasDetached)
        forgetOwner(formerTime, formerlySeen);
    if (isRenewal && m_agreed == formerlyAgreed && m_seen.anyLt(formerlySeen)) {
        return Error{ErrorCode::BadResponse,
                     QStringLiteral("the snapshot lacks changes that are held here")};
    }
    if (!resolution.isEmpty()) {
        m_time = m_time.ticked();
        MLD_TRY(makeResolution(resolution));
    }
    if (wasDetached && m_config.hasRejoined)
        m_config.hasRejoined();
    return {};
}

Result<void> Replica::loadBatch(const QByteArray &payload)
{
    const auto batch = decodeSnapshotBatch(payload, m_context);
    if (!batch)
        return batch.error();
    if (const auto *triples = std::get_if<OperationContent>(&*batch))
        return m_dataset.load(*triples);
    const auto &tuple = std::get<OperationTuple>(*batch);
    auto enc = encodeTuple(tuple, m_context);
    if (!enc)
        return enc.error();
    m_journal.retain({tuple.time.hash(), tuple.time, std::move(*enc)});
    return {};
}

Result<void> Replica::applyAgain(const SentEntry &entry)
{
    // Judged by W alone: T knows these operations, from the time before the snapshot (T38).
    if (entry.time.ticks() <= m_seen.ticksOf(entry.time).value_or(0) || m_seen.isBlocked(entry.time))
        return {};
    const auto tuple = decodeTuple(entry.message.enc, m_context);
    if (!tuple)
        return tuple.error();
    if (isOverruled(*tuple))
        return {};
    const auto plain = unsealOperation(m_security, *tuple);
    if (!plain)
        return plain.error();
    return applyInTransaction(entry.message, *plain);
}

} // namespace mld
