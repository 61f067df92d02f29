// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <array>
#include <vector>

namespace mld::journalpack {

/// What the bytes of an entry are: those of one kind resemble each other.
enum class Column { Tid, Time, Operation, Undo, Attribution };
inline constexpr size_t columnCount = 5;

/// Takes numbers and bytes, row by row, and lays them out so that general compression finds what they have in
/// common: byte arrays of the same kind and length stand below each other, and are written down the
/// columns; those in which nothing changes, or all in even steps, as one value.
class ColumnWriter
{
public:
    ColumnWriter &number(quint64 number);
    void bytes(Column column, const QByteArray &bytes) { m_columns[size_t(column)].push_back(bytes); }
    /// All of it. The writer is then of no more use.
    QByteArray take(quint64 rows);

private:
    QByteArray m_numbers;
    std::array<std::vector<QByteArray>, columnCount> m_columns;
};

/// Reads what ColumnWriter wrote, in the order in which it was written; a failure sticks.
class ColumnReader
{
public:
    explicit ColumnReader(QByteArrayView bytes);

    quint64 rows() const { return m_rows; }
    quint64 number();
    QByteArray bytes(Column column);
    bool hasFailed() const { return m_hasFailed; }

private:
    QByteArrayView sliced(quint64 size);
    std::vector<QByteArray> readColumn();
    bool readDown(QByteArray &bytes, size_t rows);

    QByteArrayView m_left;
    bool m_hasFailed = false;
    quint64 m_rows = 0;
    QByteArrayView m_numbers;
    std::array<std::vector<QByteArray>, columnCount> m_columns;
    std::array<size_t, columnCount> m_read = {};
};

} // namespace mld::journalpack
