// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "dataset/patch.h"

#include <QJsonObject>
#include <QSet>
#include <QStringList>

#include <optional>
#include <vector>

namespace mld {

/// A property shape of SHACL, as far as m-ld uses it (semantics.md 9.2).
struct PropertyShape
{
    QString path; ///< the property's IRI
    std::optional<qint64> minCount;
    std::optional<qint64> maxCount;

    friend bool operator==(const PropertyShape &, const PropertyShape &) = default;
};

/// A declared extension that this engine does not run: something the domain's owner asked for and
/// does not get here, which people must be told (semantics.md 10.1).
struct UnknownExtension
{
    QString id;        ///< the IRI of the list item
    QString module;    ///< what it asks to be loaded; empty if it names nothing
    QString className; ///< likewise

    friend bool operator==(const UnknownExtension &, const UnknownExtension &) = default;
};

/// What the domain's data declares in its list of extensions (semantics.md 10.1, wire.md 12.3).
/// A value, read at start and again whenever a change touches it; it takes effect for the next
/// operation.
class Extensions
{
public:
    /// Reads the list http://m-ld.org/extensions by its positions, so that it needs no list indexes.
    /// A declaration is recognised by module and class, never by its id. Malformed parts are left
    /// out; nothing is guessed.
    static Extensions read(const Graph &graph);

    /// The properties whose strings are shared text (semantics.md 12.1): absolute IRIs.
    const QSet<QString> &textProperties() const { return m_textProperties; }
    /// The shapes that the data must keep to, in list order.
    const std::vector<PropertyShape> &shapes() const { return m_shapes; }
    /// Whether the data make certain changes agreements, and control who may change what (semantics.md
    /// 10.3, 10.4): see Authority.
    bool areStatutory() const { return m_areStatutory; }
    bool areWritePermitted() const { return m_areWritePermitted; }
    /// The extensions not understood, in list order.
    const std::vector<UnknownExtension> &unknown() const { return m_unknown; }

    /// True if a change may alter what read() gives, so that it must be called again.
    bool isTouchedBy(const Patch &patch) const;

    /// A json-rql write pattern that declares each of the given properties (absolute IRIs) to hold
    /// shared text, in the words m-ld-js reads. It goes into the first place of the list. Write it once
    /// in a domain, before any text: strings written earlier stay strings.
    static QJsonObject textDeclaration(const QStringList &propertyIris);

private:
    void readItem(const Graph &graph, const Term &item);
    void readShape(const Graph &graph, const Term &shape);

    QSet<QString> m_textProperties;
    std::vector<PropertyShape> m_shapes;
    bool m_areStatutory = false;
    bool m_areWritePermitted = false;
    std::vector<UnknownExtension> m_unknown;
    QSet<QString> m_sources; // the subjects that were read, or looked for
};

} // namespace mld
