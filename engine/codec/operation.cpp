// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/operation.h"

#include "codec/fields.h"
#include "codec/operationcontent.h"

#include <limits>

namespace mld {

namespace {

constexpr int writtenVersion = 5;
constexpr int oldestVersion = 3;

Error badUpdate(const QString &what)
{
    return { ErrorCode::BadUpdate, what };
}

} // namespace

// ---- Messages ------------------------------------------------------------------------------

qint64 OperationMessage::size() const
{
    constexpr qint64 overhead = 8;
    return overhead + enc.size()
            + (attr ? attr->principalId.toUtf8().size() + attr->signature.size() : 0);
}

QByteArray encodeMessage(const OperationMessage &message)
{
    MsgPackWriter out;
    out.reserve(message.enc.size() + 64);
    out.beginMap(3).writeUtf8("prev").writeInteger(message.prev);
    out.writeUtf8("enc").writeBinary(message.enc);
    out.writeUtf8("attr");
    fields::writeAttribution(out, message.attr);
    return out.takeBytes();
}

Result<OperationMessage> decodeMessage(QByteArrayView bytes)
{
    MsgPackReader in(bytes);
    const RawMap map(in);
    MsgPackReader prev = map.at("prev");
    MsgPackReader enc = map.at("enc");
    MsgPackReader attr = map.at("attr");
    OperationMessage message;
    message.prev = prev.readInteger();
    message.enc = enc.readBinary().toByteArray();
    message.attr = fields::readAttribution(attr);
    for (const MsgPackReader *part : { &prev, &enc, &attr })
        in.failWith(*part);
    if (message.prev < 0)
        in.fail();
    if (!in.isDone())
        return in.malformed(QStringLiteral("An operation message is not sound: %1."));
    return message;
}

// ---- Tuples --------------------------------------------------------------------------------

namespace fields {

Result<> writeTuple(MsgPackWriter &out, const OperationTuple &tuple,
                    const OperationContext &context)
{
    const QByteArray principal = context.compactNode(tuple.principalId);
    if (principal.isEmpty() && !tuple.principalId.isEmpty()) {
        return badUpdate(QStringLiteral("\"%1\" cannot be sent as an IRI.").arg(tuple.principalId));
    }
    out.beginArray(7).writeInteger(writtenVersion).writeInteger(tuple.from);
    out.writeRaw(tuple.time.encode()).writeBinary(tuple.update);
    writeEncoding(out, tuple.encoding);
    if (principal.isEmpty())
        out.writeNull();
    else
        out.writeUtf8(principal);
    if (tuple.agreed)
        out.beginArray(2).writeInteger(tuple.agreed->tick).writeRaw(tuple.agreed->proof);
    else
        out.writeNull();
    return {};
}

Result<OperationTuple> readTuple(MsgPackReader &in, const OperationContext &context)
{
    OperationTuple tuple;
    const qsizetype count = in.readArray();
    const qint64 version = in.readInteger();
    tuple.version = int(qBound(qint64(0), version, qint64(std::numeric_limits<int>::max())));
    if (!in.hasFailed() && tuple.version < oldestVersion)
        return badUpdate(QStringLiteral("An operation is of a version that is too old."));
    tuple.from = in.readInteger();
    tuple.time = TreeClock::read(in);
    tuple.update = in.readBinary().toByteArray();
    tuple.encoding = readEncoding(in);
    if (count > 5 && !in.skipNull()) {
        tuple.principalId = context.expandNode(in.readString());
        if (tuple.principalId.isEmpty())
            in.fail();
    }
    if (count > 6 && !in.skipNull()) {
        if (in.readArray() != 2)
            in.fail();
        const qint64 tick = in.readInteger();
        tuple.agreed = Agreement{ tick, in.readRaw().toByteArray() };
    }
    for (qsizetype i = 7; i < count && !in.hasFailed(); ++i)
        in.skip(); // of a later version
    if (count < 5 || !tuple.time.hasId() || tuple.from < 0 || tuple.from > tuple.time.ticks())
        in.fail();
    if (in.hasFailed())
        return in.malformed(QStringLiteral("An operation is not sound: %1."));
    return tuple;
}

} // namespace fields

Result<QByteArray> encodeTuple(const OperationTuple &tuple, const OperationContext &context)
{
    MsgPackWriter out;
    out.reserve(tuple.update.size() + 128);
    MLD_TRY(fields::writeTuple(out, tuple, context));
    return out.takeBytes();
}

Result<OperationTuple> decodeTuple(QByteArrayView bytes, const OperationContext &context)
{
    MsgPackReader in(bytes);
    Result<OperationTuple> tuple = fields::readTuple(in, context);
    if (tuple && !in.isDone())
        return in.malformed(QStringLiteral("An operation is not sound: %1."));
    return tuple;
}

// ---- Content -------------------------------------------------------------------------------

Result<> packContent(OperationTuple &tuple, const OperationContent &content,
                     const OperationContext &context)
{
    Result<QByteArray> packed = encodeContent(content, context, tuple.isFusion());
    if (!packed)
        return packed.error();
    fields::compress(*packed, tuple.encoding);
    tuple.update = std::move(*packed);
    return {};
}

Result<OperationContent> unpackContent(const OperationTuple &tuple, const OperationContext &context)
{
    Result<QByteArray> packed = fields::decompress(tuple.update, tuple.encoding);
    if (!packed)
        return packed.error();
    return decodeContent(*packed, context, tuple.isFusion());
}

} // namespace mld
