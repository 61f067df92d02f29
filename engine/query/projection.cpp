// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/projection.h"

#include "query/patternerror.h"

#include <QHash>

#include <algorithm>
#include <set>

namespace mld::query {

namespace {

/// The distinct rows of one part, in some of its columns.
struct Slice
{
    std::vector<Variable> variables;
    std::vector<std::vector<TermId>> rows;
};

Slice sliceOf(const Table &part, const std::vector<Variable> &variables)
{
    Slice slice;
    std::vector<size_t> columns;
    for (const Variable variable : variables) {
        if (const int column = part.columnOf(variable); column >= 0) {
            slice.variables.push_back(variable);
            columns.push_back(size_t(column));
        }
    }
    std::set<std::vector<TermId>> seen;
    for (size_t i = 0; i < part.size() && !columns.empty(); ++i) {
        std::vector<TermId> row;
        for (const size_t column : columns)
            row.push_back(part.row(i)[column]);
        if (seen.insert(row).second)
            slice.rows.push_back(std::move(row));
    }
    return slice;
}

} // namespace

Projection::Projection(std::vector<Table> parts) : m_parts(std::move(parts))
{
    m_isEmpty = std::any_of(m_parts.begin(), m_parts.end(),
                            [](const Table &part) { return part.size() == 0; });
}

Result<void> Projection::forEach(std::vector<Variable> variables,
                                 const std::function<Result<void>(const Row &)> &visit) const
{
    if (m_isEmpty)
        return {};
    std::sort(variables.begin(), variables.end());
    variables.erase(std::unique(variables.begin(), variables.end()), variables.end());
    std::vector<Slice> slices;
    double count = 1;
    for (const Table &part : m_parts) {
        Slice slice = sliceOf(part, variables);
        if (slice.variables.empty())
            continue;
        count *= double(slice.rows.size());
        slices.push_back(std::move(slice));
    }
    if (count > double(Table::maxRows))
        return badPattern(QStringLiteral("The pattern has too many solutions."));

    // All combinations, by counting with one digit for each slice.
    std::vector<size_t> digits(slices.size(), 0);
    QHash<Variable, TermId> values;
    const Row row = [&values](Variable variable) { return values.value(variable, 0); };
    for (double n = 0; n < count; ++n) {
        for (size_t s = 0; s < slices.size(); ++s) {
            for (size_t v = 0; v < slices[s].variables.size(); ++v)
                values.insert(slices[s].variables[v], slices[s].rows[digits[s]][v]);
        }
        MLD_TRY(visit(row));
        for (size_t s = 0; s < slices.size() && ++digits[s] == slices[s].rows.size(); ++s)
            digits[s] = 0;
    }
    return {};
}

} // namespace mld::query
