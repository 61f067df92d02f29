// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "constraint/constraint.h"

namespace mld {

/// A property that holds a shared text holds nothing else (semantics.md 12.6). Of several values, after a
/// merge, the text with the greatest value id stays visible and the others are hidden on each clone.
class TextConstraint : public Constraint
{
public:
    Result<void> check(const Graph &before, Patch &patch) const override;
    Result<void> apply(const Graph &before, const Patch &remote, Patch &resolution) const override;
};

} // namespace mld
