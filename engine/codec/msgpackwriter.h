// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QStringView>

namespace mld {

/// Appends MessagePack values to bytes, in just the forms that m-ld-js writes (wire.md 2): hashes
/// and signatures depend on them.
///
/// An array or map is begun with its count, and then that many values (or keys and values) must be
/// written; nothing checks that.
class MsgPackWriter
{
public:
    MsgPackWriter() = default;

    MsgPackWriter &writeUndefined();
    MsgPackWriter &writeNull();
    MsgPackWriter &writeBoolean(bool value);
    /// In the smallest form that holds it.
    MsgPackWriter &writeInteger(qint64 value);
    /// As an integer if it is one and fits 64 bits, else as a float64.
    MsgPackWriter &writeNumber(double value);
    /// Lone surrogates become U+FFFD.
    MsgPackWriter &writeString(QStringView value);
    MsgPackWriter &writeUtf8(QByteArrayView value);
    MsgPackWriter &writeBinary(QByteArrayView value);
    MsgPackWriter &beginArray(qsizetype count);
    MsgPackWriter &beginMap(qsizetype count);
    /// Bytes that are already MessagePack, of one value or more.
    MsgPackWriter &writeRaw(QByteArrayView value);

    void reserve(qsizetype size) { m_bytes.reserve(size); }
    const QByteArray &bytes() const { return m_bytes; }
    QByteArray takeBytes() { return std::move(m_bytes); }

private:
    QByteArray m_bytes;
};

} // namespace mld
