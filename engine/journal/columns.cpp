// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/columns_p.h"

#include <QHash>

#include <algorithm>

namespace mld::journalpack {

namespace {

/// Fewer byte arrays of one length are written one after the other: what they have in common is short of rows,
/// and rather found along them.
constexpr size_t minRows = 4;
/// More than all of a pack ever is.
constexpr quint64 maxBytes = quint64(1) << 30;

/// How a column of bytes is written.
enum class Form : uchar {
    Same,  ///< one byte, which all are
    Steps, ///< the first byte, and what is added to it each time
    Plain,
    Differences, ///< the first byte, and the difference of each from the one before
};

void addNumber(QByteArray &to, quint64 number)
{
    while (number >= 0x80) {
        to.append(char(number | 0x80));
        number >>= 7;
    }
    to.append(char(number));
}

quint64 takeNumber(QByteArrayView &from, bool &hasFailed)
{
    quint64 number = 0;
    for (int shift = 0; shift < 64 && !from.isEmpty(); shift += 7) {
        const auto byte = uchar(from.front());
        from = from.sliced(1);
        number |= quint64(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
    hasFailed = true;
    return 0;
}

/// Those of the same length, by their places, in the order in which the lengths first come.
template <typename Sizes>
std::vector<std::vector<size_t>> groupsOf(const Sizes &sizes)
{
    std::vector<std::vector<size_t>> groups;
    QHash<quint64, size_t> bySize;
    for (size_t i = 0; i < sizes.size(); ++i) {
        const auto found = bySize.constFind(sizes[i]);
        const size_t group = found == bySize.constEnd() ? groups.size() : *found;
        if (group == groups.size()) {
            bySize.insert(sizes[i], group);
            groups.emplace_back();
        }
        groups[group].push_back(i);
    }
    return groups;
}

/// How many pairs of equal bytes there are: the more, the better it compresses.
quint64 sameness(const QByteArray &bytes)
{
    std::array<quint64, 256> counts = {};
    for (const char byte : bytes)
        ++counts[uchar(byte)];
    quint64 pairs = 0;
    for (const quint64 count : counts)
        pairs += count * count;
    return pairs;
}

void addForm(QByteArray &to, Form form)
{
    to.append(char(form));
}

void addColumn(QByteArray &to, const QByteArray &bytes)
{
    QByteArray differences = bytes;
    for (qsizetype i = bytes.size() - 1; i > 0; --i)
        differences[i] = char(bytes[i] - bytes[i - 1]);
    const bool isEven = std::all_of(differences.cbegin() + 1, differences.cend(),
                                    [&](char difference) { return difference == differences[1]; });
    if (isEven) {
        const bool isSame = differences[1] == 0;
        addForm(to, isSame ? Form::Same : Form::Steps);
        to.append(differences.constData(), isSame ? 1 : 2);
    } else if (sameness(differences) > sameness(bytes)) {
        addForm(to, Form::Differences);
        to.append(differences);
    } else {
        addForm(to, Form::Plain);
        to.append(bytes);
    }
}

} // namespace

ColumnWriter &ColumnWriter::number(quint64 number)
{
    addNumber(m_numbers, number);
    return *this;
}

QByteArray ColumnWriter::take(quint64 rows)
{
    QByteArray all;
    addNumber(all, rows);
    addNumber(all, quint64(m_numbers.size()));
    all.append(m_numbers);
    for (const std::vector<QByteArray> &column : m_columns) {
        std::vector<quint64> sizes;
        addNumber(all, column.size());
        for (const QByteArray &bytes : column) {
            sizes.push_back(quint64(bytes.size()));
            addNumber(all, sizes.back());
        }
        QByteArray down;
        for (const std::vector<size_t> &group : groupsOf(sizes)) {
            const auto length = qsizetype(sizes[group.front()]);
            if (group.size() < minRows) {
                for (const size_t place : group)
                    all.append(column[place]);
                continue;
            }
            for (qsizetype i = 0; i < length; ++i) {
                down.clear();
                for (const size_t place : group)
                    down.append(column[place][i]);
                addColumn(all, down);
            }
        }
    }
    return all;
}

ColumnReader::ColumnReader(QByteArrayView bytes) : m_left(bytes)
{
    m_rows = takeNumber(m_left, m_hasFailed);
    m_numbers = sliced(takeNumber(m_left, m_hasFailed));
    for (auto &column : m_columns)
        column = readColumn();
    m_hasFailed = m_hasFailed || !m_left.isEmpty();
}

QByteArrayView ColumnReader::sliced(quint64 size)
{
    if (size > quint64(m_left.size()))
        m_hasFailed = true;
    if (m_hasFailed)
        return {};
    const QByteArrayView taken = m_left.first(qsizetype(size));
    m_left = m_left.sliced(qsizetype(size));
    return taken;
}

std::vector<QByteArray> ColumnReader::readColumn()
{
    const quint64 count = takeNumber(m_left, m_hasFailed);
    if (count > quint64(m_left.size()))
        m_hasFailed = true;
    std::vector<quint64> sizes;
    quint64 total = 0;
    for (quint64 i = 0; i < count && !m_hasFailed; ++i) {
        sizes.push_back(takeNumber(m_left, m_hasFailed));
        total += std::min(sizes.back(), maxBytes);
        m_hasFailed = m_hasFailed || total > maxBytes;
    }
    if (m_hasFailed)
        return {};
    std::vector<QByteArray> column(sizes.size());
    for (const std::vector<size_t> &group : groupsOf(sizes)) {
        const quint64 length = sizes[group.front()];
        if (group.size() < minRows) {
            for (const size_t place : group)
                column[place] = sliced(length).toByteArray();
            continue;
        }
        for (const size_t place : group)
            column[place].resize(qsizetype(length));
        QByteArray down;
        for (qsizetype i = 0; i < qsizetype(length) && readDown(down, group.size()); ++i) {
            for (size_t row = 0; row < group.size(); ++row)
                column[group[row]][i] = down[qsizetype(row)];
        }
    }
    return column;
}

/// Reads the bytes of one place in all rows of a group.
bool ColumnReader::readDown(QByteArray &bytes, size_t rows)
{
    const QByteArrayView begin = sliced(1);
    const auto form = begin.isEmpty() ? Form::Same : Form(begin.front());
    m_hasFailed = m_hasFailed || form > Form::Differences;
    const QByteArrayView data = sliced(form == Form::Same ? 1 : form == Form::Steps ? 2 : rows);
    if (m_hasFailed)
        return false;
    bytes.fill(data.front(), qsizetype(rows));
    for (qsizetype row = 1; row < bytes.size(); ++row) {
        if (form == Form::Steps)
            bytes[row] = char(bytes[row - 1] + data[1]);
        else if (form == Form::Plain)
            bytes[row] = data[row];
        else if (form == Form::Differences)
            bytes[row] = char(bytes[row - 1] + data[row]);
    }
    return true;
}

quint64 ColumnReader::number()
{
    return takeNumber(m_numbers, m_hasFailed);
}

QByteArray ColumnReader::bytes(Column column)
{
    auto &values = m_columns[size_t(column)];
    size_t &read = m_read[size_t(column)];
    if (read >= values.size()) {
        m_hasFailed = true;
        return {};
    }
    return std::move(values[read++]);
}

} // namespace mld::journalpack
