// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QByteArrayView>
#include <QString>

namespace mld {

/// Reads MessagePack value by value, from bytes it does not trust and does not copy (wire.md 2).
/// The bytes are parsed by msgpack-cxx, one value at a time: of an array or map only its head.
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
        Invalid,   ///< `C1`, or bytes that end within the value or before it
    };

    explicit MsgPackReader(QByteArrayView bytes)
        : m_next(reinterpret_cast<const uchar *>(bytes.data())), m_end(m_next + bytes.size())
    {
    }

    /// The type of the next value, which is not read.
    Type peek() const { return head().type; }
    bool nextIs(Type type) const { return peek() == type; }

    bool hasFailed() const { return m_problem != nullptr; }
    /// Makes this reader fail, for a decoder that does not like what it has read. `problem`, which
    /// must live for ever, says why.
    void fail(const char *problem = "a value is not what it should be");
    /// Makes this reader fail if `other` has, which read a part of the same message.
    void failWith(const MsgPackReader &other)
    {
        if (other.hasFailed())
            fail(other.m_problem);
    }
    /// True if all bytes were read, without failure.
    bool isDone() const { return m_next == m_end && !hasFailed(); }
    qsizetype bytesLeft() const { return m_end - m_next; }
    /// What is wrong, for the end of a sentence: why the first failure was, or that there are bytes
    /// left. Empty if isDone().
    QString problem() const;
    /// `Malformed`, in a sentence that has %1 where problem() goes.
    Error malformed(const QString &sentence) const;

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

    /// Passes over the next value and returns its bytes. Fails for a value of more than a million
    /// levels.
    QByteArrayView readRaw();
    void skip() { readRaw(); }

private:
    /// A value, or the head of an array or map, taken apart.
    struct Head
    {
        Type type = Type::Invalid;
        bool isTrue = false;
        bool isHuge = false; ///< an integer beyond qint64, which `number` approximates
        quint32 size = 0;    ///< bytes of a string or binary; values of an array; pairs of a map
        qint64 integer = 0;
        double number = 0;             ///< of an integer or float
        const char *invalid = nullptr; ///< why it is, if it does not just end too early
        const uchar *end = nullptr;    ///< where the bytes go on; null if not parsed yet
    };
    struct HeadVisitor;
    struct SkipVisitor;

    const Head &head() const
    {
        if (!m_head.end)
            parseHead();
        return m_head;
    }
    void parseHead() const;
    bool parseShortHead() const;
    /// Passes over what head() gives. Fails unless it is of `type`.
    Head take(Type type);
    QByteArrayView takeBytes(Type type);
    qsizetype takeCount(Type type, int valuesEach);
    void goTo(const uchar *place);
    void failAsNot(Type wanted);

    const uchar *m_next;
    const uchar *m_end;
    const char *m_problem = nullptr;
    mutable Head m_head;
};

} // namespace mld
