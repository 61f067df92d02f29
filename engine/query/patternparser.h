// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jsonld/context.h"
#include "query/pattern.h"
#include "result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <functional>
#include <optional>

namespace mld::query {

/// Deeper nesting in a pattern is no use to anybody and would exhaust the stack.
constexpr int maxPatternDepth = 64;

/// The members of an array, or the one value that stands alone.
inline QJsonArray arrayOf(const QJsonValue &value)
{
    return value.isArray() ? value.toArray() : QJsonArray{ value };
}

/// True for an object that is a group: it has `@graph`, `@union`, `@filter`, `@values` or `@bind`.
bool isGroup(const QJsonObject &object);

/// What a value of a property is, by its form (semantics.md 3.1). Arrays and `@set` are not given here.
enum class ValueForm {
    Placeholder, ///< a variable, or a reference to one
    Term,        ///< a literal or a reference
    Constraint,  ///< operators, perhaps on a variable: `{"@value": "?x", "@gt": 1}`
    Subject,     ///< a nested subject
};
ValueForm formOf(const QJsonValue &value);

/// Calls `visit` for each value in `value`: arrays of any depth and `@set` are taken apart, null
/// says nothing. Stops at, and returns, the first failure.
Result<void> forEachValue(const QJsonValue &value,
                          const std::function<Result<void>(const QJsonValue &)> &visit);

/// Reads subjects and groups from JSON into triples with variables. All functions fail with BadPattern
/// and name the place.
class PatternParser
{
public:
    enum class Mode {
        Match,  ///< where and delete: a subject without id is a variable, constraints are filters
        Insert, ///< a subject without id gets a new one, constraints are operations
        Update, ///< as Insert; only operations may refer to old values
    };

    /// `newId` gives unique ids for subjects without one; needed unless mode is Match. All must
    /// outlive the parser.
    PatternParser(const Context &context, Variables &variables, Mode mode,
                  const std::function<QString()> &newId = {});

    /// A subject or an array of subjects.
    Result<Quads> subjects(const QJsonValue &value);
    /// A `@where`: a subject, an array of subjects, or a group.
    Result<Group> where(const QJsonValue &value);

    // Parts of subjects, for templates of results
    Result<Node> idNode(const QJsonObject &subject);
    Result<Node> propertyNode(const QString &key, Context::Property *property);
    Result<Node> indexNode(const QString &key);
    /// A variable or a term; fails for other forms.
    Result<Node> valueNode(const QJsonValue &value, const Context::Property &property,
                           const QString &key);
    /// The variable of an inline constraint in a match, whose filter is added to `quads`.
    Result<Node> constraintNode(const QJsonObject &constraint, const QString &key, Quads &quads);

private:
    Result<void> addSubjects(const QJsonValue &value, Quads &quads);
    Result<Node> addSubject(const QJsonObject &subject, Quads &quads, bool isTop);
    Result<void> addMember(const Node &subject, const QString &key, const QJsonValue &value,
                           Quads &quads);
    Result<void> addValue(const Node &subject, const Node &predicate,
                          const Context::Property &property, const QString &key,
                          const QJsonValue &value, Quads &quads);
    Result<Node> objectNode(const Context::Property &property, const QString &key,
                            const QJsonValue &value, Quads &quads);
    Result<Node> operationNode(const QJsonObject &constraint, const QString &key, Quads &quads);
    Result<void> readOperation(const QJsonObject &constraint, const QString &key,
                               Operation &operation);
    Result<void> readSplice(const QJsonValue &arguments, const QString &key, Operation &operation);

    // Lists (semantics.md 8.3)
    Result<void> addList(const Node &list, const QJsonValue &value, Quads &quads);
    Result<void> addItem(const Node &list, const Node &index, qint64 order, const QJsonValue &value,
                         Quads &quads);
    Result<Node> slotNode(const Node &index, const QJsonValue &value);

    Result<Group> group(const QJsonObject &object);
    Result<void> addUnion(const QJsonValue &value, Group &group);
    Result<void> addFilters(const QJsonValue &value, Group &group);
    Result<void> addValues(const QJsonValue &value, Group &group);
    Result<void> addBinds(const QJsonValue &value, Group &group);

    Node newNode();

    const Context &m_context;
    Variables &m_variables;
    const Mode m_mode;
    const std::function<QString()> &m_newId;
    int m_depth = 0;
};

} // namespace mld::query
