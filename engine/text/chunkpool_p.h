// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

#include <vector>

namespace mld::text {

/// Names an item of a Pool. 0 names none.
using Id = quint32;

/// Items that keep their id and their address until they are freed. Growing it moves nothing, so
/// no edit pays for the size of the text; and as items refer to each other by id, a
/// memberwise copy is a true copy.
template <typename Item>
class Pool
{
public:
    Id create()
    {
        if (!m_free.empty()) {
            const Id id = m_free.back();
            m_free.pop_back();
            (*this)[id] = Item();
            return id;
        }
        const Id id = ++m_last;
        if ((id >> BlockBits) >= m_blocks.size())
            m_blocks.emplace_back(BlockSize);
        return id;
    }
    void free(Id id) { m_free.push_back(id); }

    Item &operator[](Id id) { return m_blocks[id >> BlockBits][id & (BlockSize - 1)]; }
    const Item &operator[](Id id) const { return m_blocks[id >> BlockBits][id & (BlockSize - 1)]; }

    /// How many items there are.
    qsizetype size() const { return qsizetype(m_last) - qsizetype(m_free.size()); }

private:
    static constexpr Id BlockBits = 8;
    static constexpr Id BlockSize = 1 << BlockBits;

    std::vector<std::vector<Item>> m_blocks;
    std::vector<Id> m_free;
    Id m_last = 0;
};

} // namespace mld::text
