// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/chunktreap_p.h"
#include "text/textbuffer_p.h"
#include "text/textoperation.h"

#include <QHash>
#include <QString>

#include <span>
#include <vector>

namespace mld::text {

/// The positions that process `pid` has made below one parent (semantics.md 12.2).
struct Array
{
    Id pid = 0;
    Id parent = 0;      ///< the chunk whose last position is the parent; 0 for the root
    Id root = 0;        ///< of the tree of its chunks
    qint32 start = 0;   ///< index of its first position
    quint32 depth = 1;  ///< number of names in a path into it
    qint32 extent = 0;  ///< number of positions, holes included, those at its ends too
    quint32 visible = 0; ///< visible units in its own positions
    bool isAlive = false;

    qint32 end() const { return start + extent; }
};

/// The arrays below one parent, in the order of their process ids.
struct ChildList
{
    std::vector<Id> arrays;
};

/// A visible unit: the `offset`th position of a chunk. chunk 0 is none.
struct Place
{
    Id chunk = 0;
    quint32 offset = 0;
};

/// The structure of a shared text: what is where, and finding, filling and emptying positions in
/// O(log n) each. It knows nothing of operations, precedence or the own process: that is TSeq.
/// README.md explains it with pictures.
///
/// Ranks count visible units: the rank of a place is how many there are before it.
/// A chunk that is split keeps its id for its *right* part, which has the children.
class TextTree
{
public:
    /// The child list of the root.
    static constexpr Id RootList = 1;

    TextTree();

    quint32 length() const { return m_root ? m_chunks[m_root].sum : 0; }
    /// Positions in all arrays, holes included.
    qint64 positions() const { return m_positions; }
    /// Visible units that stand for halves of surrogate pairs, or look as if.
    qint64 halves() const { return m_halves; }
    QString text(quint32 rank, quint32 count) const;
    char16_t unitAt(quint32 rank) const;

    // Process ids, as numbers
    Id internPid(const QString &pid);
    const QString &pidText(Id pid) const { return m_pids[pid]; }

    const Chunk &chunk(Id id) const { return m_chunks[id]; }
    const Array &array(Id id) const { return m_arrays[id]; }
    std::span<const Id> children(Id list) const
    {
        return list ? std::span<const Id>(m_lists[list].arrays) : std::span<const Id>();
    }
    TextChar valueAt(const Chunk &chunk, quint32 offset) const
    {
        return {chunk.isVisible ? unitsOf(chunk)[offset] : u'\0', chunk.tickAt(offset)};
    }
    const char16_t *unitsOf(const Chunk &chunk) const { return m_buffer.at(chunk.text); }

    // Finding
    Place placeAt(quint32 rank) const;
    quint32 rankOf(Id chunk) const;
    /// The chunk of `array` that holds `index`, or else the next one in the array, or 0.
    Id chunkFrom(Id array, qint32 index) const;
    /// The chunk of `array` that holds `index`, or 0.
    Id chunkAt(Id array, qint32 index) const;
    Id firstIn(Id array) const { return arrayOrder(array).first(); }
    Id lastIn(Id array) const { return arrayOrder(array).last(); }
    Id nextInArray(Id chunk) const { return arrayOrder(m_chunks[chunk].array).next(chunk); }
    Id firstChunk() const { return documentOrder().first(); }
    Id nextChunk(Id chunk) const { return documentOrder().next(chunk); }
    /// The rank at which a position of `array` is, or would be.
    quint32 rankAt(Id array, qint32 index) const
    {
        return rankAt(array, index, chunkFrom(array, index));
    }
    /// The same, if what chunkFrom() gives is known.
    quint32 rankAt(Id array, qint32 index, Id chunk) const;
    /// The rank at which the array of `pid` would be, which is not in `list`, below `parent`.
    quint32 rankOfMissingArray(Id parent, Id list, const QString &pid) const;
    /// The array of `pid` in a child list, or 0.
    Id findArray(Id list, Id pid) const;
    Id findArray(Id list, const QString &pid) const;
    TextPath pathTo(Id array, qint32 index) const;
    bool isVisibleDeeply(Id array) const;

    // Changing. `chunk` here is always found by position afterwards: chunks split and join.
    /// Makes an array of `pid` below a parent, which is 0 (the root) or the last position of a chunk.
    Id createArray(Id parent, Id pid);
    /// Takes an array without visible units out, with all that is below it.
    void removeArray(Id array);
    /// How many arrays were removed. As long as that stays the same, all ids of arrays hold.
    quint32 removedArrays() const { return m_removedArrays; }
    /// Makes room for positions from `index` on; says how many positions that added.
    qint64 extend(Id array, qint32 index, qint32 count);
    void setExtent(Id array, qint32 start, qint32 extent);
    /// Splits a chunk so that the position `offset` is the last of the chunk returned.
    Id endChunkAfter(Id chunk, quint32 offset);
    /// Puts a node without a character into a hole.
    Id createEmptyNode(Id array, qint32 index, qint64 tick = 0);
    void removeEmptyNode(Id chunk);
    /// Sets positions, none of them to empty, all of them within the array's extent.
    void set(Id array, qint32 index, std::span<const TextChar> values);
    /// Empties positions: those with children stay as empty nodes, with the ticks of `values` if there are
    /// any, the others become holes.
    void clear(Id array, qint32 index, qint32 count, std::span<const TextChar> values = {});
    /// Cleans up after the positions were emptied (semantics.md 12.7).
    void collect(Id array, qint32 index, qint32 count);

    class Builder;

    /// Which invariant is broken; empty if none.
    QString check() const;

private:
    DocumentOrder documentOrder() const
    {
        auto *self = const_cast<TextTree *>(this);
        return {self->m_chunks, self->m_root};
    }
    ArrayOrder arrayOrder(Id array) const
    {
        auto *self = const_cast<TextTree *>(this);
        return {self->m_chunks, self->m_arrays[array].root};
    }

    Id createChunk();
    void link(Id id);
    void unlink(Id id);
    Id splitBefore(Id id, quint32 offset);
    bool tryJoin(Id leftId, Id rightId);
    void joinAround(Id id);
    void setVisible(Id id, quint32 length, bool isVisible);
    bool isEmptyAt(Id array, qint32 index) const;
    void trimStart(Id array);
    void trimEnd(Id array);
    void removeEmptyNodesIn(Id array, qint32 index, qint32 count);

    Id lastOfSubtree(Id chunk) const;
    Id lastOfSubtree(std::span<const Id> arrays) const;
    quint32 endRank(Id chunk) const { return rankOf(chunk) + m_chunks[chunk].visible(); }
    /// The chunk after which a position of `array` goes that is before all others of it.
    Id chunkBefore(Id array) const;
    std::vector<Id>::const_iterator lowerBound(const ChildList &list, const QString &pid) const;

    bool extendChunk(Id array, qint32 index, std::span<const TextChar> values);
    void fillHole(Id array, qint32 index, std::span<const TextChar> values);
    void overwrite(Id id, qint32 index, std::span<const TextChar> values);
    quint32 store(std::span<const TextChar> values);
    void countHalves(const char16_t *units, quint32 count, int sign);
    void shrinkBuffer();
    QString checkArray(Id array) const;

    Pool<Chunk> m_chunks;
    Pool<Array> m_arrays;
    Pool<ChildList> m_lists;
    TextBuffer m_buffer;
    std::vector<QString> m_pids;
    QHash<QString, Id> m_pidIds;
    Id m_root = 0;
    qint64 m_positions = 0;
    qint64 m_halves = 0;
    quint32 m_random = 0x9e3779b9;
    quint32 m_removedArrays = 0;
};

/// Builds a tree from a state. Arrays nest: those below a position are begun and ended after the
/// position was appended, before the next one of its array.
class TextTree::Builder
{
public:
    explicit Builder(TextTree &tree) : m_tree(tree) { }

    /// Begins an array below `parent`, the chunk of the position appended last, or 0 for the root.
    Id begin(Id parent, Id pid, qint32 start);
    /// Appends a position to the array begun last; returns its chunk, of which it is the last position.
    Id append(Id array, qint32 index, TextChar value);
    /// Ends the array; `extent` counts its positions with the holes.
    void end(Id array, qint32 extent);
    /// Puts everything in order, once. False if two arrays of one process have one parent.
    bool finish();

private:
    bool extendLast(Id array, qint32 index, TextChar value);
    bool sortChildren(Id list);

    TextTree &m_tree;
    std::vector<Id> m_chunks; // of the arrays that are open, outermost first
};

} // namespace mld::text
