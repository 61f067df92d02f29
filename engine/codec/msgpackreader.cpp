// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/msgpackreader.h"

#include <QStringDecoder>
#include <QtEndian>

#include <cmath>
#include <cstring>
#include <limits>

namespace mld {

/// The leading bytes of a value, taken apart.
struct MsgPackReader::Head
{
    Type type = Type::Invalid;
    /// Bytes of a string, binary or extension; values of an array; pairs of a map; 1 for true.
    quint64 size = 0;
    qint64 integer = 0;
    bool isHuge = false; ///< an integer beyond qint64, which `number` approximates
    double number = 0;   ///< of an integer or float
};

namespace {

// Ext type 0 with the one byte 0 is how m-ld-js writes undefined.
constexpr uchar fixExt1 = 0xd4;

} // namespace

MsgPackReader::Type MsgPackReader::peek() const
{
    if (m_next == m_end)
        return Type::Invalid;
    const uchar lead = *m_next;
    if (lead <= 0x7f || lead >= 0xe0)
        return Type::Integer;
    if (lead <= 0x8f)
        return Type::Map;
    if (lead <= 0x9f)
        return Type::Array;
    if (lead <= 0xbf)
        return Type::String;
    switch (lead) {
    case 0xc0:
        return Type::Null;
    case 0xc2:
    case 0xc3:
        return Type::Boolean;
    case 0xc4:
    case 0xc5:
    case 0xc6:
        return Type::Binary;
    case 0xc7:
    case 0xc8:
    case 0xc9:
        return Type::Extension;
    case 0xca:
    case 0xcb:
        return Type::Float;
    case 0xd9:
    case 0xda:
    case 0xdb:
        return Type::String;
    case 0xdc:
    case 0xdd:
        return Type::Array;
    case 0xde:
    case 0xdf:
        return Type::Map;
    case fixExt1:
        return bytesLeft() >= 3 && m_next[1] == 0 && m_next[2] == 0 ? Type::Undefined
                                                                     : Type::Extension;
    case 0xc1:
        return Type::Invalid;
    default:
        return lead <= 0xd3 ? Type::Integer : Type::Extension;
    }
}

const uchar *MsgPackReader::take(quint64 size)
{
    if (size > quint64(bytesLeft())) {
        fail();
        return nullptr;
    }
    const uchar *taken = m_next;
    m_next += size;
    return taken;
}

template <typename Unsigned>
Unsigned MsgPackReader::takeBigEndian()
{
    const uchar *bytes = take(sizeof(Unsigned));
    return bytes ? qFromBigEndian<Unsigned>(bytes) : Unsigned(0);
}

MsgPackReader::Head MsgPackReader::readHead()
{
    Head head;
    head.type = peek();
    const uchar *first = take(1);
    if (!first)
        return {};
    const uchar lead = *first;

    const auto takeSize = [this](int log2) -> quint64 {
        if (log2 == 0)
            return takeBigEndian<quint8>();
        return log2 == 1 ? takeBigEndian<quint16>() : takeBigEndian<quint32>();
    };
    const auto setInteger = [&head](qint64 value) {
        head.integer = value;
        head.number = double(value);
    };
    switch (head.type) {
    case Type::Integer:
        if (lead <= 0x7f || lead >= 0xe0) {
            setInteger(qint8(lead));
        } else if (lead == 0xcf) {
            const auto value = takeBigEndian<quint64>();
            head.isHuge = value > quint64(std::numeric_limits<qint64>::max());
            head.integer = head.isHuge ? 0 : qint64(value);
            head.number = double(value);
        } else if (lead <= 0xce) {
            setInteger(qint64(takeSize(lead - 0xcc)));
        } else if (lead == 0xd0) {
            setInteger(qint8(takeBigEndian<quint8>()));
        } else if (lead == 0xd1) {
            setInteger(qint16(takeBigEndian<quint16>()));
        } else if (lead == 0xd2) {
            setInteger(qint32(takeBigEndian<quint32>()));
        } else {
            setInteger(qint64(takeBigEndian<quint64>()));
        }
        break;
    case Type::Float:
        if (lead == 0xca) {
            const auto bits = takeBigEndian<quint32>();
            float value = 0;
            std::memcpy(&value, &bits, sizeof value);
            head.number = double(value);
        } else {
            const auto bits = takeBigEndian<quint64>();
            std::memcpy(&head.number, &bits, sizeof bits);
        }
        break;
    case Type::Boolean:
        head.size = lead & 1;
        break;
    case Type::String:
        head.size = lead <= 0xbf ? lead & 0x1f : takeSize(lead - 0xd9);
        break;
    case Type::Binary:
        head.size = takeSize(lead - 0xc4);
        break;
    case Type::Array:
        head.size = lead <= 0x9f ? lead & 0x0f : takeSize(lead - 0xdc + 1);
        break;
    case Type::Map:
        head.size = lead <= 0x8f ? lead & 0x0f : takeSize(lead - 0xde + 1);
        break;
    case Type::Undefined:
        take(2);
        break;
    case Type::Extension: // the type, then the data
        head.size = 1 + (lead <= 0xc9 ? takeSize(lead - 0xc7) : quint64(1) << (lead - fixExt1));
        break;
    case Type::Null:
        break;
    case Type::Invalid:
        fail();
        break;
    }
    return m_hasFailed ? Head() : head;
}

bool MsgPackReader::skipNull()
{
    const Type type = peek();
    if (type != Type::Null && type != Type::Undefined)
        return false;
    readHead();
    return true;
}

bool MsgPackReader::readBoolean()
{
    const Head head = readHead();
    if (head.type != Type::Boolean)
        fail();
    return head.size == 1 && !m_hasFailed;
}

qint64 MsgPackReader::readInteger()
{
    const Head head = readHead();
    if (head.type == Type::Integer && !head.isHuge)
        return head.integer;
    constexpr double limit = 9223372036854775808.0; // 2^63
    if (head.type == Type::Float && head.number >= -limit && head.number < limit
        && std::trunc(head.number) == head.number)
        return qint64(head.number);
    fail();
    return 0;
}

double MsgPackReader::readNumber()
{
    const Head head = readHead();
    if (head.type != Type::Integer && head.type != Type::Float)
        fail();
    return m_hasFailed ? 0 : head.number;
}

QString MsgPackReader::readString()
{
    const QByteArrayView utf8 = readUtf8();
    if (utf8.startsWith("\xef\xbb\xbf")) {
        // QString::fromUtf8 would take it for a byte order mark; here it is a character.
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
        return decoder(utf8);
    }
    return QString::fromUtf8(utf8);
}

QByteArrayView MsgPackReader::readUtf8()
{
    const Head head = readHead();
    if (head.type != Type::String)
        fail();
    const uchar *bytes = take(head.size);
    return bytes && !m_hasFailed ? QByteArrayView(bytes, qsizetype(head.size)) : QByteArrayView();
}

QByteArrayView MsgPackReader::readBinary()
{
    const Head head = readHead();
    if (head.type != Type::Binary)
        fail();
    const uchar *bytes = take(head.size);
    return bytes && !m_hasFailed ? QByteArrayView(bytes, qsizetype(head.size)) : QByteArrayView();
}

qsizetype MsgPackReader::readArray()
{
    const Head head = readHead();
    if (head.type != Type::Array || head.size > quint64(bytesLeft())) {
        fail();
        return 0;
    }
    return qsizetype(head.size);
}

qsizetype MsgPackReader::readMap()
{
    const Head head = readHead();
    if (head.type != Type::Map || head.size > quint64(bytesLeft()) / 2) {
        fail();
        return 0;
    }
    return qsizetype(head.size);
}

QByteArrayView MsgPackReader::readRaw()
{
    const uchar *begin = m_next;
    // How many values are still owed; never more than there are bytes left.
    for (quint64 owed = 1; owed > 0 && !m_hasFailed; --owed) {
        const Head head = readHead();
        switch (head.type) {
        case Type::String:
        case Type::Binary:
        case Type::Extension:
            take(head.size);
            break;
        case Type::Array:
            owed += head.size;
            break;
        case Type::Map:
            owed += 2 * head.size;
            break;
        default:
            break;
        }
        if (owed - 1 > quint64(bytesLeft()))
            fail();
    }
    return m_hasFailed ? QByteArrayView() : QByteArrayView(begin, m_next - begin);
}

} // namespace mld
