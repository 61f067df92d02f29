// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "store/logfile.h"
#include "store/store.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <limits>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

/// SQLite's default file system, which counts what is written into logs, and has only so much room for them.
struct CountedDisk
{
    sqlite3_vfs system = {};
    sqlite3_vfs *inner = nullptr;
    const sqlite3_io_methods *innerMethods = nullptr;
    sqlite3_io_methods methods = {};
    int writes = 0;
    int syncs = 0;
    bool wasWrittenSinceSync = false;
    sqlite3_int64 room = std::numeric_limits<sqlite3_int64>::max();
};
CountedDisk disk;

int write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    if (at + size > disk.room)
        return SQLITE_FULL;
    ++disk.writes;
    disk.wasWrittenSinceSync = true;
    return disk.innerMethods->xWrite(file, data, size, at);
}

int sync(sqlite3_file *file, int flags)
{
    ++disk.syncs;
    disk.wasWrittenSinceSync = false;
    return disk.innerMethods->xSync(file, flags);
}

int open(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *outFlags)
{
    const int code = disk.inner->xOpen(disk.inner, name, file, flags, outFlags);
    if (code == SQLITE_OK && flags & SQLITE_OPEN_WAL) {
        disk.innerMethods = file->pMethods;
        disk.methods = *file->pMethods;
        disk.methods.xWrite = &write;
        disk.methods.xSync = &sync;
        file->pMethods = &disk.methods;
    }
    return code;
}

/// Must come before the first store is opened.
bool installDisk()
{
    if (sqlite3_initialize() != SQLITE_OK)
        return false;
    disk.inner = sqlite3_vfs_find(nullptr);
    disk.system = *disk.inner;
    disk.system.zName = "counted";
    disk.system.xOpen = &open;
    return sqlite3_vfs_register(&disk.system, 1) == SQLITE_OK;
}

QByteArray key(int number)
{
    return "k" + QByteArray::number(number);
}

} // namespace

/// The write-ahead log in one piece for each commit.
class TestLogFile : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Store> m_store;

    QString path() const { return m_folder->filePath(u"store.mld"_s); }
    Result<void> put(QByteArrayView name, const QByteArray &value)
    {
        MLD_TRY(m_store->begin());
        m_store->setMeta(name, value);
        return m_store->commit();
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(installDisk()); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        disk.room = std::numeric_limits<sqlite3_int64>::max();
        auto store = Store::open(path());
        QVERIFY(store);
        m_store = *std::move(store);
        QVERIFY(put("first", "1"));
        disk.writes = disk.syncs = 0;
    }

    void aCommitIsOneWrite()
    {
        for (int i = 0; i < 20; ++i)
            QVERIFY(put(key(i), QByteArray(3000, 'x')));
        QCOMPARE(disk.syncs, 20);
        QVERIFY2(disk.writes <= 22, qPrintable(QString::number(disk.writes)));
    }

    /// Rule 1 of design.md 2: when commit() returns, nothing is left to be written.
    void aCommitIsOnTheDisk()
    {
        for (int i = 0; i < 20; ++i) {
            QVERIFY(put(key(i), QByteArray(i * 10'000, 'x')));
            QVERIFY(!disk.wasWrittenSinceSync);
            const QString copy = m_folder->filePath(u"copy%1"_s.arg(i));
            QVERIFY(QFile::copy(path(), copy) && QFile::copy(path() + u"-wal"_s, copy + u"-wal"_s));
            auto copied = Store::open(copy);
            QVERIFY(copied);
            QCOMPARE((*copied)->meta(key(i))->size(), i * 10'000);
            QVERIFY((*copied)->check());
        }
    }

    /// More than the cache holds goes into the log before the commit, and is read from there.
    void whatIsWaitingIsRead()
    {
        QVERIFY(m_store->execute("PRAGMA cache_size = 20"));
        QVERIFY(m_store->begin());
        for (int i = 0; i < 300; ++i)
            m_store->setMeta(key(i), QByteArray(900, char('a' + i % 26)));
        for (int i = 0; i < 300; ++i)
            QCOMPARE(m_store->meta(key(i)), QByteArray(900, char('a' + i % 26)));
        for (int i = 0; i < 300; i += 2)
            m_store->setMeta(key(i), QByteArray(900, 'z'));
        QVERIFY(m_store->commit());
        QVERIFY(m_store->check());
        m_store.reset();
        auto again = Store::open(path());
        QVERIFY(again);
        QCOMPARE((*again)->meta("k298"), QByteArray(900, 'z'));
        QCOMPARE((*again)->meta("k299"), QByteArray(900, char('a' + 299 % 26)));
    }

    /// What did not fit must not stand in the way of what does.
    void aFullDiskRefusesOneCommit()
    {
        const sqlite3_int64 used = QFile(path() + u"-wal"_s).size();
        disk.room = used + 20'000;
        const auto big = put("big", QByteArray(40'000, 'x'));
        QVERIFY(!big);
        QCOMPARE(big.error().code, ErrorCode::StoreFull);
        QVERIFY(!m_store->meta("big"));
        QVERIFY(put("small", "2"));
        m_store->tendLog(); // wants more room than there is
        QVERIFY(put("smaller", "3"));
        QCOMPARE(m_store->meta("small"), QByteArray("2"));
        disk.room = std::numeric_limits<sqlite3_int64>::max();
        QVERIFY(put("big", QByteArray(40'000, 'x')));
        QVERIFY(m_store->check());
        m_store.reset();
        auto again = Store::open(path());
        QVERIFY(again);
        QCOMPARE((*again)->meta("smaller"), QByteArray("3"));
        QCOMPARE((*again)->meta("big")->size(), 40'000);
    }
};

QTEST_GUILESS_MAIN(TestLogFile)
#include "tst_logfile.moc"
