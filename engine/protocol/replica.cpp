// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/replica.h"

#include "protocol/agreement.h"
#include "protocol/changewatch.h"
#include "protocol/forkmemory.h"
#include "protocol/history.h"
#include "protocol/incomingsnapshot_p.h"
#include "protocol/messagesecurity.h"
#include "protocol/snapshotsource.h"
#include "rdf/vocabulary.h"

#include <QSet>

#include <algorithm>

namespace mld {

namespace {

/// Adds the texts that no operation inserted, and that show again, since one which hid them has gone
/// (semantics.md 12.6).
void addReturned(const Patch &remote, const Patch &resolution, const DatasetChange &change, Patch &event)
{
    QSet<Triple> known(remote.inserts.cbegin(), remote.inserts.cend());
    for (const Triple &triple : resolution.deletes)
        known.insert(triple);
    for (const Triple &triple : change.inserts) {
        if (!known.contains(triple))
            event.inserts.push_back(triple);
    }
}

/// A remote operation and its resolution as an event (semantics.md 6). `combined` was worked out
/// before, from what the operation says; `change` is what it then did, which is something else where
/// texts compete.
Patch eventPatch(const Patch &remote, const Patch &combined, const Patch &resolution,
                 const DatasetChange &change)
{
    QSet<Triple> shown(change.inserts.cbegin(), change.inserts.cend());
    for (const Triple &triple : resolution.inserts)
        shown.insert(triple);
    Patch event = combined;
    std::erase_if(event.inserts, [&](const Triple &triple) { return !shown.contains(triple); });

    QSet<Triple> known(event.deletes.cbegin(), event.deletes.cend());
    for (const auto *side :
         {&std::as_const(event.inserts), &resolution.inserts, &resolution.entailedInserts}) {
        for (const Triple &triple : *side)
            known.insert(triple);
    }
    for (const Triple &triple : change.deletes) {
        if (!known.contains(triple))
            event.deletes.push_back(triple);
    }
    addReturned(remote, resolution, change, event);
    event.splices = change.splices;
    return event;
}

/// Whether more was done than was asked for, so that an app which repeats what it asked for would not
/// have the text: an emoji that was cut in two, or half of one in the content. An index or a count
/// beyond the end says the same to everyone, and stays as it was given (semantics.md 6).
bool isOtherThanAsked(const Splice &asked, const Splice &done)
{
    if (done == Splice() || asked.index == Splice::end)
        return false;
    const bool isWidened = done.deleteCount > asked.deleteCount
            || (done.deleteCount > 0 && done.index < asked.index);
    const bool isMoved = done.deleteCount == 0 && done.index == asked.index - 1;
    return isWidened || isMoved || done.content != asked.content;
}

/// Puts the splices that were done in place of those asked for, where that makes a difference.
void sayWhatWasDone(std::vector<TextSplices> &asked, const std::vector<TextSplices> &done)
{
    for (TextSplices &text : asked) {
        const auto found = std::find_if(done.cbegin(), done.cend(), [&](const TextSplices &other) {
            return other.triple == text.triple;
        });
        if (found == done.cend() || found->splices.size() != text.splices.size())
            continue;
        for (size_t i = 0; i < text.splices.size(); ++i) {
            if (isOtherThanAsked(text.splices[i], found->splices[i]))
                text.splices[i] = found->splices[i];
        }
    }
}

bool isEventEmpty(const Patch &patch)
{
    return patch.isEmpty() && patch.entailedDeletes.empty() && patch.entailedInserts.empty();
}

/// Whether an error is of the kind for which an author is shut out (wire.md 8.4).
bool isBreachOfRules(const Error &error)
{
    const int status = error.status().value_or(0);
    return status >= 4000 && status < 5000 && error.code != ErrorCode::UpdatesUnavailable;
}

} // namespace

Replica::Replica(Store &store, Dataset &dataset, Journal &journal, DomainRules &rules,
                 const ReplicaConfig &config)
    : m_store(store), m_dataset(dataset), m_journal(journal), m_rules(rules),
      m_context(config.domain), m_config(config),
      m_security(config.security ? *config.security : m_noSecurity)
{
    readRules();
    if (const auto time = journal.time()) {
        m_isStored = true;
        m_unverifiedSince = journal.unverifiedSince();
        m_detached = journal.detachment();
        m_hasClock = !m_detached;
        m_time = *time;
        m_seen = journal.globalClock();
        m_agreed = journal.lastAgreement();
    }
}

Replica::~Replica() = default;

qint64 Replica::publicTicks() const
{
    return m_seen.ticksOf(m_time).value_or(0);
}

bool Replica::canServe(const TreeClock &time) const
{
    const auto known = time.ticksOf(m_time);
    if (!known)
        return false;
    const auto base = m_journal.base();
    return base ? !time.anyLt(*base) : *known >= m_journal.start();
}

bool Replica::isBehind(const TreeClock &time) const
{
    // Its own ticks do not count: most of them are internal.
    const auto back = time.ticked(std::min(m_seen.ticksOf(time).value_or(0), time.ticks()));
    if (!back)
        return false;
    const auto again = back->joined(time);
    // If that reached behind a fork, what its process was forked from has gone further than is known here.
    return !again || *again != time || (m_seen.anyLt(*back) && !m_seen.tids().contains(blockedTid));
}

bool Replica::isBehind(const GlobalClock &gwc) const
{
    // The operations of one who is shut out here stay missing, and so do those that are void here and not
    // yet there.
    return m_seen.anyLt(gwc) && !gwc.anyLt(m_agreed) && !m_seen.tids().contains(blockedTid);
}

void Replica::becomeGenesis()
{
    m_hasClock = true;
    m_time = TreeClock::genesis();
    m_seen = GlobalClock();
    m_agreed = TreeClock::genesis();
    m_journal.reset(m_time, m_seen, m_agreed, 0);
}

Arrival Replica::judge(const OperationTuple &tuple, qint64 prev) const
{
    const TreeClock &time = tuple.time;
    const qint64 seen = m_time.ticksOf(time).value_or(0);
    if (time.ticks() <= seen)
        return Arrival::Known;
    if (m_seen.isBlocked(time))
        return Arrival::Ignored;
    // Before gaps are looked for: what an agreement has overruled leaves gaps that nobody will fill.
    if (isOverruled(tuple))
        return Arrival::Ignored;
    if (m_time.anyNonIdLt(time))
        return Arrival::Early;
    // Its author has seen more of this clone than this clone knows itself, or took itself for it: the
    // clock is in use elsewhere, or somebody lies. A recovery tells which.
    if (time.ticksOf(m_time).value_or(0) > m_time.ticks())
        return Arrival::Gap;
    if (prev > seen)
        return Arrival::Gap;
    return Arrival::Applied;
}

bool Replica::isOverruled(const OperationTuple &tuple) const
{
    if (!tuple.time.anyLt(m_agreed))
        return false;
    const auto agreed = agreement::timeOf(tuple);
    return !agreed || !agreement::prevails(*agreed, m_agreed);
}

std::optional<OperationMessage> Replica::lastAgreement() const
{
    auto entry = m_journal.find(m_agreed.hash());
    if (!entry || !entry->isAgreement)
        return std::nullopt;
    return OperationMessage{entry->prevTick, std::move(entry->enc), std::move(entry->attr)};
}

bool Replica::overrules(const OperationTuple &tuple) const
{
    return tuple.agreed && tuple.time.anyLt(m_agreed) && !isOverruled(tuple);
}

bool Replica::isOwn(const TreeClock &time) const
{
    return time.isOf(m_time);
}

Author Replica::authorOf(const Operation &operation) const
{
    if (isOwn(operation.time))
        return Author::Self;
    return operation.from < operation.time.ticks() ? Author::OtherInSequence : Author::Other;
}

void Replica::readRules()
{
    m_rules.read(m_dataset);
    m_security.read(m_dataset);
}

void Replica::followRules(const Patch &patch)
{
    m_rules.follow(m_dataset, patch);
    m_security.follow(m_dataset, patch);
}

Result<Arrival> Replica::apply(const OperationMessage &message, const OperationTuple &tuple)
{
    const TreeClock time = m_time;
    const GlobalClock seen = m_seen;
    const TreeClock agreed = m_agreed;
    const size_t own = m_ownOperations.size();
    const size_t changes = m_changes.size();
    const auto plain = unsealOperation(m_security, tuple);
    if (!plain)
        return plain.error();
    MLD_TRY(verifyOperation(m_security, message, tuple, *plain, m_context));

    Store::Savepoint savepoint(m_store);
    Result<void> done = applyInTransaction(message, *plain);
    if (done)
        done = savepoint.release();
    if (done)
        return Arrival::Applied;

    savepoint.giveUp(); // the rules are to be read from what was there before
    m_time = time;
    m_seen = seen;
    m_agreed = agreed;
    m_deferred.reset();
    m_ownOperations.erase(m_ownOperations.begin() + qsizetype(own), m_ownOperations.end());
    m_changes.erase(m_changes.begin() + qsizetype(changes), m_changes.end());
    readRules();
    if (!isBreachOfRules(done.error()) || !isSound())
        return done.error();
    const auto known = tuple.time.withTicks(m_seen.ticksOf(tuple.time).value_or(0), tuple.time);
    if (!known)
        return known.error();
    MLD_TRY(noteSeen(*known, blockedTid));
    m_areClocksChanged = true;
    return Arrival::Ignored;
}

Result<Operation> Replica::decode(const OperationTuple &tuple) const
{
    auto operation = decodeOperation(tuple, m_context);
    if (!operation || !tuple.isFusion())
        return operation;
    const qint64 seen = m_seen.ticksOf(tuple.time).value_or(0);
    if (seen < tuple.from)
        return operation;
    return cutSeen(m_journal, m_security, m_context, *operation, seen);
}

Result<void> Replica::applyInTransaction(const OperationMessage &message,
                                         const OperationTuple &tuple)
{
    auto operation = decode(tuple);
    if (!operation)
        return operation.error();
    OperationMessage kept = message;
    if (operation->from != tuple.from) {
        const auto cutTuple = encodeOperation(*operation, m_context);
        if (!cutTuple)
            return cutTuple.error();
        // The author's signature was for other bytes.
        auto own = sealOperation(m_security, message.prev, *cutTuple, m_context);
        if (!own)
            return own.error();
        kept = std::move(*own);
    }
    MLD_TRY(testAuthority(*operation));
    if (operation->agreed && operation->time.anyLt(m_seen))
        return applyOverruling(kept, tuple, *operation);
    auto joined = m_time.joined(tuple.time);
    if (!joined)
        return joined.error();
    const Tid tid = tuple.time.hash();

    const Patch remote = m_dataset.preview(operation->content);
    Patch resolution;
    MLD_TRY(m_rules.constraint().apply(m_dataset, remote, resolution));
    const Patch combined = combinedChange(m_dataset, remote, resolution);
    Change event = describe(combined);
    event.principalId = tuple.principalId;
    if (operation->agreed)
        event.agreement = operation->agreed->proof;

    auto change = m_dataset.applyRemote(operation->content, tid, authorOf(*operation));
    if (!change)
        return change.error();
    // The first tick is for the operation, the second for a resolution, if there is one (wire.md 3.4).
    m_time = joined->ticked();
    event.ticks = m_time.ticks();
    event.patch = eventPatch(remote, combined, resolution, *change);
    const bool isResolving = !resolution.isEmpty() && !m_deferred;
    if (!isResolving)
        change->undo += m_dataset.applyEntailed(resolution).undo;
    if (m_deferred)
        defer(resolution);
    MLD_TRY(recordRemote(kept, tuple, *operation, change->undo));
    if (isResolving) {
        MLD_TRY(makeResolution(resolution));
        event.ticks = m_time.ticks();
    }
    show(std::move(event));
    return {};
}

Result<void> Replica::testAuthority(const Operation &operation) const
{
    // What is applied again has been tested before.
    if (!m_rules.haveAuthority() || m_deferred)
        return {};
    Patch remote = m_dataset.preview(operation.content);
    for (const ContentUpdate &update : operation.content.updates)
        remote.splices.push_back({update.triple, {}});
    // An agreement, too, by the data as they are: what it may rest on was agreed before.
    return m_rules.testAuthority(m_dataset, remote, operation.principalId, operation.agreed.has_value());
}

Result<void> Replica::recordRemote(const OperationMessage &message, const OperationTuple &tuple,
                                   const Operation &operation, const QByteArray &undo)
{
    record(message, tuple.time, undo, operation.agreed.has_value());
    MLD_TRY(noteSeen(tuple.time, tuple.time.hash()));
    if (operation.agreed) {
        const auto agreed = agreement::timeOf(tuple);
        if (!agreed)
            return agreed.error();
        m_agreed = *agreed;
    }
    m_time = m_time.ticked();
    m_areClocksChanged = true;
    return {};
}

Result<> Replica::noteSeen(const TreeClock &time, const Tid &tid)
{
    // Only where there was an agreement may a clock that seems to be of another domain be right.
    return m_agreed.deepTicks() == 0 ? m_seen.set(time, tid) : m_seen.setDespiteVoids(time, tid);
}

Result<void> Replica::makeResolution(const Patch &resolution, ChangeWatch *watch)
{
    if (watch)
        watch->beforeLocal(resolution);
    auto local = m_dataset.applyLocal(resolution, m_time.hash());
    if (!local)
        return local.error();
    if (watch)
        watch->note(local->change);
    auto own = makeOwn(local->content, m_time, local->change);
    if (!own)
        return own.error();
    m_ownOperations.push_back(std::move(*own));
    return {};
}

void Replica::show(Change event)
{
    if (isEventEmpty(event.patch))
        return;
    // As they are now: the event may be looked at when more has happened.
    for (const auto *inserts : {&event.patch.inserts, &event.patch.entailedInserts}) {
        for (const Triple &triple : *inserts) {
            const Term &object = triple.object;
            if (object.datatype() != iris::text)
                continue;
            if (auto text = m_dataset.textOf(object.text()))
                event.patch.newTexts.insert(object.text(), *std::move(text));
        }
    }
    followRules(event.patch);
    m_changes.push_back(std::move(event));
}

void Replica::record(const OperationMessage &message, const TreeClock &time, const QByteArray &undo,
                     bool isAgreement)
{
    JournalEntry entry;
    entry.tick = m_time.ticks();
    entry.tid = time.hash();
    entry.prevTick = m_seen.ticksOf(time).value_or(0);
    entry.prevTid = m_seen.tid(time);
    entry.time = time;
    entry.enc = message.enc;
    entry.attr = message.attr;
    entry.undo = undo;
    entry.isAgreement = isAgreement;
    m_journal.append(entry);
    for (auto *count : {&m_entryCount, &m_looseCount}) {
        if (*count)
            ++**count;
    }
}

Result<OwnOperation> Replica::makeOwn(const OperationContent &content, const TreeClock &time,
                                      const DatasetChange &change, const QByteArray &agreement, qint64 most)
{
    OperationTuple tuple;
    tuple.from = time.ticks();
    tuple.time = time;
    tuple.principalId = m_config.principalId;
    if (!agreement.isEmpty())
        tuple.agreed = Agreement{time.ticks(), agreement};
    MLD_TRY(packContent(tuple, content, m_context));
    auto sealedMessage = sealOperation(m_security, publicTicks(), tuple, m_context);
    if (!sealedMessage)
        return sealedMessage.error();
    const OperationMessage &message = *sealedMessage;
    if (m_config.maxOperationSize > 0 && message.size() > m_config.maxOperationSize) {
        return Error{ErrorCode::DeltaTooBig,
                     QStringLiteral("the change takes %1 bytes, of at most %2")
                             .arg(message.size())
                             .arg(m_config.maxOperationSize)};
    }
    QByteArray payload = encodeMessage(message);
    // In the journal, it would keep all that follows it from the others for good. An answer to a revup adds to it.
    constexpr qint64 wrapping = 64;
    if (most > 0 && payload.size() + wrapping > most) {
        return Error{ErrorCode::TooLargeForService,
                     QStringLiteral("the change takes %1 bytes, and the messaging service takes at most %2 at a "
                                    "time: write it in smaller pieces")
                             .arg(payload.size())
                             .arg(most)};
    }
    record(message, time, change.undo, tuple.agreed.has_value());
    MLD_TRY(noteSeen(time, time.hash()));
    if (tuple.agreed)
        m_agreed = time;
    m_areClocksChanged = true;
    return OwnOperation{time.ticks(), std::move(payload)};
}

Result<void> Replica::checkTerms(const std::vector<Triple> &inserts) const
{
    if (m_maxTerm <= 0)
        return {};
    for (const Triple &triple : inserts) {
        for (const Term *term : {&triple.subject, &triple.predicate, &triple.object}) {
            if (term->text().size() > m_maxTerm) {
                return Error{ErrorCode::TooLargeForService,
                             QStringLiteral("a value has %1 characters, and the messaging service's own copy takes at "
                                            "most %2: write it as several values, or as shared text")
                                     .arg(term->text().size())
                                     .arg(m_maxTerm)};
            }
        }
    }
    return {};
}

Result<void> Replica::write(const Patch &patch, const QByteArray &agreement)
{
    MLD_TRY(checkTerms(patch.inserts));
    const GlobalClock seen = m_seen;
    const TreeClock agreed = m_agreed;
    wasteTick();
    // Such a service has a clone of the reference, which ends when it serves a newcomer who comes after several edits of
    // one text without a gap between them (wire.md, T4).
    if (m_maxTerm > 0 && !patch.splices.empty())
        wasteTick();
    if (patch.isEmpty())
        return {};
    Change event = describe(patch);
    event.isLocal = true;
    event.principalId = m_config.principalId;
    event.agreement = agreement;
    event.ticks = m_time.ticks();

    Store::Savepoint savepoint(m_store);
    auto local = m_dataset.applyLocal(patch, m_time.hash());
    if (!local)
        return local.error();
    auto own = makeOwn(local->content, m_time, local->change, agreement, m_maxMessage);
    Result<void> done = own ? savepoint.release() : Result<void>(own.error());
    if (!done) {
        m_seen = seen;
        m_agreed = agreed;
        return done.error();
    }
    m_ownOperations.push_back(std::move(*own));
    event.patch = patch;
    sayWhatWasDone(event.patch.splices, local->change.splices);
    show(std::move(event));
    return {};
}

void Replica::wasteTick()
{
    m_time = m_time.ticked();
    m_areClocksChanged = true;
}

Change Replica::describe(const Patch &patch) const
{
    Change change;
    for (const auto *side : {&patch.deletes, &patch.entailedDeletes}) {
        for (const Triple &triple : *side) {
            const Term &object = triple.object;
            if (object.datatype() == iris::text) {
                if (const auto text = m_dataset.textOf(object.text()))
                    change.oldTexts.insert(object.text(), *text);
            } else if (object.datatype() == iris::xsdBase64Binary) {
                if (const auto bytes = m_dataset.binaryOf(object.text()))
                    change.oldBinaries.insert(object.text(), *bytes);
            }
        }
    }
    return change;
}

Result<void> Replica::commit()
{
    // A newcomer has no clock that might be kept.
    if (m_areClocksChanged && (m_hasClock || m_detached)) {
        m_journal.setTime(m_time);
        m_journal.setGlobalClock(m_seen);
        m_journal.setLastAgreement(m_agreed);
    }
    MLD_TRY(m_store.commit());
    m_areClocksChanged = false;
    return {};
}

std::vector<SentEntry> Replica::entriesAfter(qint64 tick, int limit) const
{
    std::vector<SentEntry> entries;
    auto cursor = m_journal.entriesAfter(tick);
    while (int(entries.size()) < limit) {
        auto entry = cursor.next();
        if (!entry)
            break;
        OperationMessage message{entry->prevTick, std::move(entry->enc), std::move(entry->attr)};
        entries.push_back({entry->tick, std::move(entry->time), std::move(message)});
    }
    return entries;
}

bool Replica::takeForkRequest(const QString &requester, const QString &messageId)
{
    return m_store.begin() && forkmemory::take(m_store, requester, messageId);
}

Result<TreeClock> Replica::forkForNewcomer()
{
    // What is private to this process, its internal ticks, must not become the newcomer's history.
    // Nor may it be older than another newcomer's, though what was public then has been voided: the two
    // would have one identity.
    const qint64 own = m_time.ticks();
    const auto rewound = m_time.ticked(std::max(publicTicks(), m_time.inheritedTicks()));
    if (!rewound)
        return rewound.error();
    const auto fork = rewound->forked();
    if (!fork)
        return fork.error();
    const auto left = fork->left.ticked(own);
    if (!left)
        return left.error();
    m_time = *left;
    m_areClocksChanged = true;
    return fork->right;
}

Result<std::unique_ptr<SnapshotSource>> Replica::snapshot(int triplesInMessage)
{
    MLD_TRY(commit());
    // Of more than that nobody needs to know how many there are, and to count them would take its time.
    constexpr qint64 maxCounted = 200'000;
    Store::Query query(m_store, "SELECT count(*) FROM (SELECT 1 FROM quad LIMIT 200000)");
    const qint64 rows = query.next() ? query.integer(0) : 0;
    return std::make_unique<SnapshotSource>(m_dataset.snapshot(), m_journal, m_seen, m_security, m_context,
                                            triplesInMessage, rows < maxCounted ? rows : 0);
}

} // namespace mld
