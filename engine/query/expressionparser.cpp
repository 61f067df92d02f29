// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/expression.h"

#include "jsonld/values.h"
#include "query/patternparser.h"

#include <QJsonArray>
#include <QJsonObject>

namespace mld::query {

namespace {

struct Signature
{
    Operator op;
    int minimum;
    int maximum; ///< of arguments; -1: any number
};

const QHash<QString, Signature> &signatures()
{
    using enum Operator;
    static const QHash<QString, Signature> table = {
        { QStringLiteral("@eq"), { Eq, 2, 2 } },
        { QStringLiteral("@neq"), { Neq, 2, 2 } },
        { QStringLiteral("@gt"), { Gt, 2, 2 } },
        { QStringLiteral("@gte"), { Gte, 2, 2 } },
        { QStringLiteral("@lt"), { Lt, 2, 2 } },
        { QStringLiteral("@lte"), { Lte, 2, 2 } },
        { QStringLiteral("@not"), { Not, 1, 1 } },
        { QStringLiteral("@and"), { And, 1, -1 } },
        { QStringLiteral("@or"), { Or, 1, -1 } },
        { QStringLiteral("@plus"), { Plus, 2, 2 } },
        { QStringLiteral("@minus"), { Minus, 2, 2 } },
        { QStringLiteral("@times"), { Times, 2, 2 } },
        { QStringLiteral("@divide"), { Divide, 2, 2 } },
        { QStringLiteral("@bound"), { Bound, 1, 1 } },
        { QStringLiteral("@regex"), { Regex, 2, 3 } },
        { QStringLiteral("@in"), { In, 1, -1 } },
        { QStringLiteral("@notin"), { NotIn, 1, -1 } },
        { QStringLiteral("@str"), { Str, 1, 1 } },
        { QStringLiteral("@lang"), { Lang, 1, 1 } },
        { QStringLiteral("@langmatches"), { LangMatches, 2, 2 } },
        { QStringLiteral("@concat"), { Concat, 0, -1 } },
    };
    return table;
}

Error badExpression(const QString &message)
{
    return { ErrorCode::BadPattern, message };
}

} // namespace

Expression Expression::of(const Term &term)
{
    Expression result;
    result.constant = term;
    return result;
}

Expression Expression::of(Variable variable)
{
    Expression result;
    result.kind = Kind::Placeholder;
    result.variable = variable;
    return result;
}

void Expression::collect(std::vector<Variable> &variables) const
{
    if (kind == Kind::Placeholder)
        variables.push_back(variable);
    for (const Expression &argument : arguments)
        argument.collect(variables);
}

Result<Expression> ExpressionParser::operation(const QJsonObject &object,
                                               std::optional<Expression> first)
{
    if (object.isEmpty())
        return badExpression(QStringLiteral("An expression has no operator."));
    std::vector<Expression> all;
    for (auto it = object.begin(); it != object.end(); ++it) {
        Result<Expression> one = single(it.key(), it.value(), first);
        MLD_TRY(one);
        all.push_back(*std::move(one));
    }
    if (all.size() == 1)
        return std::move(all.front());
    return Expression::of(Operator::And, std::move(all));
}

Result<Expression> ExpressionParser::single(const QString &key, const QJsonValue &value,
                                            const std::optional<Expression> &first)
{
    const auto signature = signatures().constFind(key);
    if (signature == signatures().cend())
        return badExpression(QStringLiteral("\"%1\" is not an operator that can be used here.").arg(key.left(80)));
    if (m_depth >= maxPatternDepth)
        return badExpression(QStringLiteral("An expression is nested too deeply."));
    ++m_depth;
    std::vector<Expression> arguments;
    if (first)
        arguments.push_back(*first);
    const QJsonArray operands = value.isArray() ? value.toArray() : QJsonArray{ value };
    for (const QJsonValue &member : operands) {
        Result<Expression> argument = operand(member);
        if (!argument)
            return Error{ argument.error().code,
                          QStringLiteral("In \"%1\": %2").arg(key, argument.error().message) };
        arguments.push_back(*std::move(argument));
    }
    --m_depth;
    const int count = int(arguments.size());
    if (count < signature->minimum || (signature->maximum >= 0 && count > signature->maximum))
        return badExpression(QStringLiteral("\"%1\" has the wrong number of arguments.").arg(key));
    if (signature->op == Operator::Bound && arguments[0].kind != Expression::Kind::Placeholder)
        return badExpression(QStringLiteral("\"@bound\" needs a variable."));
    return Expression::of(signature->op, std::move(arguments));
}

Result<Expression> ExpressionParser::operand(const QJsonValue &value)
{
    if (value.isString() && Variables::isVariable(value.toString()))
        return Expression::of(m_variables.of(value.toString()));
    if (value.isArray())
        return badExpression(QStringLiteral("An array is no argument of an operator."));
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        const QString id = object.value(QLatin1String("@id")).toString();
        if (object.size() == 1 && Variables::isVariable(id))
            return Expression::of(m_variables.of(id));
        if (!jsonld::isValueObject(object) && !jsonld::isReference(object))
            return operation(object);
    }
    const Result<ParsedValue> parsed =
            jsonld::termOf(value, m_context, {}, QStringLiteral("expression"));
    MLD_TRY(parsed);
    return Expression::of(parsed->term);
}

} // namespace mld::query
