// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/service.h"

#include <QCoreApplication>

namespace mld {

/// An m-ld Gateway, hosted or one's own (gateway.md). The keys are those that GatewayOptions reads.
class GatewayService : public Service
{
    Q_DECLARE_TR_FUNCTIONS(GatewayService)

public:
    QString kind() const override;
    QString title() const override;
    QString sentence() const override;
    QStringList schemes() const override;
    QList<Field> fields() const override;
    QString unavailable() const override;

    Result<ServiceSettings> fromConfig(const QJsonObject &config) const override;
    QJsonObject toConfig(const ServiceSettings &settings) const override;
    /// An address, with the account as its path if it has one.
    Result<ServiceSettings> fromPaste(const QString &text) const override;
    QString address(const Values &values) const override;
    bool isSamePlace(const Values &one, const Values &other) const override;
    Result<void> checkDomain(const Values &values, const DomainName &domain, bool isGenesis) const override;
    bool givesNames() const override { return true; }
    bool givesAccounts() const override { return true; }
    Result<std::unique_ptr<Registrar>> registrar(const ServiceSettings &settings) const override;
    QString sharingNote(const Values &values) const override;
    Result<TransportMaker> maker(const ServiceSettings &settings) const override;
    Result<TransportMaker> trialMaker(const ServiceSettings &settings) const override;
};

} // namespace mld
