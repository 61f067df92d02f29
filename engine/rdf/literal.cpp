// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "rdf/literal.h"

#include "rdf/vocabulary.h"

#include <QRegularExpression>
#include <QSet>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

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

QString latin1(const char *begin, const char *end)
{
    return QString::fromLatin1(begin, end - begin);
}

/// `%.15e` with ties away from zero, as ECMAScript's toExponential(15) has them.
std::string exponential15(double magnitude)
{
    std::array<char, 64> buffer;
    auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude,
                             std::chars_format::scientific, 15).ptr;
    std::string rounded(buffer.data(), end);
    end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude,
                        std::chars_format::scientific, 26).ptr;
    const std::string_view longer(buffer.data(), size_t(end - buffer.data()));
    // "d.ddddddddddddddd" is 17 characters; what follows decides.
    const bool isTie = longer.substr(17, 11) == "50000000000";
    if (!isTie || rounded.substr(0, 17) != longer.substr(0, 17))
        return rounded; // no tie, or it was rounded up already
    // Ties go to the even digit in C, so the last one is even here and cannot carry.
    ++rounded[16];
    return rounded;
}

/// A finite magnitude as its shortest digits and the power of ten of the first one.
struct Digits
{
    QString digits; ///< no leading or trailing zeros; "0" for zero
    int exponent = 0;
};

Digits shortestDigits(double magnitude)
{
    std::array<char, 64> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude,
                                   std::chars_format::scientific).ptr;
    const QString text = latin1(buffer.data(), end);
    const qsizetype e = text.indexOf(u'e');
    Digits result;
    result.digits = text.left(e).remove(u'.');
    while (result.digits.size() > 1 && result.digits.endsWith(u'0'))
        result.digits.chop(1);
    result.exponent = text.mid(e + 1).toInt();
    return result;
}

QString plainText(const Digits &number)
{
    const qsizetype point = number.exponent + 1; // digits before the point
    if (point <= 0)
        return QStringLiteral("0.") + QString(-point, u'0') + number.digits;
    if (number.digits.size() <= point)
        return number.digits + QString(point - number.digits.size(), u'0');
    return number.digits.left(point) + u'.' + number.digits.mid(point);
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

/// The length of the optional sign and digits that `text` begins with; 0 if there are no digits.
qsizetype integerPrefix(const QString &text)
{
    qsizetype i = !text.isEmpty() && (text[0] == u'-' || text[0] == u'+') ? 1 : 0;
    const qsizetype start = i;
    while (i < text.size() && isDigit(text[i]))
        ++i;
    return i > start ? i : 0;
}

/// True for digits with at most one point among them, and perhaps an exponent.
bool isDecimal(QStringView text)
{
    qsizetype i = 0;
    const auto skipDigits = [&] {
        const qsizetype start = i;
        while (i < text.size() && isDigit(text[i]))
            ++i;
        return i - start;
    };
    qsizetype digits = skipDigits();
    if (i < text.size() && text[i] == u'.') {
        ++i;
        digits += skipDigits();
    }
    if (digits == 0)
        return false;
    if (i == text.size())
        return true;
    if (text[i] != u'e' && text[i] != u'E')
        return false;
    ++i;
    if (i < text.size() && (text[i] == u'-' || text[i] == u'+'))
        ++i;
    const qsizetype exponent = skipDigits();
    return exponent > 0 && exponent <= 6 && i == text.size();
}

Error badNumber(const QString &text, const QString &datatype)
{
    return { ErrorCode::BadPattern,
             QStringLiteral("\"%1\" is not a value of %2.").arg(text.left(80), datatype) };
}

/// Sign, digits and exponent of a decimal text, normalised without loss: equal for equal values.
QString decimalKey(const QString &text)
{
    qsizetype i = 0;
    const bool isNegative = text.startsWith(u'-');
    if (isNegative || text.startsWith(u'+'))
        ++i;
    QString digits;
    qint64 exponent = 0;
    bool isAfterPoint = false;
    for (; i < text.size() && text[i] != u'e' && text[i] != u'E'; ++i) {
        if (text[i] == u'.') {
            isAfterPoint = true;
            continue;
        }
        digits += text[i];
        exponent -= isAfterPoint ? 1 : 0;
    }
    if (i < text.size())
        exponent += text.mid(i + 1).toInt();
    qsizetype zeros = 0;
    while (zeros < digits.size() && digits[zeros] == u'0')
        ++zeros;
    digits.remove(0, zeros);
    while (digits.endsWith(u'0')) {
        digits.chop(1);
        ++exponent;
    }
    if (digits.isEmpty())
        return QStringLiteral("n0");
    return u'n' + (isNegative ? QStringLiteral("-") : QString()) + digits + u'e'
            + QString::number(exponent);
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
        return decimalKey(ecmaText(*value));
    return decimalKey(literal.text());
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar.
qint64 daysFromCivil(qint64 year, int month, int day)
{
    year -= month <= 2 ? 1 : 0;
    const qint64 era = (year >= 0 ? year : year - 399) / 400;
    const qint64 yearOfEra = year - era * 400;
    const qint64 dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const qint64 dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + dayOfEra - 719468;
}

struct Instant
{
    qint64 seconds = 0;
    QString fraction; ///< digits after the point, without trailing zeros
    bool hasZone = false;
};

std::optional<Instant> parseDateTime(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(
            "\\A(-?[0-9]{4,9})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
            "(?:\\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})?\\z"));
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const int month = match.captured(2).toInt();
    const int day = match.captured(3).toInt();
    const int hour = match.captured(4).toInt();
    const int minute = match.captured(5).toInt();
    const int second = match.captured(6).toInt();
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 59)
        return std::nullopt;
    Instant result;
    result.seconds = daysFromCivil(match.captured(1).toLongLong(), month, day) * 86400
            + hour * 3600 + minute * 60 + second;
    result.fraction = match.captured(7);
    while (result.fraction.endsWith(u'0'))
        result.fraction.chop(1);
    const QString zone = match.captured(8);
    result.hasZone = !zone.isEmpty();
    if (zone.size() > 1) {
        const int offset = zone.mid(1, 2).toInt() * 3600 + zone.mid(4, 2).toInt() * 60;
        result.seconds -= zone[0] == u'-' ? -offset : offset;
    }
    return result;
}

} // namespace

QString integerText(double number)
{
    if (number == 0)
        return QStringLiteral("0"); // also for -0
    std::array<char, 512> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::trunc(number),
                                   std::chars_format::fixed, 0).ptr;
    return latin1(buffer.data(), end);
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
    const QString text = QString::fromStdString(exponential15(std::fabs(number)));
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
    return sign + plainText(shortestDigits(std::fabs(number)));
}

QString ecmaText(double number)
{
    if (!std::isfinite(number) || number == 0)
        return decimalText(number);
    const Digits shortest = shortestDigits(std::fabs(number));
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
    if (!isDecimal(unsignedText))
        return std::nullopt;
    const QByteArray latin = unsignedText.toLatin1();
    double value = 0;
    const auto [end, status] =
            std::from_chars(latin.constData(), latin.constData() + latin.size(), value);
    if (status == std::errc::result_out_of_range) {
        // Too large or too small: the exponent of its first digit tells which.
        const QString key = decimalKey(unsignedText.toString());
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
    if (datatype == iris::xsdInteger && integerPrefix(text) == 0)
        return badNumber(text, datatype);
    return Term::literal(text, datatype);
}

std::optional<double> jsonNumber(const Term &literal)
{
    if (!literal.isLiteral())
        return std::nullopt;
    if (literal.datatype() == iris::xsdInteger)
        return parseNumber(literal.text().left(integerPrefix(literal.text())));
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
    const std::optional<Instant> instant = parseDateTime(text);
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
        const std::optional<Instant> instant = parseDateTime(term.text());
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
