// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jsonld/context.h"
#include "jsonld/iri.h"
#include "targets.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace mld::fuzz {

/// What is written shorter is read back as it was (semantics.md 2).
inline void names(const Context &context, const QString &name)
{
    if (const auto iri = context.expandId(name)) {
        const auto again = context.expandId(context.compactId(*iri));
        require(again && *again == *iri);
    }
    if (const auto iri = context.expandVocab(name)) {
        const auto again = context.expandVocab(context.compactVocab(*iri));
        require(again && *again == *iri);
    }
    if (const auto property = context.expandProperty(name)) {
        require(iri::isValid(property->iri));
        for (const Term &value : { Term::string(name), Term::iri(property->iri) }) {
            Context::Property::Coercion coercion;
            const QString key = context.compactProperty(property->iri, value, &coercion);
            const auto again = context.expandProperty(key);
            require(again && again->iri == property->iri && again->coercion == coercion);
        }
    }
}

/// Any JSON is the context of a domain, and of a request, or is refused with a reason.
inline void domainContext(QByteArrayView bytes)
{
    if (bytes.size() > 4096)
        return;
    const QJsonDocument document =
            QJsonDocument::fromJson(QByteArray::fromRawData(bytes.data(), bytes.size()));
    const QJsonValue json = document.isArray() ? QJsonValue(document.array())
                                               : QJsonValue(document.object());
    const auto plain = Context::forDomain(QStringLiteral("fuzz.m-ld.org"));
    const auto given = Context::forDomain(QStringLiteral("fuzz.m-ld.org"), json.toObject());
    const auto extended = plain->extended(json);
    for (const auto &context : { given, extended }) {
        if (!context) {
            require(!context.error().message.isEmpty());
            continue;
        }
        for (const QString &key : json.toObject().keys()) {
            names(*context, key);
            names(*context, json[key].toString());
            names(*context, key + QStringLiteral(":a"));
            names(*context, context->base() + key);
            names(*context, context->vocab() + key);
        }
    }
}

} // namespace mld::fuzz
