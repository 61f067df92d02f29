// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "rdf/decimal.h"

#include <array>
#include <charconv>
#include <string_view>

namespace mld::decimal {

namespace {

QString latin1(const char *begin, const char *end)
{
    return QString::fromLatin1(begin, end - begin);
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

} // namespace

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

Digits shortest(double magnitude)
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

QString wholeText(double number)
{
    std::array<char, 512> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                   std::chars_format::fixed, 0).ptr;
    return latin1(buffer.data(), end);
}

qsizetype integerPrefix(const QString &text)
{
    qsizetype i = !text.isEmpty() && (text[0] == u'-' || text[0] == u'+') ? 1 : 0;
    const qsizetype start = i;
    while (i < text.size() && isDigit(text[i]))
        ++i;
    return i > start ? i : 0;
}

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

QString key(const QString &text)
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

} // namespace mld::decimal
