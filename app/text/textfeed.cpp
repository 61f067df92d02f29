// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textfeed.h"

#include <algorithm>

namespace commonplace {

TextChange TextFeed::changedInWindow(const OutgoingChange &outgoing)
{
    TextChange change = outgoing.change;
    seen(outgoing.revision);
    for (const TextChange &other : std::as_const(m_history))
        change = change.transformed(other, TextChange::Side::After);
    append(change);
    return change;
}

void TextFeed::changedElsewhere(const TextChange &change)
{
    append(change);
}

void TextFeed::seen(qint64 revision)
{
    const qint64 count = std::clamp<qint64>(revision - m_start, 0, m_history.size());
    m_history.remove(0, count);
    m_start += count;
}

void TextFeed::append(const TextChange &change)
{
    m_text = change.applied(m_text);
    m_history.append(change);
}

} // namespace commonplace
