// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/msgpackwriter.h"

#include <msgpack.hpp>

#include <QString>
#include <QtEndian>

#include <cmath>
#include <cstring>
#include <limits>

namespace mld {

namespace {

/// What is written is mostly more than this, and rarely much more.
constexpr qsizetype usualSize = 128;

/// QByteArray::append() is meant for pieces that are longer than those of one number or one length.
void append(QByteArray &bytes, const char *data, qsizetype size)
{
    const qsizetype end = bytes.size();
    if (end == 0 && size < usualSize)
        bytes.reserve(usualSize);
    if (size == 0)
        return; // of what is empty, `data` may be null
    bytes.resize(end + size);
    std::memcpy(bytes.data() + end, data, size_t(size));
}

/// QByteArray as the stream that msgpack::packer writes to.
class Sink
{
public:
    explicit Sink(QByteArray &bytes) : m_bytes(bytes) { }

    void write(const char *data, size_t size) { append(m_bytes, data, qsizetype(size)); }

private:
    QByteArray &m_bytes;
};

using Packer = msgpack::packer<Sink>;

template <typename Pack>
void pack(QByteArray &bytes, Pack write)
{
    Sink sink(bytes);
    Packer packer(sink);
    write(packer);
}

// What MessagePack's lengths can express.
quint32 length(qsizetype size)
{
    Q_ASSERT(size >= 0 && quint64(size) <= std::numeric_limits<quint32>::max());
    return quint32(size);
}

QString withoutLoneSurrogates(QStringView text)
{
    QString result = text.toString();
    for (qsizetype i = 0; i < result.size(); ++i) {
        if (!result[i].isSurrogate())
            continue;
        const bool isPair = result[i].isHighSurrogate() && i + 1 < result.size()
                && result[i + 1].isLowSurrogate();
        if (isPair)
            ++i;
        else
            result[i] = QChar::ReplacementCharacter;
    }
    return result;
}

} // namespace

MsgPackWriter &MsgPackWriter::writeUndefined()
{
    m_bytes.append("\xd4\0\0", 3);
    return *this;
}

MsgPackWriter &MsgPackWriter::writeNull()
{
    m_bytes.append('\xc0');
    return *this;
}

MsgPackWriter &MsgPackWriter::writeBoolean(bool value)
{
    m_bytes.append(value ? '\xc3' : '\xc2');
    return *this;
}

MsgPackWriter &MsgPackWriter::writeInteger(qint64 value)
{
    pack(m_bytes, [=](Packer &packer) { packer.pack_int64(value); });
    return *this;
}

MsgPackWriter &MsgPackWriter::writeNumber(double value)
{
    constexpr double twoTo63 = 9223372036854775808.0;
    const bool isWhole = std::trunc(value) == value; // also infinities, which the ranges exclude
    if (isWhole && value >= -twoTo63 && value < twoTo63)
        return writeInteger(qint64(value)); // -0 becomes 0
    if (isWhole && value >= twoTo63 && value < 2 * twoTo63) {
        pack(m_bytes, [=](Packer &packer) { packer.pack_uint64(quint64(value)); });
        return *this;
    }
    // Not by msgpack::packer, whose test for whole numbers casts 2^64 beyond its type.
    quint64 bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    bits = qToBigEndian(bits);
    m_bytes.append('\xcb').append(reinterpret_cast<const char *>(&bits), sizeof bits);
    return *this;
}

MsgPackWriter &MsgPackWriter::writeString(QStringView value)
{
    // Qt would write a question mark for a surrogate without its other half.
    return writeUtf8(value.isValidUtf16() ? value.toUtf8() : withoutLoneSurrogates(value).toUtf8());
}

MsgPackWriter &MsgPackWriter::writeUtf8(QByteArrayView value)
{
    pack(m_bytes, [=](Packer &packer) { packer.pack_str(length(value.size())); });
    return writeRaw(value);
}

MsgPackWriter &MsgPackWriter::writeBinary(QByteArrayView value)
{
    pack(m_bytes, [=](Packer &packer) { packer.pack_bin(length(value.size())); });
    return writeRaw(value);
}

MsgPackWriter &MsgPackWriter::beginArray(qsizetype count)
{
    pack(m_bytes, [=](Packer &packer) { packer.pack_array(length(count)); });
    return *this;
}

MsgPackWriter &MsgPackWriter::beginMap(qsizetype count)
{
    pack(m_bytes, [=](Packer &packer) { packer.pack_map(length(count)); });
    return *this;
}

MsgPackWriter &MsgPackWriter::writeRaw(QByteArrayView value)
{
    append(m_bytes, value.data(), value.size());
    return *this;
}

} // namespace mld
