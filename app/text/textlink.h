// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/textchange.h"

namespace commonplace {

/// A change on its way from one end of a text to the other.
struct TextMessage
{
    qint64 seen = 0; ///< how many messages of the receiver the sender had taken when it made this
    TextChange change;
};

/// One end of a text that two threads hold and both change at once: the window, which must show what
/// is typed without waiting, and the notebook's thread, which has what others write. Each end applies
/// its own changes at once and sends them; what arrives is brought past those of its own that the
/// other end had not seen. Messages must arrive in order, none lost.
///
/// Where both insert at one place, the text of the end with Side::Before comes first; the ends must
/// differ in this. A plain value: no thread, no event loop.
class TextLink
{
public:
    explicit TextLink(TextChange::Side side) : m_side(side) { }

    /// Takes note of a change made at this end; the message that tells it.
    TextMessage send(const TextChange &change);
    /// Takes a message; what its change comes to at this end.
    TextChange receive(const TextMessage &message);

    /// The other end has taken `seen` messages of this one. Messages say so too; this is for when
    /// none are sent for long.
    void acknowledge(qint64 seen);
    /// How many messages were taken here.
    qint64 received() const { return m_received; }
    /// Whether the other end is known to have taken all.
    bool isSettled() const { return m_unseen.isEmpty(); }

private:
    TextChange::Side m_side;
    qint64 m_received = 0;
    qint64 m_acknowledged = 0;
    QVector<TextChange> m_unseen; ///< sent, and not known to have been taken
};

} // namespace commonplace

Q_DECLARE_METATYPE(commonplace::TextMessage)
