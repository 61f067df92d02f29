// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace mld::test {

/// A real RabbitMQ with its MQTT plugin, on free ports of this machine's loopback address, with
/// everything it needs in a temporary folder, its own port mapper (epmd) included: nothing of a
/// RabbitMQ that is installed as a service is touched. Slow to start (about ten seconds). Stops
/// when destroyed.
class RabbitMqBroker
{
public:
    RabbitMqBroker();
    ~RabbitMqBroker();

    /// Starts it, and waits until it takes connections. The port stays the same from start to
    /// start.
    bool start();
    bool isRunning() const { return m_process.state() == QProcess::Running; }
    /// Ends it at once, as a crash does.
    void kill();

    /// Of MQTT.
    quint16 port() const { return m_port; }
    QString username() const { return QStringLiteral("guest"); }
    QString password() const { return QStringLiteral("guest"); }
    /// What went wrong in start().
    QString problem() const { return m_problem; }

private:
    bool writeFile(const char *name, const QByteArray &contents);
    bool waitForPort(quint16 port, QProcess &process);
    QProcessEnvironment environment() const;

    QTemporaryDir m_folder;
    QProcess m_epmd;
    QProcess m_process;
    quint16 m_port = 0;
    quint16 m_epmdPort = 0;
    quint16 m_nodePort = 0;
    QString m_problem;
};

} // namespace mld::test
