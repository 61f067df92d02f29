// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/solver.h"

#include <functional>
#include <vector>

namespace mld::query {

/// Solutions in independent parts, looked at through a few variables at a time. So a delete of many
/// subjects, each with many properties, need not go through all their combinations.
class Projection
{
public:
    /// The number of a variable's term, 0 if it is unbound.
    using Row = std::function<TermId(Variable)>;

    explicit Projection(std::vector<Table> parts);

    /// True if there are no solutions.
    bool isEmpty() const { return m_isEmpty; }

    /// Calls `visit` for each different combination of values that `variables` have in the solutions;
    /// stops at the first failure. Fails if there are more than Table::maxRows.
    Result<void> forEach(std::vector<Variable> variables,
                         const std::function<Result<void>(const Row &)> &visit) const;

private:
    std::vector<Table> m_parts;
    bool m_isEmpty = false;
};

} // namespace mld::query
