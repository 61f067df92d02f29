// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "dataset/patch.h"

#include <optional>
#include <vector>

/// Lists as they stand in a graph (semantics.md 8.1, 8.6). Pure functions of the graph.
namespace mld::list {

/// One position of a list.
struct Row
{
    QString position; ///< the text after iris::listPosition
    Term slot;
    std::optional<Term> item; ///< none if the slot lost it; the row is then no part of the list

    friend bool operator==(const Row &, const Row &) = default;
};

/// True if a triple says that its subject, a list, has its object, a slot, at a position.
bool isPosition(const Triple &triple);
/// The position that such a triple's predicate names.
QString positionOf(const Triple &triple);
/// The triple of a list's row.
Triple positionTriple(const Term &listIri, const QString &position, const Term &slot);

/// All rows of a list, in its order: by position, and by slot where faulty peers gave two slots one
/// position. Of several items the greatest counts (semantics.md 9.1). Empty for what is no list.
std::vector<Row> rowsOf(const Graph &graph, const Term &listIri);

/// What a reader sees under `@list`: the items of all rows that have one.
std::vector<Term> itemsOf(const Graph &graph, const Term &listIri);

/// The lists in which a slot has a position.
std::vector<Term> listsOf(const Graph &graph, const Term &slot);

/// The entailments that make all list indexes of the graph right, each the rank of the slot among
/// the rows that have an item. For a new clone: indexes in a snapshot are not to be trusted
/// (semantics.md 8.1).
Patch reindex(const Graph &graph);

/// A list before and after a change.
struct ListChange
{
    std::vector<Row> before;
    std::vector<Row> after;
};

/// Adds to `patch` the entailments by which the slots of some lists get the ranks that they have
/// after a change; all lists at once, as a slot may have gone from one to another. `stored` is
/// the graph with the indexes as they are; those of rows at the start of a list which the change
/// leaves alone are taken to be right.
void reindex(const Graph &stored, const std::vector<ListChange> &lists, Patch &patch);

} // namespace mld::list
