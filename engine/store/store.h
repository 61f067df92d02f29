// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_file;
struct sqlite3_stmt;

namespace mld {

/// The one file on disk in which a clone keeps everything: an SQLite database in WAL mode, synced
/// at every commit (design.md 2, rules 1 and 2).
///
/// All changes happen in a transaction, which begin() opens and commit() makes durable. Several
/// operations may share one ("group commit"): the owner releases acknowledgements and broadcasts
/// only after commit() has succeeded. A Savepoint around each of them lets one fail alone.
///
/// Failures of statements are remembered, not returned one by one: after the first, the
/// transaction can only be rolled back, and commit() or Savepoint::release() tell the reason.
///
/// One thread at a time. The file is locked for as long as the Store lives, also against other
/// processes and other Stores of this one.
class Store
{
public:
    class Query;
    class Savepoint;

    /// The version of the tables that this program writes.
    static int schemaVersion();

    /// Opens the file at `path`, and makes it if it does not exist; its folder must exist.
    /// ":memory:" is a store that lives as long as the object. Never changes a file that it
    /// refuses. Errors: StoreLocked, StoreTooNew, StoreDamaged, StoreFull, StoreReadOnly,
    /// StoreNoFolder, StoreFailed.
    static Result<std::unique_ptr<Store>> open(const QString &path);
    /// Opens an empty store that takeAll() can take over, with the values of meta() that this one has.
    /// It lies beside this one's file, is not durable, and is removed when it is closed; what a crash
    /// leaves of it, the next open() removes.
    Result<std::unique_ptr<Store>> openBeside() const;
    /// Puts everything that `other` holds in place of what is here, at once and durably. Neither may be in a
    /// transaction. On failure all is as it was.
    Result<void> takeAll(Store &other);
    /// Gives up what was not committed.
    ~Store();
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;

    const QString &path() const { return m_path; }

    /// Opens a transaction, unless one is open.
    Result<void> begin();
    /// Makes the open transaction durable; nothing to do if there is none. On failure nothing of it
    /// remains, as after rollback().
    Result<void> commit();
    /// Work that commits leave behind: moves the write-ahead log into the file when it has grown long,
    /// and makes room in it ahead of need. To be called when nobody waits; if it never is, commits
    /// do what they must. At rest a shorter log is long: what many small steps leave is moved in small steps too.
    enum class Tending { BetweenWrites, AtRest };
    void tendLog(Tending tending = Tending::BetweenWrites);
    /// Gives some of what is not used any more back to the disk: pages of the file, a few at a time, and then the
    /// log, if it is long, or if something was erased. True if there is more to give. Not in a transaction, and when
    /// nobody waits. That it fails harms nobody.
    bool shrink();
    /// Something was removed that must not be found in the file any more: the next shrink() cuts the log, too.
    void noteErased() { m_hasErased = true; }
    /// The bytes of the file that are in use.
    qint64 usedBytes();
    /// Undoes everything since the last commit, as a crash would; the store can be used on.
    void rollback();
    bool isInTransaction() const;
    /// The first failure since the last rollback, if any.
    const std::optional<Error> &error() const { return m_error; }
    /// Grows whenever something was undone: whoever caches what is stored compares it.
    quint64 undoCount() const { return m_undoCount; }
    /// Grows with every successful commit.
    quint64 commitCount() const { return m_commitCount; }

    /// A value kept under a name, for clocks and the like.
    std::optional<QByteArray> meta(QByteArrayView key) const;
    void setMeta(QByteArrayView key, const QByteArray &value);
    void removeMeta(QByteArrayView key);

    /// True if this file is a copy of the one that was last adopted, made by whatever means outside
    /// this program: restored, duplicated, or taken to another machine. Its clock may be in use
    /// elsewhere, or have gone on, so its owner must become a new member (design.md 2, rule 8).
    /// No conclusion is drawn from an error of the system: open() fails if it cannot be told, and error() may.
    bool isCopy() const;
    /// Marks this file as the original from now on. In a transaction.
    void adopt();

    /// Reads the whole file and looks for damage; slow. StoreDamaged, with what was found.
    Result<void> check();

    /// For those who find that what is stored cannot be: fails the transaction with StoreDamaged.
    void reportDamage(const QString &what);

    /// Runs one or more statements that take no values and give no rows; false after a failure.
    bool execute(const char *sql);

    /// Limits the file to `pages` pages (0: no limit), as a full disk would. For tests.
    void limitPages(qint64 pages);

private:
    friend class Query;
    explicit Store(QString path) : m_path(std::move(path)) { }

    Result<void> connect();
    Result<void> prepareSchema();
    Result<void> migrate(int from);
    /// As execute(), for one statement that is run often; `sql` must be a string literal.
    bool step(const char *sql);
    int integer(const char *sql);
    Error lastError() const;
    void fail();
    void undone();
    sqlite3_file *logFile() const;
    Result<void> copyAll(Store &other);
    void learnToShrink();
    void emptyLog();
    void cutLog();
    void extendLog();

    QString m_path;
    QByteArray m_fingerprint; ///< what a copy of the file does not share with it
    bool m_isTransient = false; ///< the file goes with this object
    sqlite3 *m_db = nullptr;
    std::optional<Error> m_error;
    quint64 m_undoCount = 0;
    quint64 m_commitCount = 0;
    int m_logPages = 0; ///< in the write-ahead log, as of the last commit
    qint64 m_logRoom = 0; ///< the size of its file in bytes, as far as it was extended here
    int m_pageSize = 0;
    bool m_isShrinkable = false; ///< pages of it can be given back one by one
    bool m_hasErased = false; ///< the log may have what was removed
    /// Prepared statements that are not in use, by the address of their literal.
    mutable std::unordered_map<const char *, std::vector<sqlite3_stmt *>> m_idle;
};

/// A prepared statement on loan from its store. Parameters count from 1, columns from 0.
class Store::Query
{
public:
    /// `sql` must be a string literal: prepared statements are kept by its address.
    Query(const Store &store, const char *sql);
    ~Query();
    Query(const Query &) = delete;
    Query &operator=(const Query &) = delete;

    Query &bind(int parameter, qint64 value);
    Query &bind(int parameter, quint64 value) { return bind(parameter, qint64(value)); }
    Query &bind(int parameter, int value) { return bind(parameter, qint64(value)); }
    Query &bind(int parameter, double value);
    /// Not copied: must live until reset() or the end of this object.
    Query &bindText(int parameter, QByteArrayView utf8);
    Query &bindBlob(int parameter, QByteArrayView bytes);
    Query &bindNull(int parameter);

    /// Steps to the next row; false when there is none, or after a failure.
    bool next();
    /// Runs a statement that gives no rows, and resets it; false after a failure.
    bool run();
    /// Makes the statement ready to be bound and run again.
    void reset();
    /// The number of rows that the last run() changed.
    int changed() const { return m_changed; }
    /// The number of the row that the last run() inserted, of a table that has such.
    qint64 insertedId() const;

    qint64 integer(int column) const;
    double real(int column) const;
    bool isNull(int column) const;
    QByteArray bytes(int column) const;
    /// Valid until the next step.
    QByteArrayView view(int column) const;

private:
    const Store &m_store;
    std::vector<sqlite3_stmt *> &m_idle; ///< where the statement goes back to
    sqlite3_stmt *m_statement = nullptr;
    int m_changed = 0;
};

/// Part of a transaction that can be undone alone: it is, unless release() was called. Nests.
class Store::Savepoint
{
public:
    /// Opens a transaction if there is none.
    explicit Savepoint(Store &store);
    ~Savepoint();
    Savepoint(const Savepoint &) = delete;
    Savepoint &operator=(const Savepoint &) = delete;

    /// Keeps what was done, or undoes it and tells why.
    Result<void> release();
    /// Undoes what was done, before the end of this object; nothing if it was released.
    void giveUp();

private:
    void undo();

    Store &m_store;
    bool m_open = false;
};

} // namespace mld
