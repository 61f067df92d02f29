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
    /// Nothing came of an attempt within the time for it.
    MqttFailure noConnection() const;
    /// The service did not take a message, for a reason of its own.
    MqttFailure notTaken() const;
    /// This process may open no more files and connections.
    MqttFailure noDescriptors() const;
    /// The connection was closed from afar, after the broker had accepted it.
    MqttFailure lost() const;
    /// The same, before.
    MqttFailure closedUnanswered() const;
    /// The port takes connections, but not a word came within the time for it.
    MqttFailure noAnswer() const;
    /// A connection in plain text was answered in TLS.
    MqttFailure wantsTls() const;
    /// Nothing was heard for longer than the keepalive allows.
    MqttFailure silent() const;
    MqttFailure notMqtt() const;
    MqttFailure webServer() const;
    /// What answers does not take WebSocket connections there.
    MqttFailure notWebSocket(const QString &detail) const;
    /// `code` is CONNACK's (MQTT 3.1.1, table 3.1; MQTT 5, 3.2.2.2).
    MqttFailure refusal(int code) const;
    /// The service took leave; `code` is DISCONNECT's (MQTT 5, 3.14.2.1).
    MqttFailure dismissal(int code) const;
    /// The account may not publish, or not receive.
    MqttFailure publishDenied() const;
    MqttFailure receiveDenied() const;
    /// One of the two, and it cannot be told which.
    MqttFailure passesNothingOn() const;
    /// Another program is connected by the same id: each connection ends the other's.
    MqttFailure idInUse() const;
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
    bool m_isSecure = false;
    bool m_hasCertificate = false;
};

} // namespace mld
