// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/extensions.h"

#include "constraint/graphread.h"
#include "rdf/vocabulary.h"

#include <QJsonArray>

#include <algorithm>

namespace mld {

namespace {

const QString shPath = iris::shNs + QStringLiteral("path");
const QString shMinCount = iris::shNs + QStringLiteral("minCount");
const QString shMaxCount = iris::shNs + QStringLiteral("maxCount");
const QString controlledShape = QStringLiteral("http://m-ld.org/#controlled-shape");
const QString textExtension = QStringLiteral("http://ext.m-ld.org/tseq/TSeqText");
const QString modulePrefix = QStringLiteral("@m-ld/m-ld/ext/");

// The items of a list in its order, without help of the local indexes: this is read from domains in
// any condition, also while list indexes are being made.
std::vector<Term> listItems(const Graph &graph, const Term &list, QSet<QString> &slotsSeen)
{
    std::vector<std::pair<QString, Term>> positions;
    for (const Triple &triple : triplesOf(graph, list)) {
        if (triple.predicate.text().startsWith(iris::listPosition) && triple.object.isIri())
            positions.emplace_back(triple.predicate.text(), triple.object);
    }
    std::sort(positions.begin(), positions.end(), [](const auto &a, const auto &b) {
        return a.first != b.first ? a.first < b.first : a.second.text() < b.second.text();
    });
    std::vector<Term> items;
    for (const auto &[position, slot] : positions) {
        slotsSeen.insert(slot.text());
        for (Term &item : objectsOf(graph, slot, Term::iri(iris::item)))
            items.push_back(std::move(item));
    }
    return items;
}

// "tseq" of "@m-ld/m-ld/ext/tseq" and "@m-ld/m-ld/ext/tseq.js"
QString builtInModule(QString module)
{
    if (!module.startsWith(modulePrefix))
        return {};
    module.remove(0, modulePrefix.size());
    if (module.endsWith(QLatin1String(".js")))
        module.chop(3);
    return module;
}

std::optional<qint64> onlyCount(const Graph &graph, const Term &subject, const QString &predicate)
{
    bool isNumber = false;
    const qint64 count =
            onlyTextOf(graph, subject, Term::iri(predicate)).toLongLong(&isNumber);
    return isNumber && count >= 0 ? std::optional(count) : std::nullopt;
}

} // namespace

Extensions Extensions::read(const Graph &graph)
{
    Extensions extensions;
    const Term list = Term::iri(iris::extensions);
    extensions.m_sources.insert(list.text());
    for (const Term &item : listItems(graph, list, extensions.m_sources)) {
        if (item.isIri())
            extensions.readItem(graph, item);
        else
            extensions.m_unknown.push_back({ item.text(), {}, {} });
    }
    return extensions;
}

void Extensions::readItem(const Graph &graph, const Term &item)
{
    m_sources.insert(item.text());
    QString module = onlyTextOf(graph, item, Term::iri(iris::jsRequire));
    if (module.isEmpty())
        module = onlyTextOf(graph, item, Term::iri(iris::jsModule));
    const QString className = onlyTextOf(graph, item, Term::iri(iris::jsClass));
    const QString builtIn = builtInModule(module);

    if (builtIn == QLatin1String("tseq") && className == QLatin1String("TSeqText")) {
        for (const Term &property : objectsOf(graph, item, Term::iri(iris::shTargetObjectsOf))) {
            if (property.isIri())
                m_textProperties.insert(property.text());
        }
    } else if (builtIn == QLatin1String("shacl") && className == QLatin1String("ShapeConstrained")) {
        std::vector<Term> shapes = objectsOf(graph, item, Term::iri(controlledShape));
        std::sort(shapes.begin(), shapes.end(),
                  [](const Term &a, const Term &b) { return a.text() < b.text(); });
        for (const Term &shape : shapes) {
            if (shape.isIri())
                readShape(graph, shape);
        }
    } else if (builtIn == QLatin1String("statutes") && className == QLatin1String("Statutory")) {
        m_areStatutory = true;
    } else if (builtIn == QLatin1String("security") && className == QLatin1String("WritePermitted")) {
        m_areWritePermitted = true;
    } else {
        m_unknown.push_back({ item.text(), module, className });
    }
}

void Extensions::readShape(const Graph &graph, const Term &shape)
{
    m_sources.insert(shape.text());
    const std::vector<Term> paths = objectsOf(graph, shape, Term::iri(shPath));
    PropertyShape property;
    if (paths.size() != 1 || !paths.front().isIri()) {
        m_unknown.push_back({ shape.text(), {}, {} });
        return;
    }
    property.path = paths.front().text();
    property.minCount = onlyCount(graph, shape, shMinCount);
    property.maxCount = onlyCount(graph, shape, shMaxCount);
    m_shapes.push_back(std::move(property));
}

bool Extensions::isTouchedBy(const Patch &patch) const
{
    const auto touches = [this](const Triple &triple) {
        return m_sources.contains(triple.subject.text());
    };
    for (const auto *triples :
         { &patch.deletes, &patch.inserts, &patch.entailedDeletes, &patch.entailedInserts }) {
        if (std::any_of(triples->begin(), triples->end(), touches))
            return true;
    }
    return false;
}

QJsonObject Extensions::textDeclaration(const QStringList &propertyIris)
{
    QJsonArray properties;
    for (const QString &iri : propertyIris)
        properties.append(QJsonObject { { QStringLiteral("@id"), iri } });
    const QJsonObject item {
        { QStringLiteral("@id"), textExtension },
        { iris::jsRequire, QString(modulePrefix + QStringLiteral("tseq")) },
        { iris::jsModule, QString(modulePrefix + QStringLiteral("tseq.js")) },
        { iris::jsClass, QStringLiteral("TSeqText") },
        { iris::shTargetObjectsOf, properties },
    };
    return { { QStringLiteral("@id"), iris::extensions },
             { QStringLiteral("@list"), QJsonObject { { QStringLiteral("0"), item } } } };
}

} // namespace mld
