// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>
#include <QString>

namespace mld {

/// Reads MessagePack value by value, from bytes it does not trust and does not copy (wire.md 2).
///
/// A failure sticks: from then on every read gives an empty value, so a decoder may read all it
/// wants and ask hasFailed() once at the end. No read allocates, loops or recurses by a length that
/// the bytes do not bear out: a count given by readArray() or readMap() is never more than the
/// number of bytes left. Decoders of recursive forms must limit their own depth.
///
/// A small value: a copy is a bookmark. The bytes must outlive it.
class MsgPackReader
{
public:
    enum class Type {
        Undefined, ///< `D4 00 00`
        Null,
        Boolean,
        Integer, ///< of any width
        Float,
        String,
        Binary,
        Array,
        Map,
        Extension, ///< any but undefined
        Invalid,   ///< `C1`, or the bytes are at their end
    };

    explicit MsgPackReader(QByteArrayView bytes)
        : m_next(reinterpret_cast<const uchar *>(bytes.data())), m_end(m_next + bytes.size())
    {
    }

    /// The type of the next value, which is not read.
    Type peek() const;
    bool nextIs(Type type) const { return peek() == type; }

    bool hasFailed() const { return m_hasFailed; }
    /// Makes this reader fail, for a decoder that does not like what it has read.
    void fail()
    {
        m_hasFailed = true;
        m_next = m_end;
    }
    /// True if all bytes were read, without failure.
    bool isDone() const { return m_next == m_end && !m_hasFailed; }
    qsizetype bytesLeft() const { return m_end - m_next; }

    /// Reads the next value if it is null or undefined, and says whether it was.
    bool skipNull();
    bool readBoolean();
    /// A whole number that fits, in whatever form: an integer, or a float without fraction.
    qint64 readInteger();
    /// Any number, as ECMAScript has it.
    double readNumber();
    /// What is not valid UTF-8 becomes U+FFFD.
    QString readString();
    /// The bytes of a string, which need not be valid UTF-8.
    QByteArrayView readUtf8();
    QByteArrayView readBinary();
    /// The number of values that follow.
    qsizetype readArray();
    /// The number of keys, each followed by its value, that follow.
    qsizetype readMap();

    /// Passes over the next value, however deep, and returns its bytes.
    QByteArrayView readRaw();
    void skip() { readRaw(); }

private:
    struct Head;

    Head readHead();
    const uchar *take(quint64 size);
    template <typename Unsigned>
    Unsigned takeBigEndian();

    const uchar *m_next;
    const uchar *m_end;
    bool m_hasFailed = false;
};

} // namespace mld
