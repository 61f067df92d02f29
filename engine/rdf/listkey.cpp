// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "rdf/listkey.h"

namespace mld {

namespace {

// The reference's own name for it, so that no other use of the IRI is to be expected.
const QString scheme = QStringLiteral("data:application/mld-li,");

} // namespace

QString ListKey::toIri() const
{
    QString iri = scheme + QString::number(index);
    if (order != 0)
        iri += u',' + QString::number(order);
    return iri;
}

std::optional<ListKey> ListKey::fromIri(const QString &iri)
{
    if (!iri.startsWith(scheme))
        return std::nullopt;
    const QString text = iri.mid(scheme.size());
    const qsizetype comma = text.indexOf(u',');
    ListKey key;
    bool isNumber = false;
    key.index = text.left(comma).toLongLong(&isNumber);
    if (!isNumber || key.index < 0)
        return std::nullopt;
    if (comma >= 0) {
        key.order = text.mid(comma + 1).toLongLong(&isNumber);
        if (!isNumber || key.order < 0)
            return std::nullopt;
    }
    return key;
}

} // namespace mld
