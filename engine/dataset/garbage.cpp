// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/garbage.h"

#include "dataset/datasetparts.h"
#include "rdf/vocabulary.h"

#include <algorithm>
#include <map>

namespace mld {

namespace {

using Query = Store::Query;
/// Up to where the journal's undo data have been looked through: a local tick, and steps of what follows it.
constexpr auto positionKey = "looked";
/// Up to which number terms have been looked at of a store that earlier versions have written.
constexpr auto unsweptKey = "unswept";
/// How many terms are removed, or looked at, in one call; each takes some 50 µs.
constexpr int termsAtOnce = 64;
constexpr int tidsAtOnce = 512;
constexpr int rowsAtOnce = 4096;
/// Where there are so many predicates, it takes too long to find out whether a literal is used.
constexpr size_t maxPredicates = 2048;
/// What a transaction id takes, with its index.
constexpr qint64 tidSize = 90;
/// Transaction ids are looked for in all rows, so there must be many of no use, and they must take so much of the store.
constexpr qint64 leastTids = 64;
constexpr qint64 tidShare = 16;

} // namespace

void Garbage::followUndo() const
{
    if (std::exchange(m_undoCount, m_parts.store.undoCount()) == m_parts.store.undoCount())
        return;
    m_hiddenChanges.reset();
}

Garbage::Position Garbage::position() const
{
    const QList<QByteArray> parts = m_parts.store.meta(positionKey).value_or(QByteArray()).split(':');
    return { parts.value(0).toLongLong(), parts.value(1).toLongLong() };
}

void Garbage::setPosition(const Position &position)
{
    m_parts.store.setMeta(positionKey, QByteArray::number(position.tick) + ':' + QByteArray::number(position.steps));
}

qint64 Garbage::lookedThrough() const
{
    return position().tick;
}

Result<int> Garbage::lookThrough(qint64 tick, QByteArrayView undo, int limit)
{
    followUndo();
    const auto actions = UndoLog::read(undo);
    if (!actions)
        return actions.error();
    const auto begin = std::min(position().steps, qint64(actions->size()));
    const auto end = std::min(begin + limit, qint64(actions->size()));
    // True for what was removed.
    std::map<TermId, bool> terms;
    std::map<qint64, bool> tids;
    for (qint64 i = begin; i < end; ++i) {
        const UndoAction &action = (*actions)[size_t(i)];
        const bool isRemoved = action.kind == UndoKind::RowRemoved || action.kind == UndoKind::HiddenRowRemoved;
        for (const TermId term : { action.triple.subject, action.triple.predicate, action.triple.object, action.text }) {
            if (term != 0)
                terms[term] |= isRemoved;
        }
        if (action.tid != 0)
            tids[action.tid] |= isRemoved;
    }
    m_predicates.reset();
    for (const auto &[term, isRemoved] : terms) {
        if (isRemoved) {
            noteTerm(term, tick);
            continue;
        }
        Query named(m_parts.store, "UPDATE unusedterm SET tick = max(tick, ?) WHERE id = ?");
        named.bind(1, tick).bind(2, term).run();
    }
    for (const auto &[tid, isRemoved] : tids) {
        if (isRemoved) {
            noteTid(tid, tick);
            continue;
        }
        Query named(m_parts.store, "UPDATE unusedtid SET tick = max(tick, ?) WHERE id = ?");
        named.bind(1, tick).bind(2, tid).run();
    }
    const bool isDone = end - begin < limit;
    setPosition(isDone ? Position { tick, 0 } : Position { position().tick, end });
    return int(end - begin);
}

void Garbage::journalRewound(qint64 tick)
{
    if (position().tick >= tick)
        setPosition({ tick - 1, 0 });
    else
        setPosition({ position().tick, 0 });
}

void Garbage::ticksMoved(qint64 by)
{
    const Position moved = position();
    setPosition({ moved.tick + by, moved.steps });
    Query terms(m_parts.store, "UPDATE unusedterm SET tick = tick + ?");
    terms.bind(1, by).run();
    Query tids(m_parts.store, "UPDATE unusedtid SET tick = tick + ?");
    tids.bind(1, by).run();
    m_scan.reset();
}

void Garbage::noteUndone(const TripleIds &triple, qint64 tid)
{
    followUndo();
    const qint64 tick = lookedThrough();
    for (const TermId term : { triple.subject, triple.predicate, triple.object })
        putDown(term, tick); // somebody may be waiting: whether it is used is found out later
    if (tid != 0)
        noteTid(tid, tick);
}

const std::vector<TermId> &Garbage::predicates() const
{
    if (!m_predicates)
        m_predicates = m_parts.triples.predicates(maxPredicates);
    return *m_predicates;
}

bool Garbage::isUsed(TermId term) const
{
    const bool isLiteral = !Dictionary::isIri(term);
    if (m_parts.dictionary.isDatatype(term) || m_parts.isTextProperty(term)
        || (isLiteral && predicates().size() >= maxPredicates)
        || m_parts.triples.hasTerm(term, isLiteral ? predicates() : std::vector<TermId>())) {
        return true;
    }
    if (m_hiddenChanges != m_parts.triples.hiddenChanges()) {
        m_hidden.clear();
        for (const TripleRow &row : m_parts.triples.hiddenRows())
            m_hidden.insert({ row.triple.subject, row.triple.predicate, row.triple.object });
        m_hiddenChanges = m_parts.triples.hiddenChanges();
    }
    return m_hidden.count(term) > 0;
}

/// A term was in what was removed at this tick.
void Garbage::noteTerm(TermId term, qint64 tick)
{
    if (isUsed(term))
        forgetTerm(term);
    else
        putDown(term, tick);
}

void Garbage::putDown(TermId term, qint64 tick)
{
    Query query(m_parts.store, "INSERT INTO unusedterm VALUES (?, ?)"
                               " ON CONFLICT(id) DO UPDATE SET tick = max(tick, excluded.tick)");
    query.bind(1, term).bind(2, tick).run();
}

void Garbage::noteTid(qint64 tid, qint64 tick)
{
    Query query(m_parts.store, "INSERT INTO unusedtid VALUES (?, ?)"
                               " ON CONFLICT(id) DO UPDATE SET tick = max(tick, excluded.tick)");
    query.bind(1, tid).bind(2, tick).run();
}

void Garbage::forgetTerm(TermId term)
{
    Query query(m_parts.store, "DELETE FROM unusedterm WHERE id = ?");
    query.bind(1, term).run();
}

bool Garbage::sweep(qint64 forgotten, qint64 last)
{
    followUndo();
    m_predicates.reset();
    // Who is being sent a snapshot reads terms by number.
    if (m_parts.hasSnapshots())
        return false;
    return sweepOld(last) || sweepTerms(forgotten) || sweepTids(forgotten);
}

/// Looks for what was removed when nobody took note of it.
bool Garbage::sweepOld(qint64 last)
{
    const auto from = m_parts.store.meta(unsweptKey);
    if (!from)
        return false;
    std::vector<TermId> terms;
    Query query(m_parts.store, "SELECT id FROM term WHERE id > ? ORDER BY id LIMIT ?");
    query.bind(1, from->toLongLong()).bind(2, termsAtOnce);
    while (query.next())
        terms.push_back(TermId(query.integer(0)));
    query.reset();
    for (const TermId term : terms)
        noteTerm(term, last);
    if (terms.empty())
        m_parts.store.removeMeta(unsweptKey);
    else
        m_parts.store.setMeta(unsweptKey, QByteArray::number(terms.back()));
    return true;
}

bool Garbage::sweepTerms(qint64 forgotten)
{
    std::vector<TermId> terms;
    Query query(m_parts.store, "SELECT id FROM unusedterm WHERE tick <= ? LIMIT ?");
    query.bind(1, forgotten).bind(2, termsAtOnce);
    while (query.next())
        terms.push_back(TermId(query.integer(0)));
    query.reset();
    for (const TermId term : terms) {
        if (!isUsed(term))
            removeTerm(term);
        forgetTerm(term);
    }
    return !terms.empty();
}

void Garbage::removeTerm(TermId id)
{
    const Term term = m_parts.dictionary.term(id);
    if (term.datatype() == iris::text)
        m_parts.texts.remove(id);
    else if (term.datatype() == iris::xsdBase64Binary)
        m_parts.removeBinary(term.text());
    m_parts.dictionary.remove(id);
}

bool Garbage::sweepTids(qint64 forgotten)
{
    if (!m_scan) {
        Query query(m_parts.store, "SELECT count(*) FROM unusedtid WHERE tick <= ?");
        const qint64 count = query.bind(1, forgotten).next() ? query.integer(0) : 0;
        if (count < leastTids || count * tidSize * tidShare < m_parts.store.usedBytes())
            return false;
        beginScan(forgotten);
        return true;
    }
    if (m_scan->isComplete)
        return removeTids();
    scanTids();
    return true;
}

void Garbage::beginScan(qint64 forgotten)
{
    m_scan = TidScan { forgotten, {}, {}, false };
    Query query(m_parts.store, "SELECT max(id) FROM tid");
    m_scan->isUsed.resize(query.next() ? size_t(query.integer(0)) + 1 : 1);
    for (const TripleRow &row : m_parts.triples.hiddenRows())
        m_scan->isUsed[size_t(row.tid)] = true;
}

/// What is added behind the scan is named by an operation after it, so it is not due.
void Garbage::scanTids()
{
    int rows = 0;
    TripleIds last = m_scan->last;
    m_scan->isComplete = true;
    m_parts.triples.rowsAfter(m_scan->last, [&](const TripleRow &row) {
        if (rows >= rowsAtOnce && row.triple != last) {
            m_scan->isComplete = false;
            return false;
        }
        ++rows;
        last = row.triple;
        if (size_t(row.tid) < m_scan->isUsed.size())
            m_scan->isUsed[size_t(row.tid)] = true;
        return true;
    });
    m_scan->last = last;
}

bool Garbage::removeTids()
{
    std::vector<qint64> tids;
    Query query(m_parts.store, "SELECT id FROM unusedtid WHERE tick <= ? LIMIT ?");
    query.bind(1, m_scan->forgotten).bind(2, tidsAtOnce);
    while (query.next())
        tids.push_back(query.integer(0));
    query.reset();
    for (const qint64 tid : tids) {
        if (size_t(tid) >= m_scan->isUsed.size() || !m_scan->isUsed[size_t(tid)])
            m_parts.dictionary.removeTid(tid);
        Query done(m_parts.store, "DELETE FROM unusedtid WHERE id = ?");
        done.bind(1, tid).run();
    }
    if (tids.empty())
        m_scan.reset();
    return !tids.empty();
}

void Garbage::clear()
{
    Query(m_parts.store, "DELETE FROM unusedterm").run();
    Query(m_parts.store, "DELETE FROM unusedtid").run();
    m_parts.store.removeMeta(positionKey);
    m_parts.store.removeMeta(unsweptKey);
    m_scan.reset();
}

} // namespace mld
