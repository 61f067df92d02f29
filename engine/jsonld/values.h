// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jsonld/context.h"
#include "rdf/term.h"
#include "result.h"

#include <QByteArray>
#include <QJsonValue>

#include <functional>
#include <optional>

namespace mld {

class Graph;

/// Where the data of indirect literals is found (semantics.md 3.6, 12): shared texts by value id,
/// binary values by data id.
struct DataLookup
{
    std::function<std::optional<QString>(const QString &valueId)> textOf;
    std::function<std::optional<QByteArray>(const QString &dataId)> binaryOf;

    /// What `graph` holds; it must outlive the lookup.
    static DataLookup of(const Graph &graph);
};

/// A literal or reference read from JSON, with the bytes of a binary literal.
struct ParsedValue
{
    Term term;
    std::optional<QByteArray> binary;
};

/// Between values in an app's JSON and terms (semantics.md 3). Pure functions.
///
/// A byte array is `{"@type": "http://www.w3.org/2001/XMLSchema#base64Binary", "@value": base64}` in
/// both directions. Language tags are dropped: a tagged string is a plain string (semantics.md 3.4).
namespace jsonld {

/// True for `{"@value": …}` with `@type` or `@language` and no keys but those and `@id`.
bool isValueObject(const QJsonObject &object);
/// True for `{"@id": …}` or `{"@vocab": …}` whose other keys, if any, are null or empty arrays.
bool isReference(const QJsonObject &object);

/// The term of a string, number or boolean, a value object or a reference, under `property`.
/// Fails with BadPattern, naming `place`, for what the domain cannot hold: NaN, rdf:JSON values,
/// objects as `@value`, text that does not fit its datatype.
Result<ParsedValue> termOf(const QJsonValue &value, const Context &context,
                           const Context::Property &property, const QString &place);

/// The JSON of a term where no property gives it a meaning, as in the result of `@select`.
QJsonValue jsonOf(const Term &term, const Context &context, const DataLookup &lookup);
/// The JSON of a term under a key for which a plain value means `coercion`.
QJsonValue jsonOf(const Term &term, const Context &context, const DataLookup &lookup,
                  Context::Property::Coercion coercion);

/// The data id of bytes: base64 of their SHA-1.
QString binaryId(const QByteArray &bytes);

} // namespace jsonld
} // namespace mld
