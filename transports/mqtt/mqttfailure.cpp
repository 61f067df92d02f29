// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqttfailure.h"

namespace mld {

MqttFailures::MqttFailures(const MqttOptions &options)
    : m_host(options.host), m_port(options.effectivePort()), m_hasUser(!options.username.isEmpty()),
      m_isSecure(options.isSecure()), m_hasCertificate(!options.certificate.isEmpty())
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

MqttFailure MqttFailures::noConnection() const
{
    return {{TransportErrorCode::TimedOut,
             tr("%1 did not answer in time. Check the address and port, and this computer's connection; a firewall "
                "may be in the way.")
                 .arg(m_host)}};
}

MqttFailure MqttFailures::notTaken() const
{
    return {{TransportErrorCode::ConnectionLost, tr("%1 did not take a message just now.").arg(m_host)}};
}

MqttFailure MqttFailures::noDescriptors() const
{
    return {{TransportErrorCode::NoResources,
             tr("This program has as many files and connections open as this computer allows it. Close "
                "some notebooks, or raise the limit for open files, and it goes on by itself.")}};
}

MqttFailure MqttFailures::lost() const
{
    return {{TransportErrorCode::ConnectionLost, tr("The connection to %1 was lost.").arg(m_host)}};
}

MqttFailure MqttFailures::closedUnanswered() const
{
    return {{TransportErrorCode::NoAnswer,
             m_isSecure
                 ? tr("%1 closed the connection at port %2 without an answer. Check the port: it may be of "
                      "another service.")
                       .arg(m_host)
                       .arg(m_port)
                 : tr("%1 closed the connection at port %2 without an answer. Check the port: it may be one "
                      "for secure connections (“mqtts”), or of another service.")
                       .arg(m_host)
                       .arg(m_port)}};
}

MqttFailure MqttFailures::noAnswer() const
{
    return {{TransportErrorCode::NoAnswer,
             m_isSecure
                 ? tr("%1 takes connections at port %2, but says nothing there. Check the port: it may be one "
                      "without TLS, or of another service.")
                       .arg(m_host)
                       .arg(m_port)
                 : tr("%1 takes connections at port %2, but says nothing there. Check the port: it may be one "
                      "for secure connections (“mqtts”), or of another service.")
                       .arg(m_host)
                       .arg(m_port)}};
}

MqttFailure MqttFailures::wantsTls() const
{
    return {{TransportErrorCode::WantsTls,
             tr("%1 takes only secure connections at port %2. Switch TLS on (“mqtts”), or give the port for "
                "connections without it.")
                 .arg(m_host)
                 .arg(m_port)}};
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

MqttFailure MqttFailures::webServer() const
{
    return {{TransportErrorCode::ProtocolError,
             tr("What answers at %1, port %2, is a web server, not an MQTT service. Check the port; if the service "
                "is reached by way of the web, use “ws” or “wss”.")
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
    case 0x84:
        return {
            {TransportErrorCode::ProtocolError, tr("%1 does not speak MQTT 3.1.1.").arg(m_host)},
            false};
    case 2:
    case 0x85:
        return {{TransportErrorCode::BadConfiguration,
                 tr("%1 does not accept the name of this clone.").arg(m_host)},
                false};
    case 4:
    case 5:
    case 0x86:
    case 0x87:
    case 0x8C:
        return {{TransportErrorCode::BadCredentials,
                 m_hasUser ? tr("%1 does not accept the user name or the password.").arg(m_host)
                           : tr("%1 wants a user name and a password.").arg(m_host)},
                false};
    case 0x8A:
        return {{TransportErrorCode::Forbidden,
                 tr("%1 has banned this account or computer. Ask whoever runs it.").arg(m_host)},
                false};
    default:
        return {{TransportErrorCode::ConnectionRefused,
                 tr("%1 cannot take connections at the moment.").arg(m_host)}};
    }
}

MqttFailure MqttFailures::dismissal(int code) const
{
    switch (code) {
    case 0x87:
        return {{TransportErrorCode::Forbidden,
                 tr("%1 does not let this account go on. Ask whoever runs it for access.").arg(m_host)},
                false};
    case 0x8B:
        return {{TransportErrorCode::ConnectionLost, tr("%1 is being shut down or restarted.").arg(m_host)}};
    case 0x8E:
        return idInUse();
    case 0x95:
        return {{TransportErrorCode::TooLarge, tr("%1 does not take messages as large as the last one.").arg(m_host)}};
    case 0x96:
    case 0x97:
        return {{TransportErrorCode::ConnectionLost,
                 tr("%1 has closed the connection because too much was sent. It goes on after a pause.").arg(m_host)}};
    default:
        return lost();
    }
}

MqttFailure MqttFailures::publishDenied() const
{
    return {{TransportErrorCode::Forbidden,
             tr("%1 accepts you, but does not let this account publish: nobody would get what is written here. Ask "
                "whoever runs it for the right to publish.")
                 .arg(m_host)},
            false};
}

MqttFailure MqttFailures::receiveDenied() const
{
    return {{TransportErrorCode::Forbidden,
             tr("%1 accepts you, but does not let this account receive messages (subscribe): what others write "
                "would never come. Ask whoever runs it for the right to subscribe and read.")
                 .arg(m_host)},
            false};
}

MqttFailure MqttFailures::passesNothingOn() const
{
    return {{TransportErrorCode::Forbidden,
             tr("%1 accepts you, but does not pass messages on. The account may lack the right to publish, or "
                "the right to subscribe and read. Ask whoever runs it.")
                 .arg(m_host)},
            false};
}

MqttFailure MqttFailures::idInUse() const
{
    return {{TransportErrorCode::IdInUse,
             tr("Another program is connected to %1 under the same name as this one, and each throws the other out. "
                "If this notebook's data were copied to another computer or profile, let it run in one place only, "
                "and join it anew in the other.")
                 .arg(m_host)},
            false};
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
    return {{TransportErrorCode::ClientCertificate,
             m_hasCertificate
                 ? tr("%1 does not accept the client certificate of this program. Ask whoever runs it for one "
                      "that it accepts.")
                       .arg(m_host)
                 : tr("%1 lets in only who has a client certificate. Ask whoever runs it for one.").arg(m_host)},
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
             tr("No secure connection to %1 could be made. Port %2 may be one "
                "without TLS, or of another service: check the port, or switch TLS off.")
                 .arg(m_host)
                 .arg(m_port)}};
}

} // namespace mld
