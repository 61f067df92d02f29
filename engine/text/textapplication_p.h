// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/textchanges_p.h"
#include "text/texttree_p.h"
#include "text/tseq.h"

#include <QList>
#include <QString>

#include <span>
#include <vector>

namespace mld {

/// What is wrong with an operation, as an error.
Error malformedOperation(const char *what);

/// One operation on its way into the tree. First every position is located and judged, and what is
/// missing on the way there is made, which can all be undone; after that nothing can fail.
class TextApplication
{
public:
    /// What one operation after the other needs; kept to spare allocations, and to know ways.
    struct Scratch;

    TextApplication(text::TextTree &tree, Scratch &scratch);

    using Chars = std::span<const TextChar>; // among them TextRevert::Nothing

    /// Locates a run with its values, which need not be the run's own. `force`: regardless of
    /// precedence, for taking back. After an error, only rollBack() makes sense.
    Result<> locate(const TextRun &run, Chars chars, bool force);
    /// Unmakes what locating has made.
    void rollBack();
    /// Does all that was located, and says what that does to the text.
    QList<TextSplice> commit();

    /// Of what was located so far.
    TextRevert revert;

private:
    /// A splice in the making, in units of positions.
    struct RawSplice
    {
        quint32 index = 0;
        quint32 deleteCount = 0;
        QString content;
        char16_t firstDeleted = 0;
        char16_t lastDeleted = 0;
    };

    // Consecutive positions that are all in one chunk, or in one hole.
    struct Segment
    {
        text::Id array = 0;
        text::Id chunk = 0; ///< 0: a hole
        qint32 index = 0;
        quint32 rank = 0;
    };

    // What was made on the way, to be unmade if the operation is refused.
    struct Made
    {
        enum What { AnArray, ANode, AnExtent } what;
        text::Id id = 0;
        qint32 start = 0;
        qint32 extent = 0;
    };

    Result<text::Id> locateArray(const TextPath &path, bool mayCreate);
    Result<text::Id> walkToArray(const TextPath &path, bool mayCreate);
    Result<text::Id> locateNode(text::Id array, qint32 index, bool mayCreate);
    Result<> extend(text::Id array, qint32 index, qint32 count);
    Result<> judge(const Segment &segment, Chars chars, size_t place, bool force);
    bool hasEffect(const TextChar &value, const TextChar &held, bool isMissing, bool force) const;
    bool hasRepeated() const;
    void dropRepeated();
    void setAll();
    bool isInOrder() const;
    void sortByPlace();
    void splitAroundInserts();
    void collectAll();
    std::vector<RawSplice> toRawSplices() const;
    QList<TextSplice> toSplices(const std::vector<RawSplice> &raw) const;

    text::TextTree &m_tree;
    Scratch &m_scratch;
    TextChanges &m_changes;
    std::vector<Made> &m_made;
    qint64 m_gap = 0;
    quint32 m_run = 0;
};

/// The array that a path led to last: someone who types names the same one again and again.
struct KnownArray
{
    TextPath path; // whose last index does not count
    text::Id array = 0;
    quint32 removedArrays = 0;
};

struct TextApplication::Scratch
{
    TextChanges changes;
    std::vector<Made> made;
    KnownArray known;
};

} // namespace mld
