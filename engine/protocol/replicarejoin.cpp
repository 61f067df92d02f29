// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// A clock that is given up, and what was written under it: the part of Replica that makes a store which was
// copied, restored or rolled back a new member of the domain (design.md 2, rule 8).
#include "protocol/agreement.h"
#include "protocol/history.h"
#include "protocol/messagesecurity.h"
#include "protocol/replica.h"
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

} // namespace

void Replica::noteStart(qint64 skipped)
{
    (void)m_store.begin(); // a failure shows at the commit
    if (!m_unverifiedSince)
        setUnverifiedSince(publicTicks());
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
    m_journal.setUnverifiedSince(tick, m_agreed);
}

TreeClock Replica::sharedAgreement() const
{
    if (!m_unverifiedSince)
        return m_agreed;
    for (auto entry = m_journal.last(); entry && entry->tick > *m_unverifiedSince;
         entry = m_journal.atOrBefore(entry->tick - 1)) {
        if (!entry->isAgreement || !isShared(*entry))
            continue;
        const auto tuple = decodeTuple(entry->enc, m_context);
        const auto agreed = tuple ? agreement::timeOf(*tuple) : tuple.error();
        return agreed ? *agreed : m_agreed;
    }
    return m_journal.agreementBeforeDoubt().value_or(m_agreed);
}

bool Replica::isShared(const JournalEntry &entry) const
{
    return !m_unverifiedSince || entry.time.ticksOf(m_time).value_or(0) <= *m_unverifiedSince;
}

bool Replica::isOutrunBy(const GlobalClock &gwc) const
{
    const qint64 known = gwc.ticksOf(m_time).value_or(0);
    if (known > m_time.ticks())
        return true;
    // An agreement may have taken back what those who lack it still know, and forks may be of ticks that
    // are void (wire.md 13).
    const TreeClock agreed = sharedAgreement();
    const bool hasAgreed = agreed != TreeClock::genesis();
    if (hasAgreed && (gwc.anyLt(agreed) || known <= m_time.inheritedTicks()))
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

/// Takes what the owner of a clock that was given up has done since the doubt began out of what must not be
/// lost: it is made again. What its forks have in common, from before, is not its own alone.
void Replica::forgetOwner(const Replica &former, GlobalClock &seen) const
{
    const TreeClock &owner = former.m_time;
    const qint64 both = std::min(seen.ticksOf(owner).value_or(0), m_seen.ticksOf(owner).value_or(0));
    const qint64 shared = std::min(owner.inheritedTicks(), former.m_unverifiedSince.value_or(owner.ticks()));
    const auto known = owner.ticked(std::max(both, shared));
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

std::optional<JournalEntry> Replica::firstWithheld() const
{
    // Who has joined by a fork made since has a snapshot with it.
    if (!m_unverifiedSince || !isOwn(m_agreed) || m_agreed.ticks() <= *m_unverifiedSince
        || m_time.inheritedTicks() > *m_unverifiedSince) {
        return std::nullopt;
    }
    auto cursor = m_journal.entriesAfter(*m_unverifiedSince);
    auto entry = cursor.next();
    while (entry && !(entry->isAgreement && isByOwner(*entry)))
        entry = cursor.next();
    return entry;
}

GlobalClock Replica::told() const
{
    GlobalClock told = m_seen;
    if (const auto withheld = firstWithheld()) {
        const auto before = withheld->time.ticked(withheld->prevTick);
        if (before)
            (void)told.setDespiteVoids(*before, withheld->prevTid);
    }
    return told;
}

bool Replica::isTold(const JournalEntry &entry) const
{
    if (!m_unverifiedSince || entry.tick <= *m_unverifiedSince || !isByOwner(entry))
        return true;
    const auto withheld = firstWithheld();
    return !withheld || entry.tick < withheld->tick;
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
        setUnverifiedSince(publicTicks());
    m_dataset.setPid(pid);
}

Result<void> Replica::resumeUnder(const TreeClock &clock, const Replica &former, const OwnEdits &own)
{
    MLD_TRY(m_store.begin());
    m_dataset.succeed(former.m_dataset);
    m_deferred.emplace();
    MLD_TRY(takeBackDoubted());
    const auto joined = clock.withoutOthers().joined(m_seen);
    if (!joined)
        return joined.error();
    // Own ticks are the keys of the journal: what is there comes after all that the new clock inherits, and
    // before all that it will make.
    const qint64 later = std::max<qint64>(0, clock.ticks() - m_journal.start());
    const auto time = joined->ticked(std::max(clock.ticks(), m_time.ticks() + later));
    if (!time)
        return time.error();
    m_journal.moveTicks(later);
    m_dataset.ticksMoved(later);
    m_time = *time;
    m_hasClock = true;
    m_detached.reset();
    m_journal.setDetachment({});
    setUnverifiedSince({});
    m_areClocksChanged = true;
    const Result<void> made = makeAgain(own);
    const Patch resolution = takeDeferred();
    MLD_TRY(made);
    if (resolution.isEmpty())
        return {};
    m_time = m_time.ticked();
    return makeResolution(resolution);
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
                own.contents.insert(id, m_dataset.textOf(id).value_or(QString()));
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

} // namespace mld
