// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/textfusion.h"

#include "text/textoperation.h"
#include "text/tseq.h"

#include <array>

namespace mld {

namespace {

Result<QByteArray> fuseOperations(QByteArrayView first, QByteArrayView second)
{
    Result<TextOperation> a = TextOperation::fromMsgPack(first);
    if (!a)
        return a.error();
    Result<TextOperation> b = TextOperation::fromMsgPack(second);
    if (!b)
        return b.error();
    const std::array operations{ TextLocalOperation{ std::move(*a), {} },
                                 TextLocalOperation{ std::move(*b), {} } };
    return TextOperation::fuse(operations).operation.toMsgPack();
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

Result<QByteArray> applyToState(QByteArrayView state, QByteArrayView operation)
{
    // Nobody edits this copy, so it needs no process of its own.
    Result<TSeq> text = TSeq::load(QString(), state);
    if (!text)
        return text.error();
    const Result<TextOperation> edit = TextOperation::fromMsgPack(operation);
    if (!edit)
        return edit.error();
    if (const auto applied = text->apply(*edit); !applied)
        return applied.error();
    return text->saveState();
}

} // namespace

TextFusion textFusion()
{
    return { fuseOperations, cutOperation, applyToState };
}

} // namespace mld
