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
            reader.fail();
        for (qsizetype i = 0; i < count && !reader.hasFailed(); ++i) {
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
    /// A reader of just that value; without one it fails at the first read.
    MsgPackReader at(QByteArrayView key) const { return MsgPackReader(value(key)); }
    qsizetype size() const { return m_entries.size(); }

private:
    static constexpr qsizetype maxKeys = 32;

    QVarLengthArray<std::pair<QByteArrayView, QByteArrayView>, 8> m_entries;
};

} // namespace mld
