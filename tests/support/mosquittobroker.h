// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/certificates.h"

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace mld::test {

/// A real MQTT broker, mosquitto, on a free port of this machine's loopback address, with
/// everything it needs in a temporary folder. Stops when destroyed.
class MosquittoBroker
{
public:
    enum class Security {
        Plain,
        Tls,           ///< for the name localhost, signed by caFile()
        TlsExpired,    ///< as Tls, but out of date
        TlsOtherName,  ///< as Tls, but for other.example.org
        TlsClientAuth, ///< as Tls, and wants a certificate by caFile()
    };
    struct Setup
    {
        Security security = Security::Plain;
        QString username = {}; ///< empty: anonymous clients are welcome
        QString password = {};
        QString extra = {}; ///< further lines of mosquitto.conf
        QString acl = {};   ///< lines of an ACL file
        bool webSocket = false;
    };

    MosquittoBroker();
    explicit MosquittoBroker(Setup setup);
    ~MosquittoBroker();

    /// Starts it, and waits until it takes connections. The port stays the same from start to
    /// start.
    bool start();
    /// Ends it at once, as a crash does.
    void kill();
    /// Gives the user of the setup another password, from now on.
    bool setPassword(const QString &password);
    /// Makes a new certificate for the name localhost, for the next start().
    bool renewCertificate();
    /// Stops it in place (SIGSTOP), and lets it go on.
    void freeze();
    void thaw();

    quint16 port() const { return m_port; }
    qint64 processId() const { return m_process.processId(); }
    /// The authority that signed the broker's certificate; another one that did not; a certificate
    /// for a client, and its key.
    QString caFile() const { return path("ca.pem"); }
    QString otherCaFile() const { return path("other-ca.pem"); }
    QString clientCertificateFile() const { return path("client.pem"); }
    QString clientKeyFile() const { return path("client.key"); }
    /// What went wrong in start().
    QString problem() const { return m_problem; }

    /// A port of 127.0.0.1 that nobody listens at.
    static quint16 freePort();

private:
    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    bool run(const QString &program, const QStringList &arguments);
    bool makeCertificates();
    bool writeConfiguration();

    const Setup m_setup;
    QTemporaryDir m_folder;
    Certificates m_certificates{m_folder.path()};
    QProcess m_process;
    quint16 m_port = 0;
    QString m_problem;
};

} // namespace mld::test
