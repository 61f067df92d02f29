// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "memorybackend.h"

#include "constraint/constraintset.h"
#include "constraint/shapeconstraint.h"
#include "query/events.h"
#include "query/read.h"
#include "query/write.h"

using namespace mld;

MemoryBackend::MemoryBackend(const QJsonObject &test)
{
    m_context = *Context::forDomain(QStringLiteral("test.m-ld.org"),
                                    test.value(QLatin1String("context")).toObject());
    auto all = std::make_unique<ConstraintList>();
    const QJsonArray plugins = test.value(QLatin1String("plugins")).toArray();
    for (const QJsonValue &value : plugins) {
        const QJsonObject plugin = value.toObject();
        const QJsonArray properties = plugin.value(QLatin1String("properties")).toArray();
        for (const QJsonValue &property : properties)
            m_textProperties.insert(*m_context.expandVocab(property.toString()));
        const QJsonArray shapes = plugin.value(QLatin1String("shapes")).toArray();
        for (const QJsonValue &member : shapes) {
            const QJsonObject object = member.toObject();
            PropertyShape shape;
            shape.path = *m_context.expandVocab(object.value(QLatin1String("path")).toString());
            const auto count = [&](const char *key) -> std::optional<qint64> {
                const QJsonValue both = object.value(QLatin1String("count"));
                const QJsonValue one = object.value(QLatin1String(key));
                const QJsonValue number = one.isUndefined() ? both : one;
                return number.isUndefined() ? std::nullopt : std::optional(number.toInteger());
            };
            shape.minCount = count("minCount");
            shape.maxCount = count("maxCount");
            all->add(std::make_unique<ShapeConstraint>(shape));
        }
    }
    const QJsonArray configured = test.value(QLatin1String("config"))
                                          .toObject()
                                          .value(QLatin1String("constraints"))
                                          .toArray();
    all->add(makeConstraints(*ConfiguredConstraints::read(configured, m_context), {},
                             QStringLiteral("test"), [this] {
                                 return QString(m_context.domainBase()
                                                + QLatin1String(".well-known/genid/") + newId());
                             }));
    m_constraints = std::move(all);
}

QString MemoryBackend::newId()
{
    return QStringLiteral("c%1").arg(++m_ids, 24, 10, QLatin1Char('0'));
}

Result<std::optional<QJsonObject>> MemoryBackend::make(Result<Patch> evaluated)
{
    ++m_ticks; // also for a write that fails (semantics.md 5.2)
    MLD_TRY(evaluated);
    Patch patch = *std::move(evaluated);
    if (patch.isEmpty())
        return std::optional<QJsonObject>();
    MLD_TRY(m_constraints->check(m_graph, patch));
    const auto sides = query::updateSides(patch, m_context, DataLookup::of(m_graph));
    m_graph.apply(patch);
    return std::optional(QJsonObject{ { QStringLiteral("@ticks"), m_ticks },
                                      { QStringLiteral("@delete"), sides.deletes },
                                      { QStringLiteral("@insert"), sides.inserts },
                                      { QStringLiteral("@update"), sides.updates } });
}

Result<std::optional<QJsonObject>> MemoryBackend::write(const QJsonValue &pattern)
{
    const query::WriteEnvironment environment{
        [this] { return newId(); },
        [this](const QString &property) { return m_textProperties.contains(property); }
    };
    return make(query::evaluateWrite(m_graph, m_context, pattern, environment));
}

Result<std::optional<QJsonObject>> MemoryBackend::remove(const QString &id)
{
    return make(query::evaluateDelete(m_graph, m_context, id));
}

Result<QJsonArray> MemoryBackend::read(const QJsonObject &pattern)
{
    return query::read(m_graph, m_context, pattern);
}

Result<bool> MemoryBackend::ask(const QJsonObject &pattern)
{
    return query::ask(m_graph, m_context, pattern);
}

Result<std::optional<QJsonObject>> MemoryBackend::get(const QString &id,
                                                      const QStringList &properties)
{
    return query::get(m_graph, m_context, id, properties);
}
