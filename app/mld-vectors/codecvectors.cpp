// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
// MessagePack (wire.md 2), msgpack.json; list positions (semantics.md 8.2), lseq.json.
#include "compare.h"
#include "packedjson.h"
#include "vectorfile.h"

#include "list/position.h"

#include <QJsonArray>

#include <algorithm>

namespace mld::vectors {

namespace {

QString nameOf(const QJsonObject &row, const QString &group, qsizetype index)
{
    return row.contains(u"what") ? row[u"what"].toString()
                                 : QStringLiteral("%1[%2]").arg(group).arg(index);
}

// Writing is compared with the bytes, but for the order of keys, which JSON does not keep here:
// for that, bytes are read and written again.
QString differenceOfBytes(const QJsonObject &row, QStringView valueKey)
{
    QString hex = row[u"hex"].toString();
    const bool isCut = hex.endsWith(QLatin1String("..."));
    if (isCut)
        hex.chop(3);
    const QJsonValue value = row[valueKey];
    if (isCut) {
        const QString written = QString::fromLatin1(packedJson(value).toHex());
        return written.startsWith(hex) ? QString()
                                       : QStringLiteral("expected %1…, got %2").arg(hex, written);
    }
    const QByteArray bytes = QByteArray::fromHex(hex.toLatin1());
    const auto read = unpackedJson(bytes);
    const QString difference = firstDifference(
            value, read ? *read : QJsonValue(QJsonValue::Undefined), QStringLiteral("read"));
    if (!difference.isNull() || value.isNull() || !read)
        return difference;
    const auto rewritten = repacked(bytes);
    return firstDifference(hex, QString::fromLatin1(rewritten->toHex()),
                           QStringLiteral("written"));
}

QString differenceOfDecoding(const QJsonObject &row)
{
    const auto read = unpackedJson(QByteArray::fromHex(row[u"hex"].toString().toLatin1()));
    if (row.contains(u"error"))
        return read ? QStringLiteral("expected an error, got %1").arg(shown(*read)) : QString();
    return firstDifference(row[u"decoded"], read ? *read : QJsonValue(QJsonValue::Undefined));
}

bool isIncreasing(const QString &lower, const QJsonArray &positions, const QString &upper)
{
    QString last = lower;
    for (const QJsonValue &position : positions) {
        if (!(last < position.toString()))
            return false;
        last = position.toString();
    }
    return upper.isNull() || last < upper;
}

// A defect of the reference: good positions at the wrong place (semantics.md 8.2). Ours only have
// to be at the right one.
bool isMisplaced(const QString &lower, const QJsonArray &positions, const QString &upper)
{
    const bool areGood = std::all_of(positions.begin(), positions.end(), [](const QJsonValue &each) {
        return ListPosition::parse(each.toString()).has_value();
    });
    return areGood && !isIncreasing(lower, positions, upper);
}

void runPosition(const QString &name, const QJsonObject &row, Report &report)
{
    const auto boundOf = [&](QStringView key) {
        const QString text = row[key].toString();
        return text == QLatin1String("min") || text == QLatin1String("max") ? QString() : text;
    };
    const QString lower = boundOf(u"lower");
    const QString upper = boundOf(u"upper");
    const QString site = row[u"site"].toString();
    QJsonArray made;
    for (const QString &position :
         ListPosition::between(lower, upper, site, row[u"count"].toInt()))
        made.append(position);
    const QJsonArray expected = row[u"positions"].toArray();
    const QString difference = firstDifference(expected, made, QStringLiteral("positions"));
    if (made.size() != expected.size() || !isIncreasing(lower, made, upper))
        report.add(name, QStringLiteral("not strictly between: %1").arg(shown(made)));
    else if (isMisplaced(lower, expected, upper))
        report.addQuirk(name, difference);
    else
        report.add(name, difference);
}

} // namespace

void runMsgPack(const QJsonObject &file, Report &report)
{
    const auto run = [&](const QString &group, const auto &difference) {
        const QJsonArray rows = file[group].toArray();
        for (qsizetype i = 0; i < rows.size(); ++i) {
            const QJsonObject row = rows[i].toObject();
            report.add(nameOf(row, group, i), difference(row));
        }
    };
    run(QStringLiteral("encode"),
        [](const QJsonObject &row) { return differenceOfBytes(row, u"value"); });
    run(QStringLiteral("special"),
        [](const QJsonObject &row) { return differenceOfBytes(row, u"decoded"); });
    run(QStringLiteral("decode"), differenceOfDecoding);
}

void runPositions(const QJsonObject &file, Report &report)
{
    const QJsonArray rows = file[u"cases"].toArray();
    for (qsizetype i = 0; i < rows.size(); ++i)
        runPosition(QStringLiteral("cases[%1]").arg(i), rows[i].toObject(), report);
}

} // namespace mld::vectors
