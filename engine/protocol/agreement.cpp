// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/agreement.h"

#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"

#include <QJsonArray>
#include <QJsonObject>

namespace mld::agreement {

namespace {

/// How deep a proof may be nested; what is deeper is null.
constexpr int maxDepth = 64;

void write(MsgPackWriter &writer, const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        writer.writeNull();
        return;
    case QJsonValue::Bool:
        writer.writeBoolean(value.toBool());
        return;
    case QJsonValue::Double:
        writer.writeNumber(value.toDouble());
        return;
    case QJsonValue::String:
        writer.writeString(value.toString());
        return;
    case QJsonValue::Array: {
        const QJsonArray array = value.toArray();
        writer.beginArray(array.size());
        for (const QJsonValue &item : array)
            write(writer, item);
        return;
    }
    case QJsonValue::Object: {
        const QJsonObject object = value.toObject();
        writer.beginMap(object.size());
        for (auto member = object.begin(); member != object.end(); ++member) {
            writer.writeString(member.key());
            write(writer, member.value());
        }
        return;
    }
    }
}

QJsonValue read(MsgPackReader &reader, int depth)
{
    using Type = MsgPackReader::Type;
    const Type type = depth < maxDepth ? reader.peek() : Type::Invalid;
    if (type == Type::Boolean)
        return reader.readBoolean();
    if (type == Type::Integer || type == Type::Float)
        return reader.readNumber();
    if (type == Type::String)
        return reader.readString();
    if (type == Type::Array) {
        QJsonArray array;
        for (qsizetype left = reader.readArray(); left > 0 && !reader.hasFailed(); --left)
            array.append(read(reader, depth + 1));
        return array;
    }
    if (type == Type::Map) {
        QJsonObject object;
        for (qsizetype left = reader.readMap(); left > 0 && !reader.hasFailed(); --left) {
            const QString key = reader.readString();
            object.insert(key, read(reader, depth + 1));
        }
        return object;
    }
    reader.skip();
    return QJsonValue::Null;
}

} // namespace

QByteArray encodeProof(const QJsonValue &proof)
{
    MsgPackWriter writer;
    write(writer, proof);
    return writer.takeBytes();
}

QJsonValue decodeProof(QByteArrayView proof)
{
    MsgPackReader reader(proof);
    const QJsonValue value = read(reader, 0);
    return reader.isDone() ? value : QJsonValue::Null;
}

Result<TreeClock> timeOf(const OperationTuple &tuple)
{
    if (!tuple.agreed || tuple.agreed->tick < tuple.from || tuple.agreed->tick > tuple.time.ticks())
        return Error{ErrorCode::Malformed, QStringLiteral("an agreement outside its operation")};
    return tuple.time.ticked(tuple.agreed->tick);
}

bool prevails(const TreeClock &time, const TreeClock &last)
{
    if (!time.anyLt(last))
        return true;
    if (!last.anyLt(time))
        return false;
    const qint64 mine = time.deepTicks();
    const qint64 theirs = last.deepTicks();
    return mine != theirs ? mine > theirs : time.hash() > last.hash();
}

Result<bool> lacksCauses(const GlobalClock &seen, const TreeClock &time, qint64 prev)
{
    const auto before = time.ticked(prev);
    if (!before)
        return before.error();
    return seen.anyLt(*before);
}

} // namespace mld::agreement
