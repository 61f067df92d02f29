// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"
#include "text/textpack_p.h"
#include "text/tseq.h"

namespace mld {

Result<TextAnchor> TextAnchor::fromMsgPack(QByteArrayView bytes)
{
    MsgPackReader reader(bytes);
    TextAnchor anchor;
    if (!reader.nextIs(MsgPackReader::Type::Array) || !text::readTextPath(reader, anchor.path)
        || !reader.isDone())
        return Error{ErrorCode::Malformed, QStringLiteral("A place in a shared text is not valid.")};
    return anchor;
}

QByteArray TextAnchor::toMsgPack() const
{
    MsgPackWriter writer;
    text::writeTextPath(writer, path);
    return writer.takeBytes();
}

} // namespace mld
