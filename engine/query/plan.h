// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "query/pattern.h"

#include <vector>

namespace mld::query {

/// One triple pattern made ready to be matched: where each place comes from, or goes to.
struct Step
{
    struct Place
    {
        int column = -1;               ///< of a variable, else negative
        bool isBound = false;          ///< a variable with a value from an earlier step
        bool isByValue = false;        ///< a variable that may hold numbers
        std::vector<TermId> constants; ///< of a constant: all terms that match it
        bool isConstant() const { return column < 0; }
    };
    Place subject;
    Place predicate;
    Place object;
};

/// The order in which to match triple patterns, and the columns of their solutions.
struct Plan
{
    std::vector<Step> steps;
    std::vector<Variable> columns;
    bool isHopeless = false; ///< a constant is nowhere in the graph
};

/// Each step is the one that promises the fewest matches, by the graph's estimates and by what the
/// steps before it have bound.
Plan planOf(const std::vector<TriplePattern> &triples, const Graph &graph);

} // namespace mld::query
