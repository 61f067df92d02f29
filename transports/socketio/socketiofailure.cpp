// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "socketio/socketiofailure.h"

namespace mld {

SocketIoFailures::SocketIoFailures(const SocketIoOptions &options)
    : NetFailures(options.endpoint()), m_nsp(options.nsp), m_path(options.path), m_hasAuth(!options.auth.isEmpty())
{
}

NetFailure SocketIoFailures::noService() const
{
    return {{TransportErrorCode::ProtocolError,
             tr("%1 is a Socket.IO server, but the m-ld service does not run in it at “%2”. Check the address's "
                "path, or ask whoever runs the server to add the service.")
                 .arg(host(), m_nsp)}};
}

NetFailure SocketIoFailures::of(sio::Fault fault) const
{
    using Code = TransportErrorCode;
    using sio::Fault;
    switch (fault) {
    case Fault::HostNotFound:
        return hostNotFound();
    case Fault::PortRefused:
        return portRefused();
    case Fault::Unreachable:
        return unreachable();
    case Fault::Unanswered:
        return noAnswer();
    case Fault::Lost:
        return lost();
    case Fault::Silent:
        return silent();
    case Fault::NotSocketIo:
        return {{Code::ProtocolError, tr("What answers at %1, port %2, is not a Socket.IO server at “%3”. Check the "
                                         "port and the path.")
                                          .arg(host())
                                          .arg(port())
                                          .arg(m_path)}};
    case Fault::OldProtocol:
        return {{Code::ProtocolError, tr("%1 runs an old version of Socket.IO. Ask whoever runs it to update it to "
                                         "version 4.")
                                          .arg(host())},
                false};
    case Fault::HttpForbidden:
        return {{Code::Forbidden, tr("%1 does not let this program in. Ask whoever runs it which headers or "
                                     "credentials it wants.")
                                      .arg(host())},
                false};
    case Fault::ProxyRefused:
        return proxyRefused();
    case Fault::TlsFailed:
        return noTls();
    case Fault::CertificateExpired:
        return certificate(CertificateFault::Expired, {});
    case Fault::CertificateNotYetValid:
        return certificate(CertificateFault::NotYetValid, {});
    case Fault::CertificateOtherName:
        return certificate(CertificateFault::OtherName, {});
    case Fault::CertificateUnknownAuthority:
        return certificate(CertificateFault::UnknownAuthority, {});
    case Fault::CertificateOther:
        return {{Code::CertificateRejected,
                 tr("The certificate of %1 is not accepted. Ask whoever runs the service to check it.").arg(host())},
                false};
    case Fault::ClientCertificateRefused:
        return clientCertificateRefused();
    case Fault::ClientKeyMismatch:
        return clientKeyMismatch();
    case Fault::Malformed:
        return {{Code::ProtocolError,
                 tr("%1 sent what is not of the Socket.IO protocol. Trying again.").arg(host())}};
    case Fault::TooLarge:
        return {{Code::TooLarge,
                 tr("%1 takes no messages of this size. Ask whoever runs it for a larger limit (maxHttpBufferSize).")
                     .arg(host())}};
    case Fault::WrongNamespace:
        return {{Code::BadConfiguration, tr("%1 has no namespace “%2”. Check the end of the address, after the host.")
                                             .arg(host(), m_nsp)},
                false};
    case Fault::ConnectRefused:
        return {{Code::BadCredentials,
                 m_hasAuth ? tr("%1 does not accept the credentials. Check them.").arg(host())
                           : tr("%1 wants credentials. Ask whoever runs it for them.").arg(host())},
                false};
    case Fault::EndedByServer:
        return {{Code::Forbidden, tr("%1 has ended this connection. Ask whoever runs it.")
                                      .arg(host())},
                false};
    }
    return {};
}

} // namespace mld
