// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "list/listconstraint.h"

#include "constraint/changedgraph.h"
#include "constraint/graphread.h"
#include "constraint/singlevalued.h"
#include "list/listrows.h"
#include "list/listwrite.h"
#include "list/position.h"
#include "list/slotcopies.h"
#include "rdf/listkey.h"
#include "rdf/vocabulary.h"

#include <QSet>

#include <algorithm>

namespace mld {

using namespace list;

namespace {

// The lists that a change concerns, each once, in order.
class ListsTouched
{
public:
    explicit ListsTouched(const Graph &before) : m_before(before) { }

    void add(const std::vector<Triple> &triples)
    {
        for (const Triple &triple : triples) {
            if (isPosition(triple) || ListKey::fromIri(triple.predicate.text()))
                add(triple.subject);
            else if (triple.predicate.text() == iris::item)
                for (const Term &listIri : listsOf(m_before, triple.subject))
                    add(listIri);
        }
    }
    const std::vector<Term> &lists() const { return m_lists; }

private:
    void add(const Term &listIri)
    {
        if (!m_seen.contains(listIri)) {
            m_seen.insert(listIri);
            m_lists.push_back(listIri);
        }
    }

    const Graph &m_before;
    QSet<Term> m_seen;
    std::vector<Term> m_lists;
};

// Indexes are each clone's own: no write may assert them (semantics.md 8.1)
void dropIndexes(Patch &patch)
{
    const auto isIndex = [](const Triple &triple) {
        return triple.predicate.text() == iris::index;
    };
    std::erase_if(patch.deletes, isIndex);
    std::erase_if(patch.inserts, isIndex);
}

// m-ld-js throws at a malformed position, and closes if it comes from another clone.
Result<void> checkPlaces(const Patch &patch)
{
    for (const Triple &triple : patch.inserts) {
        const QString &predicate = triple.predicate.text();
        const bool isPlace = predicate.startsWith(iris::listPosition);
        const bool isKey = !isPlace && ListKey::fromIri(predicate).has_value();
        if ((isPlace && !ListPosition::parse(positionOf(triple)))
            || ((isPlace || isKey) && !triple.object.isIri()))
            return Error { ErrorCode::ConstraintViolated,
                           QStringLiteral("Not a place in a list: %1").arg(predicate) };
    }
    return {};
}

// Gives a list that is inserted into its type, if the write does not (semantics.md 8.4)
Result<void> assertType(const Graph &before, const Graph &after, const Term &listIri, Patch &patch)
{
    const Term type = Term::iri(iris::rdfType);
    const Term listType = Term::iri(iris::list);
    const std::vector<Term> types = objectsOf(after, listIri, type);
    const Triple typed { listIri, type, listType };
    if (contains(after, typed))
        return {};
    if (!types.empty() && !contains(before, typed))
        return Error { ErrorCode::ConstraintViolated,
                       QStringLiteral("A subject of type %1 cannot hold a list: %2")
                               .arg(types.front().text(), listIri.text()) };
    std::erase(patch.deletes, typed);
    patch.inserts.push_back(typed);
    return {};
}

bool isPlaced(const Triple &triple)
{
    return isPosition(triple) || ListKey::fromIri(triple.predicate.text());
}

Result<void> placeInserts(const Graph &before, const Term &listIri, const std::vector<Row> &rows,
                          const QString &cloneId, Patch &patch)
{
    ListWrite write(listIri, rows);
    bool inserts = false;
    for (const Triple &triple : patch.inserts) {
        if (triple.subject != listIri)
            continue;
        if (const auto key = ListKey::fromIri(triple.predicate.text()))
            write.insertAt(*key, triple.object);
        else if (isPosition(triple))
            write.insertAt(positionOf(triple), triple.object);
        inserts = inserts || isPlaced(triple);
    }
    for (const Triple &triple : patch.deletes) {
        if (triple.subject == listIri && isPosition(triple))
            write.removeAt(positionOf(triple), triple.object);
    }
    if (inserts) {
        ChangedGraph after(before);
        after.add(patch);
        MLD_TRY(assertType(before, after, listIri, patch));
    }
    std::erase_if(patch.inserts, [&](const Triple &triple) {
        return triple.subject == listIri && isPlaced(triple) && !contains(before, triple);
    });
    return write.finish(cloneId, patch);
}

// What is in no list any more goes with its position
void deleteOrphans(const Graph &before, Patch &patch)
{
    if (std::none_of(patch.deletes.begin(), patch.deletes.end(), isPosition))
        return;
    ChangedGraph after(before);
    after.add(patch);
    const QSet<Triple> inserted(patch.inserts.begin(), patch.inserts.end());
    QSet<Term> orphans;
    for (const Triple &triple : patch.deletes) {
        if (isPosition(triple) && listsOf(after, triple.object).empty())
            orphans.insert(triple.object);
    }
    for (const Term &slot : std::as_const(orphans)) {
        for (const Triple &triple : triplesOf(after, slot)) {
            if (triple.predicate.text() != iris::index && !inserted.contains(triple))
                patch.deletes.push_back(triple);
        }
    }
}

// Of two positions of a slot in one list the least stays (semantics.md 8.5)
void resolvePositions(const Graph &after, const Term &listIri, Patch &resolution)
{
    QSet<Term> placed;
    for (const Row &row : rowsOf(after, listIri)) {
        if (placed.contains(row.slot))
            resolution.deletes.push_back(positionTriple(listIri, row.position, row.slot));
        placed.insert(row.slot);
    }
}

// Where a remote change of a list shows in an event (semantics.md 8.7)
void nameIndexes(const std::vector<Row> &old, const Term &listIri,
                 const std::vector<Triple> &triples, bool isInsert, Patch &resolution)
{
    for (const Triple &triple : triples) {
        if (triple.subject != listIri || !isPosition(triple))
            continue;
        const QString position = positionOf(triple);
        qint64 index = 0;
        bool isThere = false;
        for (const Row &row : old) {
            isThere = row.position == position && row.slot == triple.object && row.item;
            if (isThere || row.position > position)
                break;
            index += row.item ? 1 : 0;
        }
        if (isInsert || isThere)
            resolution.listIndexes.insert(triple, index);
    }
}

} // namespace

ListConstraint::ListConstraint(QString cloneId, std::function<QString()> newId)
    : m_cloneId(std::move(cloneId)), m_newId(std::move(newId))
{
}

Result<void> ListConstraint::check(const Graph &before, Patch &patch) const
{
    dropIndexes(patch);
    MLD_TRY(checkPlaces(patch));
    copySharedSlots(before, m_newId, patch);
    MLD_TRY(SingleValued(iris::item).check(before, patch));

    ListsTouched touched(before);
    touched.add(patch.deletes);
    touched.add(patch.inserts);
    if (touched.lists().empty())
        return {};
    std::vector<ListChange> changes;
    for (const Term &listIri : touched.lists()) {
        changes.push_back({ rowsOf(before, listIri), {} });
        MLD_TRY(placeInserts(before, listIri, changes.back().before, m_cloneId, patch));
    }
    deleteOrphans(before, patch);

    ChangedGraph after(before);
    after.add(patch);
    for (size_t i = 0; i < changes.size(); ++i)
        changes[i].after = rowsOf(after, touched.lists()[i]);
    reindex(before, changes, patch);
    return {};
}

Result<void> ListConstraint::apply(const Graph &before, const Patch &remote,
                                   Patch &resolution) const
{
    MLD_TRY(SingleValued(iris::item).apply(before, remote, resolution));

    ListsTouched touched(before);
    for (const Patch *patch : { &remote, &std::as_const(resolution) }) {
        touched.add(patch->deletes);
        touched.add(patch->inserts);
    }
    if (touched.lists().empty())
        return {};
    ChangedGraph after(before);
    after.add(remote);
    after.add(resolution);
    for (const Term &listIri : touched.lists())
        resolvePositions(after, listIri, resolution);
    for (const Triple &triple : resolution.deletes)
        after.remove(triple);

    std::vector<ListChange> changes;
    for (const Term &listIri : touched.lists()) {
        changes.push_back({ rowsOf(before, listIri), rowsOf(after, listIri) });
        const std::vector<Row> &old = changes.back().before;
        nameIndexes(old, listIri, remote.inserts, true, resolution);
        // What is inserted and taken back was in no place that an app could know.
        for (const Triple &triple : resolution.deletes)
            resolution.listIndexes.remove(triple);
        nameIndexes(old, listIri, remote.deletes, false, resolution);
        nameIndexes(old, listIri, resolution.deletes, false, resolution);
    }
    reindex(before, changes, resolution);
    return {};
}

} // namespace mld
