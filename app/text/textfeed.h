// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/editbuffer.h"
#include "text/textchange.h"

namespace commonplace {

/// The notebook's end of a text that is open in a window: the text as the clone holds it, and the
/// changes that the window may not have seen when it sent its own. Counterpart of EditBuffer.
class TextFeed
{
public:
    explicit TextFeed(QString text = {}) : m_text(std::move(text)) { }

    const QString &text() const { return m_text; }
    qint64 revision() const { return m_start + m_history.size(); }

    /// A change from the window; what it comes to in the text as it stands, already applied to
    /// text(). A revision never given out is taken for the oldest or the newest one.
    TextChange changedInWindow(const OutgoingChange &outgoing);
    /// A change that came from elsewhere, to be passed to the window.
    void changedElsewhere(const TextChange &change);
    /// The window has seen all up to `revision`: older changes are forgotten.
    void seen(qint64 revision);

private:
    void append(const TextChange &change);

    QString m_text;
    QVector<TextChange> m_history; ///< the change from revision m_start + i to the next
    qint64 m_start = 0;
};

} // namespace commonplace
