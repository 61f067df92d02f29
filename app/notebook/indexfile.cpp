// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/indexfile.h"

#include "settings/words.h"

#include <QFile>

#include <sqlite3.h>

namespace commonplace {
namespace {

constexpr int busyMs = 3000;

mld::Error errorOf(int code)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return { mld::ErrorCode::StoreFull, Words::tr("There is no room left on the disk.") };
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return { mld::ErrorCode::StoreDamaged, Words::tr("The search index is damaged.") };
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return { mld::ErrorCode::StoreReadOnly, Words::tr("The search index cannot be written.") };
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return { mld::ErrorCode::StoreLocked, Words::tr("The search index is in use.") };
    default:
        return { mld::ErrorCode::StoreFailed, Words::tr("The search index cannot be used.") };
    }
}

bool isInMemory(const QString &path)
{
    return path == QLatin1String(":memory:");
}

} // namespace

mld::Result<std::unique_ptr<IndexFile>> IndexFile::open(const QString &path, int version)
{
    mld::Error reason;
    for (int attempt = 0; attempt < 2; ++attempt) {
        std::unique_ptr<IndexFile> file(new IndexFile(path));
        const auto connected = file->connect(version);
        if (connected)
            return file;
        reason = connected.error();
        if (reason.code != mld::ErrorCode::StoreDamaged)
            break;
        file.reset();
        removeFiles(path);
    }
    return reason;
}

mld::Result<void> IndexFile::connect(int version)
{
    if (!isInMemory(m_path) && !QFile::exists(m_path)) {
        QFile made(m_path);
        if (!made.open(QIODevice::WriteOnly) || !made.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
            return errorOf(SQLITE_CANTOPEN);
    }
    if (const int code = sqlite3_open_v2(m_path.toUtf8().constData(), &m_db,
                                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr))
        return errorOf(code);
    sqlite3_busy_timeout(m_db, busyMs);
    // What is deleted is overwritten: notes that are gone for good are not to be found in the file either.
    if (!execute("PRAGMA journal_mode = WAL") || !execute("PRAGMA synchronous = NORMAL")
        || !execute("PRAGMA secure_delete = ON") || !execute("PRAGMA cache_size = -1024")
        || !execute("PRAGMA temp_store = MEMORY"))
        return result();
    qint64 found = 0;
    bool isEmpty = true;
    {
        Statement query(*this, "SELECT (SELECT user_version FROM pragma_user_version), "
                               "(SELECT count(*) FROM sqlite_schema)");
        if (query.next()) {
            found = query.integer(0);
            isEmpty = query.integer(1) == 0;
        }
    }
    MLD_TRY(result());
    if (found == version)
        return {};
    if (!isEmpty)
        return errorOf(SQLITE_CORRUPT); // of another version: made anew like what is damaged
    m_isNew = true;
    execute(QByteArray("PRAGMA user_version = " + QByteArray::number(version)).constData());
    return result();
}

void IndexFile::removeFiles(const QString &path)
{
    if (isInMemory(path))
        return;
    for (const char *suffix : { "", "-wal", "-shm" })
        QFile::remove(path + QLatin1String(suffix));
}

IndexFile::~IndexFile()
{
    sqlite3_close(m_db);
}

void IndexFile::note(int code)
{
    if (m_failure == SQLITE_OK)
        m_failure = code;
}

mld::Result<void> IndexFile::result() const
{
    return m_failure == SQLITE_OK ? mld::Result<void>() : errorOf(m_failure);
}

bool IndexFile::execute(const char *sql)
{
    const int code = sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        note(code);
    return code == SQLITE_OK;
}

mld::Result<void> IndexFile::commit()
{
    if (m_failure == SQLITE_OK)
        execute("COMMIT");
    const auto outcome = result();
    if (!outcome && sqlite3_get_autocommit(m_db) == 0)
        sqlite3_exec(m_db, "ROLLBACK", nullptr, nullptr, nullptr);
    m_failure = SQLITE_OK;
    return outcome;
}

int IndexFile::changes() const
{
    return sqlite3_total_changes(m_db);
}

IndexFile::Statement::Statement(IndexFile &file, const char *sql) : m_file(file)
{
    if (const int code = sqlite3_prepare_v2(file.m_db, sql, -1, &m_statement, nullptr); code != SQLITE_OK)
        file.note(code);
}

IndexFile::Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

IndexFile::Statement &IndexFile::Statement::bind(int parameter, qint64 value)
{
    sqlite3_bind_int64(m_statement, parameter, value);
    return *this;
}

IndexFile::Statement &IndexFile::Statement::bind(int parameter, const QByteArray &utf8)
{
    sqlite3_bind_text64(m_statement, parameter, utf8.constData(), sqlite3_uint64(utf8.size()), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
    return *this;
}

bool IndexFile::Statement::next()
{
    if (!m_statement)
        return false;
    const int code = sqlite3_step(m_statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        m_file.note(code);
    return code == SQLITE_ROW;
}

bool IndexFile::Statement::run()
{
    while (next()) { }
    const bool isFine = m_file.m_failure == SQLITE_OK;
    reset();
    return isFine;
}

void IndexFile::Statement::reset()
{
    sqlite3_reset(m_statement);
}

qint64 IndexFile::Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

QByteArray IndexFile::Statement::bytes(int column) const
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return QByteArray(text, sqlite3_column_bytes(m_statement, column));
}

} // namespace commonplace
