// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/textchange.h"

#include <optional>

namespace commonplace::markdown {

/// A change to make, and what is selected after it.
struct Edit
{
    TextChange change;
    qsizetype selectionStart = 0;
    qsizetype selectionEnd = 0;
};

/// Puts `mark` (such as "**") around a selection, or takes it away if it is there.
Edit toggleMark(const QString &text, qsizetype start, qsizetype end, const QString &mark);
/// Begins each line of a selection with `mark` (such as "- [ ] "), or takes it away if all have it.
/// The mark of a list or heading takes the place of another.
Edit toggleLineMark(const QString &text, qsizetype start, qsizetype end, const QString &mark);
/// Makes a selection the text of a link, with its address selected.
Edit insertLink(const QString &text, qsizetype start, qsizetype end);
/// Return was pressed at `caret`: the next item of the list or line of the quote there, or its end if the item is
/// empty. Nothing outside lists and quotes.
std::optional<Edit> continueList(const QString &text, qsizetype caret);
/// Tab was pressed: the list items that a selection touches go a level deeper, or, if `isBack`, come a level up. Nothing
/// if there are none; an empty change if they can come no further.
std::optional<Edit> nestList(const QString &text, qsizetype start, qsizetype end, bool isBack);
/// Ticks or unticks the box "[ ]" that `position` is in or at.
std::optional<TextChange> toggleBox(const QString &text, qsizetype position);
/// The address of the link that `position` is in; empty if there is none.
QString linkAt(const QString &text, qsizetype position);

} // namespace commonplace::markdown
