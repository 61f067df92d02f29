// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/textchange.h"

#include <optional>

namespace commonplace {

/// Undo and redo of one person's own edits in a text that others change too: what they wrote stays.
/// Letters typed in one go are taken back together.
class TextUndo
{
public:
    /// Pauses longer than this begin a new step.
    static constexpr qint64 pauseMs = 1200;

    /// Takes note of an edit made by this person on the text `before`, at `now` (milliseconds, from
    /// any fixed point).
    void edited(const TextChange &change, const QString &before, qint64 now);
    /// Takes note of an edit by somebody else.
    void changedElsewhere(const TextChange &change);
    /// The next edit begins a step of its own, e.g. because the caret was moved.
    void endStep() { m_isStepOpen = false; }
    void clear();

    bool canUndo() const { return !m_undo.isEmpty(); }
    bool canRedo() const { return !m_redo.isEmpty(); }
    /// The change to make on `text` now; nothing if there is no step left. A step that others have
    /// undone by deleting is passed over.
    std::optional<TextChange> undo(const QString &text);
    std::optional<TextChange> redo(const QString &text);

private:
    static constexpr qsizetype maxSteps = 500;

    bool continuesStep(const TextChange &change, qint64 now) const;
    std::optional<TextChange> takeStep(QVector<TextChange> &from, QVector<TextChange> &to,
                                       const QString &text);

    QVector<TextChange> m_undo; ///< what takes each step back; the last fits the text as it stands
    QVector<TextChange> m_redo;
    bool m_isStepOpen = false;
    qint64 m_lastEditAt = 0;
    Splice m_lastEdit;
};

} // namespace commonplace
