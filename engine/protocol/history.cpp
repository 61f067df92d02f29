// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/history.h"

#include "journal/textfusion.h"
#include "protocol/messagesecurity.h"

#include <algorithm>
#include <limits>

namespace mld {

Result<std::vector<Operation>> contiguousHistory(const Journal &journal, TransportSecurity &security,
                                                 const OperationContext &context, const Tid &last,
                                                 qint64 from, qint64 maxBytes)
{
    std::vector<Operation> history; // latest first
    qint64 bytes = 0;
    for (Tid tid = last; !tid.isEmpty();) {
        // What came with a snapshot is fused with its history already.
        const auto retained = journal.retained(tid);
        const auto entry = retained ? std::nullopt : journal.find(tid);
        if (!retained && !entry)
            break;
        const QByteArray &enc = retained ? retained->enc : entry->enc;
        if (!history.empty() && bytes + enc.size() > maxBytes)
            break;
        const auto tuple = decodeTuple(enc, context);
        if (!tuple)
            return tuple.error();
        const auto plain = unsealOperation(security, *tuple);
        if (!plain)
            return plain.error();
        auto operation = decodeOperation(*plain, context);
        if (!operation)
            return operation.error();
        if (!history.empty()
            && (!isContiguous(*operation, history.back()) || operation->time.ticks() < from)) {
            break;
        }
        bytes += enc.size();
        history.push_back(std::move(*operation));
        tid = entry ? entry->prevTid : Tid();
    }
    std::reverse(history.begin(), history.end());
    return history;
}

Result<Operation> cutSeen(const Journal &journal, TransportSecurity &security,
                          const OperationContext &context, const Operation &incoming, qint64 seen)
{
    const auto at = incoming.time.ticked(seen);
    if (!at)
        return at.error();
    const auto history = contiguousHistory(journal, security, context, at->hash(), incoming.from,
                                           std::numeric_limits<qint64>::max());
    if (!history)
        return history.error();
    if (history->empty())
        return incoming;
    return cut(incoming, *history, textFusion());
}

} // namespace mld
