// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/meeting/certificate.h"

#include <QCoreApplication>
#include <QSslKey>
#include <QSslSocket>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include <memory>

namespace mld::lan {

namespace {

template <auto Free>
struct Freer
{
    template <typename T>
    void operator()(T *what) const
    {
        Free(what);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Memory = std::unique_ptr<BIO, Freer<BIO_free_all>>;

// Longer than any notebook stays open; clocks on a local network may differ by much, and nobody looks at it.
constexpr long kYear = 365L * 24 * 3600;

QByteArray contents(BIO *memory)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    return QByteArray(data, qsizetype(size));
}

bool fill(X509 *certificate, EVP_PKEY *key)
{
    uint64_t serial = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char *>(&serial), sizeof serial) != 1)
        return false;
    X509_NAME *name = X509_get_subject_name(certificate);
    const auto *word = reinterpret_cast<const unsigned char *>("clone");
    return X509_set_version(certificate, 2) == 1
           && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1
           && X509_gmtime_adj(X509_getm_notBefore(certificate), -kYear) != nullptr
           && X509_gmtime_adj(X509_getm_notAfter(certificate), 10 * kYear) != nullptr
           && X509_set_pubkey(certificate, key) == 1
           && X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, word, -1, -1, 0) == 1
           && X509_set_issuer_name(certificate, name) == 1 && X509_sign(certificate, key, EVP_sha256()) > 0;
}

} // namespace

Result<QSslConfiguration> ownTls()
{
    const Error failed{ErrorCode::BadConfiguration,
                       QCoreApplication::translate("LanTransport", "This system cannot make a certificate, which "
                                                                   "connections to others nearby need.")};
    if (!QSslSocket::supportsSsl())
        return failed;
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    const Memory keyText(BIO_new(BIO_s_mem()));
    const Memory certificateText(BIO_new(BIO_s_mem()));
    if (!key || !certificate || !keyText || !certificateText || !fill(certificate.get(), key.get())
        || PEM_write_bio_PrivateKey(keyText.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1
        || PEM_write_bio_X509(certificateText.get(), certificate.get()) != 1)
        return failed;
    const QSslCertificate ours(contents(certificateText.get()));
    const QSslKey secret(contents(keyText.get()), QSsl::Ec);
    if (ours.isNull() || secret.isNull())
        return failed;
    QSslConfiguration tls;
    tls.setProtocol(QSsl::TlsV1_3OrLater);
    tls.setLocalCertificate(ours);
    tls.setPrivateKey(secret);
    tls.setCaCertificates({});
    // Asked for, but judged by the proof alone.
    tls.setPeerVerifyMode(QSslSocket::QueryPeer);
    tls.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    tls.setSslOption(QSsl::SslOptionDisableSessionSharing, true);
    tls.setSslOption(QSsl::SslOptionDisableSessionPersistence, true);
    return tls;
}

QByteArray hashOf(const QSslCertificate &certificate)
{
    return certificate.isNull() ? QByteArray() : certificate.digest(QCryptographicHash::Sha256);
}

} // namespace mld::lan
