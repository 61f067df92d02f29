// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/fusion.h"

namespace mld {

/// Fusion of shared texts by the text type of this engine.
TextFusion textFusion();

} // namespace mld
