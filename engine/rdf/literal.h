// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rdf/term.h"
#include "result.h"

#include <optional>

/// Literals in canonical form, and their values (semantics.md 3.2–3.5, 4.2; wire.md 4.4).
/// Pure functions: any thread, no state.
namespace mld::literal {

/// The literal of a JSON number without a datatype: a whole number below 1e21 is an xsd:integer,
/// any other an xsd:double. Fractions of any size are doubles, where the reference makes 0 of
/// 1e-7. Nothing for NaN.
std::optional<Term> fromNumber(double number);

/// The literal that m-ld-js makes of a bare number on the wire: as fromNumber(), but small fractions
/// whose shortest text has no point, such as 1e-7, become the integer 0. Nothing for NaN.
std::optional<Term> fromWireNumber(double number);

/// The number to send in place of `literal`, or nothing if a receiver would not read the very same
/// literal back from a bare number; then it must go as a value object with its text.
std::optional<double> toWireNumber(const Term &literal);

Term fromBoolean(bool value);

/// The literal of a number with an explicit datatype, an absolute IRI. Fails with BadPattern
/// for NaN, and for a fraction as an xsd:integer.
Result<Term> fromNumber(double number, const QString &datatype);

/// The literal of a text with an explicit datatype, an absolute IRI: doubles are made canonical,
/// all other text is kept. Fails with BadPattern for text that is no number where one is meant.
Result<Term> fromText(const QString &text, const QString &datatype);

/// Plain digits, with a sign if negative, of a whole number of any size.
QString integerText(double number);

/// The canonical text of an xsd:double: one digit, a point, one to fifteen more digits, E and the
/// exponent. The infinities are `Infinity` and `-Infinity`.
QString doubleText(double number);

/// The shortest plain decimal text that reads back as `number`, never with an exponent.
QString decimalText(double number);

/// The text ECMAScript shows for a number; used to join numbers into strings.
QString ecmaText(double number);

/// Reads a decimal number, such as `-1.5E3`, `.5`, `007`, `Infinity` or `INF`, all of it.
std::optional<double> parseNumber(const QString &text);

/// The number a JSON reader is shown: for xsd:integer the whole number that the text begins with,
/// for xsd:double its value. Nothing for other terms and for text that is no number.
std::optional<double> jsonNumber(const Term &literal);

/// True for xsd:integer and the types derived from it.
bool isIntegerType(const QString &datatype);
/// True for integers, xsd:decimal, xsd:float and xsd:double.
bool isNumericType(const QString &datatype);

/// The value of a literal of any numeric datatype.
std::optional<double> numericValue(const Term &literal);

/// Milliseconds since 1970 UTC, with a fraction; a time without zone is taken as UTC. Nothing if
/// `text` is no xsd:dateTime.
std::optional<double> dateTimeValue(const QString &text);

/// What terms have in common that match by value in patterns (semantics.md 4.2): numbers of integer
/// types, xsd:decimal and xsd:double of one value, and dateTimes of one instant, have equal
/// keys. Empty for all other terms, which match only themselves. Numbers keep all their digits.
QString valueKey(const Term &term);

} // namespace mld::literal
