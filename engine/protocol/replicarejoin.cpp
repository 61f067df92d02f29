// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// A clock that is given up, and what was written under it: the part of Replica that makes a store which was
// copied, restored or rolled back a new member of the domain (design.md 2, rule 8).
#include "constraint/graphread.h"
#include "protocol/graphdifference.h"
#include "protocol/history.h"
#include "protocol/messagesecurity.h"
#include "protocol/replica.h"
#include "rdf/vocabulary.h"
#include "text/textoperation.h"

#include <QSet>

#include <algorithm>
#include <limits>

namespace mld {

namespace {

/// Whether any of `authors` is among those who put characters into a text with this operation. One that
/// cannot be read is nobody's: it is refused where it is applied.
bool isBy(const ContentUpdate &update, const QString &author)
{
    const auto operation = TextOperation::fromMsgPack(update.operation);
    return operation && operation->authors().contains(author);
}

/// The splice that does to `now` what made `before` into `after`: where others have changed the same
/// place, what they wrote stays, and what was written here follows it.
Splice carriedOver(const QString &before, const QString &after, const QString &now)
{
    Splice own = spliceBetween(before, after);
    const Splice theirs = spliceBetween(before, now);
    if (own == theirs)
        return {};
    if (own.index + own.deleteCount <= theirs.index)
        return own;
    if (own.index >= theirs.index + theirs.deleteCount) {
        own.index += theirs.content.size() - theirs.deleteCount;
        return own;
    }
    return {theirs.index + theirs.content.size(), 0, own.content};
}

} // namespace

void Replica::noteStart(qint64 skipped)
{
    (void)m_store.begin(); // a failure shows at the commit
    if (!m_unverifiedSince)
        setUnverifiedSince(m_time.ticks());
    if (!m_isStored)
        return;
    if (auto later = m_time.ticked(m_time.ticks() + skipped))
        m_time = *std::move(later);
    m_areClocksChanged = true;
}

void Replica::noteVerified()
{
    if (m_unverifiedSince)
        setUnverifiedSince({});
}

void Replica::setUnverifiedSince(const std::optional<qint64> &tick)
{
    (void)m_store.begin(); // a failure shows at the commit
    m_unverifiedSince = tick;
    m_journal.setUnverifiedSince(tick);
}

bool Replica::isOutrunBy(const GlobalClock &gwc) const
{
    const qint64 known = gwc.ticksOf(m_time).value_or(0);
    if (known > m_time.ticks())
        return true;
    // An agreement may have taken back what others still know (wire.md 13).
    if (m_agreed != TreeClock::genesis())
        return false;
    if (known > publicTicks())
        return true;
    // What came before the journal cannot be looked up.
    if (known <= m_journal.start())
        return false;
    // Something was published at a tick that was not used here, or was used for something else.
    const Tid tid = gwc.tid(m_time);
    if (tid == blockedTid || tid.isEmpty())
        return false;
    const auto entry = m_journal.atOrBefore(known);
    return !entry || entry->tick != known || !isByOwner(*entry) || tid != entry->tid;
}

/// Takes what the owner of a clock that was given up has done out of what must not be lost: it is applied, or
/// made again.
void Replica::forgetOwner(const TreeClock &owner, GlobalClock &seen) const
{
    const auto known = owner.ticked(std::min(seen.ticksOf(owner).value_or(0), m_seen.ticksOf(owner).value_or(0)));
    if (!known || !seen.set(*known))
        seen = GlobalClock(); // it cannot be told apart
}

bool Replica::contradicts(const OperationMessage &message, const OperationTuple &tuple) const
{
    if (!m_unverifiedSince || !m_hasClock || tuple.time.ticks() <= *m_unverifiedSince || !isOwn(tuple.time))
        return false;
    const auto entry = m_journal.find(tuple.time.hash());
    if (!entry || !isByOwner(*entry))
        return true;
    if (!tuple.isFusion())
        return entry->enc != message.enc && !tuple.isSecured();
    // A peer has fused what was published before it was confirmed: the parts must be there.
    const auto history = contiguousHistory(m_journal, m_security, m_context, entry->tid, tuple.from,
                                           std::numeric_limits<qint64>::max());
    return !history || history->empty() || history->front().from > tuple.from;
}

TreeClock Replica::requestTime() const
{
    if (!m_unverifiedSince || !m_hasClock)
        return m_time;
    const auto back = m_time.ticked(*m_unverifiedSince);
    const auto again = back ? back->joined(m_time) : back;
    // Only if that does not reach behind a fork.
    return again && *again == m_time ? *back : m_time;
}

bool Replica::isByOwner(const JournalEntry &entry) const
{
    return entry.time.ticksOf(m_time).value_or(0) >= entry.tick;
}

void Replica::relinquishClock(ClockLoss why, const QString &formerPid, const QString &pid)
{
    m_hasClock = false;
    m_detached = Detachment{why == ClockLoss::Copied, formerPid, pid};
    (void)m_store.begin();
    m_journal.setDetachment(m_detached);
    // What was written before a copy was made is the original's, too.
    if (why == ClockLoss::Copied || !m_unverifiedSince)
        setUnverifiedSince(m_time.ticks());
    m_dataset.setPid(pid);
}

Result<Replica::OwnEdits> Replica::editsSinceDoubt()
{
    OwnEdits own;
    const qint64 since = m_unverifiedSince.value_or(std::numeric_limits<qint64>::max());
    QSet<Triple> merged;
    auto cursor = m_journal.entriesAfter(std::min(since, m_time.ticks()));
    while (const auto entry = cursor.next()) {
        if (!isByOwner(*entry))
            continue;
        auto operation = operationOf(*entry);
        if (!operation)
            return operation.error();
        for (const ContentUpdate &update : operation->content.updates) {
            if (isBy(update, m_detached->formerPid))
                merged.insert(update.triple);
        }
        own.operations.push_back(*std::move(operation));
    }
    for (const Operation &operation : own.operations) {
        for (const TripleTids &insert : operation.content.inserts) {
            const QString &id = insert.triple.object.text();
            if (const auto state = m_dataset.textState(insert.triple.object)) {
                own.states.insert(id, *state);
                merged.remove(insert.triple);
            }
        }
    }
    for (const Triple &triple : std::as_const(merged))
        own.texts.push_back({triple, {}, m_dataset.textOf(triple.object.text()).value_or(QString())});
    if (!own.texts.empty())
        MLD_TRY(readTextsBefore(since, own));
    return own;
}

Result<Operation> Replica::operationOf(const JournalEntry &entry) const
{
    const auto tuple = decodeTuple(entry.enc, m_context);
    if (!tuple)
        return tuple.error();
    const auto plain = unsealOperation(m_security, *tuple);
    if (!plain)
        return plain.error();
    return decodeOperation(*plain, m_context);
}

Result<void> Replica::readTextsBefore(qint64 since, OwnEdits &own)
{
    Store::Savepoint part(m_store); // all of this is undone
    std::vector<JournalEntry> others;
    qint64 tick = m_time.ticks();
    for (auto entry = m_journal.atOrBefore(tick); entry && entry->tick > since;
         entry = m_journal.atOrBefore(tick - 1)) {
        MLD_TRY(m_dataset.undo(entry->undo));
        tick = entry->tick;
        if (!isByOwner(*entry))
            others.push_back(*std::move(entry));
    }
    for (auto entry = others.crbegin(); entry != others.crend(); ++entry) {
        const auto operation = operationOf(*entry);
        if (!operation)
            return operation.error();
        MLD_TRY(m_dataset.applyRemote(operation->content, entry->tid, Author::OtherInSequence));
    }
    for (OwnEdits::Text &text : own.texts)
        text.before = m_dataset.textOf(text.triple.object.text()).value_or(QString());
    return {};
}

Result<void> Replica::makeAgain(const OwnEdits &own)
{
    QHash<Tid, Tid> renamed;
    QSet<QString> apart;
    for (const OwnEdits::Text &text : own.texts)
        apart.insert(text.triple.object.text());
    for (const Operation &operation : own.operations) {
        const TreeClock time = m_time.ticked();
        OperationContent content = operation.content;
        for (TripleTids &insert : content.inserts) {
            for (const Tid &tid : std::exchange(insert.tids, {}))
                renamed.insert(tid, time.hash());
            const QString &id = insert.triple.object.text();
            if (own.states.contains(id))
                content.states.insert(id, own.states.value(id));
        }
        for (TripleTids &deleted : content.deletes) {
            for (Tid &tid : deleted.tids)
                tid = renamed.value(tid, tid);
        }
        std::erase_if(content.updates, [&](const ContentUpdate &update) {
            const QString &id = update.triple.object.text();
            return apart.contains(id) || own.states.contains(id);
        });
        if (!content.isEmpty())
            MLD_TRY(makeAgain(content, time));
    }
    Patch patch;
    for (const OwnEdits::Text &text : own.texts) {
        const auto now = m_dataset.textOf(text.triple.object.text());
        const Splice splice = now ? carriedOver(text.before, text.after, *now) : Splice();
        if (splice != Splice() && contains(m_dataset, text.triple))
            patch.splices.push_back({text.triple, {splice}});
    }
    if (patch.splices.empty())
        return {};
    const TreeClock time = m_time.ticked();
    auto local = m_dataset.applyLocal(patch, time.hash());
    if (!local)
        return local.error();
    m_time = time;
    const auto made = makeOwn(local->content, time, local->change);
    return made ? Result<void>() : made.error();
}

Result<void> Replica::makeAgain(const OperationContent &content, const TreeClock &time)
{
    Patch resolution;
    MLD_TRY(m_rules.constraint().apply(m_dataset, m_dataset.preview(content), resolution));
    auto change = m_dataset.applyRemote(content, time.hash(), Author::Self);
    if (!change)
        return change.error();
    defer(resolution);
    m_time = time;
    const auto made = makeOwn(content, time, *change);
    return made ? Result<void>() : made.error();
}

} // namespace mld
