// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonValue>

namespace mld::text {

/// JSON as MessagePack, of any depth: states, operations and revert data have one reader and one
/// writer, and their JSON forms go through it. Numbers must be whole. A null, and an object with the key
/// `$undefined`, is undefined. A string of one surrogate comes as the half that stands for it.
Result<QByteArray> packJson(const QJsonValue &json);
/// MessagePack, of our own writing, as JSON. Undefined becomes null.
QJsonValue unpackJson(QByteArrayView bytes);

} // namespace mld::text
