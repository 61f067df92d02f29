// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/chunkpool_p.h"
#include "text/textoperation.h"

#include <span>
#include <vector>

namespace mld {

/// Consecutive positions of one array that an operation changes.
struct TextRange
{
    text::Id array = 0;
    qint32 index = 0;
    quint32 count = 0;
    quint32 first = 0;       ///< of its values in TextChanges
    quint32 rank = 0;        ///< visible units before it, in the text before a remote operation
    quint32 run = 0;         ///< of a remote operation
    bool wasVisible = false; ///< all of them were, or none
    bool isSet = false;      ///< all of them are set by a remote operation, or all are emptied

    qint32 end() const { return index + qint32(count); }
};

/// What an operation changes, with the values before and after.
struct TextChanges
{
    std::vector<TextRange> ranges;
    std::vector<TextChar> before;
    std::vector<TextChar> after;

    void clear();
    /// Adds a range without values, which are to be added next.
    TextRange &add(text::Id array, qint32 index, quint32 count);
    std::span<const TextChar> valuesBefore(const TextRange &range) const;
    std::span<const TextChar> valuesAfter(const TextRange &range) const;
};

} // namespace mld
