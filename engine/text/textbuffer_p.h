// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

#include <vector>

namespace mld::text {

/// The units of a text, in the order in which they arrived. It only grows, so a part of a chunk is the
/// chunk with another offset. It is made of blocks, so growing never moves a large text.
class TextBuffer
{
public:
    static constexpr quint32 BlockBits = 16;
    static constexpr quint32 BlockSize = 1 << BlockBits;

    /// How many units can be appended in one piece now.
    quint32 room() const
    {
        return m_blocks.empty() ? BlockSize : BlockSize - quint32(m_blocks.back().size());
    }
    /// Appends at most room() units, or BlockSize if that is 0, and returns their offset.
    template <typename Units>
    quint32 append(Units first, Units last)
    {
        if (m_blocks.empty() || m_blocks.back().size() == BlockSize)
            m_blocks.emplace_back();
        std::vector<char16_t> &block = m_blocks.back();
        const quint32 offset
            = (quint32(m_blocks.size() - 1) << BlockBits) | quint32(block.size());
        block.insert(block.end(), first, last);
        return offset;
    }
    /// Leaves the rest of the last block unused.
    void beginBlock() { m_blocks.emplace_back(); }
    /// Where the next unit goes, if it goes to the same block as the one before it.
    bool isEnd(quint32 offset) const
    {
        return !m_blocks.empty() && offset >> BlockBits == m_blocks.size() - 1
            && (offset & (BlockSize - 1)) == m_blocks.back().size();
    }
    /// Whether units that end before `offset` can be one piece with those from `offset` on.
    static bool canJoinAt(quint32 offset) { return (offset & (BlockSize - 1)) != 0; }

    const char16_t *at(quint32 offset) const
    {
        return m_blocks[offset >> BlockBits].data() + (offset & (BlockSize - 1));
    }

    /// All units held, those no longer used among them.
    qsizetype size() const
    {
        return m_blocks.empty()
            ? 0
            : qsizetype(m_blocks.size() - 1) * BlockSize + qsizetype(m_blocks.back().size());
    }

private:
    std::vector<std::vector<char16_t>> m_blocks;
};

} // namespace mld::text
