// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/operation.h"
#include "codec/operationcontent.h"
#include "result.h"

#include <functional>
#include <span>
#include <vector>

/// Making one operation of several, and taking what is known already from such a one (wire.md 9).
/// Pure functions.
namespace mld {

/// An operation decoded: a tuple with its content in place of the bytes.
struct Operation
{
    qint64 from = 0;
    TreeClock time;
    QString principalId;
    std::optional<Agreement> agreed;
    /// Every insert names its TIDs here, also when the operation is not a fusion.
    OperationContent content;

    friend bool operator==(const Operation &, const Operation &) = default;
};

/// The operation that a tuple holds. Fails as unpackContent().
Result<Operation> decodeOperation(const OperationTuple &tuple, const OperationContext &context);
/// The tuple of an operation. Fails as packContent() and encodeTuple().
Result<OperationTuple> encodeOperation(const Operation &operation, const OperationContext &context);

/// What fusion asks of the text type; all values are MessagePack (semantics.md 12.8, 12.9).
struct TextFusion
{
    using Operations = std::vector<QByteArray>;

    /// One operation with the effect of all `operations`, two or more, in their order.
    std::function<Result<QByteArray>(const Operations &operations)> fuse;
    /// What is left to do of `operation` after `prefix`, which it begins with. Empty bytes: nothing.
    std::function<Result<QByteArray>(QByteArrayView prefix, QByteArrayView operation)> cut;
    /// `state` after `operations`.
    std::function<Result<QByteArray>(QByteArrayView state, const Operations &operations)> apply;
};

/// True if `b` continues `a`: the same author, no tick and no other process's operation between, and
/// the same principal. T1 says why ticks alone do not tell.
bool isContiguous(const OperationTuple &a, const OperationTuple &b);
bool isContiguous(const Operation &a, const Operation &b);

/// One operation in place of `operations`, one or more, each contiguous with the next. Its prev is
/// that of the first, its TID that of the last. The states of texts that it inserts are brought up
/// to date with later edits, as receivers expect (wire.md 12.1). BadUpdate for several updates
/// of an unknown datatype. Takes time in proportion to the size of the operations.
Result<Operation> fuse(std::span<const Operation> operations, const TextFusion &text);
Result<Operation> fuse(const Operation &a, const Operation &b, const TextFusion &text);

/// What is left of the fusion `incoming` for a clone that has applied `seen`: operations of
/// the same author, oldest first, each contiguous with the next, of which the first ends at or
/// after incoming.from and the last before incoming's end. BadUpdate if they are not such, or
/// for updates of an unknown datatype.
Result<Operation> cut(const Operation &incoming, const std::vector<Operation> &seen,
                      const TextFusion &text);

} // namespace mld
