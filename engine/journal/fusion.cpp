// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/fusion.h"

#include "rdf/vocabulary.h"

#include <QHash>
#include <QSet>

#include <array>
#include <utility>

namespace mld {

namespace {

// More ticks than anybody fuses. Hashing them all takes a second or so.
constexpr qint64 maxRange = qint64(1) << 20;

Error badUpdate(const QString &message)
{
    return { ErrorCode::BadUpdate, message };
}

Error unknownDatatype(const QString &datatype)
{
    return badUpdate(QStringLiteral("Edits of %1 cannot be combined.").arg(datatype));
}

/// A set of pairs of triple and TID, in the order in which they were added.
class PairSet
{
public:
    PairSet() = default;
    explicit PairSet(const std::vector<TripleTids> &entries) { add(entries); }

    void add(const std::vector<TripleTids> &entries)
    {
        for (const auto &[triple, tids] : entries) {
            for (const Tid &tid : tids)
                add(triple, tid);
        }
    }

    void add(const Triple &triple, const Tid &tid)
    {
        auto index = m_indexes.constFind(triple);
        if (index == m_indexes.constEnd()) {
            index = m_indexes.insert(triple, m_entries.size());
            m_entries.push_back({ triple, {} });
        }
        const qsizetype before = m_members.size();
        m_members.insert({ *index, tid });
        if (m_members.size() > before)
            m_entries[*index].tids.push_back(tid);
    }

    /// True if the pair was in the set.
    bool remove(const Triple &triple, const Tid &tid)
    {
        const auto index = m_indexes.constFind(triple);
        return index != m_indexes.constEnd() && m_members.remove({ *index, tid });
    }

    bool contains(const Triple &triple, const Tid &tid) const
    {
        const auto index = m_indexes.constFind(triple);
        return index != m_indexes.constEnd() && m_members.contains({ *index, tid });
    }

    /// Calls `visit(triple, tid)` for each pair; it may remove that pair.
    template <typename Visit>
    void forEach(Visit visit) const
    {
        for (size_t i = 0; i < m_entries.size(); ++i) {
            for (const Tid &tid : m_entries[i].tids) {
                if (m_members.contains({ i, tid }))
                    visit(m_entries[i].triple, tid);
            }
        }
    }

    /// The pairs by triple. The set is then of no more use.
    std::vector<TripleTids> take()
    {
        std::vector<TripleTids> result;
        for (size_t i = 0; i < m_entries.size(); ++i) {
            TripleTids entry{ std::move(m_entries[i].triple), {} };
            for (const Tid &tid : m_entries[i].tids) {
                // What was removed and added again is listed twice.
                if (m_members.remove({ i, tid }))
                    entry.tids.push_back(tid);
            }
            if (!entry.tids.empty())
                result.push_back(std::move(entry));
        }
        return result;
    }

private:
    // Removal leaves the entry, so that a hostile operation cannot make it slow.
    std::vector<TripleTids> m_entries;
    QHash<Triple, size_t> m_indexes;
    QSet<std::pair<size_t, Tid>> m_members;
};

/// The TIDs that the author of `time` has at the ticks `from` to `to`, or of these at least all
/// that are in `wanted`.
Result<QSet<Tid>> tidsAt(const TreeClock &time, qint64 from, qint64 to, QSet<Tid> *wanted = nullptr)
{
    if (to - from >= maxRange)
        return badUpdate(QStringLiteral("An operation spans too many ticks."));
    QSet<Tid> tids;
    for (qint64 tick = from; tick <= to && (!wanted || !wanted->isEmpty()); ++tick) {
        const Result<TreeClock> at = time.ticked(tick);
        if (!at)
            return at.error();
        const Tid tid = at->hash();
        if (!wanted || wanted->remove(tid))
            tids.insert(tid);
    }
    return tids;
}

/// Forgets the data of values that are not inserted any more.
void dropUnusedData(OperationContent &content)
{
    if (content.states.isEmpty() && content.binaries.isEmpty())
        return;
    QSet<QString> used;
    for (const TripleTids &entry : content.inserts) {
        if (entry.triple.object.isLiteral())
            used.insert(entry.triple.object.text());
    }
    const auto isUnused = [&](auto data) { return !used.contains(data.key()); };
    content.states.removeIf(isUnused);
    content.binaries.removeIf(isUnused);
}

bool isContiguous(const TreeClock &aTime, const QString &aPrincipal, qint64 bFrom,
                  const TreeClock &bTime, const QString &bPrincipal)
{
    if (bFrom != aTime.ticks() + 1 || aPrincipal != bPrincipal)
        return false;
    const Result<TreeClock> a = aTime.ticked(bFrom);
    const Result<TreeClock> b = bTime.ticked(bFrom);
    return a && b && *a == *b;
}

} // namespace

Result<Operation> decodeOperation(const OperationTuple &tuple, const OperationContext &context)
{
    Result<OperationContent> content = unpackContent(tuple, context);
    if (!content)
        return content.error();
    if (!tuple.isFusion()) {
        const std::vector<Tid> tids{ tuple.time.hash() };
        for (TripleTids &insert : content->inserts)
            insert.tids = tids;
    }
    return Operation{ tuple.from, tuple.time, tuple.principalId, tuple.agreed,
                      std::move(*content) };
}

Result<OperationTuple> encodeOperation(const Operation &operation, const OperationContext &context)
{
    OperationTuple tuple;
    tuple.from = operation.from;
    tuple.time = operation.time;
    tuple.principalId = operation.principalId;
    tuple.agreed = operation.agreed;
    MLD_TRY(packContent(tuple, operation.content, context));
    return tuple;
}

bool isContiguous(const OperationTuple &a, const OperationTuple &b)
{
    return isContiguous(a.time, a.principalId, b.from, b.time, b.principalId);
}

bool isContiguous(const Operation &a, const Operation &b)
{
    return isContiguous(a.time, a.principalId, b.from, b.time, b.principalId);
}

// ---- Fusion --------------------------------------------------------------------------------

namespace {

/// Gathers the edits of the operations that are fused, by text.
class UpdateFuser
{
public:
    explicit UpdateFuser(const TextFusion &text) : m_text(text) { }

    void add(const OperationContent &content)
    {
        // A state is that of its own operation's end: only edits of later operations change it.
        for (auto state = content.states.begin(); state != content.states.end(); ++state)
            m_states.insert(state.key(), { state.value(), {} });
        for (const ContentUpdate &update : content.updates) {
            auto index = m_indexes.constFind(update.triple);
            if (index == m_indexes.constEnd()) {
                index = m_indexes.insert(update.triple, m_updates.size());
                m_updates.push_back({ update.triple, {} });
            }
            m_updates[*index].operations.push_back(update.operation);
            const QString &id = update.triple.object.text();
            const auto state = m_states.find(id);
            if (isText(update.triple) && state != m_states.end() && !content.states.contains(id))
                state->later.push_back(update.operation);
        }
    }

    /// Sets the updates and states of `fused`, whose inserts are complete.
    Result<> take(OperationContent &fused)
    {
        for (Updates &updates : m_updates) {
            if (updates.operations.size() > 1) {
                if (!isText(updates.triple))
                    return unknownDatatype(updates.triple.object.datatype());
                Result<QByteArray> all = m_text.fuse(updates.operations);
                if (!all)
                    return all.error();
                updates.operations = { std::move(*all) };
            }
            fused.updates.push_back(
                    { std::move(updates.triple), std::move(updates.operations.front()) });
        }
        for (const TripleTids &insert : fused.inserts) {
            const QString &id = insert.triple.object.text();
            const auto state = m_states.constFind(id);
            if (!insert.triple.object.isLiteral() || state == m_states.constEnd())
                continue;
            Result<QByteArray> current = state->later.empty()
                    ? Result<QByteArray>(state->state)
                    : m_text.apply(state->state, state->later);
            if (!current)
                return current.error();
            fused.states.insert(id, std::move(*current));
        }
        return {};
    }

private:
    struct Updates
    {
        Triple triple;
        TextFusion::Operations operations;
    };
    struct State
    {
        QByteArray state;
        TextFusion::Operations later;
    };

    static bool isText(const Triple &triple) { return triple.object.datatype() == iris::text; }

    const TextFusion &m_text;
    std::vector<Updates> m_updates;
    QHash<Triple, size_t> m_indexes;
    QHash<QString, State> m_states; ///< by value id
};

} // namespace

Result<Operation> fuse(std::span<const Operation> operations, const TextFusion &text)
{
    Q_ASSERT(!operations.empty());
    const Operation &first = operations.front();
    Operation fused{ first.from, operations.back().time, first.principalId, {}, {} };
    PairSet deletes;
    PairSet inserts;
    UpdateFuser updates(text);
    for (const Operation &operation : operations) {
        if (operation.agreed)
            fused.agreed = operation.agreed;
        for (const auto &[triple, tids] : operation.content.deletes) {
            for (const Tid &tid : tids) {
                if (inserts.remove(triple, tid))
                    deletes.remove(triple, tid);
                else
                    deletes.add(triple, tid);
            }
        }
        inserts.add(operation.content.inserts);
        updates.add(operation.content);
        fused.content.binaries.insert(operation.content.binaries);
    }
    fused.content.deletes = deletes.take();
    fused.content.inserts = inserts.take();
    MLD_TRY(updates.take(fused.content));
    dropUnusedData(fused.content);
    return fused;
}

Result<Operation> fuse(const Operation &a, const Operation &b, const TextFusion &text)
{
    return fuse(std::array{ a, b }, text);
}

// ---- Cutting -------------------------------------------------------------------------------

namespace {

/// Takes from the deletes and inserts of a fusion at `time`, so far cut to begin at `from`, what
/// `seen` has done (wire.md 9, steps 1 to 3).
Result<> cutTriples(PairSet &deletes, PairSet &inserts, const TreeClock &time, qint64 from,
                    const Operation &seen)
{
    for (const auto &[triple, tids] : seen.content.deletes) {
        for (const Tid &tid : tids)
            deletes.remove(triple, tid);
    }
    const PairSet seenInserts(seen.content.inserts);
    QSet<Tid> unresolved;
    seenInserts.forEach([&](const Triple &, const Tid &tid) { unresolved.insert(tid); });
    if (seen.from < from) {
        // What was both inserted and deleted before the fusion began has left no trace in `seen`.
        const Result<QSet<Tid>> before = tidsAt(time, seen.from, from - 1);
        if (!before)
            return before.error();
        deletes.forEach([&](const Triple &triple, const Tid &tid) {
            if (before->contains(tid) && !seenInserts.contains(triple, tid))
                deletes.remove(triple, tid);
        });
        unresolved.subtract(*before);
    }
    const Result<QSet<Tid>> common = tidsAt(time, from, seen.time.ticks(), &unresolved);
    if (!common)
        return common.error();
    seenInserts.forEach([&](const Triple &triple, const Tid &tid) {
        // An insert that the fusion no longer has was deleted again, but we have it.
        if (common->contains(tid) && !inserts.remove(triple, tid))
            deletes.add(triple, tid);
    });
    return {};
}

/// Gathers the edits that were seen, by text: each edit of a fusion is then cut once, however
/// many operations it was fused from.
class UpdateCutter
{
public:
    explicit UpdateCutter(const TextFusion &text) : m_text(text) { }

    void add(const OperationContent &seen)
    {
        for (const ContentUpdate &update : seen.updates)
            m_seen[update.triple].push_back(update.operation);
    }

    Result<> cut(std::vector<ContentUpdate> &updates) const
    {
        std::vector<ContentUpdate> left;
        for (ContentUpdate &update : updates) {
            const auto seen = m_seen.constFind(update.triple);
            if (seen != m_seen.constEnd()) {
                if (update.triple.object.datatype() != iris::text)
                    return unknownDatatype(update.triple.object.datatype());
                const Result<QByteArray> prefix
                        = seen->size() == 1 ? Result<QByteArray>(seen->front()) : m_text.fuse(*seen);
                if (!prefix)
                    return prefix.error();
                Result<QByteArray> rest = m_text.cut(*prefix, update.operation);
                if (!rest)
                    return rest.error();
                update.operation = std::move(*rest);
            }
            if (!update.operation.isEmpty())
                left.push_back(std::move(update));
        }
        updates = std::move(left);
        return {};
    }

private:
    const TextFusion &m_text;
    QHash<Triple, TextFusion::Operations> m_seen;
};

} // namespace

Result<Operation> cut(const Operation &incoming, const std::vector<Operation> &seen,
                      const TextFusion &text)
{
    Operation result = incoming;
    PairSet deletes(incoming.content.deletes);
    PairSet inserts(incoming.content.inserts);
    UpdateCutter updates(text);
    for (const Operation &operation : seen) {
        const qint64 end = operation.time.ticks();
        const bool isNext = &operation == &seen.front() ? operation.from <= end
                                                        : operation.from == result.from;
        if (!isNext || end < result.from || end >= incoming.time.ticks())
            return badUpdate(QStringLiteral("What was seen of an operation does not fit it."));
        MLD_TRY(cutTriples(deletes, inserts, incoming.time, result.from, operation));
        updates.add(operation.content);
        if (result.agreed && end >= result.agreed->tick)
            result.agreed.reset();
        result.from = end + 1;
    }
    MLD_TRY(updates.cut(result.content.updates));
    result.content.deletes = deletes.take();
    result.content.inserts = inserts.take();
    dropUnusedData(result.content);
    return result;
}

} // namespace mld
