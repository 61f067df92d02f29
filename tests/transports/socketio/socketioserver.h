// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QString>

namespace mld::test {

/// A real Socket.IO server on a free port of this machine's loopback address, as a process of Node.js;
/// its keys are told in tests/interop/io-server.mjs. Ends when destroyed.
class SocketIoServer
{
public:
    explicit SocketIoServer(QJsonObject options = {}, QString script = QStringLiteral("io-server.mjs"))
        : m_options(std::move(options)), m_script(std::move(script))
    {
    }
    virtual ~SocketIoServer() { kill(); }

    /// Starts it, and waits until it listens. The port stays the same from start to start.
    bool start()
    {
        if (m_port != 0)
            m_options.insert(QStringLiteral("port"), m_port);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral("node"),
                        {QStringLiteral(MLD_TEST_DATA "/../interop/") + m_script,
                         QString::fromUtf8(QJsonDocument(m_options).toJson(QJsonDocument::Compact))});
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(15'000))
                return false;
        }
        m_port = m_process.readLine().trimmed().toInt();
        return m_port != 0;
    }
    /// Ends it at once, as a crash does.
    void kill()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.kill();
        m_process.waitForFinished();
    }
    quint16 port() const { return quint16(m_port); }
    QString problem() const { return m_process.errorString(); }

protected:
    /// Where it keeps what outlives it.
    void setFolder(const QString &path) { m_options.insert(QStringLiteral("data"), path); }

private:
    QJsonObject m_options;
    QString m_script;
    QProcess m_process;
    int m_port = 0;
};

} // namespace mld::test
