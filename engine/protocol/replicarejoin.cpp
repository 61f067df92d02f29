// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// A clock that is given up, and what was written under it: the part of Replica that makes a store which was
// copied, restored or rolled back a new member of the domain (design.md 2, rule 8).
#include "constraint/graphread.h"
#include "protocol/agreement.h"
#include "protocol/graphdifference.h"
#include "protocol/history.h"
#include "protocol/messagesecurity.h"
#include "protocol/replica.h"
#include "rdf/vocabulary.h"
#include "text/textoperation.h"

#include <QCryptographicHash>
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
    if (own == theirs || (own.deleteCount == 0 && own.content.isEmpty()))
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

/// The operations in doubt as they are to be made again here: under other TIDs, and with their texts renamed.
class Replica::Remaking
{
public:
    Remaking(const OwnEdits &own, const Dataset &dataset) : m_own(own), m_dataset(dataset)
    {
        for (const OwnEdits::Text &text : own.texts)
            m_merged.insert(text.triple.object.text());
    }

    OperationContent remake(const Operation &operation, const Tid &tid);
    /// The texts to be merged with what others have made of them.
    std::vector<OwnEdits::Text> texts() const;

private:
    bool isInserted(const Triple &triple) const { return m_own.states.contains(triple.object.text()); }
    void rename(Triple &triple, OperationContent *content);

    const OwnEdits &m_own;
    const Dataset &m_dataset;
    QHash<Tid, Tid> m_tids;
    QHash<QString, QString> m_names;
    QSet<QString> m_merged; ///< whose edits do not go out as they were made
    std::vector<Triple> m_met; ///< inserted in doubt, and in the domain all the same
};

OperationContent Replica::Remaking::remake(const Operation &operation, const Tid &tid)
{
    OperationContent content = operation.content;
    // Who has the text may have heard of it before the doubt began to show: it stays theirs, and is no news.
    std::erase_if(content.inserts, [this](const TripleTids &insert) {
        const bool isMet = isInserted(insert.triple) && contains(m_dataset, insert.triple);
        if (isMet)
            m_met.push_back(insert.triple);
        return isMet;
    });
    for (TripleTids &insert : content.inserts) {
        for (const Tid &own : std::exchange(insert.tids, {}))
            m_tids.insert(own, tid);
        if (isInserted(insert.triple))
            rename(insert.triple, &content);
    }
    for (TripleTids &deleted : content.deletes) {
        for (Tid &own : deleted.tids)
            own = m_tids.value(own, own);
        rename(deleted.triple, nullptr);
    }
    std::erase_if(content.updates, [this](const ContentUpdate &update) {
        return m_merged.contains(update.triple.object.text()) || isInserted(update.triple);
    });
    return content;
}

/// Elsewhere a text of this name may be held in another state, even where it is not shown, and would then
/// stay so: what is in this one goes into a new text.
void Replica::Remaking::rename(Triple &triple, OperationContent *content)
{
    const QString id = triple.object.text();
    auto name = m_names.find(id);
    if (name == m_names.end()) {
        if (!content || !isInserted(triple))
            return;
        const QByteArray unique = (id + u' ' + m_dataset.pid()).toUtf8();
        const QByteArray digest = QCryptographicHash::hash(unique, QCryptographicHash::Sha1).toHex();
        name = m_names.insert(id, u'c' + QString::fromLatin1(digest));
    }
    triple.object = Term::literal(*name, triple.object.datatype());
    if (content) {
        content->states.remove(id);
        content->states.insert(*name, m_own.states.value(id));
    }
}

std::vector<Replica::OwnEdits::Text> Replica::Remaking::texts() const
{
    std::vector<OwnEdits::Text> texts = m_own.texts;
    for (const Triple &triple : m_met) {
        const QString id = triple.object.text();
        const QString now = m_dataset.textOf(id).value_or(QString());
        const QString own = m_own.contents.value(id);
        // Nobody can tell what both had before: as much as they have in common at both ends.
        const Splice difference = spliceBetween(now, own);
        texts.push_back({triple, QString(now).remove(difference.index, difference.deleteCount), own});
    }
    return texts;
}

Result<void> Replica::makeAgain(const OwnEdits &own)
{
    Remaking remaking(own, m_dataset);
    for (const Operation &operation : own.operations) {
        const TreeClock time = m_time.ticked();
        const OperationContent content = remaking.remake(operation, time.hash());
        if (!content.isEmpty())
            MLD_TRY(makeAgain(content, time));
    }
    Patch patch;
    for (const OwnEdits::Text &text : remaking.texts()) {
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
