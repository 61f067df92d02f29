// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/dictionary.h"
#include "dataset/garbage.h"
#include "dataset/snapshot.h"
#include "dataset/textstore.h"
#include "dataset/tripletable.h"

#include <memory>
#include <unordered_set>
#include <vector>

namespace mld {

/// Where the data of a Dataset lies, for those that change it and those that copy it.
struct DatasetParts : private TripleTable::Watcher
{
    DatasetParts(Store &store, const QString &cloneId);
    ~DatasetParts() override;

    TripleIds intern(const Triple &triple);
    /// The numbers of a triple; its object is 0 if any term of it is not known.
    TripleIds find(const Triple &triple) const;
    Triple triple(const TripleIds &ids) const;

    bool isText(TermId object) const;
    /// True if a triple with this property ever had a text for object: only there can values compete
    /// (semantics.md 12.6).
    bool isTextProperty(TermId predicate) const;
    void noteTextProperty(TermId predicate);
    /// The visible triples that have a text for object.
    std::vector<TripleIds> withText(TermId text) const;

    /// The shared text with a value id, or null. Valid until the next call.
    const TSeq *textOf(const QString &valueId) const;
    /// Prepares a triple of a snapshot: its numbers, and the data of its object.
    Result<TripleIds> loadData(const Triple &triple, const OperationContent &batch);
    void storeBinary(const QString &dataId, const QByteArray &bytes);
    std::optional<QByteArray> binary(const QString &dataId) const;
    void removeBinary(const QString &dataId);

    /// Makes a snapshot that notes what changes while it is read.
    std::shared_ptr<Snapshot::Contents> beginSnapshot() const;
    /// Whether any is being read.
    bool hasSnapshots() const;
    /// The store has other data.
    void reload();
    /// Removes all data.
    void clear();

    Store &store;
    Dictionary dictionary;
    mutable TripleTable triples;
    TextStore texts;
    Garbage garbage;
    /// The snapshots that are being read, which must know of every change.
    mutable std::vector<std::weak_ptr<Snapshot::Contents>> snapshots;

private:
    void abandonSnapshots();
    void beforeTextChange(TermId text);
    void rowChanged(const TripleRow &row, bool isThere) override;
    template <typename Note>
    void tellSnapshots(const Note &note);
    const std::unordered_set<TermId> &textProperties() const;

    mutable std::unordered_set<TermId> m_textProperties;
    mutable quint64 m_undoCount = 0;
    mutable bool m_knowsTextProperties = false;
};

} // namespace mld
