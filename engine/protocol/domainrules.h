// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "constraint/constraint.h"
#include "constraint/constraintset.h"
#include "constraint/extensions.h"

#include <functional>
#include <memory>

namespace mld {

/// The rules that hold for a domain's data at the moment: those of the clone's configuration, and those
/// that the data themselves declare (semantics.md 9, 10.1). Follows the data as they change, from one
/// operation to the next.
class DomainRules
{
public:
    /// `newIri` gives the IRI of a new subject each time.
    DomainRules(ConfiguredConstraints configured, QString cloneId, std::function<QString()> newIri);

    /// The same configuration, for other data.
    std::unique_ptr<DomainRules> fresh() const;

    /// Reads what `graph` declares. To be called when its data are new as a whole.
    void read(const Graph &graph);
    /// `graph` has changed by `patch`.
    void follow(const Graph &graph, const Patch &patch);

    const Constraint &constraint() const { return *m_constraint; }
    const Extensions &extensions() const { return m_extensions; }
    /// Checks whether a principal may make a local write, which the constraints have checked. True if a
    /// statute makes it an agreement (semantics.md 10.3, 10.4). Errors: as Authority's.
    Result<bool> checkAuthority(const Graph &before, const Patch &patch, const QString &principalId) const;
    /// As checkAuthority(), for what has come from another clone.
    Result<void> testAuthority(const Graph &before, const Patch &patch, const QString &principalId,
                               bool isAgreement) const;
    /// Whether the data say anything about authority.
    bool haveAuthority() const { return m_extensions.areStatutory() || m_extensions.areWritePermitted(); }
    /// Whether strings of a property are shared texts (semantics.md 12.1).
    bool isTextProperty(const QString &iri) const;

private:
    const ConfiguredConstraints m_configured;
    const QString m_cloneId;
    const std::function<QString()> m_newIri;
    Extensions m_extensions;
    std::unique_ptr<Constraint> m_constraint;
};

} // namespace mld
