// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/certificates.h"

#include <QCoreApplication>
#include <QFile>
#include <QSslCertificate>

namespace commonplace {
namespace {

constexpr qint64 maxCertificateFile = 1024 * 1024;

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
        return bad(tr("There are %1 certificates, where the one of the service, and those that vouch for it, are "
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

mld::Result<QByteArray> certificatesIn(const QString &textOrPath)
{
    if (textOrPath.contains(QLatin1String("-----BEGIN ")))
        return onlyCertificates(textOrPath.toLatin1());
    QFile file(textOrPath);
    if (!file.open(QIODevice::ReadOnly))
        return bad(tr("The certificate file %1 cannot be read: %2.").arg(textOrPath, file.errorString()));
    const QByteArray pem = file.read(maxCertificateFile);
    if (!pem.contains("-----BEGIN CERTIFICATE-----"))
        return bad(tr("%1 holds no certificate in PEM form.").arg(textOrPath));
    auto certificates = onlyCertificates(pem);
    if (!certificates)
        return bad(tr("The certificate file %1 cannot be used. %2").arg(textOrPath, certificates.error().message));
    return certificates;
}

} // namespace commonplace
