// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"

#include <QHash>

#include <unordered_map>
#include <vector>

namespace mld::query {

/// The terms of one request by number: those of the graph, and others that were computed. Looks each up
/// in the graph but once.
class TermTable
{
public:
    /// The graph must outlive the table and not change meanwhile.
    explicit TermTable(const Graph &graph) : m_graph(graph) { }

    const Term &term(TermId id) const;
    /// The number of any term; one of our own if the graph does not know it.
    TermId idOf(const Term &term);
    /// The numbers of the graph's terms that match by value (semantics.md 4.2).
    const std::vector<TermId> &equalTo(TermId id) const;
    /// As `term`, with the content of a shared text as a string.
    Term valueOf(TermId id) const;

private:
    // Numbers of our own have the top bit, which no graph reaches.
    static constexpr TermId ownBit = TermId(1) << 63;

    const Graph &m_graph;
    // What is given out by reference must stay where it is while the table grows.
    mutable std::unordered_map<TermId, Term> m_terms;
    mutable std::unordered_map<TermId, std::vector<TermId>> m_equals;
    QHash<Term, TermId> m_own;
};

} // namespace mld::query
