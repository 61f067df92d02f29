// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

std::unique_ptr<Store> opened(const QString &path)
{
    auto store = Store::open(path);
    return store ? *std::move(store) : nullptr;
}

ErrorCode failureOf(const QString &path)
{
    auto store = Store::open(path);
    return store ? ErrorCode() : store.error().code;
}

void runSql(const QString &path, const char *sql)
{
    sqlite3 *db = nullptr;
    QCOMPARE(sqlite3_open(path.toUtf8().constData(), &db), SQLITE_OK);
    QCOMPARE(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// In a process of its own: puts a disk of 12 KiB in place of the folder, seen by nobody else, or, where
/// that is not allowed, a limit on the size of files, which is not told from other failures.
bool createOnFullDisk(const QString &folder, const QString &path)
{
    const int flags = geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
    if (unshare(flags) == 0
        && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0
        && mount("tmpfs", QFile::encodeName(folder).constData(), "tmpfs", 0, "size=12k") == 0) {
        return failureOf(path) == ErrorCode::StoreFull;
    }
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit { 8192, 8192 };
    setrlimit(RLIMIT_FSIZE, &limit);
    return failureOf(path) == ErrorCode::StoreFailed;
}

/// In a process of its own: commits and tends the log on a disk that has room for the data, but not for
/// making room ahead.
bool tendsOnSmallDisk(const QString &folder, const QString &path)
{
    const int flags = geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
    const bool isSmall = unshare(flags) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0
            && mount("tmpfs", QFile::encodeName(folder).constData(), "tmpfs", 0, "size=256k") == 0;
    if (!isSmall) {
        signal(SIGXFSZ, SIG_IGN);
        const rlimit limit { 128 << 10, 128 << 10 };
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    const auto store = opened(path);
    for (int i = 0; store && i < 8; ++i) {
        store->setMeta("key", QByteArray::number(i));
        if (!store->commit())
            return false;
        store->tendLog();
    }
    return store && store->meta("key") == QByteArray("7") && QFileInfo(path + u"-wal"_s).size() < (128 << 10);
}

} // namespace

class TestStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keepsWhatWasCommitted();
    void losesWhatWasNotCommitted();
    void rollbackIsACrash();
    void shrinks();
    void savepointFailsAlone();
    void savepointsNest();
    void whatMayBeUndoneIsInNoOtherFile();
    void queriesNest();
    void valuesRoundTrip();
    void secondOpenerIsRefused();
    void secondProcessIsRefused();
    void lockEndsWithStore();
    void refusesNewerSchema();
    void mendsWhatNobodyInserted();
    void refusesDamagedFile_data();
    void refusesDamagedFile();
    void refusesForeignDatabase();
    void findsDamageWithin();
    void refusesMissingFolder();
    void refusesReadOnly_data();
    void refusesReadOnly();
    void fullDiskLosesNothing();
    void fullDiskOnCreation();
    void knowsACopy();
    void withoutDescriptorsItIsNoCopy();
    void tendedLogIsRead();
    void tendedLogStaysShort();
    void atRestTheLogIsMovedEarlier();
    void untendedLogIsEmptied();
    void tendsOnFullDisk();

private:
    qint64 writePages(Store &store, int commits, int pages, bool isTended);


    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestStore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"notebook"_s);
}

void TestStore::keepsWhatWasCommitted()
{
    {
        const auto store = opened(m_path);
        QVERIFY(store);
        QVERIFY(store->begin());
        store->setMeta("key", "value");
        store->setMeta("gone", "x");
        store->removeMeta("gone");
        QVERIFY(store->isInTransaction());
        QVERIFY(store->commit());
        QVERIFY(!store->isInTransaction());
        QCOMPARE(store->meta("key"), QByteArray("value"));
    }
    const auto store = opened(m_path);
    QVERIFY(store);
    QCOMPARE(store->meta("key"), QByteArray("value"));
    QVERIFY(!store->meta("gone"));
    QVERIFY(store->check());
}

void TestStore::losesWhatWasNotCommitted()
{
    {
        const auto store = opened(m_path);
        QVERIFY(store->begin());
        store->setMeta("key", "value");
    }
    QVERIFY(!opened(m_path)->meta("key"));
}

void TestStore::rollbackIsACrash()
{
    const auto store = opened(u":memory:"_s);
    QVERIFY(store->begin());
    store->setMeta("kept", "1");
    QVERIFY(store->commit());
    const quint64 before = store->undoCount();
    QVERIFY(store->begin());
    store->setMeta("kept", "2");
    store->setMeta("lost", "3");
    store->rollback();
    QVERIFY(store->undoCount() > before);
    QCOMPARE(store->meta("kept"), QByteArray("1"));
    QVERIFY(!store->meta("lost"));
    QVERIFY(store->begin());
    store->setMeta("lost", "4");
    QVERIFY(store->commit());
    QCOMPARE(store->meta("lost"), QByteArray("4"));
}

void TestStore::savepointFailsAlone()
{
    const auto store = opened(u":memory:"_s);
    {
        Store::Savepoint first(*store);
        store->setMeta("first", "1");
        QVERIFY(first.release());
    }
    {
        Store::Savepoint second(*store);
        store->setMeta("first", "changed");
        store->setMeta("second", "2");
    }
    {
        Store::Savepoint third(*store);
        QVERIFY(!store->execute("INSERT INTO no_such_table VALUES (1)"));
        const auto released = third.release();
        QVERIFY(!released);
        QCOMPARE(released.error().code, ErrorCode::StoreFailed);
    }
    {
        Store::Savepoint fourth(*store);
        store->setMeta("fourth", "4");
        QVERIFY(fourth.release());
    }
    QVERIFY(store->commit());
    QCOMPARE(store->meta("first"), QByteArray("1"));
    QVERIFY(!store->meta("second"));
    QCOMPARE(store->meta("fourth"), QByteArray("4"));
}

void TestStore::savepointsNest()
{
    const auto store = opened(u":memory:"_s);
    {
        Store::Savepoint outer(*store);
        store->setMeta("outer", "1");
        {
            Store::Savepoint inner(*store);
            store->setMeta("inner", "1");
        }
        QCOMPARE(store->meta("outer"), QByteArray("1"));
        QVERIFY(!store->meta("inner"));
        {
            Store::Savepoint inner(*store);
            store->setMeta("inner", "2");
            QVERIFY(inner.release());
        }
    }
    QVERIFY(!store->meta("outer"));
    QVERIFY(!store->meta("inner"));
}

/// SQLite's temporary files have no name any more once they are open, so only the process itself can be asked for them.
void TestStore::whatMayBeUndoneIsInNoOtherFile()
{
    const QDir descriptors(u"/proc/self/fd"_s);
    if (!descriptors.exists())
        QSKIP("This system does not list what files a process has open.");
    const auto openFiles = [&descriptors] {
        QStringList files;
        for (const QString &name : descriptors.entryList(QDir::Files | QDir::System))
            files.append(QFile::symLinkTarget(descriptors.filePath(name)));
        return files;
    };
    const QString folder = QFileInfo(m_path).absolutePath();
    auto store = opened(m_path);
    const QByteArray value(900, 'a');
    for (int i = 0; i < 3'000; ++i)
        store->setMeta(QByteArray::number(i), value);
    QVERIFY(store->commit());
    const QStringList before = openFiles();
    {
        Store::Savepoint part(*store);
        for (int i = 0; i < 3'000; ++i)
            store->setMeta(QByteArray::number(i), QByteArray(900, 'b'));
        for (const QString &file : openFiles())
            QVERIFY2(before.contains(file) || file.startsWith(folder), qPrintable(file));
    }
    QVERIFY(store->commit());
    QCOMPARE(store->meta("2999"), value);
}

void TestStore::queriesNest()
{
    const auto store = opened(u":memory:"_s);
    for (const char *key : { "a", "b", "c" })
        store->setMeta(key, key);
    QByteArray seen;
    const auto visit = [&](const auto &self, QByteArray from, int depth) -> void {
        Store::Query query(*store, "SELECT key FROM meta WHERE key > ?1 AND length(key) = 1"
                                   " ORDER BY key");
        for (query.bindText(1, from); query.next();) {
            seen += query.bytes(0);
            if (depth > 0)
                self(self, query.bytes(0), depth - 1);
        }
    };
    visit(visit, "", 1);
    QCOMPARE(seen, QByteArray("abcbcc"));
}

void TestStore::valuesRoundTrip()
{
    const auto store = opened(u":memory:"_s);
    Store::Query query(*store, "SELECT ?1, ?2, ?3, ?4, ?5, ?6");
    const QByteArray bytes("a\0b", 3);
    query.bind(1, qint64(-5)).bind(2, 0.5).bindBlob(3, bytes).bindText(4, bytes).bindNull(5);
    query.bindBlob(6, {});
    QVERIFY(query.next());
    QCOMPARE(query.integer(0), qint64(-5));
    QCOMPARE(query.real(1), 0.5);
    QCOMPARE(query.bytes(2), bytes);
    QCOMPARE(query.bytes(3), bytes);
    QVERIFY(query.isNull(4));
    QVERIFY(!query.isNull(5));
    QVERIFY(query.bytes(5).isEmpty());
    QVERIFY(!query.next());
}

void TestStore::secondOpenerIsRefused()
{
    const auto store = opened(m_path);
    QCOMPARE(failureOf(m_path), ErrorCode::StoreLocked);
    QVERIFY(store->begin());
    store->setMeta("key", "value");
    QVERIFY(store->commit());
}

/// Forks, since only another process meets the lock of the file itself.
void TestStore::secondProcessIsRefused()
{
    const auto store = opened(m_path);
    const pid_t child = fork();
    if (child == 0)
        _exit(failureOf(m_path) == ErrorCode::StoreLocked ? 0 : 1);
    int status = -1;
    QCOMPARE(waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
    QVERIFY(store->begin());
    store->setMeta("key", "value");
    QVERIFY(store->commit());
}

void TestStore::lockEndsWithStore()
{
    QVERIFY(opened(m_path));
    QVERIFY(opened(m_path));
}

void TestStore::refusesNewerSchema()
{
    QVERIFY(opened(m_path));
    runSql(m_path, "PRAGMA user_version = 1000");
    const QByteArray before = contentOf(m_path);
    QCOMPARE(failureOf(m_path), ErrorCode::StoreTooNew);
    QCOMPARE(contentOf(m_path), before);
}

/// wire.md 14.5: an earlier version kept what a snapshot had without ids. Such rows go when the store is opened;
/// the numbers of a list's items, which have none, stay.
void TestStore::mendsWhatNobodyInserted()
{
    QVERIFY(opened(m_path));
    runSql(m_path,
           "INSERT INTO term VALUES (1, 1, 'http://example.org/x', 0, NULL), (3, 3, 'http://json-rql.org/#index', 0, NULL),"
           " (5, 5, 'http://example.org/#name', 0, NULL), (2, 2, 'Fred', 1, NULL), (4, 4, '0', 1, NULL);"
           "INSERT INTO tid VALUES (7, 'tid');"
           "INSERT INTO quad VALUES (1, 5, 2, 0), (1, 5, 4, 7), (1, 3, 4, 0);"
           "DROP TABLE unusedterm; DROP TABLE unusedtid; DROP TABLE datatype;" // of later versions
           "PRAGMA user_version = 2");
    const auto store = opened(m_path);
    QVERIFY(store);
    Store::Query rows(*store, "SELECT p, o, t FROM quad ORDER BY p");
    QVERIFY(rows.next());
    QCOMPARE(rows.integer(0), 3);
    QVERIFY(rows.next());
    QCOMPARE(rows.integer(1), 4);
    QCOMPARE(rows.integer(2), 7);
    QVERIFY(!rows.next());
    // What has been left by it without use is looked for.
    QVERIFY(store->meta("unswept").has_value());
}

void TestStore::refusesDamagedFile_data()
{
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("size");
    QTest::newRow("header") << qint64(0) << qint64(100);
    QTest::newRow("first page") << qint64(100) << qint64(4000);
    QTest::newRow("all") << qint64(0) << qint64(-1);
}

void TestStore::refusesDamagedFile()
{
    QFETCH(qint64, from);
    QFETCH(qint64, size);
    QVERIFY(opened(m_path));
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(from));
    file.write(QByteArray(qsizetype(size < 0 ? file.size() : size), '\x5a'));
    file.close();
    const QByteArray before = contentOf(m_path);
    QCOMPARE(failureOf(m_path), ErrorCode::StoreDamaged);
    QCOMPARE(contentOf(m_path), before);
}

void TestStore::refusesForeignDatabase()
{
    runSql(m_path, "CREATE TABLE recipes(name)");
    const QByteArray before = contentOf(m_path);
    QCOMPARE(failureOf(m_path), ErrorCode::StoreDamaged);
    QCOMPARE(contentOf(m_path), before);
}

void TestStore::findsDamageWithin()
{
    {
        const auto store = opened(m_path);
        QVERIFY(store->begin());
        for (int i = 0; i < 1000; ++i)
            store->setMeta(QByteArray::number(i), QByteArray(200, 'x'));
        QVERIFY(store->commit());
    }
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(file.size() - 8192));
    file.write(QByteArray(8192, '\x5a'));
    file.close();
    const auto store = opened(m_path);
    QVERIFY(store);
    const auto checked = store->check();
    QVERIFY(!checked);
    QCOMPARE(checked.error().code, ErrorCode::StoreDamaged);
}

void TestStore::refusesMissingFolder()
{
    QCOMPARE(failureOf(m_folder->filePath(u"no/such/folder"_s)), ErrorCode::StoreNoFolder);
}

void TestStore::refusesReadOnly_data()
{
    QTest::addColumn<bool>("folder");
    QTest::addColumn<bool>("exists");
    QTest::newRow("folder, new file") << true << false;
    QTest::newRow("folder") << true << true;
    QTest::newRow("file") << false << true;
}

void TestStore::refusesReadOnly()
{
    QFETCH(bool, folder);
    QFETCH(bool, exists);
    if (exists)
        QVERIFY(opened(m_path));
    const QByteArray folderName = QFile::encodeName(m_folder->path());
    QCOMPARE(chmod(folderName.constData(), folder ? 0555 : 0777), 0);
    if (exists)
        QCOMPARE(chmod(QFile::encodeName(m_path).constData(), folder ? 0666 : 0444), 0);
    // Nothing is read-only to root: a child gives up that power first.
    const pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && setuid(65534) != 0)
            _exit(2);
        _exit(failureOf(m_path) == ErrorCode::StoreReadOnly ? 0 : 1);
    }
    int status = -1;
    QCOMPARE(waitpid(child, &status, 0), child);
    chmod(folderName.constData(), 0777);
    QCOMPARE(status, 0);
    if (exists)
        QVERIFY(opened(m_path));
}

void TestStore::fullDiskLosesNothing()
{
    const auto store = opened(m_path);
    QVERIFY(store->begin());
    store->setMeta("kept", "1");
    QVERIFY(store->commit());
    store->limitPages(1); // the size that it has
    QVERIFY(store->begin());
    store->setMeta("big", QByteArray(1 << 20, 'x'));
    const auto committed = store->commit();
    QVERIFY(!committed);
    QCOMPARE(committed.error().code, ErrorCode::StoreFull);
    QCOMPARE(store->meta("kept"), QByteArray("1"));
    QVERIFY(!store->meta("big"));
    store->limitPages(0); // room was made
    QVERIFY(store->begin());
    store->setMeta("big", QByteArray(1 << 20, 'x'));
    QVERIFY(store->commit());
    QVERIFY(store->check());
}

void TestStore::fullDiskOnCreation()
{
    const pid_t child = fork();
    if (child == 0)
        _exit(createOnFullDisk(m_folder->path(), m_path) ? 0 : 1);
    int status = -1;
    QCOMPARE(waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
    QVERIFY(opened(m_path)); // nothing is left in the way
}

void TestStore::knowsACopy()
{
    QVERIFY(!opened(m_path)->isCopy());
    const QString moved = m_folder->filePath(u"moved"_s);
    QVERIFY(QFile::rename(m_path, moved));
    QVERIFY(!opened(moved)->isCopy());
    QVERIFY(QFile::copy(moved, m_path));
    QVERIFY(!opened(moved)->isCopy());
    {
        const auto store = opened(m_path);
        QVERIFY(store->isCopy());
        QVERIFY(store->begin());
        store->adopt();
        QVERIFY(store->commit());
        QVERIFY(!store->isCopy());
    }
    QVERIFY(!opened(m_path)->isCopy());
}

/// In a process of its own: opens the store with each number of descriptors that it may lack. It may fail, but is never
/// taken for a copy.
bool judgesNothingWithoutDescriptors(const QString &path)
{
    const int next = dup(STDIN_FILENO);
    close(next);
    bool hasOpened = false;
    bool hasFailed = false;
    for (int spare = 0; spare < 12; ++spare) {
        const rlimit limit { rlim_t(next + spare), rlim_t(next + 64) };
        setrlimit(RLIMIT_NOFILE, &limit);
        const auto store = Store::open(path);
        hasOpened = hasOpened || store.isOk();
        hasFailed = hasFailed || !store.isOk();
        if (store && (*store)->isCopy() && !(*store)->error())
            return false;
    }
    return hasOpened && hasFailed;
}

void TestStore::withoutDescriptorsItIsNoCopy()
{
    QVERIFY(opened(m_path));
    const pid_t child = fork();
    if (child == 0)
        _exit(judgesNothingWithoutDescriptors(m_path) ? 0 : 1);
    int status = -1;
    QCOMPARE(waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
    QVERIFY(!opened(m_path)->isCopy());
}

/// Makes commits of so many pages each, and gives the greatest size that the log had.
qint64 TestStore::writePages(Store &store, int commits, int pages, bool isTended)
{
    qint64 greatest = 0;
    for (int i = 0; i < commits; ++i) {
        (void)store.begin();
        store.setMeta("big", QByteArray(pages * 4096, char('a' + i % 26)));
        store.setMeta("last", QByteArray::number(i));
        if (!store.commit())
            return -1;
        if (isTended)
            store.tendLog();
        greatest = std::max(greatest, QFileInfo(m_path + u"-wal"_s).size());
    }
    return greatest;
}

void TestStore::shrinks()
{
    auto store = opened(m_path);
    QVERIFY(store);
    const auto write = [&](const QByteArray &key, const QByteArray &value) {
        QVERIFY(store->begin());
        value.isEmpty() ? store->removeMeta(key) : store->setMeta(key, value);
        QVERIFY(store->commit());
    };
    write("kept", QByteArray(20'000, 'k'));
    for (int i = 0; i < 120; ++i)
        write("gone" + QByteArray::number(i), QByteArray(100'000, 'g'));
    store->shrink(); // nothing is free
    QVERIFY(QFileInfo(m_path).size() > 3'000'000);
    for (int i = 0; i < 120; ++i)
        write("gone" + QByteArray::number(i), {});
    QVERIFY(store->begin());
    store->shrink(); // not in a transaction
    QVERIFY(QFileInfo(m_path).size() > 3'000'000);
    QVERIFY(store->commit());
    int steps = 0;
    while (store->shrink())
        ++steps;
    QVERIFY(steps > 50); // a little at a time
    QVERIFY(QFileInfo(m_path).size() < 100'000);
    QVERIFY(QFileInfo(m_path + u"-wal"_s).size() < 100'000);
    write("later", "l");
    store.reset();
    store = opened(m_path);
    QVERIFY(store);
    QCOMPARE(store->meta("kept"), QByteArray(20'000, 'k'));
    QCOMPARE(store->meta("later"), QByteArray("l"));
    QVERIFY(store->check());
    QVERIFY(!store->isCopy());
}

/// As after a crash: the room ahead in the log is no part of the data.
void TestStore::tendedLogIsRead()
{
    const auto store = opened(m_path);
    QVERIFY(store);
    const qint64 size = writePages(*store, 40, 2, true);
    QVERIFY(size >= 256 * 1024);
    const QString left = m_folder->filePath(u"left"_s);
    QVERIFY(QFile::copy(m_path, left));
    QVERIFY(QFile::copy(m_path + u"-wal"_s, left + u"-wal"_s));
    const auto found = opened(left);
    QVERIFY(found);
    QCOMPARE(found->meta("last"), QByteArray("39"));
    QVERIFY(found->check());
    // The room is used, and nothing after it is lost.
    QVERIFY(writePages(*store, 100, 2, true) > size);
    QVERIFY(QFile::remove(left) && QFile::remove(left + u"-wal"_s));
    QVERIFY(QFile::copy(m_path, left));
    QVERIFY(QFile::copy(m_path + u"-wal"_s, left + u"-wal"_s));
    QCOMPARE(opened(left)->meta("last"), QByteArray("99"));
}

void TestStore::atRestTheLogIsMovedEarlier()
{
    const auto store = opened(m_path);
    const qint64 before = QFileInfo(m_path).size();
    QVERIFY(writePages(*store, 8, 30, true) > 0); // a thousand pages of a KiB
    QCOMPARE(QFileInfo(m_path).size(), before);
    store->tendLog(Store::Tending::AtRest);
    QVERIFY(QFileInfo(m_path).size() > before + 100'000);
}

void TestStore::tendedLogStaysShort()
{
    const auto store = opened(m_path);
    const qint64 size = writePages(*store, 120, 100, true); // 12,000 pages and more
    QVERIFY(size > 0);
    QVERIFY2(size < 24 << 20, qPrintable(QString::number(size)));
    QCOMPARE(store->meta("last"), QByteArray("119"));
    QVERIFY(store->check());
}

void TestStore::untendedLogIsEmptied()
{
    const auto store = opened(m_path);
    const qint64 size = writePages(*store, 240, 100, false); // 24,000 pages and more
    QVERIFY(size > 0);
    QVERIFY2(size < 48 << 20, qPrintable(QString::number(size)));
    QCOMPARE(store->meta("last"), QByteArray("239"));
}

void TestStore::tendsOnFullDisk()
{
    const pid_t child = fork();
    if (child == 0)
        _exit(tendsOnSmallDisk(m_folder->path(), m_path) ? 0 : 1);
    int status = -1;
    QCOMPARE(waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
}

QTEST_GUILESS_MAIN(TestStore)
#include "tst_store.moc"
