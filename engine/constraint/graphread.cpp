// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/graphread.h"

#include <QSet>

namespace mld {

std::vector<Term> objectsOf(const Graph &graph, const Term &subject, const Term &predicate)
{
    std::vector<Term> found;
    // An unknown term has the number that means "any": it must not get into match().
    const TermId subjectId = graph.find(subject);
    const TermId predicateId = graph.find(predicate);
    if (subjectId == 0 || predicateId == 0)
        return found;
    graph.match(subjectId, predicateId, 0, [&](TermId, TermId, TermId object) {
        found.push_back(graph.term(object));
        return true;
    });
    return found;
}

std::vector<Triple> triplesOf(const Graph &graph, const Term &subject)
{
    std::vector<Triple> found;
    const TermId subjectId = graph.find(subject);
    if (subjectId == 0)
        return found;
    graph.match(subjectId, 0, 0, [&](TermId, TermId predicate, TermId object) {
        found.push_back({ subject, graph.term(predicate), graph.term(object) });
        return true;
    });
    return found;
}

std::vector<Term> subjectsOf(const Graph &graph, const Term &predicate, const Term &object)
{
    std::vector<Term> found;
    const TermId predicateId = graph.find(predicate);
    const TermId objectId = graph.find(object);
    if (predicateId == 0 || objectId == 0)
        return found;
    graph.match(0, predicateId, objectId, [&](TermId subject, TermId, TermId) {
        found.push_back(graph.term(subject));
        return true;
    });
    return found;
}

bool contains(const Graph &graph, const Triple &triple)
{
    const TermId subjectId = graph.find(triple.subject);
    const TermId predicateId = graph.find(triple.predicate);
    const TermId objectId = graph.find(triple.object);
    if (subjectId == 0 || predicateId == 0 || objectId == 0)
        return false;
    bool isFound = false;
    graph.match(subjectId, predicateId, objectId, [&](TermId, TermId, TermId) {
        isFound = true;
        return false;
    });
    return isFound;
}

std::vector<Term> subjectsWith(const std::vector<Triple> &triples, const Term &predicate)
{
    std::vector<Term> subjects;
    QSet<Term> seen;
    for (const Triple &triple : triples) {
        if (triple.predicate == predicate && !seen.contains(triple.subject)) {
            seen.insert(triple.subject);
            subjects.push_back(triple.subject);
        }
    }
    return subjects;
}

QString onlyTextOf(const Graph &graph, const Term &subject, const Term &predicate)
{
    QString text;
    int count = 0;
    for (const Term &object : objectsOf(graph, subject, predicate)) {
        if (object.isLiteral()) {
            text = object.text();
            ++count;
        }
    }
    return count == 1 ? text : QString();
}

} // namespace mld
