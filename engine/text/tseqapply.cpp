// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/surrogates_p.h"
#include "text/tseq_p.h"

#include <algorithm>
#include <set>
#include <tuple>

// Operations of other clones, and taking operations back (semantics.md 12.5, 12.9).

namespace mld {

using namespace text;

namespace {

Error malformed(const char *what)
{
    return {ErrorCode::Malformed,
            QStringLiteral("The change of a shared text is not valid: %1.").arg(QLatin1String(what))};
}

/// A splice in the making, in units of positions.
struct RawSplice
{
    quint32 index = 0;
    quint32 deleteCount = 0;
    QString content;
    char16_t firstDeleted = 0;
    char16_t lastDeleted = 0;
};

} // namespace

/// One operation on its way into the tree. First every position is located and judged, and what is
/// missing on the way there is made, which can all be undone; after that nothing can fail.
class TSeq::Private::Application
{
public:
    explicit Application(TextTree &tree) : m_tree(tree) { }

    using Chars = std::span<const TextChar>; // among them TextRevert::Nothing

    /// `force`: regardless of precedence, for taking back.
    Result<> locate(const TextRun &run, Chars chars, bool force);
    void rollBack();
    QList<TextSplice> commit();

    TextRevert revert;

private:
    // What was made on the way, to be unmade if the operation is refused.
    struct Made
    {
        enum What { AnArray, ANode, AnExtent } what;
        Id id = 0;
        qint32 start = 0;
        qint32 extent = 0;
    };

    Result<Id> locateArray(const TextPath &path, bool mayCreate);
    Result<Id> locateNode(Id array, qint32 index, bool mayCreate);
    Result<> extend(Id array, qint32 index);
    bool hasEffect(const TextChar &value, const TextChar &held, bool isMissing, bool force) const;
    void note(Id array, qint32 index, const TextChar &held, const TextChar &after, quint32 rank);
    bool hasRepeated() const;
    void dropRepeated();
    void setAll();
    bool isInOrder() const;
    void sortByPlace();
    void splitAroundInserts();
    void collectAll();
    std::vector<RawSplice> toRawSplices() const;
    QList<TextSplice> toSplices(std::vector<RawSplice> raw) const;

    TextTree &m_tree;
    TextChanges m_changes;
    std::vector<Made> m_made;
    qint64 m_gap = 0;
    quint32 m_run = 0;
};

Result<> TSeq::Private::Application::locate(const TextRun &run, Chars chars, bool force)
{
    m_run = quint32(revert.runs.size());
    revert.runs.emplace_back();
    const qint64 lastIndex = run.path.empty() ? 0 : run.path.back().index + qint64(chars.size());
    if (run.path.empty() || qsizetype(run.path.size()) > TextOperation::MaxPathLength
        || lastIndex > TextOperation::MaxIndex)
        return malformed("a path is impossible");
    const bool hasInserts = std::any_of(chars.begin(), chars.end(), [](const TextChar &value) {
        return !value.isEmpty();
    });
    const Result<Id> array = locateArray(run.path, hasInserts);
    MLD_TRY(array);
    if (!*array)
        return {};
    const qint32 first = run.path.back().index;
    std::vector<TextChar> &reverts = revert.runs.back();
    reverts.reserve(chars.size());
    for (size_t i = 0; i < chars.size();) {
        // Up to the end of a chunk, or of a hole, at once.
        const qint32 index = first + qint32(i);
        const Id id = m_tree.chunkFrom(*array, index);
        const bool isHole = !id || m_tree.chunk(id).index > index;
        const quint32 rank = m_tree.rankAt(*array, index, id);
        const qint64 end = !id ? lastIndex : isHole ? m_tree.chunk(id).index : m_tree.chunk(id).end();
        const size_t stop = size_t(std::min<qint64>(end - first, qint64(chars.size())));
        const size_t begin = i;
        for (; i < stop; ++i) {
            const TextChar value = chars[i];
            TextChar held;
            if (!isHole)
                held = m_tree.valueAt(m_tree.chunk(id),
                                      quint32(first + qint32(i) - m_tree.chunk(id).index));
            if (!hasEffect(value, held, isHole, force))
                continue;
            if (isHole)
                MLD_TRY(extend(*array, first + qint32(i)));
            const TextChar after = value.isEmpty() ? TextChar{0, held.tick} : value;
            note(*array, first + qint32(i), held, after, rank + (isHole ? 0 : quint32(i - begin)));
            reverts.resize(i + 1, TextRevert::Nothing);
            reverts[i] = held;
        }
    }
    return {};
}

bool TSeq::Private::Application::hasEffect(const TextChar &value, const TextChar &held,
                                           bool isMissing, bool force) const
{
    if (value == TextRevert::Nothing)
        return false;
    if (!force && !isMissing && !TextChar::hasPrecedence(value, held))
        return false;
    return !value.isEmpty() || !held.isEmpty();
}

void TSeq::Private::Application::note(Id array, qint32 index, const TextChar &held,
                                      const TextChar &after, quint32 rank)
{
    const bool wasVisible = !held.isEmpty();
    const bool isSet = !after.isEmpty();
    TextRange *last = m_changes.ranges.empty() ? nullptr : &m_changes.ranges.back();
    if (last && last->run == m_run && last->array == array && last->end() == index
        && last->wasVisible == wasVisible && last->isSet == isSet
        && last->rank + (wasVisible ? last->count : 0) == rank) {
        ++last->count;
    } else {
        TextRange &range = m_changes.add(array, index, 1);
        range.rank = rank;
        range.run = m_run;
        range.wasVisible = wasVisible;
        range.isSet = isSet;
    }
    m_changes.before.push_back(held);
    m_changes.after.push_back(after);
}

// The array that a path leads to; 0 if it is missing and may not be made.
Result<Id> TSeq::Private::Application::locateArray(const TextPath &path, bool mayCreate)
{
    Id parent = 0;
    for (size_t i = 0;; ++i) {
        const TextName &name = path[i];
        if (name.pid.isEmpty() || name.index > TextOperation::MaxIndex
            || name.index < -TextOperation::MaxIndex)
            return malformed("a path is impossible");
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
Result<Id> TSeq::Private::Application::locateNode(Id array, qint32 index, bool mayCreate)
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
    MLD_TRY(extend(array, index));
    const Id node = m_tree.createEmptyNode(array, index);
    m_made.push_back({Made::ANode, node, 0, 0});
    return node;
}

// Makes an array reach to an index, unless that would leave too many holes.
Result<> TSeq::Private::Application::extend(Id id, qint32 index)
{
    const Array &array = m_tree.array(id);
    if (index >= array.start && index < array.end())
        return {};
    const Made made{Made::AnExtent, id, array.start, array.extent};
    const qint64 distance = index < array.start ? qint64(array.start) - index
                                                : qint64(index) + 1 - array.end();
    m_gap += distance - 1;
    if (m_gap > MaxGap)
        return malformed("it leaves too wide a gap");
    if (m_tree.positions() + distance > MaxLength)
        return Error{ErrorCode::DeltaTooBig, QStringLiteral("The shared text would be too long.")};
    m_made.push_back(made);
    m_tree.extend(id, index, 1);
    return {};
}

void TSeq::Private::Application::rollBack()
{
    for (auto made = m_made.rbegin(); made != m_made.rend(); ++made) {
        switch (made->what) {
        case Made::AnArray: m_tree.removeArray(made->id); break;
        case Made::ANode: m_tree.removeEmptyNode(made->id); break;
        case Made::AnExtent: m_tree.setExtent(made->id, made->start, made->extent); break;
        }
    }
}

QList<TextSplice> TSeq::Private::Application::commit()
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
        splices = toSplices(std::move(raw));
    } else {
        splices.reserve(qsizetype(raw.size()));
        for (RawSplice &splice : raw)
            splices.append({splice.index, splice.deleteCount, std::move(splice.content)});
    }
    collectAll();
    return splices;
}

// Whether two runs name one position.
bool TSeq::Private::Application::hasRepeated() const
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
void TSeq::Private::Application::dropRepeated()
{
    std::set<std::pair<Id, qint32>> known;
    TextChanges all = std::move(m_changes);
    m_changes = TextChanges();
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
        m_run = range.run;
        note(range.array, range.index + qint32(offset), all.before[range.first + offset],
             all.after[range.first + offset], range.rank + (range.wasVisible ? offset : 0));
    }
}

void TSeq::Private::Application::setAll()
{
    for (const TextRange &range : m_changes.ranges) {
        if (range.isSet)
            m_tree.set(range.array, range.index, m_changes.valuesAfter(range));
        else
            m_tree.clear(range.array, range.index, qint32(range.count));
    }
}

// Whether the ranges are in the order of the text.
bool TSeq::Private::Application::isInOrder() const
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
void TSeq::Private::Application::sortByPlace()
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
void TSeq::Private::Application::splitAroundInserts()
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

std::vector<RawSplice> TSeq::Private::Application::toRawSplices() const
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
QList<TextSplice> TSeq::Private::Application::toSplices(std::vector<RawSplice> raw) const
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

void TSeq::Private::Application::collectAll()
{
    for (const TextRange &range : m_changes.ranges) {
        if (!range.isSet)
            m_tree.collect(range.array, range.index, qint32(range.count));
    }
}

// ------------------------------------------------------------------------------------------------

Result<> TSeq::Private::checkAuthor(const TextOperation &operation, const QString &author) const
{
    for (const TextRun &run : operation.runs) {
        if (!run.path.empty() && run.hasInserts() && run.path.back().pid != author)
            return malformed("its author writes in the place of another");
    }
    return {};
}

Result<TextUpdate> TSeq::Private::apply(const TextOperation &operation)
{
    Application application(tree);
    for (const TextRun &run : operation.runs) {
        if (const Result<> located = application.locate(run, run.chars, false); !located) {
            application.rollBack();
            return located.error();
        }
    }
    TextUpdate update;
    update.splices = application.commit();
    update.revert = std::move(application.revert);
    return update;
}

Result<TextUpdate> TSeq::Private::takeBack(const TextOperation &operation,
                                           const TextRevert &revert)
{
    Application application(tree);
    for (size_t i = 0; i < operation.runs.size() && i < revert.runs.size(); ++i) {
        if (const auto located
            = application.locate(operation.runs[i], revert.runs[i], true);
            !located) {
            application.rollBack();
            return located.error();
        }
    }
    TextUpdate update;
    update.splices = application.commit();
    return update;
}

void TSeq::Private::raiseTickBy(const TextOperation &operation)
{
    const QString &pid = tree.pidText(ownPid);
    for (const TextRun &run : operation.runs) {
        if (run.path.empty() || run.path.back().pid != pid)
            continue;
        for (const TextChar &value : run.chars)
            tick = std::max(tick, value.tick);
    }
}

} // namespace mld
