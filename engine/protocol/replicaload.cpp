// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Taking over a snapshot: the part of Replica that begins its data anew.
#include "list/listrows.h"
#include "protocol/agreement.h"
#include "protocol/forkmemory.h"
#include "protocol/graphdifference.h"
#include "protocol/incomingsnapshot_p.h"
#include "protocol/messagesecurity.h"
#include "protocol/replica.h"
#include "rdf/vocabulary.h"

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
    std::vector<SentEntry> kept;
    auto cursor = m_journal.entriesAfter(m_journal.start());
    while (auto entry = cursor.next()) {
        if (isShared(*entry) && gwc.anyLt(entry->time)) {
            OperationMessage message{entry->prevTick, std::move(entry->enc), std::move(entry->attr)};
            kept.push_back({entry->tick, std::move(entry->time), std::move(message)});
        }
    }
    return kept;
}

TreeClock Replica::heldAgreement() const
{
    return m_detached ? sharedAgreement() : m_agreed;
}

bool Replica::mayFollow(const TreeClock &agreed) const
{
    return agreement::prevails(agreed, heldAgreement());
}

Result<void> Replica::beginLoad(const SnapshotHeader &header)
{
    abandonLoad();
    if (!mayFollow(header.agreed) && !m_detached) {
        return Error{ErrorCode::BadResponse,
                     QStringLiteral("the snapshot is older than the last agreement")};
    }
    if (!m_hasClock && !header.clock) {
        return Error{ErrorCode::BadResponse,
                     QStringLiteral("the snapshot has no clock for a newcomer")};
    }
    auto store = m_store.openBeside();
    if (!store)
        return store.error();
    m_incoming = std::make_unique<Incoming>(std::move(*store), m_dataset.pid(), header);
    m_incoming->journal.reset(TreeClock::genesis(), header.gwc, header.agreed, 0);
    m_incoming->dataset.beginLoad();
    return m_incoming->store->commit();
}

Result<void> Replica::loadBatch(const QByteArray &payload)
{
    if (!m_incoming)
        return Error{ErrorCode::BadResponse, QStringLiteral("no snapshot is being received")};
    auto batch = decodeSnapshotBatch(payload, m_context);
    if (!batch)
        return batch.error();
    MLD_TRY(m_incoming->store->begin());
    if (auto *triples = std::get_if<OperationContent>(&*batch)) {
        // m-ld-js reads a triple and its ids at two moments: what was deleted in between comes without. Nobody
        // else has it, and no delete would ever name it.
        std::erase_if(triples->inserts, [](const TripleTids &entry) {
            return entry.tids.empty() && entry.triple.predicate.text() != iris::index;
        });
        for (const TripleTids &entry : triples->inserts)
            m_incoming->rows += std::max<qint64>(qint64(entry.tids.size()), 1);
        MLD_TRY(m_incoming->dataset.load(*triples));
    } else if (const auto *hidden = std::get_if<HiddenTriples>(&*batch)) {
        MLD_TRY(m_incoming->dataset.loadHidden(hidden->content));
    } else {
        const auto &tuple = std::get<OperationTuple>(*batch);
        auto enc = encodeTuple(tuple, m_context);
        if (!enc)
            return enc.error();
        m_incoming->journal.retain({tuple.time.hash(), tuple.time, std::move(*enc)});
    }
    // Not committed before the end: it is not durable anyway, and what overflows the cache goes to the file.
    const auto &failure = m_incoming->store->error();
    return failure ? Result<void>(*failure) : Result<void>();
}

qint64 Replica::loadedRows() const
{
    return m_incoming ? m_incoming->rows : 0;
}

void Replica::abandonLoad()
{
    m_incoming.reset();
}

Result<void> Replica::finishLoad()
{
    auto incoming = std::exchange(m_incoming, nullptr);
    if (!incoming)
        return Error{ErrorCode::BadResponse, QStringLiteral("no snapshot has been received")};
    // An agreement may have come meanwhile.
    const bool isVoid = !mayFollow(incoming->header.agreed);
    if (isVoid && !m_detached) {
        return Error{ErrorCode::BadResponse,
                     QStringLiteral("the snapshot is older than the last agreement")};
    }
    OwnEdits edits;
    if (m_detached) {
        auto own = editsSinceDoubt();
        if (!own)
            return own.error();
        edits = *std::move(own);
    }
    MLD_TRY(commit());
    if (isVoid) {
        const SnapshotHeader header = incoming->header;
        incoming.reset(); // there is one at a time
        auto copy = copyBeside(header);
        if (!copy)
            return copy.error();
        incoming = *std::move(copy);
    }
    incoming->dataset.setPid(m_dataset.pid());
    const bool isRenewal = m_hasClock || m_detached;
    const auto rules = m_rules.fresh();
    // Before anybody looks at the data: rules and keys are found by the indexes that this makes.
    MLD_TRY(incoming->store->begin());
    forkmemory::carryOver(m_store, *incoming->store);
    if (!isVoid)
        incoming->dataset.endLoad();
    Replica next(*incoming->store, incoming->dataset, incoming->journal, *rules, m_config);
    Result<void> done = isVoid ? next.resumeUnder(*incoming->header.clock, *this, edits)
                               : next.succeed(*this, incoming->header, edits);
    if (done)
        done = next.commit();
    // A newcomer's app has shown nothing yet, and reads everything when the clone has started.
    std::optional<Change> change;
    if (done && isRenewal)
        change = differenceBetween(m_dataset, incoming->dataset);
    if (done)
        done = m_store.takeAll(*incoming->store);
    if (!done) {
        readRules(); // security followed the new data
        return done.error();
    }
    become(next);
    if (change) {
        change->ticks = m_time.ticks();
        m_changes.push_back(*std::move(change));
    }
    return {};
}

void Replica::become(Replica &next)
{
    m_dataset.reload();
    m_entryCount.reset();
    m_looseCount.reset();
    m_hasClock = true;
    const bool wasDetached = std::exchange(m_detached, std::nullopt).has_value();
    m_unverifiedSince.reset();
    m_time = next.m_time;
    m_seen = next.m_seen;
    m_agreed = next.m_agreed;
    for (OwnOperation &own : next.m_ownOperations)
        m_ownOperations.push_back(std::move(own));
    readRules();
    if (wasDetached && m_config.hasRejoined)
        m_config.hasRejoined();
}

Result<std::unique_ptr<Replica::Incoming>> Replica::copyBeside(const SnapshotHeader &header) const
{
    auto store = m_store.openBeside();
    if (!store)
        return store.error();
    MLD_TRY((*store)->takeAll(m_store));
    return std::make_unique<Incoming>(*std::move(store), m_dataset.pid(), header);
}

Result<void> Replica::succeed(const Replica &former, const SnapshotHeader &header, const OwnEdits &own)
{
    m_time = former.m_hasClock ? former.m_time : *header.clock;
    // Operations known here that the snapshot has not are applied again, or void: what T knew of them
    // must not show in later times, as causes that nobody has.
    const auto joined = m_time.withoutOthers().joined(header.gwc);
    if (!joined)
        return joined.error();
    MLD_TRY(m_store.begin());
    m_journal.setStart(m_time.ticks());
    m_time = *joined;
    m_seen = header.gwc;
    m_agreed = header.agreed;
    m_hasClock = true;
    m_areClocksChanged = true;

    m_dataset.succeed(former.m_dataset);
    // List indexes are each clone's own, and those of others may be wrong (semantics.md 8.1).
    m_dataset.applyEntailed(list::reindex(m_dataset));
    readRules();
    // A resolution is an own operation. Made between own ones that are still to be applied again, it
    // would make those look as if they had been: so all that is to be resolved comes after them.
    m_deferred.emplace();
    const Result<void> applied = applyAllAgain(former, header.gwc, own);
    const Patch resolution = takeDeferred();
    MLD_TRY(applied);
    // What came with an earlier snapshot is not in the journal. A peer that lacks such operations must
    // not replace the data: T knows them, so they would be taken for duplicates ever after.
    GlobalClock held = former.m_seen;
    if (former.m_detached)
        forgetOwner(former, held);
    const bool isRenewal = former.m_hasClock || former.m_detached;
    if (isRenewal && m_agreed == former.heldAgreement() && m_seen.anyLt(held)) {
        return Error{ErrorCode::BadResponse,
                     QStringLiteral("the snapshot lacks changes that are held here")};
    }
    if (resolution.isEmpty())
        return {};
    m_time = m_time.ticked();
    return makeResolution(resolution);
}

Result<void> Replica::applyAllAgain(const Replica &former, const GlobalClock &gwc, const OwnEdits &own)
{
    if (!former.m_hasClock && !former.m_detached)
        return {};
    const bool isGapless = m_agreed == former.heldAgreement();
    for (const SentEntry &entry : former.entriesToKeep(gwc)) {
        // What comes before it was taken over with an earlier snapshot, and neither the journal nor the new
        // one has it.
        if (isGapless && entry.message.prev > m_seen.ticksOf(entry.time).value_or(0)) {
            return Error{ErrorCode::BadResponse,
                         QStringLiteral("the snapshot lacks changes that are held here")};
        }
        MLD_TRY(applyAgain(entry));
    }
    return makeAgain(own);
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
