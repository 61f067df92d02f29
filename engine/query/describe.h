// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "jsonld/context.h"
#include "jsonld/values.h"
#include "query/termtable.h"

#include <QJsonObject>

#include <optional>

namespace mld::query {

/// A subject with all its properties (semantics.md 4.5); nothing if it has none. A list has its items
/// under `@list`, in order, and never shows its positions (semantics.md 8.6). Several values of a property
/// are in the order of comesBefore(), so that clones that hold the same show the same.
std::optional<QJsonObject> describe(const Graph &graph, const TermTable &terms,
                                    const Context &context, const DataLookup &lookup,
                                    TermId subject);

} // namespace mld::query
