// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textoperation.h"

#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"
#include "text/surrogates_p.h"
#include "text/textjson_p.h"
#include "text/textpack_p.h"

#include <algorithm>

namespace mld {

using namespace text;

namespace {

Error badOperation(const char *what)
{
    return {ErrorCode::Malformed,
            QStringLiteral("The change of a shared text is not valid: %1.").arg(QLatin1String(what))};
}

} // namespace

namespace text {

bool readTextChar(MsgPackReader &reader, TextChar &value)
{
    if (!reader.nextIs(MsgPackReader::Type::String))
        return false;
    const QByteArrayView bytes = reader.readUtf8();
    if (bytes.size() > 4)
        return false;
    value.unit = 0;
    if (bytes.size() == 1 && uchar(bytes.front()) < 0x80) {
        value.unit = toPosition(char16_t(bytes.front()));
    } else if (!bytes.isEmpty()) {
        const QString units = QString::fromUtf8(bytes);
        if (units.size() != 1)
            return false;
        value.unit = toPosition(units.front().unicode());
    }
    if (!reader.nextIs(MsgPackReader::Type::Integer) && !reader.nextIs(MsgPackReader::Type::Float))
        return false;
    value.tick = reader.readInteger();
    return !reader.hasFailed() && value.tick >= 0 && value.tick <= TextOperation::MaxTick;
}

void writeTextChar(MsgPackWriter &writer, const TextChar &value)
{
    const QChar unit(value.unit);
    writer.writeString(value.isEmpty() ? QStringView() : QStringView(&unit, 1));
    writer.writeInteger(value.tick);
}

bool readTextPath(MsgPackReader &reader, TextPath &path)
{
    const qsizetype length = reader.readArray();
    if (length > TextOperation::MaxPathLength)
        return false;
    path.reserve(size_t(length));
    for (qsizetype i = 0; i < length; ++i) {
        if (reader.readArray() != 2 || !reader.nextIs(MsgPackReader::Type::String))
            return false;
        TextName name;
        name.pid = reader.readString();
        const qint64 index = reader.readInteger();
        if (reader.hasFailed() || name.pid.isEmpty() || index > TextOperation::MaxIndex
            || index < -TextOperation::MaxIndex)
            return false;
        name.index = qint32(index);
        path.push_back(std::move(name));
    }
    return !reader.hasFailed();
}

void writeTextPath(MsgPackWriter &writer, const TextPath &path)
{
    writer.beginArray(qsizetype(path.size()));
    for (const TextName &name : path) {
        writer.beginArray(2);
        writer.writeString(name.pid).writeInteger(name.index);
    }
}

} // namespace text

bool TextRun::hasInserts() const
{
    return std::any_of(chars.begin(), chars.end(),
                       [](const TextChar &value) { return !value.isEmpty(); });
}

std::optional<TextChar> TextRevert::at(qsizetype run, qsizetype index) const
{
    if (run >= qsizetype(runs.size()) || index >= qsizetype(runs[size_t(run)].size()))
        return std::nullopt;
    return runs[size_t(run)][size_t(index)];
}

Result<TextOperation> TextOperation::fromMsgPack(QByteArrayView bytes)
{
    MsgPackReader reader(bytes);
    TextOperation operation;
    if (!reader.nextIs(MsgPackReader::Type::Array))
        return badOperation("it is not a list of runs");
    const qsizetype runCount = reader.readArray();
    for (qsizetype i = 0; i < runCount && !reader.hasFailed(); ++i) {
        TextRun run;
        if (reader.readArray() != 2 || !readTextPath(reader, run.path) || run.path.empty())
            return badOperation("a path is impossible");
        if (!reader.nextIs(MsgPackReader::Type::Array))
            return badOperation("a run has no characters");
        const qsizetype count = reader.readArray();
        if (run.path.back().index + qint64(count) > MaxIndex)
            return badOperation("an index is too large");
        run.chars.reserve(size_t(std::min<qsizetype>(count, reader.bytesLeft() / 3)));
        for (qsizetype k = 0; k < count; ++k) {
            TextChar value;
            if (reader.readArray() != 2 || !readTextChar(reader, value))
                return badOperation("a character or its tick is impossible");
            run.chars.push_back(value);
        }
        if (!run.chars.empty())
            operation.runs.push_back(std::move(run));
    }
    if (!reader.isDone())
        return badOperation("it ends too early or too late");
    return operation;
}

QByteArray TextOperation::toMsgPack() const
{
    MsgPackWriter writer;
    writer.beginArray(qsizetype(runs.size()));
    for (const TextRun &run : runs) {
        writer.beginArray(2);
        writeTextPath(writer, run.path);
        writer.beginArray(qsizetype(run.chars.size()));
        for (const TextChar &value : run.chars) {
            writer.beginArray(2);
            writeTextChar(writer, value);
        }
    }
    return writer.takeBytes();
}

Result<TextOperation> TextOperation::fromJson(const QJsonValue &json)
{
    const Result<QByteArray> bytes = packJson(json);
    MLD_TRY(bytes);
    return fromMsgPack(*bytes);
}

QJsonArray TextOperation::toJson() const
{
    return unpackJson(toMsgPack()).toArray();
}

Result<TextRevert> TextRevert::fromMsgPack(QByteArrayView bytes)
{
    MsgPackReader reader(bytes);
    TextRevert revert;
    const Error error = badOperation("its undo data is damaged");
    if (!reader.nextIs(MsgPackReader::Type::Array))
        return error;
    const qsizetype runCount = reader.readArray();
    for (qsizetype i = 0; i < runCount && !reader.hasFailed(); ++i) {
        auto &run = revert.runs.emplace_back();
        if (reader.skipNull())
            continue;
        if (!reader.nextIs(MsgPackReader::Type::Array))
            return error;
        const qsizetype count = reader.readArray();
        for (qsizetype k = 0; k < count && !reader.hasFailed(); ++k) {
            run.emplace_back();
            if (reader.skipNull())
                continue;
            TextChar value;
            if (reader.readArray() != 2 || !readTextChar(reader, value))
                return error;
            run.back() = value;
        }
    }
    if (!reader.isDone())
        return error;
    return revert;
}

QByteArray TextRevert::toMsgPack() const
{
    MsgPackWriter writer;
    writer.beginArray(qsizetype(runs.size()));
    for (const auto &run : runs) {
        writer.beginArray(qsizetype(run.size()));
        for (const auto &value : run) {
            if (!value) {
                writer.writeNull();
                continue;
            }
            writer.beginArray(2);
            writeTextChar(writer, *value);
        }
    }
    return writer.takeBytes();
}

Result<TextRevert> TextRevert::fromJson(const QJsonValue &json)
{
    const Result<QByteArray> bytes = packJson(json);
    MLD_TRY(bytes);
    return fromMsgPack(*bytes);
}

QJsonArray TextRevert::toJson() const
{
    return unpackJson(toMsgPack()).toArray();
}

} // namespace mld
