// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/qttls.h"

#include <QCoreApplication>
#include <QSslCertificate>
#include <QSslError>
#include <QSslKey>

namespace mld {

namespace {

struct Sentence
{
    Q_DECLARE_TR_FUNCTIONS(QtTls)
};

Error bad(const QString &what)
{
    return {ErrorCode::BadConfiguration, what};
}

/// PEM does not say of which kind a key is, and Qt wants to know before it reads it.
QSslKey readKey(const QByteArray &pem)
{
    for (const auto algorithm : {QSsl::Ec, QSsl::Rsa, QSsl::Dsa}) {
        if (const QSslKey key(pem, algorithm); !key.isNull())
            return key;
    }
    return {};
}

std::optional<CertificateFault> fault(QSslError::SslError error)
{
    switch (error) {
    case QSslError::CertificateExpired:
        return CertificateFault::Expired;
    case QSslError::CertificateNotYetValid:
        return CertificateFault::NotYetValid;
    case QSslError::HostNameMismatch:
        return CertificateFault::OtherName;
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
        return CertificateFault::UnknownAuthority;
    default:
        return std::nullopt;
    }
}

} // namespace

Result<QSslConfiguration> qtTlsConfiguration(const TlsOptions &options)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(options.verifyServer ? QSslSocket::VerifyPeer
                                                         : QSslSocket::VerifyNone);
    if (!options.ca.isEmpty()) {
        const auto authorities = QSslCertificate::fromData(options.ca, QSsl::Pem);
        if (authorities.isEmpty()) {
            return bad(Sentence::tr(
                "The authority's certificate (ca) cannot be read: it is not a PEM certificate."));
        }
        configuration.setCaCertificates(authorities);
    }
    if (!options.certificate.isEmpty()) {
        const auto chain = QSslCertificate::fromData(options.certificate, QSsl::Pem);
        if (chain.isEmpty()) {
            return bad(Sentence::tr(
                "The client certificate (cert) cannot be read: it is not a PEM certificate."));
        }
        const QSslKey key = readKey(options.key);
        if (key.isNull()) {
            return bad(Sentence::tr(
                "The client key (key) cannot be read: it is not a PEM key without a password."));
        }
        configuration.setLocalCertificateChain(chain);
        configuration.setPrivateKey(key);
    }
    return configuration;
}

CertificateFault certificateFault(const QList<QSslError> &errors)
{
    for (const QSslError &error : errors) {
        if (const auto known = fault(error.error()))
            return *known;
    }
    return CertificateFault::Other;
}

NetFailure certificateFailure(const NetFailures &failures, const QList<QSslError> &errors)
{
    return failures.certificate(certificateFault(errors), errors.isEmpty() ? QString() : errors.first().errorString());
}

} // namespace mld
