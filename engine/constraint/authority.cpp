// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/authority.h"

#include "constraint/graphread.h"
#include "rdf/vocabulary.h"

#include <algorithm>

namespace mld {

namespace {

const QString meldNs = QStringLiteral("http://m-ld.org/#");
const Term typeTerm = Term::iri(iris::rdfType);
const Term shapePath = Term::iri(iris::shNs + QStringLiteral("path"));
const Term targetClass = Term::iri(iris::shNs + QStringLiteral("targetClass"));

Term meldTerm(QLatin1String name)
{
    return Term::iri(meldNs + name);
}

bool holds(const std::vector<Term> &all, const Term &one)
{
    return std::find(all.begin(), all.end(), one) != all.end();
}

} // namespace

Authority::Update Authority::updateOf(const Patch &patch)
{
    Update update;
    for (const Triple &triple : patch.deletes)
        update.push_back({ Touched::Deleted, triple });
    for (const Triple &triple : patch.inserts)
        update.push_back({ Touched::Inserted, triple });
    for (const TextSplices &splices : patch.splices)
        update.push_back({ Touched::Edited, splices.triple });
    return update;
}

Authority::Update Authority::affected(const Term &shape, const Update &update) const
{
    Update affected;
    // A property shape, unlike a node shape, has a path; its target class is not looked at.
    const std::vector<Term> paths = objectsOf(m_graph, shape, shapePath);
    const std::vector<Term> classes = objectsOf(m_graph, shape, targetClass);
    for (const Touched &touched : update) {
        if (paths.empty() ? hasClass(touched.triple.subject, classes, update)
                          : holds(paths, touched.triple.predicate))
            affected.push_back(touched);
    }
    return affected;
}

bool Authority::hasClass(const Term &subject, const std::vector<Term> &classes, const Update &update) const
{
    const auto isSuch = [&](const Touched &touched) {
        return touched.triple.subject == subject && touched.triple.predicate == typeTerm
                && holds(classes, touched.triple.object);
    };
    if (classes.empty())
        return false;
    const std::vector<Term> types = objectsOf(m_graph, subject, typeTerm);
    return std::any_of(update.begin(), update.end(), isSuch)
            || std::any_of(types.begin(), types.end(), [&](const Term &one) { return holds(classes, one); });
}

Authority::Update Authority::affectedByAll(const std::vector<Term> &shapes, const Update &update) const
{
    Update all;
    for (const Term &shape : shapes) {
        for (const Touched &touched : affected(shape, update)) {
            if (std::find(all.begin(), all.end(), touched) == all.end())
                all.push_back(touched);
        }
    }
    return all;
}

Result<void> Authority::checkPermissions(const Patch &patch, const QString &principalId) const
{
    Update update = updateOf(patch);
    std::erase_if(update, [](const Touched &touched) { return touched.side == Touched::Edited; });
    for (const Term &permission : subjectsOf(m_graph, typeTerm, meldTerm(QLatin1String("WritePermission")))) {
        const std::vector<Term> shapes =
                objectsOf(m_graph, permission, meldTerm(QLatin1String("controlled-shape")));
        if (affectedByAll(shapes, update).empty())
            continue;
        if (principalId.isEmpty()) {
            return Error { ErrorCode::Unauthorised,
                           QStringLiteral("Unauthorised: No identified principal for what %1 controls")
                                   .arg(permission.text()) };
        }
        const std::vector<Term> held = objectsOf(m_graph, Term::iri(principalId),
                                                 meldTerm(QLatin1String("has-permission")));
        if (!holds(held, permission)) {
            return Error { ErrorCode::Unauthorised,
                           QStringLiteral("Unauthorised: %1 does not have %2").arg(principalId, permission.text()) };
        }
    }
    return {};
}

/// Whether the principal's authorities cover all that is affected.
bool Authority::hasAuthority(const Term &principal, Update affectedBefore) const
{
    const Update all = affectedBefore;
    const Term authority = meldTerm(QLatin1String("has-authority"));
    for (const Term &shape : objectsOf(m_graph, principal, authority)) {
        const Update covered = affected(shape, all);
        std::erase_if(affectedBefore, [&](const Touched &touched) {
            return std::find(covered.begin(), covered.end(), touched) != covered.end();
        });
    }
    return affectedBefore.empty();
}

Result<bool> Authority::proveStatutes(const Patch &patch, const QString &principalId) const
{
    const Update update = updateOf(patch);
    bool isProven = false;
    for (const Term &statute : subjectsOf(m_graph, typeTerm, meldTerm(QLatin1String("Statute")))) {
        const Update touched = affectedByAll(
                objectsOf(m_graph, statute, meldTerm(QLatin1String("statutory-shape"))), update);
        if (touched.empty())
            continue;
        const std::vector<Term> conditions =
                objectsOf(m_graph, statute, meldTerm(QLatin1String("sufficient-condition")));
        if (holds(conditions, meldTerm(QLatin1String("has-authority")))) {
            if (principalId.isEmpty())
                return Error { ErrorCode::Unauthorised, QStringLiteral("Unauthorised: No identified principal") };
            if (hasAuthority(Term::iri(principalId), touched)) {
                isProven = true;
                continue;
            }
        }
        return Error { ErrorCode::ConstraintViolated,
                       QStringLiteral("Agreement not provable for %1").arg(statute.text()) };
    }
    return isProven;
}

Result<void> Authority::testAgreement(const Patch &patch, const QString &principalId) const
{
    const Update update = updateOf(patch);
    const Term known = meldTerm(QLatin1String("has-authority"));
    for (const Term &statute : subjectsOf(m_graph, typeTerm, meldTerm(QLatin1String("Statute")))) {
        const Update touched = affectedByAll(
                objectsOf(m_graph, statute, meldTerm(QLatin1String("statutory-shape"))), update);
        const std::vector<Term> conditions =
                objectsOf(m_graph, statute, meldTerm(QLatin1String("sufficient-condition")));
        const bool isJudged = std::all_of(conditions.begin(), conditions.end(),
                                          [&](const Term &condition) { return condition == known; });
        if (touched.empty() || !isJudged)
            continue;
        if (conditions.empty() || principalId.isEmpty() || !hasAuthority(Term::iri(principalId), touched)) {
            return Error { ErrorCode::Unauthorised,
                           QStringLiteral("Inadequate agreement proof for %1").arg(statute.text()) };
        }
    }
    return {};
}

} // namespace mld
