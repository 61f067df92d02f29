// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textpack_p.h"

#include "text/surrogates_p.h"

namespace mld::text {

void PackSink::grow(qsizetype size)
{
    const qsizetype used = m_next - m_bytes.data();
    m_bytes.resize(std::max(2 * m_bytes.size(), used + size));
    m_next = m_bytes.data() + used;
    m_end = m_bytes.data() + m_bytes.size();
}

void PackSink::putWide(qint64 value)
{
    if (value >= 0) {
        if (value < 128)
            put(quint8(value));
        else if (value < 256)
            put(0xcc, quint8(value));
        else if (value < 65536)
            put(0xcd, quint16(value));
        else if (value < qint64(1) << 32)
            put(0xce, quint32(value));
        else
            put(0xcf, quint64(value));
    } else if (value >= -32) {
        put(quint8(value));
    } else if (value >= -128) {
        put(0xd0, quint8(value));
    } else if (value >= -32768) {
        put(0xd1, quint16(value));
    } else if (value >= -(qint64(1) << 31)) {
        put(0xd2, quint32(value));
    } else {
        put(0xd3, quint64(value));
    }
}

void PackSink::writePid(const QString &pid)
{
    // The names of a path share the text of equal ids.
    if (pid.constData() == m_lastPid) {
        need(m_lastSize);
        std::memcpy(m_next, m_bytes.data() + m_lastStart, size_t(m_lastSize));
        m_next += m_lastSize;
        return;
    }
    const QByteArray utf8 = pid.toUtf8();
    need(5 + utf8.size());
    m_lastPid = pid.constData();
    m_lastStart = m_next - m_bytes.data();
    if (utf8.size() < 32)
        put(0xa0 | quint8(utf8.size()));
    else if (utf8.size() < 256)
        put(0xd9, quint8(utf8.size()));
    else if (utf8.size() < 65536)
        put(0xda, quint16(utf8.size()));
    else
        put(0xdb, quint32(utf8.size()));
    writeRaw(utf8);
    m_lastSize = m_next - m_bytes.data() - m_lastStart;
}

void writePath(PackSink &sink, const TextPath &path)
{
    sink.beginArray(qsizetype(path.size()));
    for (const TextName &name : path) {
        sink.beginArray(2);
        sink.writePid(name.pid);
        sink.writeInteger(name.index);
    }
}

// Reading ----------------------------------------------------------------------------------------

namespace {

// A position in its common form: a short array of a string of up to three bytes and a positive integer of
// up to 32 bits. Returns where it ends, or null if it has another form.
const uchar *readCommonCell(const uchar *next, const uchar *end, TextChar &value,
                            qsizetype &arrays)
{
    if (end - next < 10 || (*next & 0xf0) != 0x90 || *next < 0x92)
        return nullptr; // near the end, reading on without a check is not safe
    arrays = (*next++ & 0x0f) - 2;
    switch (*next++) {
    case 0xa0: value.unit = 0; break;
    case 0xa1:
        if (next[0] == 0 || next[0] >= 0x80)
            return nullptr;
        value.unit = *next++;
        break;
    case 0xa2:
        if ((next[0] & 0xe0) != 0xc0 || next[0] < 0xc2 || (next[1] & 0xc0) != 0x80)
            return nullptr;
        value.unit = char16_t((next[0] & 0x1f) << 6 | (next[1] & 0x3f));
        next += 2;
        break;
    case 0xa3:
        if ((next[0] & 0xf0) != 0xe0 || (next[1] & 0xc0) != 0x80 || (next[2] & 0xc0) != 0x80)
            return nullptr;
        value.unit = char16_t((next[0] & 0x0f) << 12 | (next[1] & 0x3f) << 6 | (next[2] & 0x3f));
        next += 3;
        if (value.unit < 0x800 || QChar::isSurrogate(value.unit))
            return nullptr;
        break;
    default: return nullptr;
    }
    const uchar lead = *next++;
    if (lead < 0x80)
        value.tick = lead;
    else if (lead == 0xcc && end - next >= 1)
        value.tick = *next++;
    else if (lead == 0xcd && end - next >= 2)
        value.tick = next[0] << 8 | next[1], next += 2;
    else if (lead == 0xce && end - next >= 4)
        value.tick = qint64(next[0]) << 24 | next[1] << 16 | next[2] << 8 | next[3], next += 4;
    else
        return nullptr;
    return next;
}

} // namespace

bool PackSource::readCellSlowly(TextChar &value, qsizetype &arrays)
{
    if (!m_reader.nextIs(MsgPackReader::Type::Array))
        return false;
    arrays = m_reader.readArray() - 2;
    if (arrays < 0 || !m_reader.nextIs(MsgPackReader::Type::String))
        return false;
    const QByteArrayView bytes = m_reader.readUtf8();
    if (bytes.size() > 4)
        return false;
    value.unit = 0;
    if (!bytes.isEmpty()) {
        const QString units = QString::fromUtf8(bytes);
        if (units.size() != 1)
            return false;
        value.unit = toPosition(units.front().unicode());
    }
    if (!m_reader.nextIs(MsgPackReader::Type::Integer)
        && !m_reader.nextIs(MsgPackReader::Type::Float))
        return false;
    value.tick = m_reader.readInteger();
    return !m_reader.hasFailed() && value.tick >= 0 && value.tick <= TextOperation::MaxTick;
}

bool PackSource::readCell(TextChar &value, qsizetype &arrays)
{
    if (const uchar *next = readCommonCell(here(), end(), value, arrays)) {
        goTo(next);
        return true;
    }
    return readCellSlowly(value, arrays);
}

bool PackSource::readCells(qsizetype count, std::vector<TextChar> &values)
{
    values.reserve(values.size() + size_t(std::min(count, m_reader.bytesLeft() / 3)));
    const uchar *next = here();
    for (; count > 0; --count) {
        TextChar value;
        qsizetype arrays = 0;
        if (const uchar *after = readCommonCell(next, end(), value, arrays)) {
            next = after;
        } else {
            goTo(next);
            if (!readCellSlowly(value, arrays))
                return false;
            next = here();
        }
        if (arrays != 0)
            return false;
        values.push_back(value);
    }
    goTo(next);
    return true;
}

// The names of a path share the text of equal ids.
const QString &PackSource::pidOf(QByteArrayView utf8)
{
    for (const auto &[bytes, pid] : m_pids) {
        if (bytes == utf8)
            return pid;
    }
    if (m_pids.size() == 4)
        m_pids.erase(m_pids.cbegin());
    m_pids.push_back({utf8, QString::fromUtf8(utf8)});
    return m_pids.back().second;
}

bool PackSource::readNameSlowly(TextName &name)
{
    if (!m_reader.nextIs(MsgPackReader::Type::String))
        return false;
    const QByteArrayView utf8 = m_reader.readUtf8();
    if (utf8.isEmpty())
        return false;
    name.pid = pidOf(utf8);
    const qint64 index = m_reader.readInteger();
    if (m_reader.hasFailed() || index > TextOperation::MaxIndex || index < -TextOperation::MaxIndex)
        return false;
    name.index = qint32(index);
    return true;
}

bool PackSource::readName(TextName &name)
{
    // Ids are short mostly, and so are indexes.
    const uchar *next = here();
    if (end() - next >= 40 && next[0] > 0xa0 && next[0] < 0xc0) {
        const qsizetype size = next[0] & 0x1f;
        const uchar *index = next + 1 + size;
        qint32 value = 0;
        qsizetype width = 1;
        if (index[0] < 0x80)
            value = index[0];
        else if (index[0] == 0xcc)
            value = index[1], width = 2;
        else if (index[0] == 0xcd)
            value = index[1] << 8 | index[2], width = 3;
        else
            return readNameSlowly(name);
        name.pid = pidOf(QByteArrayView(next + 1, size));
        name.index = value;
        goTo(index + width);
        return true;
    }
    return readNameSlowly(name);
}

bool PackSource::readPath(TextPath &path)
{
    const qsizetype length = m_reader.readArray();
    if (length > TextOperation::MaxPathLength)
        return false;
    path.resize(size_t(length));
    for (TextName &name : path) {
        const uchar *next = here();
        if (next != end() && *next == 0x92)
            goTo(next + 1);
        else if (m_reader.readArray() != 2)
            return false;
        if (!readName(name))
            return false;
    }
    return !m_reader.hasFailed();
}

} // namespace mld::text
