// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "query/pattern.h"
#include "query/termtable.h"
#include "result.h"

#include <span>
#include <vector>

namespace mld::query {

/// Solutions: a row for each, a column for each variable, 0 where unbound.
class Table
{
public:
    Table() = default;
    explicit Table(std::vector<Variable> columns);
    /// One solution that binds nothing.
    static Table unit();

    const std::vector<Variable> &columns() const { return m_columns; }
    size_t width() const { return m_columns.size(); }
    size_t size() const { return m_size; }
    /// The column of a variable, or -1.
    int columnOf(Variable variable) const;

    std::span<const TermId> row(size_t i) const { return { m_cells.data() + i * width(), width() }; }
    /// The binding of a variable, 0 if it has none.
    TermId at(size_t i, Variable variable) const;
    /// Adds a row, all unbound, to be filled at once.
    std::span<TermId> addRow();
    void removeRow();
    std::span<TermId> mutableRow(size_t i) { return { m_cells.data() + i * width(), width() }; }
    void addColumn(Variable variable);

private:
    std::vector<Variable> m_columns;
    std::vector<TermId> m_cells;
    size_t m_size = 0;
};

/// Finds the solutions of patterns in a graph (semantics.md 4.2, 4.3). Fails with BadPattern if there
/// are more than `maxRows` at any point.
class Solver
{
public:
    static constexpr size_t maxRows = 4'000'000;

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
    /// Rows of both that agree; numbers and dateTimes by value.
    Result<Table> join(const Table &a, const Table &b);

private:
    struct Step;
    std::vector<Step> plan(const std::vector<TriplePattern> &triples, Table &table) const;
    Result<void> extend(const Step &step, const Table &from, Table &to) const;
    Result<Table> solveUnion(const std::vector<Group> &branches);
    Table tableOf(const std::vector<ValuesRow> &values);
    void applyBind(Table &table, const Bind &bind);
    Binding bindingOf(const Table &table, size_t row) const;

    const Graph &m_graph;
    TermTable &m_terms;
};

} // namespace mld::query
