// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "vectors.h"

#include <algorithm>
#include <vector>

namespace mld::test {

/// JSON content without what is arbitrary in it: the labels of blank nodes, the order of entries, and
/// the choice between one thing and an array of it. Null for the data of deletes, which is ignored.
inline QJsonValue normal(const QJsonValue &json, bool isDelete = false)
{
    if (json.isObject()) {
        const QJsonObject object = json.toObject();
        QJsonObject result;
        for (auto entry = object.begin(); entry != object.end(); ++entry) {
            const bool isValue = entry.key() == QStringLiteral("@value");
            const bool isLabel = entry.key() == QStringLiteral("@id")
                    && entry.value().toString().startsWith(u"_:");
            if (isValue && isDelete && object.contains(QStringLiteral("@id")))
                result.insert(entry.key(), QJsonValue::Null);
            else if (entry.key() == QStringLiteral("op") || (isValue && entry.value().isObject()))
                result.insert(entry.key(), entry.value()); // the order in a text matters
            else if (!isLabel)
                result.insert(entry.key(), normal(entry.value(), isDelete));
        }
        return result;
    }
    if (json.isArray()) {
        std::vector<QJsonValue> items;
        for (const QJsonValue &item : json.toArray())
            items.push_back(normal(item, isDelete));
        std::sort(items.begin(), items.end(), [](const QJsonValue &a, const QJsonValue &b) {
            return text(a) < text(b);
        });
        QJsonArray sorted;
        for (const QJsonValue &item : items)
            sorted.append(item);
        return sorted.size() == 1 ? QJsonValue(sorted[0]) : QJsonValue(sorted);
    }
    return json;
}

/// The two or three members of an operation's content (wire.md 4), so that equal contents have
/// equal texts.
inline QByteArray normalContent(const QJsonValue &update)
{
    const QJsonArray members = update.toArray();
    QByteArray result = text(normal(members.at(0), true)) + text(normal(members.at(1)));
    if (members.size() > 2)
        result += text(normal(members.at(2)));
    return result;
}

} // namespace mld::test
