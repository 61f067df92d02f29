// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/certificates.h"

#include "settings/words.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSslCertificate>

namespace commonplace {
namespace {

constexpr qint64 maxFile = 1024 * 1024;

mld::Error bad(const QString &message)
{
    return { mld::ErrorCode::BadConfiguration, message };
}

mld::Result<QByteArray> contents(const QString &path)
{
    // Anything else, such as a pipe, could keep whoever types waiting.
    if (const QFileInfo info(path); info.exists() && !info.isFile())
        return bad(Words::tr("%1 is no file. Choose the file that holds the certificate or key.").arg(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return bad(Words::tr("The file %1 cannot be read: %2.").arg(path, file.errorString()));
    const QByteArray pem = file.read(maxFile + 1);
    if (pem.size() > maxFile)
        return bad(Words::tr("%1 is larger than 1 MB: it is no certificate or key. Choose another file.").arg(path));
    return pem;
}

} // namespace

mld::Result<QByteArray> onlyCertificates(const QByteArray &pem, int limit)
{
    const qsizetype announced = pem.count("-----BEGIN CERTIFICATE-----");
    if (announced == 0)
        return bad(Words::tr("There is no certificate in PEM form."));
    if (limit > 0 && announced > limit) {
        return bad(Words::tr("There are %1 certificates, where the one of the service, and those that vouch for it, are "
                      "needed: %2 at most.").arg(announced).arg(limit));
    }
    const QList<QSslCertificate> certificates = QSslCertificate::fromData(pem, QSsl::Pem);
    if (certificates.size() != announced)
        return bad(Words::tr("A certificate is damaged."));
    QByteArray written;
    for (const QSslCertificate &certificate : certificates) {
        if (certificate.isNull())
            return bad(Words::tr("A certificate is damaged."));
        if (const QByteArray one = certificate.toPem(); !written.contains(one))
            written += one;
    }
    return written;
}

mld::Result<QByteArray> certificatesIn(const QString &textOrPath)
{
    if (textOrPath.contains(QLatin1String("-----BEGIN ")))
        return onlyCertificates(textOrPath.toLatin1());
    const auto pem = contents(textOrPath);
    if (!pem)
        return pem.error();
    if (!pem->contains("-----BEGIN CERTIFICATE-----"))
        return bad(Words::tr("%1 holds no certificate in PEM form.").arg(textOrPath));
    auto certificates = onlyCertificates(*pem);
    if (!certificates)
        return bad(Words::tr("The certificate file %1 cannot be used. %2").arg(textOrPath, certificates.error().message));
    return certificates;
}

mld::Result<void> checkKeyIn(const QString &textOrPath)
{
    const bool isText = textOrPath.contains(QLatin1String("-----BEGIN "));
    const auto pem = isText ? mld::Result<QByteArray>(textOrPath.toLatin1()) : contents(textOrPath);
    if (!pem)
        return pem.error();
    static const QRegularExpression begin(QStringLiteral("-----BEGIN ([A-Z]+ )?PRIVATE KEY-----"));
    if (begin.match(QString::fromLatin1(*pem)).hasMatch())
        return {};
    return bad(isText ? Words::tr("There is no private key in PEM form.")
                      : Words::tr("%1 holds no private key in PEM form. Choose another file.").arg(textOrPath));
}

} // namespace commonplace
