// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textoperation.h"

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

bool TextRun::hasInserts() const
{
    return std::any_of(chars.begin(), chars.end(),
                       [](const TextChar &value) { return !value.isEmpty(); });
}

std::optional<TextChar> TextRevert::at(qsizetype run, qsizetype index) const
{
    if (run >= qsizetype(runs.size()) || index >= qsizetype(runs[size_t(run)].size()))
        return std::nullopt;
    const TextChar &value = runs[size_t(run)][size_t(index)];
    return value == Nothing ? std::nullopt : std::optional(value);
}

QStringList TextOperation::authors() const
{
    QStringList authors;
    for (const TextRun &run : runs) {
        if (!run.path.empty() && run.hasInserts() && !authors.contains(run.path.back().pid))
            authors.append(run.path.back().pid);
    }
    return authors;
}

Result<TextOperation> TextOperation::fromMsgPack(QByteArrayView bytes)
{
    PackSource source(bytes);
    MsgPackReader &reader = source.reader();
    TextOperation operation;
    if (!reader.nextIs(MsgPackReader::Type::Array))
        return badOperation("it is not a list of runs");
    const qsizetype runCount = reader.readArray();
    for (qsizetype i = 0; i < runCount && !reader.hasFailed(); ++i) {
        TextRun run;
        if (reader.readArray() != 2 || !source.readPath(run.path) || run.path.empty())
            return badOperation("a path is impossible");
        if (!reader.nextIs(MsgPackReader::Type::Array))
            return badOperation("a run has no characters");
        const qsizetype count = reader.readArray();
        if (run.path.back().index + qint64(count) > MaxIndex)
            return badOperation("an index is too large");
        if (!source.readCells(count, run.chars))
            return badOperation("a character or its tick is impossible");
        if (!run.chars.empty())
            operation.runs.push_back(std::move(run));
    }
    if (!reader.isDone())
        return badOperation("it ends too early or too late");
    return operation;
}

QByteArray TextOperation::toMsgPack() const
{
    qsizetype chars = 0;
    for (const TextRun &run : runs)
        chars += qsizetype(run.chars.size());
    PackSink sink(chars * 7);
    sink.beginArray(qsizetype(runs.size()));
    for (const TextRun &run : runs) {
        sink.beginArray(2);
        writePath(sink, run.path);
        sink.beginArray(qsizetype(run.chars.size()));
        for (const TextChar &value : run.chars)
            sink.writeCell(value.unit, value.tick);
    }
    return sink.bytes();
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
    PackSource source(bytes);
    MsgPackReader &reader = source.reader();
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
            run.push_back(Nothing);
            qsizetype arrays = 0;
            if (!reader.skipNull() && (!source.readCell(run.back(), arrays) || arrays != 0))
                return error;
        }
    }
    if (!reader.isDone())
        return error;
    return revert;
}

QByteArray TextRevert::toMsgPack() const
{
    PackSink sink;
    sink.beginArray(qsizetype(runs.size()));
    for (const auto &run : runs) {
        sink.beginArray(qsizetype(run.size()));
        for (const TextChar &value : run) {
            if (value == Nothing)
                sink.writeNil();
            else
                sink.writeCell(value.unit, value.tick);
        }
    }
    return sink.bytes();
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
