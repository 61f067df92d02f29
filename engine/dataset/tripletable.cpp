// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/tripletable.h"

#include <algorithm>

namespace mld {

namespace {

using Query = Store::Query;

/// Rows looked at for an estimate: beyond that, a join is in for a long walk whatever the number.
constexpr qint64 estimateBound = 256;

Query &bind(Query &query, const TripleIds &triple)
{
    return query.bind(1, triple.subject).bind(2, triple.predicate).bind(3, triple.object);
}

/// Visits each triple of a query for s, p, o once: its rows for several TIDs follow each other.
void visitAll(Query &query, const Graph::Visitor &visit)
{
    TripleIds last;
    while (query.next()) {
        const TripleIds found { TermId(query.integer(0)), TermId(query.integer(1)),
                                TermId(query.integer(2)) };
        if (found == last)
            continue;
        last = found;
        if (!visit(found.subject, found.predicate, found.object))
            return;
    }
}

qint64 count(Query &query)
{
    return query.next() ? query.integer(0) : 0;
}

} // namespace

bool TripleTable::isAnyHidden() const
{
    if (!m_isAnyHidden || m_undoCount != m_store.undoCount()) {
        Query query(m_store, "SELECT 1 FROM hidden LIMIT 1");
        m_isAnyHidden = query.next();
        m_undoCount = m_store.undoCount();
    }
    return *m_isAnyHidden;
}

bool TripleTable::add(const TripleIds &triple, qint64 tid)
{
    const bool hides = isHidden(triple);
    Query query(m_store, hides ? "INSERT OR IGNORE INTO hidden VALUES (?, ?, ?, ?)"
                               : "INSERT OR IGNORE INTO quad VALUES (?, ?, ?, ?)");
    bind(query, triple).bind(4, tid).run();
    if (query.changed() == 0)
        return false;
    if (hides)
        ++m_hiddenChanges;
    else
        tell(triple, { tid }, true);
    return true;
}

void TripleTable::addHidden(const TripleIds &triple, qint64 tid)
{
    Query query(m_store, "INSERT OR IGNORE INTO hidden VALUES (?, ?, ?, ?)");
    bind(query, triple).bind(4, tid).run();
    m_isAnyHidden = true;
    ++m_hiddenChanges;
}

void TripleTable::load(const TripleIds &triple, qint64 tid)
{
    Query query(m_store, "INSERT OR IGNORE INTO quad VALUES (?, ?, ?, ?)");
    bind(query, triple).bind(4, tid).run();
}

std::optional<TripleTable::Place> TripleTable::remove(const TripleIds &triple, qint64 tid)
{
    Query visible(m_store, "DELETE FROM quad WHERE s = ? AND p = ? AND o = ? AND t = ?");
    bind(visible, triple).bind(4, tid).run();
    if (visible.changed() > 0) {
        tell(triple, { tid }, false);
        return Place::Visible;
    }
    if (!isAnyHidden())
        return std::nullopt;
    Query hidden(m_store, "DELETE FROM hidden WHERE s = ? AND p = ? AND o = ? AND t = ?");
    bind(hidden, triple).bind(4, tid).run();
    ++m_hiddenChanges;
    return hidden.changed() > 0 ? std::optional(Place::Hidden) : std::nullopt;
}

bool TripleTable::move(const TripleIds &triple, Place to)
{
    const bool hides = to == Place::Hidden;
    if (hides)
        m_isAnyHidden = true;
    else if (!isAnyHidden())
        return false;
    Query copy(m_store, hides ? "INSERT OR IGNORE INTO hidden SELECT s, p, o, t FROM quad"
                                " WHERE s = ? AND p = ? AND o = ?"
                              : "INSERT OR IGNORE INTO quad SELECT s, p, o, t FROM hidden"
                                " WHERE s = ? AND p = ? AND o = ?");
    Query remove(m_store, hides ? "DELETE FROM quad WHERE s = ? AND p = ? AND o = ?"
                                : "DELETE FROM hidden WHERE s = ? AND p = ? AND o = ?");
    const std::vector<qint64> moved = m_watcher ? tids(triple) : std::vector<qint64>();
    bind(copy, triple).run();
    bind(remove, triple).run();
    if (remove.changed() == 0)
        return false;
    ++m_hiddenChanges;
    tell(triple, moved, !hides);
    return true;
}

void TripleTable::tell(const TripleIds &triple, const std::vector<qint64> &tids, bool isThere)
{
    for (const qint64 tid : tids) {
        if (m_watcher)
            m_watcher->rowChanged({ triple, tid }, isThere);
    }
}

void TripleTable::clear()
{
    Query(m_store, "DELETE FROM quad").run();
    Query(m_store, "DELETE FROM hidden").run();
    m_isAnyHidden.reset();
    ++m_hiddenChanges;
}

bool TripleTable::isEmpty() const
{
    Query query(m_store, "SELECT 1 FROM quad UNION ALL SELECT 1 FROM hidden LIMIT 1");
    return !query.next();
}

bool TripleTable::isVisible(const TripleIds &triple) const
{
    Query query(m_store, "SELECT 1 FROM quad WHERE s = ? AND p = ? AND o = ? LIMIT 1");
    return bind(query, triple).next();
}

bool TripleTable::isHidden(const TripleIds &triple) const
{
    if (!isAnyHidden())
        return false;
    Query query(m_store, "SELECT 1 FROM hidden WHERE s = ? AND p = ? AND o = ? LIMIT 1");
    return bind(query, triple).next();
}

std::vector<qint64> TripleTable::visibleTids(const TripleIds &triple) const
{
    std::vector<qint64> found;
    Query query(m_store, "SELECT t FROM quad WHERE s = ? AND p = ? AND o = ?");
    for (bind(query, triple); query.next();)
        found.push_back(query.integer(0));
    return found;
}

std::vector<qint64> TripleTable::tids(const TripleIds &triple) const
{
    std::vector<qint64> found = visibleTids(triple);
    if (!found.empty() || !isAnyHidden())
        return found;
    Query hidden(m_store, "SELECT t FROM hidden WHERE s = ? AND p = ? AND o = ?");
    for (bind(hidden, triple); hidden.next();)
        found.push_back(hidden.integer(0));
    return found;
}

std::vector<TermId> TripleTable::hiddenObjects(TermId subject, TermId predicate) const
{
    std::vector<TermId> found;
    if (!isAnyHidden())
        return found;
    Query query(m_store, "SELECT DISTINCT o FROM hidden WHERE s = ? AND p = ?");
    query.bind(1, subject).bind(2, predicate);
    while (query.next())
        found.push_back(TermId(query.integer(0)));
    return found;
}

std::vector<TripleRow> TripleTable::hiddenRows() const
{
    std::vector<TripleRow> rows;
    if (!isAnyHidden())
        return rows;
    Query query(m_store, "SELECT s, p, o, t FROM hidden ORDER BY s, p, o, t");
    while (query.next()) {
        const TripleIds triple { TermId(query.integer(0)), TermId(query.integer(1)), TermId(query.integer(2)) };
        rows.push_back({ triple, query.integer(3) });
    }
    return rows;
}

std::vector<TermId> TripleTable::predicates(size_t limit) const
{
    std::vector<TermId> found;
    Query next(m_store, "SELECT p FROM quad INDEXED BY quad_pos WHERE p > ? ORDER BY p LIMIT 1");
    while (found.size() < limit && next.bind(1, found.empty() ? 0 : found.back()).next()) {
        found.push_back(TermId(next.integer(0)));
        next.reset();
    }
    return found;
}

bool TripleTable::hasObject(TermId predicate, TermId object) const
{
    Query query(m_store, "SELECT 1 FROM quad INDEXED BY quad_pos WHERE p = ? AND o = ? LIMIT 1");
    return query.bind(1, predicate).bind(2, object).next();
}

bool TripleTable::hasTerm(TermId term, const std::vector<TermId> &predicates) const
{
    if (!Dictionary::isIri(term)) {
        return std::any_of(predicates.cbegin(), predicates.cend(),
                           [&](TermId predicate) { return hasObject(predicate, term); });
    }
    Query query(m_store, "SELECT EXISTS (SELECT 1 FROM quad WHERE s = ?1)"
                         " OR EXISTS (SELECT 1 FROM quad INDEXED BY quad_os WHERE o = ?1 AND o & 1)"
                         " OR EXISTS (SELECT 1 FROM quad INDEXED BY quad_pos WHERE p = ?1)");
    return query.bind(1, term).next() && query.integer(0) != 0;
}

void TripleTable::match(const TripleIds &pattern, const Graph::Visitor &visit) const
{
    const auto [s, p, o] = pattern;
    if (s && p && o) {
        if (isVisible(pattern))
            visit(s, p, o);
    } else if (s && p) {
        Query query(m_store, "SELECT s, p, o FROM quad WHERE s = ? AND p = ?");
        visitAll(query.bind(1, s).bind(2, p), visit);
    } else if (s && o) {
        // A subject has few triples; it is cheaper to walk them than to have another index.
        Query query(m_store, "SELECT s, p, o FROM quad WHERE s = ? AND +o = ?");
        visitAll(query.bind(1, s).bind(2, o), visit);
    } else if (s) {
        Query query(m_store, "SELECT s, p, o FROM quad WHERE s = ?");
        visitAll(query.bind(1, s), visit);
    } else if (p && o) {
        Query query(m_store, "SELECT s, p, o FROM quad INDEXED BY quad_pos WHERE p = ? AND o = ?");
        visitAll(query.bind(1, p).bind(2, o), visit);
    } else if (p) {
        Query query(m_store, "SELECT s, p, o FROM quad INDEXED BY quad_pos WHERE p = ?");
        visitAll(query.bind(1, p), visit);
    } else if (o) {
        matchObject(o, visit);
    } else {
        Query query(m_store, "SELECT s, p, o FROM quad");
        visitAll(query, visit);
    }
}

void TripleTable::matchObject(TermId object, const Graph::Visitor &visit) const
{
    if (Dictionary::isIri(object)) {
        Query query(m_store, "SELECT s, p, o FROM quad INDEXED BY quad_os WHERE o = ? AND o & 1");
        visitAll(query.bind(1, object), visit);
        return;
    }
    // Literals are not in that index: look under each property.
    TermId property = 0;
    bool goOn = true;
    while (goOn) {
        Query next(m_store, "SELECT p FROM quad INDEXED BY quad_pos WHERE p > ? ORDER BY p LIMIT 1");
        if (!next.bind(1, property).next())
            return;
        property = TermId(next.integer(0));
        match({ 0, property, object }, [&](TermId s, TermId p, TermId o) {
            goOn = visit(s, p, o);
            return goOn;
        });
    }
}

qint64 TripleTable::estimate(const TripleIds &pattern) const
{
    const auto [s, p, o] = pattern;
    if (s && p && o)
        return isVisible(pattern) ? 1 : 0;
    if (s) {
        Query query(m_store, "SELECT count(*) FROM (SELECT 1 FROM quad WHERE s = ? LIMIT 256)");
        return count(query.bind(1, s));
    }
    if (p && o) {
        Query query(m_store, "SELECT count(*) FROM (SELECT 1 FROM quad INDEXED BY quad_pos"
                             " WHERE p = ? AND o = ? LIMIT 256)");
        const qint64 found = count(query.bind(1, p).bind(2, o));
        return found < estimateBound ? found : estimateBound * 8;
    }
    if (p) {
        Query query(m_store, "SELECT count(*) FROM (SELECT 1 FROM quad INDEXED BY quad_pos"
                             " WHERE p = ? LIMIT 256)");
        const qint64 found = count(query.bind(1, p));
        return found < estimateBound ? found : estimateBound * 32;
    }
    if (o && Dictionary::isIri(o)) {
        Query query(m_store, "SELECT count(*) FROM (SELECT 1 FROM quad INDEXED BY quad_os"
                             " WHERE o = ? AND o & 1 LIMIT 256)");
        const qint64 found = count(query.bind(1, o));
        return found < estimateBound ? found : estimateBound * 16;
    }
    return o ? estimateBound * 2 : estimateBound * 256;
}

void TripleTable::rowsAfter(const TripleIds &triple,
                            const std::function<bool(const TripleRow &)> &visit) const
{
    Query query(m_store, "SELECT s, p, o, t FROM quad WHERE (s, p, o, t) > (?, ?, ?, ?)"
                         " ORDER BY s, p, o, t");
    bind(query, triple).bind(4, std::numeric_limits<qint64>::max());
    while (query.next()) {
        const TripleIds found { TermId(query.integer(0)), TermId(query.integer(1)),
                                TermId(query.integer(2)) };
        if (!visit({ found, query.integer(3) }))
            return;
    }
}

} // namespace mld
