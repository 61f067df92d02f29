// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/websocketstream.h"

#include "net/qtproxy.h"
#include "net/qttls.h"
#include "net/socketprogress.h"

#include <QNetworkRequest>
#include <QWebSocketHandshakeOptions>

#include "moc_websocketstream.cpp"

using namespace Qt::Literals::StringLiterals;

namespace mld {

WebSocketStream::WebSocketStream(const Endpoint &endpoint, QObject *parent)
    : ByteStream(parent), m_endpoint(endpoint), m_failures(endpoint)
{
    connect(&m_socket, &QWebSocket::connected, this, &WebSocketStream::onConnected);
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, &ByteStream::received);
    connect(&m_socket, &QWebSocket::disconnected, this, [this] {
        // An error says more, and may only come after this, so it is let pass.
        QMetaObject::invokeMethod(
            this, [this] { endLater(std::nullopt); }, Qt::QueuedConnection);
    });
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &WebSocketStream::onError);
    connect(&m_socket, &QWebSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        m_verdict = certificateFailure(m_failures, errors);
    });
    connect(&m_socket, &QWebSocket::alertReceived, this,
            [this](QSsl::AlertLevel level, QSsl::AlertType alert, const QString &name) {
                if (level != QSsl::AlertLevel::Fatal)
                    return;
                m_alert = static_cast<int>(alert);
                m_alertName = name;
            });
}

WebSocketStream::~WebSocketStream()
{
    m_socket.disconnect(this);
    m_socket.abort();
}

void WebSocketStream::open()
{
    QUrl url;
    url.setScheme(m_endpoint.isSecure ? u"wss"_s : u"ws"_s);
    url.setHost(m_endpoint.host);
    url.setPort(m_endpoint.port);
    const qsizetype query = m_endpoint.webSocket->path.indexOf(u'?');
    url.setPath(m_endpoint.webSocket->path.left(query));
    if (query >= 0)
        url.setQuery(m_endpoint.webSocket->path.mid(query + 1));
    if (m_endpoint.isSecure) {
        auto tls = qtTlsConfiguration(m_endpoint.tls);
        if (!tls) {
            endLater(
                NetFailure{{TransportErrorCode::BadConfiguration, tls.error().message}, false});
            return;
        }
        m_socket.setSslConfiguration(*tls);
    }
    if (!m_endpoint.proxy.isEmpty())
        m_socket.setProxy(qtProxy(m_endpoint.proxy));
    QWebSocketHandshakeOptions handshake;
    if (!m_endpoint.webSocket->subprotocol.isEmpty())
        handshake.setSubprotocols({m_endpoint.webSocket->subprotocol});
    m_socket.open(url, handshake);
    // Of what goes on before its own handshake it tells nothing.
    if (auto *socket = m_socket.findChild<QAbstractSocket *>(QString(), Qt::FindDirectChildrenOnly)) {
        followSocket(socket, m_endpoint.isSecure, m_endpoint.tls.verifyServer, this,
                     [this](const ConnectionProgress &progress) { Q_EMIT progressed(progress); });
    }
}

void WebSocketStream::onConnected()
{
    const QString &wanted = m_endpoint.webSocket->subprotocol;
    if (!wanted.isEmpty() && m_socket.subprotocol() != wanted) {
        end(m_failures.notWebSocket());
        return;
    }
    m_isOpen = true;
    Q_EMIT opened();
}

void WebSocketStream::write(const QByteArray &bytes)
{
    if (!m_isOver)
        m_socket.sendBinaryMessage(bytes);
}

void WebSocketStream::close()
{
    m_isOver = true;
    if (m_socket.state() == QAbstractSocket::ConnectedState) {
        m_socket.flush();
        m_socket.close();
    }
}

void WebSocketStream::onError(QAbstractSocket::SocketError error)
{
    endLater(failure(error));
}

std::optional<NetFailure> WebSocketStream::failure(QAbstractSocket::SocketError error) const
{
    if (m_verdict && !m_isOpen)
        return m_verdict;
    if (NetFailures::isAboutOurCertificate(m_alert))
        return m_failures.clientCertificateRefused();
    if (m_alert >= 0)
        return m_failures.tlsRefused(m_alertName);
    if (m_isOpen)
        return std::nullopt;
    if (isOfProxy(error, !m_endpoint.proxy.isEmpty()))
        return m_failures.proxyRefused();
    switch (error) {
    case QAbstractSocket::SocketAccessError:
        return m_failures.unreachable();
    case QAbstractSocket::HostNotFoundError:
        return m_failures.hostNotFound();
    case QAbstractSocket::ConnectionRefusedError: {
        // Qt says the same of an HTTP answer that it does not want, but for the words; and those are the server's.
        return m_socket.errorString().contains(u"QWebSocket") ? m_failures.notWebSocket() : m_failures.portRefused();
    }
    case QAbstractSocket::SocketTimeoutError:
    case QAbstractSocket::NetworkError:
        return m_failures.unreachable();
    case QAbstractSocket::SslInvalidUserDataError:
        return m_failures.clientKeyMismatch();
    case QAbstractSocket::SslHandshakeFailedError:
        return m_failures.noTls();
    case QAbstractSocket::RemoteHostClosedError:
        return m_endpoint.isSecure ? m_failures.noTls() : m_failures.closedUnanswered();
    default:
        return m_failures.other(m_socket.errorString());
    }
}

void WebSocketStream::endLater(const std::optional<NetFailure> &failure)
{
    // Not from inside a call, and not before what else the socket has to say.
    QMetaObject::invokeMethod(
        this, [this, failure] { end(failure); }, Qt::QueuedConnection);
}

void WebSocketStream::end(const std::optional<NetFailure> &failure)
{
    if (!std::exchange(m_isOver, true))
        Q_EMIT ended(failure);
}

} // namespace mld
