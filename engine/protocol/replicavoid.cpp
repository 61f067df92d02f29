// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Agreements: the part of Replica that takes operations back, and applies others again.
#include "constraint/graphread.h"
#include "protocol/agreement.h"
#include "protocol/changewatch.h"
#include "protocol/messagesecurity.h"
#include "protocol/replica.h"

#include <QSet>


namespace mld {

/// What was taken back for an agreement.
struct Replica::Voided
{
    std::vector<JournalEntry> known; ///< what the agreement knew, latest first: to be applied again
    Patch undone;                    ///< what taking back all of it has changed
};

namespace {

Error unavailable()
{
    return {ErrorCode::UpdatesUnavailable,
            QStringLiteral("an agreement rests on more than is remembered here")};
}

/// Of what was undone, that which is so still: constraints are to look at it again.
Patch stillUndone(Patch undone, const Graph &graph)
{
    std::erase_if(undone.deletes, [&](const Triple &triple) { return contains(graph, triple); });
    std::erase_if(undone.inserts, [&](const Triple &triple) { return !contains(graph, triple); });
    return undone;
}

} // namespace

Result<void> Replica::applyOverruling(const OperationMessage &message, const OperationTuple &tuple,
                                      const Operation &operation)
{
    const bool isResolving = !m_deferred;
    if (isResolving)
        m_deferred.emplace();
    ChangeWatch watch(m_dataset);
    auto voided = takeBackFor(tuple.time, watch);
    if (!voided)
        return voided.error();
    for (auto entry = voided->known.crbegin(); entry != voided->known.crend(); ++entry)
        MLD_TRY(repeat(*entry, watch));
    // What another agreement had voided here, or a fusion of which the agreement knew only part.
    const auto isLacking = agreement::lacksCauses(m_seen, tuple.time, message.prev);
    if (!isLacking)
        return isLacking.error();
    if (*isLacking)
        return unavailable();
    // What is void must not show in later times, as causes that nobody has.
    auto time = m_time.withoutOthers().joined(m_seen);
    if (time)
        time = time->joined(tuple.time);
    if (!time)
        return time.error();
    auto undo = applyContent(operation.content, tuple.time.hash(), authorOf(operation), watch);
    if (!undo)
        return undo.error();
    // Resolutions may be among what is void, and what they resolved may not.
    Patch again;
    MLD_TRY(m_rules.constraint().apply(m_dataset, stillUndone(std::move(voided->undone), m_dataset), again));
    defer(again);
    const DatasetChange entailed = m_dataset.applyEntailed(again);
    watch.note(entailed);

    m_time = time->ticked();
    qint64 ticks = m_time.ticks();
    MLD_TRY(recordRemote(message, tuple, operation, *undo + entailed.undo));
    if (isResolving) {
        const Patch resolution = takeDeferred();
        if (!resolution.isEmpty()) {
            MLD_TRY(makeResolution(resolution, &watch));
            ticks = m_time.ticks();
        }
    }
    Change difference = watch.difference();
    difference.ticks = ticks;
    difference.principalId = tuple.principalId;
    difference.agreement = operation.agreed->proof;
    show(std::move(difference));
    return {};
}

Result<Replica::Voided> Replica::takeBackFor(const TreeClock &time, ChangeWatch &watch)
{
    // What the agreement knew may lie among what it did not, and have had less effect for that: so all
    // is undone, in order, and what it knew is applied again, at the ticks that it had.
    Voided voided;
    while (time.anyLt(m_seen)) {
        auto entry = m_journal.last();
        const bool isVoid = entry && time.anyLt(entry->time);
        if (!entry || (entry->isAgreement && !isVoid))
            return unavailable();
        MLD_TRY(takeBack(*std::move(entry), isVoid, watch, voided));
    }
    return voided;
}

Result<void> Replica::takeBack(JournalEntry entry, bool isVoid, ChangeWatch &watch, Voided &voided)
{
    MLD_TRY(watch.beforeUndo(entry.undo));
    const auto undone = m_dataset.undo(entry.undo);
    if (!undone)
        return undone.error();
    watch.note(*undone);
    Patch patch;
    patch.deletes = undone->deletes;
    patch.inserts = undone->inserts;
    followRules(patch);
    m_journal.removeLast();
    m_dataset.journalRewound(entry.tick);
    if (isVoid)
        MLD_TRY(noteVoided(entry));
    else
        voided.known.push_back(std::move(entry));
    voided.undone.deletes.insert(voided.undone.deletes.end(), patch.deletes.cbegin(), patch.deletes.cend());
    voided.undone.inserts.insert(voided.undone.inserts.end(), patch.inserts.cbegin(), patch.inserts.cend());
    return {};
}

Result<void> Replica::takeBackDoubted()
{
    const TreeClock agreed = sharedAgreement();
    const qint64 since = m_unverifiedSince.value_or(m_time.ticks());
    ChangeWatch watch(m_dataset); // what has changed in the end is found by comparing
    Voided doubted;
    for (auto entry = m_journal.last(); entry && entry->tick > since; entry = m_journal.last()) {
        const bool isDoubted = !isShared(*entry);
        MLD_TRY(takeBack(*std::move(entry), isDoubted, watch, doubted));
    }
    for (auto entry = doubted.known.crbegin(); entry != doubted.known.crend(); ++entry)
        MLD_TRY(repeat(*entry, watch));
    m_agreed = agreed;
    return {};
}

Result<void> Replica::noteVoided(const JournalEntry &entry)
{
    const auto before = entry.time.ticked(entry.prevTick);
    if (!before)
        return before.error();
    // Who broke the rules is shut out for good, whatever becomes of what they did before.
    return m_seen.setDespiteVoids(*before, m_seen.isBlocked(entry.time) ? blockedTid : entry.prevTid);
}

Result<void> Replica::repeat(const JournalEntry &entry, ChangeWatch &watch)
{
    const auto tuple = decodeTuple(entry.enc, m_context);
    if (!tuple)
        return tuple.error();
    const auto plain = unsealOperation(m_security, *tuple);
    if (!plain)
        return plain.error();
    const auto operation = decodeOperation(*plain, m_context);
    if (!operation)
        return operation.error();
    // It was judged when it came first; and if it is an own one, the ticks in its texts are restored.
    auto undo = applyContent(operation->content, entry.tid, Author::Self, watch);
    if (!undo)
        return undo.error();
    JournalEntry again = entry;
    again.undo = *std::move(undo);
    m_journal.append(again);
    return {};
}

Result<QByteArray> Replica::applyContent(const OperationContent &content, const Tid &tid, Author author,
                                         ChangeWatch &watch)
{
    const Patch remote = m_dataset.preview(content);
    Patch resolution;
    MLD_TRY(m_rules.constraint().apply(m_dataset, remote, resolution));
    watch.beforeRemote(content);
    const auto change = m_dataset.applyRemote(content, tid, author);
    if (!change)
        return change.error();
    watch.note(*change);
    defer(resolution);
    const DatasetChange entailed = m_dataset.applyEntailed(resolution);
    watch.note(entailed);
    Patch patch;
    patch.deletes = change->deletes;
    patch.inserts = change->inserts;
    followRules(patch);
    return QByteArray(change->undo + entailed.undo);
}

void Replica::defer(const Patch &resolution)
{
    m_deferred->deletes.insert(m_deferred->deletes.end(), resolution.deletes.cbegin(),
                               resolution.deletes.cend());
    m_deferred->inserts.insert(m_deferred->inserts.end(), resolution.inserts.cbegin(),
                               resolution.inserts.cend());
    m_deferred->newTexts.insert(resolution.newTexts);
    m_deferred->newBinaries.insert(resolution.newBinaries);
}

Patch Replica::takeDeferred()
{
    // What one operation called for, a later one may have done, or made needless.
    Patch resolution = *std::exchange(m_deferred, std::nullopt);
    QSet<Triple> handled;
    const auto isNeedless = [&](const Triple &triple, bool isInsert) {
        const bool isRepeated = handled.contains(triple);
        handled.insert(triple);
        return isRepeated || contains(m_dataset, triple) == isInsert;
    };
    std::erase_if(resolution.deletes, [&](const Triple &triple) { return isNeedless(triple, false); });
    std::erase_if(resolution.inserts, [&](const Triple &triple) { return isNeedless(triple, true); });
    return resolution;
}

} // namespace mld
