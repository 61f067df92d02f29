// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/textchange.h"

#include <optional>

namespace commonplace {

/// A change on its way from the window to the notebook's thread: made on the text as it stood there
/// at `revision`.
struct OutgoingChange
{
    qint64 revision = 0;
    TextChange change;
};

/// The window's end of a text that two threads hold. What is typed shows at once; one change at a
/// time is on its way to the notebook's thread, and what is typed meanwhile is gathered into the
/// next. Changes that arrive are brought past both, so they fit the text in the window.
///
/// The counterpart is TextFeed. A plain value: no thread, no event loop.
class EditBuffer
{
public:
    /// Starts with the text at `revision`, with nothing on its way.
    explicit EditBuffer(qint64 revision = 0) : m_revision(revision) { }

    /// Takes note of a change made in the window; what is to be sent now, if anything.
    std::optional<OutgoingChange> changedHere(const TextChange &change);
    /// Takes a change from the notebook's thread; what it comes to in the window.
    TextChange changedThere(const TextChange &change);
    /// The change on its way has been taken; what is to be sent next, if anything.
    std::optional<OutgoingChange> acknowledged();

    /// Whether all that was typed has reached the notebook's thread.
    bool isSettled() const { return !m_outstanding; }
    qint64 revision() const { return m_revision; }

private:
    std::optional<OutgoingChange> send(const TextChange &change);

    qint64 m_revision = 0;
    std::optional<TextChange> m_outstanding;
    TextChange m_gathered;
};

} // namespace commonplace

Q_DECLARE_METATYPE(commonplace::OutgoingChange)
