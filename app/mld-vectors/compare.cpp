// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "compare.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>

namespace mld::vectors {

namespace {

QString differenceOfArrays(const QJsonArray &expected, const QJsonArray &actual,
                           const QString &path)
{
    for (qsizetype i = 0; i < std::min(expected.size(), actual.size()); ++i) {
        const QString place = QStringLiteral("%1[%2]").arg(path).arg(i);
        const QString difference = firstDifference(expected[i], actual[i], place);
        if (!difference.isNull())
            return difference;
    }
    if (expected.size() == actual.size())
        return {};
    return QStringLiteral("%1: expected %2 members, got %3: expected %4, got %5")
            .arg(path)
            .arg(expected.size())
            .arg(actual.size())
            .arg(shown(expected), shown(actual));
}

QString differenceOfObjects(const QJsonObject &expected, const QJsonObject &actual,
                            const QString &path)
{
    QMap<QString, bool> keys;
    for (auto it = expected.begin(); it != expected.end(); ++it)
        keys.insert(it.key(), true);
    for (auto it = actual.begin(); it != actual.end(); ++it)
        keys.insert(it.key(), true);
    for (auto key = keys.keyBegin(); key != keys.keyEnd(); ++key) {
        const QString place = path.isEmpty() ? *key : QString(path + u'.' + *key);
        const QString difference = firstDifference(expected[*key], actual[*key], place);
        if (!difference.isNull())
            return difference;
    }
    return {};
}

} // namespace

QString jsonText(const QJsonValue &value)
{
    const QByteArray array =
            QJsonDocument(QJsonArray { value }).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.mid(1, array.size() - 2));
}

QString shown(const QJsonValue &value)
{
    if (value.isUndefined())
        return QStringLiteral("nothing");
    const QString text = jsonText(value);
    return text.size() <= 600 ? text : QString(text.left(600) + u'…');
}

QString firstDifference(const QJsonValue &expected, const QJsonValue &actual, const QString &path)
{
    if (expected.isArray() && actual.isArray())
        return differenceOfArrays(expected.toArray(), actual.toArray(), path);
    if (expected.isObject() && actual.isObject())
        return differenceOfObjects(expected.toObject(), actual.toObject(), path);
    if (expected == actual)
        return {};
    return QStringLiteral("%1: expected %2, got %3").arg(path, shown(expected), shown(actual));
}

} // namespace mld::vectors
