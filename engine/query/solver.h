// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "query/pattern.h"
#include "query/plan.h"
#include "query/table.h"
#include "query/termtable.h"
#include "result.h"

#include <vector>

namespace mld::query {

/// Finds the solutions of patterns in a graph (semantics.md 4.2, 4.3). Fails with BadPattern if there
/// are more than a Table may hold at any point.
class Solver
{
public:
    /// Both must outlive the solver; the graph must not change meanwhile.
    Solver(const Graph &graph, TermTable &terms) : m_graph(graph), m_terms(terms) { }

    /// All solutions of triples which are all to match, filters applied.
    Result<Table> solve(const std::vector<TriplePattern> &triples,
                        const std::vector<Expression> &filters);
    Result<Table> solve(const Group &group);
    /// The same, as independent parts: the solutions are all combinations of a row of each. There are
    /// none if a part is empty. Parts have no variable in common.
    Result<std::vector<Table>> solveParts(const Group &group);

    /// Removes the rows for which a filter is not true.
    void applyFilters(Table &table, const std::vector<Expression> &filters) const;

private:
    Result<void> extend(const Step &step, const Table &from, Table &to) const;
    Result<Table> solveUnion(const std::vector<Group> &branches);
    Table tableOf(const std::vector<ValuesRow> &values);
    void applyBind(Table &table, const Bind &bind);
    Binding bindingOf(const Table &table, size_t row) const;

    const Graph &m_graph;
    TermTable &m_terms;
};

} // namespace mld::query
