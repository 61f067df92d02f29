// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "dataset/patch.h"
#include "jsonld/context.h"
#include "result.h"

#include <QJsonValue>

#include <functional>

/// Evaluation of json-rql write patterns (semantics.md 5).
namespace mld::query {

/// What evaluation needs from outside, as the engine draws no random numbers by itself.
struct WriteEnvironment
{
    /// A new unique id, of letters and digits (semantics.md 2.5): for subjects without id and texts.
    std::function<QString()> newId;
    /// Whether strings of a property, given by IRI, are shared texts (semantics.md 12.1). May be empty.
    std::function<bool(const QString &propertyIri)> isTextProperty;
};

/// What a write asserts, before any constraint has seen it: a subject, an array of subjects, a group
/// with only `@graph`, or an Update. Nothing is changed here, so a failure leaves all as it was.
///
/// Items for lists are inserts whose predicate is a ListKey (rdf/listkey.h). Every text in `newTexts`
/// belongs to a literal in `inserts`. A concatenation is a splice at Splice::end.
///
/// Fails with UnsupportedPattern for a pattern that is no write, and with BadPattern, naming the
/// place, for one that cannot be understood; with ConstraintViolated for a second text in a property.
Result<Patch> evaluateWrite(const Graph &graph, const Context &context, const QJsonValue &pattern,
                            const WriteEnvironment &environment);

/// The delete of a subject by id, and of all references to it.
Result<Patch> evaluateDelete(const Graph &graph, const Context &context, const QString &id);

/// The value of `@agree` in a write pattern; undefined if it has none (semantics.md 10.2).
QJsonValue agreementOf(const QJsonValue &pattern);

} // namespace mld::query
