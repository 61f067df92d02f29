// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/endpoint.h"
#include "result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace mld {

/// How to reach an MQTT broker, and who to be there. A value; holds secrets, so it is neither
/// logged nor stored by the transport.
struct MqttOptions
{
    enum class Protocol { Tcp, Tls, WebSocket, SecureWebSocket };

    /// How topics and presence are mapped. RabbitMQ turns the dots of topics into slashes, and does
    /// not send retained messages to filters with wildcards (MqttTopics, MqttTransport).
    enum class Dialect { Standard, RabbitMq };

    /// Of MQTT.
    enum class Version {
        Any, ///< 5, or 3.1.1 if the broker does not take that
        V311,
        V5
    };

    QString host = QStringLiteral("localhost");
    quint16 port = 0; ///< 0: the protocol's own, see effectivePort()
    Protocol protocol = Protocol::Tcp;
    QString path = QStringLiteral("/"); ///< for the WebSocket protocols, with the query if any
    Dialect dialect = Dialect::Standard;
    Version version = Version::Any;
    QString username;
    QString password;
    /// Seconds between signs of life. A peer whose process or network froze is seen to leave after
    /// 1.5 to 2.5 times this. 0 is for ever; a library may raise other small values.
    int keepAliveSeconds = 5;
    int connectTimeoutMs = 5000; ///< from name look-up to when the service lets us in
    /// Pause between attempts: -1 for one that grows from 0.2 s to 30 s, with jitter; otherwise
    /// fixed, in ms; 0 never tries again.
    int reconnectPeriodMs = -1;
    TlsOptions tls;
    QUrl proxy; ///< as Endpoint has it; empty: none

    /// Reads the `mqtt` object of a configuration (design.md 5). `ca`, `cert` and `key` are PEM
    /// text, or the path of a file that holds it. The error names the key, what is wrong, and what
    /// it may be. Keys that are not known are errors.
    static Result<MqttOptions> fromJson(const QJsonObject &json);

    bool isSecure() const
    {
        return protocol == Protocol::Tls || protocol == Protocol::SecureWebSocket;
    }
    bool isWebSocket() const
    {
        return protocol == Protocol::WebSocket || protocol == Protocol::SecureWebSocket;
    }
    /// Whether the bytes go another way than a library of MQTT takes by itself.
    bool needsBridge() const { return isWebSocket() || !proxy.isEmpty(); }
    quint16 effectivePort() const;
    Endpoint endpoint() const;
};

} // namespace mld
