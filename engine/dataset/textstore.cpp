// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/textstore.h"

#include "codec/gzip.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

using Query = Store::Query;

/// How many texts are held in memory, and how many units of text in them together.
constexpr size_t textBound = 256;
constexpr qint64 unitBound = 1 << 20;
/// Bytes of operations below which no new state is due, however small the text, and above which it is
/// written at once, unless the state is an eighth of that.
constexpr qint64 logBound = 8192;
constexpr qint64 patienceBound = 1 << 18;
/// Up to which size of both a new state is due as soon as an operation has deleted what another one in the log, or
/// the state, has: for longer texts, that would be much to write whenever somebody stops to think.
constexpr qint64 tidyBound = 1 << 16;
/// Where the highest tick is kept that texts used which are gone.
constexpr QByteArrayView floorKey("texttick");

/// No state in either form begins so: neither a map in MessagePack nor the mark of the compact one.
bool isCompressed(QByteArrayView state)
{
    return state.startsWith("\x1f\x8b");
}

bool deletes(const TextOperation &operation)
{
    return std::any_of(operation.runs.cbegin(), operation.runs.cend(), [](const TextRun &run) {
        return std::any_of(run.chars.cbegin(), run.chars.cend(), [](const TextChar &c) { return c.isEmpty(); });
    });
}

Error noText()
{
    return { ErrorCode::BadPattern, u"There is no such text."_s };
}

} // namespace

TextStore::TextStore(Store &store, QString pid)
    : m_store(store), m_pid(std::move(pid)), m_undoCount(store.undoCount()),
      m_commitCount(store.commitCount())
{
}

void TextStore::setPid(const QString &pid)
{
    m_pid = pid;
    m_index.clear();
    m_entries.clear(); // they write under the former one
    m_units = 0;
}

void TextStore::followUndo() const
{
    const quint64 commits = std::exchange(m_commitCount, m_store.commitCount());
    if (m_undoCount == m_store.undoCount())
        return;
    m_undoCount = m_store.undoCount();
    // Only what had not been committed can have been undone, be it that the rest was committed then.
    for (auto entry = m_entries.begin(); entry != m_entries.end();) {
        entry = entry->changedAt > commits ? drop(entry) : std::next(entry);
    }
}

bool TextStore::contains(TermId id) const
{
    followUndo();
    if (m_index.count(id) > 0)
        return true;
    Query query(m_store, "SELECT 1 FROM text WHERE id = ?");
    return query.bind(1, id).next();
}

std::unordered_set<TermId> TextStore::ids() const
{
    std::unordered_set<TermId> ids;
    Query query(m_store, "SELECT id FROM text");
    while (query.next())
        ids.insert(TermId(query.integer(0)));
    return ids;
}

const TSeq *TextStore::find(TermId id) const
{
    Entry *entry = open(id);
    return entry ? &entry->text : nullptr;
}

std::optional<QByteArray> TextStore::state(TermId id) const
{
    followUndo();
    if (m_index.count(id) == 0) {
        // A text without operations since is read straight from disk: snapshots have thousands.
        Query query(m_store, "SELECT state FROM text WHERE id = ?1"
                             " AND NOT EXISTS (SELECT 1 FROM textlog WHERE textlog.id = ?1)");
        if (query.bind(1, id).next() && !TSeq::isCompact(query.view(0)) && !isCompressed(query.view(0)))
            return query.bytes(0);
    }
    const TSeq *text = find(id);
    return text ? std::optional(text->saveState()) : std::nullopt;
}

TextStore::Entry *TextStore::open(TermId id) const
{
    followUndo();
    const auto known = m_index.find(id);
    if (known == m_index.end())
        return load(id);
    countUnits();
    m_entries.splice(m_entries.begin(), m_entries, known->second);
    return &m_entries.front();
}

TextStore::Entry *TextStore::load(TermId id) const
{
    Query query(m_store, "SELECT state FROM text WHERE id = ?");
    if (!query.bind(1, id).next())
        return nullptr;
    const auto state = isCompressed(query.view(0)) ? gzip::decompress(query.view(0)) : query.bytes(0);
    if (!state)
        return nullptr;
    auto text = TSeq::isCompact(*state) ? TSeq::loadCompact(m_pid, *state) : TSeq::load(m_pid, *state);
    if (!text)
        return nullptr;
    Entry &entry = keep(id, *std::move(text), state->size());
    Query log(m_store, "SELECT seq, tick, op FROM textlog WHERE id = ? ORDER BY seq");
    for (log.bind(1, id); log.next();) {
        const auto operation = TextOperation::fromMsgPack(log.view(2));
        if (!operation || !entry.text.replay(*operation)) {
            forget(id);
            return nullptr;
        }
        // The tick must be just what it was, or a later edit would reuse one (semantics.md 12.10).
        entry.text.raiseTick(log.integer(1));
        entry.logSize += log.view(2).size();
        entry.hasDeleted |= deletes(*operation);
        entry.nextSeq = log.integer(0) + 1;
    }
    entry.text.raiseTick(floorTick());
    if (isDue(entry))
        m_due.insert(id);
    // It may hold what is not committed yet.
    if (m_store.isInTransaction())
        entry.changedAt = m_store.commitCount() + 1;
    trim();
    return &entry;
}

TextStore::Entry &TextStore::keep(TermId id, TSeq text, qint64 stateSize) const
{
    forget(id);
    countUnits();
    m_entries.push_front({ id, std::move(text), stateSize });
    m_index[id] = m_entries.begin();
    return m_entries.front();
}

void TextStore::forget(TermId id) const
{
    const auto known = m_index.find(id);
    if (known != m_index.end())
        drop(known->second);
}

TextStore::Entries::iterator TextStore::drop(Entries::iterator entry) const
{
    m_units -= entry->units;
    m_index.erase(entry->id);
    return m_entries.erase(entry);
}

void TextStore::countUnits() const
{
    if (m_entries.empty())
        return;
    Entry &last = m_entries.front();
    const qint64 units = last.text.length();
    m_units += units - std::exchange(last.units, units);
}

void TextStore::trim() const
{
    countUnits();
    // The first one is in use.
    while (m_entries.size() > 1 && (m_entries.size() > textBound || m_units > unitBound))
        drop(std::prev(m_entries.end()));
}

Result<TextStore::Entry *> TextStore::openToChange(TermId id)
{
    Entry *entry = open(id);
    if (!entry)
        return noText();
    if (m_watcher)
        m_watcher(id);
    entry->changedAt = m_store.commitCount() + 1;
    return entry;
}

Result<void> TextStore::create(TermId id, const QByteArray &state)
{
    if (auto text = TSeq::load(m_pid, state); !text)
        return text.error();
    if (m_watcher)
        m_watcher(id);
    Query query(m_store, "INSERT OR REPLACE INTO text VALUES (?, ?)");
    query.bind(1, id).bindBlob(2, state).run();
    return {};
}

Result<QByteArray> TextStore::createNew(TermId id, const QString &content)
{
    TSeq text(m_pid);
    MLD_TRY(text.splice(0, 0, content));
    if (m_watcher)
        m_watcher(id);
    const QByteArray state = text.saveState();
    Query query(m_store, "INSERT OR REPLACE INTO text VALUES (?, ?)");
    query.bind(1, id).bindBlob(2, state).run();
    Entry &entry = keep(id, std::move(text), state.size());
    entry.changedAt = m_store.commitCount() + 1;
    trim();
    return state;
}

void TextStore::remove(TermId id)
{
    if (m_watcher)
        m_watcher(id);
    // Should it come back, its ticks must not.
    if (const TSeq *text = find(id))
        raiseFloor(text->tick());
    forget(id);
    m_due.erase(id);
    Query log(m_store, "DELETE FROM textlog WHERE id = ?");
    log.bind(1, id).run();
    Query text(m_store, "DELETE FROM text WHERE id = ?");
    text.bind(1, id).run();
}

qint64 TextStore::floorTick() const
{
    return m_store.meta(floorKey).value_or(QByteArray()).toLongLong();
}

qint64 TextStore::highestTick() const
{
    qint64 highest = floorTick();
    for (const TermId id : ids()) {
        if (const TSeq *text = find(id))
            highest = std::max(highest, text->tick());
    }
    return highest;
}

void TextStore::raiseFloor(qint64 tick)
{
    if (tick > floorTick())
        m_store.setMeta(floorKey, QByteArray::number(tick));
}

void TextStore::clear()
{
    // The same texts may come back with a snapshot, which does not know every tick that was used
    // here (semantics.md 12.10): from now on all are higher.
    raiseFloor(highestTick());
    forgetAll();
    Query(m_store, "DELETE FROM textlog").run();
    Query(m_store, "DELETE FROM text").run();
}

void TextStore::forgetAll()
{
    m_index.clear();
    m_entries.clear();
    m_units = 0;
    m_due.clear();
}

Result<TextLocalOperation> TextStore::splice(TermId id, const std::vector<TextSplice> &splices,
                                             QList<TextSplice> *done)
{
    Result<Entry *> entry = openToChange(id);
    if (!entry)
        return entry.error();
    std::vector<TextLocalOperation> edits;
    for (const TextSplice &splice : splices) {
        auto edit = (*entry)->text.splice(splice.index, splice.deleteCount, splice.content);
        if (!edit) {
            forget(id); // some may have been done
            return edit.error();
        }
        done->append(edit->splice);
        (*entry)->hasDeleted |= edit->splice.deleteCount > 0;
        edits.push_back({ std::move(edit->operation), std::move(edit->revert) });
    }
    // One by one: what was set and emptied again in between leaves no trace in the fused operation,
    // but in positions that are still there.
    std::vector<QByteArray> operations;
    for (const TextLocalOperation &edit : edits)
        operations.push_back(edit.operation.toMsgPack());
    append(**entry, operations);
    return edits.size() == 1 ? std::move(edits.front()) : TextOperation::fuse(edits);
}

Result<void> TextStore::checkAuthor(const TextOperation &operation, Author author) const
{
    const QStringList authors = operation.authors();
    if (author == Author::Self)
        return {};
    if (authors.contains(m_pid)) {
        return Error { ErrorCode::Malformed,
                       u"An operation of another clone writes in the place of this one."_s };
    }
    if (author == Author::Other && authors.size() > 1) {
        return Error { ErrorCode::Malformed,
                       u"An operation writes in the places of several clones."_s };
    }
    return {};
}

Result<TextUpdate> TextStore::apply(TermId id, const TextOperation &operation, Author author)
{
    MLD_TRY(checkAuthor(operation, author));
    Result<Entry *> entry = openToChange(id);
    if (!entry)
        return entry.error();
    TSeq &text = (*entry)->text;
    auto update = author == Author::Self ? text.replay(operation) : text.apply(operation);
    if (update) {
        (*entry)->hasDeleted |= deletes(operation);
        append(**entry, { operation.toMsgPack() });
    }
    return update;
}

Result<TextUpdate> TextStore::undo(TermId id, const TextLocalOperation &undone)
{
    Result<Entry *> entry = openToChange(id);
    if (!entry)
        return entry.error();
    auto update = (*entry)->text.undo(std::span(&undone, 1));
    // An undone operation cannot be replayed.
    if (update)
        writeState(**entry);
    return update;
}

void TextStore::append(Entry &entry, const std::vector<QByteArray> &operations)
{
    for (const QByteArray &operation : operations)
        entry.logSize += operation.size();
    if (entry.logSize > std::max(patienceBound, entry.stateSize * 8)) {
        writeState(entry);
        return;
    }
    if (isDue(entry))
        m_due.insert(entry.id);
    Query query(m_store, "INSERT INTO textlog VALUES (?, ?, ?, ?)");
    for (const QByteArray &operation : operations) {
        query.bind(1, entry.id).bind(2, entry.nextSeq++).bind(3, entry.text.tick());
        query.bindBlob(4, operation).run();
    }
}

void TextStore::writeState(Entry &entry, bool compresses)
{
    const QByteArray state = entry.text.saveCompact();
    const QByteArray stored = compresses ? gzip::compress(state, gzip::Effort::Quick) : state;
    Query text(m_store, "UPDATE text SET state = ? WHERE id = ?");
    text.bindBlob(1, stored.size() < state.size() ? stored : state).bind(2, entry.id).run();
    Query log(m_store, "DELETE FROM textlog WHERE id = ?");
    log.bind(1, entry.id).run();
    entry.stateSize = state.size();
    entry.logSize = 0;
    entry.nextSeq = 0;
    entry.hasDeleted = false;
    m_store.noteErased();
    m_due.erase(entry.id);
}

bool TextStore::isDue(const Entry &entry)
{
    return entry.logSize > std::max(logBound, entry.stateSize / 2)
            || (entry.hasDeleted && entry.stateSize + entry.logSize <= tidyBound);
}

bool TextStore::needsUpkeep() const
{
    followUndo();
    return !m_due.empty();
}

void TextStore::upkeep()
{
    followUndo();
    if (m_due.empty())
        return;
    const TermId id = *m_due.begin();
    m_due.erase(m_due.begin());
    Entry *entry = open(id);
    if (!entry || !isDue(*entry))
        return;
    // Should this be undone, what is in memory must be read anew.
    entry->changedAt = m_store.commitCount() + 1;
    writeState(*entry, true);
}

} // namespace mld
