// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "casebackend.h"
#include "constraint/constraint.h"
#include "jsonld/context.h"
#include "memorygraph.h"

#include <QSet>

#include <memory>

/// A clone that is nothing but a graph in memory, query/ and the constraints.
class MemoryBackend : public CaseBackend
{
public:
    /// `test` gives the context, constraints and plugins.
    explicit MemoryBackend(const QJsonObject &test);

    mld::Result<std::optional<QJsonObject>> write(const QJsonValue &pattern) override;
    mld::Result<std::optional<QJsonObject>> remove(const QString &id) override;
    mld::Result<QJsonArray> read(const QJsonObject &pattern) override;
    mld::Result<bool> ask(const QJsonObject &pattern) override;
    mld::Result<std::optional<QJsonObject>> get(const QString &id,
                                                const QStringList &properties) override;

    const MemoryGraph &graph() const { return m_graph; }

private:
    mld::Result<std::optional<QJsonObject>> make(mld::Result<mld::Patch> evaluated);
    QString newId();

    MemoryGraph m_graph;
    mld::Context m_context;
    std::unique_ptr<mld::Constraint> m_constraints;
    QSet<QString> m_textProperties;
    int m_ids = 0;
    int m_ticks = 0;
};
