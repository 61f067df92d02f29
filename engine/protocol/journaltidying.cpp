// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// The journal must not grow for ever: the part of Replica that drops what is old (wire.md 21).
#include "journal/textfusion.h"
#include "protocol/messagesecurity.h"
#include "protocol/replica.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace mld {

namespace {

/// How many entries go at a time.
constexpr int dropAtOnce = 128;
/// How many there must be before they are packed.
constexpr qint64 tooManyLoose = 256;
/// How much of a process's last run is kept in place of its entries. No fusion of anybody's begins earlier.
constexpr qint64 maxRetainedBytes = 32 << 10;

} // namespace

qint64 Replica::journalCount() const
{
    if (!m_entryCount)
        m_entryCount = m_journal.count();
    return *m_entryCount;
}

Result<void> Replica::tidyJournal(qint64 keep)
{
    const qint64 tooMany = std::min<qint64>(journalCount() - keep, dropAtOnce);
    std::vector<JournalEntry> dropped;
    auto cursor = m_journal.entriesAfter(m_journal.start());
    while (qint64(dropped.size()) < tooMany) {
        auto entry = cursor.next();
        if (!entry)
            break;
        dropped.push_back(*std::move(entry));
    }
    if (qint64(dropped.size()) < tooMany)
        m_entryCount = qint64(dropped.size()); // some had been undone
    if (dropped.empty())
        return {};
    Store::Savepoint savepoint(m_store);
    MLD_TRY(retainLast(dropped));
    m_journal.truncate(dropped.back().tick, {});
    MLD_TRY(savepoint.release());
    *m_entryCount -= qint64(dropped.size());
    return {};
}

bool Replica::needsPacking() const
{
    if (!m_looseCount)
        m_looseCount = m_journal.countLoose();
    return *m_looseCount > tooManyLoose;
}

Result<bool> Replica::packJournal(int loose)
{
    m_looseCount.reset();
    Store::Savepoint savepoint(m_store);
    const bool isMore = m_journal.pack(loose);
    MLD_TRY(savepoint.release());
    return isMore;
}

/// Keeps what may be needed to cut a fusion that begins before the journal: of each process its last run, as
/// one operation.
Result<void> Replica::retainLast(const std::vector<JournalEntry> &dropped)
{
    QHash<Tid, size_t> places;
    QSet<Tid> followed;
    for (size_t i = 0; i < dropped.size(); ++i) {
        places.insert(dropped[i].tid, i);
        followed.insert(dropped[i].prevTid);
    }
    const QList<Tid> last = m_seen.tids();
    for (const JournalEntry &entry : dropped) {
        std::vector<Operation> run; // latest first
        qint64 bytes = 0;
        const bool isLastDropped = !followed.contains(entry.tid);
        for (Tid tid = isLastDropped ? entry.tid : Tid(); !tid.isEmpty();) {
            // Before this step's entries there may be what an earlier one retained.
            const auto place = places.constFind(tid);
            const auto held = place == places.constEnd() ? m_journal.retained(tid) : std::nullopt;
            if (place == places.constEnd() && !held)
                break;
            const QByteArray &enc = held ? held->enc : dropped[*place].enc;
            if (!run.empty() && bytes + enc.size() > maxRetainedBytes)
                break;
            const auto tuple = decodeTuple(enc, m_context);
            const auto plain = tuple ? unsealOperation(m_security, *tuple) : tuple;
            auto operation = plain ? decodeOperation(*plain, m_context) : Result<Operation>(plain.error());
            if (!operation)
                return operation.error();
            if (!run.empty() && !isContiguous(*operation, run.back()))
                break;
            bytes += enc.size();
            run.push_back(*std::move(operation));
            if (place != places.constEnd()) {
                tid = dropped[*place].prevTid;
                continue;
            }
            // It goes on in this one.
            if (!last.contains(tid))
                m_journal.release(tid);
            break;
        }
        if (!run.empty()) {
            std::reverse(run.begin(), run.end());
            const auto fused = fuse(run, textFusion());
            if (!fused)
                return fused.error();
            const auto tuple = encodeOperation(*fused, m_context);
            auto enc = tuple ? encodeTuple(*tuple, m_context) : Result<QByteArray>(tuple.error());
            if (!enc)
                return enc.error();
            m_journal.retain({entry.tid, entry.time, *std::move(enc)});
        }
    }
    // What was retained earlier of those who have gone on is no last run any more. What was made before a fork
    // may be another's, too.
    for (const JournalEntry &entry : dropped) {
        const bool isOwn = entry.prevTick > entry.time.inheritedTicks();
        if (isOwn && !places.contains(entry.prevTid) && !last.contains(entry.prevTid))
            m_journal.release(entry.prevTid);
    }
    return {};
}

} // namespace mld
