// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/texttree_p.h"
#include "text/tseq.h"

#include <vector>

namespace mld {

/// Consecutive positions of one array that an operation changes.
struct TextRange
{
    text::Id array = 0;
    qint32 index = 0;
    quint32 count = 0;
    quint32 first = 0;       ///< of its values in TextChanges
    quint32 rank = 0;        ///< visible units before it, in the text before a remote operation
    quint32 run = 0;         ///< of a remote operation
    bool wasVisible = false; ///< all of them were, or none
    bool isSet = false;      ///< all of them are set by a remote operation, or all are emptied

    qint32 end() const { return index + qint32(count); }
};

/// What an operation changes, with the values before and after.
struct TextChanges
{
    std::vector<TextRange> ranges;
    std::vector<TextChar> before;
    std::vector<TextChar> after;

    void clear();
    /// Adds a range without values, which are to be added next.
    TextRange &add(text::Id array, qint32 index, quint32 count);
    std::span<const TextChar> valuesBefore(const TextRange &range) const;
    std::span<const TextChar> valuesAfter(const TextRange &range) const;
};

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
    class Application;

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

    // Of the edit at hand; kept to spare allocations.
    TextChanges m_changes;
    std::vector<TextChar> m_values;
};

/// Two lists of splices, of which the second begins with the text that the first ends with, as one.
QList<TextSplice> composed(const QList<TextSplice> &first, const QList<TextSplice> &second);

} // namespace mld
