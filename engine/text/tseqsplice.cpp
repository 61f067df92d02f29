// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/surrogates_p.h"
#include "text/tseq_p.h"

#include <algorithm>
#include <numeric>

// Local edits: where new characters go, and the operation that says so (semantics.md 12.3, 12.4).

namespace mld {

using namespace text;

// More values than this are not kept for the next edit.
static constexpr size_t mostKept = 4096;

// Whole characters only: a deletion takes both halves of a pair, an insertion goes before the pair.
void TSeq::Private::alignToPairs(qsizetype &index, qsizetype &deleteCount) const
{
    if (tree.halves() == 0)
        return;
    const auto isInPair = [this](qsizetype place) {
        return place > 0 && place < tree.length()
            && isPair(tree.unitAt(quint32(place - 1)), tree.unitAt(quint32(place)));
    };
    if (isInPair(index)) {
        --index;
        if (deleteCount > 0)
            ++deleteCount;
    }
    if (deleteCount > 0 && isInPair(index + deleteCount))
        ++deleteCount;
}

TextEdit TSeq::Private::splice(quint32 index, quint32 deleteCount, const QString &positions)
{
    m_changes.clear();
    remove(index, deleteCount);
    if (!positions.isEmpty())
        insert(index, positions);
    TextEdit edit = toEdit();
    collect();
    return edit;
}

void TSeq::Private::remove(quint32 rank, quint32 count)
{
    while (count > 0) {
        const Place place = tree.placeAt(rank);
        const Chunk &chunk = tree.chunk(place.chunk);
        const quint32 part = std::min(count, chunk.length - place.offset);
        const TextRange range = m_changes.add(chunk.array, chunk.index + qint32(place.offset), part);
        const char16_t *units = tree.unitsOf(chunk) + place.offset;
        for (quint32 i = 0; i < part; ++i) {
            const qint64 charTick = chunk.tickAt(place.offset + i);
            m_changes.before.push_back({units[i], charTick});
            m_changes.after.push_back({0, charTick});
        }
        tree.clear(range.array, range.index, qint32(part));
        count -= part;
    }
}

void TSeq::Private::insert(quint32 rank, const QString &units)
{
    ++tick;
    if (m_values.capacity() > mostKept)
        m_values = {};
    m_values.clear();
    m_values.reserve(size_t(units.size()));
    for (const QChar unit : units)
        m_values.push_back({unit.unicode(), tick});
    std::span<const TextChar> rest = m_values;
    if (rank > 0) {
        const quint32 filled = fillAfter(tree.placeAt(rank - 1), rest);
        rank += filled;
        rest = rest.subspan(filled);
    }
    if (!rest.empty())
        insertAround(rank, rest);
}

// Puts values into the empty positions that follow an own character without children; returns how
// many there was room for.
quint32 TSeq::Private::fillAfter(Place previous, std::span<const TextChar> values)
{
    const Chunk &chunk = tree.chunk(previous.chunk);
    if (tree.array(chunk.array).pid != ownPid || previous.offset + 1 < chunk.length
        || chunk.children)
        return 0;
    const Id array = chunk.array;
    const qint32 first = chunk.end();
    qint32 count = qint32(std::min<qint64>(qint64(values.size()), TextOperation::MaxIndex - first));
    Id next = tree.nextInArray(previous.chunk);
    while (next && tree.chunk(next).isEmptyNode() && tree.chunk(next).index < first + count)
        next = tree.nextInArray(next);
    if (next)
        count = std::min(count, tree.chunk(next).index - first);
    if (count <= 0)
        return 0;
    values = values.first(size_t(count));
    noteFilled(array, first, values);
    tree.extend(array, first, count);
    tree.set(array, first, values);
    return quint32(count);
}

// Notes changes of positions that may have been emptied by this edit: such a position is one change,
// from what it was to what it is now.
void TSeq::Private::noteFilled(Id array, qint32 index, std::span<const TextChar> values)
{
    std::vector<bool> isKnown;
    for (const TextRange &range : m_changes.ranges) {
        const qint32 from = std::max(range.index, index);
        const qint32 to = std::min(range.end(), index + qint32(values.size()));
        if (range.array != array || from >= to)
            continue;
        isKnown.resize(values.size());
        for (qint32 i = from; i < to; ++i) {
            m_changes.after[range.first + quint32(i - range.index)] = values[size_t(i - index)];
            isKnown[size_t(i - index)] = true;
        }
    }
    for (size_t i = 0; i < values.size();) {
        size_t end = i;
        while (end < values.size() && (isKnown.empty() || !isKnown[end]))
            ++end;
        if (end > i)
            noteNew(array, index + qint32(i), values.subspan(i, end - i));
        i = end + 1;
    }
}

// Notes changes of holes, and of nodes that are as empty as these but have a tick.
void TSeq::Private::noteNew(Id array, qint32 index, std::span<const TextChar> values)
{
    const quint32 first = m_changes.add(array, index, quint32(values.size())).first;
    m_changes.before.resize(first + values.size());
    m_changes.after.insert(m_changes.after.end(), values.begin(), values.end());
    const qint32 end = index + qint32(values.size());
    for (Id node = tree.chunkFrom(array, index); node && tree.chunk(node).index < end;
         node = tree.nextInArray(node))
        m_changes.before[first + quint32(tree.chunk(node).index - index)].tick
            = tree.chunk(node).tick;
}

// Puts values between two visible characters where there is no room.
void TSeq::Private::insertAround(quint32 rank, std::span<const TextChar> values)
{
    const Place previous = rank > 0 ? tree.placeAt(rank - 1) : Place();
    const Place next = tree.placeAt(rank);
    const Id nextArray = next.chunk ? tree.chunk(next.chunk).array : 0;
    if (!next.chunk || isWithin(nextArray, previous)) {
        append(previous.chunk ? tree.endChunkAfter(previous.chunk, previous.offset) : 0, values);
        return;
    }
    const qint32 start = tree.array(nextArray).start;
    if (tree.array(nextArray).pid == ownPid) {
        put(nextArray, start - qint32(values.size()), values);
        return;
    }
    tree.extend(nextArray, start - 1, 1);
    append(tree.createEmptyNode(nextArray, start - 1), values);
}

// Puts values at the end of the own array below a parent.
void TSeq::Private::append(Id parent, std::span<const TextChar> values)
{
    const Id list = parent ? tree.chunk(parent).children : TextTree::RootList;
    Id array = tree.findArray(list, ownPid);
    if (!array)
        array = tree.createArray(parent, ownPid);
    put(array, tree.array(array).end(), values);
}

// Puts values where there were no positions.
void TSeq::Private::put(Id array, qint32 index, std::span<const TextChar> values)
{
    noteNew(array, index, values);
    tree.extend(array, index, qint32(values.size()));
    tree.set(array, index, values);
}

// Whether a place is in an array, at any depth. Its array's positions come before the place
// or after it, so the first one tells.
bool TSeq::Private::isWithin(Id array, Place place) const
{
    if (!place.chunk)
        return false;
    if (tree.chunk(place.chunk).array == array)
        return true;
    return tree.rankOf(tree.firstIn(array)) <= tree.rankOf(place.chunk);
}

// The changes as runs: what follows its predecessor in its array joins its run, and the runs go in
// the order in which their first positions were changed.
TextEdit TSeq::Private::toEdit() const
{
    const std::vector<TextRange> &ranges = m_changes.ranges;
    std::vector<size_t> order(ranges.size());
    std::iota(order.begin(), order.end(), size_t(0));
    const auto isBefore = [&](size_t a, size_t b) {
        return std::pair(ranges[a].array, ranges[a].index)
            < std::pair(ranges[b].array, ranges[b].index);
    };
    if (!std::is_sorted(order.begin(), order.end(), isBefore))
        std::sort(order.begin(), order.end(), isBefore);
    const auto isNext = [&](size_t a, size_t b) {
        return ranges[a].array == ranges[b].array && ranges[a].end() == ranges[b].index;
    };
    std::vector<size_t> starts;
    for (size_t i = 0; i < order.size(); ++i) {
        if (i == 0 || !isNext(order[i - 1], order[i]))
            starts.push_back(i);
    }
    std::sort(starts.begin(), starts.end(),
              [&](size_t a, size_t b) { return order[a] < order[b]; });
    TextEdit edit;
    edit.operation.runs.reserve(starts.size());
    edit.revert.runs.reserve(starts.size());
    for (const size_t start : starts) {
        TextRun &run = edit.operation.runs.emplace_back();
        std::vector<TextChar> &before = edit.revert.runs.emplace_back();
        const TextRange &first = ranges[order[start]];
        run.path = tree.pathTo(first.array, first.index);
        for (size_t i = start; i < order.size(); ++i) {
            if (i > start && !isNext(order[i - 1], order[i]))
                break;
            const auto added = m_changes.valuesAfter(ranges[order[i]]);
            run.chars.insert(run.chars.end(), added.begin(), added.end());
            const auto old = m_changes.valuesBefore(ranges[order[i]]);
            before.insert(before.end(), old.begin(), old.end());
        }
    }
    return edit;
}

// Cleans up after the positions that were emptied, in the order in which they were.
void TSeq::Private::collect()
{
    for (const TextRange &range : m_changes.ranges) {
        const auto values = m_changes.valuesAfter(range);
        for (size_t i = 0; i < values.size();) {
            size_t end = i;
            while (end < values.size() && values[end].isEmpty())
                ++end;
            if (end > i)
                tree.collect(range.array, range.index + qint32(i), qint32(end - i));
            i = end + 1;
        }
    }
}

} // namespace mld
