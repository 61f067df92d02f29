// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textapplication_p.h"

#include <algorithm>

// Locating what an operation names, and judging what it does (semantics.md 12.5, step 1).

namespace mld {

using namespace text;

Error malformedOperation(const char *what)
{
    return {ErrorCode::Malformed,
            QStringLiteral("The change of a shared text is not valid: %1.").arg(QLatin1String(what))};
}

TextApplication::TextApplication(TextTree &tree, Scratch &scratch)
    : m_tree(tree), m_scratch(scratch), m_changes(scratch.changes), m_made(scratch.made)
{
    m_changes.clear();
    m_made.clear();
}

Result<> TextApplication::locate(const TextRun &run, Chars chars, bool force)
{
    m_run = quint32(revert.runs.size());
    revert.runs.emplace_back();
    const qint64 lastIndex = run.path.empty() ? 0 : run.path.back().index + qint64(chars.size());
    if (run.path.empty() || qsizetype(run.path.size()) > TextOperation::MaxPathLength
        || lastIndex > TextOperation::MaxIndex
        || run.path.back().index < -TextOperation::MaxIndex)
        return malformedOperation("a path is impossible");
    const bool hasInserts = std::any_of(chars.begin(), chars.end(), [](const TextChar &value) {
        return !value.isEmpty();
    });
    const Result<Id> array = locateArray(run.path, hasInserts);
    MLD_TRY(array);
    if (!*array)
        return {};
    const qint32 first = run.path.back().index;
    revert.runs.back().reserve(chars.size());
    for (size_t i = 0; i < chars.size();) {
        // Up to the end of a chunk, or of a hole, at once.
        const qint32 index = first + qint32(i);
        const Id id = m_tree.chunkFrom(*array, index);
        const bool isHole = !id || m_tree.chunk(id).index > index;
        const quint32 rank = m_tree.rankAt(*array, index, id);
        const qint64 end = !id ? lastIndex : isHole ? m_tree.chunk(id).index : m_tree.chunk(id).end();
        const size_t stop = size_t(std::min<qint64>(end - first, qint64(chars.size())));
        const Segment segment{*array, isHole ? 0 : id, index, rank};
        MLD_TRY(judge(segment, chars.subspan(i, stop - i), i, force));
        i = stop;
    }
    return {};
}

// Notes what values do to consecutive positions, which are all in one chunk or in one hole.
Result<> TextApplication::judge(const Segment &segment, Chars chars, size_t place, bool force)
{
    const Chunk *chunk = segment.chunk ? &m_tree.chunk(segment.chunk) : nullptr;
    const quint32 offset = chunk ? quint32(segment.index - chunk->index) : 0;
    const auto heldAt = [&](size_t i) {
        return chunk ? m_tree.valueAt(*chunk, offset + quint32(i)) : TextChar();
    };
    for (size_t begin = 0; begin < chars.size();) {
        if (!hasEffect(chars[begin], heldAt(begin), !chunk, force)) {
            ++begin;
            continue;
        }
        const bool isSet = !chars[begin].isEmpty();
        size_t end = begin + 1;
        while (end < chars.size() && isSet == !chars[end].isEmpty()
               && hasEffect(chars[end], heldAt(end), !chunk, force))
            ++end;
        const qint32 first = segment.index + qint32(begin);
        if (!chunk)
            MLD_TRY(extend(segment.array, first, qint32(end - begin)));
        TextRange &range = m_changes.add(segment.array, first, quint32(end - begin));
        range.run = m_run;
        range.isSet = isSet;
        range.wasVisible = chunk && chunk->isVisible;
        range.rank = segment.rank + (range.wasVisible ? quint32(begin) : 0);
        std::vector<TextChar> &reverts = revert.runs[m_run];
        reverts.resize(place + end, TextRevert::Nothing);
        for (size_t i = begin; i < end; ++i) {
            const TextChar held = heldAt(i);
            reverts[place + i] = held;
            m_changes.before.push_back(held);
            // An emptied node keeps its tick, unless it is taken back to when it had another: with that of
            // a change undone, it would take the same change for an old one.
            m_changes.after.push_back(isSet ? chars[i] : TextChar{0, force ? chars[i].tick : held.tick});
        }
        begin = end;
    }
    return {};
}

bool TextApplication::hasEffect(const TextChar &value, const TextChar &held,
                                           bool isMissing, bool force) const
{
    if (value == TextRevert::Nothing)
        return false;
    if (!force && !isMissing && !TextChar::hasPrecedence(value, held))
        return false;
    return !value.isEmpty() || !held.isEmpty();
}

// The array that a path leads to; 0 if it is missing and may not be made.
Result<Id> TextApplication::locateArray(const TextPath &path, bool mayCreate)
{
    KnownArray &known = m_scratch.known;
    const auto isKnown = [&] {
        const size_t last = path.size() - 1;
        if (known.removedArrays != m_tree.removedArrays() || known.path.size() != path.size()
            || known.path[last].pid != path[last].pid)
            return false;
        return std::equal(path.rbegin() + 1, path.rend(), known.path.rbegin() + 1);
    };
    if (isKnown())
        return known.array;
    const Result<Id> array = walkToArray(path, mayCreate);
    if (array && *array)
        known = {path, *array, m_tree.removedArrays()};
    return array;
}

Result<Id> TextApplication::walkToArray(const TextPath &path, bool mayCreate)
{
    Id parent = 0;
    for (size_t i = 0;; ++i) {
        const TextName &name = path[i];
        if (name.pid.isEmpty() || name.index > TextOperation::MaxIndex
            || name.index < -TextOperation::MaxIndex)
            return malformedOperation("a path is impossible");
        const Id list = parent ? m_tree.chunk(parent).children : TextTree::RootList;
        Id array = m_tree.findArray(list, name.pid);
        if (!array) {
            if (!mayCreate)
                return Id(0);
            array = m_tree.createArray(parent, m_tree.internPid(name.pid));
            m_made.push_back({Made::AnArray, array, 0, 0});
        }
        if (i + 1 == path.size())
            return array;
        const Result<Id> node = locateNode(array, name.index, mayCreate);
        MLD_TRY(node);
        if (!*node)
            return Id(0);
        parent = *node;
    }
}

// The chunk that ends with a position, which can then have children.
Result<Id> TextApplication::locateNode(Id array, qint32 index, bool mayCreate)
{
    const Id id = m_tree.chunkAt(array, index);
    if (id) {
        const quint32 offset = quint32(index - m_tree.chunk(id).index);
        if (offset + 1 == m_tree.chunk(id).length)
            return id;
        return mayCreate ? m_tree.endChunkAfter(id, offset) : Id(0);
    }
    if (!mayCreate)
        return Id(0);
    MLD_TRY(extend(array, index, 1));
    const Id node = m_tree.createEmptyNode(array, index);
    m_made.push_back({Made::ANode, node, 0, 0});
    return node;
}

// Makes an array reach to positions, unless that would leave too many holes.
Result<> TextApplication::extend(Id id, qint32 index, qint32 count)
{
    const Array &array = m_tree.array(id);
    const qint64 added = std::max<qint64>(0, qint64(array.start) - index)
        + std::max<qint64>(0, qint64(index) + count - array.end());
    if (added == 0)
        return {};
    // Beyond the array's ends, positions up to it are holes now.
    const qint64 used = std::min<qint64>(added, count);
    m_gap += added - used;
    if (m_gap > TSeq::MaxGap)
        return malformedOperation("it leaves too wide a gap");
    if (m_tree.positions() + added > TSeq::MaxLength)
        return Error{ErrorCode::DeltaTooBig, QStringLiteral("The shared text would be too long.")};
    m_made.push_back({Made::AnExtent, id, array.start, array.extent});
    m_tree.extend(id, index, count);
    return {};
}

void TextApplication::rollBack()
{
    for (auto made = m_made.rbegin(); made != m_made.rend(); ++made) {
        switch (made->what) {
        case Made::AnArray: m_tree.removeArray(made->id); break;
        case Made::ANode: m_tree.removeEmptyNode(made->id); break;
        case Made::AnExtent: m_tree.setExtent(made->id, made->start, made->extent); break;
        }
    }
}

} // namespace mld
