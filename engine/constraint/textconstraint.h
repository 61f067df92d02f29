// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "constraint/constraint.h"

namespace mld {

/// A local write may not put a second value beside a shared text (semantics.md 12.6). After a merge
/// there can be several all the same; the Dataset, which knows what is hidden, shows one of them.
class TextConstraint : public Constraint
{
public:
    Result<void> check(const Graph &before, Patch &patch) const override;
    Result<void> apply(const Graph &before, const Patch &remote, Patch &resolution) const override;
};

} // namespace mld
