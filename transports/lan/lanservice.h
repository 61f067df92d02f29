// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/service.h"

#include <QCoreApplication>

namespace mld {

/// The members on the same network, without a server. Nobody need set it up: each notebook has a secret of its own, and
/// who has that finds the others. The keys are those that LanOptions reads.
class LanService : public Service
{
    Q_DECLARE_TR_FUNCTIONS(LanService)

public:
    QString kind() const override;
    QString title() const override;
    QString sentence() const override;
    QStringList schemes() const override;
    QList<Field> fields() const override;
    QString unavailable() const override;

    Result<ServiceSettings> fromConfig(const QJsonObject &config) const override;
    QJsonObject toConfig(const ServiceSettings &settings) const override;
    Result<ServiceSettings> fromPaste(const QString &text) const override;
    QString address(const Values &values) const override;
    bool isSamePlace(const Values &one, const Values &other) const override;
    Values withInvited(const Values &own, const Values &invited) const override;
    Secrets newNotebookSecrets() const override;
    Result<TransportMaker> maker(const ServiceSettings &settings) const override;
};

} // namespace mld
