// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "rdf/datetime.h"

#include <QRegularExpression>

namespace mld {

namespace {

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

} // namespace

std::optional<Instant> Instant::parse(const QString &text)
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

} // namespace mld
