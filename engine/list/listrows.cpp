// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "list/listrows.h"

#include "constraint/graphread.h"
#include "constraint/singlevalued.h"
#include "rdf/vocabulary.h"

#include <QHash>
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
    const TermId listId = graph.find(listIri);
    if (listId == 0)
        return rows;
    std::vector<TermId> slotIds;
    graph.match(listId, 0, 0, [&](TermId, TermId predicate, TermId object) {
        const Triple triple { listIri, graph.term(predicate), graph.term(object) };
        if (isPosition(triple)) {
            rows.push_back({ positionOf(triple), triple.object, std::nullopt });
            slotIds.push_back(object);
        }
        return true;
    });
    const TermId itemId = graph.find(Term::iri(iris::item));
    for (size_t i = 0; i < rows.size() && itemId != 0; ++i) {
        std::vector<Term> items;
        graph.match(slotIds[i], itemId, 0, [&](TermId, TermId, TermId object) {
            items.push_back(graph.term(object));
            return true;
        });
        if (!items.empty())
            rows[i].item = greatestOf(items);
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

namespace {

// How many rows at the start of a list have stayed as they were, and so have their indexes
size_t unchangedRows(const ListChange &list)
{
    const auto isSame = [](const Row &a, const Row &b) {
        return a.slot == b.slot && a.item.has_value() == b.item.has_value();
    };
    const auto [end, other] = std::mismatch(list.before.begin(), list.before.end(),
                                            list.after.begin(), list.after.end(), isSame);
    return size_t(end - list.before.begin());
}

class Reindexing
{
public:
    Reindexing(const Graph &stored, Patch &patch) : m_stored(stored), m_patch(patch) { }

    void setIndex(const Term &slot, const std::optional<qint64> &index)
    {
        if (m_done.contains(slot))
            return;
        m_done.insert(slot);
        const Term wanted = index ? Term::literal(QString::number(*index), iris::xsdInteger)
                                  : Term();
        bool isThere = false;
        for (const Term &old : objectsOf(m_stored, slot, m_predicate)) {
            if (index && old == wanted)
                isThere = true;
            else
                m_patch.entailedDeletes.push_back({ slot, m_predicate, old });
        }
        if (index && !isThere)
            m_patch.entailedInserts.push_back({ slot, m_predicate, wanted });
    }

private:
    const Graph &m_stored;
    Patch &m_patch;
    const Term m_predicate = Term::iri(iris::index);
    QSet<Term> m_done;
};

} // namespace

void reindex(const Graph &stored, const std::vector<ListChange> &lists, Patch &patch)
{
    Reindexing reindexing(stored, patch);
    std::vector<size_t> unchanged;
    for (const ListChange &list : lists) {
        unchanged.push_back(unchangedRows(list));
        qint64 rank = 0;
        for (size_t i = 0; i < list.after.size(); ++i) {
            const Row &row = list.after[i];
            if (row.item && i >= unchanged.back())
                reindexing.setIndex(row.slot, rank);
            rank += row.item ? 1 : 0;
        }
    }
    // What is in no list now, or has no item
    for (size_t i = 0; i < lists.size(); ++i) {
        for (const auto *rows : { &lists[i].after, &lists[i].before }) {
            for (size_t row = unchanged[i]; row < rows->size(); ++row)
                reindexing.setIndex((*rows)[row].slot, std::nullopt);
        }
    }
}

Patch reindex(const Graph &graph)
{
    QHash<TermId, bool> arePositions;
    QSet<TermId> lists;
    graph.match(0, 0, 0, [&](TermId subject, TermId predicate, TermId) {
        auto isOne = arePositions.find(predicate);
        if (isOne == arePositions.end()) {
            const QString iri = graph.term(predicate).text();
            isOne = arePositions.insert(predicate, iri.startsWith(iris::listPosition));
        }
        if (*isOne)
            lists.insert(subject);
        return true;
    });
    std::vector<ListChange> changes;
    for (const TermId listId : std::as_const(lists))
        changes.push_back({ {}, rowsOf(graph, graph.term(listId)) });
    Patch patch;
    reindex(graph, changes, patch);
    return patch;
}

} // namespace mld::list
