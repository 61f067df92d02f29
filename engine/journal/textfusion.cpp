// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/textfusion.h"

#include "text/textoperation.h"
#include "text/tseq.h"

namespace mld {

namespace {

Result<QByteArray> fuseOperations(const TextFusion::Operations &operations)
{
    std::vector<TextLocalOperation> read;
    read.reserve(operations.size());
    for (const QByteArray &bytes : operations) {
        Result<TextOperation> operation = TextOperation::fromMsgPack(bytes);
        if (!operation)
            return operation.error();
        read.push_back({ std::move(*operation), {} });
    }
    return TextOperation::fuse(read).operation.toMsgPack();
}

Result<QByteArray> cutOperation(QByteArrayView prefix, QByteArrayView operation)
{
    const Result<TextOperation> seen = TextOperation::fromMsgPack(prefix);
    if (!seen)
        return seen.error();
    const Result<TextOperation> whole = TextOperation::fromMsgPack(operation);
    if (!whole)
        return whole.error();
    const TextOperation rest = TextOperation::cut(*seen, *whole);
    return rest.isEmpty() ? QByteArray() : rest.toMsgPack();
}

Result<QByteArray> applyToState(QByteArrayView state, const TextFusion::Operations &operations)
{
    // Nobody edits this copy, so it needs no process of its own.
    Result<TSeq> text = TSeq::load(QString(), state);
    if (!text)
        return text.error();
    for (const QByteArray &bytes : operations) {
        const Result<TextOperation> operation = TextOperation::fromMsgPack(bytes);
        if (!operation)
            return operation.error();
        if (const auto applied = text->apply(*operation); !applied)
            return applied.error();
    }
    return text->saveState();
}

} // namespace

TextFusion textFusion()
{
    return { fuseOperations, cutOperation, applyToState };
}

} // namespace mld
