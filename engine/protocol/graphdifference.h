// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "protocol/change.h"

namespace mld {

/// The list index of a slot is a triple that no transaction made (semantics.md 8.1).
bool isListIndex(const Triple &triple);
/// The one splice that makes `after` of `before`; none if they are the same.
Splice spliceBetween(const QString &before, const QString &after);

/// What is different in `after`, to tell apps when their data have been replaced. A text that stays is given
/// as one splice. Holds the difference alone in memory.
Change differenceBetween(const Graph &before, const Graph &after);

} // namespace mld
