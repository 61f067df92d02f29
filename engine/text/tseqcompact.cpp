// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/tseq_p.h"

#include <algorithm>
#include <utility>
#include <vector>

// The state as this engine keeps it: by chunks, which takes a fifth of the MessagePack.
//
//   text     mark (C1 01), tick, children
//   children count of arrays, arrays
//   array    number of its process, its id if that is new, start, items, 0
//   item     length · 8 + 4 if children follow + kind; then, but for holes, tick; units; children
//
// Numbers have seven bits in a byte, the lowest first. A start, and the tick of an item, which is told as
// its distance from the last tick before, are signed: the sign is their lowest bit. Units are as in UTF-8.

namespace mld {

using namespace text;

namespace {

constexpr quint8 mark[] = {0xc1, 1}; // no MessagePack begins like this

enum Kind : quint64 { Holes, Pasted, Typed, EmptyNode };
constexpr quint64 hasChildren = 4;

Error badState()
{
    return {ErrorCode::Malformed, QStringLiteral("The stored state of a shared text is not valid.")};
}

class CompactWriter
{
public:
    explicit CompactWriter(const TextTree &tree) : m_tree(tree) { }

    QByteArray write(qint64 tick)
    {
        m_bytes.reserve(64 + qsizetype(m_tree.length()) * 2);
        m_bytes.append(reinterpret_cast<const char *>(mark), sizeof mark);
        number(quint64(tick));
        enter(TextTree::RootList);
        while (!m_levels.empty()) {
            Level &level = m_levels.back();
            if (level.array && level.chunk) {
                writeChunk(level);
            } else if (level.array) {
                writeHoles(level, m_tree.array(level.array).end());
                number(0);
                level.array = 0;
            } else if (level.next < level.arrays.size()) {
                beginArray(level);
            } else {
                m_levels.pop_back();
            }
        }
        return m_bytes;
    }

private:
    struct Level
    {
        std::span<const Id> arrays;
        size_t next = 0; // of `arrays`, to be begun
        Id array = 0;    // the one being written, or 0
        Id chunk = 0;    // of it, the next to be written
        qint32 index = 0;
    };

    void number(quint64 value)
    {
        for (; value >= 0x80; value >>= 7)
            m_bytes.append(char(0x80 | (value & 0x7f)));
        m_bytes.append(char(value));
    }

    void signedNumber(qint64 value)
    {
        number(value < 0 ? quint64(-value) << 1 | 1 : quint64(value) << 1);
    }

    void unit(char16_t unit)
    {
        if (unit < 0x80) {
            m_bytes.append(char(unit));
        } else if (unit < 0x800) {
            m_bytes.append(char(0xc0 | (unit >> 6)));
            m_bytes.append(char(0x80 | (unit & 0x3f)));
        } else {
            m_bytes.append(char(0xe0 | (unit >> 12)));
            m_bytes.append(char(0x80 | ((unit >> 6) & 0x3f)));
            m_bytes.append(char(0x80 | (unit & 0x3f)));
        }
    }

    void enter(Id list)
    {
        const std::span<const Id> arrays = m_tree.children(list);
        number(arrays.size());
        m_levels.push_back({arrays, 0, 0, 0, 0});
    }

    void beginArray(Level &level)
    {
        level.array = level.arrays[level.next++];
        const Array &array = m_tree.array(level.array);
        const auto known = std::find(m_pids.begin(), m_pids.end(), array.pid);
        number(quint64(known - m_pids.begin()));
        if (known == m_pids.end()) {
            const QByteArray pid = m_tree.pidText(array.pid).toUtf8();
            number(quint64(pid.size()));
            m_bytes.append(pid);
            m_pids.push_back(array.pid);
        }
        signedNumber(array.start);
        level.chunk = m_tree.firstIn(level.array);
        level.index = array.start;
    }

    void writeHoles(Level &level, qint32 end)
    {
        if (end > level.index)
            number(quint64(end - level.index) << 3 | Holes);
        level.index = end;
    }

    void writeChunk(Level &level)
    {
        const Chunk &chunk = m_tree.chunk(level.chunk);
        writeHoles(level, chunk.index);
        const bool isParent = !m_tree.children(chunk.children).empty();
        const Kind kind = !chunk.isVisible ? EmptyNode : chunk.step == 0 ? Pasted : Typed;
        number(quint64(chunk.length) << 3 | (isParent ? hasChildren : 0) | kind);
        signedNumber(chunk.tick - m_lastTick);
        m_lastTick = chunk.tickAt(chunk.length - 1);
        if (chunk.isVisible) {
            const char16_t *units = m_tree.unitsOf(chunk);
            std::for_each(units, units + chunk.length, [this](char16_t each) { unit(each); });
        }
        level.index = chunk.end();
        level.chunk = m_tree.nextInArray(level.chunk);
        if (isParent)
            enter(chunk.children);
    }

    const TextTree &m_tree;
    QByteArray m_bytes;
    std::vector<Level> m_levels;
    std::vector<Id> m_pids; // in the order of their numbers
    qint64 m_lastTick = 0;
};

/// Reads what CompactWriter writes. Of other bytes it says that they are not that.
class CompactReader
{
public:
    CompactReader(TextTree &tree, Id ownPid, QByteArrayView bytes)
        : m_tree(tree), m_builder(tree), m_ownPid(ownPid),
          m_next(reinterpret_cast<const uchar *>(bytes.data())), m_end(m_next + bytes.size())
    {
    }

    bool read()
    {
        m_next += sizeof mark; // see isCompact()
        tick = qint64(number(TextOperation::MaxTick));
        if (!enter(0))
            return false;
        while (!m_levels.empty() && m_isSound) {
            Level &level = m_levels.back();
            if (level.array)
                readItem(level);
            else if (level.arraysLeft > 0)
                beginArray(level);
            else
                m_levels.pop_back();
        }
        return m_isSound && m_next == m_end && m_tree.positions() <= TSeq::MaxLength
            && m_builder.finish();
    }

    /// The tick of the text, or the highest of the own process in it.
    qint64 tick = 0;

private:
    struct Level
    {
        Id parent = 0;
        quint64 arraysLeft = 0; // below the parent, not begun yet
        Id array = 0;           // the one being read, or 0
        qint64 start = 0;
        qint64 index = 0; // of the next position
        bool isOwn = false;
    };

    bool fail()
    {
        m_isSound = false;
        return false;
    }

    quint64 number(quint64 most)
    {
        quint64 value = 0;
        for (int shift = 0; shift < 63 && m_next != m_end; shift += 7) {
            const uchar byte = *m_next++;
            value |= quint64(byte & 0x7f) << shift;
            if (byte < 0x80)
                return value <= most ? value : fail();
        }
        return fail();
    }

    qint64 signedNumber(qint64 most)
    {
        const quint64 value = number(quint64(most) << 1 | 1);
        return value & 1 ? -qint64(value >> 1) : qint64(value >> 1);
    }

    char16_t unit()
    {
        const int length = m_next == m_end ? 4 : *m_next < 0x80 ? 1 : *m_next < 0xe0 ? 2 : 3;
        if (m_end - m_next < length)
            return fail();
        const uchar *bytes = std::exchange(m_next, m_next + length);
        const auto low = [bytes](int i) { return bytes[i] & 0x3f; };
        switch (length) {
        case 1:
            return bytes[0];
        case 2:
            return char16_t((bytes[0] & 0x1f) << 6 | low(1));
        default:
            return char16_t((bytes[0] & 0x0f) << 12 | low(1) << 6 | low(2));
        }
    }

    bool enter(Id parent)
    {
        if (qsizetype(m_levels.size()) >= TextOperation::MaxPathLength)
            return fail();
        m_levels.push_back({parent, number(quint64(m_end - m_next)), 0, 0, 0, false});
        return m_isSound;
    }

    Id readPid()
    {
        const quint64 number = this->number(m_pids.size());
        if (number == m_pids.size() && m_isSound) {
            const auto size = qsizetype(this->number(quint64(m_end - m_next)));
            if (size == 0 || size > m_end - m_next) {
                fail();
                return 0;
            }
            m_pids.push_back(m_tree.internPid(QString::fromUtf8(QByteArrayView(m_next, size))));
            m_next += size;
        }
        return m_isSound ? m_pids[number] : 0;
    }

    void beginArray(Level &level)
    {
        const Id pid = readPid();
        level.start = level.index = signedNumber(TextOperation::MaxIndex);
        if (!m_isSound)
            return;
        level.isOwn = pid == m_ownPid;
        level.array = m_builder.begin(level.parent, pid, qint32(level.start));
        --level.arraysLeft;
    }

    void readItem(Level &level)
    {
        const quint64 item = number(quint64(TSeq::MaxLength) << 4);
        const auto length = qint64(item >> 3);
        const auto kind = Kind(item & 3);
        if (item == 0) {
            m_builder.end(level.array, qint32(level.index - level.start));
            level.array = 0;
            return;
        }
        if (length == 0 || level.index + length > TextOperation::MaxIndex
            || (kind == EmptyNode && length > 1) || (kind == Holes && item & hasChildren)) {
            fail();
        } else if (kind == Holes) {
            level.index += length;
        } else if (const Id chunk = readChunk(level, kind, length); item & hasChildren && m_isSound) {
            enter(chunk);
        }
    }

    /// Returns the chunk that now ends with the last position read.
    Id readChunk(Level &level, Kind kind, qint64 length)
    {
        Id chunk = 0;
        m_lastTick += signedNumber(TextOperation::MaxTick);
        for (qint64 i = 0; i < length && m_isSound; ++i) {
            m_lastTick += i > 0 && kind == Typed ? 1 : 0;
            const char16_t each = kind == EmptyNode ? u'\0' : unit();
            if (m_lastTick < 0 || m_lastTick > TextOperation::MaxTick
                || (each == 0) != (kind == EmptyNode) || QChar::isSurrogate(each)) {
                fail();
                break;
            }
            chunk = m_builder.append(level.array, qint32(level.index++), {each, m_lastTick});
        }
        if (level.isOwn)
            tick = std::max(tick, m_lastTick);
        return chunk;
    }

    TextTree &m_tree;
    TextTree::Builder m_builder;
    Id m_ownPid;
    const uchar *m_next;
    const uchar *m_end;
    bool m_isSound = true;
    std::vector<Level> m_levels;
    std::vector<Id> m_pids; // in the order of their numbers
    qint64 m_lastTick = 0;
};

} // namespace

bool TSeq::isCompact(QByteArrayView bytes)
{
    return bytes.startsWith(QByteArrayView(reinterpret_cast<const char *>(mark), sizeof mark));
}

QByteArray TSeq::saveCompact() const
{
    return CompactWriter(d->tree).write(d->tick);
}

Result<TSeq> TSeq::loadCompact(const QString &pid, QByteArrayView bytes)
{
    if (!isCompact(bytes))
        return badState();
    TSeq text(pid);
    CompactReader reader(text.d->tree, text.d->ownPid, bytes);
    if (!reader.read())
        return badState();
    text.d->tick = reader.tick;
    return text;
}

} // namespace mld
