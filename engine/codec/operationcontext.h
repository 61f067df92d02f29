// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QByteArray>
#include <QString>

namespace mld {

/// The fixed JSON-LD context in which a domain's operations write IRIs (wire.md 4.1). Make it once
/// for a domain and keep it.
///
/// There are two ways of writing an IRI: *node form* (`@id`, references, `s`, `p`), and *vocabulary
/// form* (property keys, `@type`, datatypes). IRIs are written relative only if every reader,
/// m-ld-js included, gets the same one back (T15), else absolute.
class OperationContext
{
public:
    /// Not explicit, so that a domain's name serves where speed does not matter.
    OperationContext(const QString &domain);

    /// `http://{domain}/`
    const QString &base() const { return m_base; }
    /// `http://{domain}/#`
    const QString &vocab() const { return m_vocab; }

    /// As UTF-8. Empty if there is no way to write `iri`: it is not absolute, has white space in
    /// place of a path, or begins with one of the prefixes (`rdf:`, `xs:`).
    QByteArray compactNode(const QString &iri) const;
    QByteArray compactVocab(const QString &iri) const;

    /// The absolute IRI. Empty for a blank node, and for what cannot be an IRI.
    QString expandNode(const QString &text) const;
    QString expandVocab(const QString &text) const;

private:
    QString m_base;
    QString m_vocab;
    QString m_host;
};

} // namespace mld
