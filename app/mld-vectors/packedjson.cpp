// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "packedjson.h"

#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cmath>

namespace mld::vectors {

namespace {

using Type = MsgPackReader::Type;

constexpr int maxDepth = 200;

QJsonObject binaryJson(QByteArrayView bytes)
{
    return { { QStringLiteral("$bin"), QString::fromLatin1(bytes.toByteArray().toBase64()) } };
}

QJsonValue extensionJson(QByteArrayView raw)
{
    // fixext of one byte gives that as a number, as m-ld-js shows it; others give bytes
    const auto at = [&](qsizetype i) { return int(qint8(raw[i])); };
    if (quint8(raw[0]) == 0xd4)
        return QJsonArray { at(1), int(quint8(raw[2])) };
    const qsizetype head = quint8(raw[0]) == 0xc7 ? 2
            : quint8(raw[0]) == 0xc8              ? 3
            : quint8(raw[0]) == 0xc9              ? 5
                                                  : 1;
    return QJsonArray { at(head), binaryJson(raw.sliced(head + 1)) };
}

QJsonValue readJson(MsgPackReader &reader, int depth)
{
    if (depth > maxDepth)
        reader.fail();
    switch (reader.peek()) {
    case Type::Undefined:
        reader.skip();
        return QJsonObject { { QStringLiteral("$undefined"), true } };
    case Type::Null:
        reader.skip();
        return QJsonValue::Null;
    case Type::Boolean:
        return reader.readBoolean();
    case Type::Integer:
    case Type::Float: {
        const double number = reader.readNumber();
        return std::isfinite(number) ? QJsonValue(number) : QJsonValue(QJsonValue::Null);
    }
    case Type::String:
        return reader.readString();
    case Type::Binary:
        return binaryJson(reader.readBinary());
    case Type::Array: {
        QJsonArray array;
        for (qsizetype left = reader.readArray(); left > 0 && !reader.hasFailed(); --left)
            array.append(readJson(reader, depth + 1));
        return array;
    }
    case Type::Map: {
        QJsonObject map;
        for (qsizetype left = reader.readMap(); left > 0 && !reader.hasFailed(); --left) {
            const QString key = reader.readString();
            map.insert(key, readJson(reader, depth + 1));
        }
        return map;
    }
    case Type::Extension: {
        const QByteArrayView raw = reader.readRaw();
        return reader.hasFailed() ? QJsonValue() : extensionJson(raw);
    }
    case Type::Invalid:
        reader.fail();
    }
    return {};
}

void writeJson(const QJsonValue &value, MsgPackWriter &writer)
{
    switch (value.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        writer.writeNull();
        break;
    case QJsonValue::Bool:
        writer.writeBoolean(value.toBool());
        break;
    case QJsonValue::Double:
        writer.writeNumber(value.toDouble());
        break;
    case QJsonValue::String:
        writer.writeString(value.toString());
        break;
    case QJsonValue::Array: {
        const QJsonArray array = value.toArray();
        writer.beginArray(array.size());
        for (const QJsonValue &member : array)
            writeJson(member, writer);
        break;
    }
    case QJsonValue::Object: {
        const QJsonObject object = value.toObject();
        if (object.contains(u"$undefined")) {
            writer.writeUndefined();
        } else if (object.contains(u"$bin")) {
            writer.writeBinary(QByteArray::fromBase64(object[u"$bin"].toString().toLatin1()));
        } else {
            writer.beginMap(object.size());
            for (auto it = object.begin(); it != object.end(); ++it) {
                writer.writeString(it.key());
                writeJson(it.value(), writer);
            }
        }
    }
    }
}

void repack(MsgPackReader &reader, MsgPackWriter &writer, int depth)
{
    if (depth > maxDepth)
        reader.fail();
    switch (reader.peek()) {
    case Type::Undefined:
        reader.skip();
        writer.writeUndefined();
        break;
    case Type::Null:
        reader.skip();
        writer.writeNull();
        break;
    case Type::Boolean:
        writer.writeBoolean(reader.readBoolean());
        break;
    case Type::Integer:
    case Type::Float:
        writer.writeNumber(reader.readNumber());
        break;
    case Type::String:
        writer.writeString(reader.readString());
        break;
    case Type::Binary:
        writer.writeBinary(reader.readBinary());
        break;
    case Type::Array: {
        qsizetype left = reader.readArray();
        writer.beginArray(left);
        for (; left > 0 && !reader.hasFailed(); --left)
            repack(reader, writer, depth + 1);
        break;
    }
    case Type::Map: {
        qsizetype left = reader.readMap();
        writer.beginMap(left);
        for (; left > 0 && !reader.hasFailed(); --left) {
            writer.writeString(reader.readString());
            repack(reader, writer, depth + 1);
        }
        break;
    }
    case Type::Extension:
        writer.writeRaw(reader.readRaw());
        break;
    case Type::Invalid:
        reader.fail();
    }
}

Error malformed()
{
    return { ErrorCode::Malformed, QStringLiteral("not one MessagePack value") };
}

} // namespace

Result<QJsonValue> unpackedJson(QByteArrayView bytes)
{
    MsgPackReader reader(bytes);
    const QJsonValue value = readJson(reader, 0);
    return reader.isDone() ? Result<QJsonValue>(value) : malformed();
}

QByteArray packedJson(const QJsonValue &value)
{
    MsgPackWriter writer;
    writeJson(value, writer);
    return writer.takeBytes();
}

Result<QByteArray> repacked(QByteArrayView bytes)
{
    MsgPackReader reader(bytes);
    MsgPackWriter writer;
    repack(reader, writer, 0);
    return reader.isDone() ? Result<QByteArray>(writer.takeBytes()) : malformed();
}

} // namespace mld::vectors
