// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/singleinstance.h"

#include <QLocalSocket>

namespace commonplace {
namespace {

constexpr int waitMs = 1000;
constexpr qint64 maxMessage = 128 * 1024;
const QByteArray raise = QByteArrayLiteral("raise\n");

} // namespace

SingleInstance::SingleInstance(QString name, QObject *parent) : QObject(parent), m_name(std::move(name))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::receive);
}

void SingleInstance::listen()
{
    // Who holds the profile's lock is the only one: what is left of a name is from a crash.
    QLocalServer::removeServer(m_name);
    m_server.listen(m_name);
}

bool SingleInstance::handOver(const QString &link) const
{
    // There is no window yet that could freeze, so waiting does no harm here.
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(waitMs))
        return false;
    socket.write(raise + link.toUtf8());
    socket.disconnectFromServer();
    return socket.state() == QLocalSocket::UnconnectedState || socket.waitForDisconnected(waitMs);
}

void SingleInstance::receive()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        socket->setReadBufferSize(maxMessage);
        connect(socket, &QLocalSocket::disconnected, this, [this, socket] {
            const QByteArray message = socket->readAll();
            socket->deleteLater();
            if (message.startsWith(raise))
                Q_EMIT called(QString::fromUtf8(message.mid(raise.size())).trimmed());
        });
    }
}

} // namespace commonplace
