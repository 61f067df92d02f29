// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include "store/logfile.h"
#include "store/schema.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSysInfo>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sqlite3.h>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#endif

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

/// Marks our files among all SQLite databases ("m-ld").
constexpr int applicationId = 0x6d2d6c64;
/// Pages are small, as even the smallest write touches one of each index, and all that it touches goes
/// into the log whole, with a checksum; what is written in bulk pays a seventh for that. The cache, in
/// KiB, holds the upper levels of every index of a large notebook.
/// What SQLite keeps of pages, so that one change of many can be undone alone, stays in memory. As a file it would be in
/// the system's temporary folder, where no notes belong, and which may be full. Nor may it begin in memory and become a
/// file from a multiple of 128 KiB on (SQLITE_CONFIG_STMTJRNL_SPILL): SQLite writes that out in one piece, of whose
/// length it takes the rest by 128 KiB, and says that the disk is full.
constexpr int newPageSize = 1024;
constexpr auto setUp = "PRAGMA cache_size = -24576;"
                       "PRAGMA temp_store = MEMORY;"
                       "PRAGMA journal_mode = WAL;"
                       "PRAGMA synchronous = FULL;"
                       "PRAGMA secure_delete = ON;"
                       "PRAGMA journal_size_limit = 16777216;";
/// Pages in the write-ahead log at which it is moved into the file. The more there are, the more of
/// them are the same page; up to 4,062 are found through one table (walindex in SQLite's own documentation).
constexpr int logBound = 2000;
/// The same at rest, so that whoever comes then waits for few of them.
constexpr int restingLogBound = 512;
/// What commits leave in the log when nobody tends it.
constexpr int untendedLogBound = 2 * logBound;
/// In the log, a page has a header.
constexpr qint64 frameHeaderSize = 24;
/// How much room is kept ready in the log, and by how much it is extended at least and at most: somebody may come
/// while it is, and has to wait.
constexpr qint64 logMargin = 64 * 1024;
constexpr qint64 logStep = 256 * 1024;
constexpr qint64 maxLogStep = 512 * 1024;
/// How many pages are given back at a time: a few milliseconds.
constexpr auto giveBackPages = "PRAGMA incremental_vacuum(128)";
/// What SQLite says of a file of which pages can be given back.
constexpr int incrementalVacuum = 2;
/// How long a log may stay while nothing happens.
constexpr qint64 maxIdleLog = 1024 * 1024;
constexpr auto originKey = "origin";

const QString memoryPath = u":memory:"_s;
const QString besideSuffix = u"-incoming"_s;

void removeFiles(const QString &path)
{
    if (path.startsWith(memoryPath))
        return;
    for (const QString &suffix : { QString(), u"-wal"_s, u"-journal"_s })
        QFile::remove(path + suffix);
}

Error damaged(const QString &path, const QString &detail)
{
    return { ErrorCode::StoreDamaged,
             u"The file %1 is damaged (%2). Keep it, and restore a backup or join again under "
             "another file."_s.arg(path, detail) };
}

Error readOnly(const QString &path)
{
    return { ErrorCode::StoreReadOnly,
             u"The file %1, or its folder, cannot be written. Check its permissions."_s.arg(path) };
}

Error noMoreFiles(const QString &detail)
{
    return { ErrorCode::StoreFailed,
             u"The system opens no more files for this program (%1). Close some notebooks, or raise its limit "
             "for open files, and try again."_s.arg(detail) };
}

/// What the system calls this machine, empty if it has no name for it. An error if that cannot be read just now, for
/// want of descriptors, say: it would be taken for another machine.
Result<QByteArray> machineId()
{
    const QByteArray id = QSysInfo::machineUniqueId();
    if (!id.isEmpty())
        return id;
    // It does not say why there is none. A file that is there always can be opened, if any can.
    QFile any(u"/dev/null"_s);
    if (QFile::exists(any.fileName()) && !any.open(QIODevice::ReadOnly)) {
        return noMoreFiles(any.errorString());
    }
    return id;
}

/// What a copy of the file does not share with it. Hashed, as the file may be handed on.
Result<QByteArray> fingerprintOf(const QString &path)
{
    if (path == memoryPath)
        return QByteArray("memory");
    const Result<QByteArray> machine = machineId();
    if (!machine)
        return machine.error();
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(*machine);
    const QDateTime born = QFileInfo(path).birthTime();
    hash.addData(QByteArray::number(born.isValid() ? born.toMSecsSinceEpoch() : -1));
#ifdef Q_OS_UNIX
    struct stat status = {};
    if (stat(QFile::encodeName(path).constData(), &status) != 0) {
        return Error { ErrorCode::StoreFailed,
                       u"The file %1 cannot be looked at: %2."_s.arg(path, qt_error_string(errno)) };
    }
    hash.addData(QByteArray::number(quint64(status.st_ino)));
#endif
    return hash.result();
}

} // namespace

int Store::schemaVersion()
{
    return int(schemaSteps().size());
}

Result<std::unique_ptr<Store>> Store::open(const QString &path)
{
    // Statistics of memory, which nobody asks for, take a lock at every allocation.
    [[maybe_unused]] static const int isConfigured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    std::unique_ptr<Store> store(new Store(path));
    MLD_TRY(store->connect());
    MLD_TRY(store->prepareSchema());
    store->learnToShrink();
    removeFiles(path + besideSuffix);
    return store;
}

Result<std::unique_ptr<Store>> Store::openBeside() const
{
    const QString path = m_path == memoryPath ? m_path : m_path + besideSuffix;
    removeFiles(path);
    std::unique_ptr<Store> opened(new Store(path));
    Store &store = *opened;
    store.m_isTransient = true;
    store.m_pageSize = m_pageSize; // or nothing could be taken over from it
    MLD_TRY(store.connect());
    MLD_TRY(store.prepareSchema());
    store.execute("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
    MLD_TRY(store.begin());
    Query all(*this, "SELECT key, value FROM meta");
    while (all.next())
        store.setMeta(all.view(0), all.bytes(1));
    MLD_TRY(store.commit());
    return opened;
}

Result<void> Store::takeAll(Store &other)
{
    Q_ASSERT(!isInTransaction() && !other.isInTransaction());
    if (m_error)
        return *m_error;
    const Result<void> taken = copyAll(other);
    // From here on by the log again; what is in the file already need not be moved there.
    execute("PRAGMA journal_mode = WAL");
    m_logPages = 0;
    m_logRoom = 0;
    MLD_TRY(taken);
    ++m_undoCount;
    ++m_commitCount;
    return m_error ? Result<void>(*m_error) : Result<void>();
}

Result<void> Store::copyAll(Store &other)
{
    // Past the log, through which all would be written twice.
    execute("PRAGMA journal_mode = DELETE");
    sqlite3_backup *copy = sqlite3_backup_init(m_db, "main", other.m_db, "main");
    if (!copy)
        return lastError();
    sqlite3_backup_step(copy, -1);
    if (sqlite3_backup_finish(copy) != SQLITE_OK)
        return lastError();
    return {};
}

Store::~Store()
{
    for (auto &[sql, statements] : m_idle) {
        for (sqlite3_stmt *statement : statements)
            sqlite3_finalize(statement);
    }
    sqlite3_close_v2(m_db); // rolls back
    if (m_isTransient)
        removeFiles(m_path);
}

Result<void> Store::connect()
{
    const bool inMemory = m_path == memoryPath;
    const QFileInfo file(m_path);
    if (!inMemory && !file.dir().exists()) {
        return Error { ErrorCode::StoreNoFolder,
                       u"The folder %1 does not exist. If it is on another drive, connect it."_s
                               .arg(file.path()) };
    }
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
            | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(m_path.toUtf8().constData(), &m_db, flags, logGroupingFileSystem()) != SQLITE_OK)
        return lastError();
    // SQLite falls back to reading only, without a word.
    if (!inMemory && sqlite3_db_readonly(m_db, "main") == 1)
        return readOnly(m_path);
    // Before the first access, so that the index of the WAL is in memory and the file is locked.
    execute("PRAGMA locking_mode = EXCLUSIVE");
    // Look before anything is written: a file that is not ours stays as it is, WAL and all.
    sqlite3_db_config(m_db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (integer("PRAGMA user_version") > schemaVersion()) {
        return Error { ErrorCode::StoreTooNew,
                       u"The file %1 was written by a newer version of this program. "
                       "Update the program to open it."_s.arg(m_path) };
    }
    const int id = integer("PRAGMA application_id");
    const bool isEmpty = integer("SELECT count(*) FROM sqlite_schema") == 0;
    if (!m_error && !isEmpty && id != applicationId)
        return damaged(m_path, u"it belongs to another program"_s);
    if (m_error)
        return *m_error;
    sqlite3_db_config(m_db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    const int pageSize = m_pageSize > 0 ? m_pageSize : newPageSize;
    execute(QByteArray("PRAGMA page_size = " + QByteArray::number(pageSize)).constData());
    execute("PRAGMA auto_vacuum = INCREMENTAL"); // of a file that is empty
    // What an earlier session has left in the log may be what it removed.
    m_hasErased = QFileInfo(m_path + u"-wal"_s).size() > 0;
    execute(setUp);
    m_pageSize = integer("PRAGMA page_size");
    // In place of SQLite's own care for the log, which would make a commit wait for it.
    const auto noteLog = [](void *store, sqlite3 *, const char *, int pages) {
        static_cast<Store *>(store)->m_logPages = pages;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(m_db, noteLog, this);
    if (m_error)
        return *m_error;
    auto fingerprint = fingerprintOf(m_path);
    if (!fingerprint)
        return fingerprint.error();
    m_fingerprint = *fingerprint;
    return {};
}

Result<void> Store::prepareSchema()
{
    const int version = integer("PRAGMA user_version");
    if (m_error)
        return *m_error;
    if (version < 0 || version > schemaVersion())
        return damaged(m_path, u"schema version %1"_s.arg(version));
    // Also takes the lock, so that a second opener learns now that it is the second.
    execute("BEGIN EXCLUSIVE");
    if (!m_error && version < schemaVersion())
        MLD_TRY(migrate(version));
    return commit();
}

Result<void> Store::migrate(int from)
{
    const auto steps = schemaSteps();
    for (int version = from; version < schemaVersion() && !m_error; ++version)
        execute(steps[size_t(version)]);
    execute(QByteArray("PRAGMA user_version = " + QByteArray::number(schemaVersion())).constData());
    execute(QByteArray("PRAGMA application_id = " + QByteArray::number(applicationId)).constData());
    if (!m_error && from == 0)
        adopt();
    if (!m_error)
        return {};
    const Error error = *m_error;
    rollback();
    return error;
}

Result<void> Store::begin()
{
    if (!m_error && !isInTransaction())
        step("BEGIN IMMEDIATE");
    return m_error ? Result<void>(*m_error) : Result<void>();
}

Result<void> Store::commit()
{
    if (!m_error && isInTransaction())
        step("COMMIT");
    if (m_error) {
        const Error error = *m_error;
        rollback();
        return error;
    }
    ++m_commitCount;
    if (m_logPages >= untendedLogBound)
        emptyLog();
    return {};
}

void Store::tendLog(Tending tending)
{
    if (m_error || isInTransaction() || m_path == memoryPath)
        return;
    if (m_logPages >= (tending == Tending::AtRest ? restingLogBound : logBound))
        emptyLog();
    else
        extendLog();
}

/// Null if there is none.
sqlite3_file *Store::logFile() const
{
    sqlite3_file *log = nullptr;
    const int code = sqlite3_file_control(m_db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    return code == SQLITE_OK && log && log->pMethods ? log : nullptr;
}

/// A failure harms nobody: the log goes on growing, and the next commit tries again.
void Store::emptyLog()
{
    if (sqlite3_wal_checkpoint_v2(m_db, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr) == SQLITE_OK)
        m_logPages = 0; // the next commit begins it anew, in the room that it has
}

/// Writes zeros behind the end of the log, ahead of need. To sync what is written over is half the
/// work of syncing what makes a file grow. What is not a frame ends the log for whoever reads it.
void Store::extendLog()
{
    const qint64 used = m_logPages * (m_pageSize + frameHeaderSize);
    if (m_logPages == 0 || used + logMargin <= m_logRoom)
        return;
    sqlite3_file *const log = logFile();
    qint64 size = 0;
    if (!log || log->pMethods->xFileSize(log, &size) != SQLITE_OK)
        return;
    m_logRoom = size;
    if (used + logMargin <= size || size >= logBound * (m_pageSize + frameHeaderSize))
        return;
    const qint64 end = size + std::clamp(size, logStep, maxLogStep);
    const std::array<char, 16 * 1024> zeros = {};
    bool isWritten = true;
    for (qint64 at = size; at < end && isWritten; at += qint64(zeros.size())) {
        const int count = int(std::min(end - at, qint64(zeros.size())));
        isWritten = log->pMethods->xWrite(log, zeros.data(), count, at) == SQLITE_OK;
    }
    isWritten = isWritten && log->pMethods->xSync(log, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY) == SQLITE_OK;
    // If the disk is full, what little there is belongs to the data.
    if (!isWritten)
        log->pMethods->xTruncate(log, size);
    m_logRoom = isWritten ? end : size;
}

bool Store::shrink()
{
    if (m_error || isInTransaction() || m_path == memoryPath)
        return false;
    const int unused = integer("PRAGMA freelist_count");
    if (m_error)
        return false;
    // A failure, as of a disk that is full, leaves the file as long as it was.
    if (unused > 0 && m_isShrinkable) {
        if (sqlite3_exec(m_db, giveBackPages, nullptr, nullptr, nullptr) != SQLITE_OK) {
            forgetUnwrittenLog(logFile());
            return false;
        }
        m_hasErased = true;
        tendLog(Tending::AtRest);
        const int left = integer("PRAGMA freelist_count");
        if (left > 0 && left < unused)
            return true;
    }
    // Only what is in the file makes it shorter.
    if (m_hasErased || m_logRoom > maxIdleLog)
        cutLog();
    return false;
}

/// Writes a file of an earlier version anew, once, so that pages of it can be given back. It has all the time that it
/// takes: nobody has begun to work with it. The second copy may be larger than the memory, so it is a file.
void Store::learnToShrink()
{
    if (integer("PRAGMA auto_vacuum") != incrementalVacuum) {
        constexpr auto writeAnew = "PRAGMA temp_store = FILE; PRAGMA auto_vacuum = INCREMENTAL; VACUUM";
        if (sqlite3_exec(m_db, writeAnew, nullptr, nullptr, nullptr) != SQLITE_OK)
            forgetUnwrittenLog(logFile());
        execute("PRAGMA temp_store = MEMORY");
    }
    m_isShrinkable = integer("PRAGMA auto_vacuum") == incrementalVacuum;
}

qint64 Store::usedBytes()
{
    return qint64(integer("PRAGMA page_count") - integer("PRAGMA freelist_count")) * m_pageSize;
}

/// As emptyLog(), and its room is given back.
void Store::cutLog()
{
    if (sqlite3_wal_checkpoint_v2(m_db, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) == SQLITE_OK)
        m_logRoom = m_logPages = 0;
    m_hasErased = false;
}

void Store::rollback()
{
    m_error.reset();
    if (isInTransaction())
        sqlite3_exec(m_db, "ROLLBACK", nullptr, nullptr, nullptr);
    forgetUnwrittenLog(logFile());
    ++m_undoCount;
}

bool Store::isInTransaction() const
{
    return sqlite3_get_autocommit(m_db) == 0;
}

std::optional<QByteArray> Store::meta(QByteArrayView key) const
{
    Query query(*this, "SELECT value FROM meta WHERE key = ?");
    query.bindText(1, key);
    if (!query.next())
        return std::nullopt;
    return query.bytes(0);
}

void Store::setMeta(QByteArrayView key, const QByteArray &value)
{
    Query query(*this, "INSERT OR REPLACE INTO meta VALUES (?, ?)");
    query.bindText(1, key).bindBlob(2, value).run();
}

void Store::removeMeta(QByteArrayView key)
{
    Query query(*this, "DELETE FROM meta WHERE key = ?");
    query.bindText(1, key).run();
}

bool Store::isCopy() const
{
    const auto origin = meta(originKey);
    return !m_error && origin != m_fingerprint;
}

void Store::adopt()
{
    setMeta(originKey, m_fingerprint);
}

Result<void> Store::check()
{
    Query query(*this, "PRAGMA integrity_check");
    if (!query.next())
        return m_error ? *m_error : damaged(m_path, u"it cannot be checked"_s);
    const QString found = QString::fromUtf8(query.bytes(0));
    return found == "ok"_L1 ? Result<void>() : damaged(m_path, found);
}

void Store::reportDamage(const QString &what)
{
    if (!m_error)
        m_error = damaged(m_path, what);
}

void Store::limitPages(qint64 pages)
{
    const qint64 limit = pages > 0 ? pages : 0xfffffffe;
    execute(QByteArray("PRAGMA max_page_count = " + QByteArray::number(limit)).constData());
}

bool Store::execute(const char *sql)
{
    if (sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr) == SQLITE_OK)
        return true;
    fail();
    return false;
}

bool Store::step(const char *sql)
{
    return Query(*this, sql).run();
}

int Store::integer(const char *sql)
{
    Query query(*this, sql);
    return query.next() ? int(query.integer(0)) : 0;
}

void Store::fail()
{
    if (!m_error)
        m_error = lastError();
}

void Store::undone()
{
    ++m_undoCount;
}

Error Store::lastError() const
{
    const int code = sqlite3_errcode(m_db) & 0xff;
    const int cause = sqlite3_system_errno(m_db);
    const QString detail = QString::fromUtf8(sqlite3_errmsg(m_db));
    if ((code == SQLITE_CANTOPEN || code == SQLITE_IOERR) && (cause == EMFILE || cause == ENFILE))
        return noMoreFiles(qt_error_string(cause));
    switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return { ErrorCode::StoreLocked,
                 u"The file %1 is in use by another window or program. Close it there first."_s
                         .arg(m_path) };
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return damaged(m_path, detail);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return readOnly(m_path);
    case SQLITE_CANTOPEN:
        if (cause == EACCES || cause == EPERM || cause == EROFS || cause == EISDIR
            || !QFileInfo(QFileInfo(m_path).path()).isWritable()) {
            return readOnly(m_path);
        }
        break;
    case SQLITE_IOERR:
        if (cause != ENOSPC && cause != EDQUOT && cause != EFBIG)
            break;
        [[fallthrough]];
    case SQLITE_FULL:
        return { ErrorCode::StoreFull,
                 u"There is no room on the disk for %1. Nothing was lost; make room and try again."_s
                         .arg(m_path) };
    default:
        break;
    }
    return { ErrorCode::StoreFailed,
             u"The file %1 cannot be used: %2."_s.arg(m_path, detail) };
}

Store::Savepoint::Savepoint(Store &store) : m_store(store)
{
    m_open = m_store.begin() && m_store.step("SAVEPOINT part");
}

Store::Savepoint::~Savepoint()
{
    giveUp();
}

void Store::Savepoint::giveUp()
{
    if (m_open)
        undo();
}

Result<void> Store::Savepoint::release()
{
    if (m_open && !m_store.m_error && m_store.isInTransaction() && m_store.step("RELEASE part")) {
        m_open = false;
        return {};
    }
    const Error error = m_store.m_error.value_or(
            Error { ErrorCode::StoreFailed, u"The change was undone."_s });
    if (m_open)
        undo();
    return error;
}

void Store::Savepoint::undo()
{
    m_open = false;
    m_store.undone();
    // Some failures make SQLite give up the whole transaction; the error then stays, so that the
    // commit of the others does not succeed with nothing in it.
    if (!m_store.isInTransaction())
        return;
    if (sqlite3_exec(m_store.m_db, "ROLLBACK TO part; RELEASE part", nullptr, nullptr, nullptr)
        == SQLITE_OK) {
        m_store.m_error.reset();
    }
}

} // namespace mld
