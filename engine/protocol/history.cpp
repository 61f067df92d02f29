// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/history.h"

#include "text/tseq.h"

#include <algorithm>
#include <array>
#include <limits>

namespace mld {

namespace {

Result<QByteArray> fuseTexts(QByteArrayView first, QByteArrayView second)
{
    auto a = TextOperation::fromMsgPack(first);
    if (!a)
        return a.error();
    auto b = TextOperation::fromMsgPack(second);
    if (!b)
        return b.error();
    const std::array<TextLocalOperation, 2> both{TextLocalOperation{std::move(*a), {}},
                                                 TextLocalOperation{std::move(*b), {}}};
    return TextOperation::fuse(both).operation.toMsgPack();
}

Result<QByteArray> cutText(QByteArrayView prefix, QByteArrayView operation)
{
    const auto a = TextOperation::fromMsgPack(prefix);
    if (!a)
        return a.error();
    const auto b = TextOperation::fromMsgPack(operation);
    if (!b)
        return b.error();
    const TextOperation rest = TextOperation::cut(*a, *b);
    return rest.isEmpty() ? QByteArray() : rest.toMsgPack();
}

Result<QByteArray> applyToState(QByteArrayView state, QByteArrayView operation)
{
    // Under no name of a process: the tick that counts is the state's own.
    auto text = TSeq::load(QString(), state);
    if (!text)
        return text.error();
    const auto change = TextOperation::fromMsgPack(operation);
    if (!change)
        return change.error();
    if (auto applied = text->apply(*change); !applied)
        return applied.error();
    return text->saveState();
}

} // namespace

const TextFusion &textFusion()
{
    static const TextFusion fusion{fuseTexts, cutText, applyToState};
    return fusion;
}

Result<std::vector<Operation>> contiguousHistory(const Journal &journal,
                                                 const OperationContext &context, const Tid &last,
                                                 qint64 from, qint64 maxBytes)
{
    std::vector<Operation> history; // latest first
    qint64 bytes = 0;
    for (Tid tid = last; !tid.isEmpty();) {
        const auto held = journal.operation(tid);
        if (!held || (!history.empty() && bytes + held->enc.size() > maxBytes))
            break;
        const auto tuple = decodeTuple(held->enc, context);
        if (!tuple)
            return tuple.error();
        auto operation = decodeOperation(*tuple, context);
        if (!operation)
            return operation.error();
        if (!history.empty()
            && (!isContiguous(*operation, history.back()) || operation->time.ticks() < from)) {
            break;
        }
        bytes += held->enc.size();
        history.push_back(std::move(*operation));
        // What came with a snapshot is fused with its history already.
        const auto entry = journal.find(tid);
        tid = entry ? entry->prevTid : Tid();
    }
    std::reverse(history.begin(), history.end());
    return history;
}

Result<Operation> cutSeen(const Journal &journal, const OperationContext &context,
                          const Operation &incoming, qint64 seen)
{
    const auto at = incoming.time.ticked(seen);
    if (!at)
        return at.error();
    const auto history = contiguousHistory(journal, context, at->hash(), incoming.from,
                                           std::numeric_limits<qint64>::max());
    if (!history)
        return history.error();
    if (history->empty())
        return incoming;
    return cut(incoming, *history, textFusion());
}

} // namespace mld
