// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/bytestream.h"

#include <QWebSocket>

namespace mld {

/// ByteStream over a WebSocket, plain or with TLS.
class WebSocketStream : public ByteStream
{
    Q_OBJECT

public:
    explicit WebSocketStream(const Endpoint &endpoint, QObject *parent = nullptr);
    ~WebSocketStream() override;

    void open() override;
    void write(const QByteArray &bytes) override;
    void close() override;

private:
    void onConnected();
    void onError(QAbstractSocket::SocketError error);
    std::optional<NetFailure> failure(QAbstractSocket::SocketError error) const;
    void end(const std::optional<NetFailure> &failure);
    void endLater(const std::optional<NetFailure> &failure);

    const Endpoint m_endpoint;
    const NetFailures m_failures;
    QWebSocket m_socket;
    bool m_isOpen = false;
    bool m_isOver = false;
    int m_alert = -1; ///< of the server
    QString m_alertName;
    std::optional<NetFailure> m_verdict; ///< on the server's certificate
};

} // namespace mld
