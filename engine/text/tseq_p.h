// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/textapplication_p.h"
#include "text/textchanges_p.h"
#include "text/texttree_p.h"
#include "text/tseq.h"

#include <vector>

namespace mld {

class TSeq::Private
{
public:
    explicit Private(const QString &pid) : ownPid(tree.internPid(pid)) { }

    // Local edits (tseqsplice.cpp)
    void alignToPairs(qsizetype &index, qsizetype &deleteCount) const;
    TextEdit splice(quint32 index, quint32 deleteCount, const QString &positions);

    // Operations (tseqapply.cpp)
    Result<> checkAuthor(const TextOperation &operation, const QString &author) const;
    Result<TextUpdate> apply(const TextOperation &operation);
    Result<TextUpdate> takeBack(const TextOperation &operation, const TextRevert &revert);
    void raiseTickBy(const TextOperation &operation);

    text::TextTree tree;
    text::Id ownPid;
    qint64 tick = 0;

private:
    void remove(quint32 rank, quint32 count);
    void insert(quint32 rank, const QString &units);
    quint32 fillAfter(text::Place previous, std::span<const TextChar> values);
    void noteFilled(text::Id array, qint32 index, std::span<const TextChar> values);
    void noteNew(text::Id array, qint32 index, std::span<const TextChar> values);
    void insertAround(quint32 rank, std::span<const TextChar> values);
    void append(text::Id parent, std::span<const TextChar> values);
    void put(text::Id array, qint32 index, std::span<const TextChar> values);
    bool isWithin(text::Id array, text::Place place) const;
    TextEdit toEdit() const;
    void collect();

    TextApplication::Scratch m_scratch;
    // Of the edit at hand; kept to spare allocations.
    TextChanges m_changes;
    std::vector<TextChar> m_values;
};

/// Two lists of splices, of which the second begins with the text that the first ends with, as one.
QList<TextSplice> composed(const QList<TextSplice> &first, const QList<TextSplice> &second);

} // namespace mld
