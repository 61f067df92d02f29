// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <msgpack.hpp>

#include <stdexcept>

/// MessagePack as JSON by msgpack-cxx alone: a second opinion on what the codec writes. In the form of
/// the vectors: binaries are {"$bin": base64}, undefined is {"$undefined": true}.
namespace mld::test {

inline QJsonValue jsonOf(const msgpack::object &object)
{
    using Type = msgpack::type::object_type;
    switch (object.type) {
    case Type::NIL:
        return QJsonValue::Null;
    case Type::BOOLEAN:
        return object.via.boolean;
    case Type::POSITIVE_INTEGER:
        return double(object.via.u64);
    case Type::NEGATIVE_INTEGER:
        return double(object.via.i64);
    case Type::FLOAT32:
    case Type::FLOAT64:
        return object.via.f64;
    case Type::STR:
        return QString::fromUtf8(object.via.str.ptr, qsizetype(object.via.str.size));
    case Type::BIN: {
        const QByteArray bytes(object.via.bin.ptr, qsizetype(object.via.bin.size));
        return QJsonObject{ { QStringLiteral("$bin"), QString::fromLatin1(bytes.toBase64()) } };
    }
    case Type::ARRAY: {
        QJsonArray array;
        for (uint32_t i = 0; i < object.via.array.size; ++i)
            array.append(jsonOf(object.via.array.ptr[i]));
        return array;
    }
    case Type::MAP: {
        QJsonObject map;
        for (uint32_t i = 0; i < object.via.map.size; ++i) {
            const auto &[key, value] = object.via.map.ptr[i];
            map.insert(jsonOf(key).toString(), jsonOf(value));
        }
        return map;
    }
    case Type::EXT:
        return QJsonObject{ { QStringLiteral("$undefined"), true } };
    }
    return {};
}

template <typename Stream>
void packInto(msgpack::packer<Stream> &packer, const QJsonValue &json)
{
    if (json.isObject()) {
        const QJsonObject object = json.toObject();
        if (object.contains(QStringLiteral("$undefined"))) {
            packer.pack_ext(1, 0).pack_ext_body("\0", 1);
        } else if (object.contains(QStringLiteral("$bin"))) {
            const QByteArray bytes = QByteArray::fromBase64(
                    object[QStringLiteral("$bin")].toString().toLatin1());
            packer.pack_bin(uint32_t(bytes.size()));
            packer.pack_bin_body(bytes.constData(), uint32_t(bytes.size()));
        } else {
            packer.pack_map(uint32_t(object.size()));
            for (auto entry = object.begin(); entry != object.end(); ++entry) {
                packer.pack(entry.key().toStdString());
                packInto(packer, entry.value());
            }
        }
    } else if (json.isArray()) {
        const QJsonArray array = json.toArray();
        packer.pack_array(uint32_t(array.size()));
        for (const QJsonValue &item : array)
            packInto(packer, item);
    } else if (json.isString()) {
        packer.pack(json.toString().toStdString());
    } else if (json.isDouble()) {
        packer.pack(json.toDouble());
    } else if (json.isBool()) {
        packer.pack(json.toBool());
    } else {
        packer.pack_nil();
    }
}

inline QByteArray packJson(const QJsonValue &json)
{
    msgpack::sbuffer buffer;
    msgpack::packer packer(buffer);
    packInto(packer, json);
    return QByteArray(buffer.data(), qsizetype(buffer.size()));
}

inline QJsonValue unpackJson(const QByteArray &bytes)
{
    size_t end = 0;
    const auto handle = msgpack::unpack(bytes.constData(), size_t(bytes.size()), end);
    if (end != size_t(bytes.size()))
        throw std::runtime_error("trailing bytes");
    return jsonOf(handle.get());
}

} // namespace mld::test
