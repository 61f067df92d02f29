// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QByteArray>
#include <QString>

#include <memory>

struct sqlite3;
struct sqlite3_stmt;

namespace commonplace {

/// An SQLite database that can be made anew at any time, so its commits do not wait for the disk. One thread at a
/// time; others that have it open wait for each other.
class IndexFile
{
public:
    class Statement;

    /// Opens the file, and makes it, for its owner alone, if it does not exist. What is damaged, or has another
    /// `version` than this, is replaced by one that prepare() is to fill: isNew() then.
    static mld::Result<std::unique_ptr<IndexFile>> open(const QString &path, int version);
    /// Takes the file and what SQLite keeps beside it off the disk. Not while it is open.
    static void removeFiles(const QString &path);
    ~IndexFile();
    IndexFile(const IndexFile &) = delete;
    IndexFile &operator=(const IndexFile &) = delete;

    bool isNew() const { return m_isNew; }
    bool execute(const char *sql);
    bool begin() { return execute("BEGIN IMMEDIATE"); }
    /// On failure nothing of the transaction remains.
    mld::Result<void> commit();
    /// How many rows were changed since the file was opened.
    int changes() const;
    /// The first failure since the last commit().
    mld::Result<void> result() const;
    const QString &path() const { return m_path; }

private:
    IndexFile(QString path) : m_path(std::move(path)) { }
    mld::Result<void> connect(int version);
    void note(int code);

    QString m_path;
    sqlite3 *m_db = nullptr;
    int m_failure = 0;
    bool m_isNew = false;
};

/// A statement with its values. Parameters count from 1, columns from 0. What fails gives no rows, and makes the
/// transaction fail.
class IndexFile::Statement
{
public:
    Statement(IndexFile &file, const char *sql);
    ~Statement();
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    Statement &bind(int parameter, qint64 value);
    Statement &bind(int parameter, const QString &value) { return bind(parameter, value.toUtf8()); }
    Statement &bind(int parameter, const QByteArray &utf8);
    bool next();
    /// Runs it to its end, and makes it ready to be bound and run again.
    bool run();
    void reset();

    qint64 integer(int column) const;
    QString text(int column) const { return QString::fromUtf8(bytes(column)); }
    QByteArray bytes(int column) const;

private:
    IndexFile &m_file;
    sqlite3_stmt *m_statement = nullptr;
};

} // namespace commonplace
