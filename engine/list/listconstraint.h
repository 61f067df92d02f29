// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "constraint/constraint.h"

#include <QString>

#include <functional>

namespace mld {

/// Keeps lists whole, on every clone (semantics.md 8, wire.md 11): gives new items their positions, lets
/// no slot be in two places or have two items, and entails the list indexes, which each clone has
/// for itself.
class ListConstraint : public Constraint
{
public:
    /// `cloneId` marks the positions made here. `newId` gives a new IRI each time: for slots that
    /// have to be copied from one list to another.
    ListConstraint(QString cloneId, std::function<QString()> newId);

    /// Replaces the ListKey predicates of the patch by positions (semantics.md 8.4).
    Result<void> check(const Graph &before, Patch &patch) const override;
    /// Resolves double positions and double items (semantics.md 8.5). Never fails.
    Result<void> apply(const Graph &before, const Patch &remote, Patch &resolution) const override;

private:
    QString m_cloneId;
    std::function<QString()> m_newId;
};

} // namespace mld
