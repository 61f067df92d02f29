// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "socketio/socketiofailure.h"

namespace mld {

SocketIoFailures::SocketIoFailures(const SocketIoOptions &options)
    : m_host(options.origin.host()), m_port(options.origin.port(options.isSecure() ? 443 : 80)),
      m_nsp(options.nsp), m_path(options.path), m_hasAuth(!options.auth.isEmpty())
{
}

SocketIoFailure SocketIoFailures::noService() const
{
    return {{TransportErrorCode::ProtocolError,
             tr("%1 is a Socket.IO server, but the m-ld service does not run in it at “%2”. Check the address's "
                "path, or ask whoever runs the server to add the service.")
                 .arg(m_host, m_nsp)}};
}

SocketIoFailure SocketIoFailures::of(sio::Fault fault) const
{
    using Code = TransportErrorCode;
    using sio::Fault;
    switch (fault) {
    case Fault::HostNotFound:
        return {{Code::HostNotFound, tr("There is no host named %1, or this computer is not connected to a network. "
                                        "Check the address.")
                                         .arg(m_host)}};
    case Fault::PortRefused:
        return {{Code::ConnectionRefused, tr("%1 refuses connections at port %2. Check the port, and that the server "
                                             "is running.")
                                              .arg(m_host)
                                              .arg(m_port)}};
    case Fault::Unreachable:
        return {{Code::TimedOut,
                 tr("%1 cannot be reached. Check the address, and this computer's connection.").arg(m_host)}};
    case Fault::Unanswered:
        return {{Code::TimedOut, tr("%1 did not answer in time. Check the address and port.").arg(m_host)}};
    case Fault::Lost:
        return {{Code::ConnectionLost, tr("The connection to %1 was lost.").arg(m_host)}};
    case Fault::Silent:
        return {{Code::ConnectionLost, tr("%1 has stopped answering.").arg(m_host)}};
    case Fault::NotSocketIo:
        return {{Code::ProtocolError, tr("What answers at %1, port %2, is not a Socket.IO server at “%3”. Check the "
                                         "port and the path.")
                                          .arg(m_host)
                                          .arg(m_port)
                                          .arg(m_path)}};
    case Fault::OldProtocol:
        return {{Code::ProtocolError, tr("%1 runs an old version of Socket.IO. Ask whoever runs it to update it to "
                                         "version 4.")
                                          .arg(m_host)},
                false};
    case Fault::HttpForbidden:
        return {{Code::Forbidden, tr("%1 does not let this program in. Ask whoever runs it which headers or "
                                     "credentials it wants.")
                                      .arg(m_host)},
                false};
    case Fault::ProxyRefused:
        return {{Code::ConnectionRefused,
                 tr("The network's proxy did not make the connection to %1. Check the proxy's settings.").arg(m_host)}};
    case Fault::TlsFailed:
        return {{Code::TlsFailed, tr("No secure connection to %1 could be made. Perhaps the port is not the one for "
                                     "secure connections.")
                                      .arg(m_host)}};
    case Fault::CertificateExpired:
        return {{Code::CertificateRejected,
                 tr("The certificate of %1 has expired. Whoever runs the service must renew it.").arg(m_host)},
                false};
    case Fault::CertificateNotYetValid:
        return {{Code::CertificateRejected,
                 tr("The certificate of %1 is not valid yet. Check this computer's date.").arg(m_host)},
                false};
    case Fault::CertificateOtherName:
        return {{Code::CertificateRejected,
                 tr("The certificate is not for %1, but for another name. Check the address.").arg(m_host)},
                false};
    case Fault::CertificateUnknownAuthority:
        return {{Code::CertificateRejected, tr("The certificate of %1 is not signed by an authority that is trusted "
                                               "here. If the service has an authority of its own, add that one's "
                                               "certificate.")
                                                .arg(m_host)},
                false};
    case Fault::CertificateOther:
        return {{Code::CertificateRejected,
                 tr("The certificate of %1 is not accepted. Ask whoever runs the service to check it.").arg(m_host)},
                false};
    case Fault::ClientCertificateRefused:
        return {{Code::BadCredentials,
                 tr("%1 does not accept this program's client certificate, or wants one.").arg(m_host)},
                false};
    case Fault::ClientKeyMismatch:
        return {{Code::BadConfiguration,
                 tr("The client key (key) does not belong to the client certificate (cert).")},
                false};
    case Fault::Malformed:
        return {{Code::ProtocolError,
                 tr("%1 sent what is not of the Socket.IO protocol. Trying again.").arg(m_host)}};
    case Fault::TooLarge:
        return {{Code::TooLarge,
                 tr("%1 takes no messages of this size. Ask whoever runs it for a larger limit (maxHttpBufferSize).")
                     .arg(m_host)}};
    case Fault::WrongNamespace:
        return {{Code::BadConfiguration, tr("%1 has no namespace “%2”. Check the end of the address, after the host.")
                                             .arg(m_host, m_nsp)},
                false};
    case Fault::ConnectRefused:
        return {{Code::BadCredentials,
                 m_hasAuth ? tr("%1 does not accept the credentials. Check them.").arg(m_host)
                           : tr("%1 wants credentials. Ask whoever runs it for them.").arg(m_host)},
                false};
    case Fault::EndedByServer:
        return {{Code::Forbidden, tr("%1 has ended this connection. Ask whoever runs it, or open the notebook again.")
                                      .arg(m_host)},
                false};
    }
    return {};
}

} // namespace mld
