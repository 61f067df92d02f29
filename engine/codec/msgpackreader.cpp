// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/msgpackreader.h"

#include <QStringDecoder>

// The parser makes room for so many levels beforehand. One value needs none, and making it each time
// would take a quarter longer. Nothing else that is compiled here depends on it.
#define MSGPACK_EMBED_STACK_SIZE 0
#include <msgpack.hpp>

#include <cmath>
#include <limits>

namespace mld {

// Since that version, msgpack::parse says where a visitor has stopped it.
static_assert(MSGPACK_DEFAULT_API_VERSION >= 3);

namespace {

constexpr int maxDepth = 1 << 20;
const char *const endsWithin = "the bytes end within a value";
const char *const notMsgPack = "a byte is not MessagePack";

} // namespace

/// Takes down one value. Of an array or map only the head is wanted, so that parsing stops there:
/// nothing is held for a count that the bytes may not bear out.
struct MsgPackReader::HeadVisitor : msgpack::null_visitor
{
    Head head;

    bool visit_nil()
    {
        head.type = Type::Null;
        return true;
    }
    bool visit_boolean(bool value)
    {
        head.type = Type::Boolean;
        head.isTrue = value;
        return true;
    }
    bool visit_positive_integer(uint64_t value)
    {
        head.isHuge = value > quint64(std::numeric_limits<qint64>::max());
        setInteger(head.isHuge ? 0 : qint64(value), double(value));
        return true;
    }
    bool visit_negative_integer(int64_t value)
    {
        setInteger(value, double(value));
        return true;
    }
    bool visit_float32(float value) { return visit_float64(double(value)); }
    bool visit_float64(double value)
    {
        head.type = Type::Float;
        head.number = value;
        return true;
    }
    bool visit_str(const char *, uint32_t size) { return setSized(Type::String, size); }
    bool visit_bin(const char *, uint32_t size) { return setSized(Type::Binary, size); }
    bool visit_ext(const char *data, uint32_t size)
    {
        // Ext type 0 with the one byte 0 is how m-ld-js writes undefined (T18).
        const bool isUndefined = size == 2 && data[0] == 0 && data[1] == 0;
        return setSized(isUndefined ? Type::Undefined : Type::Extension, size);
    }
    bool start_array(uint32_t count) { return !setSized(Type::Array, count); }
    bool start_map(uint32_t count) { return !setSized(Type::Map, count); }
    void parse_error(std::size_t, std::size_t) { head.invalid = notMsgPack; }

private:
    void setInteger(qint64 integer, double number)
    {
        head.type = Type::Integer;
        head.integer = integer;
        head.number = number;
    }
    bool setSized(Type type, quint32 size)
    {
        head.type = type;
        head.size = size;
        return true;
    }
};

/// Passes over a value. The parser remembers a few bytes for each level of it, so these are bounded.
struct MsgPackReader::SkipVisitor : msgpack::null_visitor
{
    int depth = 0;
    const char *problem = endsWithin;

    bool start_array(uint32_t) { return goDeeper(); }
    bool start_map(uint32_t) { return goDeeper(); }
    bool end_array() { return --depth >= 0; }
    bool end_map() { return --depth >= 0; }
    void parse_error(std::size_t, std::size_t) { problem = notMsgPack; }

private:
    bool goDeeper()
    {
        if (++depth <= maxDepth)
            return true;
        problem = "a value has too many levels";
        return false;
    }
};

/// Reads a head of one byte, as most are: it takes a fraction of the time that the parser's start does.
bool MsgPackReader::parseShortHead() const
{
    if (m_next == m_end)
        return false;
    const uchar first = *m_next;
    const auto isWithin = [this](quint32 size) { return m_end - m_next > qsizetype(size); };
    Head head;
    head.end = m_next + 1;
    if (first < 0x80) {
        head.type = Type::Integer;
        head.integer = first;
        head.number = first;
    } else if (first < 0xa0) {
        head.type = first < 0x90 ? Type::Map : Type::Array;
        head.size = first & 0xf;
    } else if (first < 0xc0 && isWithin(first & 0x1f)) {
        head.type = Type::String;
        head.size = first & 0x1f;
        head.end += head.size;
    } else if (first == 0xc0) {
        head.type = Type::Null;
    } else {
        return false;
    }
    m_head = head;
    return true;
}

void MsgPackReader::parseHead() const
{
    if (parseShortHead())
        return;
    HeadVisitor visitor;
    std::size_t offset = 0;
    m_head = {};
    m_head.end = m_end;
    try {
        const bool isWhole = msgpack::parse(reinterpret_cast<const char *>(m_next),
                                            std::size_t(m_end - m_next), offset, visitor);
        const bool isContainer =
                visitor.head.type == Type::Array || visitor.head.type == Type::Map;
        m_head = visitor.head;
        m_head.end = m_end;
        if (!isWhole && !isContainer)
            return;
        // What stops parsing is the last byte of a container's head.
        m_head.end = m_next + offset + (isContainer ? 1 : 0);
    } catch (const std::exception &) { // sizes that the platform has no room for
    }
}

void MsgPackReader::goTo(const uchar *place)
{
    m_next = place;
    m_head.end = nullptr;
}

void MsgPackReader::fail(const char *problem)
{
    if (!m_problem)
        m_problem = problem;
    goTo(m_end);
}

QString MsgPackReader::problem() const
{
    if (m_problem)
        return QString::fromLatin1(m_problem);
    return isDone() ? QString() : QStringLiteral("more bytes follow than it should have");
}

Error MsgPackReader::malformed(const QString &sentence) const
{
    return { ErrorCode::Malformed, sentence.arg(problem()) };
}

MsgPackReader::Head MsgPackReader::take(Type type)
{
    const Head head = this->head();
    if (head.type == type) {
        goTo(head.end);
        return head;
    }
    failAsNot(type);
    return {};
}

void MsgPackReader::failAsNot(Type wanted)
{
    if (peek() == Type::Invalid)
        return fail(m_head.invalid ? m_head.invalid : endsWithin);
    switch (wanted) {
    case Type::Boolean:
        return fail("true or false is missing");
    case Type::Integer:
        return fail("a whole number is missing");
    case Type::Float:
        return fail("a number is missing");
    case Type::String:
        return fail("a string is missing");
    case Type::Binary:
        return fail("binary data are missing");
    case Type::Array:
        return fail("an array is missing");
    case Type::Map:
        return fail("a map is missing");
    case Type::Undefined:
    case Type::Null:
    case Type::Extension:
    case Type::Invalid:
        return fail();
    }
}

bool MsgPackReader::skipNull()
{
    const Type type = peek();
    if (type != Type::Null && type != Type::Undefined)
        return false;
    goTo(m_head.end);
    return true;
}

bool MsgPackReader::readBoolean()
{
    return take(Type::Boolean).isTrue;
}

qint64 MsgPackReader::readInteger()
{
    const Head &next = head();
    if (next.type == Type::Integer && !next.isHuge)
        return take(Type::Integer).integer;
    constexpr double limit = 9223372036854775808.0; // 2^63
    if (next.type == Type::Float && next.number >= -limit && next.number < limit
        && std::trunc(next.number) == next.number)
        return qint64(take(Type::Float).number);
    failAsNot(Type::Integer);
    return 0;
}

double MsgPackReader::readNumber()
{
    return nextIs(Type::Integer) ? take(Type::Integer).number : take(Type::Float).number;
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

QByteArrayView MsgPackReader::takeBytes(Type type)
{
    const Head head = take(type);
    return hasFailed() ? QByteArrayView() : QByteArrayView(head.end - head.size, qsizetype(head.size));
}

QByteArrayView MsgPackReader::readUtf8()
{
    return takeBytes(Type::String);
}

QByteArrayView MsgPackReader::readBinary()
{
    return takeBytes(Type::Binary);
}

qsizetype MsgPackReader::takeCount(Type type, int valuesEach)
{
    const qint64 count = take(type).size;
    if (count * valuesEach <= bytesLeft())
        return qsizetype(count);
    fail(endsWithin);
    return 0;
}

qsizetype MsgPackReader::readArray()
{
    return takeCount(Type::Array, 1);
}

qsizetype MsgPackReader::readMap()
{
    return takeCount(Type::Map, 2);
}

QByteArrayView MsgPackReader::readRaw()
{
    const uchar *begin = m_next;
    const Type type = peek();
    if (type != Type::Array && type != Type::Map && type != Type::Invalid) {
        goTo(m_head.end);
        return QByteArrayView(begin, qsizetype(m_next - begin));
    }
    SkipVisitor visitor;
    std::size_t size = 0;
    try {
        if (msgpack::parse(reinterpret_cast<const char *>(begin), std::size_t(m_end - begin), size,
                           visitor)) {
            goTo(begin + size);
            return QByteArrayView(begin, qsizetype(size));
        }
    } catch (const std::exception &) { // as above
    }
    fail(visitor.problem);
    return {};
}

} // namespace mld
