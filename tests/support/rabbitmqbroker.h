// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/certificates.h"

#include <QList>
#include <QProcess>
#include <QTemporaryDir>

namespace mld::test {

/// A real RabbitMQ, on free ports of this machine's loopback address, with
/// everything it needs in a temporary folder, its own port mapper (epmd) included: nothing of a
/// RabbitMQ that is installed as a service is touched. Slow to start (about ten seconds). Stops
/// when destroyed.
class RabbitMqBroker
{
public:
    enum class Protocol {
        Mqtt, ///< by its plugin, for the user guest
        Amqp, ///< plain and with TLS
    };
    /// Somebody who may use it, by Amqp.
    struct User
    {
        QString name;
        QString password;
        QString vhost = QStringLiteral("/");
        /// Patterns of names.
        QString configure = QStringLiteral("^mld\\.");
        QString write = QStringLiteral("^mld\\.");
        QString read = QStringLiteral("^mld\\.");
    };

    explicit RabbitMqBroker(Protocol protocol = Protocol::Mqtt, const QList<User> &users = {});
    ~RabbitMqBroker();

    /// Starts it, and waits until it takes connections. The port stays the same from start to
    /// start.
    bool start();
    bool isRunning() const { return m_process.state() == QProcess::Running; }
    /// Ends it at once, as a crash does.
    void kill();

    /// Runs an Erlang expression in the server, as an administrator would; whether that went well.
    bool evaluate(const QString &expression);

    /// Of the protocol; with Amqp the plain one.
    quint16 port() const { return m_port; }
    quint16 securePort() const { return m_securePort; }
    /// The server's is `server`, signed by `ca`; there are a `client`, and an `other-ca`.
    const Certificates &certificates() const { return m_certificates; }
    QString username() const { return QStringLiteral("guest"); }
    QString password() const { return QStringLiteral("guest"); }
    /// What went wrong in start().
    QString problem() const { return m_problem; }

private:
    bool writeFile(const char *name, const QByteArray &contents);
    bool waitForPort(quint16 port, QProcess &process);
    QProcessEnvironment environment() const;
    bool makeCertificates();
    QByteArray configuration() const;
    QByteArray definitions() const;

    const Protocol m_protocol;
    const QList<User> m_users;
    QTemporaryDir m_folder;
    Certificates m_certificates{m_folder.path()};
    QProcess m_epmd;
    QProcess m_process;
    quint16 m_port = 0;
    quint16 m_securePort = 0;
    quint16 m_epmdPort = 0;
    quint16 m_nodePort = 0;
    QString m_problem;
};

} // namespace mld::test
