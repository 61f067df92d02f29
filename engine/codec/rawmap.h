// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/msgpackreader.h"

#include <QVarLengthArray>

#include <utility>

namespace mld {

/// The values of a small map by key, not yet read: for messages whose keys may come in any order.
/// Internal to codec/.
class RawMap
{
public:
    /// Reads the next value of `reader`, which fails if that is no map, or one with more keys than
    /// any message of the protocol has.
    explicit RawMap(MsgPackReader &reader)
    {
        const qsizetype count = reader.readMap();
        if (count > maxKeys)
            reader.fail("a map has too many keys");
        for (qsizetype i = 0; i < count && !reader.hasFailed(); ++i) {
            if (!reader.nextIs(MsgPackReader::Type::String))
                reader.fail("a key of a map is not a string");
            const QByteArrayView key = reader.readUtf8();
            m_entries.append({ key, reader.readRaw() });
        }
    }

    bool contains(QByteArrayView key) const { return !value(key).isNull(); }
    /// The bytes of a value, or null. Of two with one key the last counts, as in JavaScript.
    QByteArrayView value(QByteArrayView key) const
    {
        for (auto entry = m_entries.crbegin(); entry != m_entries.crend(); ++entry) {
            if (entry->first == key)
                return entry->second;
        }
        return {};
    }
    /// A reader of just that value; without one it has failed.
    MsgPackReader at(QByteArrayView key) const
    {
        MsgPackReader reader(value(key));
        if (!contains(key))
            reader.fail("a map lacks a key");
        return reader;
    }
    qsizetype size() const { return m_entries.size(); }

private:
    static constexpr qsizetype maxKeys = 32;

    QVarLengthArray<std::pair<QByteArrayView, QByteArrayView>, 8> m_entries;
};

} // namespace mld
