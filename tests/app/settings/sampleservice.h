// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "settings/messagingservice.h"

namespace commonplace {

/// A broker of MQTT, as the form describes it.
inline MessagingService mqttAt(const QString &host, int port = 0, bool isSecure = false, const QString &user = {})
{
    MessagingService service;
    service.kind = QStringLiteral("mqtt");
    service.values = { { QStringLiteral("host"), host } };
    if (port != 0)
        service.values.insert(QStringLiteral("port"), port);
    service.values.insert(QStringLiteral("protocol"), isSecure ? QStringLiteral("mqtts") : QStringLiteral("mqtt"));
    if (!user.isEmpty())
        service.values.insert(QStringLiteral("username"), user);
    return service;
}

/// A server of Socket.IO.
inline MessagingService socketIoAt(const QString &uri)
{
    MessagingService service;
    service.kind = QStringLiteral("io");
    service.values = { { QStringLiteral("uri"), uri } };
    return service;
}

} // namespace commonplace
