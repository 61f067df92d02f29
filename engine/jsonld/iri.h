// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringView>

/// Resolution of references by RFC 3986, section 5, on text that may hold any Unicode: nothing is
/// percent-encoded or normalised (semantics.md 2.2). Pure functions.
namespace mld::iri {

/// True if `text` begins with a scheme and a colon.
bool isAbsolute(const QString &text);

/// True if an IRI may be stored: absolute, and without control characters and halves of surrogate pairs.
bool isValid(const QString &text);

/// `reference` resolved against the absolute IRI `base`.
QString resolve(const QString &base, const QString &reference);

/// True if `rest` can follow a base that ends in a slash, and stand alone as a relative reference to the
/// same: no scheme, no dot segments, no empty segments, no query. Cheaper than resolve().
bool isPlainTail(QStringView rest);

/// A reference that resolves to `iri` against `base`: relative if they share scheme and authority,
/// or else `iri` itself.
QString relativize(const QString &base, const QString &iri);

} // namespace mld::iri
