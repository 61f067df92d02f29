// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/msgpackreader.h"
#include "text/textoperation.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QVarLengthArray>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace mld::text {

/// Writes MessagePack in the smallest forms, like MsgPackWriter, but without a call for each byte:
/// every keystroke is encoded, and a path may name one process many times over.
class PackSink
{
public:
    /// `size` is a guess at how much there will be.
    explicit PackSink(qsizetype size = 0) : m_bytes(std::max(size, Preallocated))
    {
        m_next = m_bytes.data();
        m_end = m_next + m_bytes.size();
    }
    Q_DISABLE_COPY_MOVE(PackSink)

    void beginArray(qsizetype count)
    {
        need(5);
        if (count < 16)
            put(0x90 | quint8(count));
        else if (count < 65536)
            put(0xdc, quint16(count));
        else
            put(0xdd, quint32(count));
    }
    void writeUndefined()
    {
        need(3);
        put(0xd4);
        put(0);
        put(0);
    }
    void writeNil()
    {
        need(1);
        put(0xc0);
    }
    void writeInteger(qint64 value)
    {
        need(9);
        if (value >= 0 && value < 128)
            put(quint8(value));
        else
            putWide(value);
    }
    /// A position with a number of arrays below it, which follow.
    void writeCell(char16_t unit, qint64 tick, qsizetype arrays = 0)
    {
        beginArray(2 + arrays);
        need(13);
        if (unit == 0) {
            put(0xa0);
        } else if (unit < 0x80) {
            put(0xa1);
            put(quint8(unit));
        } else if (unit < 0x800) {
            put(0xa2);
            put(quint8(0xc0 | (unit >> 6)));
            put(quint8(0x80 | (unit & 0x3f)));
        } else {
            put(0xa3);
            put(quint8(0xe0 | (unit >> 12)));
            put(quint8(0x80 | ((unit >> 6) & 0x3f)));
            put(quint8(0x80 | (unit & 0x3f)));
        }
        if (tick < 128)
            put(quint8(tick));
        else
            putWide(tick);
    }
    void writePid(const QString &pid);
    void writeRaw(QByteArrayView bytes)
    {
        need(bytes.size());
        std::memcpy(m_next, bytes.data(), size_t(bytes.size()));
        m_next += bytes.size();
    }

    QByteArray bytes() const { return QByteArray(m_bytes.constData(), m_next - m_bytes.constData()); }

private:
    void need(qsizetype size)
    {
        if (m_end - m_next < size)
            grow(size);
    }
    void grow(qsizetype size);
    void put(quint8 byte) { *m_next++ = char(byte); }
    template <typename Unsigned>
    void put(quint8 head, Unsigned value)
    {
        put(head);
        for (int shift = int(sizeof(Unsigned)) * 8 - 8; shift >= 0; shift -= 8)
            put(quint8(value >> shift));
    }
    void putWide(qint64 value);

    static constexpr qsizetype Preallocated = 1024;

    QVarLengthArray<char, Preallocated> m_bytes; // its size is how much is allocated
    char *m_next;
    char *m_end;
    // Where the process id that was written last is, with its head.
    const QChar *m_lastPid = nullptr;
    qsizetype m_lastStart = 0;
    qsizetype m_lastSize = 0;
};

/// Reads what PackSink and other clones write, in two ways: the common forms without a call for each byte,
/// and all others through MsgPackReader.
class PackSource
{
public:
    explicit PackSource(QByteArrayView bytes) : m_bytes(bytes), m_reader(bytes) { }

    MsgPackReader &reader() { return m_reader; }

    /// Reads a position's unit, as it is held in a position, and tick; `arrays` is how many follow it.
    /// False if it is not a position.
    bool readCell(TextChar &value, qsizetype &arrays);
    /// The same for `count` positions that nothing follows, added to `values`.
    bool readCells(qsizetype count, std::vector<TextChar> &values);
    /// Reads a process id and an index, within their bounds.
    bool readName(TextName &name);
    /// Reads a path of one name or more; false if it is not one.
    bool readPath(TextPath &path);

private:
    const uchar *here() const
    {
        return reinterpret_cast<const uchar *>(m_bytes.data()) + m_bytes.size()
            - m_reader.bytesLeft();
    }
    const uchar *end() const
    {
        return reinterpret_cast<const uchar *>(m_bytes.data()) + m_bytes.size();
    }
    void goTo(const uchar *place)
    {
        if (!m_reader.hasFailed())
            m_reader = MsgPackReader(m_bytes.last(end() - place));
    }
    bool readCellSlowly(TextChar &value, qsizetype &arrays);
    bool readNameSlowly(TextName &name);
    const QString &pidOf(QByteArrayView utf8);

    QByteArrayView m_bytes;
    MsgPackReader m_reader;
    // Process ids that were read, so that equal ones share their text.
    QVarLengthArray<std::pair<QByteArrayView, QString>, 4> m_pids;
};

/// Writes a path.
void writePath(PackSink &sink, const TextPath &path);

} // namespace mld::text
