// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "dataset/patch.h"

#include <functional>

namespace mld::list {

/// A slot has one index, so it can be in one list only: where a write puts a slot into a second list,
/// that list gets a slot of its own with the same item (semantics.md 8.3).
/// `newId` gives a new IRI each time.
void copySharedSlots(const Graph &before, const std::function<QString()> &newId, Patch &patch);

} // namespace mld::list
