// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/tseq.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <utility>

/// What the tests of texts share.
namespace texttest {

using namespace mld;

inline const QString p1 = QStringLiteral("p1");
inline const QString p2 = QStringLiteral("p2");

inline QString compact(const QJsonValue &value)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
}

// The vectors have surrogates in positions where this engine has private-use characters, and holes
// as null or as {"$undefined"}: one form for both.
inline QJsonValue normal(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue &item : value.toArray())
            array.append(normal(item));
        return array;
    }
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        if (object.contains(QLatin1String("$undefined")))
            return QJsonValue::Null;
        for (auto entry = object.begin(); entry != object.end(); ++entry)
            *entry = normal(*entry);
        return object;
    }
    const QString string = value.toString();
    if (string.size() == 1 && string.front().isSurrogate())
        return QString(QChar(char16_t(string.front().unicode() + 0x800)));
    return value;
}

inline TSeq loaded(const QString &pid, const QJsonValue &state)
{
    Result<TSeq> text = TSeq::loadJson(pid, state);
    if (!text)
        qFatal("%s", qPrintable(text.error().message));
    return std::move(*text);
}

inline TextOperation operation(const char *json)
{
    const auto result = TextOperation::fromJson(QJsonDocument::fromJson(json).array());
    if (!result)
        qFatal("%s: %s", json, qPrintable(result.error().message));
    return *result;
}

inline TSeq textOf(const QString &pid, const QString &content)
{
    TSeq text(pid);
    if (!text.splice(0, 0, content))
        qFatal("A text could not be made");
    return text;
}

} // namespace texttest

#define COMPARE_JSON(actual, expected)                                                             \
    QCOMPARE(compact(normal(actual)), compact(normal(expected)))

/// Verifies that a result is one, or says why it is not.
#define VERIFY_OK(result)                                                                          \
    do {                                                                                           \
        const auto &verified = (result);                                                           \
        QVERIFY2(verified.isOk(), qPrintable(verified ? QString() : verified.error().message));    \
    } while (false)
