// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/surrogates_p.h"
#include "text/tseq_p.h"

#include <algorithm>
#include <map>

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
    QString deleted;
    QString content;
};

} // namespace

/// One operation on its way into the tree. First every position is located and judged, and what is
/// missing on the way there is made, which can all be undone; after that nothing can fail.
class TSeq::Private::Application
{
public:
    explicit Application(TextTree &tree) : m_tree(tree) { }

    using Chars = std::span<const std::optional<TextChar>>;

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
    Result<> judge(Id array, qint32 index, TextChar held, bool isMissing, quint32 rank,
                   const TextChar &value, size_t place, bool force);
    void dropRepeated();
    void setAll();
    void sortByPlace();
    void collectAll();
    std::vector<RawSplice> toRawSplices() const;
    QList<TextSplice> toSplices(std::vector<RawSplice> raw) const;

    TextTree &m_tree;
    std::vector<TextChange> m_changes;
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
    const bool hasInserts = std::any_of(chars.begin(), chars.end(), [](const auto &value) {
        return value && !value->isEmpty();
    });
    const Result<Id> array = locateArray(run.path, hasInserts);
    MLD_TRY(array);
    if (!*array)
        return {};
    const qint32 first = run.path.back().index;
    for (size_t i = 0; i < chars.size();) {
        // Up to the end of a chunk, or of a hole, at once.
        const qint32 index = first + qint32(i);
        const Id id = m_tree.chunkFrom(*array, index);
        const bool isHole = !id || m_tree.chunk(id).index > index;
        const quint32 rank = m_tree.rankAt(*array, index);
        const qint64 end = !id ? lastIndex : isHole ? m_tree.chunk(id).index : m_tree.chunk(id).end();
        const size_t stop = size_t(std::min<qint64>(end - first, qint64(chars.size())));
        const size_t begin = i;
        for (; i < stop; ++i) {
            if (!chars[i])
                continue;
            TextChar held;
            if (!isHole)
                held = m_tree.valueAt(m_tree.chunk(id),
                                      quint32(first + qint32(i) - m_tree.chunk(id).index));
            MLD_TRY(judge(*array, first + qint32(i), held, isHole,
                          rank + (isHole ? 0 : quint32(i - begin)), *chars[i], i, force));
        }
    }
    return {};
}

// Notes what a value does to a position, if it does anything.
Result<> TSeq::Private::Application::judge(Id array, qint32 index, TextChar held, bool isMissing,
                                           quint32 rank, const TextChar &value, size_t place,
                                           bool force)
{
    if (!force && !isMissing && !TextChar::hasPrecedence(value, held))
        return {};
    if (value.isEmpty() && held.isEmpty())
        return {};
    if (isMissing)
        MLD_TRY(extend(array, index));
    const TextChar after = value.isEmpty() ? TextChar{0, held.tick} : value;
    m_changes.push_back({array, index, held, after, rank, m_run});
    auto &run = revert.runs[m_run];
    run.resize(place + 1);
    run[place] = held;
    return {};
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
        Id array = m_tree.findArray(list, m_tree.findPid(name.pid));
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
    const bool mayRepeat = revert.runs.size() > 1;
    if (mayRepeat)
        dropRepeated();
    setAll();
    if (mayRepeat)
        sortByPlace();
    const bool mayHavePairs = m_tree.halves() > 0
        || std::any_of(m_changes.begin(), m_changes.end(),
                       [](const TextChange &change) { return isHalf(change.before.unit); });
    std::vector<RawSplice> raw = toRawSplices();
    QList<TextSplice> splices;
    if (mayHavePairs) {
        splices = toSplices(std::move(raw));
    } else {
        for (RawSplice &splice : raw)
            splices.append({splice.index, splice.deleted.size(), std::move(splice.content)});
    }
    collectAll();
    return splices;
}

// Of several changes to one position, the last counts.
void TSeq::Private::Application::dropRepeated()
{
    std::map<std::pair<Id, qint32>, size_t> last;
    for (size_t i = 0; i < m_changes.size(); ++i)
        last[{m_changes[i].array, m_changes[i].index}] = i;
    if (last.size() == m_changes.size())
        return;
    std::vector<TextChange> kept;
    for (size_t i = 0; i < m_changes.size(); ++i) {
        if (last[{m_changes[i].array, m_changes[i].index}] == i)
            kept.push_back(m_changes[i]);
    }
    m_changes = std::move(kept);
}

void TSeq::Private::Application::setAll()
{
    std::vector<TextChar> values;
    for (size_t i = 0; i < m_changes.size();) {
        const TextChange first = m_changes[i];
        const bool isSet = !first.after.isEmpty();
        values.clear();
        size_t end = i;
        do {
            values.push_back(m_changes[end++].after);
        } while (end < m_changes.size() && m_changes[end].array == first.array
                 && m_changes[end].index == m_changes[end - 1].index + 1
                 && m_changes[end].after.isEmpty() != isSet);
        if (isSet)
            m_tree.set(first.array, first.index, values);
        else
            m_tree.clear(first.array, first.index, qint32(end - i));
        i = end;
    }
}

// In the order of the text before. Where several new characters come between the same two
// old ones, in their order in the text now.
void TSeq::Private::Application::sortByPlace()
{
    struct Key
    {
        quint32 rank;
        bool wasVisible;
        quint32 newRank;
        size_t index;
    };
    std::vector<Key> keys;
    keys.reserve(m_changes.size());
    for (size_t i = 0; i < m_changes.size(); ++i) {
        const TextChange &change = m_changes[i];
        const bool wasVisible = !change.before.isEmpty();
        keys.push_back({change.rank, wasVisible,
                        wasVisible ? 0 : m_tree.rankAt(change.array, change.index), i});
    }
    std::sort(keys.begin(), keys.end(), [](const Key &a, const Key &b) {
        return std::tie(a.rank, a.wasVisible, a.newRank, a.index)
            < std::tie(b.rank, b.wasVisible, b.newRank, b.index);
    });
    std::vector<TextChange> sorted;
    sorted.reserve(keys.size());
    for (const Key &key : keys)
        sorted.push_back(m_changes[key.index]);
    m_changes = std::move(sorted);
}

std::vector<RawSplice> TSeq::Private::Application::toRawSplices() const
{
    std::vector<RawSplice> splices;
    for (const TextChange &change : m_changes) {
        if (splices.empty()
            || change.rank > splices.back().index + splices.back().deleted.size())
            splices.push_back({change.rank, {}, {}});
        if (!change.before.isEmpty())
            splices.back().deleted.append(QChar(change.before.unit));
        if (!change.after.isEmpty())
            splices.back().content.append(QChar(change.after.unit));
    }
    return splices;
}

// In real text. A half next to a splice that gains or loses its other half changes too. A half takes
// part in at most one pair, so one between two splices is taken by one of them at most.
QList<TextSplice> TSeq::Private::Application::toSplices(std::vector<RawSplice> raw) const
{
    QList<TextSplice> splices;
    qint64 shift = 0;
    for (RawSplice &splice : raw) {
        const qint64 newIndex = splice.index + shift;
        const qint64 newEnd = newIndex + splice.content.size();
        shift += splice.content.size() - splice.deleted.size();
        QString before = splice.deleted;
        QString after = splice.content;
        qsizetype index = splice.index;
        const bool hasLeft = newIndex > 0;
        const bool hasRight = newEnd < qint64(m_tree.length());
        if (hasLeft) {
            const QChar left(m_tree.unitAt(quint32(newIndex - 1)));
            before.prepend(left);
            after.prepend(left);
            --index;
        }
        if (hasRight) {
            const QChar right(m_tree.unitAt(quint32(newEnd)));
            before.append(right);
            after.append(right);
        }
        toText(before);
        toText(after);
        // The neighbours are left out again where they have stayed the same.
        if (hasLeft && before.front() == after.front()) {
            before.remove(0, 1);
            after.remove(0, 1);
            ++index;
        }
        if (hasRight && before.back() == after.back()) {
            before.chop(1);
            after.chop(1);
        }
        splices.append({index, before.size(), after});
    }
    return splices;
}

void TSeq::Private::Application::collectAll()
{
    for (size_t i = 0; i < m_changes.size();) {
        const TextChange first = m_changes[i];
        size_t end = i + 1;
        if (first.after.isEmpty()) {
            while (end < m_changes.size() && m_changes[end].after.isEmpty()
                   && m_changes[end].array == first.array
                   && m_changes[end].index == m_changes[end - 1].index + 1)
                ++end;
            m_tree.collect(first.array, first.index, qint32(end - i));
        }
        i = end;
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
    std::vector<std::optional<TextChar>> chars;
    for (const TextRun &run : operation.runs) {
        chars.assign(run.chars.begin(), run.chars.end());
        if (const Result<> located = application.locate(run, chars, false); !located) {
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
