// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jsonld/context.h"
#include "query/variables.h"
#include "rdf/term.h"
#include "result.h"

#include <QJsonValue>
#include <QRegularExpression>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace mld::query {

/// The operators of json-rql that m-ld evaluates (semantics.md 4.4).
enum class Operator {
    Eq, Neq, Gt, Gte, Lt, Lte,
    Not, And, Or,
    Plus, Minus, Times, Divide,
    Bound, Regex, In, NotIn,
    Str, Lang, LangMatches, Concat,
};

/// A constant, a variable, or an operator with its arguments.
struct Expression
{
    enum class Kind { Constant, Placeholder, Call };

    Kind kind = Kind::Constant;
    Term constant;
    Variable variable = -1;
    Operator op = Operator::And;
    std::vector<Expression> arguments;
    /// Of a `@regex` whose pattern and flags are constants, as it takes long to make; else null.
    std::shared_ptr<const QRegularExpression> regex;

    static Expression of(const Term &term);
    static Expression of(Variable variable);
    static Expression of(Operator op, std::vector<Expression> arguments);

    /// Adds the variables in this expression to `variables`.
    void collect(std::vector<Variable> &variables) const;
};

/// The value of a variable, or nothing if it is unbound. Shared texts are given as strings.
using Binding = std::function<std::optional<Term>(Variable)>;

/// The value, by the rules of SPARQL 1.1; nothing for an unbound variable and for a type error.
std::optional<Term> evaluate(const Expression &expression, const Binding &binding);

/// The effective boolean value: false for an error too.
bool isTrue(const Expression &expression, const Binding &binding);

/// Reads expressions from JSON. All functions fail with BadPattern.
class ExpressionParser
{
public:
    /// Both must outlive the parser.
    ExpressionParser(const Context &context, Variables &variables)
        : m_context(context), m_variables(variables)
    {
    }

    /// An object whose keys are operators; several are all to be true. `first`, if given, goes before
    /// the arguments of each: the variable of an inline constraint.
    Result<Expression> operation(const QJsonObject &object,
                                 std::optional<Expression> first = std::nullopt);
    /// A constant, a variable or an operation.
    Result<Expression> operand(const QJsonValue &value);

private:
    Result<Expression> single(const QString &key, const QJsonValue &value,
                              const std::optional<Expression> &first);

    const Context &m_context;
    Variables &m_variables;
    int m_depth = 0;
};

} // namespace mld::query
