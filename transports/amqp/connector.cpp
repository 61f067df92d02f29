// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "amqp/connector.h"

#include <QCoreApplication>
#include <QFile>
#include <QSocketNotifier>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace mld {

namespace {

struct ConnectorWords
{
    Q_DECLARE_TR_FUNCTIONS(Connector)
};

struct FreeAddresses
{
    void operator()(addrinfo *info) const { freeaddrinfo(info); }
};

bool setUp(int socket)
{
    return fcntl(socket, F_SETFD, FD_CLOEXEC) == 0 && fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK) == 0;
}

} // namespace

Connector::Connector(const Endpoint &endpoint, Handlers handlers, QObject *parent)
    : QObject(parent), m_endpoint(endpoint), m_failures(endpoint), m_handlers(std::move(handlers))
{
    m_addressTimer.setSingleShot(true);
    connect(&m_addressTimer, &QTimer::timeout, this, &Connector::tryNextAddress);
    connect(&m_lookup, &HostLookup::finished, this, [this](const QStringList &addresses) {
        if (addresses.isEmpty()) {
            fail(m_failures.hostNotFound());
            return;
        }
        m_addresses = addresses;
        m_handlers.progressed({.step = ConnectionStep::Resolved, .addresses = addresses});
        tryNextAddress();
    });
}

Connector::~Connector()
{
    dropSocket();
}

void Connector::start()
{
    if (m_endpoint.isSecure)
        openBridge();
    else
        m_lookup.start(m_endpoint.host);
}

void Connector::close()
{
    if (m_bridge)
        m_bridge->close();
}

void Connector::openBridge()
{
    const Bridge::Maker make = Bridge::maker();
    m_bridge = make ? make(m_endpoint) : nullptr;
    if (!m_bridge) {
        const NetFailure none{{TransportErrorCode::BadConfiguration,
                               ConnectorWords::tr("A part of this program that secure connections need is not "
                                                  "installed.")},
                              false};
        QMetaObject::invokeMethod(this, [this, none] { fail(none); }, Qt::QueuedConnection);
        return;
    }
    const auto ready = [this](const QString &path) {
        const QByteArray name = QFile::encodeName(path);
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
        if (socket < 0 || size_t(name.size()) >= sizeof address.sun_path) {
            if (socket >= 0)
                ::close(socket);
            fail(m_failures.noDescriptors());
            return;
        }
        std::memcpy(address.sun_path, name.constData(), size_t(name.size()));
        // To this machine, where somebody listens already: it does not wait.
        if (::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 || !setUp(socket)) {
            ::close(socket);
            fail(m_failures.closedUnanswered());
            return;
        }
        m_handlers.connected(socket);
    };
    const auto ended = [this](const std::optional<NetFailure> &failure) {
        m_lastWords = failure;
        fail(failure.value_or(m_failures.closedUnanswered()));
    };
    m_bridge->open(m_handlers.progressed, ready, ended);
}

void Connector::tryNextAddress()
{
    dropSocket();
    if (m_nextAddress == m_addresses.size()) {
        fail(m_failures.unreachable());
        return;
    }
    const QByteArray address = m_addresses.at(m_nextAddress++).toLatin1();
    addrinfo hints = {};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *list = nullptr;
    const int isBad = getaddrinfo(address.constData(), QByteArray::number(m_endpoint.port).constData(), &hints, &list);
    const std::unique_ptr<addrinfo, FreeAddresses> info(list);
    if (isBad != 0) {
        QMetaObject::invokeMethod(this, [this] { tryNextAddress(); }, Qt::QueuedConnection);
        return;
    }
    m_socket = ::socket(info->ai_family, SOCK_STREAM, 0);
    if (m_socket < 0) {
        const bool isExhausted = errno == EMFILE || errno == ENFILE;
        fail(isExhausted ? m_failures.noDescriptors() : m_failures.unreachable());
        return;
    }
    if (m_nextAddress < m_addresses.size())
        m_addressTimer.start(m_endpoint.connectTimeoutMs / int(m_addresses.size()));
    setUp(m_socket);
    m_writable = std::make_unique<QSocketNotifier>(m_socket, QSocketNotifier::Write);
    QObject::connect(m_writable.get(), &QSocketNotifier::activated, this, &Connector::onWritable);
    const int isUnderWay = ::connect(m_socket, info->ai_addr, info->ai_addrlen);
    if (isUnderWay != 0 && errno != EINPROGRESS)
        QMetaObject::invokeMethod(this, [this] { tryNextAddress(); }, Qt::QueuedConnection);
}

void Connector::onWritable()
{
    int error = 0;
    socklen_t size = sizeof error;
    if (m_socket < 0 || getsockopt(m_socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        return;
    m_writable->setEnabled(false);
    if (error != 0) {
        if (m_nextAddress < m_addresses.size())
            tryNextAddress();
        else
            fail(error == ECONNREFUSED ? m_failures.portRefused() : m_failures.unreachable());
        return;
    }
    // Without it, what is small waits for what is on its way.
    const int isOn = 1;
    setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &isOn, sizeof isOn);
    m_addressTimer.stop();
    m_writable.release()->deleteLater(); // it is the one who called
    const int socket = std::exchange(m_socket, -1);
    m_handlers.progressed({.step = ConnectionStep::Reached,
                           .addresses = {m_addresses.at(m_nextAddress - 1)},
                           .port = m_endpoint.port,
                           .isPlain = true});
    m_handlers.connected(socket);
}

void Connector::dropSocket()
{
    if (m_writable) {
        m_writable->setEnabled(false);
        m_writable.release()->deleteLater();
    }
    if (m_socket >= 0)
        ::close(std::exchange(m_socket, -1));
}

void Connector::fail(const NetFailure &failure)
{
    m_addressTimer.stop();
    dropSocket();
    const auto failed = m_handlers.failed; // which may destroy this
    failed(failure);
}

} // namespace mld
