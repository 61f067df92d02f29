// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

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

    void pump(QTcpSocket *from, QTcpSocket *to)
    {
        if (!m_isFrozen && from && to && from->bytesAvailable() > 0)
            to->write(from->readAll());
    }

    const quint16 m_serverPort;
    bool m_isFrozen = false;
    QList<Pair> m_pairs;
};

} // namespace mld::test
