// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/meeting/link.h"

#include "lan/meeting/certificate.h"
#include "lan/randombytes.h"

#include <QHostAddress>
#include <QNetworkProxy>

#include "moc_link.cpp"

using namespace Qt::Literals::StringLiterals;

namespace mld::lan {

namespace {

const QByteArray kKeep("\x01\x05", 2);
const QByteArray kKept("\x01\x06", 2);
// More than a frame, so that a WebSocket can take it in one piece.
constexpr qint64 kReadBuffer = 2 * Link::kLongestFrame;

} // namespace

Link::Link(Role role, Self self, IsLinked isLinked)
    : m_role(role), m_self(std::move(self)), m_isLinked(std::move(isLinked))
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] { end(Ending::Late); });
    m_patience.start(kPatienceMs);
}

Link::Link(Self self, const QSslConfiguration &tls, const QString &host, quint16 port, IsLinked isLinked)
    : Link(Role::Dialler, std::move(self), std::move(isLinked))
{
    m_socket = std::make_unique<QWebSocket>();
    m_socket->setProxy(QNetworkProxy::NoProxy);
    m_socket->setSslConfiguration(tls);
    // Nobody vouches for these certificates; what makes them trusted follows.
    m_socket->ignoreSslErrors();
    QUrl url;
    url.setScheme(u"wss"_s);
    url.setHost(host);
    url.setPort(port);
    url.setPath(u"/"_s);
    connect(m_socket.get(), &QWebSocket::connected, this, [this, own = hashOf(tls.localCertificate())] {
        begin(m_socket->findChild<QSslSocket *>(QString(), Qt::FindDirectChildrenOnly), own);
    });
    watch();
    m_socket->open(url);
    // A name may take its time to be looked up, an address is there or is not. The system would try for minutes, ever
    // more seldom, and so notice late that a network is whole again.
    if (QHostAddress(host).isNull())
        return;
    QTimer::singleShot(kReachMs, this, [this] {
        const auto *tcp = m_socket->findChild<QSslSocket *>(QString(), Qt::FindDirectChildrenOnly);
        if (m_state == State::Meeting && tcp && tcp->state() != QAbstractSocket::ConnectedState)
            end(Ending::Unreachable);
    });
}

Link::Link(Self self, const QSslConfiguration &tls, const Arrival &arrival, IsLinked isLinked)
    : Link(Role::Listener, std::move(self), std::move(isLinked))
{
    m_socket.reset(arrival.socket);
    m_socket->setParent(nullptr);
    watch();
    begin(arrival.tls, hashOf(tls.localCertificate()));
}

Link::~Link()
{
    m_socket->disconnect(this);
    if (m_tls)
        m_tls->disconnect(this);
    m_socket->abort();
    m_socket.release()->deleteLater(); // it may be what has called
}

void Link::watch()
{
    m_socket->setMaxAllowedIncomingFrameSize(kLongestGreeting);
    m_socket->setMaxAllowedIncomingMessageSize(kLongestGreeting);
    connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this, &Link::onMessage);
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, [this] {
        m_refusal = Refusal::Malformed;
        end(Ending::Refused);
    });
    const auto onEnd = [this] {
        end(m_state == State::Meeting && m_role == Role::Dialler && !m_handshake ? Ending::Unreachable : Ending::Lost);
    };
    connect(m_socket.get(), &QWebSocket::disconnected, this, onEnd);
    connect(m_socket.get(), qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, onEnd);
}

void Link::begin(QSslSocket *tls, const QByteArray &own)
{
    const QByteArray theirs = tls ? hashOf(tls->peerCertificate()) : QByteArray();
    if (own.isEmpty() || theirs.isEmpty()) {
        m_refusal = Refusal::Stranger;
        return end(Ending::Refused);
    }
    m_tls = tls;
    m_tls->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    // The WebSocket has been told before, and has left what is no whole frame yet.
    connect(m_tls, &QSslSocket::readyRead, this, [this] {
        if (m_state == State::Open || m_state == State::Up)
            Q_EMIT heard(m_tls->bytesAvailable() > 0);
    });
    connect(m_tls, &QSslSocket::encryptedBytesWritten, this, &Link::drained);
    m_handshake = std::make_unique<Handshake>(m_role, m_self, own, theirs, randomBytes(kNonceSize));
    if (const QByteArray hello = m_handshake->begin(); !hello.isEmpty())
        m_socket->sendBinaryMessage(hello);
}

void Link::onMessage(const QByteArray &message)
{
    switch (m_state) {
    case State::Meeting:
        return onGreeting(message);
    case State::Deciding:
        if (isOurs() || message != kKeep)
            break;
        m_patience.stop();
        m_socket->sendBinaryMessage(kKept);
        setState(State::Open);
        Q_EMIT opened();
        if (m_state == State::Open) {
            setState(State::Up);
            Q_EMIT up();
        }
        return;
    case State::Open:
        if (message != kKept)
            break;
        m_patience.stop();
        setState(State::Up);
        Q_EMIT up();
        return;
    case State::Up:
        Q_EMIT received(message);
        return;
    case State::Over:
        return;
    }
    m_refusal = Refusal::Malformed;
    end(Ending::Refused);
}

void Link::onGreeting(const QByteArray &message)
{
    if (!m_handshake)
        return;
    const Handshake::Step step = m_handshake->receive(message, m_isLinked);
    if (step.refusal != Refusal::None) {
        m_refusal = step.refusal;
        return end(Ending::Refused);
    }
    if (!step.answer.isEmpty())
        m_socket->sendBinaryMessage(step.answer);
    if (!m_handshake->isDone())
        return;
    m_other = *m_handshake->met();
    m_handshake.reset();
    m_socket->setMaxAllowedIncomingFrameSize(kLongestFrame);
    m_socket->setMaxAllowedIncomingMessageSize(kLongestFrame);
    m_socket->setOutgoingFrameSize(kLongestFrame);
    m_tls->setReadBufferSize(kReadBuffer);
    setState(State::Deciding);
    Q_EMIT met();
}

void Link::keep()
{
    if (m_state != State::Deciding || !isOurs())
        return;
    m_socket->sendBinaryMessage(kKeep);
    setState(State::Open);
    Q_EMIT opened();
}

void Link::send(const QByteArray &frame)
{
    if (m_state == State::Open || m_state == State::Up)
        m_socket->sendBinaryMessage(frame);
}

qint64 Link::backlog() const
{
    return m_tls ? m_tls->bytesToWrite() + m_tls->encryptedBytesToWrite() : 0;
}

void Link::end(Ending ending)
{
    if (m_state == State::Over)
        return;
    setState(State::Over);
    m_patience.stop();
    m_socket->disconnect(this);
    m_socket->abort();
    Q_EMIT over(ending);
}

} // namespace mld::lan
