// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/dataset.h"
#include "dataset/datasetparts.h"
#include "dataset/undolog.h"

#include <map>
#include <optional>
#include <set>

namespace mld {

/// Makes one change of a dataset and takes notes: what it shows, and how to take it back.
class ChangeWriter
{
public:
    explicit ChangeWriter(DatasetParts &parts) : m_parts(parts) { }

    Result<OperationContent> makeLocal(const Patch &patch, const Tid &tid);
    Result<void> makeRemote(const OperationContent &content, const Tid &tid, Author author);
    void entail(const Patch &patch);
    Result<void> undo(QByteArrayView undoData);

    /// What was done. Once, at the end.
    DatasetChange take();

private:
    using Pair = std::pair<TermId, TermId>; ///< a subject and one of its properties

    void addRow(const TripleIds &ids, qint64 tid);
    bool removeRow(const TripleIds &ids, qint64 tid);
    void hide(const TripleIds &ids);
    void show(const TripleIds &ids);

    void deleteLocal(const TripleIds &ids, OperationContent &content);
    void deleteHidden(const Patch &patch, OperationContent &content);
    Result<void> insertLocal(const Triple &triple, qint64 tid, const Patch &patch,
                             OperationContent &content);
    Result<void> spliceLocal(const TextSplices &splices, OperationContent &content);
    void deleteRemote(const TripleTids &deleted);
    Result<void> insertRemote(const TripleTids &inserted, qint64 tid,
                              const OperationContent &content);
    Result<void> updateText(const ContentUpdate &update, Author author);
    Result<void> undoAction(const UndoAction &action);
    Result<void> undoEdit(const UndoAction &action);

    void noteText(const TripleIds &ids);
    void chooseTexts();
    void chooseText(const Pair &pair);
    void noteSplices(const Triple &triple, const QList<TextSplice> &splices);
    void watch(const TripleIds &ids);
    void watch(const TripleIds &ids, bool isVisible);

    /// Whether a triple is visible: before this change, and now, if that is known.
    struct Sight
    {
        bool before = false;
        std::optional<bool> now;
    };
    void see(const TripleIds &ids, std::optional<bool> isVisible);

    DatasetParts &m_parts;
    UndoLog m_log;
    DatasetChange m_change;
    /// Subjects' properties in which values may compete.
    std::set<Pair> m_contested;
    /// Texts that this change has created: their updates are in their state already.
    std::set<TermId> m_created;
    /// Of those triples of which it may differ.
    std::map<TripleIds, Sight> m_sights;
};

} // namespace mld
