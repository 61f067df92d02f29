// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/service.h"

#include <QCoreApplication>

namespace mld {

/// A Socket.IO server with m-ld-js's service in it (wire.md 17). The keys are those that SocketIoOptions reads: `uri`,
/// and those of `opts` beside it.
class SocketIoService : public Service
{
    Q_DECLARE_TR_FUNCTIONS(SocketIoService)

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
