// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/progress.h"
#include "socketio/client/packet.h"

#include <QAbstractSocket>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

#include <memory>
#include <optional>
#include <utility>

class QNetworkReply;

namespace mld::sio {

/// Why a connection ended, or could not be made. A closed list, for whoever puts it in words: a
/// server's own words are never among them.
enum class Fault {
    HostNotFound,
    PortRefused,
    Unreachable,       ///< nothing answers
    Unanswered,        ///< connected, but the other side said nothing in time
    Lost,              ///< closed from afar
    Silent,            ///< no sign of life for longer than the handshake allows
    NotSocketIo,
    OldProtocol,       ///< Engine.IO 3, as Socket.IO 2 speaks it
    HttpForbidden,     ///< 401, 403
    ProxyRefused,      ///< a proxy is in the way
    TlsFailed,
    CertificateExpired,
    CertificateNotYetValid,
    CertificateOtherName,
    CertificateUnknownAuthority,
    CertificateOther,
    ClientCertificateRefused,
    ClientKeyMismatch,
    Malformed,         ///< what came is not of the protocol
    TooLarge,          ///< the server closed because of a message's size
    WrongNamespace,
    ConnectRefused,    ///< CONNECT_ERROR: the server's middleware said no
    EndedByServer,     ///< DISCONNECT: the server closed the namespace
};

/// How to reach a server. A value.
struct SessionOptions
{
    enum class Way {
        Automatic, ///< WebSocket, and long-polling where that does not get through
        WebSocket,
        Polling,
    };
    QUrl origin; ///< http(s) or ws(s); of its path nothing is used
    QString path = QStringLiteral("/socket.io/");
    QList<std::pair<QString, QString>> query;
    QList<std::pair<QByteArray, QByteArray>> headers;
    Way way = Way::Automatic;
    int connectTimeoutMs = 5000;
    QSslConfiguration tls;
    bool verifyServer = true;
    std::optional<QNetworkProxy> proxy; ///< none: as the application has it
};

/// One Engine.IO connection: no retry, no meaning. One use per object. No signal is emitted from
/// inside a call.
class Session : public QObject
{
    Q_OBJECT

public:
    explicit Session(SessionOptions options, QObject *parent = nullptr);
    ~Session() override;

    /// One attempt; `opened` or `ended` follows.
    void open();
    /// Says farewell after all that was sent; `ended` with Fault::Lost follows, soon.
    void close();
    /// False, and nothing is sent, while it is not open or if it is larger than largest*().
    bool sendText(const QByteArray &text);
    bool sendBinary(const QByteArray &bytes);
    qint64 largestBinary() const;
    qint64 largestText() const;
    bool isOpen() const { return m_phase == Phase::Open; }
    bool isPolling() const { return m_isPolling; }
    const Handshake &handshake() const { return m_handshake; }
    /// What one incoming message may take.
    qint64 largestIncoming() const { return m_largestIncoming; }

Q_SIGNALS:
    /// How far it has come, before opened().
    void progressed(const mld::ConnectionProgress &progress);
    void opened();
    void textReceived(const QByteArray &text);
    void binaryReceived(const QByteArray &bytes);
    void ended(mld::sio::Fault fault);

private:
    enum class Phase { Idle, Opening, Open, Closing, Over };

    void openWebSocket();
    void openPolling();
    void poll();
    void onPolled(QNetworkReply *reply);
    void post();
    void onPosted(QNetworkReply *reply);
    QNetworkReply *watch(QNetworkReply *reply);
    void tell(const ConnectionProgress &progress);
    bool isSecure() const;
    quint16 port() const;
    QUrl url(bool isWebSocket) const;
    QNetworkRequest request(const QUrl &url) const;
    void onSocketError(QAbstractSocket::SocketError error);
    void onSocketDisconnected();
    void onDeadline();
    void receive(const EngineMessage &message);
    void send(const EngineMessage &message);
    void heard();
    /// WebSocket did not get through.
    void giveWay(Fault fault);
    void setTlsErrors(const QList<QSslError> &errors);
    Fault ofReply(QNetworkReply *reply) const;
    void end(Fault fault);
    void endLater(Fault fault);

    const SessionOptions m_options;
    Phase m_phase = Phase::Idle;
    bool m_isPolling = false;
    bool m_hasReached = false; ///< a connection stood, whatever was said through it
    bool m_isUp = false;       ///< the WebSocket's own handshake is done
    std::optional<Fault> m_verdict; ///< on a certificate
    Handshake m_handshake;
    qint64 m_largestIncoming;
    QTimer m_deadline;
    std::unique_ptr<QWebSocket> m_socket;
    std::unique_ptr<QNetworkAccessManager> m_http;
    QList<EngineMessage> m_outgoing; ///< polling: waiting for the request under way
    bool m_isPosting = false;
};

} // namespace mld::sio
