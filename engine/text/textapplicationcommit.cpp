// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/surrogates_p.h"
#include "text/textapplication_p.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

// Doing what was located, cleaning up, and the splices of the event (semantics.md 12.5, steps 2 and 3).

namespace mld {

using namespace text;

QList<TextSplice> TextApplication::commit()
{
    const bool hasManyRuns = revert.runs.size() > 1;
    if (hasManyRuns && hasRepeated())
        dropRepeated();
    setAll();
    if (hasManyRuns && !isInOrder())
        sortByPlace();
    const bool mayHavePairs = m_tree.halves() > 0
        || std::any_of(m_changes.before.begin(), m_changes.before.end(),
                       [](const TextChar &value) { return isHalf(value.unit); });
    std::vector<RawSplice> raw = toRawSplices();
    QList<TextSplice> splices;
    if (mayHavePairs) {
        splices = toSplices(raw);
    } else {
        splices.reserve(qsizetype(raw.size()));
        for (RawSplice &splice : raw)
            splices.append({splice.index, splice.deleteCount, std::move(splice.content)});
    }
    collectAll();
    return splices;
}

// Whether two runs name one position.
bool TextApplication::hasRepeated() const
{
    std::vector<std::tuple<Id, qint32, qint32>> spans;
    spans.reserve(m_changes.ranges.size());
    for (const TextRange &range : m_changes.ranges)
        spans.emplace_back(range.array, range.index, range.end());
    std::sort(spans.begin(), spans.end());
    return std::adjacent_find(spans.begin(), spans.end(),
                              [](const auto &a, const auto &b) {
                                  return std::get<0>(a) == std::get<0>(b)
                                      && std::get<1>(b) < std::get<2>(a);
                              })
        != spans.end();
}

// Of several changes to one position, the last counts.
void TextApplication::dropRepeated()
{
    const TextChanges all = std::exchange(m_changes, TextChanges());
    std::set<std::pair<Id, qint32>> known;
    std::vector<std::pair<TextRange, quint32>> kept; // with the offset in its range
    for (size_t i = all.ranges.size(); i-- > 0;) {
        const TextRange &range = all.ranges[i];
        for (quint32 k = range.count; k-- > 0;) {
            if (known.insert({range.array, range.index + qint32(k)}).second)
                kept.push_back({range, k});
        }
    }
    for (size_t i = kept.size(); i-- > 0;) {
        const auto &[range, offset] = kept[i];
        const quint32 first = quint32(m_changes.before.size());
        TextRange &single = m_changes.ranges.emplace_back(range);
        single.index += qint32(offset);
        single.rank += range.wasVisible ? offset : 0;
        single.count = 1;
        single.first = first;
        m_changes.before.push_back(all.before[range.first + offset]);
        m_changes.after.push_back(all.after[range.first + offset]);
    }
}

void TextApplication::setAll()
{
    for (const TextRange &range : m_changes.ranges) {
        if (range.isSet)
            m_tree.set(range.array, range.index, m_changes.valuesAfter(range));
        else
            m_tree.clear(range.array, range.index, qint32(range.count), m_changes.valuesAfter(range));
    }
}

// Whether the ranges are in the order of the text.
bool TextApplication::isInOrder() const
{
    for (size_t i = 1; i < m_changes.ranges.size(); ++i) {
        const TextRange &last = m_changes.ranges[i - 1];
        const TextRange &range = m_changes.ranges[i];
        const quint32 lastEnd = last.rank + (last.wasVisible ? last.count : 0);
        const bool areBothNew = !last.wasVisible && !range.wasVisible && last.run != range.run;
        if (range.rank < lastEnd || (range.rank == lastEnd && areBothNew))
            return false;
    }
    return true;
}

// In the order of the text before. Where several new characters come between the same two
// old ones, in their order in the text now.
void TextApplication::sortByPlace()
{
    splitAroundInserts();
    std::vector<std::pair<quint32, TextRange>> keyed; // with the rank that a new character has now
    keyed.reserve(m_changes.ranges.size());
    for (TextRange range : m_changes.ranges) {
        // Others may have come between new characters too; within a chunk there are none.
        while (!range.wasVisible && range.count > 0) {
            const Id id = m_tree.chunkAt(range.array, range.index);
            TextRange part = range;
            part.count = std::min(range.count, quint32(m_tree.chunk(id).end() - range.index));
            keyed.emplace_back(m_tree.rankAt(range.array, range.index, id), part);
            range.index += qint32(part.count);
            range.first += part.count;
            range.count -= part.count;
        }
        if (range.wasVisible)
            keyed.emplace_back(0, range);
    }
    std::sort(keyed.begin(), keyed.end(), [](const auto &a, const auto &b) {
        return std::tie(a.second.rank, a.second.wasVisible, a.first)
            < std::tie(b.second.rank, b.second.wasVisible, b.first);
    });
    m_changes.ranges.clear();
    for (const auto &[rank, range] : keyed)
        m_changes.ranges.push_back(range);
}

// Splits ranges of old characters where new ones come between.
void TextApplication::splitAroundInserts()
{
    std::vector<quint32> inserts;
    for (const TextRange &range : m_changes.ranges) {
        if (!range.wasVisible)
            inserts.push_back(range.rank);
    }
    std::sort(inserts.begin(), inserts.end());
    std::vector<TextRange> split;
    split.reserve(m_changes.ranges.size());
    for (TextRange range : m_changes.ranges) {
        if (range.wasVisible) {
            auto insert = std::upper_bound(inserts.begin(), inserts.end(), range.rank);
            for (; insert != inserts.end() && *insert < range.rank + range.count; ++insert) {
                const quint32 part = *insert - range.rank;
                if (part == 0)
                    continue;
                split.push_back(range);
                split.back().count = part;
                range.index += qint32(part);
                range.first += part;
                range.rank += part;
                range.count -= part;
            }
        }
        split.push_back(range);
    }
    m_changes.ranges = std::move(split);
}

std::vector<TextApplication::RawSplice> TextApplication::toRawSplices() const
{
    std::vector<RawSplice> splices;
    for (const TextRange &range : m_changes.ranges) {
        if (splices.empty()
            || range.rank > splices.back().index + splices.back().deleteCount) {
            splices.emplace_back();
            splices.back().index = range.rank;
        }
        RawSplice &splice = splices.back();
        if (range.wasVisible) {
            if (splice.deleteCount == 0)
                splice.firstDeleted = m_changes.before[range.first].unit;
            splice.lastDeleted = m_changes.before[range.first + range.count - 1].unit;
            splice.deleteCount += range.count;
        }
        if (range.isSet) {
            for (const TextChar &value : m_changes.valuesAfter(range))
                splice.content.append(QChar(value.unit));
        }
    }
    return splices;
}

// In real text. A half next to a splice that gains or loses its other half changes too. A half takes
// part in at most one pair, so one between two splices is taken by one of them at most.
QList<TextSplice> TextApplication::toSplices(const std::vector<RawSplice> &raw) const
{
    QList<TextSplice> splices;
    qint64 shift = 0;
    for (const RawSplice &splice : raw) {
        const qint64 index = splice.index + shift; // in the text now
        const qint64 end = index + splice.content.size();
        shift += splice.content.size() - qint64(splice.deleteCount);
        const char16_t left = index > 0 ? m_tree.unitAt(quint32(index - 1)) : u'\0';
        const char16_t right = end < m_tree.length() ? m_tree.unitAt(quint32(end)) : u'\0';
        const bool hasContent = !splice.content.isEmpty();
        const char16_t firstNow = hasContent ? splice.content.front().unicode() : right;
        const char16_t lastNow = hasContent ? splice.content.back().unicode() : left;
        const char16_t firstThen = splice.deleteCount ? splice.firstDeleted : right;
        const char16_t lastThen = splice.deleteCount ? splice.lastDeleted : left;
        const bool takesLeft = isPair(left, firstNow) != isPair(left, firstThen);
        const bool takesRight = isPair(lastNow, right) != isPair(lastThen, right);
        // Halves are shown by what stands next to them.
        QString content = QChar(left) + splice.content + QChar(right);
        toText(content);
        if (!takesRight)
            content.chop(1);
        if (!takesLeft)
            content.remove(0, 1);
        const qsizetype first = qsizetype(splice.index) - (takesLeft ? 1 : 0);
        const qsizetype last = qsizetype(splice.index) + splice.deleteCount + (takesRight ? 1 : 0);
        if (!splices.isEmpty() && splices.last().index + splices.last().deleteCount == first) {
            splices.last().deleteCount += last - first;
            splices.last().content += content;
        } else {
            splices.append({first, last - first, content});
        }
    }
    return splices;
}

void TextApplication::collectAll()
{
    for (const TextRange &range : m_changes.ranges) {
        if (!range.isSet)
            m_tree.collect(range.array, range.index, qint32(range.count));
    }
}

} // namespace mld
