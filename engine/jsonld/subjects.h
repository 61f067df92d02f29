// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jsonld/context.h"
#include "jsonld/values.h"
#include "rdf/term.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

#include <vector>

namespace mld {

/// One subject of JSON as it grows, property by property (semantics.md 4.5): a single value stands by
/// itself, several make an array, and values that look the same are shown once.
class SubjectBuilder
{
public:
    /// `context` and `lookup` must outlive the builder. `id` is shown as it is.
    SubjectBuilder(const Context &context, const DataLookup &lookup, const QString &id);

    /// Adds a property, given by its IRI. rdf:type is `@type`, and the predicates of slots are `@item` and `@index`.
    void add(const QString &property, const Term &value);
    /// Adds a value under a key as it is.
    void addJson(const QString &key, const QJsonValue &value);
    /// Sets a member that is no set of values, such as `@list`.
    void set(const QString &key, const QJsonValue &value);

    /// True if there is nothing but the id.
    bool isEmpty() const { return m_members.empty() && m_fixed.isEmpty(); }
    QJsonObject object() const;

private:
    struct Member
    {
        QString key;
        QJsonArray values;
        QSet<QString> seen; ///< what the values look like, once there is more than one
    };

    const Context *m_context;
    const DataLookup *m_lookup;
    QString m_id;
    QJsonObject m_fixed;
    std::vector<Member> m_members;
};

namespace jsonld {

/// The triples as subjects, one for each id in order of first appearance. List positions that
/// `listIndexes` knows become an `@list` object, keyed by index (semantics.md 8.7): with arrays of
/// slots if `isInsert`, else with one slot each.
QJsonArray subjectsOf(const std::vector<Triple> &triples, const Context &context,
                      const DataLookup &lookup, const QHash<Triple, qint64> &listIndexes = {},
                      bool isInsert = true);

} // namespace jsonld
} // namespace mld
