// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/journal.h"

#include <QStringList>

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

using Query = Store::Query;

constexpr auto timeKey = "time";
constexpr auto globalClockKey = "gwc";
constexpr auto agreementKey = "agreed";
constexpr auto startKey = "start";
constexpr auto baseKey = "base";
constexpr auto unverifiedKey = "unverified";
constexpr auto undoubtedAgreementKey = "undoubted";
constexpr auto detachmentKey = "detached";

#define MLD_ENTRY_COLUMNS "tick, tid, prevtick, prevtid, time, enc, pid, sig, undo, agreed"

/// The entry of a row, or nothing if what is stored is no clock.
std::optional<JournalEntry> entryOf(const Query &row)
{
    auto time = TreeClock::decode(row.view(4));
    if (!time)
        return std::nullopt;
    JournalEntry entry;
    entry.tick = row.integer(0);
    entry.tid = row.bytes(1);
    entry.prevTick = row.integer(2);
    entry.prevTid = row.bytes(3);
    entry.time = *std::move(time);
    entry.enc = row.bytes(5);
    if (!row.isNull(6))
        entry.attr = Attribution { QString::fromUtf8(row.view(6)), row.bytes(7) };
    entry.undo = row.bytes(8);
    entry.isAgreement = row.integer(9) != 0;
    return entry;
}

/// A stored clock, or nothing. A clock that cannot be read is damage: to go on without it would be to
/// use its ticks again.
template <typename Clock>
std::optional<Clock> storedClock(Store &store, const char *key)
{
    const auto stored = store.meta(key);
    if (!stored)
        return std::nullopt;
    auto clock = Clock::decode(*stored);
    if (clock)
        return *std::move(clock);
    store.reportDamage(u"its clock cannot be read"_s);
    return std::nullopt;
}

std::optional<JournalEntry> firstEntry(Query &query)
{
    return query.next() ? entryOf(query) : std::nullopt;
}

} // namespace

std::optional<TreeClock> Journal::time() const
{
    return storedClock<TreeClock>(m_store, timeKey);
}

void Journal::setTime(const TreeClock &time)
{
    m_store.setMeta(timeKey, time.encode());
}

GlobalClock Journal::globalClock() const
{
    return storedClock<GlobalClock>(m_store, globalClockKey).value_or(GlobalClock());
}

void Journal::setGlobalClock(const GlobalClock &clock)
{
    m_store.setMeta(globalClockKey, clock.encode());
}

TreeClock Journal::lastAgreement() const
{
    return storedClock<TreeClock>(m_store, agreementKey).value_or(TreeClock::genesis());
}

void Journal::setLastAgreement(const TreeClock &time)
{
    if (m_agreement == time && m_undoCount == m_store.undoCount())
        return;
    m_store.setMeta(agreementKey, time.encode());
    m_agreement = time;
    m_undoCount = m_store.undoCount();
}

qint64 Journal::start() const
{
    return m_store.meta(startKey).value_or("0").toLongLong();
}

void Journal::setStart(qint64 tick)
{
    m_store.setMeta(startKey, QByteArray::number(tick));
}

std::optional<GlobalClock> Journal::base() const
{
    return storedClock<GlobalClock>(m_store, baseKey);
}

std::optional<qint64> Journal::unverifiedSince() const
{
    const auto stored = m_store.meta(unverifiedKey);
    return stored ? std::optional(stored->toLongLong()) : std::nullopt;
}

void Journal::setUnverifiedSince(const std::optional<qint64> &tick, const TreeClock &agreed)
{
    if (tick) {
        m_store.setMeta(unverifiedKey, QByteArray::number(*tick));
        m_store.setMeta(undoubtedAgreementKey, agreed.encode());
    } else {
        m_store.removeMeta(unverifiedKey);
        m_store.removeMeta(undoubtedAgreementKey);
    }
}

std::optional<TreeClock> Journal::agreementBeforeDoubt() const
{
    return storedClock<TreeClock>(m_store, undoubtedAgreementKey);
}

std::optional<Detachment> Journal::detachment() const
{
    const auto stored = m_store.meta(detachmentKey);
    if (!stored || stored->isEmpty())
        return std::nullopt;
    const QStringList pids = QString::fromUtf8(stored->mid(1)).split(u'\n');
    return Detachment { stored->front() == 'c', pids.value(0), pids.value(1) };
}

void Journal::setDetachment(const std::optional<Detachment> &detachment)
{
    if (!detachment)
        return m_store.removeMeta(detachmentKey);
    const QString pids = detachment->formerPid + u'\n' + detachment->pid;
    m_store.setMeta(detachmentKey, (detachment->isCopy ? "c" : "o") + pids.toUtf8());
}

void Journal::append(const JournalEntry &entry)
{
    Query query(m_store, "INSERT INTO journal(" MLD_ENTRY_COLUMNS ")"
                         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    const QByteArray time = entry.time.encode();
    const QByteArray pid = entry.attr ? entry.attr->principalId.toUtf8() : QByteArray();
    query.bind(1, entry.tick).bindText(2, entry.tid).bind(3, entry.prevTick);
    query.bindText(4, entry.prevTid).bindBlob(5, time).bindBlob(6, entry.enc);
    if (entry.attr)
        query.bindText(7, pid).bindBlob(8, entry.attr->signature);
    else
        query.bindNull(7).bindNull(8);
    query.bindBlob(9, entry.undo).bind(10, entry.isAgreement ? 1 : 0).run();
}

std::optional<JournalEntry> Journal::last() const
{
    return atOrBefore(std::numeric_limits<qint64>::max());
}

void Journal::removeLast()
{
    Query(m_store, "DELETE FROM journal WHERE tick = (SELECT max(tick) FROM journal)").run();
}

std::optional<JournalEntry> Journal::find(const Tid &tid) const
{
    Query query(m_store, "SELECT " MLD_ENTRY_COLUMNS " FROM journal WHERE tid = ?"
                         " ORDER BY tick DESC LIMIT 1");
    return firstEntry(query.bindText(1, tid));
}

std::optional<JournalEntry> Journal::atOrBefore(qint64 tick) const
{
    Query query(m_store, "SELECT " MLD_ENTRY_COLUMNS " FROM journal WHERE tick <= ?"
                         " ORDER BY tick DESC LIMIT 1");
    return firstEntry(query.bind(1, tick));
}

std::optional<JournalEntry> Journal::Cursor::next()
{
    Query query(m_store, "SELECT " MLD_ENTRY_COLUMNS " FROM journal WHERE tick > ? AND tick <= ?"
                         " ORDER BY tick LIMIT 1");
    auto entry = firstEntry(query.bind(1, m_after).bind(2, m_upTo));
    if (entry)
        m_after = entry->tick;
    return entry;
}

void Journal::replace(qint64 first, const JournalEntry &fusion)
{
    Query query(m_store, "DELETE FROM journal WHERE tick BETWEEN ? AND ?");
    query.bind(1, first).bind(2, fusion.tick).run();
    append(fusion);
}

void Journal::truncate(qint64 tick, const std::vector<Tid> &retained)
{
    for (const Tid &tid : retained) {
        Query keep(m_store, "INSERT OR IGNORE INTO retained"
                            " SELECT tid, time, enc FROM journal WHERE tid = ? AND tick <= ?");
        keep.bindText(1, tid).bind(2, tick).run();
    }
    if (auto clock = base()) {
        Cursor forgotten = entriesAfter(0, tick);
        while (const auto entry = forgotten.next()) {
            // One that does not fit is of no process that the domain knows now (wire.md 13).
            (void)clock->set(entry->time, entry->tid);
        }
        m_store.setMeta(baseKey, clock->encode());
    }
    Query query(m_store, "DELETE FROM journal WHERE tick <= ?");
    query.bind(1, tick).run();
    setStart(tick);
}

void Journal::moveTicks(qint64 by)
{
    // In two steps, so that no entry meets one that has not moved yet.
    Query(m_store, "UPDATE journal SET tick = -tick").run();
    Query move(m_store, "UPDATE journal SET tick = ? - tick");
    move.bind(1, by).run();
    setStart(start() + by);
}

qint64 Journal::count() const
{
    Query query(m_store, "SELECT count(*) FROM journal");
    return query.next() ? query.integer(0) : 0;
}

void Journal::release(const Tid &tid)
{
    Query query(m_store, "DELETE FROM retained WHERE tid = ?");
    query.bindText(1, tid).run();
}

void Journal::retain(const RetainedOperation &operation)
{
    Query query(m_store, "INSERT OR REPLACE INTO retained VALUES (?, ?, ?)");
    const QByteArray time = operation.time.encode();
    query.bindText(1, operation.tid).bindBlob(2, time).bindBlob(3, operation.enc).run();
}

std::optional<RetainedOperation> Journal::operation(const Tid &tid) const
{
    Query query(m_store, "SELECT tid, time, enc FROM journal WHERE tid = ?1 UNION ALL"
                         " SELECT tid, time, enc FROM retained WHERE tid = ?1 LIMIT 1");
    if (!query.bindText(1, tid).next())
        return std::nullopt;
    auto time = TreeClock::decode(query.view(1));
    if (!time)
        return std::nullopt;
    return RetainedOperation { query.bytes(0), *std::move(time), query.bytes(2) };
}

void Journal::reset(const TreeClock &time, const GlobalClock &clock, const TreeClock &agreement,
                    qint64 start)
{
    Query(m_store, "DELETE FROM journal").run();
    Query(m_store, "DELETE FROM retained").run();
    setTime(time);
    setGlobalClock(clock);
    setLastAgreement(agreement);
    setStart(start);
    m_store.setMeta(baseKey, clock.encode());
    setUnverifiedSince({});
    setDetachment({});
}

} // namespace mld
