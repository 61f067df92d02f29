// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/texttree_p.h"

#include "text/surrogates_p.h"

#include <algorithm>

namespace mld::text {

TextTree::TextTree()
{
    m_lists.create(); // RootList
    m_pids.emplace_back(); // 0 stands for none
}

Id TextTree::internPid(const QString &pid)
{
    const auto found = m_pidIds.constFind(pid);
    if (found != m_pidIds.constEnd())
        return *found;
    m_pids.push_back(pid);
    const Id id = Id(m_pids.size() - 1);
    m_pidIds.insert(pid, id);
    return id;
}

QString TextTree::text(quint32 rank, quint32 count) const
{
    QString text;
    count = std::min(count, length() - std::min(rank, length()));
    if (count == 0)
        return text;
    text.reserve(count);
    Place place = placeAt(rank);
    for (Id id = place.chunk; id && count > 0; id = documentOrder().next(id)) {
        const Chunk &chunk = m_chunks[id];
        const quint32 part = std::min(count, chunk.visible() - place.offset);
        if (part > 0)
            text.append(reinterpret_cast<const QChar *>(unitsOf(chunk) + place.offset), part);
        count -= part;
        place.offset = 0;
    }
    return text;
}

char16_t TextTree::unitAt(quint32 rank) const
{
    const Place place = placeAt(rank);
    return unitsOf(m_chunks[place.chunk])[place.offset];
}

// Finding ----------------------------------------------------------------------------------------

Place TextTree::placeAt(quint32 rank) const
{
    Id id = m_root;
    while (id) {
        const Chunk &chunk = m_chunks[id];
        const quint32 before = chunk.left ? m_chunks[chunk.left].sum : 0;
        if (rank < before) {
            id = chunk.left;
        } else if (rank - before < chunk.visible()) {
            return {id, rank - before};
        } else {
            rank -= before + chunk.visible();
            id = chunk.right;
        }
    }
    return {};
}

quint32 TextTree::rankOf(Id id) const
{
    const Chunk *chunk = &m_chunks[id];
    quint32 rank = chunk->left ? m_chunks[chunk->left].sum : 0;
    while (chunk->up) {
        const Chunk &above = m_chunks[chunk->up];
        if (above.right == id)
            rank += above.visible() + (above.left ? m_chunks[above.left].sum : 0);
        id = chunk->up;
        chunk = &above;
    }
    return rank;
}

Id TextTree::chunkFrom(Id array, qint32 index) const
{
    Id found = 0;
    Id id = m_arrays[array].root;
    while (id) {
        const Chunk &chunk = m_chunks[id];
        if (chunk.end() > index) {
            found = id;
            if (chunk.index <= index)
                break;
            id = chunk.arrayLeft;
        } else {
            id = chunk.arrayRight;
        }
    }
    return found;
}

Id TextTree::chunkAt(Id array, qint32 index) const
{
    const Id id = chunkFrom(array, index);
    return id && m_chunks[id].index <= index ? id : 0;
}

std::vector<Id>::const_iterator TextTree::lowerBound(const ChildList &list,
                                                     const QString &pid) const
{
    return std::lower_bound(list.arrays.begin(), list.arrays.end(), pid,
                            [this](Id array, const QString &value) {
                                return m_pids[m_arrays[array].pid] < value;
                            });
}

Id TextTree::findArray(Id list, Id pid) const
{
    return findArray(list, m_pids[pid]);
}

Id TextTree::findArray(Id list, const QString &pid) const
{
    if (!list)
        return 0;
    const std::vector<Id> &arrays = m_lists[list].arrays;
    if (arrays.size() == 1)
        return m_pids[m_arrays[arrays[0]].pid] == pid ? arrays[0] : 0;
    const auto found = lowerBound(m_lists[list], pid);
    return found != arrays.end() && m_pids[m_arrays[*found].pid] == pid ? *found : 0;
}

// The last chunk of what is below arrays in order; 0 if they have none.
Id TextTree::lastOfSubtree(std::span<const Id> arrays) const
{
    for (size_t i = arrays.size(); i-- > 0;) {
        if (const Id last = lastIn(arrays[i]))
            return lastOfSubtree(last);
    }
    return 0;
}

// The last chunk of what the chunk and its children are.
Id TextTree::lastOfSubtree(Id chunk) const
{
    for (;;) {
        const std::span<const Id> arrays = children(m_chunks[chunk].children);
        Id last = 0;
        for (size_t i = arrays.size(); !last && i-- > 0;)
            last = lastIn(arrays[i]);
        if (!last)
            return chunk;
        chunk = last;
    }
}

Id TextTree::chunkBefore(Id array) const
{
    const Id parent = m_arrays[array].parent;
    const ChildList &list = m_lists[parent ? m_chunks[parent].children : RootList];
    const auto own = std::find(list.arrays.begin(), list.arrays.end(), array);
    const auto before = std::span<const Id>(list.arrays.data(), size_t(own - list.arrays.begin()));
    const Id last = lastOfSubtree(before);
    return last ? last : parent;
}

quint32 TextTree::rankAt(Id array, qint32 index, Id id) const
{
    if (id) {
        const Chunk &chunk = m_chunks[id];
        const bool isInside = chunk.isVisible && chunk.index < index;
        return rankOf(id) + (isInside ? quint32(index - chunk.index) : 0);
    }
    const Id last = lastIn(array);
    const Id before = last ? lastOfSubtree(last) : chunkBefore(array);
    return before ? endRank(before) : 0;
}

quint32 TextTree::rankOfMissingArray(Id parent, Id list, const QString &pid) const
{
    Id before = 0;
    if (list) {
        const ChildList &siblings = m_lists[list];
        const auto next = lowerBound(siblings, pid);
        before = lastOfSubtree(std::span<const Id>(siblings.arrays.data(),
                                                   size_t(next - siblings.arrays.begin())));
    }
    if (!before)
        before = parent;
    return before ? endRank(before) : 0;
}

TextPath TextTree::pathTo(Id array, qint32 index) const
{
    TextPath path(m_arrays[array].depth);
    for (auto name = path.rbegin();; ++name) {
        const Array &step = m_arrays[array];
        name->pid = m_pids[step.pid];
        name->index = index;
        if (!step.parent)
            return path;
        const Chunk &parent = m_chunks[step.parent];
        array = parent.array;
        index = parent.end() - 1;
    }
}

bool TextTree::isVisibleDeeply(Id array) const
{
    if (m_arrays[array].visible > 0)
        return true;
    const Id first = firstIn(array);
    if (!first)
        return false;
    // If anything below it is visible, it is the next visible thing after the array's beginning.
    const Place place = placeAt(rankOf(first));
    for (Id id = place.chunk; id;) {
        const Id owner = m_chunks[id].array;
        if (owner == array)
            return true;
        id = m_arrays[owner].parent;
    }
    return false;
}

// Chunks -----------------------------------------------------------------------------------------

Id TextTree::createChunk()
{
    const Id id = m_chunks.create();
    m_random ^= m_random << 13;
    m_random ^= m_random >> 17;
    m_random ^= m_random << 5;
    m_chunks[id].priority = m_random;
    return id;
}

// Puts a chunk, whose array and positions are set, where it belongs in both orders.
void TextTree::link(Id id)
{
    Chunk &chunk = m_chunks[id];
    chunk.sum = chunk.visible();
    ArrayOrder order = arrayOrder(chunk.array);
    if (const Id next = chunkFrom(chunk.array, chunk.index)) {
        order.insertBefore(next, id);
        documentOrder().insertBefore(next, id);
    } else {
        const Id last = order.last();
        const Id before = last ? lastOfSubtree(last) : chunkBefore(chunk.array);
        order.insertAfter(last, id);
        documentOrder().insertAfter(before, id);
    }
    m_arrays[chunk.array].visible += chunk.visible();
}

// Takes a chunk without children out.
void TextTree::unlink(Id id)
{
    Chunk &chunk = m_chunks[id];
    if (chunk.isVisible)
        setVisible(id, chunk.length, false);
    documentOrder().remove(id);
    arrayOrder(chunk.array).remove(id);
    m_chunks.free(id);
}

// Changes how long a chunk is, and whether it can be seen, and counts that.
void TextTree::setVisible(Id id, quint32 length, bool isVisible)
{
    Chunk &chunk = m_chunks[id];
    const quint32 before = chunk.visible();
    chunk.length = length;
    chunk.isVisible = isVisible;
    const qint32 difference = qint32(chunk.visible() - before);
    if (difference == 0)
        return;
    documentOrder().addToSums(id, difference);
    m_arrays[chunk.array].visible += quint32(difference);
}

// Cuts the first `offset` positions off to a chunk of their own, and returns that.
Id TextTree::splitBefore(Id id, quint32 offset)
{
    const Id leftId = createChunk();
    Chunk &left = m_chunks[leftId];
    Chunk &right = m_chunks[id];
    left.array = right.array;
    left.index = right.index;
    left.length = offset;
    left.text = right.text;
    left.tick = right.tick;
    left.step = right.step;
    left.isVisible = right.isVisible;
    right.index += qint32(offset);
    right.text += offset;
    right.tick = right.tickAt(offset);
    setVisible(id, right.length - offset, right.isVisible);
    left.sum = left.visible();
    arrayOrder(left.array).insertBefore(id, leftId);
    documentOrder().insertBefore(id, leftId);
    m_arrays[left.array].visible += left.visible();
    return leftId;
}

Id TextTree::endChunkAfter(Id id, quint32 offset)
{
    return offset + 1 == m_chunks[id].length ? id : splitBefore(id, offset + 1);
}

// Makes two neighbours in an array one chunk if that loses nothing. The right one's id remains.
bool TextTree::tryJoin(Id leftId, Id rightId)
{
    if (!leftId || !rightId)
        return false;
    Chunk &left = m_chunks[leftId];
    Chunk &right = m_chunks[rightId];
    if (left.children || !left.isVisible || !right.isVisible || left.end() != right.index
        || left.text + left.length != right.text || !TextBuffer::canJoinAt(right.text))
        return false;
    qint64 step = right.tick - left.tick;
    if (left.length > 1)
        step = left.step;
    else if (right.length > 1)
        step = right.step;
    if (step < 0 || step > 1 || right.tick != left.tick + step * left.length
        || (right.length > 1 && right.step != step))
        return false;
    const Chunk gone = left;
    unlink(leftId);
    right.index = gone.index;
    right.text = gone.text;
    right.tick = gone.tick;
    right.step = quint8(step);
    setVisible(rightId, right.length + gone.length, true);
    return true;
}

void TextTree::joinAround(Id id)
{
    tryJoin(arrayOrder(m_chunks[id].array).previous(id), id);
    tryJoin(id, nextInArray(id));
}

Id TextTree::createEmptyNode(Id array, qint32 index, qint64 tick)
{
    const Id id = createChunk();
    Chunk &chunk = m_chunks[id];
    chunk.array = array;
    chunk.index = index;
    chunk.length = 1;
    chunk.tick = tick;
    link(id);
    return id;
}

void TextTree::removeEmptyNode(Id chunk)
{
    unlink(chunk);
}

// Arrays -----------------------------------------------------------------------------------------

Id TextTree::createArray(Id parent, Id pid)
{
    const Id id = m_arrays.create();
    Array &array = m_arrays[id];
    array.pid = pid;
    array.parent = parent;
    array.isAlive = true;
    Id list = RootList;
    if (parent) {
        Chunk &chunk = m_chunks[parent];
        if (!chunk.children)
            chunk.children = m_lists.create();
        list = chunk.children;
        array.depth = m_arrays[chunk.array].depth + 1;
    }
    ChildList &children = m_lists[list];
    children.arrays.insert(lowerBound(children, m_pids[pid]), id);
    return id;
}

void TextTree::removeArray(Id id)
{
    const Id parent = m_arrays[id].parent;
    const Id list = parent ? m_chunks[parent].children : RootList;
    std::vector<Id> &siblings = m_lists[list].arrays;
    siblings.erase(std::find(siblings.begin(), siblings.end(), id));
    ++m_removedArrays;
    std::vector<Id> gone{id};
    while (!gone.empty()) {
        const Id array = gone.back();
        gone.pop_back();
        while (const Id chunkId = m_arrays[array].root) {
            if (const Id below = m_chunks[chunkId].children) {
                gone.insert(gone.end(), m_lists[below].arrays.begin(), m_lists[below].arrays.end());
                m_lists.free(below);
            }
            unlink(chunkId);
        }
        m_positions -= m_arrays[array].extent;
        m_arrays[array] = Array();
        m_arrays.free(array);
    }
    if (parent && siblings.empty()) {
        m_lists.free(list);
        m_chunks[parent].children = 0;
        joinAround(parent);
    }
}

void TextTree::setExtent(Id id, qint32 start, qint32 extent)
{
    Array &array = m_arrays[id];
    m_positions += extent - array.extent;
    array.start = start;
    array.extent = extent;
}

qint64 TextTree::extend(Id id, qint32 index, qint32 count)
{
    const Array &array = m_arrays[id];
    const qint32 start = std::min(array.start, index);
    const qint32 end = std::max(array.end(), index + count);
    const qint64 added = qint64(end - start) - array.extent;
    setExtent(id, start, end - start);
    return added;
}

} // namespace mld::text
