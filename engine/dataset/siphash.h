// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

#include <bit>
#include <cstring>
#include <string_view>

namespace mld {

/// SipHash-1-3 over UTF-16 text: a keyed hash, so that terms from outside cannot be made to
/// collide, whose results may be stored: they are the same on every run and machine.
class SipHash
{
public:
    struct Key
    {
        quint64 low = 0;
        quint64 high = 0;
    };

    explicit SipHash(const Key &key)
        : m_v0(key.low ^ 0x736f6d6570736575), m_v1(key.high ^ 0x646f72616e646f6d),
          m_v2(key.low ^ 0x6c7967656e657261), m_v3(key.high ^ 0x7465646279746573)
    {
    }

    /// Adds a text and its length, so that ("ab", "c") and ("a", "bc") differ.
    void add(std::u16string_view text)
    {
        const char16_t *at = text.data();
        size_t left = text.size();
        for (; left >= 4; left -= 4, at += 4) {
            quint64 word;
            std::memcpy(&word, at, sizeof word);
            add(fromLittle(word));
        }
        quint64 last = quint64(text.size()) << 48;
        for (size_t i = 0; i < left; ++i)
            last ^= quint64(at[i]) << (16 * i);
        add(last);
    }

    void add(quint64 word)
    {
        m_v3 ^= word;
        round();
        m_v0 ^= word;
    }

    quint64 result()
    {
        m_v2 ^= 0xff;
        round();
        round();
        round();
        return m_v0 ^ m_v1 ^ m_v2 ^ m_v3;
    }

private:
    static quint64 fromLittle(quint64 word)
    {
        if constexpr (std::endian::native == std::endian::big) {
            // Units keep their value; only their order within the word is that of small machines.
            return word << 48 | (word & 0xffff0000) << 16 | (word >> 16 & 0xffff0000) | word >> 48;
        }
        return word;
    }

    void round()
    {
        m_v0 += m_v1;
        m_v1 = std::rotl(m_v1, 13) ^ m_v0;
        m_v0 = std::rotl(m_v0, 32);
        m_v2 += m_v3;
        m_v3 = std::rotl(m_v3, 16) ^ m_v2;
        m_v0 += m_v3;
        m_v3 = std::rotl(m_v3, 21) ^ m_v0;
        m_v2 += m_v1;
        m_v1 = std::rotl(m_v1, 17) ^ m_v2;
        m_v2 = std::rotl(m_v2, 32);
    }

    quint64 m_v0, m_v1, m_v2, m_v3;
};

} // namespace mld
