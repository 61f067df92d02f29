// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QByteArray>

/// Compression by RFC 1952 (wire.md 5).
namespace mld::gzip {

/// Content is never larger than this when decompressed.
inline constexpr qint64 maxSize = qint64(128) << 20;

/// How hard it is tried to make it small.
enum class Effort { Quick, Usual };

QByteArray compress(QByteArrayView bytes, Effort effort = Effort::Usual);

/// Malformed if `bytes` is not sound gzip, has anything behind its end, or would give more
/// than `limit` bytes.
Result<QByteArray> decompress(QByteArrayView bytes, qint64 limit = maxSize);

} // namespace mld::gzip
