// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/editbuffer.h"

namespace commonplace {

std::optional<OutgoingChange> EditBuffer::send(const TextChange &change)
{
    m_outstanding = change;
    return OutgoingChange { m_revision, change };
}

std::optional<OutgoingChange> EditBuffer::changedHere(const TextChange &change)
{
    if (change.isEmpty())
        return {};
    if (!m_outstanding)
        return send(change);
    m_gathered = m_gathered.followedBy(change);
    return {};
}

TextChange EditBuffer::changedThere(const TextChange &change)
{
    ++m_revision;
    TextChange arriving = change;
    const auto pass = [&arriving](TextChange &mine) {
        const TextChange moved = mine.transformed(arriving, TextChange::Side::After);
        arriving = arriving.transformed(mine, TextChange::Side::Before);
        mine = moved;
    };
    if (m_outstanding)
        pass(*m_outstanding);
    pass(m_gathered);
    return arriving;
}

std::optional<OutgoingChange> EditBuffer::acknowledged()
{
    ++m_revision;
    m_outstanding.reset();
    if (m_gathered.isEmpty())
        return {};
    return send(std::exchange(m_gathered, {}));
}

} // namespace commonplace
