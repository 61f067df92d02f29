// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "matching.h"
#include "memorybackend.h"
#include "vectorjson.h"

#include <QJsonDocument>

/// A value from JSON text.
inline QJsonValue json(const QByteArray &text)
{
    return QJsonDocument::fromJson("[" + text + "]").array().first();
}

/// A clone in memory with something in it, for tests of patterns.
class Notebook
{
public:
    /// `configuration` as in the vectors: context, config, plugins.
    explicit Notebook(const QByteArray &data = "[]", const QByteArray &configuration = "{}")
        : m_backend(json(configuration).toObject())
    {
        const auto written = m_backend.write(json(data));
        if (!written)
            qFatal("%s", qPrintable(written.error().message));
    }

    /// What a read gives, in canonical form, or its error code.
    QString read(const QByteArray &pattern)
    {
        const auto found = m_backend.read(json(pattern).toObject());
        return found ? mld::vectors::canonicalText(*found)
                     : QStringLiteral("error %1").arg(int(found.error().code));
    }

    /// The event of a write, in canonical form and without ticks, or its error code.
    QString write(const QByteArray &pattern)
    {
        const auto event = m_backend.write(json(pattern));
        if (!event)
            return QStringLiteral("error %1").arg(int(event.error().code));
        if (!*event)
            return QStringLiteral("nothing");
        QJsonObject sides;
        for (const QString &side : { QStringLiteral("@delete"), QStringLiteral("@insert"),
                                     QStringLiteral("@update") }) {
            if (!(*event)->value(side).toArray().isEmpty())
                sides.insert(side, (*event)->value(side));
        }
        return mld::vectors::canonicalText(sides);
    }

    /// The canonical form of JSON text.
    static QString canonical(const QByteArray &text) { return mld::vectors::canonicalText(json(text)); }

    MemoryBackend &backend() { return m_backend; }
    const MemoryGraph &graph() const { return m_backend.graph(); }

private:
    MemoryBackend m_backend;
};
