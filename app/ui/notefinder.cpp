// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/notefinder.h"

#include <QLocale>

#include <utility>

namespace commonplace {

void NoteFinder::setEditor(NoteEditor *editor)
{
    if (editor == m_editor)
        return;
    if (m_editor)
        disconnect(m_editor, nullptr, this, nullptr);
    m_editor = editor;
    if (editor)
        connect(editor, &NoteEditor::areaChanged, this, &NoteFinder::setArea);
    setArea();
    Q_EMIT editorChanged();
}

void NoteFinder::setArea()
{
    if (m_area)
        disconnect(m_area, nullptr, this, nullptr);
    m_area = area();
    if (!m_area)
        return;
    connect(m_area, &TextView::hitsChanged, this, &NoteFinder::goOn);
    connect(m_area, &TextView::selectedTextChanged, this, [this] {
        if (m_isActive)
            Q_EMIT foundChanged();
    });
    find();
}

void NoteFinder::find()
{
    if (m_area)
        m_area->setQuery(m_isActive ? m_query : TextQuery());
}

void NoteFinder::lookAnew()
{
    Q_EMIT queryChanged();
    m_wanted = Wanted::Here;
    forgetReplaced();
    find();
}

void NoteFinder::setText(const QString &text)
{
    if (text == m_query.text)
        return;
    m_query.text = text;
    lookAnew();
}

void NoteFinder::setMatchesCase(bool matches)
{
    if (std::exchange(m_query.matchesCase, matches) == matches)
        return;
    lookAnew();
}

void NoteFinder::setWholeWords(bool whole)
{
    if (std::exchange(m_query.wholeWords, whole) == whole)
        return;
    lookAnew();
}

int NoteFinder::count() const
{
    return m_area ? int(m_area->finder().count()) : 0;
}

int NoteFinder::current() const
{
    return m_area ? int(m_area->selectedHit()) + 1 : 0;
}

bool NoteFinder::isNotFound() const
{
    return m_isActive && m_area && m_area->finder().isActive() && m_area->finder().isDone() && count() == 0
        && m_replaced < 0;
}

QString NoteFinder::words() const
{
    if (!m_isActive || !m_area || !m_area->finder().isActive())
        return {};
    const QLocale locale;
    if (m_replaced >= 0) {
        return m_replaced == mostReplaced && count() > 0
            ? tr("%1 replaced; once more for the others").arg(locale.toString(m_replaced))
            : tr("%1 replaced").arg(locale.toString(m_replaced));
    }
    if (isNotFound())
        return tr("Not found");
    const QString all = locale.toString(count()) + (m_area->finder().isDone() ? QString() : QStringLiteral("…"));
    return current() > 0 ? tr("%1 of %2").arg(locale.toString(current()), all) : tr("%1 found").arg(all);
}

void NoteFinder::open()
{
    const QString chosen = m_area ? m_area->selectedText() : QString();
    const bool isActive = std::exchange(m_isActive, true);
    if (!isActive)
        Q_EMIT isActiveChanged();
    if (!chosen.isEmpty() && chosen.size() <= TextFinder::longestQuery && !chosen.contains(u'\n') && current() == 0)
        setText(chosen);
    forgetReplaced();
    find();
}

void NoteFinder::close()
{
    if (!std::exchange(m_isActive, false))
        return;
    m_wanted = Wanted::Nothing;
    forgetReplaced();
    find();
    Q_EMIT isActiveChanged();
}

void NoteFinder::want(Wanted wanted)
{
    if (!m_isActive || !m_area)
        return;
    m_wanted = wanted;
    forgetReplaced();
    goOn();
}

void NoteFinder::next()
{
    want(Wanted::Next);
}

void NoteFinder::previous()
{
    want(Wanted::Previous);
}

void NoteFinder::goOn()
{
    if (!m_area)
        return;
    const TextFinder &finder = m_area->finder();
    std::optional<TextFinder::Hit> hit;
    switch (m_wanted) {
    case Wanted::Nothing:
        break;
    case Wanted::Here:
        hit = finder.next(m_area->selectionStart());
        break;
    case Wanted::Next:
        hit = finder.next(current() > 0 ? m_area->selectionEnd() : m_area->selectionStart());
        break;
    case Wanted::Previous:
        hit = finder.previous(m_area->selectionStart());
        break;
    }
    if (hit || finder.isDone())
        m_wanted = Wanted::Nothing;
    if (hit) {
        m_area->select(int(hit->position), int(hit->position + hit->length));
        Q_EMIT selected();
    }
    if (m_isActive)
        Q_EMIT foundChanged();
    if (m_replacesAll && isReadyToReplaceAll())
        replaceAll(m_replacement);
}

bool NoteFinder::isReadyToReplaceAll() const
{
    return m_area->finder().isDone() || m_area->finder().count() >= mostReplaced;
}

void NoteFinder::replace(const QString &replacement)
{
    if (current() > 0) {
        const qsizetype start = m_area->selectionStart();
        m_editor->change(TextChange(Splice { start, m_area->selectionEnd() - start,
                                             TextModel::displayed(TextModel::wellFormed(replacement)) }));
    }
    next();
}

void NoteFinder::replaceAll(const QString &replacement)
{
    if (!m_isActive || !m_area)
        return;
    if (!isReadyToReplaceAll()) {
        m_replacement = replacement;
        m_replacesAll = true;
        return;
    }
    m_replacesAll = false;
    const QString inserted = TextModel::displayed(TextModel::wellFormed(replacement));
    const QVector<TextFinder::Hit> hits = m_area->finder().hits(mostReplaced);
    QVector<Splice> splices;
    splices.reserve(hits.size());
    for (const TextFinder::Hit &hit : hits)
        splices.append({ hit.position, hit.length, inserted });
    m_wanted = Wanted::Nothing;
    if (!m_editor->change(TextChange(std::move(splices))))
        return;
    m_replaced = int(hits.size());
    Q_EMIT foundChanged();
}

void NoteFinder::forgetReplaced()
{
    m_replacesAll = false;
    if (std::exchange(m_replaced, -1) >= 0)
        Q_EMIT foundChanged();
}

} // namespace commonplace
