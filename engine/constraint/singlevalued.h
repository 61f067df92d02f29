// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "constraint/constraint.h"

namespace mld {

/// Which of two values of a property outranks the other when only one can stay (semantics.md 9.1):
/// numbers by value, all other literals by text. Values that m-ld-js cannot compare have a fixed
/// order here: literals below references, numbers below other literals.
bool isGreater(const Term &a, const Term &b);

/// The value that stays; `values` must not be empty.
Term greatestOf(const std::vector<Term> &values);

/// No subject may have two values of a property (semantics.md 9.1). A conflict leaves the greatest, and
/// every clone that sees it deletes the others.
class SingleValued : public Constraint
{
public:
    /// `property`: absolute IRI.
    explicit SingleValued(QString property);

    Result<void> check(const Graph &before, Patch &patch) const override;
    Result<void> apply(const Graph &before, const Patch &remote, Patch &resolution) const override;

private:
    Term m_property;
};

} // namespace mld
