// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/controlmessage.h"

#include "codec/fields.h"

namespace mld {

namespace {

constexpr QByteArrayView snapshotRequestType = "http://control.m-ld.org/request/snapshot";
constexpr QByteArrayView revupRequestType = "http://control.m-ld.org/request/revup";
constexpr QByteArrayView snapshotResponseType = "http://control.m-ld.org/response/snapshot";
constexpr QByteArrayView revupResponseType = "http://control.m-ld.org/response/revup";
constexpr QByteArrayView rejectedType = "http://control.m-ld.org/response/rejected";
constexpr const char *unknownType = "its type is not known";
constexpr char ack = '\xc0';
constexpr int unknownStatus = int(ErrorCode::Unknown);

/// Calls one of two writers of a variant's alternatives.
template <typename... Writers>
struct Overloaded : Writers...
{
    using Writers::operator()...;
};
template <typename... Writers>
Overloaded(Writers...) -> Overloaded<Writers...>;

/// A status, which some leave out, and some may write as no number.
int readStatus(MsgPackReader in)
{
    const qint64 status = in.readInteger();
    const bool isStatus = !in.hasFailed() && status >= 0 && status < 10000;
    return isStatus ? int(status) : unknownStatus;
}

bool isType(const RawMap &map, QByteArrayView type)
{
    MsgPackReader in = map.at("@type");
    return in.readUtf8() == type;
}

} // namespace

// ---- The wrapper ---------------------------------------------------------------------------

QByteArray encodeControl(const ControlMessage &message)
{
    MsgPackWriter out;
    out.beginMap(2).writeUtf8("enc").writeBinary(message.enc);
    out.writeUtf8("attr");
    fields::writeAttribution(out, message.attr);
    return out.takeBytes();
}

Result<ControlMessage> decodeControl(QByteArrayView bytes)
{
    MsgPackReader in(bytes);
    const RawMap map(in);
    MsgPackReader enc = map.at("enc");
    MsgPackReader attr = map.at("attr");
    ControlMessage message;
    message.enc = enc.readBinary().toByteArray();
    if (map.contains("attr"))
        message.attr = fields::readAttribution(attr);
    in.failWith(enc);
    if (map.contains("attr"))
        in.failWith(attr);
    if (!in.isDone())
        return in.malformed(QStringLiteral("A control message is not sound: %1."));
    return message;
}

QByteArray encodeAck()
{
    return QByteArray(1, ack);
}

bool isAck(QByteArrayView bytes)
{
    return bytes.size() == 1 && bytes[0] == ack;
}

// ---- Requests ------------------------------------------------------------------------------

QByteArray encodeRequest(const Request &request)
{
    MsgPackWriter out;
    const auto *asked = std::get_if<SnapshotRequest>(&request);
    out.beginMap(asked && asked->resumption ? 4 : 2).writeUtf8("@type");
    std::visit(Overloaded{
                       [&](const SnapshotRequest &snapshot) {
                           out.writeUtf8(snapshotRequestType);
                           out.writeUtf8("newClock").writeBoolean(snapshot.newClock);
                           if (!snapshot.resumption)
                               return;
                           out.writeUtf8("resume").writeString(snapshot.resumption->dataAddress);
                           out.writeUtf8("part").writeInteger(snapshot.resumption->part);
                       },
                       [&](const RevupRequest &revup) {
                           out.writeUtf8(revupRequestType);
                           out.writeUtf8("time").writeRaw(revup.time.encode());
                       },
               },
               request);
    return out.takeBytes();
}

Result<Request> decodeRequest(QByteArrayView enc)
{
    MsgPackReader in(enc);
    const RawMap map(in);
    std::optional<Request> request;
    if (isType(map, snapshotRequestType)) {
        MsgPackReader newClock = map.at("newClock");
        SnapshotRequest snapshot{ newClock.readBoolean() };
        in.failWith(newClock);
        if (map.contains("resume") && map.contains("part")) {
            MsgPackReader resume = map.at("resume");
            MsgPackReader part = map.at("part");
            snapshot.resumption = SnapshotResumption{ resume.readString(), part.readInteger() };
            in.failWith(resume);
            in.failWith(part);
        }
        request = std::move(snapshot);
    } else if (isType(map, revupRequestType)) {
        MsgPackReader time = map.at("time");
        RevupRequest revup{ TreeClock::read(time) };
        in.failWith(time);
        if (!revup.time.hasId())
            in.fail();
        request = std::move(revup);
    } else {
        in.fail(unknownType);
    }
    if (!in.isDone())
        return in.malformed(QStringLiteral("A request is not sound: %1."));
    return *request;
}

// ---- Responses -----------------------------------------------------------------------------

namespace {

void writeResponse(MsgPackWriter &out, const SnapshotResponse &response)
{
    out.beginMap(6).writeUtf8("@type").writeUtf8(snapshotResponseType);
    out.writeUtf8("clock").writeRaw(response.clock->encode());
    out.writeUtf8("gwc").writeRaw(response.gwc.encode());
    out.writeUtf8("agreed").writeRaw(response.agreed.encode());
    out.writeUtf8("dataAddress").writeString(response.dataAddress);
    out.writeUtf8("updatesAddress").writeString(response.updatesAddress);
}

void writeResponse(MsgPackWriter &out, const RevupResponse &response)
{
    out.beginMap(3).writeUtf8("@type").writeUtf8(revupResponseType);
    out.writeUtf8("gwc");
    if (response.gwc)
        out.writeRaw(response.gwc->encode());
    else
        out.writeNull();
    out.writeUtf8("updatesAddress").writeString(response.updatesAddress);
}

void writeResponse(MsgPackWriter &out, const Rejected &response)
{
    out.beginMap(2).writeUtf8("@type").writeUtf8(rejectedType);
    out.writeUtf8("status").writeInteger(response.status);
}

SnapshotResponse readSnapshotResponse(const RawMap &map, MsgPackReader &in)
{
    SnapshotResponse response;
    MsgPackReader clock = map.at("clock");
    MsgPackReader gwc = map.at("gwc");
    MsgPackReader agreed = map.at("agreed");
    MsgPackReader data = map.at("dataAddress");
    MsgPackReader updates = map.at("updatesAddress");
    if (map.contains("clock") && !clock.skipNull())
        response.clock = TreeClock::read(clock);
    response.gwc = GlobalClock::read(gwc);
    response.agreed = TreeClock::read(agreed);
    response.dataAddress = data.readString();
    response.updatesAddress = updates.readString();
    if (map.contains("clock"))
        in.failWith(clock);
    for (const MsgPackReader *part : { &gwc, &agreed, &data, &updates })
        in.failWith(*part);
    if (response.clock && !response.clock->hasId())
        in.fail();
    return response;
}

RevupResponse readRevupResponse(const RawMap &map, MsgPackReader &in)
{
    RevupResponse response;
    MsgPackReader gwc = map.at("gwc");
    MsgPackReader updates = map.at("updatesAddress");
    if (!gwc.skipNull())
        response.gwc = GlobalClock::read(gwc);
    response.updatesAddress = updates.readString();
    in.failWith(gwc);
    in.failWith(updates);
    return response;
}

} // namespace

Result<QByteArray> encodeResponse(const Response &response)
{
    const auto *snapshot = std::get_if<SnapshotResponse>(&response);
    if (snapshot && !snapshot->clock) {
        return Error{ ErrorCode::BadResponse,
                      QStringLiteral("A snapshot response needs a clock.") };
    }
    MsgPackWriter out;
    std::visit([&](const auto &each) { writeResponse(out, each); }, response);
    return out.takeBytes();
}

Result<Response> decodeResponse(QByteArrayView enc)
{
    MsgPackReader in(enc);
    const RawMap map(in);
    std::optional<Response> response;
    if (isType(map, snapshotResponseType))
        response = readSnapshotResponse(map, in);
    else if (isType(map, revupResponseType))
        response = readRevupResponse(map, in);
    else if (isType(map, rejectedType))
        response = Rejected{ readStatus(map.at("status")) };
    else
        in.fail(unknownType);
    if (!in.isDone())
        return in.malformed(QStringLiteral("A response is not sound: %1."));
    return *response;
}

// ---- Notifications -------------------------------------------------------------------------

QByteArray encodeNotification(const Notification &notification)
{
    MsgPackWriter out;
    out.beginMap(1);
    std::visit(Overloaded{
                       [&](const NextNotification &next) {
                           out.writeUtf8("next").writeBinary(next.payload);
                       },
                       [&](const CompleteNotification &) {
                           out.writeUtf8("complete").writeBoolean(true);
                       },
                       [&](const ErrorNotification &error) {
                           out.writeUtf8("error").beginMap(2);
                           out.writeUtf8("status").writeInteger(error.status);
                           out.writeUtf8("message").writeString(error.message);
                       },
               },
               notification);
    return out.takeBytes();
}

Result<Notification> decodeNotification(QByteArrayView bytes)
{
    MsgPackReader in(bytes);
    const RawMap map(in);
    if (in.isDone() && map.contains("error")) {
        MsgPackReader value = map.at("error");
        const RawMap error(value);
        MsgPackReader message = error.at("message");
        return Notification(ErrorNotification{ readStatus(error.at("status")),
                                               message.readString() });
    }
    if (in.isDone() && map.contains("complete"))
        return Notification(CompleteNotification());
    MsgPackReader next = map.at("next");
    const QByteArrayView payload = next.readBinary();
    in.failWith(next);
    if (!in.isDone())
        return in.malformed(QStringLiteral("A notification is not sound: %1."));
    return Notification(NextNotification{ payload.toByteArray() });
}

// ---- Snapshots -----------------------------------------------------------------------------

namespace {

/// Adds the two keys that stand for triples in a snapshot.
Result<void> writeTriples(MsgPackWriter &out, const OperationContent &content, const OperationContext &context)
{
    Result<QByteArray> inserts = encodeTriples(content, context);
    if (!inserts)
        return inserts.error();
    std::vector<UpdateEncoding> encoding;
    // It is looked at once, and a newcomer waits for it.
    fields::compress(*inserts, encoding, gzip::Effort::Quick);
    out.writeUtf8("inserts").writeBinary(*inserts);
    out.writeUtf8("encoding");
    fields::writeEncoding(out, encoding);
    return {};
}

Result<OperationContent> readTriples(MsgPackReader &in, const RawMap &map, const OperationContext &context)
{
    MsgPackReader inserts = map.at("inserts");
    MsgPackReader steps = map.at("encoding");
    const QByteArray packed = inserts.readBinary().toByteArray();
    const std::vector<UpdateEncoding> encoding = fields::readEncoding(steps);
    in.failWith(inserts);
    in.failWith(steps);
    if (!in.isDone())
        return in.malformed(QStringLiteral("A part of a snapshot is not sound: %1."));
    const Result<QByteArray> unpacked = fields::decompress(packed, encoding);
    if (!unpacked)
        return unpacked.error();
    return decodeTriples(*unpacked, context);
}

} // namespace

Result<QByteArray> encodeSnapshotBatch(const SnapshotBatch &batch, const OperationContext &context,
                                       const std::optional<SnapshotPart> &part)
{
    MsgPackWriter out;
    const qsizetype partKeys = !part ? 0 : 1 + (part->isLast ? 1 : 0) + (part->total > 0 ? 1 : 0);
    if (const auto *tuple = std::get_if<OperationTuple>(&batch)) {
        out.beginMap(1 + partKeys).writeUtf8("operation");
        MLD_TRY(fields::writeTuple(out, *tuple, context));
    } else if (const auto *hidden = std::get_if<HiddenTriples>(&batch)) {
        out.beginMap(3 + partKeys);
        MLD_TRY(writeTriples(out, {}, context)); // without, it would be taken for an operation
        out.writeUtf8("hidden").beginMap(2);
        MLD_TRY(writeTriples(out, hidden->content, context));
    } else {
        out.beginMap(2 + partKeys);
        MLD_TRY(writeTriples(out, std::get<OperationContent>(batch), context));
    }
    if (part)
        out.writeUtf8("part").writeInteger(part->index);
    if (part && part->isLast)
        out.writeUtf8("last").writeBoolean(true);
    if (part && part->total > 0)
        out.writeUtf8("total").writeInteger(part->total);
    return out.takeBytes();
}

Result<SnapshotBatch> decodeSnapshotBatch(QByteArrayView bytes, const OperationContext &context)
{
    MsgPackReader in(bytes);
    const RawMap map(in);
    if (!in.isDone())
        return in.malformed(QStringLiteral("A part of a snapshot is not sound: %1."));
    if (map.contains("operation")) {
        MsgPackReader operation = map.at("operation");
        Result<OperationTuple> tuple = fields::readTuple(operation, context);
        if (!tuple)
            return tuple.error();
        return SnapshotBatch(std::move(*tuple));
    }
    if (map.contains("hidden")) {
        MsgPackReader inner = map.at("hidden");
        const RawMap hidden(inner);
        Result<OperationContent> content = readTriples(inner, hidden, context);
        if (!content)
            return content.error();
        return SnapshotBatch(HiddenTriples{ *std::move(content) });
    }
    Result<OperationContent> content = readTriples(in, map, context);
    if (!content)
        return content.error();
    return SnapshotBatch(std::move(*content));
}

std::optional<SnapshotPart> decodeSnapshotPart(QByteArrayView bytes)
{
    MsgPackReader in(bytes);
    const RawMap map(in);
    if (!in.isDone() || !map.contains("part"))
        return std::nullopt;
    MsgPackReader index = map.at("part");
    SnapshotPart part{ index.readInteger(), map.contains("last") };
    if (index.hasFailed())
        return std::nullopt;
    if (map.contains("total")) {
        MsgPackReader total = map.at("total");
        const qint64 told = total.readInteger();
        part.total = total.hasFailed() ? 0 : std::max<qint64>(told, 0);
    }
    return part;
}

} // namespace mld
