// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/netfailure.h"

namespace mld {

NetFailures::NetFailures(const Endpoint &endpoint)
    : m_host(endpoint.host), m_port(endpoint.port), m_isSecure(endpoint.isSecure),
      m_hasCertificate(!endpoint.tls.certificate.isEmpty())
{
}

NetFailure NetFailures::hostNotFound() const
{
    return {{TransportErrorCode::HostNotFound,
             tr("There is no host named %1, or this computer is not connected to a network. Check "
                "the address.")
                 .arg(m_host)}};
}

NetFailure NetFailures::portRefused() const
{
    return {{TransportErrorCode::ConnectionRefused,
             tr("%1 refuses connections at port %2. Check the port, and that the service is "
                "running.")
                 .arg(m_host)
                 .arg(m_port)}};
}

NetFailure NetFailures::unreachable() const
{
    return {{TransportErrorCode::TimedOut,
             tr("%1 cannot be reached. Check the address, and this computer's connection.")
                 .arg(m_host)}};
}

NetFailure NetFailures::noConnection() const
{
    return {{TransportErrorCode::TimedOut,
             tr("%1 did not answer in time. Check the address and port, and this computer's connection; a firewall "
                "may be in the way.")
                 .arg(m_host)}};
}

NetFailure NetFailures::noDescriptors() const
{
    return {{TransportErrorCode::NoResources,
             tr("This program has as many files and connections open as this computer allows it. Close "
                "some notebooks, or raise the limit for open files, and it goes on by itself.")}};
}

NetFailure NetFailures::lost() const
{
    return {{TransportErrorCode::ConnectionLost, tr("The connection to %1 was lost.").arg(m_host)}};
}

NetFailure NetFailures::closedUnanswered() const
{
    return {{TransportErrorCode::NoAnswer,
             m_isSecure
                 ? tr("%1 closed the connection at port %2 without an answer. Check the port: it may be of "
                      "another service.")
                       .arg(m_host)
                       .arg(m_port)
                 : tr("%1 closed the connection at port %2 without an answer. Check the port: it may be one "
                      "for secure connections, or of another service.")
                       .arg(m_host)
                       .arg(m_port)}};
}

NetFailure NetFailures::noAnswer() const
{
    return {{TransportErrorCode::NoAnswer,
             m_isSecure
                 ? tr("%1 takes connections at port %2, but says nothing there. Check the port: it may be one "
                      "without TLS, or of another service.")
                       .arg(m_host)
                       .arg(m_port)
                 : tr("%1 takes connections at port %2, but says nothing there. Check the port: it may be one "
                      "for secure connections, or of another service.")
                       .arg(m_host)
                       .arg(m_port)}};
}

NetFailure NetFailures::wantsTls() const
{
    return {{TransportErrorCode::WantsTls,
             tr("%1 takes only secure connections at port %2. Switch TLS on, or give the port for "
                "connections without it.")
                 .arg(m_host)
                 .arg(m_port)}};
}

NetFailure NetFailures::silent() const
{
    return {{TransportErrorCode::ConnectionLost, tr("%1 has stopped answering.").arg(m_host)}};
}

NetFailure NetFailures::notWebSocket() const
{
    return {{TransportErrorCode::ProtocolError,
             tr("What answers at %1, port %2, does not take WebSocket connections of this kind there. "
                "Check the port and the path.")
                 .arg(m_host)
                 .arg(m_port)}};
}

NetFailure NetFailures::proxyRefused() const
{
    return {{TransportErrorCode::ConnectionRefused,
             tr("The network's proxy did not make the connection to %1. Check the proxy's settings.").arg(m_host)}};
}

NetFailure NetFailures::other(const QString &detail) const
{
    return {{TransportErrorCode::ConnectionLost,
             tr("The connection to %1 failed: %2.").arg(m_host, detail)}};
}

NetFailure NetFailures::certificate(CertificateFault fault, const QString &detail) const
{
    const auto rejected = [](const QString &why) {
        return NetFailure{{TransportErrorCode::CertificateRejected, why}, false};
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

bool NetFailures::isAboutOurCertificate(int alert)
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

NetFailure NetFailures::clientCertificateRefused() const
{
    return {{TransportErrorCode::ClientCertificate,
             m_hasCertificate
                 ? tr("%1 does not accept the client certificate of this program. Ask whoever runs it for one "
                      "that it accepts.")
                       .arg(m_host)
                 : tr("%1 lets in only who has a client certificate. Ask whoever runs it for one.").arg(m_host)},
            false};
}

NetFailure NetFailures::clientKeyMismatch() const
{
    return {{TransportErrorCode::BadConfiguration,
             tr("The client key (key) does not belong to the client certificate (cert).")},
            false};
}

NetFailure NetFailures::tlsRefused(const QString &detail) const
{
    return {{TransportErrorCode::TlsFailed,
             tr("A secure connection to %1 was refused: %2.").arg(m_host, detail)},
            false};
}

NetFailure NetFailures::noTls() const
{
    return {{TransportErrorCode::TlsFailed,
             tr("No secure connection to %1 could be made. Port %2 may be one "
                "without TLS, or of another service: check the port, or switch TLS off.")
                 .arg(m_host)
                 .arg(m_port)}};
}

} // namespace mld
