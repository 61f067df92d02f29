// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textlink.h"

#include <algorithm>

namespace commonplace {

TextMessage TextLink::send(const TextChange &change)
{
    m_unseen.append(change);
    return { m_received, change };
}

TextChange TextLink::receive(const TextMessage &message)
{
    using Side = TextChange::Side;
    acknowledge(message.seen);
    ++m_received;
    const Side theirs = m_side == Side::Before ? Side::After : Side::Before;
    TextChange arriving = message.change;
    for (TextChange &mine : m_unseen) {
        const TextChange moved = mine.transformed(arriving, m_side);
        arriving = arriving.transformed(mine, theirs);
        mine = moved;
    }
    return arriving;
}

void TextLink::acknowledge(qint64 seen)
{
    const qint64 count = std::clamp<qint64>(seen - m_acknowledged, 0, m_unseen.size());
    m_unseen.remove(0, count);
    m_acknowledged += count;
}

} // namespace commonplace
