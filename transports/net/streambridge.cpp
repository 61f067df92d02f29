// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/streambridge.h"

#include "moc_streambridge.cpp"

using namespace Qt::Literals::StringLiterals;

namespace mld {

StreamBridge::StreamBridge(const Endpoint &endpoint) : m_stream(ByteStream::make(endpoint))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.setMaxPendingConnections(1);
    connect(&m_server, &QLocalServer::newConnection, this, &StreamBridge::accept);
    connect(m_stream.get(), &ByteStream::opened, this, &StreamBridge::listen);
    connect(m_stream.get(), &ByteStream::ended, this, &StreamBridge::onEnded);
    connect(m_stream.get(), &ByteStream::received, this, [this](const QByteArray &bytes) {
        // A broker says nothing before it is spoken to.
        if (m_library)
            m_library->write(bytes);
    });
}

StreamBridge::~StreamBridge()
{
    m_stream->disconnect(this);
    if (m_library)
        m_library->disconnect(this);
}

void StreamBridge::use()
{
    if (ByteStream::supportsWebSocket())
        setMaker(&StreamBridge::make);
}

std::unique_ptr<Bridge> StreamBridge::make(const Endpoint &endpoint)
{
    return std::make_unique<StreamBridge>(endpoint);
}

void StreamBridge::open(Progressed progressed, Ready ready, Ended ended)
{
    connect(m_stream.get(), &ByteStream::progressed, this, std::move(progressed));
    m_ready = std::move(ready);
    m_ended = std::move(ended);
    m_stream->open();
}

void StreamBridge::listen()
{
    if (!m_folder.isValid() || !m_server.listen(m_folder.filePath(u"stream"_s))) {
        const QString why = m_folder.isValid() ? m_server.errorString() : m_folder.errorString();
        onEnded(
            NetFailure{{TransportErrorCode::BadConfiguration,
                         tr("No local socket can be made for a connection by WebSocket: %1.").arg(why)},
                        false});
        return;
    }
    m_ready(m_server.fullServerName());
}

void StreamBridge::accept()
{
    m_library = m_server.nextPendingConnection();
    m_server.close();
    connect(m_library, &QLocalSocket::readyRead, this,
            [this] { m_stream->write(m_library->readAll()); });
}

void StreamBridge::close()
{
    // What the library has just written is in the system's hands, but not announced yet.
    if (m_library && m_library->waitForReadyRead(0) && m_library->bytesAvailable() > 0)
        m_stream->write(m_library->readAll());
    m_stream->close();
}

void StreamBridge::onEnded(const std::optional<NetFailure> &failure)
{
    if (m_library) {
        m_library->flush();
        m_library->disconnectFromServer();
    }
    m_ended(failure);
}

} // namespace mld
