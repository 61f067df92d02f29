// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/tcpstream.h"

#include "net/qtproxy.h"
#include "net/qttls.h"
#include "net/quickack.h"
#include "net/socketprogress.h"

#include "moc_tcpstream.cpp"

namespace mld {

TcpStream::TcpStream(const Endpoint &endpoint, QObject *parent)
    : ByteStream(parent), m_endpoint(endpoint), m_failures(endpoint)
{
    m_addressTimer.setSingleShot(true);
    connect(&m_addressTimer, &QTimer::timeout, this,
            [this] { onError(QAbstractSocket::SocketTimeoutError); });
    connect(&m_socket, &QSslSocket::connected, this, &TcpStream::onConnected);
    connect(&m_socket, &QSslSocket::encrypted, this, [this] {
        m_isOpen = true;
        Q_EMIT progressed({.step = ConnectionStep::Secured,
                           .certificate =
                               certificateFacts(m_socket.peerCertificate(), m_endpoint.tls.verifyServer)});
        Q_EMIT opened();
    });
    connect(&m_socket, &QSslSocket::readyRead, this, &TcpStream::onReadable);
    connect(&m_socket, &QSslSocket::errorOccurred, this,
            [this](QAbstractSocket::SocketError error) {
                // Not at once, for a write may find the connection broken; and by then another
                // address may be tried, which this does not concern.
                QMetaObject::invokeMethod(
                    this,
                    [this, error, address = m_nextAddress] {
                        if (address == m_nextAddress)
                            onError(error);
                    },
                    Qt::QueuedConnection);
            });
    connect(&m_socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        m_verdict = certificateFailure(m_failures, errors);
    });
    connect(&m_socket, &QSslSocket::alertReceived, this,
            [this](QSsl::AlertLevel level, QSsl::AlertType alert, const QString &name) {
                if (level != QSsl::AlertLevel::Fatal)
                    return;
                m_alert = static_cast<int>(alert);
                m_alertName = name;
            });
}

TcpStream::~TcpStream()
{
    if (m_lookup != -1)
        QHostInfo::abortHostLookup(m_lookup);
    m_socket.disconnect(this);
    m_socket.abort();
}

void TcpStream::open()
{
    if (m_endpoint.isSecure) {
        auto tls = qtTlsConfiguration(m_endpoint.tls);
        if (!tls) {
            const NetFailure bad{{TransportErrorCode::BadConfiguration, tls.error().message},
                                  false};
            QMetaObject::invokeMethod(
                this, [this, bad] { end(bad); }, Qt::QueuedConnection);
            return;
        }
        m_tls = std::move(*tls);
    }
    if (!m_endpoint.proxy.isEmpty()) {
        // Which finds the addresses, too.
        m_socket.setProxy(qtProxy(m_endpoint.proxy));
        connectTo(m_endpoint.host);
        return;
    }
    if (const QHostAddress literal(m_endpoint.host); !literal.isNull()) {
        m_addresses = {literal};
        QMetaObject::invokeMethod(this, &TcpStream::onAddresses, Qt::QueuedConnection);
        return;
    }
    m_lookup = QHostInfo::lookupHost(m_endpoint.host, this, &TcpStream::onLookedUp);
}

void TcpStream::onLookedUp(const QHostInfo &info)
{
    if (info.lookupId() != m_lookup)
        return;
    m_lookup = -1;
    m_addresses = info.addresses();
    if (m_addresses.isEmpty())
        end(m_failures.hostNotFound());
    else
        onAddresses();
}

void TcpStream::onAddresses()
{
    QStringList found;
    for (const QHostAddress &address : std::as_const(m_addresses))
        found.append(address.toString());
    Q_EMIT progressed({.step = ConnectionStep::Resolved, .addresses = found});
    tryNextAddress();
}

void TcpStream::tryNextAddress()
{
    const QString address = m_addresses.at(m_nextAddress++).toString();
    m_socket.abort();
    if (m_nextAddress < m_addresses.size())
        m_addressTimer.start(m_endpoint.connectTimeoutMs / static_cast<int>(m_addresses.size()));
    connectTo(address);
}

void TcpStream::connectTo(const QString &address)
{
    if (m_endpoint.isSecure) {
        m_socket.setSslConfiguration(m_tls);
        m_socket.connectToHostEncrypted(address, m_endpoint.port, m_endpoint.host);
    } else {
        m_socket.connectToHost(address, m_endpoint.port);
    }
}

void TcpStream::onConnected()
{
    m_isConnected = true;
    m_addressTimer.stop();
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    ConnectionProgress reached{.step = ConnectionStep::Reached, .port = m_endpoint.port, .isPlain = !m_endpoint.isSecure};
    reached.byProxy = m_addresses.isEmpty();
    if (!reached.byProxy)
        reached.addresses = {m_addresses.at(m_nextAddress - 1).toString()};
    Q_EMIT progressed(reached);
    if (m_endpoint.isSecure)
        return;
    m_isOpen = true;
    Q_EMIT opened();
}

void TcpStream::onReadable()
{
    // Pieces of this size, for some libraries copy what is left of one after each packet.
    constexpr qint64 kPiece = 16 * 1024;
    while (!m_isOver && m_socket.bytesAvailable() > 0)
        Q_EMIT received(m_socket.read(kPiece));
    if (!m_isOver)
        acknowledgeAtOnce(m_socket.socketDescriptor());
}

void TcpStream::write(const QByteArray &bytes)
{
    if (!m_isOver)
        m_socket.write(bytes);
}

void TcpStream::close()
{
    m_isOver = true;
    if (m_socket.state() == QAbstractSocket::ConnectedState) {
        m_socket.flush();
        m_socket.disconnectFromHost();
    }
}

void TcpStream::onError(QAbstractSocket::SocketError error)
{
    m_addressTimer.stop();
    if (m_isOver)
        return;
    if (!m_isConnected && m_nextAddress < m_addresses.size()) {
        tryNextAddress();
        return;
    }
    onReadable(); // its last words
    end(failure(error));
}

std::optional<NetFailure> TcpStream::failure(QAbstractSocket::SocketError error) const
{
    if (m_verdict && !m_isOpen)
        return m_verdict;
    if (NetFailures::isAboutOurCertificate(m_alert))
        return m_failures.clientCertificateRefused();
    if (m_alert >= 0)
        return m_failures.tlsRefused(m_alertName);
    if (!m_isConnected && isOfProxy(error, !m_endpoint.proxy.isEmpty()))
        return m_failures.proxyRefused();
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
        return m_failures.hostNotFound();
    case QAbstractSocket::ConnectionRefusedError:
        return m_failures.portRefused();
    case QAbstractSocket::SocketTimeoutError:
    case QAbstractSocket::NetworkError:
        if (m_isConnected)
            break;
        return m_failures.unreachable();
    case QAbstractSocket::SslInvalidUserDataError:
        return m_failures.clientKeyMismatch();
    default:
        break;
    }
    if (m_endpoint.isSecure && !m_isOpen)
        return m_failures.noTls();
    if (error == QAbstractSocket::RemoteHostClosedError || error == QAbstractSocket::NetworkError)
        return std::nullopt;
    return m_failures.other(m_socket.errorString());
}

void TcpStream::end(const std::optional<NetFailure> &failure)
{
    if (std::exchange(m_isOver, true))
        return;
    m_addressTimer.stop();
    Q_EMIT ended(failure);
}

} // namespace mld
