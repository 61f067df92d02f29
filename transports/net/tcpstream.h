// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/bytestream.h"

#include <QHostAddress>
#include <QHostInfo>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>

namespace mld {

/// ByteStream over TCP or TLS. All of a name's addresses are tried, each for its share of the time.
class TcpStream : public ByteStream
{
    Q_OBJECT

public:
    explicit TcpStream(const Endpoint &endpoint, QObject *parent = nullptr);
    ~TcpStream() override;

    void open() override;
    void write(const QByteArray &bytes) override;
    void close() override;

private:
    void onLookedUp(const QHostInfo &info);
    void onAddresses();
    void tryNextAddress();
    void connectTo(const QString &address);
    void onConnected();
    void onReadable();
    void onError(QAbstractSocket::SocketError error);
    std::optional<NetFailure> failure(QAbstractSocket::SocketError error) const;
    void end(const std::optional<NetFailure> &failure);

    const Endpoint m_endpoint;
    const NetFailures m_failures;
    QSslConfiguration m_tls;
    int m_lookup = -1;
    QList<QHostAddress> m_addresses;
    qsizetype m_nextAddress = 0;
    QTimer m_addressTimer; ///< when an address has had its time, and there is another
    QSslSocket m_socket;
    bool m_isConnected = false; ///< TCP was, for once, connected
    bool m_isOpen = false;
    bool m_isOver = false;
    int m_alert = -1; ///< of the server
    QString m_alertName;
    std::optional<NetFailure> m_verdict; ///< on the server's certificate
};

} // namespace mld
