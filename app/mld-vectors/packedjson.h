// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QByteArray>
#include <QJsonValue>

namespace mld::vectors {

/// MessagePack as JSON in the form of the vectors: `{"$bin": base64}`, `{"$undefined": true}`,
/// `[type, data]` for other extensions, null for numbers that JSON has not. Malformed if `bytes` is
/// not one value.
Result<QJsonValue> unpackedJson(QByteArrayView bytes);

/// JSON in that form as MessagePack; keys are in the order of QJsonObject.
QByteArray packedJson(const QJsonValue &value);

/// Reads `bytes` value by value and writes them again: what a writer of the same values writes.
Result<QByteArray> repacked(QByteArrayView bytes);

} // namespace mld::vectors
