// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/textconstraint.h"

#include "constraint/changedgraph.h"
#include "constraint/graphread.h"
#include "rdf/vocabulary.h"

#include <QSet>

#include <algorithm>
#include <optional>

namespace mld {

namespace {

bool isText(const Term &value)
{
    return value.isLiteral() && value.datatype() == iris::text;
}

// The properties of subjects that a change touches, as triples without object
std::vector<Triple> propertiesTouched(const Patch &patch)
{
    std::vector<Triple> touched;
    QSet<Triple> seen;
    for (const auto *triples : { &patch.deletes, &patch.inserts }) {
        for (const Triple &triple : *triples) {
            const Triple property { triple.subject, triple.predicate, {} };
            if (!seen.contains(property)) {
                seen.insert(property);
                touched.push_back(property);
            }
        }
    }
    return touched;
}

// Those of them to which the change adds a text
QSet<Triple> propertiesGivenText(const Patch &patch)
{
    QSet<Triple> given;
    for (const Triple &triple : patch.inserts) {
        if (isText(triple.object))
            given.insert({ triple.subject, triple.predicate, {} });
    }
    return given;
}

bool holdsText(const Graph &graph, const Term &subject, const Term &property)
{
    const std::vector<Term> held = objectsOf(graph, subject, property);
    return std::any_of(held.begin(), held.end(), isText);
}

} // namespace

Result<void> TextConstraint::check(const Graph &before, Patch &patch) const
{
    // Most properties never hold a text: the graph as it will be need not be worked out for them.
    std::optional<ChangedGraph> after;
    const QSet<Triple> givenText = propertiesGivenText(patch);
    for (const Triple &touched : propertiesTouched(patch)) {
        const auto &[subject, property, none] = touched;
        if (!givenText.contains(touched) && !holdsText(before, subject, property))
            continue;
        if (!after)
            after.emplace(before).add(patch);
        const std::vector<Term> values = objectsOf(*after, subject, property);
        if (values.size() > 1 && std::any_of(values.begin(), values.end(), isText))
            return Error { ErrorCode::ConstraintViolated,
                           QStringLiteral("Multiple shared data values for %1: %2")
                                   .arg(subject.text(), property.text()) };
    }
    return {};
}

Result<void> TextConstraint::apply(const Graph &, const Patch &, Patch &) const
{
    return {};
}

} // namespace mld
