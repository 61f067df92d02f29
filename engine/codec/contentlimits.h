// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

#include <cstddef>

namespace mld {

/// The most triples in one member of an operation. A triple takes some hundred bytes of memory but
/// may take one on the wire, so that the size of a message alone does not bound what it costs.
inline constexpr std::size_t maxTriples = std::size_t(1) << 20;

/// How many IRIs a reader or writer remembers the other form of.
inline constexpr qsizetype contentCacheSize = 1024;

} // namespace mld
