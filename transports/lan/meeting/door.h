// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QList>
#include <QPointer>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>
#include <QTimer>
#include <QWebSocketServer>

namespace mld::lan {

/// A WebSocket of somebody who is not known yet, and what is below it.
struct Arrival
{
    QWebSocket *socket = nullptr; ///< whoever takes it owns it
    QPointer<QSslSocket> tls;
};

/// Where those who dial us arrive: takes TCP connections, begins TLS, and lets them become WebSockets. Anybody may come,
/// in any number, say anything, or nothing: those at the door are few and have little time and space, and when there is
/// no room the one who has stood there longest goes. So who says the right thing at once gets in, whatever the others do.
class Door : public QTcpServer
{
    Q_OBJECT

public:
    explicit Door(QSslConfiguration tls, QObject *parent = nullptr);
    ~Door() override;

    static constexpr int kMostWaiting = 64;
    static constexpr int kPatienceMs = 5000;
    /// How many were sent away before they were a WebSocket.
    qint64 turnedAway() const { return m_turnedAway; }
    void shut();

Q_SIGNALS:
    void came(const mld::lan::Arrival &arrival);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Waiting
    {
        QPointer<QSslSocket> socket;
        qint64 until = 0;
    };

    void onEncrypted(QSslSocket *socket);
    void onWebSocket();
    void forget(QSslSocket *socket);
    void sendAway(QSslSocket *socket);
    void sweep();

    const QSslConfiguration m_tls;
    QWebSocketServer m_webSockets;
    QList<Waiting> m_waiting; ///< the oldest first
    QTimer m_sweep;
    qint64 m_turnedAway = 0;
};

} // namespace mld::lan
