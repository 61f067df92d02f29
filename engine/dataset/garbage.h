// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/tripletable.h"
#include "dataset/undolog.h"

#include <QByteArray>

#include <optional>
#include <unordered_set>
#include <vector>

namespace mld {

struct DatasetParts;

/// Finds what no triple has any more, terms with their texts and binaries, and transaction ids, and removes it, a
/// little at a time.
///
/// The undo data in the journal name terms by number, and taking back an operation may bring them back. So each
/// operation's are looked through once, after it was made and before the journal forgets it: what it has removed may
/// be of no use, and goes when the journal has forgotten all operations that name it.
///
/// Needs a transaction, like every change, but changes no data.
class Garbage
{
public:
    explicit Garbage(DatasetParts &parts) : m_parts(parts) { }

    /// The local tick of the last operation that was looked through, all of it.
    qint64 lookedThrough() const;
    /// Looks through some of the undo data of the operation that follows, at most `limit` steps; how many it did.
    /// If that is less than `limit`, the operation is done.
    Result<int> lookThrough(qint64 tick, QByteArrayView undo, int limit);
    /// The journal has lost its entries from this local tick on, and may get others.
    void journalRewound(qint64 tick);
    /// All local ticks of the journal are greater by so much.
    void ticksMoved(qint64 by);
    /// A row was removed by taking back what had added it: no operation will tell of it.
    void noteUndone(const TripleIds &triple, qint64 tid);

    /// Removes some of what is of no use. Of the operations, all must have been looked through, up to local tick `last`;
    /// those up to `forgotten` are not in the journal any more. False if there is no more to remove now.
    bool sweep(qint64 forgotten, qint64 last);
    /// There is nothing.
    void clear();
    /// The store has other data.
    void reload() { m_scan.reset(); }

private:
    struct Position
    {
        qint64 tick = 0;
        qint64 steps = 0; ///< of the operation after that
    };
    /// The visible and hidden rows of which the transaction ids have been looked at.
    struct TidScan
    {
        qint64 forgotten = 0;
        TripleIds last;
        std::vector<bool> isUsed;
        bool isComplete = false;
    };

    Position position() const;
    void setPosition(const Position &position);
    bool isUsed(TermId term) const;
    const std::vector<TermId> &predicates() const;
    void noteTerm(TermId term, qint64 tick);
    void putDown(TermId term, qint64 tick);
    void noteTid(qint64 tid, qint64 tick);
    void forgetTerm(TermId term);
    bool sweepOld(qint64 last);
    bool sweepTerms(qint64 forgotten);
    void removeTerm(TermId term);
    bool sweepTids(qint64 forgotten);
    void beginScan(qint64 forgotten);
    void scanTids();
    bool removeTids();
    void followUndo() const;

    DatasetParts &m_parts;
    std::optional<TidScan> m_scan;
    mutable std::optional<std::vector<TermId>> m_predicates; ///< during one call
    mutable std::unordered_set<TermId> m_hidden; ///< terms of hidden triples
    mutable std::optional<quint64> m_hiddenChanges; ///< when that was found out
    mutable quint64 m_undoCount = 0;
};

} // namespace mld
