// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/expression.h"

#include "rdf/literal.h"
#include "rdf/vocabulary.h"

#include <algorithm>
#include <cmath>

namespace mld::query {

namespace {

using Value = std::optional<Term>;

bool isString(const Term &term)
{
    return term.isLiteral() && term.datatype() == iris::xsdString;
}

bool isBoolean(const Term &term)
{
    return term.isLiteral() && term.datatype() == iris::xsdBoolean;
}

bool isDateTime(const Term &term)
{
    return term.isLiteral() && term.datatype() == iris::xsdDateTime;
}

bool isNumber(const Term &term)
{
    return term.isLiteral() && literal::isNumericType(term.datatype());
}

/// The effective boolean value; nothing for a type error.
std::optional<bool> truth(const Value &value)
{
    if (!value)
        return std::nullopt;
    if (isBoolean(*value))
        return value->text() == QLatin1String("true") || value->text() == QLatin1String("1");
    if (isString(*value))
        return !value->text().isEmpty();
    if (isNumber(*value)) {
        const std::optional<double> number = literal::numericValue(*value);
        return number && *number != 0 && !std::isnan(*number);
    }
    return std::nullopt;
}

Value boolean(std::optional<bool> value)
{
    return value ? Value(literal::fromBoolean(*value)) : std::nullopt;
}

template <typename T>
std::partial_ordering orderOf(const std::optional<T> &a, const std::optional<T> &b)
{
    if (!a || !b)
        return std::partial_ordering::unordered;
    return *a < *b ? std::partial_ordering::less
                   : (*b < *a ? std::partial_ordering::greater
                              : std::partial_ordering::equivalent);
}

/// How two values compare; unordered for a type error.
std::partial_ordering compare(const Term &a, const Term &b)
{
    if (isNumber(a) && isNumber(b)) {
        const auto x = literal::numericValue(a);
        const auto y = literal::numericValue(b);
        // Whole numbers beyond a double's precision are told apart by all their digits.
        if (x && y && *x == *y && literal::valueKey(a) != literal::valueKey(b)
            && literal::isIntegerType(a.datatype()) && literal::isIntegerType(b.datatype())) {
            const bool isLess = a.text().size() == b.text().size() ? a.text() < b.text()
                                                                    : a.text().size() < b.text().size();
            return isLess == (*x > 0) ? std::partial_ordering::less
                                      : std::partial_ordering::greater;
        }
        return orderOf(x, y);
    }
    if (isString(a) && isString(b))
        return orderOf(std::optional(a.text()), std::optional(b.text()));
    if (isBoolean(a) && isBoolean(b))
        return orderOf(truth(a), truth(b));
    if (isDateTime(a) && isDateTime(b)) {
        return orderOf(literal::dateTimeValue(a.text()), literal::dateTimeValue(b.text()));
    }
    return std::partial_ordering::unordered;
}

/// RDFterm-equal: nothing where two literals cannot be known to differ.
std::optional<bool> isEqual(const Term &a, const Term &b)
{
    if (a == b)
        return true;
    if (a.isIri() || b.isIri())
        return false;
    const std::partial_ordering order = compare(a, b);
    if (order == std::partial_ordering::unordered)
        return std::nullopt;
    return order == std::partial_ordering::equivalent;
}

// The numeric types in order of promotion.
enum class Rank { Integer, Decimal, Float, Double };

Rank rankOf(const Term &term)
{
    if (literal::isIntegerType(term.datatype()))
        return Rank::Integer;
    if (term.datatype() == iris::xsdDecimal)
        return Rank::Decimal;
    return term.datatype() == iris::xsdDouble ? Rank::Double : Rank::Float;
}

Value numberOf(double number, Rank rank)
{
    if (!std::isfinite(number))
        return std::nullopt;
    switch (rank) {
    case Rank::Integer:
        return Term::literal(literal::integerText(number), iris::xsdInteger);
    case Rank::Decimal:
        return Term::literal(literal::decimalText(number), iris::xsdDecimal);
    case Rank::Float:
        return Term::literal(literal::decimalText(double(float(number))),
                             iris::xsdNs + QStringLiteral("float"));
    case Rank::Double:
        return Term::literal(literal::doubleText(number), iris::xsdDouble);
    }
    return std::nullopt;
}

Value integerArithmetic(Operator op, qint64 a, qint64 b)
{
    qint64 result = 0;
    bool isTooLarge = true;
    if (op == Operator::Plus)
        isTooLarge = __builtin_add_overflow(a, b, &result);
    else if (op == Operator::Minus)
        isTooLarge = __builtin_sub_overflow(a, b, &result);
    else if (op == Operator::Times)
        isTooLarge = __builtin_mul_overflow(a, b, &result);
    if (isTooLarge)
        return std::nullopt;
    return Term::literal(QString::number(result), iris::xsdInteger);
}

Value arithmetic(Operator op, const Term &a, const Term &b)
{
    const std::optional<double> x = literal::numericValue(a);
    const std::optional<double> y = literal::numericValue(b);
    if (!x || !y)
        return std::nullopt;
    Rank rank = std::max(rankOf(a), rankOf(b));
    if (op == Operator::Divide) {
        if (*y == 0)
            return std::nullopt;
        return numberOf(*x / *y, std::max(rank, Rank::Decimal));
    }
    if (rank == Rank::Integer) {
        bool isExactA = false;
        bool isExactB = false;
        const qint64 i = a.text().toLongLong(&isExactA);
        const qint64 j = b.text().toLongLong(&isExactB);
        if (isExactA && isExactB) {
            if (Value exact = integerArithmetic(op, i, j))
                return exact;
        }
    }
    if (op == Operator::Plus)
        return numberOf(*x + *y, rank);
    if (op == Operator::Minus)
        return numberOf(*x - *y, rank);
    return numberOf(*x * *y, rank);
}

/// The regular expression of a `@regex`, from its pattern and flags; nothing if it has a fault.
std::optional<QRegularExpression> regexOf(const Value &patternText, const Value &flagText)
{
    if (!patternText || !isString(*patternText) || !flagText || !isString(*flagText))
        return std::nullopt;
    QRegularExpression::PatternOptions options = QRegularExpression::UseUnicodePropertiesOption;
    QString pattern = patternText->text();
    for (const QChar flag : flagText->text()) {
        if (flag == u'i')
            options |= QRegularExpression::CaseInsensitiveOption;
        else if (flag == u's')
            options |= QRegularExpression::DotMatchesEverythingOption;
        else if (flag == u'm')
            options |= QRegularExpression::MultilineOption;
        else if (flag == u'x')
            options |= QRegularExpression::ExtendedPatternSyntaxOption;
        else if (flag == u'q')
            pattern = QRegularExpression::escape(pattern);
        else
            return std::nullopt;
    }
    const QRegularExpression expression(pattern, options);
    return expression.isValid() ? std::optional(expression) : std::nullopt;
}

Value matchRegex(const Expression &expression, const std::vector<Value> &arguments)
{
    if (!arguments[0] || !isString(*arguments[0]))
        return std::nullopt;
    if (expression.regex)
        return boolean(expression.regex->match(arguments[0]->text()).hasMatch());
    const Value flags = arguments.size() > 2 ? arguments[2] : Value(Term::string(QString()));
    const std::optional<QRegularExpression> regex = regexOf(arguments[1], flags);
    if (!regex)
        return std::nullopt;
    return boolean(regex->match(arguments[0]->text()).hasMatch());
}

Value langMatches(const Term &tag, const Term &range)
{
    if (!isString(tag) || !isString(range))
        return std::nullopt;
    const QString language = tag.text().toLower();
    const QString wanted = range.text().toLower();
    if (wanted == QLatin1String("*"))
        return boolean(!language.isEmpty());
    return boolean(language == wanted || language.startsWith(wanted + u'-'));
}

Value concat(const std::vector<Value> &arguments)
{
    QString text;
    for (const Value &argument : arguments) {
        if (!argument || !isString(*argument))
            return std::nullopt;
        text += argument->text();
    }
    return Term::string(text);
}

/// True if the first value is among the others; nothing if that cannot be told.
std::optional<bool> isAmong(const std::vector<Value> &values)
{
    if (!values[0])
        return std::nullopt;
    bool isKnown = true;
    for (size_t i = 1; i < values.size(); ++i) {
        const std::optional<bool> equal = values[i] ? isEqual(*values[0], *values[i]) : std::nullopt;
        if (equal == true)
            return true;
        isKnown = isKnown && equal.has_value();
    }
    return isKnown ? std::optional(false) : std::nullopt;
}

std::optional<bool> negated(std::optional<bool> value)
{
    return value ? std::optional(!*value) : std::nullopt;
}

/// `and` and `or`, which may have a value though an argument is an error.
std::optional<bool> logical(const Expression &expression, const Binding &binding)
{
    const bool deciding = expression.op == Operator::Or;
    bool isKnown = true;
    for (const Expression &argument : expression.arguments) {
        const std::optional<bool> value = truth(evaluate(argument, binding));
        if (value == deciding)
            return deciding;
        isKnown = isKnown && value.has_value();
    }
    return isKnown ? std::optional(!deciding) : std::nullopt;
}

std::optional<bool> comparison(Operator op, const Term &a, const Term &b)
{
    if (op == Operator::Eq)
        return isEqual(a, b);
    if (op == Operator::Neq)
        return negated(isEqual(a, b));
    const std::partial_ordering order = compare(a, b);
    if (order == std::partial_ordering::unordered)
        return std::nullopt;
    if (op == Operator::Gt)
        return order > 0;
    if (op == Operator::Gte)
        return order >= 0;
    return op == Operator::Lt ? order < 0 : order <= 0;
}

Value operate(const Expression &expression, const Binding &binding)
{
    using enum Operator;
    const Operator op = expression.op;
    if (op == And || op == Or)
        return boolean(logical(expression, binding));
    std::vector<Value> arguments;
    arguments.reserve(expression.arguments.size());
    for (const Expression &argument : expression.arguments)
        arguments.push_back(evaluate(argument, binding));
    switch (op) {
    case Bound:
        return boolean(arguments[0].has_value());
    case Not:
        return boolean(negated(truth(arguments[0])));
    case In:
        return boolean(isAmong(arguments));
    case NotIn:
        return boolean(negated(isAmong(arguments)));
    case Regex:
        return matchRegex(expression, arguments);
    case Concat:
        return concat(arguments);
    case Str:
        return arguments[0] ? Value(Term::string(arguments[0]->text())) : std::nullopt;
    case Lang:
        if (!arguments[0] || !arguments[0]->isLiteral())
            return std::nullopt;
        return Term::string(arguments[0]->language());
    case And:
    case Or:
    case Eq:
    case Neq:
    case Gt:
    case Gte:
    case Lt:
    case Lte:
    case Plus:
    case Minus:
    case Times:
    case Divide:
    case LangMatches:
        break;
    }
    if (!arguments[0] || !arguments[1])
        return std::nullopt;
    const Term &a = *arguments[0];
    const Term &b = *arguments[1];
    if (op == LangMatches)
        return langMatches(a, b);
    if (op == Plus || op == Minus || op == Times || op == Divide)
        return arithmetic(op, a, b);
    return boolean(comparison(op, a, b));
}

} // namespace

Expression Expression::of(Operator op, std::vector<Expression> arguments)
{
    Expression result;
    result.kind = Kind::Call;
    result.op = op;
    result.arguments = std::move(arguments);
    const std::vector<Expression> &given = result.arguments;
    const bool isFixed = op == Operator::Regex
            && std::all_of(given.begin() + 1, given.end(), [](const Expression &argument) {
                   return argument.kind == Kind::Constant;
               });
    if (isFixed) {
        const Term flags = given.size() > 2 ? given[2].constant : Term::string(QString());
        if (const auto regex = regexOf(given[1].constant, flags))
            result.regex = std::make_shared<const QRegularExpression>(*regex);
    }
    return result;
}

Value evaluate(const Expression &expression, const Binding &binding)
{
    switch (expression.kind) {
    case Expression::Kind::Constant:
        return expression.constant;
    case Expression::Kind::Placeholder:
        return binding(expression.variable);
    case Expression::Kind::Call:
        return operate(expression, binding);
    }
    return std::nullopt;
}

bool isTrue(const Expression &expression, const Binding &binding)
{
    return truth(evaluate(expression, binding)).value_or(false);
}

} // namespace mld::query
