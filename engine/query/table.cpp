// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/table.h"

#include <algorithm>

namespace mld::query {

Table::Table(std::vector<Variable> columns) : m_columns(std::move(columns)) { }

int Table::columnOf(Variable variable) const
{
    const auto it = std::find(m_columns.begin(), m_columns.end(), variable);
    return it == m_columns.end() ? -1 : int(it - m_columns.begin());
}

TermId Table::at(size_t i, Variable variable) const
{
    const int column = columnOf(variable);
    return column < 0 ? 0 : row(i)[size_t(column)];
}

std::span<TermId> Table::addRow()
{
    m_cells.resize(m_cells.size() + width(), 0);
    ++m_size;
    return { m_cells.data() + (m_size - 1) * width(), width() };
}

void Table::removeRow()
{
    m_cells.resize(m_cells.size() - width());
    --m_size;
}

void Table::addColumn(Variable variable)
{
    std::vector<TermId> cells;
    cells.reserve(m_size * (width() + 1));
    for (size_t i = 0; i < m_size; ++i) {
        const std::span<const TermId> old = row(i);
        cells.insert(cells.end(), old.begin(), old.end());
        cells.push_back(0);
    }
    m_cells = std::move(cells);
    m_columns.push_back(variable);
}

} // namespace mld::query
