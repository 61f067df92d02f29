// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/singlevalued.h"

#include "constraint/changedgraph.h"
#include "constraint/graphread.h"
#include "rdf/literal.h"

#include <QStringList>

#include <algorithm>
#include <tuple>

namespace mld {

namespace {

auto rankOf(const Term &term)
{
    const std::optional<double> number =
            term.isLiteral() ? literal::jsonNumber(term) : std::nullopt;
    const int kind = term.isIri() ? 2 : number ? 0 : 1;
    return std::make_tuple(kind, number.value_or(0), term.text(), term.datatype(),
                           term.language());
}

} // namespace

bool isGreater(const Term &a, const Term &b)
{
    return rankOf(b) < rankOf(a);
}

Term greatestOf(const std::vector<Term> &values)
{
    return *std::max_element(values.begin(), values.end(),
                             [](const Term &a, const Term &b) { return isGreater(b, a); });
}

SingleValued::SingleValued(QString property) : m_property(Term::iri(std::move(property))) { }

Result<void> SingleValued::check(const Graph &before, Patch &patch) const
{
    const std::vector<Term> subjects = subjectsWith(patch.inserts, m_property);
    if (subjects.empty())
        return {};
    ChangedGraph after(before);
    after.add(patch);
    for (const Term &subject : subjects) {
        const std::vector<Term> values = objectsOf(after, subject, m_property);
        if (values.size() < 2)
            continue;
        QStringList texts;
        for (const Term &value : values)
            texts.append(value.text());
        texts.sort();
        return Error { ErrorCode::ConstraintViolated,
                       QStringLiteral("Multiple values for %1: %2 %3")
                               .arg(subject.text(), m_property.text(), texts.join(u',')) };
    }
    return {};
}

Result<void> SingleValued::apply(const Graph &before, const Patch &remote, Patch &resolution) const
{
    const std::vector<Term> subjects = subjectsWith(remote.inserts, m_property);
    if (subjects.empty())
        return {};
    ChangedGraph after(before);
    after.add(remote);
    after.add(resolution);
    for (const Term &subject : subjects) {
        const std::vector<Term> values = objectsOf(after, subject, m_property);
        if (values.size() < 2)
            continue;
        const Term kept = greatestOf(values);
        for (const Term &value : values) {
            if (value != kept)
                resolution.deletes.push_back({ subject, m_property, value });
        }
    }
    return {};
}

} // namespace mld
