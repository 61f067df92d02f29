// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/tlscontext.h"

#include "net/hostlookup.h"

#include <QCoreApplication>
#include <QUrl>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace mld {

namespace {

struct ContextWords
{
    Q_DECLARE_TR_FUNCTIONS(TlsContext)
};

struct FreeBio
{
    void operator()(BIO *bio) const { BIO_free(bio); }
};
struct FreeCertificate
{
    void operator()(X509 *certificate) const { X509_free(certificate); }
};
struct FreeKey
{
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;
using PrivateKey = std::unique_ptr<EVP_PKEY, FreeKey>;

Bio reader(const QByteArray &bytes)
{
    return Bio(BIO_new_mem_buf(bytes.constData(), static_cast<int>(bytes.size())));
}

/// The password of an encrypted key is never asked for on a terminal.
int noPassword(char *, int, int, void *)
{
    return 0;
}

int ownIndex()
{
    static const int kIndex = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return kIndex;
}

TlsContext *owner(const SSL *ssl)
{
    return static_cast<TlsContext *>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), ownIndex()));
}

Error badContext(const QString &what)
{
    return {ErrorCode::BadConfiguration, what};
}

CertificateFault fault(int error)
{
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return CertificateFault::Expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return CertificateFault::NotYetValid;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return CertificateFault::OtherName;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
        return CertificateFault::UnknownAuthority;
    default:
        return CertificateFault::Other;
    }
}

/// What people call the holder of a name: its common name, or else its organisation.
QString displayedName(const X509_NAME *name)
{
    for (const int kind : {NID_commonName, NID_organizationName}) {
        const int place = X509_NAME_get_index_by_NID(name, kind, -1);
        if (place < 0)
            continue;
        unsigned char *text = nullptr;
        const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, place)));
        if (size < 0)
            continue;
        const QString found = QString::fromUtf8(reinterpret_cast<const char *>(text), size);
        OPENSSL_free(text);
        return CertificateFacts::displayed(found);
    }
    return {};
}

CertificateFacts facts(const X509 *certificate, bool isChecked)
{
    std::tm expiry = {};
    const bool isKnown = ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &expiry) == 1;
    return {displayedName(X509_get_subject_name(certificate)), displayedName(X509_get_issuer_name(certificate)),
            isKnown ? QDateTime(QDate(expiry.tm_year + 1900, expiry.tm_mon + 1, expiry.tm_mday),
                                QTime(expiry.tm_hour, expiry.tm_min, expiry.tm_sec), Qt::UTC)
                    : QDateTime(),
            isChecked};
}

} // namespace

void TlsContext::Free::operator()(ssl_ctx_st *context) const
{
    SSL_CTX_free(context);
}

Result<std::unique_ptr<TlsContext>> TlsContext::make(const Endpoint &endpoint)
{
    const TlsOptions &options = endpoint.tls;
    std::unique_ptr<TlsContext> context(new TlsContext(endpoint));
    if (!options.ca.isEmpty())
        MLD_TRY(context->useAuthorities(options.ca));
    else
        SSL_CTX_set_default_verify_paths(context->handle());
    if (!options.certificate.isEmpty())
        MLD_TRY(context->useCertificate(options.certificate, options.key));
    if (options.verifyServer) {
        SSL_CTX_set_verify(context->handle(), SSL_VERIFY_PEER, &TlsContext::onVerify);
        context->checkName(endpoint.host);
    } else {
        SSL_CTX_set_verify(context->handle(), SSL_VERIFY_NONE, nullptr);
        context->m_isChecked = false;
    }
    ERR_clear_error();
    return context;
}

TlsContext::TlsContext(const Endpoint &endpoint)
    : m_context(SSL_CTX_new(TLS_client_method())), m_failures(endpoint)
{
    SSL_CTX *context = m_context.get();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    // The socket is written by parts, from buffers that move.
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_ex_data(context, ownIndex(), this);
    SSL_CTX_set_info_callback(context, &TlsContext::onInfo);
    SSL_CTX_set_client_cert_cb(context, &TlsContext::onCertificateWanted);
    // Server Name Indication takes names only (RFC 6066, 3).
    if (!HostLookup::isAddress(endpoint.host))
        m_serverName = QUrl::toAce(endpoint.host);
}

TlsContext::~TlsContext()
{
    // libmosquitto may keep the context a little longer than we live.
    SSL_CTX_set_ex_data(m_context.get(), ownIndex(), nullptr);
}

Result<void> TlsContext::useAuthorities(const QByteArray &pem)
{
    const Bio bio = reader(pem);
    X509_STORE *store = SSL_CTX_get_cert_store(handle());
    int count = 0;
    while (
        const Certificate certificate{PEM_read_bio_X509(bio.get(), nullptr, noPassword, nullptr)}) {
        X509_STORE_add_cert(store, certificate.get());
        ++count;
    }
    if (count == 0)
        return badContext(ContextWords::tr(
            "The authority's certificate (ca) cannot be read: it is not a PEM certificate."));
    return {};
}

Result<void> TlsContext::useCertificate(const QByteArray &certificatePem, const QByteArray &keyPem)
{
    const Bio bio = reader(certificatePem);
    const Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, noPassword, nullptr));
    if (!certificate || SSL_CTX_use_certificate(handle(), certificate.get()) != 1)
        return badContext(ContextWords::tr(
            "The client certificate (cert) cannot be read: it is not a PEM certificate."));
    while (X509 *next = PEM_read_bio_X509(bio.get(), nullptr, noPassword, nullptr))
        SSL_CTX_add0_chain_cert(handle(), next);
    const PrivateKey key(
        PEM_read_bio_PrivateKey(reader(keyPem).get(), nullptr, noPassword, nullptr));
    if (!key)
        return badContext(ContextWords::tr(
            "The client key (key) cannot be read: it is not a PEM key without a password."));
    if (SSL_CTX_use_PrivateKey(handle(), key.get()) != 1 ||
        SSL_CTX_check_private_key(handle()) != 1)
        return badContext(
            ContextWords::tr("The client key (key) does not belong to the client certificate (cert)."));
    return {};
}

void TlsContext::checkName(const QString &host)
{
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(handle());
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (m_serverName.isEmpty())
        X509_VERIFY_PARAM_set1_ip_asc(param, host.section(u'%', 0, 0).toLatin1().constData());
    else
        X509_VERIFY_PARAM_set1_host(param, m_serverName.constData(),
                                    static_cast<size_t>(m_serverName.size()));
}

int TlsContext::onVerify(int ok, X509_STORE_CTX *store)
{
    const auto *ssl =
        static_cast<SSL *>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    if (TlsContext *self = owner(ssl); self && !ok && self->m_verifyError == X509_V_OK)
        self->m_verifyError = X509_STORE_CTX_get_error(store);
    return ok;
}

int TlsContext::onCertificateWanted(SSL *ssl, X509 **, EVP_PKEY **)
{
    if (TlsContext *self = owner(ssl))
        self->m_isCertificateMissing = true;
    return 0; // go on without
}

void TlsContext::onInfo(const SSL *ssl, int where, int value)
{
    TlsContext *self = owner(ssl);
    if (!self)
        return;
    if (where & SSL_CB_HANDSHAKE_START) {
        // libmosquitto is given an address, so that it never waits for a name look-up, and names
        // that address to the server: here is the last chance to put the name in its place.
        SSL_set_tlsext_host_name(const_cast<SSL *>(ssl), // NOLINT: the callback's type is const
                                 self->m_serverName.isEmpty() ? nullptr
                                                              : self->m_serverName.data());
    } else if (where == SSL_CB_CONNECT_LOOP) {
        // Told at each step, of the step before.
        self->m_hasBegun |= SSL_get_state(ssl) == TLS_ST_CW_CLNT_HELLO;
    } else if (where & SSL_CB_HANDSHAKE_DONE) {
        self->m_isDone = true;
        if (const Certificate certificate{SSL_get_peer_certificate(ssl)})
            self->m_certificate = facts(certificate.get(), self->m_isChecked);
    } else if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && (value >> 8) == SSL3_AL_FATAL) {
        self->m_alert = value & 0xff;
    }
}

int TlsContext::pending(const ssl_st *ssl)
{
    return SSL_pending(ssl);
}

std::optional<NetFailure> TlsContext::failure() const
{
    if (m_verifyError != X509_V_OK) {
        return m_failures.certificate(
            fault(m_verifyError),
            QString::fromLatin1(X509_verify_cert_error_string(m_verifyError)));
    }
    if (NetFailures::isAboutOurCertificate(m_alert))
        return m_failures.clientCertificateRefused();
    if (m_alert >= 0)
        return m_failures.tlsRefused(QString::fromLatin1(SSL_alert_desc_string_long(m_alert)));
    if (!m_isDone)
        return m_failures.noTls();
    if (m_isCertificateMissing) {
        // The server's alert may be lost with the connection, if that is reset on its heels. As
        // long as it is not heard, this may have another cause, and trying again may help.
        NetFailure likely = m_failures.clientCertificateRefused();
        likely.canRetry = true;
        return likely;
    }
    return std::nullopt;
}

} // namespace mld
