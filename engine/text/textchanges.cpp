// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textchanges_p.h"

namespace mld {

using namespace text;

// More values than this are not kept for the next edit.
static constexpr size_t maxKeptChanges = 4096;

void TextChanges::clear()
{
    if (before.capacity() > maxKeptChanges)
        *this = TextChanges();
    ranges.clear();
    before.clear();
    after.clear();
}

TextRange &TextChanges::add(Id array, qint32 index, quint32 count)
{
    TextRange &range = ranges.emplace_back();
    range.array = array;
    range.index = index;
    range.count = count;
    range.first = quint32(before.size());
    return range;
}

std::span<const TextChar> TextChanges::valuesBefore(const TextRange &range) const
{
    return std::span(before).subspan(range.first, range.count);
}

std::span<const TextChar> TextChanges::valuesAfter(const TextRange &range) const
{
    return std::span(after).subspan(range.first, range.count);
}

} // namespace mld
