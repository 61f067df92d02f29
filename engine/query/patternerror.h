// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

namespace mld::query {

/// The error of a pattern that cannot be understood.
inline Error badPattern(const QString &message)
{
    return { ErrorCode::BadPattern, message };
}

/// The error of a pattern that is of none of the kinds supported (semantics.md 4, 5).
inline Error unsupportedPattern(const QString &message)
{
    return { ErrorCode::UnsupportedPattern, message };
}

} // namespace mld::query
