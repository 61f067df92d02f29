// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QNetworkProxy>
#include <QTcpServer>
#include <QTcpSocket>

namespace mld::test {

/// A web proxy on this machine's loopback address that knows CONNECT alone (RFC 9110, 9.3.6).
class ConnectProxy : public QTcpServer
{
    Q_OBJECT

public:
    explicit ConnectProxy(bool refuses = false, QObject *parent = nullptr) : QTcpServer(parent), m_refuses(refuses)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, &ConnectProxy::take);
    }

    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(serverPort()); }
    /// The places that it was asked to connect to, with their ports.
    const QStringList &asked() const { return m_asked; }

private:
    void take()
    {
        while (QTcpSocket *client = nextPendingConnection()) {
            connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
            connect(client, &QTcpSocket::readyRead, this, [this, client] { readHead(client); });
        }
    }

    void readHead(QTcpSocket *client)
    {
        if (!client->peek(16 * 1024).contains("\r\n\r\n"))
            return;
        client->disconnect(this);
        const QList<QByteArray> request = client->readLine().split(' '); // CONNECT host:port HTTP/1.1
        while (client->readLine().trimmed() != "") { }
        const QByteArray place = request.value(1);
        m_asked.append(QString::fromLatin1(place));
        const qsizetype colon = place.lastIndexOf(':');
        if (m_refuses || request.first() != "CONNECT" || colon < 0) {
            client->write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            client->disconnectFromHost();
            return;
        }
        auto *server = new QTcpSocket(client);
        server->setProxy(QNetworkProxy::NoProxy);
        connect(server, &QTcpSocket::connected, client, [client] { client->write("HTTP/1.1 200 Connected\r\n\r\n"); });
        connect(server, &QTcpSocket::errorOccurred, client, &QTcpSocket::abort);
        pass(client, server);
        pass(server, client);
        server->connectToHost(QString::fromLatin1(place.left(colon)), place.mid(colon + 1).toUShort());
    }

    static void pass(QTcpSocket *from, QTcpSocket *to)
    {
        connect(from, &QTcpSocket::readyRead, to, [from, to] { to->write(from->readAll()); });
        connect(from, &QTcpSocket::disconnected, to, &QTcpSocket::disconnectFromHost);
    }

    const bool m_refuses;
    QStringList m_asked;
};

} // namespace mld::test
