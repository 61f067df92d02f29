// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "jsonld/context.h"
#include "result.h"

#include <QJsonArray>
#include <QJsonObject>

namespace mld::query {

/// Answers a Construct pattern (semantics.md 4.7): the templates, filled by the solutions of `@where`
/// or, without one, by all that each single property of them matches. Where the reference shows constants
/// and references as they stand in the template, these are as in describe, and filled.
Result<QJsonArray> construct(const Graph &graph, const Context &context,
                             const QJsonObject &pattern);

} // namespace mld::query
