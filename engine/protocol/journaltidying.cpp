// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// The journal must not grow for ever: the part of Replica that drops what is old (wire.md 21).
#include "journal/textfusion.h"
#include "protocol/messagesecurity.h"
#include "protocol/replica.h"

#include <QHash>
#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <limits>

namespace mld {

namespace {

/// How many entries go at a time.
constexpr int dropAtOnce = 128;
/// How much is looked through at a time for what operations have removed: each takes as much as some of its steps.
constexpr int stepsAtOnce = 128;
constexpr int stepsOfEntry = 2;
/// How many entries that are not packed, and of about how many bytes, are dropped at a time.
constexpr size_t trimAtOnce = 512;
constexpr qint64 trimmedBytes = 1 << 20;
/// How many there must be before they are packed.
constexpr qint64 tooManyLoose = 256;
/// How much of a process's last run is kept in place of its entries. No fusion of anybody's begins earlier.
constexpr qint64 maxRetainedBytes = 32 << 10;

/// How many processes there are in a clock (wire.md 3.1).
qsizetype processesIn(const QJsonValue &clock)
{
    const QJsonArray parts = clock.toArray();
    if (parts.size() < 2)
        return 1;
    return processesIn(parts.at(parts.size() - 2)) + processesIn(parts.at(parts.size() - 1));
}

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
    for (const JournalEntry &entry : dropped)
        MLD_TRY(lookThrough(entry));
    MLD_TRY(drop(dropped, false));
    MLD_TRY(savepoint.release());
    *m_entryCount -= qint64(dropped.size());
    return {};
}

Result<void> Replica::drop(const std::vector<JournalEntry> &dropped, bool isUnshared)
{
    MLD_TRY(isUnshared ? retainMark(dropped.back()) : retainLast(dropped));
    m_journal.truncate(dropped.back().tick, {});
    m_looseCount.reset();
    return {};
}

/// All of an entry that is about to go, if that was not done.
Result<void> Replica::lookThrough(const JournalEntry &entry)
{
    if (entry.tick <= m_dataset.lookedThrough())
        return {};
    const auto done = m_dataset.lookThrough(entry.tick, entry.undo, std::numeric_limits<int>::max());
    return done ? Result<void>() : done.error();
}

Result<bool> Replica::tidy()
{
    Store::Savepoint savepoint(m_store);
    auto isMore = lookThroughJournal();
    if (isMore && !*isMore)
        isMore = trimJournal();
    if (isMore && !*isMore && (m_isPacking || needsPacking())) {
        isMore = packJournal();
        m_isPacking = isMore && *isMore;
    }
    if (isMore && !*isMore)
        isMore = m_dataset.sweep(m_journal.start(), m_time.ticks());
    if (isMore)
        MLD_TRY(savepoint.release());
    return isMore;
}

Result<bool> Replica::lookThroughJournal()
{
    auto cursor = m_journal.entriesAfter(std::max(m_dataset.lookedThrough(), m_journal.start()));
    for (int left = stepsAtOnce; left > 0;) {
        const auto entry = cursor.next();
        if (!entry)
            return false;
        const auto done = m_dataset.lookThrough(entry->tick, entry->undo, left);
        if (!done)
            return done.error();
        left -= *done + stepsOfEntry;
    }
    return true;
}

/// The times of the last operations of all others, if they knew the first entry of the journal.
std::optional<std::vector<TreeClock>> Replica::timesOfOthers(const JournalEntry &first) const
{
    QList<Tid> tids = m_seen.tids();
    if (tids.size() < processesIn(m_time.toJson()))
        return std::nullopt; // somebody was forked off, and nothing was heard of since
    // One of them is the last of this clone; who was forked off and has written nothing has that as well.
    tids.removeOne(m_seen.tid(m_time));
    std::vector<TreeClock> times;
    for (const Tid &tid : std::as_const(tids)) {
        const auto operation = tid == blockedTid ? std::nullopt : m_journal.operation(tid);
        if (!operation || operation->time.anyLt(first.time))
            return std::nullopt;
        times.push_back(operation->time);
    }
    return times;
}

/// Drops the oldest entries, if nobody can ever need them: all others have shown, by what they wrote, that they know
/// them, or there never were any others. Who joins then has a snapshot of what they did, and a clone that nobody ever
/// joined does not give up its clock for what a peer knows: it keeps apart.
Result<bool> Replica::trimJournal()
{
    // Under a clock that is given up, as a copy's, or may have to be, everything is made again that the journal has.
    const bool isUnshared = m_hasClock && m_time.isRootId();
    const qint64 last = m_time.ticks();
    qint64 upTo = isUnshared ? last : m_hasClock ? m_unverifiedSince.value_or(last) : 0;
    const auto endOfPack = m_journal.endOfFirstPack();
    if (endOfPack && *endOfPack > upTo)
        return false;
    if (endOfPack)
        upTo = *endOfPack;
    auto cursor = m_journal.entriesAfter(m_journal.start(), upTo);
    auto entry = cursor.next();
    std::optional<std::vector<TreeClock>> others;
    if (entry)
        others = isUnshared ? std::vector<TreeClock>() : timesOfOthers(*entry);
    if (!others)
        return false;
    const auto isKnownToAll = [&](const JournalEntry &known) {
        return std::none_of(others->cbegin(), others->cend(),
                            [&](const TreeClock &time) { return time.anyLt(known.time); });
    };
    std::vector<JournalEntry> dropped;
    qint64 bytes = 0;
    while (entry && isKnownToAll(*entry) && (endOfPack || (bytes < trimmedBytes && dropped.size() < trimAtOnce))) {
        bytes += entry->enc.size() + entry->undo.size();
        dropped.push_back(*std::move(entry));
        entry = cursor.next();
    }
    if (dropped.empty() || (endOfPack && dropped.back().tick < *endOfPack)) // a pack goes as a whole
        return false;
    MLD_TRY(drop(dropped, isUnshared));
    if (m_entryCount)
        *m_entryCount -= qint64(dropped.size());
    return true;
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

/// Keeps of an operation that nobody needs only that it was made. Newcomers are given the last one of each process, and
/// those of the reference cannot serve others without it (wire.md 14.5).
Result<void> Replica::retainMark(const JournalEntry &entry)
{
    auto operation = operationOf(entry);
    if (!operation)
        return operation.error();
    operation->content = {};
    operation->from = operation->time.ticks();
    const auto tuple = encodeOperation(*operation, m_context);
    auto enc = tuple ? encodeTuple(*tuple, m_context) : Result<QByteArray>(tuple.error());
    if (!enc)
        return enc.error();
    m_journal.releaseAll();
    m_journal.retain({entry.tid, entry.time, *std::move(enc)});
    return {};
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
