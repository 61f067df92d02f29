// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/fusion.h"
#include "journal/journal.h"
#include "protocol/transportsecurity.h"
#include "result.h"

#include <vector>

/// What the journal knows of one author's run of operations, for cutting and for snapshots.
namespace mld {

/// The operation `last`, and those before it of the same author that lead up to it without a break
/// (wire.md 9), oldest first: back to the first that ends at or after tick `from`, or until their
/// bytes come to `maxBytes`. Empty if `last` is not held.
Result<std::vector<Operation>> contiguousHistory(const Journal &journal, TransportSecurity &security,
                                                 const OperationContext &context, const Tid &last,
                                                 qint64 from, qint64 maxBytes);

/// What is left of `incoming` for a clone that has seen its author's operations up to tick `seen`
/// (wire.md 9). `incoming` as it is, if that operation is not held any more.
Result<Operation> cutSeen(const Journal &journal, TransportSecurity &security,
                          const OperationContext &context, const Operation &incoming, qint64 seen);

} // namespace mld
