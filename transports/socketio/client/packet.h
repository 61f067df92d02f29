// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QVariant>

#include <optional>

/// A client of Engine.IO 4 and Socket.IO 5. Knows nothing of m-ld.
namespace mld::sio {

/// A Socket.IO packet. `data` is made of what JSON has (bool, qint64, double, QString, QVariantList,
/// QVariantMap, and nullptr for null), and of QByteArray for bytes.
struct Packet
{
    enum class Type { Connect = 0, Disconnect, Event, Ack, ConnectError };

    Type type = Type::Event;
    QString nsp = QStringLiteral("/");
    std::optional<qint64> id; ///< of an acknowledgement: asked for (Event) or given (Ack)
    QVariant data;            ///< Event, Ack: a list. Connect, ConnectError: a map, or invalid

    bool operator==(const Packet &) const = default;
};

/// A packet as it travels: a text message, and after it one binary message for each attachment.
struct Frames
{
    QByteArray text;
    QList<QByteArray> attachments;
};

constexpr int kMostAttachments = 64;
constexpr int kDeepest = 64; ///< levels of data; deeper is malformed

/// Pure. Takes out every QByteArray, at any depth of lists and maps.
Frames encode(const Packet &packet);

/// Puts packets together again from messages as they arrive. Bytes are hostile: an error, told by
/// `Malformed`, leaves it as new.
class Decoder
{
public:
    enum class Outcome { Incomplete, Complete, Malformed };

    /// `limit` bounds the bytes that one packet may hold until it is complete.
    explicit Decoder(qint64 limit = 16 << 20) : m_limit(limit) { }

    void setLimit(qint64 limit) { m_limit = limit; }
    Outcome addText(const QByteArray &text);
    Outcome addBinary(const QByteArray &bytes);
    /// After `Complete`.
    Packet take();
    void reset();

private:
    Outcome fail();
    Outcome finish();

    qint64 m_limit;
    Packet m_packet;
    bool m_isPending = false;
    qsizetype m_wanted = 0;
    qint64 m_size = 0;
    QList<QByteArray> m_attachments;
};

/// The first packet of an Engine.IO connection.
struct Handshake
{
    QString sid;
    int pingIntervalMs = 0;
    int pingTimeoutMs = 0;
    qint64 maxPayload = 0; ///< 0: not told

    /// Nothing if it is not one. `json` is the packet without its type.
    static std::optional<Handshake> fromJson(const QByteArray &json);
};

/// An Engine.IO message. Over a WebSocket bytes are a message of their own; in a polling payload they
/// are base64 behind a `b`.
struct EngineMessage
{
    enum class Type { Open = 0, Close, Ping, Pong, Message, Upgrade, Noop, Binary };

    Type type = Type::Noop;
    QByteArray data;

    bool operator==(const EngineMessage &) const = default;
    static std::optional<EngineMessage> fromText(const QByteArray &text);
};

/// The body of a long-polling request or answer: messages with 0x1E between them. Pure; nothing if it
/// is malformed.
std::optional<QList<EngineMessage>> decodePayload(const QByteArray &payload);
/// Whether this is how a server of Engine.IO 3 begins: "96:0{…", a length and the open message.
bool isOldHandshake(const QByteArray &payload);
QByteArray encodePayload(const QList<EngineMessage> &messages);
/// How many bytes a message takes in a payload, without what is between two.
qint64 sizeInPayload(const EngineMessage &message);

} // namespace mld::sio
