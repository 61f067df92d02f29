// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/noteindex.h"

#include "notebook/notelinks.h"

namespace commonplace {
namespace {

using Statement = IndexFile::Statement;

constexpr int formatVersion = 1;
/// A list shows parts of the texts of so many notes; what is further down is seldom looked at.
constexpr int mostSnippets = 60;
/// So much of a text is searched for the part to show, and so many bytes of texts are read for all of them.
constexpr qsizetype snippetScan = 64 * 1024;
constexpr qint64 snippetBudget = 4 * 1024 * 1024;
constexpr int tidyPages = 64;

const char *const timeKey = "time";
const char *const tidyKey = "tidy";

qint64 stamp(const QDateTime &when)
{
    return when.isValid() ? when.toMSecsSinceEpoch() : 0;
}

QDateTime whenOf(qint64 stamp)
{
    return stamp == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(stamp, Qt::UTC);
}

/// As it comes out of the file again: what is no Unicode does not.
QString kept(const QString &text)
{
    return QString::fromUtf8(text.toUtf8());
}

NoteSummary summaryAt(const Statement &row)
{
    NoteSummary note;
    note.id = row.text(0);
    note.title = row.text(1);
    note.preview = row.text(2);
    note.tags = row.text(3).split(u'\n', Qt::SkipEmptyParts);
    note.created = whenOf(row.integer(4));
    note.modified = whenOf(row.integer(5));
    note.trashed = whenOf(row.integer(6));
    note.isPinned = row.integer(7) != 0;
    return note;
}

} // namespace

QString NoteIndex::pathFor(const QString &storePath)
{
    if (storePath.startsWith(u':'))
        return storePath;
    const QString end = QStringLiteral(".mld");
    return (storePath.endsWith(end) ? storePath.chopped(end.size()) : storePath) + QLatin1String(".index");
}

mld::Result<std::unique_ptr<NoteIndex>> NoteIndex::open(const QString &path)
{
    auto file = IndexFile::open(path, formatVersion * 1'000'000 + searching::version());
    if (!file)
        return file.error();
    std::unique_ptr<NoteIndex> index(new NoteIndex(std::move(*file)));
    if (const auto prepared = index->prepare(); !prepared)
        return prepared.error();
    return index;
}

mld::Result<void> NoteIndex::prepare()
{
    if (m_file->isNew()) {
        m_file->begin();
        m_file->execute("CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID");
        m_file->execute("CREATE TABLE notes (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, preview TEXT, "
                        "tags TEXT, created INTEGER, modified INTEGER, trashed INTEGER, pinned INTEGER, seen INTEGER)");
        // Beside the notes, so that who reads those does not read texts; the size first, for the same reason.
        m_file->execute("CREATE TABLE texts (number INTEGER PRIMARY KEY, size INTEGER, body TEXT)");
        m_file->execute("CREATE TABLE links (target TEXT, number INTEGER, PRIMARY KEY (target, number)) WITHOUT ROWID");
        m_file->execute("CREATE INDEX links_of ON links (number)");
        m_file->execute("CREATE VIRTUAL TABLE words USING fts5(title, body, tags, content = '', tokenize = 'ascii', "
                        "prefix = '1 2 3')");
        MLD_TRY(m_file->commit());
    }
    m_mustTidy = !about(tidyKey).isEmpty();
    return m_file->result();
}

QByteArray NoteIndex::about(const char *key) const
{
    Statement query(*m_file, "SELECT value FROM about WHERE key = ?");
    query.bind(1, QByteArray(key));
    return query.next() ? query.bytes(0) : QByteArray();
}

void NoteIndex::setAbout(const char *key, const QByteArray &value)
{
    Statement query(*m_file, value.isEmpty() ? "DELETE FROM about WHERE key = ?1"
                                             : "INSERT OR REPLACE INTO about VALUES (?1, ?2)");
    query.bind(1, QByteArray(key));
    if (!value.isEmpty())
        query.bind(2, value);
    query.run();
}

QByteArray NoteIndex::time() const
{
    return QByteArray::fromBase64(about(timeKey));
}

void NoteIndex::setTime(const QByteArray &time)
{
    // Whether it can be written does not matter: who does not find it here looks at all notes again.
    if (time == this->time())
        return;
    if (m_file->begin())
        setAbout(timeKey, time.toBase64());
    (void)m_file->commit();
}

QVector<NoteSummary> NoteIndex::summaries() const
{
    QVector<NoteSummary> notes;
    Statement query(*m_file, "SELECT id, title, preview, tags, created, modified, trashed, pinned FROM notes");
    while (query.next())
        notes.append(summaryAt(query));
    return notes;
}

mld::Result<void> NoteIndex::put(const QVector<Contents> &notes, const QDateTime &now)
{
    m_file->begin();
    for (const Contents &note : notes)
        putOne(note, now);
    return m_file->commit();
}

void NoteIndex::putOne(const Contents &note, const QDateTime &now)
{
    const QString title = kept(note.summary.title);
    const QString body = kept(note.body);
    const QString tags = kept(note.summary.tags.join(u'\n'));
    qint64 number = 0;
    qint64 seen = 0;
    bool isSame = false;
    {
        Statement known(*m_file, "SELECT number, title, tags, trashed, seen, (SELECT body FROM texts WHERE "
                                 "texts.number = notes.number) FROM notes WHERE id = ?");
        known.bind(1, note.summary.id);
        if (known.next()) {
            number = known.integer(0);
            seen = known.integer(3) != 0 ? known.integer(4) : 0;
            isSame = known.text(1) == title && known.text(2) == tags && known.text(5) == body;
            if (!isSame)
                forgetWords(number, known.text(1), known.text(2), known.text(5));
        }
    }
    if (note.summary.trashed.isValid() && seen == 0)
        seen = stamp(now);
    Statement row(*m_file, "INSERT INTO notes (id, title, preview, tags, created, modified, trashed, pinned, seen) VALUES "
                           "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (id) DO UPDATE SET title = ?2, preview = ?3, "
                           "tags = ?4, created = ?5, modified = ?6, trashed = ?7, pinned = ?8, seen = ?9 RETURNING number");
    row.bind(1, note.summary.id).bind(2, title).bind(3, note.summary.preview).bind(4, tags);
    row.bind(5, stamp(note.summary.created)).bind(6, stamp(note.summary.modified));
    row.bind(7, stamp(note.summary.trashed)).bind(8, qint64(note.summary.isPinned)).bind(9, seen);
    if (row.next())
        number = row.integer(0);
    row.run();
    if (isSame)
        return;
    Statement text(*m_file, "INSERT OR REPLACE INTO texts VALUES (?, ?, ?)");
    const QByteArray utf8 = body.toUtf8();
    text.bind(1, number).bind(2, qint64(utf8.size())).bind(3, utf8).run();
    Statement words(*m_file, "INSERT INTO words (rowid, title, body, tags) VALUES (?, ?, ?, ?)");
    words.bind(1, number).bind(2, searching::indexable(title)).bind(3, searching::indexable(body));
    words.bind(4, searching::indexable(tags)).run();
    Statement link(*m_file, "INSERT OR IGNORE INTO links VALUES (?, ?)");
    const QVector<notelinks::Link> links = notelinks::linksIn(body);
    for (const notelinks::Link &each : links)
        link.bind(1, notelinks::key(each.title)).bind(2, number).run();
}

void NoteIndex::forgetWords(qint64 number, const QString &title, const QString &tags, const QString &body)
{
    Statement words(*m_file, "INSERT INTO words (words, rowid, title, body, tags) VALUES ('delete', ?, ?, ?, ?)");
    words.bind(1, number).bind(2, searching::indexable(title)).bind(3, searching::indexable(body));
    words.bind(4, searching::indexable(tags)).run();
    Statement links(*m_file, "DELETE FROM links WHERE number = ?");
    links.bind(1, number).run();
}

mld::Result<void> NoteIndex::remove(const QStringList &ids)
{
    m_file->begin();
    for (const QString &id : ids) {
        qint64 number = 0;
        {
            Statement known(*m_file, "SELECT number, title, tags, (SELECT body FROM texts WHERE texts.number = "
                                     "notes.number) FROM notes WHERE id = ?");
            known.bind(1, id);
            if (!known.next())
                continue;
            number = known.integer(0);
            forgetWords(number, known.text(1), known.text(2), known.text(3));
        }
        for (const char *sql : { "DELETE FROM texts WHERE number = ?", "DELETE FROM notes WHERE number = ?" })
            Statement(*m_file, sql).bind(1, number).run();
        m_mustTidy = true;
    }
    if (m_mustTidy)
        setAbout(tidyKey, "1");
    return m_file->commit();
}

bool NoteIndex::tidy()
{
    if (!m_mustTidy)
        return false;
    // FTS5 notes what was deleted beside the words, and lets both go when it merges them: bit by bit into one.
    const int before = m_file->changes();
    if (m_file->begin()) {
        Statement merge(*m_file, "INSERT INTO words (words, rank) VALUES ('merge', ?)");
        merge.bind(1, -qint64(tidyPages)).run();
    }
    const bool isFine = m_file->commit().isOk();
    if (isFine && m_file->changes() - before >= 2)
        return true;
    m_mustTidy = false;
    if (!isFine)
        return false; // the next time the notebook is opened goes on
    m_file->begin();
    setAbout(tidyKey, {});
    if (m_file->commit()) {
        // The log of changes still has what they changed.
        Statement log(*m_file, "PRAGMA wal_checkpoint(TRUNCATE)");
        log.run();
    }
    return false;
}

QStringList NoteIndex::snippetOf(qint64 number, const SearchWords &words, qint64 &budget) const
{
    Statement text(*m_file, "SELECT size, body FROM texts WHERE number = ?");
    text.bind(1, number);
    if (!text.next())
        return {};
    budget -= text.integer(0);
    return budget < 0 ? QStringList() : words.snippet(text.text(1), snippetScan);
}

NoteIndex::Found NoteIndex::find(const SearchWords &words) const
{
    Found found;
    if (words.isEmpty())
        return found;
    Statement query(*m_file, "SELECT notes.number, notes.id FROM words JOIN notes ON notes.number = words.rowid "
                             "WHERE words MATCH ? ORDER BY notes.pinned DESC, notes.modified DESC");
    query.bind(1, words.expression());
    qint64 budget = snippetBudget;
    while (query.next()) {
        const QString id = query.text(1);
        found.ids.insert(id);
        if (found.ids.size() > mostSnippets || budget < 0)
            continue;
        if (const QStringList snippet = snippetOf(query.integer(0), words, budget); !snippet.isEmpty())
            found.snippets.insert(id, snippet);
    }
    return found;
}

QVector<FoundNote> NoteIndex::best(const SearchWords &words, int most) const
{
    QVector<FoundNote> found;
    if (words.isEmpty())
        return found;
    QSet<QString> ids;
    qint64 budget = snippetBudget;
    const QString all = words.expression();
    for (const QString &expression : { QString(QLatin1String("{title} : (") + all + u')'), all }) {
        Statement query(*m_file, "SELECT id, notes.title, preview, notes.tags, created, modified, trashed, pinned, number "
                                 "FROM words JOIN notes ON notes.number = words.rowid WHERE words MATCH ? AND trashed = 0 "
                                 "ORDER BY modified DESC LIMIT ?");
        query.bind(1, expression).bind(2, qint64(most));
        while (found.size() < most && query.next()) {
            NoteSummary summary = summaryAt(query);
            if (ids.contains(summary.id))
                continue;
            ids.insert(summary.id);
            const QStringList snippet = snippetOf(query.integer(8), words, budget);
            found.append({ std::move(summary), snippet });
        }
    }
    return found;
}

QStringList NoteIndex::linkingTo(const QString &title) const
{
    QStringList ids;
    Statement query(*m_file, "SELECT id FROM links JOIN notes USING (number) WHERE target = ? ORDER BY modified DESC");
    query.bind(1, notelinks::key(title));
    while (query.next())
        ids.append(query.text(0));
    return ids;
}

QStringList NoteIndex::trashedSince(const QDateTime &since) const
{
    QStringList ids;
    Statement query(*m_file, "SELECT id FROM notes WHERE trashed > 0 AND trashed < ?1 AND seen < ?1 ORDER BY id");
    query.bind(1, stamp(since));
    while (query.next())
        ids.append(query.text(0));
    return ids;
}

} // namespace commonplace
