// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QJsonObject>
#include <QMetaType>
#include <QString>

namespace commonplace {

/// A messaging service that a person has told the app about: how to reach it, but not the secret
/// that opens it, which lives in the keychain under the service's id.
struct MessagingService
{
    QString id;
    QString kind = QStringLiteral("mqtt");
    QString name; ///< what the person calls it
    QString host;
    int port = 0; ///< 0 means the usual one
    bool useTls = false;
    QString caFile;        ///< certificates trusted besides the system's, as a PEM file
    QByteArray caPem;      ///< likewise, as it came with an invitation
    QString user;          ///< empty: anonymous

    friend bool operator==(const MessagingService &, const MessagingService &) = default;

    static constexpr int mqttPort = 1883;
    static constexpr int mqttTlsPort = 8883;

    int effectivePort() const { return port > 0 ? port : useTls ? mqttTlsPort : mqttPort; }
    /// "mqtts://host:port", without user: names the service among people.
    QString address() const;
    /// The name given, or the host.
    QString displayName() const { return name.isEmpty() ? host : name; }
    /// Whether both lead to the same place, whatever they are called.
    bool isSamePlace(const MessagingService &other) const;

    /// What is still missing or wrong before it can be used, as a sentence; empty if nothing is.
    QString fault() const;
    QString hostFault() const;
    QString portFault() const;

    /// Whether the host is surely this machine, so that nobody can listen on the way.
    bool isThisMachine() const;
    /// Reads what a person has typed for a host, which may be all of an address: `[::1]`, `host:port`,
    /// `user@host`, `mqtts://host:port`. Sets what the text says, and nothing else; what cannot be read
    /// becomes the host, for hostFault() to say so.
    void readHost(const QString &text);

    QJsonObject toJson() const;
    static MessagingService fromJson(const QJsonObject &json);
    /// Reads `mqtt://[user@]host[:port]` or `mqtts://…`. A password in it is refused.
    static mld::Result<MessagingService> fromUrl(const QString &url);
};

} // namespace commonplace

Q_DECLARE_METATYPE(commonplace::MessagingService)
