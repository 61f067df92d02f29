// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

namespace mld::test {

/// Stands between clients and a server on this machine, so that a test can stop what flows as if
/// one of the two had been stopped, or cut it.
class TcpProxy : public QTcpServer
{
    Q_OBJECT

public:
    explicit TcpProxy(quint16 serverPort, QObject *parent = nullptr)
        : QTcpServer(parent), m_serverPort(serverPort)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, &TcpProxy::take);
    }

    /// Nothing flows any more, nor are new connections answered; what comes waits.
    void freeze() { setFrozen(true); }
    void thaw() { setFrozen(false); }
    /// From now on passes on to the clients so many bytes a second, and holds up the server with the rest, as a slow
    /// line does.
    void limitToClients(int bytesPerSecond)
    {
        m_share = bytesPerSecond / kTicksPerSecond;
        connect(&m_tick, &QTimer::timeout, this, &TcpProxy::passShare);
        m_tick.start(1000 / kTicksPerSecond);
    }
    /// From now on passes on both ways in pieces of 1 to 4000 bytes, each a moment after the last.
    void tear()
    {
        m_tears = true;
        connect(&m_tick, &QTimer::timeout, this, [this] {
            for (const Pair &pair : std::as_const(m_pairs)) {
                passPiece(pair.client, pair.server);
                passPiece(pair.server, pair.client);
            }
        });
        m_tick.start(1);
    }
    /// Breaks the connections that there are.
    void cut()
    {
        const auto pairs = std::exchange(m_pairs, {});
        for (const Pair &pair : pairs) {
            if (pair.server)
                pair.server->abort();
            if (pair.client)
                pair.client->abort();
        }
    }

private:
    struct Pair
    {
        QPointer<QTcpSocket> client;
        QPointer<QTcpSocket> server;
    };

    void setFrozen(bool isFrozen)
    {
        m_isFrozen = isFrozen;
        // What is there already is announced no more.
        for (const Pair &pair : std::as_const(m_pairs)) {
            pump(pair.client, pair.server);
            pump(pair.server, pair.client);
        }
    }

    void take()
    {
        while (QTcpSocket *client = nextPendingConnection()) {
            auto *server = new QTcpSocket(client);
            if (m_share > 0)
                server->setReadBufferSize(m_share);
            m_pairs.append(Pair{client, server});
            join(client, server);
            join(server, client);
            connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
            server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_serverPort);
        }
    }

    void join(QTcpSocket *from, QTcpSocket *to)
    {
        connect(from, &QTcpSocket::readyRead, this, [this, from, to] { pump(from, to); });
        connect(from, &QTcpSocket::disconnected, to, &QTcpSocket::disconnectFromHost);
        connect(from, &QTcpSocket::errorOccurred, to, &QTcpSocket::abort);
    }

    void passShare()
    {
        for (const Pair &pair : std::as_const(m_pairs)) {
            if (!m_isFrozen && pair.client && pair.client->isOpen() && pair.server && pair.server->bytesAvailable() > 0)
                pair.client->write(pair.server->read(m_share));
        }
    }

    void passPiece(QTcpSocket *from, QTcpSocket *to)
    {
        if (m_isFrozen || !from || !to || to->state() != QAbstractSocket::ConnectedState)
            return;
        to->write(from->read(m_random.bounded(1, 4000)));
        to->flush();
    }

    void pump(QTcpSocket *from, QTcpSocket *to)
    {
        if (m_tears)
            return;
        if (m_share > 0 && from && from->parent() != this) // a server's socket is the child of its client's
            return;
        if (!m_isFrozen && from && to && to->isOpen() && from->bytesAvailable() > 0)
            to->write(from->readAll());
    }

    static constexpr int kTicksPerSecond = 20;
    const quint16 m_serverPort;
    int m_share = 0; ///< bytes to a client for each tick; 0 is no limit
    QTimer m_tick;
    bool m_isFrozen = false;
    bool m_tears = false;
    QRandomGenerator m_random{1};
    QList<Pair> m_pairs;
};

} // namespace mld::test
