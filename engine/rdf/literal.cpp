// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "rdf/literal.h"

#include "rdf/datetime.h"
#include "rdf/decimal.h"
#include "rdf/vocabulary.h"

#include <QSet>

#include <charconv>
#include <cmath>
#include <limits>

namespace mld::literal {

namespace {

// The largest magnitude up to which every whole number is itself as a double.
constexpr double safeInteger = 9007199254740992.0;
// From here on ECMAScript writes whole numbers with an exponent.
constexpr double exponentFrom = 1e21;

bool isWhole(double number)
{
    return std::isfinite(number) && std::trunc(number) == number;
}

Error badNumber(const QString &text, const QString &datatype)
{
    return { ErrorCode::BadPattern,
             QStringLiteral("\"%1\" is not a value of %2.").arg(text.left(80), datatype) };
}

QString numberKey(const Term &literal)
{
    const std::optional<double> value = parseNumber(literal.text());
    if (!value || std::isnan(*value))
        return {};
    if (std::isinf(*value))
        return *value > 0 ? QStringLiteral("nInfinity") : QStringLiteral("n-Infinity");
    // A double has the value that is nearest to its text; the shortest text stands for that.
    if (literal.datatype() == iris::xsdDouble)
        return decimal::key(ecmaText(*value));
    return decimal::key(literal.text());
}

} // namespace

QString integerText(double number)
{
    const double whole = std::trunc(number);
    return whole == 0 ? QStringLiteral("0") : decimal::wholeText(whole); // -0 is 0
}

QString doubleText(double number)
{
    if (std::isnan(number))
        return QStringLiteral("NaN");
    const QString sign = std::signbit(number) ? QStringLiteral("-") : QString();
    if (std::isinf(number))
        return sign + QStringLiteral("Infinity");
    if (number == 0)
        return QStringLiteral("0.0E0");
    const QString text = QString::fromStdString(decimal::exponential15(std::fabs(number)));
    const qsizetype e = text.indexOf(u'e');
    QString mantissa = text.left(e);
    while (mantissa.endsWith(u'0') && mantissa.size() > 3)
        mantissa.chop(1);
    return sign + mantissa + u'E' + QString::number(text.mid(e + 1).toInt());
}

QString decimalText(double number)
{
    if (!std::isfinite(number))
        return doubleText(number);
    if (number == 0)
        return QStringLiteral("0");
    const QString sign = number < 0 ? QStringLiteral("-") : QString();
    return sign + decimal::plainText(decimal::shortest(std::fabs(number)));
}

QString ecmaText(double number)
{
    if (!std::isfinite(number) || number == 0)
        return decimalText(number);
    const decimal::Digits shortest = decimal::shortest(std::fabs(number));
    if (shortest.exponent >= -6 && shortest.exponent < 21)
        return decimalText(number);
    QString mantissa = shortest.digits;
    if (mantissa.size() > 1)
        mantissa.insert(1, u'.');
    return (number < 0 ? QStringLiteral("-") : QString()) + mantissa + u'e'
            + (shortest.exponent > 0 ? QStringLiteral("+") : QString())
            + QString::number(shortest.exponent);
}

std::optional<double> parseNumber(const QString &text)
{
    const bool isSigned = text.startsWith(u'-') || text.startsWith(u'+');
    const QStringView unsignedText = QStringView(text).mid(isSigned ? 1 : 0);
    const double sign = text.startsWith(u'-') ? -1 : 1;
    if (unsignedText == u"Infinity" || unsignedText == u"INF")
        return sign * std::numeric_limits<double>::infinity();
    if (!decimal::isDecimal(unsignedText))
        return std::nullopt;
    const QByteArray latin = unsignedText.toLatin1();
    double value = 0;
    const auto [end, status] =
            std::from_chars(latin.constData(), latin.constData() + latin.size(), value);
    if (status == std::errc::result_out_of_range) {
        // Too large or too small: the exponent of its first digit tells which.
        const QString key = decimal::key(unsignedText.toString());
        const qsizetype e = key.indexOf(u'e');
        const bool isLarge = e > 0 && key.mid(e + 1).toLongLong() + e > 0;
        return isLarge ? sign * std::numeric_limits<double>::infinity() : sign * 0.0;
    }
    if (status != std::errc())
        return std::nullopt;
    return sign * value;
}

std::optional<Term> fromNumber(double number)
{
    if (std::isnan(number))
        return std::nullopt;
    if (isWhole(number) && std::fabs(number) < exponentFrom)
        return Term::literal(integerText(number), iris::xsdInteger);
    return Term::literal(doubleText(number), iris::xsdDouble);
}

std::optional<Term> fromWireNumber(double number)
{
    if (std::isfinite(number) && std::fabs(number) < exponentFrom
        && !ecmaText(number).contains(u'.')) {
        return Term::literal(integerText(std::round(number)), iris::xsdInteger);
    }
    return fromNumber(number);
}

std::optional<double> toWireNumber(const Term &literal)
{
    const std::optional<double> number = jsonNumber(literal);
    // Beyond the safe range a reader that keeps integers apart from doubles could differ from us.
    if (!number || (literal.datatype() == iris::xsdInteger && std::fabs(*number) > safeInteger))
        return std::nullopt;
    return fromWireNumber(*number) == literal ? number : std::nullopt;
}

Term fromBoolean(bool value)
{
    return Term::literal(value ? QStringLiteral("true") : QStringLiteral("false"),
                         iris::xsdBoolean);
}

Result<Term> fromNumber(double number, const QString &datatype)
{
    const bool isInteger = datatype == iris::xsdInteger;
    if (std::isnan(number) || (isInteger && !isWhole(number)))
        return badNumber(ecmaText(number), datatype);
    if (datatype == iris::xsdDouble)
        return Term::literal(doubleText(number), datatype);
    if (isInteger || (isWhole(number) && std::fabs(number) < exponentFrom))
        return Term::literal(integerText(number), datatype);
    return Term::literal(doubleText(number), datatype);
}

Result<Term> fromText(const QString &text, const QString &datatype)
{
    if (datatype == iris::xsdDouble) {
        const std::optional<double> number = parseNumber(text);
        // INF is XSD's word, which the reference does not know: a peer would refuse it.
        if (!number || text.endsWith(QLatin1String("INF")))
            return badNumber(text, datatype);
        return Term::literal(doubleText(*number), datatype);
    }
    if (datatype == iris::xsdInteger && decimal::integerPrefix(text) == 0)
        return badNumber(text, datatype);
    return Term::literal(text, datatype);
}

std::optional<double> jsonNumber(const Term &literal)
{
    if (!literal.isLiteral())
        return std::nullopt;
    if (literal.datatype() == iris::xsdInteger)
        return parseNumber(literal.text().left(decimal::integerPrefix(literal.text())));
    if (literal.datatype() == iris::xsdDouble)
        return parseNumber(literal.text());
    return std::nullopt;
}

bool isIntegerType(const QString &datatype)
{
    static const QSet<QString> names = {
        QStringLiteral("integer"), QStringLiteral("long"), QStringLiteral("int"),
        QStringLiteral("short"), QStringLiteral("byte"), QStringLiteral("nonNegativeInteger"),
        QStringLiteral("positiveInteger"), QStringLiteral("nonPositiveInteger"),
        QStringLiteral("negativeInteger"), QStringLiteral("unsignedLong"),
        QStringLiteral("unsignedInt"), QStringLiteral("unsignedShort"),
        QStringLiteral("unsignedByte"),
    };
    return datatype.startsWith(iris::xsdNs) && names.contains(datatype.mid(iris::xsdNs.size()));
}

bool isNumericType(const QString &datatype)
{
    static const QString xsdFloat = iris::xsdNs + QStringLiteral("float");
    return datatype == iris::xsdDouble || datatype == iris::xsdDecimal || datatype == xsdFloat
            || isIntegerType(datatype);
}

std::optional<double> numericValue(const Term &literal)
{
    if (!literal.isLiteral() || !isNumericType(literal.datatype()))
        return std::nullopt;
    return parseNumber(literal.text());
}

std::optional<double> dateTimeValue(const QString &text)
{
    const std::optional<Instant> instant = Instant::parse(text);
    if (!instant)
        return std::nullopt;
    const double fraction = QString(QStringLiteral("0.") + instant->fraction).toDouble();
    return double(instant->seconds) * 1000 + fraction * 1000;
}

QString valueKey(const Term &term)
{
    if (!term.isLiteral())
        return {};
    if (term.datatype() == iris::xsdDateTime) {
        const std::optional<Instant> instant = Instant::parse(term.text());
        if (!instant)
            return {};
        // Without a zone the instant is unknown: such times equal only one another.
        return (instant->hasZone ? QStringLiteral("t") : QStringLiteral("l"))
                + QString::number(instant->seconds) + u'.' + instant->fraction;
    }
    if (term.datatype() == iris::xsdDouble || term.datatype() == iris::xsdDecimal
        || isIntegerType(term.datatype())) {
        return numberKey(term);
    }
    return {};
}

} // namespace mld::literal
