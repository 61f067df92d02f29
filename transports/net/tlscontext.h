// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/netfailure.h"
#include "net/endpoint.h"
#include "net/progress.h"
#include "result.h"

#include <memory>
#include <optional>

struct evp_pkey_st;
struct ssl_ctx_st;
struct ssl_st;
struct x509_st;
struct x509_store_ctx_st;

namespace mld {

/// An OpenSSL context for one connection: TLS 1.2 or later, the server's name
/// checked, nothing written to disk. Remembers why a handshake failed, which neither OpenSSL's nor
/// libmosquitto's return codes tell.
class TlsContext
{
public:
    struct Free
    {
        void operator()(ssl_ctx_st *context) const;
    };

    /// `BadConfiguration` if a certificate or key cannot be used.
    static Result<std::unique_ptr<TlsContext>> make(const Endpoint &endpoint);
    ~TlsContext();

    /// Bytes that are decrypted but not read.
    static int pending(const ssl_st *ssl);

    ssl_ctx_st *handle() const { return m_context.get(); }
    /// Whether the first words of the handshake have gone out, and so whether there was a
    /// connection.
    bool hasBegun() const { return m_hasBegun; }
    /// What the server has shown, once our side of the handshake is done.
    const std::optional<CertificateFacts> &certificate() const { return m_certificate; }
    /// The reason for a failed connection, as far as TLS knows one.
    std::optional<NetFailure> failure() const;

private:
    explicit TlsContext(const Endpoint &endpoint);
    Result<void> useAuthorities(const QByteArray &pem);
    Result<void> useCertificate(const QByteArray &certificatePem, const QByteArray &keyPem);
    void checkName(const QString &host);

    static int onVerify(int ok, x509_store_ctx_st *store);
    static int onCertificateWanted(ssl_st *ssl, x509_st **certificate, evp_pkey_st **key);
    static void onInfo(const ssl_st *ssl, int where, int value);

    std::unique_ptr<ssl_ctx_st, Free> m_context;
    NetFailures m_failures;
    QByteArray m_serverName; ///< for SNI; empty for an address
    int m_verifyError = 0;   ///< X509_V_…
    int m_alert = -1;        ///< of the server
    bool m_hasBegun = false;
    bool m_isCertificateMissing = false; ///< the server asked for one, and we have none
    bool m_isDone = false;               ///< our side of the handshake
    bool m_isChecked = true;             ///< the server's certificate is
    std::optional<CertificateFacts> m_certificate;
};

} // namespace mld
