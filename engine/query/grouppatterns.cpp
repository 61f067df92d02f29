// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// The parts of PatternParser for groups (semantics.md 4.3).
#include "jsonld/values.h"
#include "query/patternerror.h"
#include "query/patternparser.h"

#include <algorithm>

namespace mld::query {

void collect(const std::vector<TriplePattern> &triples, std::vector<Variable> &variables)
{
    for (const TriplePattern &triple : triples) {
        for (const Node *node : { &triple.subject, &triple.predicate, &triple.object }) {
            if (node->isVariable())
                variables.push_back(node->variable);
        }
    }
}

std::vector<Variable> Group::variables() const
{
    std::vector<Variable> result;
    collect(triples, result);
    for (const Group &branch : unions) {
        const std::vector<Variable> inner = branch.variables();
        result.insert(result.end(), inner.begin(), inner.end());
    }
    for (const ValuesRow &row : values) {
        for (const auto &[variable, term] : row)
            result.push_back(variable);
    }
    for (const Bind &bind : binds)
        result.push_back(bind.variable);
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
}

Result<Group> PatternParser::where(const QJsonValue &value)
{
    if (value.isObject() && isGroup(value.toObject()))
        return group(value.toObject());
    Result<Quads> quads = subjects(value);
    MLD_TRY(quads);
    Group result;
    result.triples = std::move(quads->triples);
    result.filters = std::move(quads->filters);
    return result;
}

Result<Group> PatternParser::group(const QJsonObject &object)
{
    Group result;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString key = it.key();
        if (key == QLatin1String("@graph")) {
            Result<Quads> quads = subjects(it.value());
            MLD_TRY(quads);
            result.triples = std::move(quads->triples);
            for (Expression &filter : quads->filters)
                result.filters.push_back(std::move(filter));
        } else if (key == QLatin1String("@union")) {
            MLD_TRY(addUnion(it.value(), result));
        } else if (key == QLatin1String("@filter")) {
            MLD_TRY(addFilters(it.value(), result));
        } else if (key == QLatin1String("@values")) {
            MLD_TRY(addValues(it.value(), result));
        } else if (key == QLatin1String("@bind")) {
            MLD_TRY(addBinds(it.value(), result));
        } else if (key != QLatin1String("@optional") && key != QLatin1String("@context")) {
            return badPattern(QStringLiteral("\"%1\" cannot stand in a group.").arg(key.left(80)));
        }
    }
    std::vector<Variable> bound;
    for (const Bind &bind : result.binds)
        bound.push_back(bind.variable);
    Group rest = result;
    rest.binds.clear();
    const std::vector<Variable> taken = rest.variables();
    for (size_t i = 0; i < bound.size(); ++i) {
        if (std::binary_search(taken.begin(), taken.end(), bound[i])
            || std::find(bound.begin(), bound.begin() + qsizetype(i), bound[i])
                    != bound.begin() + qsizetype(i)) {
            return badPattern(QStringLiteral("\"%1\" in @bind has a value already.")
                                      .arg(m_variables.name(bound[i])));
        }
    }
    return result;
}

Result<void> PatternParser::addUnion(const QJsonValue &value, Group &group)
{
    if (!value.isArray())
        return badPattern(QStringLiteral("A @union must be an array."));
    if (m_depth >= 16)
        return badPattern(QStringLiteral("Unions are nested too deeply."));
    ++m_depth;
    const QJsonArray branches = value.toArray();
    for (const QJsonValue &branch : branches) {
        Result<Group> inner = where(branch);
        MLD_TRY(inner);
        group.unions.push_back(*std::move(inner));
    }
    --m_depth;
    return {};
}

Result<void> PatternParser::addFilters(const QJsonValue &value, Group &group)
{
    const QJsonArray filters = arrayOf(value);
    for (const QJsonValue &filter : filters) {
        if (!filter.isObject())
            return badPattern(QStringLiteral("A @filter must be an object with operators."));
        ExpressionParser parser(m_context, m_variables);
        Result<Expression> expression = parser.operation(filter.toObject());
        MLD_TRY(expression);
        group.filters.push_back(*std::move(expression));
    }
    return {};
}

Result<void> PatternParser::addValues(const QJsonValue &value, Group &group)
{
    const QJsonArray rows = arrayOf(value);
    for (const QJsonValue &member : rows) {
        if (!member.isObject())
            return badPattern(QStringLiteral("A row of @values must be an object."));
        const QJsonObject object = member.toObject();
        ValuesRow row;
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (!Variables::isVariable(it.key()))
                return badPattern(QStringLiteral("\"%1\" in @values is no variable.").arg(it.key().left(80)));
            if (formOf(it.value()) != ValueForm::Term)
                return badPattern(QStringLiteral("\"%1\" in @values must be a constant.").arg(it.key()));
            const Result<ParsedValue> parsed =
                    jsonld::termOf(it.value(), m_context, {}, it.key());
            MLD_TRY(parsed);
            row.emplace_back(m_variables.of(it.key()), parsed->term);
        }
        group.values.push_back(std::move(row));
    }
    return {};
}

Result<void> PatternParser::addBinds(const QJsonValue &value, Group &group)
{
    const QJsonArray members = arrayOf(value);
    for (const QJsonValue &member : members) {
        if (!member.isObject())
            return badPattern(QStringLiteral("A @bind must be an object."));
        const QJsonObject object = member.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (!Variables::isVariable(it.key()))
                return badPattern(QStringLiteral("\"%1\" in @bind is no variable.").arg(it.key().left(80)));
            ExpressionParser parser(m_context, m_variables);
            if (formOf(it.value()) == ValueForm::Constraint && it.value().toObject().size() != 1)
                return badPattern(QStringLiteral("\"%1\" in @bind needs exactly one operator.").arg(it.key()));
            Result<Expression> expression = parser.operand(it.value());
            MLD_TRY(expression);
            group.binds.push_back({ m_variables.of(it.key()), *std::move(expression) });
        }
    }
    return {};
}

} // namespace mld::query
