// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/constraintset.h"

#include "constraint/shapeconstraint.h"
#include "constraint/singlevalued.h"
#include "constraint/textconstraint.h"
#include "list/listconstraint.h"

namespace mld {

namespace {

Error badEntry(qsizetype index, const QString &why)
{
    return { ErrorCode::BadConfiguration,
             QStringLiteral("Entry %1 of the constraints in the configuration: %2")
                     .arg(QString::number(index), why) };
}

Result<QString> propertyOf(const QJsonObject &entry, const QString &key, const Context &context)
{
    const QString name = entry[key].toString();
    if (name.isEmpty())
        return Error { ErrorCode::BadConfiguration,
                       QStringLiteral("\"%1\" must name a property.").arg(key) };
    const auto property = context.expandProperty(name);
    if (!property)
        return property.error();
    return property->iri;
}

Result<std::optional<qint64>> countOf(const QJsonObject &entry, const QString &key)
{
    const QJsonValue count = entry[key];
    if (count.isUndefined())
        return std::optional<qint64>();
    if (count.toInteger(-1) < 0)
        return Error { ErrorCode::BadConfiguration,
                       QStringLiteral("\"%1\" must be a natural number.").arg(key) };
    return std::optional(count.toInteger());
}

Result<void> readShape(const QJsonObject &entry, const Context &context,
                       ConfiguredConstraints &configured)
{
    const auto path = propertyOf(entry, QStringLiteral("path"), context);
    if (!path)
        return path.error();
    const auto minCount = countOf(entry, QStringLiteral("minCount"));
    if (!minCount)
        return minCount.error();
    const auto maxCount = countOf(entry, QStringLiteral("maxCount"));
    if (!maxCount)
        return maxCount.error();
    configured.shapes.push_back({ *path, *minCount, *maxCount });
    return {};
}

Result<void> readEntry(const QJsonObject &entry, const Context &context,
                       ConfiguredConstraints &configured)
{
    const QString type = entry[u"@type"].toString();
    if (type == QLatin1String("shape"))
        return readShape(entry, context, configured);
    const bool isText = type == QLatin1String("shared-text");
    if (!isText && type != QLatin1String("single-valued"))
        return Error { ErrorCode::BadConfiguration,
                       QStringLiteral("\"@type\" must be \"single-valued\", \"shared-text\" "
                                      "or \"shape\", not \"%1\".")
                               .arg(type) };
    const auto property = propertyOf(entry, QStringLiteral("property"), context);
    if (!property)
        return property.error();
    if (isText)
        configured.textProperties.insert(*property);
    else
        configured.singleValued.push_back(*property);
    return {};
}

} // namespace

Result<ConfiguredConstraints> ConfiguredConstraints::read(const QJsonArray &config,
                                                          const Context &context)
{
    ConfiguredConstraints configured;
    for (qsizetype i = 0; i < config.size(); ++i) {
        if (const auto read = readEntry(config[i].toObject(), context, configured); !read)
            return badEntry(i, read.error().message);
    }
    return configured;
}

std::unique_ptr<Constraint> makeConstraints(const ConfiguredConstraints &configured,
                                            const Extensions &extensions, const QString &cloneId,
                                            std::function<QString()> newId)
{
    auto constraints = std::make_unique<ConstraintList>();
    for (const QString &property : configured.singleValued)
        constraints->add(std::make_unique<SingleValued>(property));
    for (const auto *shapes : { &configured.shapes, &extensions.shapes() }) {
        for (const PropertyShape &shape : *shapes)
            constraints->add(std::make_unique<ShapeConstraint>(shape));
    }
    constraints->add(std::make_unique<TextConstraint>());
    constraints->add(std::make_unique<ListConstraint>(cloneId, std::move(newId)));
    return constraints;
}

} // namespace mld
