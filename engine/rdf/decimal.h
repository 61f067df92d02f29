// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringView>

#include <string>

/// Decimal text of numbers. Internal to rdf/.
namespace mld::decimal {

/// A finite magnitude as digits and the power of ten of the first one.
struct Digits
{
    QString digits; ///< no leading or trailing zeros; "0" for zero
    int exponent = 0;
};

/// The fewest digits that read back as `magnitude`, which must be finite and not negative.
Digits shortest(double magnitude);

/// The same number without an exponent.
QString plainText(const Digits &number);

/// All digits of a whole number, with its sign.
QString wholeText(double number);

/// `%.15e` with ties away from zero, as ECMAScript's toExponential(15) has them.
std::string exponential15(double magnitude);

/// True for digits with at most one point among them, and perhaps an exponent; no sign.
bool isDecimal(QStringView text);

/// The length of the optional sign and digits that `text` begins with; 0 if there are no digits.
qsizetype integerPrefix(const QString &text);

/// Sign, digits and exponent of a decimal text, normalised without loss: equal for equal values.
QString key(const QString &text);

} // namespace mld::decimal
