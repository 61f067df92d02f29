// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "jsonld/values.h"

#include "dataset/graph.h"
#include "jsonld/keywords.h"
#include "rdf/literal.h"
#include "rdf/vocabulary.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonObject>

#include <cmath>

namespace mld {

using Coercion = Context::Property::Coercion;

namespace {

Error badValue(const QString &place, const QString &reason)
{
    return { ErrorCode::BadPattern,
             QStringLiteral("The value of \"%1\" %2.").arg(place.left(80), reason) };
}

/// An error from below, with the place where it happened.
Error at(const QString &place, const Error &error)
{
    return { error.code,
             QStringLiteral("In \"%1\": %2").arg(place.left(80), error.message) };
}

Result<ParsedValue> literalOf(Result<Term> term, const QString &place)
{
    if (!term)
        return at(place, term.error());
    return ParsedValue{ *term, std::nullopt };
}

Result<ParsedValue> referenceTo(Result<QString> iri, const QString &place)
{
    if (!iri)
        return at(place, iri.error());
    return ParsedValue{ Term::iri(*iri), std::nullopt };
}

Result<ParsedValue> binaryOf(const QString &base64, const QString &place)
{
    const auto decoded = QByteArray::fromBase64Encoding(base64.toLatin1(),
                                                        QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return badValue(place, QStringLiteral("is not base64"));
    return ParsedValue{ Term::literal(jsonld::binaryId(*decoded), iris::xsdBase64Binary), *decoded };
}

/// A scalar with an explicit datatype, given by the value or by the context.
Result<ParsedValue> typedOf(const QJsonValue &value, const QString &datatype, const QString &place)
{
    if (datatype == iris::text)
        return badValue(place, QStringLiteral("must be plain text to become a shared text"));
    if (datatype == iris::rdfJson)
        return badValue(place, QStringLiteral("is JSON, which other members cannot hold"));
    if (datatype == iris::xsdBase64Binary) {
        if (!value.isString())
            return badValue(place, QStringLiteral("must be base64 text"));
        return binaryOf(value.toString(), place);
    }
    if (value.isString())
        return literalOf(literal::fromText(value.toString(), datatype), place);
    if (value.isDouble())
        return literalOf(literal::fromNumber(value.toDouble(), datatype), place);
    if (value.isBool())
        return literalOf(literal::fromText(literal::fromBoolean(value.toBool()).text(), datatype), place);
    return badValue(place, QStringLiteral("must be text, a number or a boolean beside its @type"));
}

Result<ParsedValue> valueObjectOf(const QJsonObject &object, const Context &context,
                                  const QString &place)
{
    const QJsonValue value = object.value(keyword::value);
    const QJsonValue type = object.value(keyword::type);
    if (type.isUndefined()) { // then it has a language, which is dropped
        if (!value.isString())
            return badValue(place, QStringLiteral("must be text beside @language"));
        return ParsedValue{ Term::string(value.toString()), std::nullopt };
    }
    if (!type.isString())
        return badValue(place, QStringLiteral("has a @type that is no text"));
    const QString typeText = type.toString();
    if (typeText == keyword::id && value.isString())
        return referenceTo(context.expandId(value.toString()), place);
    if (typeText == keyword::vocab && value.isString())
        return referenceTo(context.expandVocab(value.toString()), place);
    if (typeText == QLatin1String("@json"))
        return typedOf(value, iris::rdfJson, place);
    // Datatypes are relative to the base, unlike classes (semantics.md 2.2).
    const Result<QString> datatype = context.expandId(typeText);
    if (!datatype)
        return at(place, datatype.error());
    return typedOf(value, *datatype, place);
}

QJsonValue jsonNumber(double number)
{
    // Whole numbers are kept as such, so that JSON text shows no exponent.
    if (std::trunc(number) == number && std::fabs(number) <= 9007199254740992.0)
        return QJsonValue(qint64(number));
    return QJsonValue(number);
}

} // namespace

DataLookup DataLookup::of(const Graph &graph)
{
    return { [&graph](const QString &valueId) { return graph.textOf(valueId); },
             [&graph](const QString &dataId) { return graph.binaryOf(dataId); } };
}

namespace jsonld {

bool isValueObject(const QJsonObject &object)
{
    if (!object.contains(keyword::value))
        return false;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() != keyword::value && it.key() != keyword::type && it.key() != keyword::language
            && it.key() != keyword::id) {
            return false;
        }
    }
    return object.contains(keyword::type) || object.contains(keyword::language);
}

bool isReference(const QJsonObject &object)
{
    if (!object.contains(keyword::id) && !object.contains(keyword::vocab))
        return false;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == keyword::id || it.key() == keyword::vocab || it.value().isNull())
            continue;
        if (!it.value().isArray() || !it.value().toArray().isEmpty())
            return false;
    }
    return true;
}

Result<ParsedValue> termOf(const QJsonValue &value, const Context &context,
                           const Context::Property &property, const QString &place)
{
    switch (value.type()) {
    case QJsonValue::String:
        switch (property.coercion) {
        case Coercion::None:
            return ParsedValue{ Term::string(value.toString()), std::nullopt };
        case Coercion::Id:
            return referenceTo(context.expandId(value.toString()), place);
        case Coercion::Vocab:
            return referenceTo(context.expandVocab(value.toString()), place);
        case Coercion::Datatype:
            return typedOf(value, property.datatype, place);
        }
        break;
    case QJsonValue::Double: {
        if (property.coercion == Coercion::Datatype)
            return typedOf(value, property.datatype, place);
        const std::optional<Term> number = literal::fromNumber(value.toDouble());
        if (!number)
            return badValue(place, QStringLiteral("is not a number"));
        return ParsedValue{ *number, std::nullopt };
    }
    case QJsonValue::Bool:
        if (property.coercion == Coercion::Datatype)
            return typedOf(value, property.datatype, place);
        return ParsedValue{ literal::fromBoolean(value.toBool()), std::nullopt };
    case QJsonValue::Object: {
        const QJsonObject object = value.toObject();
        if (isValueObject(object))
            return valueObjectOf(object, context, place);
        if (object.value(keyword::id).isString() && isReference(object))
            return referenceTo(context.expandId(object.value(keyword::id).toString()), place);
        if (object.value(keyword::vocab).isString() && isReference(object))
            return referenceTo(context.expandVocab(object.value(keyword::vocab).toString()), place);
        return badValue(place, QStringLiteral("is neither a value nor a reference"));
    }
    case QJsonValue::Null:
    case QJsonValue::Array:
    case QJsonValue::Undefined:
        break;
    }
    return badValue(place, QStringLiteral("is missing"));
}

QJsonValue jsonOf(const Term &term, const Context &context, const DataLookup &lookup)
{
    return jsonOf(term, context, lookup, Coercion::None);
}

QJsonValue jsonOf(const Term &term, const Context &context, const DataLookup &lookup,
                  Coercion coercion)
{
    if (term.isIri()) {
        if (coercion == Coercion::Vocab)
            return context.compactVocab(term.text());
        const QString id = context.compactId(term.text());
        return coercion == Coercion::Id ? QJsonValue(id) : QJsonValue(QJsonObject{ { keyword::id, id } });
    }
    const QString &datatype = term.datatype();
    if (datatype == iris::xsdString || datatype == iris::rdfLangString)
        return term.text();
    if (datatype == iris::xsdBoolean)
        return term.text() == QLatin1String("true");
    if (const std::optional<double> number = literal::jsonNumber(term)) {
        if (std::isfinite(*number))
            return jsonNumber(*number);
    }
    if (datatype == iris::text && lookup.textOf) {
        if (const std::optional<QString> text = lookup.textOf(term.text()))
            return *text;
    }
    QString text = term.text();
    if (datatype == iris::xsdBase64Binary && lookup.binaryOf) {
        if (const std::optional<QByteArray> bytes = lookup.binaryOf(term.text()))
            text = QString::fromLatin1(bytes->toBase64());
    }
    if (coercion == Coercion::Datatype)
        return text;
    return QJsonObject{ { keyword::type, datatype }, { keyword::value, text } };
}

QString binaryId(const QByteArray &bytes)
{
    return QString::fromLatin1(
            QCryptographicHash::hash(bytes, QCryptographicHash::Sha1).toBase64());
}

} // namespace jsonld
} // namespace mld
