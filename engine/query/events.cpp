// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/events.h"

#include "jsonld/subjects.h"

#include <QJsonObject>

namespace mld::query {

namespace {

QJsonObject spliceJson(const Splice &splice)
{
    if (splice.index == Splice::end)
        return { { QStringLiteral("@concat"), splice.content } };
    QJsonArray arguments{ splice.index, splice.deleteCount };
    // As the app gave it: without text if there is none to insert, unless nothing is deleted either.
    if (!splice.content.isNull())
        arguments.append(splice.content);
    return { { QStringLiteral("@splice"), arguments } };
}

/// Content of the patch first, then what the caller knows.
DataLookup lookupOf(const Patch &patch, const DataLookup &lookup)
{
    return { [&](const QString &id) -> std::optional<QString> {
                const auto it = patch.newTexts.constFind(id);
                if (it != patch.newTexts.cend())
                    return *it;
                return lookup.textOf ? lookup.textOf(id) : std::nullopt;
            },
             [&](const QString &id) -> std::optional<QByteArray> {
                 const auto it = patch.newBinaries.constFind(id);
                 if (it != patch.newBinaries.cend())
                     return *it;
                 return lookup.binaryOf ? lookup.binaryOf(id) : std::nullopt;
             } };
}

std::vector<Triple> joined(const std::vector<Triple> &a, const std::vector<Triple> &b)
{
    std::vector<Triple> result = a;
    result.insert(result.end(), b.begin(), b.end());
    return result;
}

} // namespace

QJsonArray spliceSubjects(const std::vector<TextSplices> &edits, const Context &context)
{
    QHash<QString, qsizetype> numbers;
    std::vector<SubjectBuilder> subjects;
    const DataLookup nothing;
    for (const TextSplices &edit : edits) {
        const QString &id = edit.triple.subject.text();
        auto number = numbers.constFind(id);
        if (number == numbers.cend()) {
            number = numbers.insert(id, qsizetype(subjects.size()));
            subjects.emplace_back(context, nothing, context.compactId(id));
        }
        Context::Property::Coercion coercion;
        const QString key = context.compactProperty(edit.triple.predicate.text(),
                                                    edit.triple.object, &coercion);
        QJsonArray operations;
        for (const Splice &splice : edit.splices)
            operations.append(spliceJson(splice));
        subjects[size_t(*number)].set(key, operations.size() == 1 ? operations.first()
                                                                  : QJsonValue(operations));
    }
    QJsonArray result;
    for (const SubjectBuilder &subject : subjects)
        result.append(subject.object());
    return result;
}

UpdateSides updateSides(const Patch &patch, const Context &context, const DataLookup &lookup)
{
    const DataLookup all = lookupOf(patch, lookup);
    UpdateSides sides;
    sides.deletes = jsonld::subjectsOf(joined(patch.deletes, patch.entailedDeletes), context, all,
                                       patch.listIndexes, false);
    sides.inserts = jsonld::subjectsOf(joined(patch.inserts, patch.entailedInserts), context, all,
                                       patch.listIndexes, true);
    sides.updates = spliceSubjects(patch.splices, context);
    return sides;
}

} // namespace mld::query
