// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <sqlite3.h>

namespace mld {

namespace {

/// SQLite takes a null pointer for NULL, which an empty array may have.
const char *dataOf(QByteArrayView bytes)
{
    return bytes.isEmpty() ? "" : bytes.data();
}

} // namespace

Store::Query::Query(const Store &store, const char *sql) : m_store(store), m_idle(store.m_idle[sql])
{
    if (!m_idle.empty()) {
        m_statement = m_idle.back();
        m_idle.pop_back();
        return;
    }
    if (sqlite3_prepare_v3(store.m_db, sql, -1, SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr)
        != SQLITE_OK) {
        const_cast<Store &>(store).fail();
    }
}

Store::Query::~Query()
{
    if (!m_statement)
        return;
    reset();
    m_idle.push_back(m_statement);
}

Store::Query &Store::Query::bind(int parameter, qint64 value)
{
    sqlite3_bind_int64(m_statement, parameter, value);
    return *this;
}

Store::Query &Store::Query::bind(int parameter, double value)
{
    sqlite3_bind_double(m_statement, parameter, value);
    return *this;
}

Store::Query &Store::Query::bindText(int parameter, QByteArrayView utf8)
{
    sqlite3_bind_text64(m_statement, parameter, dataOf(utf8), sqlite3_uint64(utf8.size()),
                        SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

Store::Query &Store::Query::bindBlob(int parameter, QByteArrayView bytes)
{
    sqlite3_bind_blob64(m_statement, parameter, dataOf(bytes), sqlite3_uint64(bytes.size()),
                        SQLITE_STATIC);
    return *this;
}

Store::Query &Store::Query::bindNull(int parameter)
{
    sqlite3_bind_null(m_statement, parameter);
    return *this;
}

bool Store::Query::next()
{
    if (!m_statement || m_store.m_error)
        return false;
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        const_cast<Store &>(m_store).fail();
    return false;
}

bool Store::Query::run()
{
    while (next()) { }
    const bool done = m_statement && !m_store.m_error;
    m_changed = done ? sqlite3_changes(m_store.m_db) : 0;
    reset();
    return done;
}

qint64 Store::Query::insertedId() const
{
    return sqlite3_last_insert_rowid(m_store.m_db);
}

void Store::Query::reset()
{
    sqlite3_reset(m_statement);
}

qint64 Store::Query::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Store::Query::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

bool Store::Query::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

QByteArrayView Store::Query::view(int column) const
{
    const void *data = sqlite3_column_blob(m_statement, column);
    return { static_cast<const char *>(data), sqlite3_column_bytes(m_statement, column) };
}

QByteArray Store::Query::bytes(int column) const
{
    return view(column).toByteArray();
}

} // namespace mld
