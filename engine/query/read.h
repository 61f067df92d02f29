// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "jsonld/context.h"
#include "result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <optional>

/// Answers to json-rql read patterns (semantics.md 4). Pure functions of the graph as it stands; any
/// thread that may read the graph.
namespace mld::query {

/// The subjects that a Describe, Select or Construct pattern asks for, in no particular order. Fails
/// with UnsupportedPattern if it is none of these, and with BadPattern, naming the place, for what
/// cannot be understood. `context` is extended by the `@context` of the pattern.
Result<QJsonArray> read(const Graph &graph, const Context &context, const QJsonObject &pattern);

/// Whether the `@where` of `pattern` has a solution; true if it has no `@where`.
Result<bool> ask(const Graph &graph, const Context &context, const QJsonObject &pattern);

/// The subject with this id, all of it or the given properties; nothing if there is none.
Result<std::optional<QJsonObject>> get(const Graph &graph, const Context &context,
                                       const QString &id, const QStringList &properties = {});

} // namespace mld::query
