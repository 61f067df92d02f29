// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "../engine/query/memorygraph.h"
#include "jsonld/context.h"
#include "query/events.h"
#include "query/read.h"
#include "query/write.h"
#include "rdf/vocabulary.h"
#include "targets.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace mld::fuzz {

namespace patterns {

inline const Context &appContext()
{
    static const Context shared = *Context::forDomain(QStringLiteral("fuzz.m-ld.org"));
    return shared;
}

inline query::WriteEnvironment environment()
{
    static int ids = 0;
    return { [] { return QStringLiteral("id%1").arg(++ids); },
             [](const QString &property) { return property.endsWith(QLatin1String("#body")); } };
}

/// A few people, numbers, a text and a list: small, so that products of patterns stay small too.
inline const MemoryGraph &graph()
{
    static const MemoryGraph shared = [] {
        MemoryGraph made;
        const QJsonValue data = QJsonDocument::fromJson(R"([
            {"@id": "fred", "@type": "Person", "name": "Fred", "age": [40, 40.5], "knows": {"@id": "wilma"}},
            {"@id": "wilma", "@type": "Person", "name": "Wilma", "age": 35},
            {"@id": "note", "body": "text"},
            {"@id": "slot", "@item": "a"}])").array();
        const auto patch = query::evaluateWrite(made, appContext(), data, environment());
        made.apply(*patch);
        const auto iri = [](const char *tail) {
            return Term::iri(QStringLiteral("http://fuzz.m-ld.org/") + QLatin1String(tail));
        };
        made.insert({ iri("list"), Term::iri(iris::rdfType), Term::iri(iris::list) });
        made.insert({ iri("list"), Term::iri(iris::listPosition + QStringLiteral("3test____________")), iri("slot") });
        made.insert({ iri("slot"), Term::iri(iris::index), Term::literal(QStringLiteral("0"), iris::xsdInteger) });
        return made;
    }();
    return shared;
}

} // namespace patterns

/// Any JSON is a pattern that is answered or refused. What is written is made of terms that may be
/// stored, and deletes nothing that it inserts.
inline void pattern(QByteArrayView bytes)
{
    using namespace patterns;
    if (bytes.size() > 4096)
        return;
    const QJsonDocument document =
            QJsonDocument::fromJson(QByteArray::fromRawData(bytes.data(), bytes.size()));
    if (document.isNull())
        return;
    const QJsonValue pattern = document.isArray() ? QJsonValue(document.array())
                                                  : QJsonValue(document.object());
    (void)query::read(graph(), appContext(), document.object());
    (void)query::ask(graph(), appContext(), document.object());
    const auto patch = query::evaluateWrite(graph(), appContext(), pattern, environment());
    if (!patch)
        return;
    for (const Triple &triple : patch->inserts) {
        require(triple.subject.isIri() && !triple.subject.text().startsWith(QLatin1String("_:")));
        require(triple.predicate.isIri() && triple.predicate.text() != iris::index);
        require(std::find(patch->deletes.begin(), patch->deletes.end(), triple) == patch->deletes.end());
    }
    (void)query::updateSides(*patch, appContext(), DataLookup::of(graph()));
}

} // namespace mld::fuzz
