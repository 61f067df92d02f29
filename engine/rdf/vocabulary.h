// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

/// The IRIs with a meaning of their own (semantics.md 1).
namespace mld::iris {

inline const QString rdfNs = QStringLiteral("http://www.w3.org/1999/02/22-rdf-syntax-ns#");
inline const QString xsdNs = QStringLiteral("http://www.w3.org/2001/XMLSchema#");

inline const QString rdfType = rdfNs + QStringLiteral("type");
inline const QString rdfSubject = rdfNs + QStringLiteral("subject");
inline const QString rdfPredicate = rdfNs + QStringLiteral("predicate");
inline const QString rdfObject = rdfNs + QStringLiteral("object");
inline const QString rdfJson = rdfNs + QStringLiteral("JSON");
inline const QString rdfLangString = rdfNs + QStringLiteral("langString");

inline const QString xsdString = xsdNs + QStringLiteral("string");
inline const QString xsdBoolean = xsdNs + QStringLiteral("boolean");
inline const QString xsdInteger = xsdNs + QStringLiteral("integer");
inline const QString xsdDouble = xsdNs + QStringLiteral("double");
inline const QString xsdDecimal = xsdNs + QStringLiteral("decimal");
inline const QString xsdDateTime = xsdNs + QStringLiteral("dateTime");
inline const QString xsdBase64Binary = xsdNs + QStringLiteral("base64Binary");

inline const QString item = QStringLiteral("http://json-rql.org/#item");
inline const QString index = QStringLiteral("http://json-rql.org/#index");
inline const QString list = QStringLiteral("http://m-ld.org/RdfLseq");
inline const QString listPosition = QStringLiteral("http://m-ld.org/RdfLseq/?=");
inline const QString text = QStringLiteral("http://ext.m-ld.org/tseq/TSeq");

inline const QString extensions = QStringLiteral("http://m-ld.org/extensions");
inline const QString jsRequire = QStringLiteral("http://js.m-ld.org/#require");
inline const QString jsModule = QStringLiteral("http://js.m-ld.org/#module");
inline const QString jsClass = QStringLiteral("http://js.m-ld.org/#class");
inline const QString shNs = QStringLiteral("http://www.w3.org/ns/shacl#");
inline const QString shTargetObjectsOf = shNs + QStringLiteral("targetObjectsOf");

} // namespace mld::iris
