// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <optional>

/// One clone of a case of tests/data/jrql-cases.json, however it is made.
class CaseBackend
{
public:
    virtual ~CaseBackend() = default;

    /// The update event of a write, or nothing if it has none.
    virtual mld::Result<std::optional<QJsonObject>> write(const QJsonValue &pattern) = 0;
    virtual mld::Result<std::optional<QJsonObject>> remove(const QString &id) = 0;
    virtual mld::Result<QJsonArray> read(const QJsonObject &pattern) = 0;
    virtual mld::Result<bool> ask(const QJsonObject &pattern) = 0;
    virtual mld::Result<std::optional<QJsonObject>> get(const QString &id,
                                                        const QStringList &properties) = 0;
};

/// Plays the steps of a case of one clone, and compares. Returns what differs; empty if nothing does.
QStringList playCase(const QJsonObject &steps, CaseBackend &backend);
