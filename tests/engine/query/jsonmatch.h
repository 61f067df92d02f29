// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QJsonValue>
#include <QString>

/// Compares results as tests/data/jrql-cases.json says: arrays are sets unless they are under `@list`,
/// `@splice`, `@concat` or in a `@value`, and generated ids are equal up to one renaming over a whole
/// case.
class JsonMatcher
{
public:
    /// True if `actual` is what is expected; the ids that this fixes hold for later calls.
    bool matches(const QJsonValue &expected, const QJsonValue &actual);

    /// The form of the vectors, with generated ids masked: for messages.
    static QString canonical(const QJsonValue &value);

private:
    QHash<QString, QString> m_actualOf; ///< generated ids of the vectors, and ours
    QHash<QString, QString> m_expectedOf;
};

/// `{"$bytes"}` and `{"$number"}` of the vectors as the engine has them in JSON.
QJsonValue fromVector(const QJsonValue &value);
