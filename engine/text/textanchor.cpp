// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textpack_p.h"
#include "text/tseq.h"

namespace mld {

Result<TextAnchor> TextAnchor::fromMsgPack(QByteArrayView bytes)
{
    text::PackSource source(bytes);
    TextAnchor anchor;
    if (!source.reader().nextIs(MsgPackReader::Type::Array) || !source.readPath(anchor.path)
        || !source.reader().isDone())
        return Error{ErrorCode::Malformed, QStringLiteral("A place in a shared text is not valid.")};
    return anchor;
}

QByteArray TextAnchor::toMsgPack() const
{
    text::PackSink sink;
    text::writePath(sink, path);
    return sink.bytes();
}

} // namespace mld
