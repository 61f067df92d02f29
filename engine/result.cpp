// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "result.h"

namespace mld {

std::optional<int> Error::status() const
{
    const int value = static_cast<int>(code);
    if (value < 4000)
        return std::nullopt;
    return value;
}

} // namespace mld
