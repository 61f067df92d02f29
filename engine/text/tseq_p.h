// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/texttree_p.h"
#include "text/tseq.h"

namespace mld {

/// A position that an operation changes, with its value before and after.
struct TextChange
{
    text::Id array = 0;
    qint32 index = 0;
    TextChar before;
    TextChar after;
    quint32 rank = 0; ///< visible units before it, in the text before the operation
    quint32 run = 0;  ///< which run of the operation it is of
};

class TSeq::Private
{
public:
    explicit Private(const QString &pid) : ownPid(tree.internPid(pid)) { }

    struct Applied
    {
        QList<TextSplice> splices;
        TextRevert revert;
    };

    // Local edits (tseqsplice.cpp)
    void alignToPairs(qsizetype &index, qsizetype &deleteCount) const;
    TextEdit splice(qsizetype index, qsizetype deleteCount, const QString &positions);

    // Operations (tseqapply.cpp)
    Result<> checkAuthor(const TextOperation &operation, const QString &author) const;
    Result<TextUpdate> apply(const TextOperation &operation);
    Result<TextUpdate> takeBack(const TextOperation &operation, const TextRevert &revert);
    void raiseTickBy(const TextOperation &operation);

    /// The chars of a run as they are to be applied: nothing leaves a position alone.
    class Application;

    text::TextTree tree;
    text::Id ownPid;
    qint64 tick = 0;

private:
    void remove(quint32 rank, quint32 count, std::vector<TextChange> &changes);
    void insert(quint32 rank, const QString &units, std::vector<TextChange> &changes);
    quint32 fillAfter(text::Place previous, std::span<const TextChar> values,
                      std::vector<TextChange> &changes);
    void insertAround(quint32 rank, std::span<const TextChar> values,
                      std::vector<TextChange> &changes);
    void append(text::Id parent, std::span<const TextChar> values,
                std::vector<TextChange> &changes);
    bool isWithin(text::Id array, text::Place place) const;
    TextEdit toEdit(const std::vector<TextChange> &changes) const;
};

/// Two lists of splices, of which the second begins with the text that the first ends with, as one.
QList<TextSplice> composed(const QList<TextSplice> &first, const QList<TextSplice> &second);

} // namespace mld
