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

    /// Reads what `graph` declares. To be called when its data are new as a whole.
    void read(const Graph &graph);
    /// `graph` has changed by `patch`.
    void follow(const Graph &graph, const Patch &patch);

    const Constraint &constraint() const { return *m_constraint; }
    const Extensions &extensions() const { return m_extensions; }
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
