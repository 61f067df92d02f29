// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "support/certificates.h"

#include <QFile>
#include <QProcess>

using namespace Qt::Literals::StringLiterals;

namespace mld::test {

namespace {

constexpr int kTimeoutMs = 10'000;

/// The arguments of `openssl req` for a new key.
QStringList request(const QString &name, const QString &ending)
{
    return {u"req"_s,  u"-newkey"_s, u"ec"_s,     u"-pkeyopt"_s,  u"ec_paramgen_curve:prime256v1"_s,
            u"-nodes"_s, u"-subj"_s, u"/CN="_s + name, u"-keyout"_s, name + u".key"_s,
            u"-out"_s, name + ending};
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

QByteArray Certificates::certificate(const QString &name) const
{
    return contents(certificateFile(name));
}

QByteArray Certificates::key(const QString &name) const
{
    return contents(keyFile(name));
}

bool Certificates::makeAuthority(const QString &name)
{
    return openssl(request(name, u".pem"_s) + QStringList{u"-x509"_s, u"-days"_s, u"2"_s});
}

bool Certificates::make(const QString &name, const QString &subjectAltName, int days)
{
    QFile extensions(path(name, ".ext"));
    if (!extensions.open(QIODevice::WriteOnly)) {
        m_problem = extensions.errorString();
        return false;
    }
    extensions.write(u"subjectAltName=%1\n"_s.arg(subjectAltName).toUtf8());
    extensions.close();
    return openssl(request(name, u".csr"_s)) &&
           openssl({u"x509"_s, u"-req"_s, u"-in"_s, name + u".csr"_s, u"-CA"_s, u"ca.pem"_s, u"-CAkey"_s, u"ca.key"_s,
                    u"-CAcreateserial"_s, u"-days"_s, QString::number(days), u"-extfile"_s, name + u".ext"_s, u"-out"_s,
                    name + u".pem"_s});
}

QString Certificates::path(const QString &name, const char *ending) const
{
    return m_folder + u'/' + name + QString::fromLatin1(ending);
}

bool Certificates::openssl(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setWorkingDirectory(m_folder);
    process.start(u"openssl"_s, arguments);
    if (process.waitForFinished(kTimeoutMs) && process.exitCode() == 0)
        return true;
    m_problem = u"openssl failed: "_s + QString::fromUtf8(process.readAll());
    return false;
}

} // namespace mld::test
