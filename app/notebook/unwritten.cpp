// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/unwritten.h"

namespace commonplace {
namespace {

/// Who types without a pause never has all on disk.
constexpr qsizetype mostDone = 256;

} // namespace

qint64 UnwrittenEdits::add(const QJsonObject &pattern)
{
    m_patterns.emplace(++m_last, pattern);
    return m_last;
}

qint64 UnwrittenEdits::add(const QString &noteId, const QString &before, const TextChange &change)
{
    Text &text = m_texts[noteId];
    if (text.steps.isEmpty())
        text.base = before;
    text.steps.append({ ++m_last, change });
    m_noteOf.insert(m_last, noteId);
    return m_last;
}

void UnwrittenEdits::changedElsewhere(const QString &noteId, const TextChange &change)
{
    if (const auto text = m_texts.find(noteId); text != m_texts.end())
        text->steps.append({ 0, change });
}

void UnwrittenEdits::remove(qint64 number)
{
    m_patterns.erase(number);
    const auto text = m_texts.find(m_noteOf.take(number));
    if (text == m_texts.end())
        return;
    QVector<Step> &steps = text->steps;
    while (text->done < steps.size() && steps.at(text->done).number <= number)
        ++text->done;
    if (text->done == steps.size()) {
        m_texts.erase(text);
    } else if (text->done > mostDone) {
        for (qsizetype i = 0; i < text->done; ++i)
            steps.at(i).change.applyTo(text->base);
        steps.remove(0, std::exchange(text->done, 0));
    }
}

Edits UnwrittenEdits::toEdits() const
{
    Edits edits;
    for (const auto &[number, pattern] : m_patterns)
        edits.append({ pattern });
    for (auto text = m_texts.cbegin(); text != m_texts.cend(); ++text) {
        Edit own = ownOf(text.key(), *text);
        if (!own.change.isEmpty())
            edits.append(std::move(own));
    }
    return edits;
}

Edit UnwrittenEdits::ownOf(const QString &noteId, const Text &text)
{
    Edit edit;
    edit.noteId = noteId;
    edit.base = text.base;
    for (qsizetype i = 0; i < text.done; ++i)
        text.steps.at(i).change.applyTo(edit.base);

    QVector<TextChange> made;   // in order, and what takes back the others' is added to them
    QVector<TextChange> others; // what takes each of the others' back; empty for own ones
    QString now = edit.base;
    for (qsizetype i = text.done; i < text.steps.size(); ++i) {
        const Step &step = text.steps.at(i);
        others.append(step.number == 0 ? step.change.inverted(now) : TextChange());
        made.append(step.change);
        step.change.applyTo(now);
    }
    for (qsizetype i = others.size() - 1; i >= 0; --i) {
        TextChange back = others.at(i);
        if (back.isEmpty())
            continue;
        for (qsizetype later = i + 1; later < made.size(); ++later)
            back = back.transformed(made.at(later), TextChange::Side::After);
        made.append(back);
    }
    for (const TextChange &change : std::as_const(made))
        edit.change = edit.change.followedBy(change);
    return edit;
}

TextChange rebased(const TextChange &change, const QString &base, const QString &now)
{
    return base == now ? change : change.transformed(TextChange::between(base, now), TextChange::Side::After);
}

} // namespace commonplace
