// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/table.h"
#include "query/termtable.h"
#include "result.h"

namespace mld::query {

/// Rows of both tables that agree, as one; numbers and dateTimes by value, and what is unbound with all.
/// Fails with BadPattern if there are more than a Table may hold.
Result<Table> join(const Table &a, const Table &b, const TermTable &terms);

} // namespace mld::query
