// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/service.h"

#include <QCoreApplication>

namespace mld {

/// A RabbitMQ server by AMQP 0-9-1, its own protocol. The keys are those that AmqpOptions reads.
class AmqpService : public Service
{
    Q_DECLARE_TR_FUNCTIONS(AmqpService)

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
    Result<TransportMaker> maker(const ServiceSettings &settings) const override;
};

} // namespace mld
