// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "common/chunker.h"

#include <algorithm>

namespace mld {

qsizetype Chunker::count(qsizetype size, qsizetype piece)
{
    return size <= piece ? 1 : (size + piece - 1) / piece;
}

Envelope Chunker::cut(const Envelope &whole, qsizetype piece, quint32 part)
{
    Envelope cut = whole;
    cut.part = part;
    cut.parts = quint32(count(whole.payload.size(), piece));
    if (cut.parts > 1)
        cut.payload = whole.payload.mid(piece * part, piece);
    return cut;
}

Chunker::Place Chunker::drop(Place which)
{
    m_bytes -= which->whole.payload.size();
    ++m_lost;
    return m_unfinished.erase(which);
}

std::optional<Envelope> Chunker::take(Sequencer::Arrival arrival, qint64 nowMs)
{
    Envelope &piece = arrival.envelope;
    const bool isOfOrder = piece.sequence != 0 && arrival.order != Sequencer::Order::Late;
    const StreamId id(piece);
    auto found = m_unfinished.find(id);
    if (isOfOrder && found != m_unfinished.end()) {
        const Envelope &whole = found->whole;
        const bool fits = arrival.order == Sequencer::Order::InTurn && piece.part == found->next && piece.parts == whole.parts
                          && piece.kind == whole.kind && piece.to == whole.to && piece.messageId == whole.messageId
                          && piece.sentMessageId == whole.sentMessageId && piece.channelId == whole.channelId
                          && whole.payload.size() + piece.payload.size() <= m_limits.largest;
        if (!fits) {
            drop(found);
            found = m_unfinished.end();
        }
    }
    if (piece.parts == 1)
        return std::move(piece);
    if (!isOfOrder || piece.payload.isEmpty() || piece.payload.size() > m_limits.largest) {
        ++m_lost;
        return {};
    }
    if (found == m_unfinished.end()) {
        if (piece.part != 0) {
            m_lost += piece.part == piece.parts - 1 ? 1 : 0; // once for each message
            return {};
        }
        found = m_unfinished.insert(id, {piece, 0, nowMs});
        found->whole.payload.clear();
    }
    m_bytes += piece.payload.size();
    found->whole.payload += piece.payload;
    found->heardMs = nowMs;
    ++found->next;
    if (found->next == found->whole.parts) {
        Envelope whole = std::move(found->whole);
        m_bytes -= whole.payload.size();
        m_unfinished.erase(found);
        whole.part = 0;
        whole.parts = 1;
        return whole;
    }
    while (m_bytes > m_limits.mostBytes || m_unfinished.size() > m_limits.mostMessages) {
        drop(std::min_element(m_unfinished.begin(), m_unfinished.end(),
                              [](const Unfinished &one, const Unfinished &other) {
                                  return one.heardMs < other.heardMs;
                              }));
    }
    return {};
}

void Chunker::dropOverdue(qint64 nowMs)
{
    for (auto it = m_unfinished.begin(); it != m_unfinished.end();)
        it = nowMs - it->heardMs >= m_limits.longestPauseMs ? drop(it) : std::next(it);
}

void Chunker::clear()
{
    m_unfinished.clear();
    m_bytes = 0;
}

} // namespace mld
