// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "dataset/patch.h"

#include <vector>

/// What constraints that hide values have in common (semantics.md 9.2, 12.6).
namespace mld {

/// The subjects of which a change inserts or deletes a value of `property`, each once, in order.
std::vector<Term> subjectsTouched(const Patch &patch, const Term &property);

/// All values that a property has after a remote operation, visible or hidden. `after` is the graph
/// with the operation, `before` without.
std::vector<Term> valuesWithHidden(const Graph &before, const Graph &after, const Term &subject,
                                   const Term &property, const Patch &remote);

/// Adds deletes of all hidden values of a property.
void deleteHidden(const Graph &before, const Term &subject, const Term &property, Patch &patch);

} // namespace mld
