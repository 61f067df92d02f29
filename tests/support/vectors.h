// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <stdexcept>

/// Reading the vectors in tests/data.
namespace mld::test {

/// The object in tests/data/`name`. Throws if there is none, which fails the test.
inline QJsonObject loadVectors(const QString &name)
{
    QFile file(QStringLiteral(MLD_TEST_DATA "/") + name);
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("cannot open " + file.fileName().toStdString());
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isObject())
        throw std::runtime_error(error.errorString().toStdString());
    return document.object();
}

/// JSON as text, to name test rows and to show differences.
inline QByteArray text(const QJsonValue &json)
{
    const QByteArray wrapped = QJsonDocument(QJsonArray{ json }).toJson(QJsonDocument::Compact);
    return wrapped.mid(1, wrapped.size() - 2);
}

} // namespace mld::test
