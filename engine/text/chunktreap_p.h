// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/chunkpool_p.h"

#include <QtGlobal>

namespace mld::text {

/// Consecutive positions of one array of a text: either characters, of which only the last may have
/// children, or a single position without a character that is kept for its children. Positions in
/// no chunk are holes.
///
/// Every chunk is in two trees: that of the whole text in reading order, and that of its array.
struct Chunk
{
    // In the tree of the text
    Id up = 0;
    Id left = 0;
    Id right = 0;
    quint32 sum = 0; ///< visible units of this chunk and of all below it in the tree
    // In the tree of the array
    Id arrayUp = 0;
    Id arrayLeft = 0;
    Id arrayRight = 0;

    quint32 priority = 0; ///< random; no chunk has one below it with a greater priority
    Id array = 0;
    qint32 index = 0;   ///< of the first position
    quint32 length = 0; ///< in positions, at least one
    quint32 text = 0;   ///< where the units are in the text's buffer
    qint64 tick = 0;    ///< of the first position
    Id children = 0;    ///< the child list of the last position, if it has children
    quint8 step = 0;    ///< by how much the tick grows with each position: 0 (pasted) or 1 (typed)
    bool isVisible = false;

    qint32 end() const { return index + qint32(length); }
    quint32 visible() const { return isVisible ? length : 0; }
    qint64 tickAt(quint32 offset) const { return tick + qint64(step) * offset; }
    bool isEmptyNode() const { return !isVisible && !children; }
};

/// A treap (a search tree, balanced by random priorities) over chunks that lie in a Pool. The member
/// pointers choose which of a chunk's two sets of links it goes by. Nothing recurses.
template <Id Chunk::*Up, Id Chunk::*Left, Id Chunk::*Right, bool HasSums>
class ChunkTreap
{
public:
    ChunkTreap(Pool<Chunk> &chunks, Id &root) : m_chunks(chunks), m_root(root) { }

    Id first() const { return m_root ? end<Left>(m_root) : 0; }
    Id last() const { return m_root ? end<Right>(m_root) : 0; }
    Id next(Id id) const { return neighbour<Left, Right>(id); }
    Id previous(Id id) const { return neighbour<Right, Left>(id); }

    /// Links `id` as the successor of `before`, or as the first if that is 0.
    void insertAfter(Id before, Id id)
    {
        if (!m_root)
            return attach<Left>(0, id);
        if (!before)
            return attach<Left>(first(), id);
        if (const Id below = m_chunks[before].*Right)
            return attach<Left>(end<Left>(below), id);
        attach<Right>(before, id);
    }

    void insertBefore(Id after, Id id)
    {
        if (const Id below = m_chunks[after].*Left)
            return attach<Right>(end<Right>(below), id);
        attach<Left>(after, id);
    }

    /// Unlinks `id`, which must have no visible units any more if this tree has sums.
    void remove(Id id)
    {
        Chunk &chunk = m_chunks[id];
        while (chunk.*Left || chunk.*Right) {
            if (!(chunk.*Right)
                || (chunk.*Left
                    && m_chunks[chunk.*Left].priority > m_chunks[chunk.*Right].priority))
                rotateUp(chunk.*Left);
            else
                rotateUp(chunk.*Right);
        }
        replaceBelow(chunk.*Up, id, 0);
        chunk.*Up = 0;
    }

    /// Adds to the sums from `id` up to the root.
    void addToSums(Id id, qint32 difference)
    {
        for (; id; id = m_chunks[id].*Up)
            m_chunks[id].sum += quint32(difference);
    }

    /// Links all of `ids`, given in order, into this tree, which must be empty. O(n).
    template <typename Ids>
    void build(const Ids &ids)
    {
        Id last = 0;
        for (const Id id : ids) {
            Chunk &chunk = m_chunks[id];
            Id above = last;
            Id below = 0;
            while (above && m_chunks[above].priority < chunk.priority) {
                sumUp(above);
                below = above;
                above = m_chunks[above].*Up;
            }
            chunk.*Left = below;
            if (below)
                m_chunks[below].*Up = id;
            chunk.*Up = above;
            if (above)
                m_chunks[above].*Right = id;
            else
                m_root = id;
            last = id;
        }
        for (; last; last = m_chunks[last].*Up)
            sumUp(last);
    }

private:
    template <Id Chunk::*Side>
    Id end(Id id) const
    {
        while (const Id below = m_chunks[id].*Side)
            id = below;
        return id;
    }

    template <Id Chunk::*Near, Id Chunk::*Far>
    Id neighbour(Id id) const
    {
        if (const Id below = m_chunks[id].*Far)
            return end<Near>(below);
        Id above = m_chunks[id].*Up;
        while (above && m_chunks[above].*Far == id) {
            id = above;
            above = m_chunks[id].*Up;
        }
        return above;
    }

    template <Id Chunk::*Side>
    void attach(Id above, Id id)
    {
        Chunk &chunk = m_chunks[id];
        chunk.*Up = above;
        if (!above) {
            m_root = id;
        } else {
            m_chunks[above].*Side = id;
            if constexpr (HasSums)
                addToSums(above, qint32(chunk.sum));
        }
        while (chunk.*Up && m_chunks[chunk.*Up].priority < chunk.priority)
            rotateUp(id);
    }

    void rotateUp(Id id)
    {
        Chunk &chunk = m_chunks[id];
        const Id aboveId = chunk.*Up;
        Chunk &above = m_chunks[aboveId];
        replaceBelow(above.*Up, aboveId, id);
        chunk.*Up = above.*Up;
        above.*Up = id;
        Id moved;
        if (above.*Left == id) {
            moved = above.*Left = chunk.*Right;
            chunk.*Right = aboveId;
        } else {
            moved = above.*Right = chunk.*Left;
            chunk.*Left = aboveId;
        }
        if (moved)
            m_chunks[moved].*Up = aboveId;
        if constexpr (HasSums) {
            chunk.sum = above.sum;
            sumUp(aboveId);
        }
    }

    void replaceBelow(Id above, Id old, Id replacement)
    {
        if (!above)
            m_root = replacement;
        else if (m_chunks[above].*Left == old)
            m_chunks[above].*Left = replacement;
        else
            m_chunks[above].*Right = replacement;
    }

    void sumUp(Id id)
    {
        if constexpr (HasSums) {
            Chunk &chunk = m_chunks[id];
            chunk.sum = chunk.visible() + (chunk.*Left ? m_chunks[chunk.*Left].sum : 0)
                + (chunk.*Right ? m_chunks[chunk.*Right].sum : 0);
        }
    }

    Pool<Chunk> &m_chunks;
    Id &m_root;
};

using DocumentOrder = ChunkTreap<&Chunk::up, &Chunk::left, &Chunk::right, true>;
using ArrayOrder = ChunkTreap<&Chunk::arrayUp, &Chunk::arrayLeft, &Chunk::arrayRight, false>;

} // namespace mld::text
