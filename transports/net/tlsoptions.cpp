// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/tlsoptions.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

struct OptionWords
{
    Q_DECLARE_TR_FUNCTIONS(TlsOptions)
};

constexpr qint64 kLargestFile = 1024 * 1024;

Error badOption(const QString &what)
{
    return {ErrorCode::BadConfiguration, what};
}

Result<QByteArray> readPem(const QJsonValue &value)
{
    const QString text = value.toString();
    if (text.isEmpty())
        return badOption(OptionWords::tr("must be PEM text, or the path of a PEM file."));
    if (text.contains(u"-----BEGIN "))
        return text.toUtf8();
    // Anything else, such as a pipe, could keep the reader waiting.
    if (const QFileInfo info(text); info.exists() && !info.isFile())
        return badOption(OptionWords::tr("“%1” is no file.").arg(text));
    QFile file(text);
    if (!file.open(QIODevice::ReadOnly))
        return badOption(OptionWords::tr("the file “%1” cannot be read: %2.").arg(text, file.errorString()));
    const QByteArray pem = file.read(kLargestFile + 1);
    if (pem.size() > kLargestFile)
        return badOption(OptionWords::tr("the file “%1” is larger than 1 MB.").arg(text));
    if (!pem.contains("-----BEGIN "))
        return badOption(OptionWords::tr("the file “%1” is not in PEM format.").arg(text));
    return pem;
}

} // namespace

bool TlsOptions::isKey(const QString &name)
{
    return name == u"ca" || name == u"cert" || name == u"key" || name == u"rejectUnauthorized";
}

Result<void> TlsOptions::read(const QString &name, const QJsonValue &value)
{
    if (name == u"rejectUnauthorized") {
        if (!value.isBool())
            return badOption(OptionWords::tr("must be true or false."));
        verifyServer = value.toBool();
        return {};
    }
    auto pem = readPem(value);
    if (!pem)
        return pem.error();
    (name == u"ca" ? ca : name == u"cert" ? certificate : key) = std::move(*pem);
    return {};
}

QString TlsOptions::missingKey() const
{
    if (certificate.isEmpty() == key.isEmpty())
        return {};
    return key.isEmpty() ? u"key"_s : u"cert"_s;
}

QString TlsOptions::missingKeyText()
{
    return OptionWords::tr("is missing: a client certificate needs both cert and key.");
}

} // namespace mld
