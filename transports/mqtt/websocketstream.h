// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/mqttstream.h"

#include <QWebSocket>

namespace mld {

/// MqttStream over a WebSocket, plain or with TLS, with the subprotocol `mqtt` (MQTT 3.1.1, 6).
class WebSocketStream : public MqttStream
{
    Q_OBJECT

public:
    explicit WebSocketStream(const MqttOptions &options, QObject *parent = nullptr);
    ~WebSocketStream() override;

    void open() override;
    void write(const QByteArray &bytes) override;
    void close() override;

private:
    void onConnected();
    void onError(QAbstractSocket::SocketError error);
    std::optional<MqttFailure> failure(QAbstractSocket::SocketError error) const;
    void end(const std::optional<MqttFailure> &failure);
    void endLater(const std::optional<MqttFailure> &failure);

    const MqttOptions m_options;
    const MqttFailures m_failures;
    QWebSocket m_socket;
    bool m_isOpen = false;
    bool m_isOver = false;
    int m_alert = -1; ///< of the server
    QString m_alertName;
    std::optional<MqttFailure> m_verdict; ///< on the server's certificate
};

} // namespace mld
