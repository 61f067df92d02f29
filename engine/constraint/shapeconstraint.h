// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "constraint/constraint.h"
#include "constraint/extensions.h"

namespace mld {

/// Keeps the number of values that each subject has of a property within bounds (semantics.md 9.2).
/// Of too many, after a merge, the greatest stay visible and the others are hidden on each clone; of
/// too few, the greatest of those just deleted are inserted again. A subject that goes as a whole may go.
class ShapeConstraint : public Constraint
{
public:
    explicit ShapeConstraint(PropertyShape shape);

    Result<void> check(const Graph &before, Patch &patch) const override;
    Result<void> apply(const Graph &before, const Patch &remote, Patch &resolution) const override;

private:
    PropertyShape m_shape;
    Term m_path;
};

} // namespace mld
