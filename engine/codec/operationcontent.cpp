// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/operationcontent.h"

#include "codec/contentreader.h"
#include "codec/contentwriter.h"

namespace mld {

namespace {

Error badContent(const MsgPackReader &in)
{
    return { ErrorCode::Malformed,
             QStringLiteral("The content of an operation is not sound: %1.").arg(in.problem()) };
}

} // namespace

Result<QByteArray> encodeContent(const OperationContent &content, const OperationContext &context,
                                 bool reifiedInserts)
{
    ContentWriter writer(content, context, ContentWriter::Labels::Unique);
    writer.out().beginArray(content.updates.empty() ? 2 : 3);
    writer.writeDeletes();
    if (reifiedInserts)
        writer.writeReifiedInserts();
    else
        writer.writeDirectInserts();
    if (!content.updates.empty())
        writer.writeUpdates();
    return writer.takeResult();
}

Result<QByteArray> encodeTriples(const OperationContent &content, const OperationContext &context)
{
    ContentWriter writer(content, context, ContentWriter::Labels::Short);
    writer.writeReifiedInserts();
    return writer.takeResult();
}

Result<OperationContent> decodeContent(QByteArrayView bytes, const OperationContext &context,
                                       bool reifiedInserts)
{
    MsgPackReader in(bytes);
    ContentReader reader(in, context);
    const qsizetype members = in.readArray();
    if (members < 2)
        in.fail();
    reader.readDeletes();
    if (reifiedInserts)
        reader.readReifiedInserts();
    else
        reader.readDirectInserts();
    if (members > 2)
        reader.readUpdates();
    for (qsizetype i = 3; i < members && !in.hasFailed(); ++i)
        in.skip(); // of a later version
    if (!in.isDone())
        return badContent(in);
    return reader.takeContent();
}

Result<OperationContent> decodeTriples(QByteArrayView bytes, const OperationContext &context)
{
    MsgPackReader in(bytes);
    ContentReader reader(in, context);
    reader.readReifiedInserts();
    if (!in.isDone())
        return badContent(in);
    return reader.takeContent();
}

} // namespace mld
