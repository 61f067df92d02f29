// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "jsonld/contextdata.h"
#include "jsonld/iri.h"

#include <QJsonArray>

namespace mld {

namespace {

Error badContext(const QString &term, const QString &reason)
{
    return { ErrorCode::BadPattern,
             QStringLiteral("In the context, \"%1\" %2.").arg(term.left(80), reason) };
}

bool isGenDelim(QChar c)
{
    return QStringLiteral(":/?#[]@").contains(c);
}

/// Keywords of JSON-LD that may stand in a term's definition and change nothing for m-ld.
bool isIgnorableKey(const QString &key)
{
    return key == QLatin1String("@language") || key == QLatin1String("@direction")
            || key == QLatin1String("@protected") || key == QLatin1String("@index");
}

} // namespace

ContextBuilder::ContextBuilder(const Context::Data &over) : m_data(over) { }

Result<void> ContextBuilder::add(const QJsonValue &definitions)
{
    if (definitions.isArray()) {
        const QJsonArray array = definitions.toArray();
        for (const QJsonValue &member : array) {
            if (!member.isObject())
                return badContext(QStringLiteral("@context"), QStringLiteral("must hold objects"));
            MLD_TRY(addObject(member.toObject()));
        }
        return {};
    }
    if (definitions.isNull() || definitions.isUndefined())
        return {};
    if (!definitions.isObject())
        return badContext(QStringLiteral("@context"), QStringLiteral("must be an object"));
    return addObject(definitions.toObject());
}

Result<void> ContextBuilder::addObject(const QJsonObject &definitions)
{
    m_definitions = definitions;
    m_defined.clear();
    // The base comes first, as the vocabulary may be relative to it, and terms to both.
    for (const QString &keyword : { QStringLiteral("@base"), QStringLiteral("@vocab") }) {
        if (definitions.contains(keyword))
            MLD_TRY(addKeyword(keyword, definitions.value(keyword)));
    }
    for (auto it = definitions.begin(); it != definitions.end(); ++it) {
        const QString key = it.key();
        if (key == QLatin1String("@base") || key == QLatin1String("@vocab"))
            continue;
        if (key.startsWith(u'@'))
            MLD_TRY(addKeyword(key, it.value()));
        else
            MLD_TRY(define(key));
    }
    return {};
}

Result<void> ContextBuilder::addKeyword(const QString &key, const QJsonValue &value)
{
    if (key == QLatin1String("@base") || key == QLatin1String("@vocab")) {
        if (!value.isString())
            return badContext(key, QStringLiteral("must be text"));
        const QString text = value.toString();
        const QString expanded = m_data.expandPrefix(text).value_or(iri::resolve(m_data.base, text));
        if (!iri::isValid(expanded))
            return badContext(key, QStringLiteral("must be an IRI"));
        (key == QLatin1String("@base") ? m_data.base : m_data.vocab) = expanded;
        return {};
    }
    // Languages are not used (semantics.md 3.4).
    if (key == QLatin1String("@version") || key == QLatin1String("@protected")
        || key == QLatin1String("@language") || key == QLatin1String("@direction")) {
        return {};
    }
    return badContext(key, QStringLiteral("is not supported"));
}

Result<void> ContextBuilder::define(const QString &term)
{
    if (m_defined.contains(term))
        return {};
    if (m_defining.contains(term))
        return badContext(term, QStringLiteral("is defined by itself"));
    if (term.startsWith(QLatin1String("_:")) || term == QLatin1String("_"))
        return badContext(term, QStringLiteral("is no name for a term"));
    m_defining.insert(term);
    m_data.terms.remove(term);

    const QJsonValue value = m_definitions.value(term);
    Context::Data::Definition definition;
    if (value.isString()) {
        const QString text = value.toString();
        if (text.startsWith(u'@')) {
            definition.refusal = QStringLiteral("is another name for %1, which is not supported")
                                         .arg(text);
        } else {
            Result<QString> expanded = expandIn(term, text);
            MLD_TRY(expanded);
            definition.property.iri = *expanded;
            definition.isPrefix = isGenDelim(definition.property.iri.back());
        }
    } else if (value.isObject()) {
        MLD_TRY(defineExpanded(term, value.toObject(), definition));
    } else if (value.isNull()) {
        definition.refusal = QStringLiteral("is set to null in the context");
    } else {
        return badContext(term, QStringLiteral("must be defined by text or an object"));
    }
    m_data.terms.insert(term, definition);
    m_defining.remove(term);
    m_defined.insert(term);
    return {};
}

Result<void> ContextBuilder::defineExpanded(const QString &term, const QJsonObject &definition,
                                            Context::Data::Definition &result)
{
    for (auto it = definition.begin(); it != definition.end(); ++it) {
        const QString key = it.key();
        if (key == QLatin1String("@id") || key == QLatin1String("@type") || isIgnorableKey(key))
            continue;
        if (key == QLatin1String("@container")) {
            // The reference gives arrays no order for it, and then avoids the term (semantics.md 2.4).
            result.isForOutput = it.value() == QJsonValue(QStringLiteral("@set"))
                    || it.value() == QJsonValue(QJsonArray{ QStringLiteral("@set") });
        } else if (key == QLatin1String("@prefix")) {
            result.isPrefix = it.value().toBool();
        } else {
            result.refusal = QStringLiteral("is defined with %1, which is not supported").arg(key);
            return {};
        }
    }
    const QJsonValue id = definition.value(QLatin1String("@id"));
    if (!id.isUndefined() && !id.isString()) {
        result.refusal = QStringLiteral("has no IRI in the context");
        return {};
    }
    const QString idText = id.toString(term);
    if (idText.startsWith(u'@')) {
        result.refusal = QStringLiteral("is another name for %1, which is not supported").arg(idText);
        return {};
    }
    Result<QString> expanded = expandIn(term, idText);
    MLD_TRY(expanded);
    result.property.iri = *expanded;

    const QJsonValue type = definition.value(QLatin1String("@type"));
    if (type.isUndefined() || type.isNull() || type == QJsonValue(QStringLiteral("@none")))
        return {};
    if (!type.isString())
        return badContext(term, QStringLiteral("has a @type that is no text"));
    const QString typeText = type.toString();
    using Coercion = Context::Property::Coercion;
    if (typeText == QLatin1String("@id")) {
        result.property.coercion = Coercion::Id;
    } else if (typeText == QLatin1String("@vocab")) {
        result.property.coercion = Coercion::Vocab;
    } else if (typeText.startsWith(u'@')) {
        result.refusal = QStringLiteral("has the type %1, which is not supported").arg(typeText);
    } else {
        Result<QString> datatype = expandIn(term, typeText);
        MLD_TRY(datatype);
        result.property.coercion = Coercion::Datatype;
        result.property.datatype = *datatype;
    }
    return {};
}

Result<QString> ContextBuilder::expandIn(const QString &term, const QString &text)
{
    if (text != term && m_definitions.contains(text) && !text.startsWith(u'@')) {
        MLD_TRY(define(text));
    }
    if (text != term && m_data.terms.contains(text)) {
        const Context::Data::Definition &other = m_data.terms[text];
        if (!other.property.iri.isEmpty())
            return other.property.iri;
    }
    QString expanded = m_data.vocab + text;
    const qsizetype colon = text.indexOf(u':', 1);
    if (colon > 0) {
        const QString prefix = text.left(colon);
        if (prefix != term && m_definitions.contains(prefix) && !prefix.startsWith(u'@'))
            MLD_TRY(define(prefix));
        expanded = m_data.expandPrefix(text).value_or(text);
    }
    if (!iri::isValid(expanded))
        return badContext(term, QStringLiteral("is defined by \"%1\", which is no IRI").arg(text));
    return expanded;
}

Context ContextBuilder::build()
{
    m_data.deriveInverse();
    return Context(std::make_shared<const Context::Data>(std::move(m_data)));
}

} // namespace mld
