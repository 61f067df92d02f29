// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "socketio/client/session.h"

#include "net/qtproxy.h"
#include "net/qttls.h"
#include "net/socketprogress.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslError>

#include "moc_session.cpp"

using namespace Qt::Literals::StringLiterals;

namespace mld::sio {

namespace {

// Until the server has told, and if it does not: the default of Socket.IO 4.
constexpr qint64 kUsualPayload = 1'000'000;
constexpr qint64 kLeastIncoming = 4 << 20;
constexpr qint64 kMostIncoming = 256 << 20;
constexpr int kCloseTimeoutMs = 1000;

} // namespace

Session::Session(SessionOptions options, QObject *parent)
    : QObject(parent), m_options(std::move(options)), m_largestIncoming(kLeastIncoming)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &Session::onDeadline);
}

Session::~Session()
{
    m_phase = Phase::Over;
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
    }
}

qint64 Session::largestBinary() const
{
    const qint64 most = m_handshake.maxPayload > 0 ? m_handshake.maxPayload : kUsualPayload;
    return m_isPolling ? (most - 1) / 4 * 3 : most;
}

qint64 Session::largestText() const
{
    return (m_handshake.maxPayload > 0 ? m_handshake.maxPayload : kUsualPayload) - 1;
}

void Session::tell(const ConnectionProgress &progress)
{
    if (m_phase != Phase::Opening)
        return;
    m_hasReached |= progress.step >= ConnectionStep::Reached;
    Q_EMIT progressed(progress);
}

bool Session::isSecure() const
{
    const QString scheme = m_options.origin.scheme();
    return scheme == u"https" || scheme == u"wss";
}

quint16 Session::port() const
{
    return quint16(m_options.origin.port(isSecure() ? 443 : 80));
}

QUrl Session::url(bool isWebSocket) const
{
    QUrl url;
    url.setScheme(isWebSocket ? (isSecure() ? u"wss"_s : u"ws"_s) : (isSecure() ? u"https"_s : u"http"_s));
    url.setHost(m_options.origin.host());
    url.setPort(port());
    url.setPath(m_options.path);
    // Encoded by hand: QUrlQuery leaves alone what servers read otherwise, such as "+".
    QByteArray query;
    const auto add = [&](const QString &key, const QString &value) {
        query += QUrl::toPercentEncoding(key) + '=' + QUrl::toPercentEncoding(value) + '&';
    };
    for (const auto &[key, value] : m_options.query)
        add(key, value);
    query += isWebSocket ? "EIO=4&transport=websocket" : "EIO=4&transport=polling";
    if (!m_handshake.sid.isEmpty())
        query += "&sid=" + QUrl::toPercentEncoding(m_handshake.sid);
    url.setQuery(QString::fromLatin1(query), QUrl::StrictMode);
    return url;
}

QNetworkRequest Session::request(const QUrl &url) const
{
    QNetworkRequest request(url);
    request.setSslConfiguration(m_options.tls);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    for (const auto &[name, value] : m_options.headers)
        request.setRawHeader(name, value);
    return request;
}

void Session::open()
{
    if (m_phase != Phase::Idle)
        return;
    m_phase = Phase::Opening;
    m_deadline.start(m_options.connectTimeoutMs);
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_phase != Phase::Opening)
                return;
            if (m_options.way == SessionOptions::Way::Polling)
                openPolling();
            else
                openWebSocket();
        },
        Qt::QueuedConnection);
}

void Session::openWebSocket()
{
    m_socket = std::make_unique<QWebSocket>();
    QWebSocket *socket = m_socket.get();
    socket->setMaxAllowedIncomingMessageSize(quint64(m_largestIncoming));
    socket->setMaxAllowedIncomingFrameSize(quint64(m_largestIncoming));
    if (m_options.proxy)
        socket->setProxy(*m_options.proxy);
    connect(socket, &QWebSocket::connected, this, [this] { m_isUp = true; });
    connect(socket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
        const auto message = EngineMessage::fromText(text.toUtf8());
        if (message)
            receive(*message);
        else
            endLater(m_phase == Phase::Open ? Fault::Malformed : Fault::NotSocketIo);
    });
    connect(socket, &QWebSocket::binaryMessageReceived, this,
            [this](const QByteArray &bytes) { receive({EngineMessage::Type::Binary, bytes}); });
    connect(socket, &QWebSocket::disconnected, this, [this] {
        // An error says more, and may only come after this.
        QMetaObject::invokeMethod(this, &Session::onSocketDisconnected, Qt::QueuedConnection);
    });
    connect(socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, &Session::onSocketError);
    connect(socket, &QWebSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        if (m_options.verifyServer)
            setTlsErrors(errors);
        else
            m_socket->ignoreSslErrors();
    });
    connect(socket, &QWebSocket::alertReceived, this, [this](QSsl::AlertLevel, QSsl::AlertType alert, const QString &) {
        if (NetFailures::isAboutOurCertificate(int(alert)))
            m_verdict = Fault::ClientCertificateRefused;
    });
    socket->setSslConfiguration(m_options.tls);
    socket->open(request(url(true)));
    if (auto *below = socket->findChild<QAbstractSocket *>(QString(), Qt::FindDirectChildrenOnly)) {
        followSocket(below, isSecure(), m_options.verifyServer, this,
                     [this](const ConnectionProgress &progress) { tell(progress); });
    }
}

void Session::setTlsErrors(const QList<QSslError> &errors)
{
    switch (certificateFault(errors)) {
    case CertificateFault::Expired:
        m_verdict = Fault::CertificateExpired;
        return;
    case CertificateFault::NotYetValid:
        m_verdict = Fault::CertificateNotYetValid;
        return;
    case CertificateFault::OtherName:
        m_verdict = Fault::CertificateOtherName;
        return;
    case CertificateFault::UnknownAuthority:
        m_verdict = Fault::CertificateUnknownAuthority;
        return;
    case CertificateFault::Other:
        m_verdict = Fault::CertificateOther;
        return;
    }
}

void Session::onSocketError(QAbstractSocket::SocketError error)
{
    if (m_phase == Phase::Over || m_isPolling)
        return;
    if (m_verdict) {
        endLater(*m_verdict);
        return;
    }
    if (m_phase == Phase::Open || m_phase == Phase::Closing)
        return; // the disconnection follows, and knows the reason
    if (isOfProxy(error, m_options.proxy.has_value())) {
        endLater(Fault::ProxyRefused);
        return;
    }
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
        endLater(Fault::HostNotFound);
        return;
    case QAbstractSocket::ConnectionRefusedError:
        // Qt says the same of an HTTP answer that it does not want, but for the words.
        if (m_socket->errorString().contains(u"QWebSocket"))
            giveWay(Fault::NotSocketIo);
        else
            endLater(Fault::PortRefused);
        return;
    case QAbstractSocket::SocketTimeoutError:
    case QAbstractSocket::NetworkError:
        endLater(Fault::Unreachable);
        return;
    case QAbstractSocket::SslInvalidUserDataError:
        endLater(Fault::ClientKeyMismatch);
        return;
    case QAbstractSocket::SslHandshakeFailedError:
        endLater(Fault::TlsFailed);
        return;
    case QAbstractSocket::SocketAccessError:
        endLater(Fault::Unreachable);
        return;
    default:
        giveWay(Fault::Lost);
    }
}

void Session::onSocketDisconnected()
{
    if (m_phase == Phase::Over || m_isPolling || !m_socket)
        return;
    if (m_phase == Phase::Opening)
        giveWay(m_isUp ? Fault::NotSocketIo : Fault::Lost);
    else if (m_socket->closeCode() == QWebSocketProtocol::CloseCodeTooMuchData)
        end(Fault::TooLarge);
    else
        end(Fault::Lost);
}

void Session::giveWay(Fault fault)
{
    if (m_phase != Phase::Opening || m_isPolling)
        return;
    if (m_options.way == SessionOptions::Way::WebSocket) {
        endLater(fault);
        return;
    }
    m_socket->disconnect(this);
    m_socket.release()->deleteLater();
    m_deadline.start(m_options.connectTimeoutMs);
    QMetaObject::invokeMethod(this, &Session::openPolling, Qt::QueuedConnection);
    m_isPolling = true;
}

void Session::openPolling()
{
    if (m_phase != Phase::Opening)
        return;
    m_isPolling = true;
    m_http = std::make_unique<QNetworkAccessManager>();
    if (m_options.proxy)
        m_http->setProxy(*m_options.proxy);
    poll();
}

QNetworkReply *Session::watch(QNetworkReply *reply)
{
    // Unbounded otherwise: an answer need not say how long it is.
    connect(reply, &QNetworkReply::readyRead, this, [this, reply] {
        if (reply->bytesAvailable() > m_largestIncoming)
            reply->abort();
    });
    connect(reply, &QNetworkReply::sslErrors, this, [this, reply](const QList<QSslError> &errors) {
        if (m_options.verifyServer)
            setTlsErrors(errors);
        else
            reply->ignoreSslErrors();
    });
    return reply;
}

void Session::poll()
{
    QNetworkReply *reply = watch(m_http->get(request(url(false))));
    connect(reply, &QNetworkReply::finished, this, [this, reply] { onPolled(reply); });
    if (m_phase != Phase::Opening)
        return;
    connect(reply, &QNetworkReply::encrypted, this, [this, reply] {
        tell({.step = ConnectionStep::Reached, .port = port()});
        tell({.step = ConnectionStep::Secured,
              .certificate =
                  certificateFacts(reply->sslConfiguration().peerCertificate(), m_options.verifyServer)});
    });
    connect(reply, &QNetworkReply::requestSent, this, [this] {
        if (!isSecure())
            tell({.step = ConnectionStep::Reached, .port = port(), .isPlain = true});
    });
}

Fault Session::ofReply(QNetworkReply *reply) const
{
    if (m_verdict)
        return *m_verdict;
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 401 || status == 403)
        return Fault::HttpForbidden;
    if (status == 407)
        return Fault::ProxyRefused;
    if (status == 413)
        return Fault::TooLarge;
    if (status != 0) {
        if (m_phase != Phase::Opening)
            return Fault::Lost;
        // Engine.IO's own refusals have a code: 5 is for the protocol's version.
        const auto answer = QJsonDocument::fromJson(reply->readAll()).object();
        return answer.value("code"_L1).toInt(-1) == 5 ? Fault::OldProtocol : Fault::NotSocketIo;
    }
    switch (reply->error()) {
    case QNetworkReply::HostNotFoundError:
        return Fault::HostNotFound;
    case QNetworkReply::ConnectionRefusedError:
        return Fault::PortRefused;
    case QNetworkReply::SslHandshakeFailedError:
        return Fault::TlsFailed;
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return Fault::ProxyRefused;
    case QNetworkReply::TimeoutError:
        return Fault::Unreachable;
    default:
        return Fault::Lost;
    }
}

void Session::onPolled(QNetworkReply *reply)
{
    reply->deleteLater();
    if (m_phase == Phase::Over)
        return;
    if (reply->error() != QNetworkReply::NoError) {
        end(ofReply(reply));
        return;
    }
    const QByteArray payload = reply->readAll();
    const auto messages = decodePayload(payload);
    const bool isFirst = m_phase == Phase::Opening;
    if (isFirst && isOldHandshake(payload)) {
        end(Fault::OldProtocol);
        return;
    }
    if (!messages || (isFirst && messages->first().type != EngineMessage::Type::Open)) {
        end(isFirst ? Fault::NotSocketIo : Fault::Malformed);
        return;
    }
    for (const EngineMessage &message : *messages) {
        receive(message);
        if (m_phase == Phase::Over)
            return;
    }
    poll();
}

void Session::post()
{
    if (m_isPosting || m_outgoing.isEmpty() || !m_http)
        return;
    // As many as fit; one always does, as it has been checked.
    const qint64 most = m_handshake.maxPayload > 0 ? m_handshake.maxPayload : kUsualPayload;
    QList<EngineMessage> batch;
    qint64 size = 0;
    while (!m_outgoing.isEmpty()) {
        size += sizeInPayload(m_outgoing.first()) + 1;
        if (!batch.isEmpty() && size > most)
            break;
        batch.append(m_outgoing.takeFirst());
    }
    QNetworkRequest post = request(url(false));
    post.setHeader(QNetworkRequest::ContentTypeHeader, u"text/plain;charset=UTF-8"_s);
    m_isPosting = true;
    QNetworkReply *reply = watch(m_http->post(post, encodePayload(batch)));
    connect(reply, &QNetworkReply::finished, this, [this, reply] { onPosted(reply); });
}

void Session::onPosted(QNetworkReply *reply)
{
    reply->deleteLater();
    m_isPosting = false;
    if (m_phase == Phase::Over)
        return;
    if (reply->error() != QNetworkReply::NoError)
        end(ofReply(reply));
    else if (m_phase == Phase::Closing && m_outgoing.isEmpty())
        end(Fault::Lost);
    else
        post();
}

void Session::onDeadline()
{
    switch (m_phase) {
    case Phase::Opening:
        // A proxy may let a WebSocket be opened, and nothing through it.
        if (m_isUp && !m_isPolling)
            giveWay(Fault::Unanswered);
        else
            end(m_hasReached ? Fault::Unanswered : Fault::Unreachable);
        break;
    case Phase::Open:
        end(Fault::Silent);
        break;
    case Phase::Closing:
        end(Fault::Lost);
        break;
    case Phase::Idle:
    case Phase::Over:
        break;
    }
}

void Session::heard()
{
    m_deadline.start(m_handshake.pingIntervalMs + m_handshake.pingTimeoutMs);
}

void Session::receive(const EngineMessage &message)
{
    using Type = EngineMessage::Type;
    if (m_phase == Phase::Opening) {
        const auto handshake = message.type == Type::Open ? Handshake::fromJson(message.data) : std::nullopt;
        if (!handshake) {
            endLater(Fault::NotSocketIo);
            return;
        }
        m_handshake = *handshake;
        m_largestIncoming = qBound(kLeastIncoming, m_handshake.maxPayload * 2, kMostIncoming);
        if (m_socket) {
            m_socket->setMaxAllowedIncomingMessageSize(quint64(m_largestIncoming));
            m_socket->setMaxAllowedIncomingFrameSize(quint64(m_largestIncoming));
        }
        m_phase = Phase::Open;
        heard();
        Q_EMIT opened();
        return;
    }
    if (m_phase != Phase::Open)
        return;
    switch (message.type) {
    case Type::Ping:
        heard();
        send({Type::Pong, message.data});
        break;
    case Type::Close:
        end(Fault::Lost);
        break;
    case Type::Message:
        heard();
        Q_EMIT textReceived(message.data);
        break;
    case Type::Binary:
        heard();
        Q_EMIT binaryReceived(message.data);
        break;
    case Type::Noop:
        heard();
        break;
    case Type::Open:
    case Type::Pong:
    case Type::Upgrade:
        end(Fault::Malformed);
        break;
    }
}

void Session::send(const EngineMessage &message)
{
    if (m_isPolling) {
        m_outgoing.append(message);
        // All that is said in one turn of the event loop goes in one request.
        QMetaObject::invokeMethod(this, &Session::post, Qt::QueuedConnection);
    } else if (message.type == EngineMessage::Type::Binary) {
        m_socket->sendBinaryMessage(message.data);
    } else {
        m_socket->sendTextMessage(QString::fromUtf8(char('0' + int(message.type)) + message.data));
    }
}

bool Session::sendText(const QByteArray &text)
{
    if (m_phase != Phase::Open || text.size() > largestText())
        return false;
    send({EngineMessage::Type::Message, text});
    return true;
}

bool Session::sendBinary(const QByteArray &bytes)
{
    if (m_phase != Phase::Open || bytes.size() > largestBinary())
        return false;
    send({EngineMessage::Type::Binary, bytes});
    return true;
}

void Session::close()
{
    if (m_phase == Phase::Over || m_phase == Phase::Closing)
        return;
    if (m_phase != Phase::Open) {
        m_phase = Phase::Closing;
        endLater(Fault::Lost);
        return;
    }
    m_phase = Phase::Closing;
    m_deadline.start(kCloseTimeoutMs);
    if (m_isPolling) {
        send({EngineMessage::Type::Close, {}});
    } else {
        m_socket->flush();
        m_socket->close();
    }
}

void Session::endLater(Fault fault)
{
    QMetaObject::invokeMethod(
        this, [this, fault] { end(fault); }, Qt::QueuedConnection);
}

void Session::end(Fault fault)
{
    if (m_phase == Phase::Over)
        return;
    m_phase = Phase::Over;
    m_deadline.stop();
    m_outgoing.clear();
    // From inside their signals, so later.
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket.release()->deleteLater();
    }
    if (m_http)
        m_http.release()->deleteLater();
    Q_EMIT ended(fault);
}

} // namespace mld::sio
