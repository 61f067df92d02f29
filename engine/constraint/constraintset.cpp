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

} // namespace

Result<ConfiguredConstraints> ConfiguredConstraints::read(const QJsonArray &config,
                                                          const Context &context)
{
    ConfiguredConstraints configured;
    for (qsizetype i = 0; i < config.size(); ++i) {
        const QJsonObject entry = config[i].toObject();
        const QString type = entry[u"@type"].toString();
        if (type != QLatin1String("single-valued"))
            return badEntry(i, QStringLiteral("\"@type\" must be \"single-valued\", not \"%1\".")
                                       .arg(type));
        const QString name = entry[u"property"].toString();
        if (name.isEmpty())
            return badEntry(i, QStringLiteral("\"property\" must name a property."));
        const auto property = context.expandProperty(name);
        if (!property)
            return badEntry(i, property.error().message);
        configured.singleValued.push_back(property->iri);
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
    for (const PropertyShape &shape : extensions.shapes())
        constraints->add(std::make_unique<ShapeConstraint>(shape));
    constraints->add(std::make_unique<TextConstraint>());
    constraints->add(std::make_unique<ListConstraint>(cloneId, std::move(newId)));
    return constraints;
}

} // namespace mld
