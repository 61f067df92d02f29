// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/termtable.h"

#include "rdf/literal.h"
#include "rdf/vocabulary.h"

namespace mld::query {

const Term &TermTable::term(TermId id) const
{
    const auto it = m_terms.find(id);
    return it != m_terms.end() ? it->second : m_terms.emplace(id, m_graph.term(id)).first->second;
}

TermId TermTable::idOf(const Term &term)
{
    if (const TermId id = m_graph.find(term))
        return id;
    const auto it = m_own.constFind(term);
    if (it != m_own.cend())
        return *it;
    const TermId id = ownBit | TermId(m_own.size() + 1);
    m_own.insert(term, id);
    m_terms.emplace(id, term);
    return id;
}

const std::vector<TermId> &TermTable::equalTo(TermId id) const
{
    if (const auto it = m_equals.find(id); it != m_equals.end())
        return it->second;
    const Term &self = term(id);
    std::vector<TermId> equals;
    if (!literal::valueKey(self).isEmpty())
        equals = m_graph.findEqual(self);
    else if (!(id & ownBit))
        equals = { id };
    return m_equals.emplace(id, std::move(equals)).first->second;
}

Term TermTable::valueOf(TermId id) const
{
    const Term &self = term(id);
    if (self.isLiteral() && self.datatype() == iris::text) {
        if (const std::optional<QString> text = m_graph.textOf(self.text()))
            return Term::string(*text);
    }
    return self;
}

} // namespace mld::query
