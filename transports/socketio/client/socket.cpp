// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "socketio/client/socket.h"

#include "moc_socket.cpp"

using namespace Qt::Literals::StringLiterals;

namespace mld::sio {

Socket::Socket(SessionOptions options, QString nsp, QVariantMap auth, QObject *parent)
    : QObject(parent), m_nsp(std::move(nsp)), m_auth(std::move(auth)),
      m_connectTimeoutMs(options.connectTimeoutMs), m_session(std::move(options))
{
    m_answer.setSingleShot(true);
    connect(&m_answer, &QTimer::timeout, this, [this] { end(Fault::Unanswered); });
    connect(&m_session, &Session::progressed, this, &Socket::progressed);
    connect(&m_session, &Session::opened, this, [this] {
        m_decoder.setLimit(m_session.largestIncoming());
        m_answer.start(m_connectTimeoutMs);
        send({Packet::Type::Connect, m_nsp, std::nullopt, m_auth.isEmpty() ? QVariant() : QVariant(m_auth)});
    });
    connect(&m_session, &Session::textReceived, this,
            [this](const QByteArray &text) { take(m_decoder.addText(text)); });
    connect(&m_session, &Session::binaryReceived, this,
            [this](const QByteArray &bytes) { take(m_decoder.addBinary(bytes)); });
    connect(&m_session, &Session::ended, this, &Socket::end);
}

void Socket::open()
{
    m_session.open();
}

void Socket::close()
{
    if (m_isOver)
        return;
    if (m_isConnected)
        send({Packet::Type::Disconnect, m_nsp, std::nullopt, {}});
    m_isConnected = false;
    m_session.close();
}

bool Socket::send(const Packet &packet)
{
    const Frames frames = encode(packet);
    if (frames.text.size() > m_session.largestText() || frames.attachments.size() > kMostAttachments)
        return false;
    // All or nothing: a text without its attachments would break the connection.
    for (const QByteArray &bytes : frames.attachments) {
        if (bytes.size() > m_session.largestBinary())
            return false;
    }
    bool isSent = m_session.sendText(frames.text);
    for (const QByteArray &bytes : frames.attachments)
        isSent = isSent && m_session.sendBinary(bytes);
    return isSent;
}

bool Socket::emitEvent(const QString &name, const QVariantList &arguments, Acknowledged acknowledged)
{
    if (!m_isConnected)
        return false;
    Packet packet{Packet::Type::Event, m_nsp, std::nullopt, QVariantList{name} + arguments};
    if (acknowledged)
        packet.id = m_nextId;
    if (!send(packet))
        return false;
    if (acknowledged)
        m_waiting.insert(m_nextId++, std::move(acknowledged));
    return true;
}

bool Socket::acknowledge(qint64 id, const QVariantList &arguments)
{
    return m_isConnected && send({Packet::Type::Ack, m_nsp, id, arguments});
}

void Socket::take(Decoder::Outcome outcome)
{
    switch (outcome) {
    case Decoder::Outcome::Incomplete:
        break;
    case Decoder::Outcome::Complete:
        onPacket(m_decoder.take());
        break;
    case Decoder::Outcome::Malformed:
        end(Fault::Malformed);
        break;
    }
}

void Socket::onPacket(Packet packet)
{
    if (m_isOver)
        return;
    using Type = Packet::Type;
    // Socket.IO 2 connects to “/” unasked, and gives no id.
    if (packet.type == Type::Connect && !packet.data.isValid()) {
        end(Fault::OldProtocol);
        return;
    }
    if (packet.nsp != m_nsp) {
        Q_EMIT strangeReceived(u"a packet of another namespace"_s);
        return;
    }
    switch (packet.type) {
    case Type::Connect:
        m_answer.stop();
        if (!std::exchange(m_isConnected, true))
            Q_EMIT connected();
        break;
    case Type::ConnectError: {
        // The server's own word for it; it tells two faults apart, and goes no further.
        const QString word = packet.data.toMap().value(u"message"_s).toString();
        end(word == u"Invalid namespace" ? Fault::WrongNamespace : Fault::ConnectRefused);
        break;
    }
    case Type::Disconnect:
        end(Fault::EndedByServer);
        break;
    case Type::Event: {
        auto arguments = packet.data.toList();
        const QString name = arguments.takeFirst().toString();
        if (m_isConnected)
            Q_EMIT eventReceived(name, arguments, packet.id.value_or(-1));
        break;
    }
    case Type::Ack:
        if (const auto acknowledged = m_waiting.take(*packet.id))
            acknowledged(packet.data.toList());
        else
            Q_EMIT strangeReceived(u"an acknowledgement of nothing"_s);
        break;
    }
}

void Socket::end(Fault fault)
{
    if (std::exchange(m_isOver, true))
        return;
    m_isConnected = false;
    m_answer.stop();
    m_waiting.clear();
    m_session.close();
    Q_EMIT ended(fault);
}

} // namespace mld::sio
