// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/endpoint.h"
#include "protocol/transport.h"

#include <QCoreApplication>

namespace mld {

/// What ended a connection, or an attempt at one.
struct NetFailure
{
    TransportError error;
    bool canRetry = true; ///< false when the same attempt would fail again
};

/// What is wrong with a server's certificate.
enum class CertificateFault { Expired, NotYetValid, OtherName, UnknownAuthority, Other };

/// What fails below any service's own protocol, in words for people: the same whatever library met it. Pure.
class NetFailures
{
    Q_DECLARE_TR_FUNCTIONS(NetFailures)

public:
    NetFailures() = default;
    explicit NetFailures(const Endpoint &endpoint);

    NetFailure hostNotFound() const;
    NetFailure portRefused() const;
    NetFailure unreachable() const;
    /// Nothing came of an attempt within the time for it.
    NetFailure noConnection() const;
    /// This process may open no more files and connections.
    NetFailure noDescriptors() const;
    /// The connection was closed from afar, after the service had let us in.
    NetFailure lost() const;
    /// The same, before.
    NetFailure closedUnanswered() const;
    /// The port takes connections, but not a word came within the time for it.
    NetFailure noAnswer() const;
    /// A connection in plain text was answered in TLS.
    NetFailure wantsTls() const;
    /// Nothing was heard for longer than the service's rules allow.
    NetFailure silent() const;
    /// What answers does not take WebSocket connections there.
    NetFailure notWebSocket() const;
    /// A proxy that the system or a person named did not make the connection.
    NetFailure proxyRefused() const;
    /// Any other, in the words of the operating system or a library.
    NetFailure other(const QString &detail) const;

    /// `detail` is for CertificateFault::Other.
    NetFailure certificate(CertificateFault fault, const QString &detail) const;
    /// Whether a TLS alert of the server speaks of the client's certificate (RFC 8446, 6.2).
    static bool isAboutOurCertificate(int alert);
    NetFailure clientCertificateRefused() const;
    /// The client's key is of another certificate.
    NetFailure clientKeyMismatch() const;
    /// `detail` names the TLS alert.
    NetFailure tlsRefused(const QString &detail) const;
    NetFailure noTls() const;

protected:
    const QString &host() const { return m_host; }
    quint16 port() const { return m_port; }

private:
    QString m_host;
    quint16 m_port = 0;
    bool m_isSecure = false;
    bool m_hasCertificate = false;
};

} // namespace mld
