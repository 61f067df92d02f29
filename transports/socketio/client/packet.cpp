// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "socketio/client/packet.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace mld::sio {

namespace {

constexpr char kBetween = '\x1e';
constexpr int kMostMessages = 10'000; ///< in one payload
constexpr int kLongestTimeMs = 24 * 3600 * 1000;

QJsonValue takeApart(const QVariant &value, QList<QByteArray> &attachments)
{
    switch (value.typeId()) {
    case QMetaType::QByteArray: {
        const QJsonObject placeholder{{u"_placeholder"_s, true}, {u"num"_s, attachments.size()}};
        attachments.append(value.toByteArray());
        return placeholder;
    }
    case QMetaType::QVariantList: {
        QJsonArray array;
        const auto items = value.toList();
        for (const QVariant &item : items)
            array.append(takeApart(item, attachments));
        return array;
    }
    case QMetaType::QVariantMap: {
        QJsonObject object;
        const auto members = value.toMap();
        for (auto it = members.begin(); it != members.end(); ++it)
            object.insert(it.key(), takeApart(it.value(), attachments));
        return object;
    }
    default:
        return QJsonValue::fromVariant(value);
    }
}

/// Invalid if a placeholder names no attachment, or the data are too deep.
QVariant putTogether(const QJsonValue &value, const QList<QByteArray> &attachments, int depth)
{
    if (depth > kDeepest)
        return {};
    if (value.isArray()) {
        QVariantList list;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &item : array) {
            QVariant made = putTogether(item, attachments, depth + 1);
            if (!made.isValid())
                return {};
            list.append(std::move(made));
        }
        return list;
    }
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        if (object.value("_placeholder"_L1).isBool() && object.value("_placeholder"_L1).toBool()) {
            const double number = object.value("num"_L1).toDouble(-1);
            if (!(number >= 0 && number < double(attachments.size())) || number != std::floor(number))
                return {};
            return attachments.at(qsizetype(number));
        }
        QVariantMap map;
        for (auto it = object.begin(); it != object.end(); ++it) {
            QVariant made = putTogether(it.value(), attachments, depth + 1);
            if (!made.isValid())
                return {};
            map.insert(it.key(), std::move(made));
        }
        return map;
    }
    if (value.isNull() || value.isUndefined())
        return QVariant::fromValue(nullptr);
    return value.toVariant();
}

/// Digits at `at`, which moves behind them. Nothing if there are none, or too many for any use.
std::optional<qint64> number(const QByteArray &text, qsizetype &at)
{
    constexpr qsizetype kMostDigits = 15;
    const qsizetype begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9')
        ++at;
    if (at == begin || at - begin > kMostDigits)
        return std::nullopt;
    return text.mid(begin, at - begin).toLongLong();
}

std::optional<QJsonValue> parse(const QByteArray &json)
{
    // In an array, as a document must be an object or an array.
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson('[' + json + ']', &error);
    if (error.error != QJsonParseError::NoError || document.array().size() != 1)
        return std::nullopt;
    return document.array().first();
}

bool hasRightData(const Packet &packet)
{
    using Type = Packet::Type;
    const int kind = packet.data.typeId();
    switch (packet.type) {
    case Type::Connect:
        return !packet.data.isValid() || kind == QMetaType::QVariantMap;
    case Type::Disconnect:
        return !packet.data.isValid();
    case Type::Event:
        return kind == QMetaType::QVariantList && !packet.data.toList().isEmpty() &&
               packet.data.toList().first().typeId() == QMetaType::QString;
    case Type::Ack:
        return kind == QMetaType::QVariantList && packet.id;
    case Type::ConnectError:
        return kind == QMetaType::QVariantMap || kind == QMetaType::QString;
    }
    return false;
}

QByteArray json(const QJsonValue &value)
{
    if (value.isArray())
        return QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact);
    return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
}

} // namespace

Frames encode(const Packet &packet)
{
    Frames frames;
    QByteArray data;
    if (packet.data.isValid())
        data = json(takeApart(packet.data, frames.attachments));
    int type = int(packet.type);
    if (!frames.attachments.isEmpty())
        type += 3; // 5 and 6 are 2 and 3 with attachments
    frames.text = QByteArray::number(type);
    if (!frames.attachments.isEmpty())
        frames.text += QByteArray::number(frames.attachments.size()) + '-';
    if (packet.nsp != u"/")
        frames.text += packet.nsp.toUtf8() + ',';
    if (packet.id)
        frames.text += QByteArray::number(*packet.id);
    frames.text += data;
    return frames;
}

Decoder::Outcome Decoder::addText(const QByteArray &text)
{
    if (m_isPending || text.isEmpty() || text.size() > m_limit || text[0] < '0' || text[0] > '6')
        return fail();
    reset();
    int type = text[0] - '0';
    qsizetype at = 1;
    if (type >= 5) {
        const auto count = number(text, at);
        if (!count || *count > kMostAttachments || at >= text.size() || text[at] != '-')
            return fail();
        m_wanted = *count;
        ++at;
        type -= 3;
    }
    m_packet.type = Packet::Type(type);
    if (at < text.size() && text[at] == '/') {
        const qsizetype comma = text.indexOf(',', at);
        const QByteArray name = text.mid(at, comma < 0 ? -1 : comma - at);
        const qsizetype query = name.indexOf('?');
        m_packet.nsp = QString::fromUtf8(query < 0 ? name : name.left(query));
        at = comma < 0 ? text.size() : comma + 1;
    }
    if (at < text.size() && text[at] >= '0' && text[at] <= '9') {
        m_packet.id = number(text, at);
        if (!m_packet.id)
            return fail();
    }
    m_size = text.size();
    m_isPending = true;
    if (at < text.size()) {
        auto value = parse(text.mid(at));
        if (!value)
            return fail();
        m_packet.data = QVariant::fromValue(*value);
    }
    if (m_wanted > 0 && !m_packet.data.isValid())
        return fail();
    return m_wanted == 0 ? finish() : Outcome::Incomplete;
}

Decoder::Outcome Decoder::addBinary(const QByteArray &bytes)
{
    m_size += bytes.size();
    if (!m_isPending || m_size > m_limit)
        return fail();
    m_attachments.append(bytes);
    return m_attachments.size() == m_wanted ? finish() : Outcome::Incomplete;
}

Decoder::Outcome Decoder::finish()
{
    if (m_packet.data.isValid()) {
        m_packet.data = putTogether(m_packet.data.value<QJsonValue>(), m_attachments, 0);
        if (!m_packet.data.isValid())
            return fail();
    }
    if (!hasRightData(m_packet))
        return fail();
    m_isPending = false;
    m_attachments.clear();
    return Outcome::Complete;
}

Packet Decoder::take()
{
    Packet packet = std::move(m_packet);
    reset();
    return packet;
}

void Decoder::reset()
{
    m_packet = {};
    m_isPending = false;
    m_wanted = 0;
    m_size = 0;
    m_attachments.clear();
}

Decoder::Outcome Decoder::fail()
{
    reset();
    return Outcome::Malformed;
}

std::optional<Handshake> Handshake::fromJson(const QByteArray &bytes)
{
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    const auto time = [&](QLatin1StringView key) {
        const double value = object.value(key).toDouble(0);
        return value >= 1 && value <= kLongestTimeMs ? int(value) : 0;
    };
    Handshake handshake{object.value("sid"_L1).toString(), time("pingInterval"_L1), time("pingTimeout"_L1), 0};
    if (handshake.sid.isEmpty() || handshake.pingIntervalMs == 0 || handshake.pingTimeoutMs == 0)
        return std::nullopt;
    const double payload = object.value("maxPayload"_L1).toDouble(0);
    if (payload >= 1 && payload <= 9007199254740991.0)
        handshake.maxPayload = qint64(payload);
    return handshake;
}

std::optional<EngineMessage> EngineMessage::fromText(const QByteArray &text)
{
    if (text.isEmpty() || text[0] < '0' || text[0] > '6')
        return std::nullopt;
    return EngineMessage{Type(text[0] - '0'), text.mid(1)};
}

std::optional<QList<EngineMessage>> decodePayload(const QByteArray &payload)
{
    QList<EngineMessage> messages;
    for (qsizetype at = 0; at <= payload.size();) {
        qsizetype end = payload.indexOf(kBetween, at);
        if (end < 0)
            end = payload.size();
        const QByteArray text = payload.mid(at, end - at);
        at = end + 1;
        if (messages.size() == kMostMessages)
            return std::nullopt;
        if (text.startsWith('b')) {
            const auto bytes = QByteArray::fromBase64Encoding(text.mid(1), QByteArray::AbortOnBase64DecodingErrors);
            if (bytes.decodingStatus != QByteArray::Base64DecodingStatus::Ok)
                return std::nullopt;
            messages.append({EngineMessage::Type::Binary, *bytes});
        } else if (auto message = EngineMessage::fromText(text)) {
            messages.append(*message);
        } else {
            return std::nullopt;
        }
    }
    return messages;
}

bool isOldHandshake(const QByteArray &payload)
{
    constexpr qsizetype mostDigits = 9;
    const qsizetype colon = payload.left(mostDigits + 1).indexOf(':');
    bool isLength = false;
    payload.left(qMax(colon, qsizetype(0))).toUInt(&isLength);
    return isLength && payload.mid(colon + 1).startsWith("0{");
}

QByteArray encodePayload(const QList<EngineMessage> &messages)
{
    QByteArray payload;
    for (const EngineMessage &message : messages) {
        if (!payload.isEmpty())
            payload += kBetween;
        if (message.type == EngineMessage::Type::Binary)
            payload += 'b' + message.data.toBase64();
        else
            payload += char('0' + int(message.type)) + message.data;
    }
    return payload;
}

qint64 sizeInPayload(const EngineMessage &message)
{
    return 1 + (message.type == EngineMessage::Type::Binary ? (message.data.size() + 2) / 3 * 4 : message.data.size());
}

} // namespace mld::sio
