// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/mqttoptions.h"
#include "protocol/transport.h"

#include <QCoreApplication>

namespace mld {

/// What ended a connection, or an attempt at one.
struct MqttFailure
{
    TransportError error;
    bool canRetry = true; ///< false when the same attempt would fail again
};

/// What is wrong with a server's certificate.
enum class CertificateFault { Expired, NotYetValid, OtherName, UnknownAuthority, Other };

/// The failures of connections, in words for people: the same whatever library met them. Pure.
class MqttFailures
{
    Q_DECLARE_TR_FUNCTIONS(MqttFailures)

public:
    MqttFailures() = default;
    explicit MqttFailures(const MqttOptions &options);

    MqttFailure hostNotFound() const;
    MqttFailure portRefused() const;
    MqttFailure unreachable() const;
    /// The connection was closed from afar, after the broker had accepted it.
    MqttFailure lost() const;
    /// The same, before.
    MqttFailure closedUnanswered() const;
    /// Nothing was heard for longer than the keepalive allows.
    MqttFailure silent() const;
    MqttFailure notMqtt() const;
    /// What answers does not take WebSocket connections there.
    MqttFailure notWebSocket(const QString &detail) const;
    /// `code` is CONNACK's (MQTT 3.1.1, table 3.1).
    MqttFailure refusal(int code) const;
    /// Any other, in the words of the operating system or a library.
    MqttFailure other(const QString &detail) const;

    /// `detail` is for CertificateFault::Other.
    MqttFailure certificate(CertificateFault fault, const QString &detail) const;
    /// Whether a TLS alert of the server speaks of the client's certificate (RFC 8446, 6.2).
    static bool isAboutOurCertificate(int alert);
    MqttFailure clientCertificateRefused() const;
    /// `detail` names the TLS alert.
    MqttFailure tlsRefused(const QString &detail) const;
    MqttFailure noTls() const;

private:
    QString m_host;
    quint16 m_port = 0;
    bool m_hasUser = false;
};

} // namespace mld
