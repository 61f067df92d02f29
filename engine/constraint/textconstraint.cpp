// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/textconstraint.h"

#include "constraint/changedgraph.h"
#include "constraint/graphread.h"
#include "rdf/vocabulary.h"

#include <QSet>

#include <algorithm>

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

} // namespace

Result<void> TextConstraint::check(const Graph &before, Patch &patch) const
{
    ChangedGraph after(before);
    after.add(patch);
    for (const auto &[subject, property, none] : propertiesTouched(patch)) {
        const std::vector<Term> values = objectsOf(after, subject, property);
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
