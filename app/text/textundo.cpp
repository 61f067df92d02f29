// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textundo.h"

namespace commonplace {

void TextUndo::edited(const TextChange &change, const QString &before, qint64 now)
{
    if (change.isEmpty())
        return;
    m_redo.clear();
    const TextChange inverse = change.inverted(before);
    if (continuesStep(change, now) && !m_undo.isEmpty()) {
        m_undo.last() = inverse.followedBy(m_undo.last());
    } else {
        m_undo.append(inverse);
        if (m_undo.size() > maxSteps)
            m_undo.removeFirst();
    }
    m_isStepOpen = true;
    m_lastEditAt = now;
    m_lastEdit = change.splices().last();
}

bool TextUndo::continuesStep(const TextChange &change, qint64 now) const
{
    if (!m_isStepOpen || now - m_lastEditAt > pauseMs || change.splices().size() != 1)
        return false;
    const Splice &edit = change.splices().first();
    if (edit.inserted.contains(u'\n'))
        return false;
    const bool typesOn = edit.removed == 0 && m_lastEdit.removed == 0
        && edit.position == m_lastEdit.position + m_lastEdit.inserted.size();
    const bool erasesOn = edit.inserted.isEmpty() && m_lastEdit.inserted.isEmpty()
        && (edit.position + edit.removed == m_lastEdit.position || edit.position == m_lastEdit.position);
    return typesOn || erasesOn;
}

void TextUndo::changedElsewhere(const TextChange &change)
{
    // Each step is relative to the text that the step above it leaves.
    for (QVector<TextChange> *stack : { &m_undo, &m_redo }) {
        TextChange passing = change;
        for (qsizetype i = stack->size() - 1; i >= 0 && !passing.isEmpty(); --i) {
            TextChange &step = (*stack)[i];
            const TextChange moved = step.transformed(passing, TextChange::Side::After);
            passing = passing.transformed(step, TextChange::Side::Before);
            step = moved;
        }
    }
    m_lastEdit.position = change.mapped(m_lastEdit.position);
}

void TextUndo::clear()
{
    *this = TextUndo();
}

std::optional<TextChange> TextUndo::takeStep(QVector<TextChange> &from, QVector<TextChange> &to,
                                             const QString &text)
{
    endStep();
    while (!from.isEmpty()) {
        const TextChange step = from.takeLast();
        if (step.isEmpty())
            continue;
        to.append(step.inverted(text));
        return step;
    }
    return {};
}

std::optional<TextChange> TextUndo::undo(const QString &text)
{
    return takeStep(m_undo, m_redo, text);
}

std::optional<TextChange> TextUndo::redo(const QString &text)
{
    return takeStep(m_redo, m_undo, text);
}

} // namespace commonplace
