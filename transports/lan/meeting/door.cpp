// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/meeting/door.h"

#include <QDeadlineTimer>
#include <QWebSocket>

#include <algorithm>

#include "moc_door.cpp"

namespace mld::lan {

namespace {

// An HTTP request for a WebSocket has a few hundred bytes.
constexpr qint64 kHeadSize = 16 * 1024;

qint64 now()
{
    return QDeadlineTimer::current().deadline();
}

} // namespace

Door::Door(QSslConfiguration tls, QObject *parent)
    : QTcpServer(parent), m_tls(std::move(tls)), m_webSockets({}, QWebSocketServer::NonSecureMode)
{
    setProxy(QNetworkProxy::NoProxy);
    m_sweep.setInterval(500);
    connect(&m_sweep, &QTimer::timeout, this, &Door::sweep);
    connect(&m_webSockets, &QWebSocketServer::newConnection, this, &Door::onWebSocket);
}

Door::~Door()
{
    shut();
}

void Door::shut()
{
    close();
    const auto waiting = std::exchange(m_waiting, {});
    for (const Waiting &each : waiting) {
        if (each.socket) {
            each.socket->disconnect(this);
            delete each.socket.data();
        }
    }
}

void Door::incomingConnection(qintptr descriptor)
{
    auto *socket = new QSslSocket(this);
    if (!socket->setSocketDescriptor(descriptor)) {
        delete socket;
        return;
    }
    while (m_waiting.size() >= kMostWaiting)
        sendAway(m_waiting.constFirst().socket);
    // What more somebody says waits in the system, until he may say it.
    socket->setReadBufferSize(kHeadSize);
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_waiting.append({socket, now() + kPatienceMs});
    if (!m_sweep.isActive())
        m_sweep.start();
    connect(socket, &QSslSocket::encrypted, this, [this, socket] { onEncrypted(socket); });
    // Before `encrypted` the socket is nobody's but ours; afterwards it goes with its WebSocket.
    connect(socket, &QSslSocket::disconnected, this, [this, socket] { sendAway(socket); });
    connect(socket, &QSslSocket::errorOccurred, this, [this, socket] {
        if (!socket->isEncrypted())
            sendAway(socket);
    });
    socket->setSslConfiguration(m_tls);
    socket->startServerEncryption();
}

void Door::onEncrypted(QSslSocket *socket)
{
    // Who shows no certificate could not prove anything.
    if (socket->peerCertificate().isNull())
        return sendAway(socket);
    m_webSockets.handleConnection(socket);
}

void Door::onWebSocket()
{
    while (QWebSocket *socket = m_webSockets.nextPendingConnection()) {
        const auto it = std::find_if(m_waiting.cbegin(), m_waiting.cend(), [&](const Waiting &each) {
            return each.socket && each.socket->peerPort() == socket->peerPort()
                   && each.socket->peerAddress() == socket->peerAddress();
        });
        if (it == m_waiting.cend()) { // sent away while it became one
            socket->abort();
            socket->deleteLater();
            continue;
        }
        QSslSocket *tls = it->socket;
        forget(tls);
        tls->disconnect(this);
        tls->setParent(socket); // which goes on when the door is shut, and does not own what it was made of
        socket->setParent(this);
        Q_EMIT came({socket, tls});
    }
}

void Door::forget(QSslSocket *socket)
{
    m_waiting.removeIf([socket](const Waiting &each) { return !each.socket || each.socket == socket; });
}

void Door::sendAway(QSslSocket *socket)
{
    if (socket) {
        ++m_turnedAway;
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
    forget(socket);
}

void Door::sweep()
{
    while (!m_waiting.isEmpty() && (!m_waiting.constFirst().socket || m_waiting.constFirst().until <= now()))
        sendAway(m_waiting.constFirst().socket);
    if (m_waiting.isEmpty())
        m_sweep.stop();
}

} // namespace mld::lan
