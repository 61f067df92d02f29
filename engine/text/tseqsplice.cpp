// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/surrogates_p.h"
#include "text/tseq_p.h"

#include <algorithm>
#include <numeric>

// Local edits: where new characters go, and the operation that says so (semantics.md 12.3, 12.4).

namespace mld {

using namespace text;

namespace {

// The changes, as runs of positions: each run where the first of its positions is in `changes`.
struct RunOrder
{
    std::vector<size_t> order;  // of changes
    std::vector<size_t> starts; // of runs in `order`
};

bool isNext(const TextChange &a, const TextChange &b)
{
    return a.array == b.array && a.index + 1 == b.index;
}

RunOrder toRuns(const std::vector<TextChange> &changes)
{
    RunOrder runs;
    runs.order.resize(changes.size());
    std::iota(runs.order.begin(), runs.order.end(), size_t(0));
    // Sorted by name, whatever follows its predecessor joins its run.
    const auto isBefore = [&](size_t a, size_t b) {
        return std::pair(changes[a].array, changes[a].index)
            < std::pair(changes[b].array, changes[b].index);
    };
    if (!std::is_sorted(runs.order.begin(), runs.order.end(), isBefore))
        std::sort(runs.order.begin(), runs.order.end(), isBefore);
    for (size_t i = 0; i < runs.order.size(); ++i) {
        if (i == 0 || !isNext(changes[runs.order[i - 1]], changes[runs.order[i]]))
            runs.starts.push_back(i);
    }
    std::sort(runs.starts.begin(), runs.starts.end(),
              [&](size_t a, size_t b) { return runs.order[a] < runs.order[b]; });
    return runs;
}

} // namespace

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

TextEdit TSeq::Private::splice(qsizetype index, qsizetype deleteCount, const QString &positions)
{
    std::vector<TextChange> changes;
    changes.reserve(size_t(deleteCount + positions.size()));
    remove(quint32(index), quint32(deleteCount), changes);
    if (!positions.isEmpty())
        insert(quint32(index), positions, changes);
    TextEdit edit = toEdit(changes);
    // Runs of emptied positions, in the order in which they were emptied.
    for (size_t i = 0; i < changes.size();) {
        if (!changes[i].after.isEmpty()) {
            ++i;
            continue;
        }
        size_t end = i + 1;
        while (end < changes.size() && changes[end].after.isEmpty()
               && isNext(changes[end - 1], changes[end]))
            ++end;
        tree.collect(changes[i].array, changes[i].index, qint32(end - i));
        i = end;
    }
    return edit;
}

void TSeq::Private::remove(quint32 rank, quint32 count, std::vector<TextChange> &changes)
{
    while (count > 0) {
        const Place place = tree.placeAt(rank);
        const Chunk &chunk = tree.chunk(place.chunk);
        const quint32 part = std::min(count, chunk.length - place.offset);
        const qint32 first = chunk.index + qint32(place.offset);
        const Id array = chunk.array;
        for (quint32 i = 0; i < part; ++i) {
            const TextChar before = tree.valueAt(chunk, place.offset + i);
            changes.push_back({array, first + qint32(i), before, {0, before.tick}, 0, 0});
        }
        tree.clear(array, first, qint32(part));
        count -= part;
    }
}

void TSeq::Private::insert(quint32 rank, const QString &units, std::vector<TextChange> &changes)
{
    ++tick;
    std::vector<TextChar> values;
    values.reserve(size_t(units.size()));
    for (const QChar unit : units)
        values.push_back({unit.unicode(), tick});
    std::span<const TextChar> rest = values;
    if (rank > 0) {
        const quint32 filled = fillAfter(tree.placeAt(rank - 1), rest, changes);
        rank += filled;
        rest = rest.subspan(filled);
    }
    if (!rest.empty())
        insertAround(rank, rest, changes);
}

// Puts values into the empty positions that follow an own character without children; returns how
// many there was room for.
quint32 TSeq::Private::fillAfter(Place previous, std::span<const TextChar> values,
                                 std::vector<TextChange> &changes)
{
    const Chunk &chunk = tree.chunk(previous.chunk);
    if (tree.array(chunk.array).pid != ownPid || previous.offset + 1 < chunk.length
        || chunk.children)
        return 0;
    const Id array = chunk.array;
    const qint32 first = chunk.end();
    const size_t firstNew = changes.size();
    const qint32 most = qint32(std::min<qint64>(qint64(values.size()),
                                                TextOperation::MaxIndex - first));
    qint32 count = 0;
    while (count < most) {
        const Id next = tree.chunkFrom(array, first + count);
        const qint32 gapEnd = next ? tree.chunk(next).index : first + most;
        for (; count < most && first + count < gapEnd; ++count)
            changes.push_back({array, first + count, {}, values[size_t(count)], 0, 0});
        if (count == most || !tree.chunk(next).isEmptyNode())
            break;
        changes.push_back({array, first + count, {0, tree.chunk(next).tick},
                           values[size_t(count)], 0, 0});
        ++count;
    }
    if (count == 0)
        return 0;
    tree.extend(array, first, count);
    tree.set(array, first, values.first(size_t(count)));
    // A position that this edit has emptied is one change: what it was, and what it is now.
    std::vector<bool> isKnown(size_t(count), false);
    for (size_t i = 0; i < firstNew; ++i) {
        TextChange &change = changes[i];
        const qint32 offset = change.index - first;
        if (change.array != array || offset < 0 || offset >= count)
            continue;
        change.after = values[size_t(offset)];
        isKnown[size_t(offset)] = true;
    }
    const auto isKnownChange = [&](const TextChange &change) {
        return isKnown[size_t(change.index - first)];
    };
    changes.erase(std::remove_if(changes.begin() + qsizetype(firstNew), changes.end(),
                                 isKnownChange),
                  changes.end());
    return quint32(count);
}

// Puts values between two visible characters where there is no room.
void TSeq::Private::insertAround(quint32 rank, std::span<const TextChar> values,
                                 std::vector<TextChange> &changes)
{
    const Place previous = rank > 0 ? tree.placeAt(rank - 1) : Place();
    const Place next = tree.placeAt(rank);
    const Id nextArray = next.chunk ? tree.chunk(next.chunk).array : 0;
    if (!next.chunk || isWithin(nextArray, previous)) {
        const Id parent
            = previous.chunk ? tree.endChunkAfter(previous.chunk, previous.offset) : 0;
        append(parent, values, changes);
        return;
    }
    const qint32 count = qint32(values.size());
    const qint32 start = tree.array(nextArray).start;
    if (tree.array(nextArray).pid != ownPid) {
        tree.extend(nextArray, start - 1, 1);
        append(tree.createEmptyNode(nextArray, start - 1), values, changes);
        return;
    }
    tree.extend(nextArray, start - count, count);
    for (qint32 i = 0; i < count; ++i)
        changes.push_back({nextArray, start - count + i, {}, values[size_t(i)], 0, 0});
    tree.set(nextArray, start - count, values);
}

// Puts values at the end of the own array below a parent.
void TSeq::Private::append(Id parent, std::span<const TextChar> values,
                           std::vector<TextChange> &changes)
{
    const Id list = parent ? tree.chunk(parent).children : TextTree::RootList;
    Id array = tree.findArray(list, ownPid);
    if (!array)
        array = tree.createArray(parent, ownPid);
    const qint32 end = tree.array(array).end();
    tree.extend(array, end, qint32(values.size()));
    for (size_t i = 0; i < values.size(); ++i)
        changes.push_back({array, end + qint32(i), {}, values[i], 0, 0});
    tree.set(array, end, values);
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

TextEdit TSeq::Private::toEdit(const std::vector<TextChange> &changes) const
{
    TextEdit edit;
    const RunOrder runs = toRuns(changes);
    edit.operation.runs.reserve(runs.starts.size());
    edit.revert.runs.reserve(runs.starts.size());
    for (const size_t start : runs.starts) {
        const TextChange &first = changes[runs.order[start]];
        TextRun run;
        run.path = tree.pathTo(first.array, first.index);
        std::vector<std::optional<TextChar>> before;
        for (size_t i = start; i < runs.order.size(); ++i) {
            if (i > start && !isNext(changes[runs.order[i - 1]], changes[runs.order[i]]))
                break;
            run.chars.push_back(changes[runs.order[i]].after);
            before.push_back(changes[runs.order[i]].before);
        }
        edit.operation.runs.push_back(std::move(run));
        edit.revert.runs.push_back(std::move(before));
    }
    return edit;
}

} // namespace mld
