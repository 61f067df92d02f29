// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/surrogates_p.h"
#include "text/texttree_p.h"

#include <algorithm>

namespace mld::text {

namespace {

// How many of the values have ticks that one chunk can have, and with which step.
std::pair<quint32, quint8> uniformTicks(std::span<const TextChar> values)
{
    if (values.size() == 1)
        return {1, 0};
    const qint64 step = values[1].tick - values[0].tick;
    if (step < 0 || step > 1)
        return {1, 0};
    quint32 count = 2;
    while (count < values.size() && values[count].tick == values[count - 1].tick + step)
        ++count;
    return {count, quint8(step)};
}

/// Goes over the units of values.
struct UnitIterator
{
    using iterator_category = std::forward_iterator_tag;
    using value_type = char16_t;
    using difference_type = std::ptrdiff_t;
    using pointer = const char16_t *;
    using reference = char16_t;

    const TextChar *at = nullptr;

    char16_t operator*() const { return at->unit; }
    UnitIterator &operator++()
    {
        ++at;
        return *this;
    }
    UnitIterator operator++(int) { return {at++}; }
    bool operator==(const UnitIterator &) const = default;
};

} // namespace

quint32 TextTree::store(std::span<const TextChar> values)
{
    return m_buffer.append(UnitIterator{values.data()},
                           UnitIterator{values.data() + values.size()});
}

void TextTree::countHalves(const char16_t *units, quint32 count, int sign)
{
    m_halves += sign * std::count_if(units, units + count, isHalf);
}

void TextTree::set(Id array, qint32 index, std::span<const TextChar> values)
{
    for (const TextChar &value : values)
        m_halves += isHalf(value.unit);
    while (!values.empty()) {
        const auto [uniform, step] = uniformTicks(values);
        // A chunk's units are in one block of the buffer.
        const quint32 room = m_buffer.room() ? m_buffer.room() : TextBuffer::BlockSize;
        quint32 count = std::min(uniform, room);
        const Id next = chunkFrom(array, index);
        if (next && m_chunks[next].index <= index) {
            count = std::min(count, quint32(m_chunks[next].end() - index));
            overwrite(next, index, values.first(count));
        } else {
            if (next)
                count = std::min(count, quint32(m_chunks[next].index - index));
            fillHole(array, index, values.first(count));
        }
        index += qint32(count);
        values = values.subspan(count);
    }
    shrinkBuffer();
}

// Puts values with uniform ticks at the end of the chunk before them, if it can take them.
bool TextTree::extendChunk(Id array, qint32 index, std::span<const TextChar> values)
{
    const Id id = chunkAt(array, index - 1);
    if (!id)
        return false;
    Chunk &chunk = m_chunks[id];
    if (!chunk.isVisible || chunk.children || !m_buffer.isEnd(chunk.text + chunk.length))
        return false;
    qint64 step = values[0].tick - chunk.tick;
    if (chunk.length > 1)
        step = chunk.step;
    else if (values.size() > 1)
        step = values[1].tick - values[0].tick;
    if (step < 0 || step > 1 || values[0].tick != chunk.tick + step * chunk.length
        || (values.size() > 1 && values[1].tick - values[0].tick != step))
        return false;
    store(values);
    chunk.step = quint8(step);
    setVisible(id, chunk.length + quint32(values.size()), true);
    return true;
}

void TextTree::fillHole(Id array, qint32 index, std::span<const TextChar> values)
{
    if (extendChunk(array, index, values))
        return;
    const Id id = createChunk();
    Chunk &chunk = m_chunks[id];
    chunk.array = array;
    chunk.index = index;
    chunk.length = quint32(values.size());
    chunk.text = store(values);
    chunk.tick = values[0].tick;
    chunk.step = values.size() > 1 ? quint8(values[1].tick - values[0].tick) : 0;
    chunk.isVisible = true;
    link(id);
    tryJoin(id, nextInArray(id));
}

// Replaces the values of positions that a chunk holds.
void TextTree::overwrite(Id id, qint32 index, std::span<const TextChar> values)
{
    if (const quint32 offset = quint32(index - m_chunks[id].index))
        splitBefore(id, offset);
    if (values.size() < m_chunks[id].length)
        id = splitBefore(id, quint32(values.size()));
    Chunk &chunk = m_chunks[id];
    if (chunk.isVisible && m_halves > 0)
        countHalves(unitsOf(chunk), chunk.length, -1);
    chunk.text = store(values);
    chunk.tick = values[0].tick;
    chunk.step = values.size() > 1 ? quint8(values[1].tick - values[0].tick) : 0;
    setVisible(id, chunk.length, true);
    joinAround(id);
}

void TextTree::clear(Id array, qint32 index, qint32 count, std::span<const TextChar> values)
{
    const qint32 begin = index;
    const qint32 end = index + count;
    while (index < end) {
        Id id = chunkFrom(array, index);
        if (!id || m_chunks[id].index >= end)
            break;
        Chunk &chunk = m_chunks[id];
        const qint32 from = std::max(index, chunk.index);
        const qint32 to = std::min(end, chunk.end());
        index = to;
        if (!chunk.isVisible)
            continue;
        if (m_halves > 0)
            countHalves(unitsOf(chunk) + (from - chunk.index), quint32(to - from), -1);
        if (to == chunk.end() && !chunk.children) { // its end, or all of it
            if (from == chunk.index)
                unlink(id);
            else
                setVisible(id, quint32(from - chunk.index), true);
            continue;
        }
        if (from > chunk.index)
            splitBefore(id, quint32(from - chunk.index));
        // Now its beginning; the last position stays as a node if it has children.
        const bool keepsNode = to == chunk.end();
        const quint32 gone = quint32(to - from) - (keepsNode ? 1 : 0);
        chunk.tick = chunk.tickAt(gone);
        chunk.index += qint32(gone);
        chunk.text += gone;
        setVisible(id, chunk.length - gone, !keepsNode);
        if (keepsNode && !values.empty())
            chunk.tick = values[size_t(to - 1 - begin)].tick;
    }
}

bool TextTree::isEmptyAt(Id array, qint32 index) const
{
    const Id id = chunkAt(array, index);
    return !id || m_chunks[id].isEmptyNode();
}

void TextTree::trimStart(Id id)
{
    while (const Id first = firstIn(id)) {
        const Chunk &chunk = m_chunks[first];
        if (chunk.isEmptyNode()) {
            unlink(first);
            continue;
        }
        const Array &array = m_arrays[id];
        setExtent(id, chunk.index, array.end() - chunk.index);
        return;
    }
}

void TextTree::trimEnd(Id id)
{
    while (const Id last = lastIn(id)) {
        const Chunk &chunk = m_chunks[last];
        if (!chunk.isEmptyNode())
            break;
        unlink(last);
    }
    const Id last = lastIn(id);
    const qint32 start = m_arrays[id].start;
    setExtent(id, start, last ? m_chunks[last].end() - start : 0);
}

void TextTree::removeEmptyNodesIn(Id array, qint32 index, qint32 count)
{
    const qint32 end = index + count;
    Id id = chunkFrom(array, index);
    while (id && m_chunks[id].index < end) {
        const Id next = nextInArray(id);
        if (m_chunks[id].isEmptyNode())
            unlink(id);
        id = next;
    }
}

void TextTree::collect(Id id, qint32 index, qint32 count)
{
    if (!m_arrays[id].isAlive)
        return;
    const qint32 end = index + count;
    const auto isInside = [=](qint32 position) { return position >= index && position < end; };
    qint32 kept = 0;
    for (Id chunk = chunkFrom(id, index); chunk && m_chunks[chunk].index < end;
         chunk = nextInArray(chunk)) {
        if (!m_chunks[chunk].isEmptyNode())
            kept += std::min(end, m_chunks[chunk].end()) - std::max(index, m_chunks[chunk].index);
    }
    if (kept == count)
        return;
    removeEmptyNodesIn(id, index, count);
    if (isInside(m_arrays[id].start) && isEmptyAt(id, m_arrays[id].start))
        trimStart(id);
    if (isInside(m_arrays[id].end() - 1) && isEmptyAt(id, m_arrays[id].end() - 1))
        trimEnd(id);
    if (!isVisibleDeeply(id))
        removeArray(id);
}

// Forgets units that no chunk refers to, once they are many more than those in use.
void TextTree::shrinkBuffer()
{
    if (m_buffer.size() < 4 * qsizetype(TextBuffer::BlockSize) + 4 * qsizetype(length()))
        return;
    TextBuffer buffer;
    for (Id id = documentOrder().first(); id; id = documentOrder().next(id)) {
        Chunk &chunk = m_chunks[id];
        if (!chunk.isVisible)
            continue;
        const char16_t *units = unitsOf(chunk);
        // Not across two blocks: begin a new one rather than split the chunk.
        if (buffer.room() < chunk.length)
            buffer.beginBlock();
        chunk.text = buffer.append(units, units + chunk.length);
    }
    m_buffer = std::move(buffer);
}

} // namespace mld::text
