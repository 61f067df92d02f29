// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/domainrules.h"

#include "constraint/authority.h"

namespace mld {

DomainRules::DomainRules(ConfiguredConstraints configured, QString cloneId,
                         std::function<QString()> newIri)
    : m_configured(std::move(configured)), m_cloneId(std::move(cloneId)),
      m_newIri(std::move(newIri)),
      m_constraint(makeConstraints(m_configured, m_extensions, m_cloneId, m_newIri))
{
}

std::unique_ptr<DomainRules> DomainRules::fresh() const
{
    return std::make_unique<DomainRules>(m_configured, m_cloneId, m_newIri);
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

Result<bool> DomainRules::checkAuthority(const Graph &before, const Patch &patch,
                                         const QString &principalId) const
{
    const Authority authority(before);
    if (m_extensions.areWritePermitted())
        MLD_TRY(authority.checkPermissions(patch, principalId));
    return m_extensions.areStatutory() ? authority.proveStatutes(patch, principalId) : false;
}

Result<void> DomainRules::testAuthority(const Graph &before, const Patch &patch, const QString &principalId,
                                        bool isAgreement) const
{
    const Authority authority(before);
    if (m_extensions.areWritePermitted())
        MLD_TRY(authority.checkPermissions(patch, principalId));
    if (m_extensions.areStatutory() && isAgreement)
        MLD_TRY(authority.testAgreement(patch, principalId));
    return {};
}

bool DomainRules::isTextProperty(const QString &iri) const
{
    return m_configured.textProperties.contains(iri) || m_extensions.textProperties().contains(iri);
}

} // namespace mld
