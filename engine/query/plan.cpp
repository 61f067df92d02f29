// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/plan.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace mld::query {

namespace {

/// A pattern that has no step yet.
struct Candidate
{
    const TriplePattern *triple = nullptr;
    Step step;
    double cost = 0; ///< matches by the constants alone
};

class Planner
{
public:
    Planner(const std::vector<TriplePattern> &triples, const Graph &graph) : m_graph(graph)
    {
        // A variable that is a subject or a property somewhere is an IRI: no need to match by value.
        for (const TriplePattern &triple : triples) {
            m_iris.insert(triple.subject.variable);
            m_iris.insert(triple.predicate.variable);
        }
        for (const TriplePattern &triple : triples)
            m_open.push_back(candidateOf(triple));
    }

    Plan run()
    {
        while (!m_open.empty()) {
            const auto best = std::min_element(m_open.begin(), m_open.end(),
                                               [this](const Candidate &a, const Candidate &b) {
                                                   return costOf(a) < costOf(b);
                                               });
            Candidate next = std::move(*best);
            m_open.erase(best);
            addStep(std::move(next));
        }
        return std::move(m_plan);
    }

private:
    Step::Place placeOf(const Node &node, bool isObject)
    {
        Step::Place place;
        if (node.isVariable()) {
            place.isByValue = isObject && !m_iris.contains(node.variable);
            return place;
        }
        if (isObject)
            place.constants = m_graph.findEqual(node.term);
        else if (const TermId id = m_graph.find(node.term))
            place.constants = { id };
        m_plan.isHopeless = m_plan.isHopeless || place.constants.empty();
        return place;
    }

    Candidate candidateOf(const TriplePattern &triple)
    {
        Candidate candidate{ &triple,
                             { placeOf(triple.subject, false), placeOf(triple.predicate, false),
                               placeOf(triple.object, true) },
                             0 };
        const auto only = [](const Step::Place &place) {
            return place.constants.size() == 1 ? place.constants[0] : TermId(0);
        };
        candidate.cost = double(m_graph.estimate(only(candidate.step.subject),
                                                 only(candidate.step.predicate),
                                                 only(candidate.step.object)));
        return candidate;
    }

    bool isBound(const Node &node) const
    {
        return node.isVariable()
                && std::find(m_plan.columns.begin(), m_plan.columns.end(), node.variable)
                != m_plan.columns.end();
    }

    double costOf(const Candidate &candidate) const
    {
        double cost = candidate.cost;
        if (isBound(candidate.triple->subject))
            cost = std::min(cost, 4.0); // a subject has few values of one property
        if (isBound(candidate.triple->object))
            cost = std::min(cost, 16.0);
        return isBound(candidate.triple->predicate) ? cost / 4 : cost;
    }

    void addStep(Candidate candidate)
    {
        Step &step = candidate.step;
        const TriplePattern &triple = *candidate.triple;
        const std::array pairs = { std::pair(&step.subject, &triple.subject),
                                   std::pair(&step.predicate, &triple.predicate),
                                   std::pair(&step.object, &triple.object) };
        for (const auto &[place, node] : pairs)
            place->isBound = isBound(*node);
        for (const auto &[place, node] : pairs) {
            if (!node->isVariable())
                continue;
            std::vector<Variable> &columns = m_plan.columns;
            const auto column = std::find(columns.begin(), columns.end(), node->variable);
            place->column = int(column - columns.begin());
            if (column == columns.end())
                columns.push_back(node->variable);
        }
        m_plan.steps.push_back(std::move(step));
    }

    const Graph &m_graph;
    QSet<Variable> m_iris;
    std::vector<Candidate> m_open;
    Plan m_plan;
};

} // namespace

Plan planOf(const std::vector<TriplePattern> &triples, const Graph &graph)
{
    return Planner(triples, graph).run();
}

} // namespace mld::query
