// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clock/tid.h"
#include "codec/operationcontent.h"
#include "dataset/author.h"
#include "dataset/graph.h"
#include "dataset/patch.h"
#include "result.h"
#include "text/tseq.h"

#include <memory>
#include <vector>

namespace mld {

class Snapshot;
class Store;
struct DatasetParts;

/// What a change did to the visible triples and texts, and how to take it back.
struct DatasetChange
{
    /// Triples that were visible and are not any more.
    std::vector<Triple> deletes;
    /// What an event calls inserted (semantics.md 6): for a remote operation also what was there
    /// already, but not what a competing text hides (semantics.md 12.6).
    std::vector<Triple> inserts;
    /// Edits of visible texts. The indexes of each text are all those of the text before the
    /// change: apply them from last to first.
    std::vector<TextSplices> splices;
    /// For Dataset::undo(), to be kept in the journal. Undo data of consecutive changes may be
    /// joined end to end, as when operations are fused.
    QByteArray undo;
};

/// A local change, made.
struct LocalChange
{
    /// The content of the operation to publish. Inserts name no TIDs.
    OperationContent content;
    /// Its undo data, and the splices as done, each counting from the text that the one before it left.
    /// What an event says of a local write is what the patch asserted (semantics.md 6).
    DatasetChange change;
};

/// The SU-Set: the domain's triples with their transaction ids, texts and binaries, in a Store
/// (semantics.md 7, 11, 12.6; wire.md 7).
///
/// Every function that changes something needs a transaction and opens one if there is none; when one
/// fails, the caller must undo the Store::Savepoint around it. What a Dataset keeps in memory
/// follows the store when that undoes something. Failures of the disk show in Store::error().
///
/// While Graph::match() visits, nothing may be changed.
class Dataset : public Graph
{
public:
    /// `cloneId` is the name under which new text is written (semantics.md 12.2): the clone's id.
    Dataset(Store &store, const QString &cloneId);
    ~Dataset() override;
    /// Changes the name under which new text is written.
    void setPid(const QString &pid);
    QString pid() const;

    TermId find(const Term &term) const override;
    Term term(TermId id) const override;
    std::vector<TermId> findEqual(const Term &term) const override;
    void match(TermId subject, TermId predicate, TermId object,
               const Visitor &visit) const override;
    qint64 estimate(TermId subject, TermId predicate, TermId object) const override;
    void matchHidden(const Term &subject, const Term &predicate,
                     const std::function<void(const Triple &)> &visit) const override;
    std::optional<QString> textOf(const QString &valueId) const override;
    std::optional<QByteArray> binaryOf(const QString &dataId) const override;

    /// The place at an index of a shared text, by its value id; nothing if it is not held.
    std::optional<TextAnchor> anchorIn(const QString &valueId, qsizetype index) const;
    /// Where a place of a shared text is now, in UTF-16 units.
    std::optional<qsizetype> indexIn(const QString &valueId, const TextAnchor &anchor) const;

    /// True if no triple is stored, visible or hidden.
    bool isEmpty() const;

    /// The state of a text for an insert (semantics.md 12.8); nothing if it is none that is held.
    std::optional<QByteArray> textState(const Term &text) const;

    /// Makes a local change whose operation has the id `tid` (wire.md 7). Deletes list all TIDs held,
    /// also of hidden values of the texts touched; entailments are applied and stay here.
    /// Errors: BadPattern for a splice out of range or of a text that is not there.
    Result<LocalChange> applyLocal(const Patch &patch, const Tid &tid);
    /// Makes the change of an operation from elsewhere, once. Inserts that name no TIDs have `tid`.
    /// Fails with the error of a malformed text state or text operation, and with Malformed if it
    /// writes in a text what its author cannot have written.
    Result<DatasetChange> applyRemote(const OperationContent &content, const Tid &tid,
                                      Author author = Author::Other);
    /// What applyRemote() would change, as Constraint::apply() is to see it: in `deletes` the triples,
    /// visible or hidden, that would lose their last TID; in `inserts` all that is inserted, with
    /// its `newBinaries`.
    Patch preview(const OperationContent &content) const;
    /// Applies the entailments of `patch` alone. To be undone with the operation that led to them:
    /// append the undo data of the result to that operation's.
    DatasetChange applyEntailed(const Patch &patch);
    /// Takes a change back (wire.md 13). Changes are undone latest first.
    Result<DatasetChange> undo(QByteArrayView undoData);
    /// The value ids of the texts that undo() would edit or remove, each once. StoreDamaged if the bytes
    /// are no undo data.
    Result<QStringList> textsIn(QByteArrayView undoData) const;

    /// Whether there is something to tidy up in the store, when there is time.
    bool needsUpkeep() const;
    /// Does a piece of that: writes one text anew, so at most a few tens of milliseconds for a
    /// very long one. Part of a transaction, like a change, but changes no data.
    Result<void> upkeep();
    /// Gives back the memory of terms that are kept so as not to be read again.
    void dropCaches() const;

    /// What no triple has any more leaves the store, a little at a time (garbage.h); each needs a transaction. Undo
    /// data are looked through for it once, in their order, and before the journal forgets them.
    qint64 lookedThrough() const;
    Result<int> lookThrough(qint64 tick, QByteArrayView undo, int limit);
    void journalRewound(qint64 tick);
    void ticksMoved(qint64 by);
    /// False if there is no more to remove now.
    bool sweep(qint64 forgotten, qint64 last);

    /// All data as it is now, to be read in batches while changes go on. Take it when
    /// everything is committed.
    std::unique_ptr<Snapshot> snapshot() const;

    /// Removes all data, for batches of a snapshot to follow; open snapshots of it end.
    void beginLoad();
    /// Adds one batch (wire.md 14.5). Triples without TIDs are entailed.
    Result<void> load(const OperationContent &batch);
    /// Adds a batch of triples that are hidden.
    Result<void> loadHidden(const OperationContent &batch);
    /// Must follow the last batch before anything else is done.
    void endLoad();
    /// For a dataset that is to take the place of `former`: it writes no text as if `former` had not been.
    void succeed(const Dataset &former);
    /// Follows the store when its data have been replaced as a whole; open snapshots end.
    void reload();

private:
    std::unique_ptr<DatasetParts> d;
};

} // namespace mld
