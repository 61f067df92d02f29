// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// What leaves the journal for peers that have missed it: the part of Replica that fuses.
#include "journal/textfusion.h"
#include "protocol/replica.h"

#include <algorithm>

namespace mld {

namespace {

/// How much is fused into one message, and how much of the journal is looked at for it. As much work as
/// may come between two keystrokes; few enough messages that no broker drops any.
constexpr int maxFused = 128;
constexpr qint64 maxFusedBytes = 32 << 10;
constexpr int maxLookedBack = 256;
/// How many fusions are remembered: several answers, and an emission, may be under way.
constexpr size_t maxRemembered = 16;

OperationMessage messageOf(JournalEntry entry)
{
    return {entry.prevTick, std::move(entry.enc), std::move(entry.attr)};
}

bool hasTexts(const Operation &operation)
{
    return !operation.content.updates.empty() || !operation.content.states.isEmpty();
}

/// The operation of an entry, if it may become part of a fusion: nothing signed or sealed, no agreement,
/// and no text.
std::optional<Operation> fusible(const JournalEntry &entry, const OperationContext &context)
{
    if (entry.attr || entry.isAgreement)
        return std::nullopt;
    const auto tuple = decodeTuple(entry.enc, context);
    if (!tuple || tuple->agreed || tuple->isSecured())
        return std::nullopt;
    auto operation = decodeOperation(*tuple, context);
    if (!operation || hasTexts(*operation))
        return std::nullopt;
    return *std::move(operation);
}

} // namespace

std::optional<QByteArray> Replica::encFusion(qint64 first, const Tid &last, const std::vector<Operation> &run) const
{
    const auto known = std::find_if(m_fused.cbegin(), m_fused.cend(), [&](const Fused &fused) {
        return fused.first == first && fused.last == last;
    });
    if (known != m_fused.cend())
        return known->enc;
    const auto fused = fuse(run, textFusion());
    const auto tuple = fused ? encodeOperation(*fused, m_context) : fused.error();
    auto enc = tuple ? encodeTuple(*tuple, m_context) : tuple.error();
    if (!enc)
        return std::nullopt;
    m_fused.push_back({first, last, *enc});
    if (m_fused.size() > maxRemembered)
        m_fused.pop_front();
    return *std::move(enc);
}

/// Whether m-ld-js can take a fusion that begins with this entry. From every fusion it cuts what it has of the
/// author right before, though that is no part of the fusion, and closes if that has an edit of a text
/// which the fusion has not (T41). What it has may be a fusion of its own making, of about 10 kB.
bool Replica::mayBeginFusion(const JournalEntry &entry) const
{
    auto later = decodeTuple(entry.enc, m_context);
    Tid tid = entry.prevTid;
    qint64 bytes = 0;
    for (int looked = 0; later && looked < maxLookedBack && bytes < maxFusedBytes; ++looked) {
        const auto isLast = [&tid](const Fused &fused) { return fused.last == tid; };
        if (tid == genesisTid || std::any_of(m_fused.cbegin(), m_fused.cend(), isLast))
            return true;
        const auto journalled = m_journal.find(tid);
        const auto retained = journalled ? std::nullopt : m_journal.retained(tid);
        if (!journalled && !retained)
            return false;
        const QByteArray &enc = journalled ? journalled->enc : retained->enc;
        auto earlier = decodeTuple(enc, m_context);
        if (!earlier || earlier->isSecured())
            return false;
        // It finds that by the later time, set back: a tick between that made no operation hides nothing.
        const auto setBack = later->time.ticked(earlier->time.ticks());
        if (!setBack || *setBack != earlier->time)
            return true;
        const auto operation = decodeOperation(*earlier, m_context);
        if (!operation || hasTexts(*operation))
            return false;
        if (!journalled) // it came with a snapshot, and is all that there is of its author's
            return true;
        bytes += enc.size();
        tid = journalled->prevTid;
        later = std::move(earlier);
    }
    return bool(later);
}

Outgoing Replica::nextOutgoing(qint64 after, const std::function<bool(const JournalEntry &)> &isWanted,
                               bool mayFuse) const
{
    Outgoing next;
    next.tick = after;
    std::optional<JournalEntry> first;
    std::vector<Operation> run;
    qint64 bytes = 0;
    qint64 lastTick = after;
    Tid lastTid;
    auto cursor = m_journal.entriesAfter(after);
    for (int looked = 0; looked < maxFused; ++looked) {
        auto entry = cursor.next();
        if (!entry) {
            next.isAtEnd = true;
            break;
        }
        const qint64 tick = entry->tick;
        if (!isWanted(*entry)) {
            if (first)
                break;
            next.tick = lastTick = tick;
            continue;
        }
        bytes += entry->enc.size();
        if (first && bytes > maxFusedBytes)
            break;
        auto operation = mayFuse ? fusible(*entry, m_context) : std::nullopt;
        if (first && (!operation || !isContiguous(run.back(), *operation)))
            break;
        if (run.size() == 1 && !mayBeginFusion(*first))
            break;
        lastTid = entry->tid;
        if (!first) {
            next.isOwn = isByOwner(*entry);
            first = std::move(entry);
            next.tick = tick;
        }
        lastTick = tick;
        if (!operation)
            break;
        run.push_back(*std::move(operation));
    }
    if (!first)
        return next;
    next.message = messageOf(*std::move(first));
    auto enc = run.size() > 1 ? encFusion(next.tick, lastTid, run) : std::nullopt;
    if (enc) {
        next.message->enc = *std::move(enc);
        next.tick = lastTick;
    }
    next.isAtEnd = next.isAtEnd && next.tick == lastTick;
    return next;
}

} // namespace mld
