// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textjson_p.h"

#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"
#include "text/surrogates_p.h"

#include <QJsonArray>
#include <QJsonObject>

#include <vector>

namespace mld::text {

namespace {

/// An array or object on its way, as a flat list: an object's keys and values alternate.
struct Level
{
    QJsonArray items;
    qsizetype next = 0;
    bool isObject = false;
    qsizetype size = 0; // when reading: how many items are to come
};

void packScalar(MsgPackWriter &writer, const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool: writer.writeBoolean(value.toBool()); break;
    case QJsonValue::Double: writer.writeNumber(value.toDouble()); break;
    case QJsonValue::String: {
        const QString string = value.toString();
        if (string.size() == 1 && string.front().isSurrogate())
            writer.writeString(QString(QChar(toPosition(string.front().unicode()))));
        else
            writer.writeString(string);
        break;
    }
    default: writer.writeUndefined();
    }
}

void finish(std::vector<Level> &levels, QJsonValue &result)
{
    while (!levels.empty() && levels.back().items.size() == levels.back().size) {
        QJsonValue value = levels.back().items;
        if (levels.back().isObject) {
            QJsonObject object;
            for (qsizetype i = 0; i + 1 < levels.back().items.size(); i += 2)
                object.insert(levels.back().items[i].toString(), levels.back().items[i + 1]);
            value = object;
        }
        levels.pop_back();
        if (levels.empty())
            result = value;
        else
            levels.back().items.append(value);
    }
}

} // namespace

Result<QByteArray> packJson(const QJsonValue &json)
{
    MsgPackWriter writer;
    std::vector<Level> levels;
    levels.push_back({QJsonArray{json}, 0, false, 0});
    while (!levels.empty()) {
        Level &level = levels.back();
        if (level.next == level.items.size()) {
            levels.pop_back();
            continue;
        }
        const QJsonValue value = level.items[level.next++];
        if (value.isArray()) {
            const QJsonArray items = value.toArray();
            writer.beginArray(items.size());
            levels.push_back({items, 0, false, 0});
        } else if (value.isObject() && !value.toObject().contains(QLatin1String("$undefined"))) {
            const QJsonObject object = value.toObject();
            QJsonArray items;
            for (auto entry = object.begin(); entry != object.end(); ++entry) {
                items.append(entry.key());
                items.append(entry.value());
            }
            writer.beginMap(object.size());
            levels.push_back({items, 0, true, 0});
        } else if (value.isDouble() && value.toDouble() != double(value.toInteger())) {
            return Error{ErrorCode::Malformed,
                         QStringLiteral("A shared text has a number that is not whole.")};
        } else {
            packScalar(writer, value);
        }
    }
    return writer.takeBytes();
}

QJsonValue unpackJson(QByteArrayView bytes)
{
    MsgPackReader reader(bytes);
    std::vector<Level> levels;
    QJsonValue result;
    do {
        QJsonValue value = QJsonValue::Null;
        const MsgPackReader::Type type = reader.peek();
        if (type == MsgPackReader::Type::Array || type == MsgPackReader::Type::Map) {
            const bool isObject = type == MsgPackReader::Type::Map;
            const qsizetype count = isObject ? 2 * reader.readMap() : reader.readArray();
            levels.push_back({{}, 0, isObject, count});
            finish(levels, result);
            continue;
        }
        if (type == MsgPackReader::Type::String)
            value = reader.readString();
        else if (type == MsgPackReader::Type::Integer)
            value = reader.readInteger();
        else
            reader.skip();
        if (levels.empty())
            return value;
        levels.back().items.append(value);
        finish(levels, result);
    } while (!levels.empty() && !reader.hasFailed());
    return result;
}

} // namespace mld::text
