// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "query/variables.h"

#include <span>
#include <vector>

namespace mld::query {

/// Solutions: a row for each, a column for each variable, 0 where unbound.
class Table
{
public:
    /// More than anybody can mean: the product of parts that have nothing in common.
    static constexpr size_t maxRows = 1'000'000;
    static constexpr size_t maxCells = 16'000'000;

    Table() = default;
    explicit Table(std::vector<Variable> columns);

    const std::vector<Variable> &columns() const { return m_columns; }
    size_t width() const { return m_columns.size(); }
    size_t size() const { return m_size; }
    bool isTooLarge() const { return m_size > maxRows || m_cells.size() > maxCells; }
    /// The column of a variable, or -1.
    int columnOf(Variable variable) const;

    std::span<const TermId> row(size_t i) const { return { m_cells.data() + i * width(), width() }; }
    std::span<TermId> mutableRow(size_t i) { return { m_cells.data() + i * width(), width() }; }
    /// The binding of a variable, 0 if it has none.
    TermId at(size_t i, Variable variable) const;

    /// Adds a row, all unbound, to be filled before the next.
    std::span<TermId> addRow();
    /// Removes the last row.
    void removeRow();
    /// Adds a column, all unbound.
    void addColumn(Variable variable);

private:
    std::vector<Variable> m_columns;
    std::vector<TermId> m_cells;
    size_t m_size = 0;
};

} // namespace mld::query
