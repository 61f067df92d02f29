// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/surrogates_p.h"
#include "text/texttree_p.h"

#include <algorithm>

namespace mld::text {

Id TextTree::Builder::begin(Id parent, Id pid, qint32 start)
{
    // Sorted in finish(): a state may have its arrays in any order.
    const Id id = m_tree.m_arrays.create();
    Array &array = m_tree.m_arrays[id];
    array.pid = pid;
    array.parent = parent;
    array.start = start;
    array.isAlive = true;
    Id list = RootList;
    if (parent) {
        Chunk &chunk = m_tree.m_chunks[parent];
        if (!chunk.children)
            chunk.children = m_tree.m_lists.create();
        list = chunk.children;
        array.depth = m_tree.m_arrays[chunk.array].depth + 1;
    }
    m_tree.m_lists[list].arrays.push_back(id);
    return id;
}

Id TextTree::Builder::append(Id array, qint32 index, TextChar value)
{
    if (!m_chunks.empty() && extendLast(array, index, value))
        return m_chunks.back();
    const Id id = m_tree.createChunk();
    Chunk &chunk = m_tree.m_chunks[id];
    chunk.array = array;
    chunk.index = index;
    chunk.length = 1;
    chunk.tick = value.tick;
    if (!value.isEmpty()) {
        chunk.text = m_tree.m_buffer.append(&value.unit, &value.unit + 1);
        chunk.isVisible = true;
        m_tree.m_halves += isHalf(value.unit);
    }
    m_tree.m_arrays[array].visible += chunk.visible();
    m_chunks.push_back(id);
    return id;
}

bool TextTree::Builder::extendLast(Id array, qint32 index, TextChar value)
{
    Chunk &last = m_tree.m_chunks[m_chunks.back()];
    if (last.array != array || value.isEmpty() || !last.isVisible || last.children
        || last.end() != index || !m_tree.m_buffer.isEnd(last.text + last.length))
        return false;
    const qint64 step = last.length > 1 ? last.step : value.tick - last.tick;
    if (step < 0 || step > 1 || value.tick != last.tick + step * last.length)
        return false;
    m_tree.m_buffer.append(&value.unit, &value.unit + 1);
    m_tree.m_halves += isHalf(value.unit);
    last.step = quint8(step);
    ++last.length;
    ++m_tree.m_arrays[array].visible;
    return true;
}

void TextTree::Builder::end(Id array, qint32 extent)
{
    size_t first = m_chunks.size();
    while (first > 0 && m_tree.m_chunks[m_chunks[first - 1]].array == array)
        --first;
    const auto own = std::span<const Id>(m_chunks).subspan(first);
    m_tree.arrayOrder(array).build(own);
    m_chunks.resize(first);
    m_tree.m_arrays[array].extent = extent;
    m_tree.m_positions += extent;
}

bool TextTree::Builder::sortChildren(Id list)
{
    std::vector<Id> &arrays = m_tree.m_lists[list].arrays;
    const auto pid = [this](Id array) -> const QString & {
        return m_tree.m_pids[m_tree.m_arrays[array].pid];
    };
    const auto isBefore = [&](Id a, Id b) { return pid(a) < pid(b); };
    if (!std::is_sorted(arrays.begin(), arrays.end(), isBefore))
        std::sort(arrays.begin(), arrays.end(), isBefore);
    return std::adjacent_find(arrays.begin(), arrays.end(),
                              [&](Id a, Id b) {
                                  return m_tree.m_arrays[a].pid == m_tree.m_arrays[b].pid;
                              })
        == arrays.end();
}

bool TextTree::Builder::finish()
{
    // Reading order: what is to come next is on top.
    std::vector<Id> order;
    std::vector<Id> ahead; // chunks; each stands for the rest of its array
    const auto putAhead = [&](Id list) {
        const std::vector<Id> &arrays = m_tree.m_lists[list].arrays;
        for (size_t i = arrays.size(); i-- > 0;) {
            if (const Id first = m_tree.firstIn(arrays[i]))
                ahead.push_back(first);
        }
    };
    if (!sortChildren(RootList))
        return false;
    putAhead(RootList);
    while (!ahead.empty()) {
        const Id id = ahead.back();
        ahead.pop_back();
        order.push_back(id);
        if (const Id next = m_tree.nextInArray(id))
            ahead.push_back(next);
        const Chunk &chunk = m_tree.m_chunks[id];
        if (!chunk.children)
            continue;
        if (!sortChildren(chunk.children))
            return false;
        putAhead(chunk.children);
    }
    m_tree.documentOrder().build(order);
    return true;
}

// Invariants -------------------------------------------------------------------------------------

QString TextTree::checkArray(Id id) const
{
    const Array &array = m_arrays[id];
    if (!array.isAlive)
        return QStringLiteral("an array is listed after it was removed");
    quint32 visible = 0;
    qint64 end = array.start;
    for (Id chunkId = firstIn(id); chunkId; chunkId = nextInArray(chunkId)) {
        const Chunk &chunk = m_chunks[chunkId];
        if (chunk.array != id)
            return QStringLiteral("a chunk is in the tree of another array");
        if (chunk.length == 0 || (!chunk.isVisible && chunk.length != 1))
            return QStringLiteral("a chunk has a wrong length");
        if (chunk.index < end)
            return QStringLiteral("chunks of an array overlap or are out of order");
        end = chunk.end();
        visible += chunk.visible();
    }
    if (end > array.end())
        return QStringLiteral("an array ends before its last chunk");
    if (visible != array.visible)
        return QStringLiteral("an array's visible length is wrong");
    return {};
}

QString TextTree::check() const
{
    std::vector<Id> order;
    std::vector<Id> ahead;
    qint64 positions = 0;
    QString fault;
    const auto enter = [&](Id parent, Id list) {
        const std::vector<Id> &arrays = m_lists[list].arrays;
        if (parent && arrays.empty())
            fault = QStringLiteral("a child list is empty");
        for (size_t i = arrays.size(); i-- > 0;) {
            const Array &array = m_arrays[arrays[i]];
            if (array.parent != parent
                || array.depth != (parent ? m_arrays[m_chunks[parent].array].depth + 1 : 1))
                fault = QStringLiteral("an array has a wrong parent");
            if (i > 0 && !(m_pids[m_arrays[arrays[i - 1]].pid] < m_pids[array.pid]))
                fault = QStringLiteral("arrays are not in the order of their process ids");
            if (const QString wrong = checkArray(arrays[i]); !wrong.isEmpty())
                fault = wrong;
            positions += array.extent;
            if (const Id first = firstIn(arrays[i]))
                ahead.push_back(first);
        }
    };
    enter(0, RootList);
    qint64 rank = 0;
    qint64 halves = 0;
    while (fault.isEmpty() && !ahead.empty()) {
        const Id id = ahead.back();
        ahead.pop_back();
        order.push_back(id);
        const Chunk &chunk = m_chunks[id];
        if (rankOf(id) != rank)
            return QStringLiteral("the rank of a chunk is wrong");
        rank += chunk.visible();
        if (chunk.isVisible) {
            const char16_t *units = unitsOf(chunk);
            halves += std::count_if(units, units + chunk.length, isHalf);
            if (std::find(units, units + chunk.length, u'\0') != units + chunk.length)
                return QStringLiteral("a visible position has no character");
        }
        if (const Id next = nextInArray(id))
            ahead.push_back(next);
        if (chunk.children)
            enter(id, chunk.children);
    }
    if (!fault.isEmpty())
        return fault;
    Id walked = firstChunk();
    for (const Id id : order) {
        if (walked != id)
            return QStringLiteral("the chunks are not in reading order");
        walked = nextChunk(walked);
    }
    if (walked)
        return QStringLiteral("a chunk is in the text but in no array");
    if (rank != length() || positions != m_positions || halves != m_halves
        || qsizetype(order.size()) != m_chunks.size())
        return QStringLiteral("the counts of the text are wrong");
    return {};
}

} // namespace mld::text
