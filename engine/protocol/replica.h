// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clock/globalclock.h"
#include "clock/treeclock.h"
#include "codec/operation.h"
#include "dataset/dataset.h"
#include "journal/fusion.h"
#include "journal/journal.h"
#include "protocol/change.h"
#include "protocol/domainrules.h"
#include "protocol/recovery.h"
#include "protocol/transportsecurity.h"
#include "result.h"
#include "store/store.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace mld {

class ChangeWatch;
class SnapshotSource;

/// What becomes of an operation that has arrived (wire.md 8.1, 8.2).
enum class Arrival {
    Applied, ///< can be applied, or has been
    Known,   ///< was applied before
    Ignored, ///< is refused: its author is blocked, or an agreement has overruled it, or it is broken
    Early,   ///< others must come first, of other authors
    Gap      ///< one of the same author is missing
};

/// An operation of this clone's own, ready to be broadcast.
struct OwnOperation
{
    qint64 tick = 0;
    QByteArray payload;
};

/// A journal entry as it is sent to a peer.
struct SentEntry
{
    qint64 tick = 0; ///< the local tick at which it was applied
    TreeClock time;
    OperationMessage message;
};

/// Why a clone gives up its clock (design.md 2, rule 8).
enum class ClockLoss {
    Copied, ///< the store is a copy: the original has the clock, too
    Outrun  ///< a peer knows more of this clone than it does itself: the store has gone back in time
};

struct ReplicaConfig
{
    DomainName domain;
    CloneId cloneId;
    qint64 maxOperationSize = 0; ///< bytes; 0 for no limit
    /// Absolute IRI of who is responsible for what is written here; empty if nobody is named.
    QString principalId = {};
    /// Must outlive the replica. Without it, messages are not secured.
    TransportSecurity *security = nullptr;
    /// Called in the transaction in which a clone that gave up its clock has got another.
    std::function<void()> hasRejoined = {};
};

/// How many messages of an answer are sent as they were made, so that apps see each change of a short
/// absence. What follows is fused.
constexpr qint64 unfusedMessages = 100;

/// What is to be sent of the journal next.
struct Outgoing
{
    std::optional<OperationMessage> message; ///< nothing if what was looked at is not wanted
    qint64 tick = 0;      ///< the local tick up to which it covers the journal
    bool isOwn = false;   ///< made by this clone
    bool isAtEnd = false; ///< the journal has no more
};

/// The clone's copy of the domain with its clocks and its journal: applies operations, makes them,
/// and hands out what others ask for. Knows nothing of who is there or what is connected.
///
/// All changes are made in one transaction of the store, which commit() ends; nothing that
/// rests on a change may leave the clone before. A failed operation is undone alone. Once the store
/// has failed the replica is not sound: nothing more may be done with it.
class Replica
{
public:
    /// What it is given must outlive the replica; dataset and journal rest on `store`.
    Replica(Store &store, Dataset &dataset, Journal &journal, DomainRules &rules,
            const ReplicaConfig &config);
    ~Replica();

    const OperationContext &context() const { return m_context; }
    const CloneId &cloneId() const { return m_config.cloneId; }
    TransportSecurity &security() const { return m_security; }
    const Dataset &dataset() const { return m_dataset; }

    /// False for a newcomer that has not met the domain yet, and for one whose clock was given up.
    bool hasClock() const { return m_hasClock; }
    /// True if the clock was given up: there are data, and they can be changed, but nothing of it may be
    /// told to anybody until a snapshot has brought another clock.
    bool isDetached() const { return m_detached.has_value(); }
    /// T: the local time, with internal ticks. Only if hasClock() or isDetached().
    const TreeClock &time() const { return m_time; }
    /// W: the latest operation of each process.
    const GlobalClock &seen() const { return m_seen; }
    /// The time of the last agreement; genesis if there was none.
    const TreeClock &agreed() const { return m_agreed; }
    /// Own ticks of the latest own operation that others may know.
    qint64 publicTicks() const;
    /// The local tick after which the journal is complete.
    qint64 journalStart() const { return m_journal.start(); }
    /// Whether the journal has all that a holder of `time` lacks. More than the start must be looked at:
    /// a snapshot that was taken over brought others' operations that the journal has not.
    bool canServe(const TreeClock &time) const;
    /// True if a holder of `gwc` has operations that this clone lacks.
    bool isBehind(const GlobalClock &gwc) const;
    /// True if the holder of `time`, which is its local time, has seen operations of others that this
    /// clone lacks.
    bool isBehind(const TreeClock &time) const;
    /// False once the store has failed.
    bool isSound() const { return !m_store.error().has_value(); }

    /// Gives up the clock. `formerPid` is the name under which texts were written so far, `pid` the one
    /// from now on, which nobody ever had.
    void relinquishClock(ClockLoss why, const QString &formerPid, const QString &pid);
    /// The clone starts: from here on what it writes is in doubt, until noteVerified(). If the data were
    /// stored, `skipped` ticks, some random number, are left out: so that it shows if the store is put
    /// back and goes on from here twice, though both make the same number of operations.
    void noteStart(qint64 skipped);
    /// A peer has shown all that it knows of this clone, and nothing of it spoke against the clock.
    void noteVerified();
    bool isVerified() const { return !m_unverifiedSince; }
    /// The time to ask for a revup with: while in doubt, without the ticks since then, so that a peer which
    /// has operations of these sends them.
    TreeClock requestTime() const;
    /// W as it is told to those who ask what they have missed: while in doubt, without the agreements made since then,
    /// and what follows them. They would void what others do, and may have to be made again as what voids nothing.
    GlobalClock told() const;
    /// Whether an entry may go to those who ask: told() has it.
    bool isTold(const JournalEntry &entry) const;
    /// Whether this clone made an operation of its journal.
    bool isByOwner(const JournalEntry &entry) const;
    /// True for an operation under this clone's clock that it has not made, as far as it is in doubt.
    bool contradicts(const OperationMessage &message, const OperationTuple &tuple) const;
    /// True if `gwc`, the clock of a peer, shows that this clone's clock is in use elsewhere, or has gone on
    /// without what is stored here.
    bool isOutrunBy(const GlobalClock &gwc) const;
    /// Begins a new domain. Only without a clock.
    void becomeGenesis();

    /// What can be done with an operation now; changes nothing. Applied: apply() it.
    Arrival judge(const OperationTuple &tuple, qint64 prev) const;
    /// Whether the last agreement voids an operation.
    bool isOverruled(const OperationTuple &tuple) const;
    /// The message of the last agreement, if the journal has it.
    std::optional<OperationMessage> lastAgreement() const;
    /// Whether an operation is an agreement that is to be the last in place of the one that is, and that
    /// did not know that one: what it takes to apply it may have been ignored here.
    bool overrules(const OperationTuple &tuple) const;
    /// Applies an operation that judge() has approved, and resolves what constraints object to.
    /// UpdatesUnavailable for an agreement that overrules more than the journal holds; RequestRejected
    /// if nobody trusted vouches for it.
    Result<Arrival> apply(const OperationMessage &message, const OperationTuple &tuple);

    /// Makes a local write, which constraints have checked. With an `agreement`, a proof as MessagePack,
    /// all that is concurrent with it is void (wire.md 13). DeltaTooBig if its operation exceeds the
    /// limit; BadPattern for a splice that does not fit.
    Result<void> write(const Patch &patch, const QByteArray &agreement = {});
    /// A write was refused: it has taken its tick all the same (wire.md 3.4).
    void wasteTick();

    /// Own operations and changes since the last call, in order.
    std::vector<OwnOperation> takeOwnOperations() { return std::exchange(m_ownOperations, {}); }
    std::vector<Change> takeChanges() { return std::exchange(m_changes, {}); }

    /// Makes everything durable.
    Result<void> commit();

    /// Up to `limit` journal entries after a local tick.
    std::vector<SentEntry> entriesAfter(qint64 tick, int limit) const;
    /// The next message for one who has all wanted entries up to a local tick. Several operations that
    /// follow each other become one, if none of them edits texts: a fusion of edits of which an
    /// m-ld-js clone has some already would close it, and so would a fusion right after such an edit
    /// (wire.md 9, T40, T41). Looks at a bounded part of the
    /// journal.
    Outgoing nextOutgoing(qint64 after, const std::function<bool(const JournalEntry &)> &isWanted,
                          bool mayFuse) const;

    /// How many entries the journal has, about: it does not follow what is undone.
    qint64 journalCount() const;
    /// Drops the oldest entries of the journal, a few at a time, when there are more than `keep` (wire.md
    /// 21). A peer that has been away for longer takes a snapshot. To be called when nobody waits.
    Result<void> tidyJournal(qint64 keep);
    /// Whether packJournal() has enough to do that it is worth while.
    bool needsPacking() const;
    /// Makes the entries of the journal small, save the last `loose`, a thousand or so at a time; whether there
    /// may be more of them. To be called when nobody waits.
    Result<bool> packJournal(int loose = looseEntries);
    /// A step of what can wait: packs the journal, drops what of it nobody needs, and removes from the data what
    /// nothing refers to. Takes some milliseconds; whether there may be more to do. To be called when nobody waits.
    Result<bool> tidy();
    /// How many entries stay as they are, since they may be asked for soon, or taken back.
    static constexpr int looseEntries = 64;

    /// Notes that a newcomer's request is to be given a part of the clock, durably with that; false if it has been.
    bool takeForkRequest(const QString &requester, const QString &messageId);
    /// Divides the clock, and returns the newcomer's part (wire.md 3.5).
    Result<TreeClock> forkForNewcomer();
    /// All data as they are now, for a snapshot. Commits what is pending.
    Result<std::unique_ptr<SnapshotSource>> snapshot(int triplesInMessage);
    /// Whether a snapshot of someone whose last agreement is at `agreed` may take the place of the data.
    bool mayFollow(const TreeClock &agreed) const;
    /// Begins to take over a snapshot (wire.md 14.6). What comes of it is kept beside the data, which
    /// stay as they are, and can be changed, until it is whole.
    Result<void> beginLoad(const SnapshotHeader &header);
    /// A payload of the snapshot's data channel.
    Result<void> loadBatch(const QByteArray &payload);
    /// Applies again what the journal has and the snapshot has not (T38), and puts the snapshot in place of
    /// all data. On failure all is as before, if isSound(). Commits what is pending.
    /// If the clock was given up, and an agreement held here prevails over that of the snapshot, which is void
    /// then, only the new clock is taken from it.
    Result<void> finishLoad();
    /// Forgets what has come of a snapshot, if any.
    void abandonLoad();

    /// The most bytes that a message may have which is made here; 0 for no limit. A write that would need
    /// more is refused with TooLargeForService, save while it is not known who takes it.
    void setMaxMessage(qint64 bytes) { m_maxMessage = bytes; }
    /// The most UTF-16 units that a literal or an IRI may have which is written here; 0 for no limit. What has more
    /// is refused with TooLargeForService.
    void setMaxTerm(qint64 units) { m_maxTerm = units; }
    /// How many triples with their ids have come of the snapshot that is being received.
    qint64 loadedRows() const;

private:
    Result<void> checkTerms(const std::vector<Triple> &inserts) const;

    qint64 m_maxMessage = 0;
    qint64 m_maxTerm = 0;
    struct Voided;
    struct Incoming;
    class Remaking;

    bool mayBeginFusion(const JournalEntry &entry) const;
    std::optional<QByteArray> encFusion(qint64 first, const Tid &last, const std::vector<Operation> &run) const;
    /// Whether an operation is of this very process.
    bool isOwn(const TreeClock &time) const;
    Author authorOf(const Operation &operation) const;
    /// `tuple` without its seal.
    Result<void> applyInTransaction(const OperationMessage &message, const OperationTuple &tuple);
    /// What the data say about rules and security has changed, or may have.
    void readRules();
    void followRules(const Patch &patch);
    /// The operation of a tuple without seal, and of it what has not been applied yet.
    Result<Operation> decode(const OperationTuple &tuple) const;
    /// Refuses an operation whose principal may not make it (semantics.md 10.3, 10.4).
    Result<void> testAuthority(const Operation &operation) const;
    /// Notes that a remote operation was applied at this time, and takes the second tick for it.
    Result<void> recordRemote(const OperationMessage &message, const OperationTuple &tuple,
                              const Operation &operation, const QByteArray &undo);
    Result<> noteSeen(const TreeClock &time, const Tid &tid);
    /// Applies an agreement that voids operations applied here.
    Result<void> applyOverruling(const OperationMessage &message, const OperationTuple &tuple,
                                 const Operation &operation);
    Result<Voided> takeBackFor(const TreeClock &time, ChangeWatch &watch);
    /// Takes back the last entry of the journal.
    Result<void> takeBack(JournalEntry entry, bool isVoid, ChangeWatch &watch, Voided &voided);
    /// Takes back what is not shared.
    Result<void> takeBackDoubted();
    Result<void> noteVoided(const JournalEntry &entry);
    Result<void> repeat(const JournalEntry &entry, ChangeWatch &watch);
    /// Applies content and its entailments, for a change that is told of later; returns the undo data.
    Result<QByteArray> applyContent(const OperationContent &content, const Tid &tid, Author author,
                                    ChangeWatch &watch);
    Result<OwnOperation> makeOwn(const OperationContent &content, const TreeClock &time,
                                 const DatasetChange &change, const QByteArray &agreement = {}, qint64 most = 0);
    void record(const OperationMessage &message, const TreeClock &time, const QByteArray &undo,
                bool isAgreement);
    Change describe(const Patch &patch) const;
    void show(Change event);
    /// What was written under a clock that was given up, as far as it is in doubt, and must be made
    /// again under another.
    struct OwnEdits
    {
        /// A text whose edits use names that others may have used for other characters.
        struct Text
        {
            Triple triple;
            QString before; ///< as it would be without the edits
            QString after;
        };
        std::vector<Operation> operations; ///< in order
        QHash<QString, QByteArray> states; ///< of the texts that these have inserted, as they are now
        QHash<QString, QString> contents;  ///< of the same texts
        std::vector<Text> texts;
    };
    void setUnverifiedSince(const std::optional<qint64> &tick);
    std::optional<JournalEntry> firstWithheld() const;
    /// The last agreement that others may know: while in doubt, none of those made since then.
    TreeClock sharedAgreement() const;
    /// The one that a snapshot must have: if the clock was given up, others are made again as what they wrote.
    TreeClock heldAgreement() const;
    void forgetOwner(const Replica &former, GlobalClock &seen) const;
    /// False for what was made since the doubt began, which is made again if the clock is given up, and for what
    /// rests on that: its author has both.
    bool isShared(const JournalEntry &entry) const;
    Result<Operation> operationOf(const JournalEntry &entry) const;
    Result<OwnEdits> editsSinceDoubt();
    Result<void> readTextsBefore(qint64 since, OwnEdits &own);
    Result<void> makeAgain(const OwnEdits &own);
    Result<void> makeAgain(const OperationContent &content, const TreeClock &time);
    std::vector<SentEntry> entriesToKeep(const GlobalClock &gwc) const;
    std::vector<SentEntry> entriesUnseenBy(const GlobalClock &gwc) const;
    /// A store beside this one, with the same data.
    Result<std::unique_ptr<Incoming>> copyBeside(const SnapshotHeader &header) const;
    /// Takes over what `next` has become; the store has its data already.
    void become(Replica &next);
    /// Goes on with the data of `former`, which are here, under a new clock.
    Result<void> resumeUnder(const TreeClock &clock, const Replica &former, const OwnEdits &own);
    /// Makes this replica, of a snapshot's data, the one that `former` is to become.
    Result<void> succeed(const Replica &former, const SnapshotHeader &header, const OwnEdits &own);
    Result<void> applyAllAgain(const Replica &former, const GlobalClock &gwc, const OwnEdits &own);
    Result<void> applyAgain(const SentEntry &entry);
    Result<void> retainLast(const std::vector<JournalEntry> &dropped);
    Result<bool> lookThroughJournal();
    Result<void> lookThrough(const JournalEntry &entry);
    std::optional<std::vector<TreeClock>> timesOfOthers(const JournalEntry &first) const;
    Result<bool> trimJournal();
    Result<void> drop(const std::vector<JournalEntry> &dropped, bool isUnshared);
    Result<void> retainMark(const JournalEntry &entry);
    /// Makes a resolution as an own operation at this time. `watch`: for a change that is told of later.
    Result<void> makeResolution(const Patch &resolution, ChangeWatch *watch = nullptr);
    void defer(const Patch &resolution);
    Patch takeDeferred();

    Store &m_store;
    Dataset &m_dataset;
    Journal &m_journal;
    DomainRules &m_rules;
    const OperationContext m_context;
    const ReplicaConfig m_config;
    TransportSecurity m_noSecurity;
    TransportSecurity &m_security;

    bool m_hasClock = false;
    std::optional<Detachment> m_detached;
    std::optional<qint64> m_unverifiedSince; ///< as the journal has it
    bool m_isStored = false; ///< the data are from an earlier session
    TreeClock m_time;
    GlobalClock m_seen;
    TreeClock m_agreed;
    mutable std::optional<qint64> m_entryCount; ///< of the journal, if it is known
    mutable std::optional<qint64> m_looseCount; ///< of these, how many are not packed, if it is known
    bool m_isPacking = false; ///< until there is nothing left to pack
    bool m_areClocksChanged = false; ///< they are written when the transaction ends

    std::unique_ptr<Incoming> m_incoming; ///< the snapshot that is being received
    /// While operations are applied again: what is to be resolved when all are.
    std::optional<Patch> m_deferred;
    std::vector<OwnOperation> m_ownOperations;
    /// The last fusions that went out, to whomever. What is emitted is mostly asked for at the same time; and
    /// another may follow each.
    struct Fused
    {
        qint64 first = 0; ///< the local tick of the first operation
        Tid last;
        QByteArray enc;
    };
    mutable std::deque<Fused> m_fused;
    std::vector<Change> m_changes;
};

} // namespace mld
