// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace mld {

/// The steps by which the tables came to be: step n takes a file from schema version n to n + 1.
/// A step that was ever in the hands of people is never changed; a new one is added.
std::span<const char *const> schemaSteps();

/// The indexes of the triples besides their primary key. They are dropped while a snapshot is
/// loaded: building them once, sorted, takes a fraction of the time.
extern const char *const createTripleIndexes;
extern const char *const dropTripleIndexes;

} // namespace mld
