// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "list/listrows.h"

#include "constraint/graphread.h"
#include "constraint/singlevalued.h"
#include "rdf/vocabulary.h"

#include <QSet>

#include <algorithm>

namespace mld::list {

bool isPosition(const Triple &triple)
{
    return triple.predicate.text().startsWith(iris::listPosition) && triple.object.isIri();
}

QString positionOf(const Triple &triple)
{
    return triple.predicate.text().mid(iris::listPosition.size());
}

Triple positionTriple(const Term &listIri, const QString &position, const Term &slot)
{
    return { listIri, Term::iri(iris::listPosition + position), slot };
}

std::vector<Row> rowsOf(const Graph &graph, const Term &listIri)
{
    std::vector<Row> rows;
    const Term item = Term::iri(iris::item);
    for (const Triple &triple : triplesOf(graph, listIri)) {
        if (!isPosition(triple))
            continue;
        const std::vector<Term> items = objectsOf(graph, triple.object, item);
        rows.push_back({ positionOf(triple), triple.object,
                         items.empty() ? std::nullopt : std::optional(greatestOf(items)) });
    }
    std::sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
        return a.position != b.position ? a.position < b.position
                                        : a.slot.text() < b.slot.text();
    });
    return rows;
}

std::vector<Term> itemsOf(const Graph &graph, const Term &listIri)
{
    std::vector<Term> items;
    for (Row &row : rowsOf(graph, listIri)) {
        if (row.item)
            items.push_back(std::move(*row.item));
    }
    return items;
}

std::vector<Term> listsOf(const Graph &graph, const Term &slot)
{
    std::vector<Term> lists;
    const TermId slotId = graph.find(slot);
    if (slotId == 0)
        return lists;
    graph.match(0, 0, slotId, [&](TermId subject, TermId predicate, TermId) {
        if (graph.term(predicate).text().startsWith(iris::listPosition)) {
            Term listIri = graph.term(subject);
            if (std::find(lists.begin(), lists.end(), listIri) == lists.end())
                lists.push_back(std::move(listIri));
        }
        return true;
    });
    return lists;
}

void reindex(const Graph &stored, const std::vector<ListChange> &lists, Patch &patch)
{
    const Term indexIri = Term::iri(iris::index);
    QSet<Term> done;
    const auto setIndex = [&](const Term &slot, const std::optional<Term> &index) {
        if (done.contains(slot))
            return;
        done.insert(slot);
        bool isThere = false;
        for (const Term &old : objectsOf(stored, slot, indexIri)) {
            if (index && old == *index)
                isThere = true;
            else
                patch.entailedDeletes.push_back({ slot, indexIri, old });
        }
        if (index && !isThere)
            patch.entailedInserts.push_back({ slot, indexIri, *index });
    };
    for (const ListChange &list : lists) {
        qint64 rank = 0;
        for (const Row &row : list.after) {
            if (row.item)
                setIndex(row.slot, Term::literal(QString::number(rank++), iris::xsdInteger));
        }
    }
    // What is in no list now, or has no item
    for (const ListChange &list : lists) {
        for (const auto *rows : { &list.after, &list.before }) {
            for (const Row &row : *rows)
                setIndex(row.slot, std::nullopt);
        }
    }
}

Patch reindex(const Graph &graph)
{
    QSet<Term> lists;
    graph.match(0, 0, 0, [&](TermId subject, TermId predicate, TermId) {
        if (graph.term(predicate).text().startsWith(iris::listPosition))
            lists.insert(graph.term(subject));
        return true;
    });
    std::vector<ListChange> changes;
    for (const Term &listIri : std::as_const(lists))
        changes.push_back({ {}, rowsOf(graph, listIri) });
    Patch patch;
    reindex(graph, changes, patch);
    return patch;
}

} // namespace mld::list
