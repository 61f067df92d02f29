// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/author.h"
#include "dataset/graph.h"
#include "result.h"
#include "store/store.h"
#include "text/tseq.h"

#include <functional>
#include <list>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace mld {

/// The shared texts of a dataset, by the number of their literal: on disk a state and the
/// operations since, in memory those used lately.
///
/// An edit writes its operation alone. When the operations outgrow the state they came after, or have deleted
/// something, a new state is due, which upkeep() writes when there is time; an edit does so only if there never was.
class TextStore
{
public:
    TextStore(Store &store, QString pid);

    bool contains(TermId id) const;
    /// The numbers of all texts.
    std::unordered_set<TermId> ids() const;
    /// The text, or null if there is none, or it cannot be read. Valid until the next call.
    const TSeq *find(TermId id) const;
    /// The state for an insert or a snapshot, or nothing.
    std::optional<QByteArray> state(TermId id) const;

    /// Adds a new text. Fails if `state` is malformed.
    Result<void> create(TermId id, const QByteArray &state);
    /// Adds a new text with this content, and returns its state.
    Result<QByteArray> createNew(TermId id, const QString &content);
    void remove(TermId id);
    /// Removes all texts; the ticks used in them will not be used again.
    void clear();
    /// A tick that none used here is above, also in texts that are gone.
    qint64 highestTick() const;
    /// Sees to it that no tick up to this one is used again.
    void raiseFloor(qint64 tick);
    /// Forgets what is in memory: the store has other data.
    void forgetAll();

    /// Edits a text of this store; each is stored. BadPattern if there is no such text.
    Result<TextLocalOperation> splice(TermId id, const std::vector<TextSplice> &splices,
                                      QList<TextSplice> *done);
    /// Applies an operation from elsewhere. Malformed if `author` cannot have made it; what is its
    /// own again raises the tick as it did when it was made (semantics.md 12.10).
    Result<TextUpdate> apply(TermId id, const TextOperation &operation, Author author);
    Result<TextUpdate> undo(TermId id, const TextLocalOperation &undone);

    void setPid(const QString &pid);
    const QString &pid() const { return m_pid; }
    /// Whether a new state is due of some text that was used since the start.
    bool needsUpkeep() const;
    /// Writes one new state that is due, in place of the operations before it.
    void upkeep();

    /// Called before a text changes, comes or goes.
    void setWatcher(std::function<void(TermId)> watcher) { m_watcher = std::move(watcher); }

private:
    struct Entry
    {
        TermId id;
        TSeq text;
        qint64 stateSize = 0;
        qint64 logSize = 0;
        qint64 nextSeq = 0;
        bool hasDeleted = false; ///< an operation has deleted what the state or another one has
        quint64 changedAt = 0; ///< 1 + the count of commits before its last change; 0: committed
        qint64 units = 0;      ///< of its length, as m_units has them
    };
    using Entries = std::list<Entry>; ///< the last used first

    Result<void> checkAuthor(const TextOperation &operation, Author author) const;
    Entry *open(TermId id) const;
    Entry *load(TermId id) const;
    Result<Entry *> openToChange(TermId id);
    Entry &keep(TermId id, TSeq text, qint64 stateSize) const;
    void forget(TermId id) const;
    Entries::iterator drop(Entries::iterator entry) const;
    /// Brings m_units up to date with the one that was used last: no other can have changed since.
    void countUnits() const;
    void trim() const;
    void followUndo() const;
    /// A tick that no text here is below, since ticks were used that the states do not show.
    qint64 floorTick() const;
    void append(Entry &entry, const std::vector<QByteArray> &operations);
    static bool isDue(const Entry &entry);
    void writeState(Entry &entry, bool compresses = false);

    Store &m_store;
    QString m_pid;
    std::function<void(TermId)> m_watcher;
    mutable Entries m_entries;
    mutable std::unordered_map<TermId, Entries::iterator> m_index;
    mutable qint64 m_units = 0; ///< of all that are held
    mutable quint64 m_undoCount;
    mutable std::unordered_set<TermId> m_due; ///< texts whose operations may have outgrown their state
    mutable quint64 m_commitCount; ///< when m_undoCount was looked at
};

} // namespace mld
