// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lan/lanoptions.h"

namespace mld {

/// Finding, meeting and carrying together: a LanMaker. The caller owns what is made.
Transport *newNearby(const LanOptions &options);

} // namespace mld
