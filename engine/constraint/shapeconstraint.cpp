// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/shapeconstraint.h"

#include "constraint/changedgraph.h"
#include "constraint/graphread.h"
#include "constraint/hiddenvalues.h"
#include "constraint/singlevalued.h"

#include <QStringList>

#include <algorithm>

namespace mld {

namespace {

Error refusal(const char16_t *how, const Term &subject, const Term &path,
              const std::vector<Term> &values)
{
    QStringList texts;
    for (const Term &value : values)
        texts.append(value.text());
    texts.sort();
    return { ErrorCode::ConstraintViolated,
             QStringLiteral("Too %1 values for %2 %3: %4")
                     .arg(QStringView(how), subject.text(), path.text(), texts.join(u',')) };
}

void sortGreatestFirst(std::vector<Term> &values)
{
    std::sort(values.begin(), values.end(), isGreater);
}

} // namespace

ShapeConstraint::ShapeConstraint(PropertyShape shape)
    : m_shape(std::move(shape)), m_path(Term::iri(m_shape.path))
{
}

Result<void> ShapeConstraint::check(const Graph &before, Patch &patch) const
{
    const auto subjects = subjectsTouched(patch, m_path);
    if (subjects.empty())
        return {};
    ChangedGraph after(before);
    after.add(patch);
    for (const Term &subject : subjects) {
        const std::vector<Term> values = objectsOf(after, subject, m_path);
        const qint64 count = qint64(values.size());
        const bool tooFew = m_shape.minCount && count < *m_shape.minCount;
        const bool tooMany = m_shape.maxCount && count > *m_shape.maxCount;
        if ((tooFew || tooMany) && !triplesOf(after, subject).empty())
            return refusal(tooFew ? u"few" : u"many", subject, m_path, values);
        // The writer has chosen among what it saw: what it could not see is not to come back.
        deleteHidden(before, subject, m_path, patch);
    }
    return {};
}

Result<void> ShapeConstraint::apply(const Graph &before, const Patch &remote,
                                    Patch &resolution) const
{
    const auto subjects = subjectsTouched(remote, m_path);
    if (subjects.empty())
        return {};
    ChangedGraph after(before);
    after.add(remote);
    after.add(resolution);
    for (const Term &subject : subjects) {
        std::vector<Term> values = valuesWithHidden(before, after, subject, m_path, remote);
        sortGreatestFirst(values);
        const size_t most = size_t(m_shape.maxCount.value_or(qint64(values.size())));
        for (size_t i = 0; i < values.size(); ++i) {
            const Triple triple { subject, m_path, values[i] };
            (i < most ? resolution.entailedInserts : resolution.entailedDeletes).push_back(triple);
        }
        const size_t least = size_t(m_shape.minCount.value_or(0));
        if (values.size() >= least || triplesOf(after, subject).empty())
            continue;
        std::vector<Term> lost;
        for (const Triple &triple : remote.deletes) {
            if (triple.subject == subject && triple.predicate == m_path
                && contains(before, triple))
                lost.push_back(triple.object);
        }
        sortGreatestFirst(lost);
        lost.resize(std::min(lost.size(), least - values.size()));
        for (const Term &value : lost)
            resolution.inserts.push_back({ subject, m_path, value });
    }
    return {};
}

} // namespace mld
