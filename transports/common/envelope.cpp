// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "common/envelope.h"

#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"

namespace mld {

namespace {

constexpr qint64 kVersion = 1;
constexpr qsizetype kFields = 10;
constexpr qsizetype kLongestEnvelopeId = 1024; ///< bytes of UTF-8
constexpr qsizetype kLongestSession = 32;
// What every number format that is about can hold.
constexpr qint64 kLastSequence = (qint64(1) << 53) - 1;
constexpr qint64 kMostParts = 1 << 20;

QString readId(MsgPackReader &reader)
{
    if (reader.skipNull())
        return {};
    const QByteArrayView text = reader.readUtf8();
    if (text.isEmpty() || text.size() > kLongestEnvelopeId)
        reader.fail("an id is empty or too long");
    return QString::fromUtf8(text);
}

void writeId(MsgPackWriter &writer, const QString &id)
{
    if (id.isEmpty())
        writer.writeNull();
    else
        writer.writeString(id);
}

qint64 readNumber(MsgPackReader &reader, qint64 least, qint64 most)
{
    const qint64 number = reader.readInteger();
    if (number < least || number > most)
        reader.fail("a number is out of its range");
    return number;
}

/// Whether it has the ids that its kind needs, and no others.
bool hasItsIds(const Envelope &envelope)
{
    const bool hasMessage = !envelope.messageId.isEmpty();
    const bool hasSent = !envelope.sentMessageId.isEmpty();
    const bool hasChannel = !envelope.channelId.isEmpty();
    const bool isDirect = !envelope.to.isEmpty();
    switch (envelope.kind) {
    case Envelope::Kind::Operation:
        return !isDirect && !hasMessage && !hasSent && !hasChannel;
    case Envelope::Kind::Send:
        return isDirect && hasMessage && !hasSent && !hasChannel;
    case Envelope::Kind::Reply:
        return isDirect && hasMessage && hasSent && !hasChannel;
    case Envelope::Kind::Notify:
        return !hasMessage && !hasSent && hasChannel;
    case Envelope::Kind::Hello:
    case Envelope::Kind::Bye:
        return !isDirect && !hasMessage && !hasSent && !hasChannel && envelope.parts == 1;
    case Envelope::Kind::Alive:
        return !hasMessage && !hasSent && !hasChannel && envelope.parts == 1;
    }
    return false;
}

} // namespace

Envelope Envelope::unicast(const Address &address, const QByteArray &payload)
{
    Envelope envelope;
    switch (address.lane) {
    case Lane::Send:
        envelope.kind = Kind::Send;
        envelope.messageId = address.messageId;
        break;
    case Lane::Reply:
        envelope.kind = Kind::Reply;
        envelope.messageId = address.messageId;
        envelope.sentMessageId = address.sentMessageId;
        break;
    case Lane::Notify:
        envelope.kind = Kind::Notify;
        envelope.channelId = address.channelId;
        break;
    }
    envelope.to = address.to;
    envelope.payload = payload;
    return envelope;
}

Address Envelope::address() const
{
    const Lane lane = kind == Kind::Send ? Lane::Send : kind == Kind::Reply ? Lane::Reply : Lane::Notify;
    return {lane, from, to, messageId, sentMessageId, channelId};
}

QByteArray encodeEnvelope(const Envelope &envelope)
{
    MsgPackWriter writer;
    writer.reserve(envelope.payload.size() + 256);
    writer.beginArray(kFields).writeInteger(kVersion).writeInteger(qint64(envelope.kind)).writeString(envelope.from);
    writeId(writer, envelope.to);
    writer.writeBinary(envelope.session).writeInteger(qint64(envelope.sequence));
    writer.beginArray(3);
    writeId(writer, envelope.messageId);
    writeId(writer, envelope.sentMessageId);
    writeId(writer, envelope.channelId);
    writer.writeInteger(envelope.part).writeInteger(envelope.parts).writeBinary(envelope.payload);
    return writer.takeBytes();
}

std::variant<Envelope, NoEnvelope> decodeEnvelope(QByteArrayView bytes)
{
    MsgPackReader reader(bytes);
    const qsizetype fields = reader.readArray();
    const qint64 version = reader.readInteger();
    if (reader.hasFailed() || version < kVersion)
        return NoEnvelope::Malformed;
    if (version > kVersion)
        return NoEnvelope::LaterVersion;
    if (fields != kFields)
        return NoEnvelope::Malformed;
    Envelope envelope;
    envelope.kind = Envelope::Kind(readNumber(reader, qint64(Envelope::Kind::Operation), qint64(Envelope::Kind::Bye)));
    envelope.from = readId(reader);
    envelope.to = readId(reader);
    envelope.session = reader.readBinary().toByteArray();
    envelope.sequence = quint64(readNumber(reader, 0, kLastSequence));
    if (reader.readArray() != 3)
        reader.fail("there must be three ids");
    envelope.messageId = readId(reader);
    envelope.sentMessageId = readId(reader);
    envelope.channelId = readId(reader);
    envelope.part = quint32(readNumber(reader, 0, kMostParts - 1));
    envelope.parts = quint32(readNumber(reader, 1, kMostParts));
    envelope.payload = reader.readBinary().toByteArray();
    if (!reader.isDone() || envelope.from.isEmpty() || envelope.session.isEmpty()
        || envelope.session.size() > kLongestSession || envelope.part >= envelope.parts || !hasItsIds(envelope))
        return NoEnvelope::Malformed;
    return envelope;
}

} // namespace mld
