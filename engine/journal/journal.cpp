// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/journal.h"

#include "journal/journalpack.h"

#include <QStringList>

#include <algorithm>
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

/// How many entries are packed together, at most, and of how many bytes they are when there may be no more. As
/// much as can be packed, or unpacked, between two keystrokes.
constexpr qint64 maxPacked = 1024;
constexpr qint64 maxPackedBytes = 512 << 10;
/// How many packs are kept unpacked.
constexpr size_t keptPacks = 3;

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

/// About how much memory the entries take.
qint64 bytesOf(std::span<const JournalEntry> entries)
{
    qint64 bytes = 0;
    for (const JournalEntry &entry : entries)
        bytes += entry.enc.size() + entry.undo.size();
    return bytes;
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
    if (const auto entry = last())
        loosenFrom(entry->tick);
    Query(m_store, "DELETE FROM journal WHERE tick = (SELECT max(tick) FROM journal)").run();
}

std::optional<JournalEntry> Journal::find(const Tid &tid) const
{
    Query query(m_store, "SELECT " MLD_ENTRY_COLUMNS " FROM journal WHERE tid = ?"
                         " ORDER BY tick DESC LIMIT 1");
    auto entry = firstEntry(query.bindText(1, tid));
    return entry ? entry : findPacked(tid);
}

std::optional<JournalEntry> Journal::atOrBefore(qint64 tick) const
{
    Query query(m_store, "SELECT " MLD_ENTRY_COLUMNS " FROM journal WHERE tick <= ?"
                         " ORDER BY tick DESC LIMIT 1");
    auto entry = firstEntry(query.bind(1, tick));
    if (entry)
        return entry;
    const auto pack = packWith("SELECT last, first, entries FROM journalpack WHERE first <= ?"
                               " ORDER BY last DESC LIMIT 1", tick);
    if (!pack)
        return std::nullopt;
    const auto after = std::find_if(pack->entries.crbegin(), pack->entries.crend(),
                                    [&](const JournalEntry &packed) { return packed.tick <= tick; });
    return after == pack->entries.crend() ? std::nullopt : std::optional(*after);
}

std::optional<JournalEntry> Journal::Cursor::next()
{
    auto entry = m_journal.packedAfter(m_after);
    if (entry && entry->tick > m_upTo)
        return std::nullopt;
    if (!entry) {
        Query query(m_journal.m_store, "SELECT " MLD_ENTRY_COLUMNS " FROM journal WHERE tick > ? AND tick <= ?"
                                       " ORDER BY tick LIMIT 1");
        entry = firstEntry(query.bind(1, m_after).bind(2, m_upTo));
    }
    if (entry)
        m_after = entry->tick;
    return entry;
}

void Journal::replace(qint64 first, const JournalEntry &fusion)
{
    loosenFrom(first);
    Query query(m_store, "DELETE FROM journal WHERE tick BETWEEN ? AND ?");
    query.bind(1, first).bind(2, fusion.tick).run();
    append(fusion);
}

void Journal::truncate(qint64 tick, const std::vector<Tid> &retained)
{
    for (const Tid &tid : retained) {
        const auto entry = find(tid);
        if (entry && entry->tick <= tick)
            retain({ entry->tid, entry->time, entry->enc });
    }
    if (auto clock = base()) {
        Cursor forgotten = entriesAfter(0, tick);
        while (const auto entry = forgotten.next()) {
            // One that does not fit is of no process that the domain knows now (wire.md 13).
            (void)clock->set(entry->time, entry->tid);
        }
        m_store.setMeta(baseKey, clock->encode());
    }
    forgetUpTo(tick);
    setStart(tick);
}

void Journal::forgetUpTo(qint64 tick)
{
    if (const auto pack = packWith("SELECT last, first, entries FROM journalpack WHERE last > ?"
                                   " ORDER BY last LIMIT 1", tick);
        pack && pack->first <= tick) {
        const auto left = std::find_if(pack->entries.cbegin(), pack->entries.cend(),
                                       [&](const JournalEntry &entry) { return entry.tick > tick; });
        removePack(pack->last);
        insertPack({ left, pack->entries.cend() });
    }
    m_packs.clear();
    Query packs(m_store, "DELETE FROM journalpack WHERE last <= ?");
    packs.bind(1, tick).run();
    Query query(m_store, "DELETE FROM journal WHERE tick <= ?");
    query.bind(1, tick).run();
    m_store.noteErased();
}

void Journal::moveTicks(qint64 by)
{
    loosenFrom(0);
    // In two steps, so that no entry meets one that has not moved yet.
    Query(m_store, "UPDATE journal SET tick = -tick").run();
    Query move(m_store, "UPDATE journal SET tick = ? - tick");
    move.bind(1, by).run();
    setStart(start() + by);
}

qint64 Journal::count() const
{
    Query query(m_store, "SELECT (SELECT count(*) FROM journal) + (SELECT total(count) FROM journalpack)");
    return query.next() ? query.integer(0) : 0;
}

void Journal::release(const Tid &tid)
{
    Query query(m_store, "DELETE FROM retained WHERE tid = ?");
    query.bindText(1, tid).run();
}

void Journal::releaseAll()
{
    Query(m_store, "DELETE FROM retained").run();
}

void Journal::retain(const RetainedOperation &operation)
{
    Query query(m_store, "INSERT OR REPLACE INTO retained VALUES (?, ?, ?)");
    const QByteArray time = operation.time.encode();
    query.bindText(1, operation.tid).bindBlob(2, time).bindBlob(3, operation.enc).run();
}

namespace {

std::optional<RetainedOperation> firstOperation(Query &query)
{
    if (!query.next())
        return std::nullopt;
    auto time = TreeClock::decode(query.view(1));
    if (!time)
        return std::nullopt;
    return RetainedOperation { query.bytes(0), *std::move(time), query.bytes(2) };
}

} // namespace

std::optional<RetainedOperation> Journal::retained(const Tid &tid) const
{
    Query query(m_store, "SELECT tid, time, enc FROM retained WHERE tid = ?");
    return firstOperation(query.bindText(1, tid));
}

std::optional<RetainedOperation> Journal::operation(const Tid &tid) const
{
    Query query(m_store, "SELECT tid, time, enc FROM journal WHERE tid = ?1 UNION ALL"
                         " SELECT tid, time, enc FROM retained WHERE tid = ?1 LIMIT 1");
    if (auto held = firstOperation(query.bindText(1, tid)))
        return held;
    auto packed = findPacked(tid);
    if (!packed)
        return std::nullopt;
    return RetainedOperation { packed->tid, std::move(packed->time), std::move(packed->enc) };
}

void Journal::reset(const TreeClock &time, const GlobalClock &clock, const TreeClock &agreement,
                    qint64 start)
{
    m_packs.clear();
    Query(m_store, "DELETE FROM journal").run();
    Query(m_store, "DELETE FROM journalpack").run();
    Query(m_store, "DELETE FROM retained").run();
    setTime(time);
    setGlobalClock(clock);
    setLastAgreement(agreement);
    setStart(start);
    m_store.setMeta(baseKey, clock.encode());
    setUnverifiedSince({});
    setDetachment({});
}

// ---- Packed entries ------------------------------------------------------------------------

void Journal::followUndo() const
{
    if (std::exchange(m_packsUndoCount, m_store.undoCount()) != m_store.undoCount())
        m_packs.clear();
}

/// Of a query for last, first and entries.
std::shared_ptr<const Journal::Pack> Journal::unpacked(const Query &row) const
{
    followUndo();
    const qint64 last = row.integer(0);
    const auto known = std::find_if(m_packs.cbegin(), m_packs.cend(), [last](const auto &pack) { return pack->last == last; });
    if (known != m_packs.cend())
        return *known;
    auto entries = journalpack::unpack(row.view(2));
    if (!entries) {
        m_store.reportDamage(entries.error().message);
        return nullptr;
    }
    return std::make_shared<const Pack>(Pack { row.integer(1), last, *std::move(entries) });
}

void Journal::keepPack(std::shared_ptr<const Pack> pack) const
{
    std::erase(m_packs, pack);
    m_packs.insert(m_packs.begin(), std::move(pack));
    if (m_packs.size() > keptPacks)
        m_packs.pop_back();
}

/// The pack that a query for last, first and entries finds.
std::shared_ptr<const Journal::Pack> Journal::packWith(const char *sql, qint64 tick) const
{
    Query query(m_store, sql);
    if (!query.bind(1, tick).next())
        return nullptr;
    auto pack = unpacked(query);
    if (pack)
        keepPack(pack);
    return pack;
}

std::optional<JournalEntry> Journal::packedAfter(qint64 tick) const
{
    followUndo();
    const auto known = std::find_if(m_packs.cbegin(), m_packs.cend(), [tick](const auto &pack) {
        return pack->first <= tick && tick < pack->last;
    });
    const auto pack = known != m_packs.cend() ? *known
                                              : packWith("SELECT last, first, entries FROM journalpack WHERE last > ?"
                                                         " ORDER BY last LIMIT 1", tick);
    if (!pack)
        return std::nullopt;
    const auto next = std::upper_bound(pack->entries.cbegin(), pack->entries.cend(), tick,
                                       [](qint64 after, const JournalEntry &entry) { return after < entry.tick; });
    return next == pack->entries.cend() ? std::nullopt : std::optional(*next);
}

std::optional<JournalEntry> Journal::findPacked(const Tid &tid) const
{
    const auto findIn = [&](const Pack &pack) -> std::optional<JournalEntry> {
        const auto found = std::find_if(pack.entries.crbegin(), pack.entries.crend(),
                                        [&](const JournalEntry &entry) { return entry.tid == tid; });
        return found == pack.entries.crend() ? std::nullopt : std::optional(*found);
    };
    followUndo();
    for (const auto &pack : m_packs) {
        if (auto found = findIn(*pack))
            return found;
    }
    Query query(m_store, "SELECT last, first, entries, filter FROM journalpack ORDER BY last DESC");
    while (query.next()) {
        if (!journalpack::mayContain(query.view(3), tid))
            continue;
        const auto pack = unpacked(query);
        auto found = pack ? findIn(*pack) : std::nullopt;
        if (!found)
            continue;
        keepPack(pack);
        return found;
    }
    return std::nullopt;
}

void Journal::insertPack(std::span<const JournalEntry> entries)
{
    Query query(m_store, "INSERT INTO journalpack VALUES (?, ?, ?, ?, ?)");
    const QByteArray filter = journalpack::filterOf(entries);
    const QByteArray packed = journalpack::pack(entries);
    query.bind(1, entries.back().tick).bind(2, entries.front().tick).bind(3, qint64(entries.size()));
    query.bindBlob(4, filter).bindBlob(5, packed).run();
}

void Journal::removePack(qint64 last)
{
    m_packs.clear();
    Query query(m_store, "DELETE FROM journalpack WHERE last = ?");
    query.bind(1, last).run();
}

/// Takes apart the packs that have anything from this tick on, so that it can be changed.
void Journal::loosenFrom(qint64 tick)
{
    while (const auto pack = packWith("SELECT last, first, entries FROM journalpack WHERE last >= ?"
                                      " ORDER BY last DESC LIMIT 1", tick)) {
        removePack(pack->last);
        for (const JournalEntry &entry : pack->entries)
            append(entry);
    }
}

qint64 Journal::countLoose() const
{
    Query query(m_store, "SELECT count(*) FROM journal");
    return query.next() ? query.integer(0) : 0;
}

std::optional<qint64> Journal::endOfFirstPack() const
{
    Query query(m_store, "SELECT min(last) FROM journalpack");
    return query.next() && !query.isNull(0) ? std::optional(query.integer(0)) : std::nullopt;
}

bool Journal::pack(int loose)
{
    Query bound(m_store, "SELECT tick FROM journal ORDER BY tick DESC LIMIT 1 OFFSET ?");
    if (!bound.bind(1, loose).next())
        return false;
    std::vector<JournalEntry> entries = takeUnfilledPack();
    const size_t packed = entries.size();
    addLoose(entries, bound.integer(0));
    bound.reset();
    if (!entries.empty())
        insertPack(entries);
    m_packs.clear();
    if (entries.size() == packed)
        return false;
    Query remove(m_store, "DELETE FROM journal WHERE tick <= ?");
    remove.bind(1, entries.back().tick).run();
    return true;
}

/// The entries of the last pack, which is removed, if it is to have more.
std::vector<JournalEntry> Journal::takeUnfilledPack()
{
    const auto pack = packWith("SELECT last, first, entries FROM journalpack WHERE count < ?"
                               " AND last = (SELECT max(last) FROM journalpack)", maxPacked);
    if (!pack || bytesOf(pack->entries) >= maxPackedBytes)
        return {};
    removePack(pack->last);
    return pack->entries;
}

void Journal::addLoose(std::vector<JournalEntry> &entries, qint64 upTo) const
{
    qint64 bytes = bytesOf(entries);
    Query query(m_store, "SELECT " MLD_ENTRY_COLUMNS " FROM journal WHERE tick <= ? ORDER BY tick");
    query.bind(1, upTo);
    while (qint64(entries.size()) < maxPacked && bytes < maxPackedBytes && query.next()) {
        auto entry = entryOf(query);
        if (!entry)
            return;
        bytes += bytesOf({ &*entry, 1 });
        entries.push_back(*std::move(entry));
    }
}

} // namespace mld
