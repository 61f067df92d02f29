// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/certificates.h"

#include <QCoreApplication>
#include <QSslCertificate>

namespace commonplace {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Certificates", text);
}

mld::Error bad(const QString &message)
{
    return { mld::ErrorCode::BadConfiguration, message };
}

} // namespace

mld::Result<QByteArray> onlyCertificates(const QByteArray &pem, int limit)
{
    const qsizetype announced = pem.count("-----BEGIN CERTIFICATE-----");
    if (announced == 0)
        return bad(tr("There is no certificate in PEM form."));
    if (limit > 0 && announced > limit) {
        return bad(tr("There are %1 certificates, where the one of the broker, and those that vouch for it, are "
                      "needed: %2 at most.").arg(announced).arg(limit));
    }
    const QList<QSslCertificate> certificates = QSslCertificate::fromData(pem, QSsl::Pem);
    if (certificates.size() != announced)
        return bad(tr("A certificate is damaged."));
    QByteArray written;
    for (const QSslCertificate &certificate : certificates) {
        if (certificate.isNull())
            return bad(tr("A certificate is damaged."));
        if (const QByteArray one = certificate.toPem(); !written.contains(one))
            written += one;
    }
    return written;
}

} // namespace commonplace
