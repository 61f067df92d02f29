// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqttfailure.h"

namespace mld {

MqttFailures::MqttFailures(const MqttOptions &options)
    : m_host(options.host), m_port(options.effectivePort()), m_hasUser(!options.username.isEmpty())
{
}

MqttFailure MqttFailures::hostNotFound() const
{
    return {{TransportErrorCode::HostNotFound,
             tr("There is no host named %1, or this computer is not connected to a network. Check "
                "the address.")
                 .arg(m_host)}};
}

MqttFailure MqttFailures::portRefused() const
{
    return {{TransportErrorCode::ConnectionRefused,
             tr("%1 refuses connections at port %2. Check the port, and that the service is "
                "running.")
                 .arg(m_host)
                 .arg(m_port)}};
}

MqttFailure MqttFailures::unreachable() const
{
    return {{TransportErrorCode::TimedOut,
             tr("%1 cannot be reached. Check the address, and this computer's connection.")
                 .arg(m_host)}};
}

MqttFailure MqttFailures::lost() const
{
    return {{TransportErrorCode::ConnectionLost, tr("The connection to %1 was lost.").arg(m_host)}};
}

MqttFailure MqttFailures::closedUnanswered() const
{
    return {
        {TransportErrorCode::ConnectionLost,
         tr("%1 closed the connection without an answer. Check the port: it may be one for secure "
            "connections (“mqtts”), or of another service.")
             .arg(m_host)}};
}

MqttFailure MqttFailures::silent() const
{
    return {{TransportErrorCode::ConnectionLost, tr("%1 has stopped answering.").arg(m_host)}};
}

MqttFailure MqttFailures::notMqtt() const
{
    return {{TransportErrorCode::ProtocolError,
             tr("What answers at %1, port %2, is not an MQTT service. Check the port.")
                 .arg(m_host)
                 .arg(m_port)}};
}

MqttFailure MqttFailures::notWebSocket(const QString &detail) const
{
    return {{TransportErrorCode::ProtocolError,
             tr("What answers at %1, port %2, does not take MQTT over WebSocket there (%3). Check "
                "the port and the path.")
                 .arg(m_host)
                 .arg(m_port)
                 .arg(detail)}};
}

MqttFailure MqttFailures::refusal(int code) const
{
    switch (code) {
    case 1:
        return {
            {TransportErrorCode::ProtocolError, tr("%1 does not speak MQTT 3.1.1.").arg(m_host)},
            false};
    case 2:
        return {{TransportErrorCode::BadConfiguration,
                 tr("%1 does not accept the name of this clone.").arg(m_host)},
                false};
    case 4:
    case 5:
        return {{TransportErrorCode::BadCredentials,
                 m_hasUser ? tr("%1 does not accept the user name or the password.").arg(m_host)
                           : tr("%1 wants a user name and a password.").arg(m_host)},
                false};
    default:
        return {{TransportErrorCode::ConnectionRefused,
                 tr("%1 cannot take connections at the moment.").arg(m_host)}};
    }
}

MqttFailure MqttFailures::other(const QString &detail) const
{
    return {{TransportErrorCode::ConnectionLost,
             tr("The connection to %1 failed: %2.").arg(m_host, detail)}};
}

MqttFailure MqttFailures::certificate(CertificateFault fault, const QString &detail) const
{
    const auto rejected = [](const QString &why) {
        return MqttFailure{{TransportErrorCode::CertificateRejected, why}, false};
    };
    switch (fault) {
    case CertificateFault::Expired:
        return rejected(
            tr("The certificate of %1 has expired. Whoever runs the service must renew it.")
                .arg(m_host));
    case CertificateFault::NotYetValid:
        return rejected(
            tr("The certificate of %1 is not valid yet. Check this computer's date.").arg(m_host));
    case CertificateFault::OtherName:
        return rejected(
            tr("The certificate is not for %1, but for another name. Check the address.")
                .arg(m_host));
    case CertificateFault::UnknownAuthority:
        return rejected(
            tr("The certificate of %1 is not signed by an authority that is trusted here. If the "
               "service has an authority of its own, add that one's certificate.")
                .arg(m_host));
    case CertificateFault::Other:
        break;
    }
    return rejected(tr("The certificate of %1 is not accepted: %2.").arg(m_host, detail));
}

bool MqttFailures::isAboutOurCertificate(int alert)
{
    switch (alert) {
    case 41:  // no_certificate (SSL 3)
    case 42:  // bad_certificate
    case 43:  // unsupported_certificate
    case 44:  // certificate_revoked
    case 45:  // certificate_expired
    case 46:  // certificate_unknown
    case 48:  // unknown_ca
    case 49:  // access_denied
    case 116: // certificate_required
        return true;
    default:
        return false;
    }
}

MqttFailure MqttFailures::clientCertificateRefused() const
{
    return {{TransportErrorCode::BadCredentials,
             tr("%1 does not accept this program's client certificate, or wants one.").arg(m_host)},
            false};
}

MqttFailure MqttFailures::tlsRefused(const QString &detail) const
{
    return {{TransportErrorCode::TlsFailed,
             tr("A secure connection to %1 was refused: %2.").arg(m_host, detail)},
            false};
}

MqttFailure MqttFailures::noTls() const
{
    return {{TransportErrorCode::TlsFailed,
             tr("No secure connection to %1 could be made. Perhaps the port is not the one for "
                "secure connections.")
                 .arg(m_host)}};
}

} // namespace mld
