// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

namespace mld {

/// A transaction id: the hash of the time of an operation, as base64 in ASCII (wire.md 3.3).
using Tid = QByteArray;

/// The TID of the genesis time, at which there was no operation.
inline const Tid genesisTid = QByteArrayLiteral("kA==");

/// Stands in a global clock where a TID would, for a process whose operations are refused
/// (wire.md 3.6, 8.4). It is not a TID.
inline const Tid blockedTid = QByteArrayLiteral("!blocked!");

} // namespace mld
