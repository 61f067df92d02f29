// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clock/globalclock.h"
#include "clock/treeclock.h"
#include "codec/operation.h"
#include "result.h"
#include "store/store.h"

#include <QByteArray>

#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace mld {

/// An operation that was applied here, own or another's (wire.md 21).
struct JournalEntry
{
    qint64 tick = 0;     ///< the local tick at which it was applied: the key
    Tid tid;             ///< its transaction id
    qint64 prevTick = 0; ///< the author's public tick before it
    Tid prevTid;         ///< and the TID at that tick
    TreeClock time;      ///< its time, with the identity of its author
    QByteArray enc;      ///< its tuple as received, but not secured (wire.md 5)
    std::optional<Attribution> attr;
    QByteArray undo; ///< of the dataset: what voiding it takes (wire.md 13)
    bool isAgreement = false;

    friend bool operator==(const JournalEntry &, const JournalEntry &) = default;
};

/// An operation kept only so that fusions can be cut, and for snapshots: it is not in the journal
/// (wire.md 9, 14.5).
struct RetainedOperation
{
    Tid tid;
    TreeClock time;
    QByteArray enc;

    friend bool operator==(const RetainedOperation &, const RetainedOperation &) = default;
};

/// A clock that was given up, since it is in use elsewhere or has gone on there.
struct Detachment
{
    bool isCopy = false; ///< the file gave itself away; otherwise a peer knew more
    QString formerPid;   ///< under which name texts were written with the clock (semantics.md 12.2)
    QString pid;         ///< under which they are written since

    friend bool operator==(const Detachment &, const Detachment &) = default;
};

/// The operations kept for peers, and the clocks, in a Store (wire.md 21).
///
/// Changes need a transaction and open one if there is none: the one that changes the data, so that all
/// is saved or nothing. Failures of the disk show in Store::error().
///
/// Old entries are packed (pack()), many to a row of a table of their own: they are read as all others,
/// but each time that takes a while. They are always older than those that are not packed.
class Journal
{
public:
    explicit Journal(Store &store) : m_store(store) { }

    /// T, the local time with internal ticks; nothing for a new clone.
    std::optional<TreeClock> time() const;
    void setTime(const TreeClock &time);
    /// W, the latest operation of each process; genesis if it was never set.
    GlobalClock globalClock() const;
    void setGlobalClock(const GlobalClock &clock);
    /// The time of the last agreement; genesis if there was none (wire.md 13).
    TreeClock lastAgreement() const;
    void setLastAgreement(const TreeClock &time);
    /// The local tick after which the journal is complete (wire.md 21).
    qint64 start() const;
    void setStart(qint64 tick);

    /// The latest operation of each process that came before the journal: who has seen less cannot be
    /// helped from here (wire.md 14.4). Nothing in a journal that an earlier version began.
    std::optional<GlobalClock> base() const;

    /// The own tick from which on nobody has confirmed yet that the clock is in use here alone: set at the
    /// start, and nothing once a peer has shown what it knows of this clone (design.md 2, rule 8).
    std::optional<qint64> unverifiedSince() const;
    /// `agreed`: the last agreement when the doubt begins.
    void setUnverifiedSince(const std::optional<qint64> &tick, const TreeClock &agreed = {});
    /// The last agreement when that doubt began; nothing without doubt, or if an earlier version has noted it.
    std::optional<TreeClock> agreementBeforeDoubt() const;
    /// That the clock was given up and another is waited for, if so.
    std::optional<Detachment> detachment() const;
    void setDetachment(const std::optional<Detachment> &detachment);

    /// Adds an entry at the end: its tick must be greater than all others.
    void append(const JournalEntry &entry);
    /// The last entry.
    std::optional<JournalEntry> last() const;
    /// Removes the last entry, which was voided (wire.md 13).
    void removeLast();
    /// The entry of the operation with this TID.
    std::optional<JournalEntry> find(const Tid &tid) const;
    /// The entry at, or the next before, a local tick.
    std::optional<JournalEntry> atOrBefore(qint64 tick) const;

    /// Reads entries one by one, in the order of their ticks. Entries may be added and removed
    /// meanwhile; what is added is read too, if `upTo` allows it.
    class Cursor
    {
    public:
        /// The next entry, or nothing at the end.
        std::optional<JournalEntry> next();

    private:
        friend class Journal;
        Cursor(const Journal &journal, qint64 after, qint64 upTo)
            : m_journal(journal), m_after(after), m_upTo(upTo)
        {
        }

        const Journal &m_journal;
        qint64 m_after;
        qint64 m_upTo;
    };
    /// The entries after a local tick, by default all of them.
    Cursor entriesAfter(qint64 tick, qint64 upTo = std::numeric_limits<qint64>::max()) const
    {
        return Cursor(*this, tick, upTo);
    }

    /// Puts one entry, a fusion, in place of those at ticks `first` to fusion.tick (wire.md 21).
    void replace(qint64 first, const JournalEntry &fusion);
    /// Forgets the entries up to and including `tick`, which becomes the start. Of those with the
    /// given TIDs, which must be the last operation of each process with its contiguous history,
    /// the operations are retained.
    void truncate(qint64 tick, const std::vector<Tid> &retained);

    /// Moves all entries, and the start, to ticks that are greater by `by`: for a clock that has more of them.
    void moveTicks(qint64 by);

    /// How many entries there are. Counts them.
    qint64 count() const;
    /// How many of these are not packed. Counts them.
    qint64 countLoose() const;
    /// The local tick of the last entry that is packed with the first one; nothing if that is not packed.
    std::optional<qint64> endOfFirstPack() const;
    /// Packs the oldest of the entries that are not packed yet, a thousand or so, but leaves the last `loose`
    /// as they are. False if there was nothing to do.
    bool pack(int loose);
    /// Forgets an operation that was retained, or all of them.
    void release(const Tid &tid);
    void releaseAll();
    /// Keeps an operation that came with a snapshot.
    void retain(const RetainedOperation &operation);
    /// One that is retained, by its TID.
    std::optional<RetainedOperation> retained(const Tid &tid) const;
    /// An operation by its TID, from the journal or retained.
    std::optional<RetainedOperation> operation(const Tid &tid) const;

    /// Begins anew with a snapshot's clocks (wire.md 14.6): forgets all entries and operations, and all
    /// doubts about the clock.
    void reset(const TreeClock &time, const GlobalClock &clock, const TreeClock &agreement,
               qint64 start);

private:
    /// A row of the packed entries, unpacked.
    struct Pack
    {
        qint64 first = 0;
        qint64 last = 0;
        std::vector<JournalEntry> entries;
    };

    std::shared_ptr<const Pack> packWith(const char *sql, qint64 tick) const;
    std::shared_ptr<const Pack> unpacked(const Store::Query &row) const;
    void keepPack(std::shared_ptr<const Pack> pack) const;
    void followUndo() const;
    std::optional<JournalEntry> findPacked(const Tid &tid) const;
    std::optional<JournalEntry> packedAfter(qint64 tick) const;
    void insertPack(std::span<const JournalEntry> entries);
    void removePack(qint64 last);
    std::vector<JournalEntry> takeUnfilledPack();
    void addLoose(std::vector<JournalEntry> &entries, qint64 upTo) const;
    void loosenFrom(qint64 tick);
    void forgetUpTo(qint64 tick);

    Store &m_store;
    /// The packs that were last looked into, the latest first, and the store's undo count at that time: an
    /// answer, an emission and those who look back may each be at another.
    mutable std::vector<std::shared_ptr<const Pack>> m_packs;
    mutable quint64 m_packsUndoCount = 0;
    /// What was last stored as the last agreement, which hardly ever changes, and the store's undo
    /// count at that time.
    std::optional<TreeClock> m_agreement;
    quint64 m_undoCount = 0;
};

} // namespace mld
