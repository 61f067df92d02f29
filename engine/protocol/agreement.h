// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clock/globalclock.h"
#include "clock/treeclock.h"
#include "codec/operation.h"
#include "result.h"

#include <QJsonValue>

/// Which operations hold when agreements are made (wire.md 13). Pure functions of clocks.
///
/// At any moment one agreement is the last: the operations that it knew and those that know it are
/// valid, all others are void. A later agreement knows the earlier one. Of two that do not know each
/// other one must prevail, the same one everywhere; the specification does not say which, and the
/// reference keeps both, in the order in which they come, and diverges. Here it is the one that knew
/// more. Since a later agreement always knows more than an earlier one, this is one order of all.
namespace mld::agreement {

/// The time of the agreement in an operation: that of the operation itself, unless that is a fusion which
/// goes on after it. Fails if the tuple has none, or an impossible one.
Result<TreeClock> timeOf(const OperationTuple &tuple);

/// Whether an agreement at `time` is to be the last where the one at `last` is; genesis if there is
/// none.
bool prevails(const TreeClock &time, const TreeClock &last);

/// The proof of an agreement between json-rql and the operation: any JSON value, as MessagePack. What is
/// MessagePack and no JSON comes out as null.
QByteArray encodeProof(const QJsonValue &proof);
QJsonValue decodeProof(QByteArrayView proof);

/// Whether a clone that has seen `seen` lacks causes of the operation at `time`, whose author's public tick
/// before it was `prev`. Unlike the local time, `seen` counts valid operations alone.
Result<bool> lacksCauses(const GlobalClock &seen, const TreeClock &time, qint64 prev);

} // namespace mld::agreement
