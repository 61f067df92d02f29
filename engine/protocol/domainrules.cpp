// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/domainrules.h"

namespace mld {

DomainRules::DomainRules(ConfiguredConstraints configured, QString cloneId,
                         std::function<QString()> newIri)
    : m_configured(std::move(configured)), m_cloneId(std::move(cloneId)),
      m_newIri(std::move(newIri)),
      m_constraint(makeConstraints(m_configured, m_extensions, m_cloneId, m_newIri))
{
}

void DomainRules::read(const Graph &graph)
{
    m_extensions = Extensions::read(graph);
    m_constraint = makeConstraints(m_configured, m_extensions, m_cloneId, m_newIri);
}

void DomainRules::follow(const Graph &graph, const Patch &patch)
{
    if (m_extensions.isTouchedBy(patch))
        read(graph);
}

bool DomainRules::isTextProperty(const QString &iri) const
{
    return m_configured.textProperties.contains(iri) || m_extensions.textProperties().contains(iri);
}

} // namespace mld
