// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

namespace mld::test {

/// Certificates for a test's server and client, made by openssl in a folder, with keys of their own. They are
/// files there: NAME.pem and NAME.key.
class Certificates
{
public:
    explicit Certificates(const QString &folder) : m_folder(folder) { }

    bool makeAuthority(const QString &name);
    /// One that the authority `ca` signs. `subjectAltName` is such as `DNS:localhost,IP:127.0.0.1`; with days below 0
    /// it has expired.
    bool make(const QString &name, const QString &subjectAltName, int days = 2);

    QString certificateFile(const QString &name) const { return path(name, ".pem"); }
    QString keyFile(const QString &name) const { return path(name, ".key"); }
    QByteArray certificate(const QString &name) const;
    QByteArray key(const QString &name) const;
    /// What went wrong.
    QString problem() const { return m_problem; }

private:
    QString path(const QString &name, const char *ending) const;
    bool openssl(const QStringList &arguments);

    const QString m_folder;
    QString m_problem;
};

} // namespace mld::test
