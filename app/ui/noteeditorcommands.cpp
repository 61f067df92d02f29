// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// The commands of the editor that change or read Markdown; the rest is in noteeditor.cpp.
#include "ui/noteeditor.h"

#include "notebook/notelinks.h"
#include "text/markdownediting.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QUrl>

namespace commonplace {

void NoteEditor::apply(const markdown::Edit &edit)
{
    if (!m_isLive || isTrashed())
        return;
    m_undo.endGroup();
    if (!edit.change.isEmpty())
        m_area->applyLocal(edit.change);
    m_undo.endGroup();
    m_area->select(int(edit.selectionStart), int(edit.selectionEnd));
}

NoteEditor::Excerpt NoteEditor::excerpt(qsizetype start, qsizetype end) const
{
    if (!m_area)
        return {};
    const qsizetype from = m_area->model().paragraphStart(start);
    return { from, m_area->text(from, m_area->model().paragraphEnd(end) - from) };
}

TextChange NoteEditor::moved(const TextChange &change, qsizetype distance)
{
    QVector<Splice> splices = change.splices();
    for (Splice &splice : splices)
        splice.position += distance;
    return TextChange(std::move(splices));
}

void NoteEditor::applyIn(const Excerpt &excerpt, const markdown::Edit &edit)
{
    apply({ moved(edit.change, excerpt.position), edit.selectionStart + excerpt.position,
            edit.selectionEnd + excerpt.position });
}

void NoteEditor::toggleMark(const QString &mark)
{
    if (!m_area)
        return;
    const Excerpt around = excerpt(m_area->selectionStart(), m_area->selectionEnd());
    applyIn(around, markdown::toggleMark(around.text, m_area->selectionStart() - around.position,
                                         m_area->selectionEnd() - around.position, mark));
}

void NoteEditor::toggleLineMark(const QString &mark)
{
    if (!m_area)
        return;
    const Excerpt around = excerpt(m_area->selectionStart(), m_area->selectionEnd());
    applyIn(around, markdown::toggleLineMark(around.text, m_area->selectionStart() - around.position,
                                             m_area->selectionEnd() - around.position, mark));
}

void NoteEditor::insertLink()
{
    if (!m_area)
        return;
    const Excerpt around = excerpt(m_area->selectionStart(), m_area->selectionEnd());
    applyIn(around, markdown::insertLink(around.text, m_area->selectionStart() - around.position,
                                         m_area->selectionEnd() - around.position));
}

bool NoteEditor::continueList()
{
    if (!m_area || isComposing() || m_area->selectionStart() != m_area->selectionEnd())
        return false;
    const qsizetype caret = m_area->cursorPosition();
    const Excerpt around = excerpt(caret, caret);
    const auto edit = markdown::continueList(around.text, caret - around.position);
    if (!edit)
        return false;
    applyIn(around, *edit);
    return true;
}

bool NoteEditor::nestList(bool isBack)
{
    if (!m_area || isComposing() || !m_isLive || isTrashed())
        return false;
    const Excerpt around = excerpt(m_area->selectionStart(), m_area->selectionEnd());
    const auto edit = markdown::nestList(around.text, m_area->selectionStart() - around.position,
                                         m_area->selectionEnd() - around.position, isBack);
    if (!edit)
        return false;
    applyIn(around, *edit);
    return true;
}

bool NoteEditor::toggleBoxAt(int position)
{
    const Excerpt around = excerpt(position, position);
    const auto change = markdown::toggleBox(around.text, position - around.position);
    if (!change)
        return false;
    const int caret = m_area->cursorPosition();
    apply({ moved(*change, around.position), caret, caret });
    return true;
}

QString NoteEditor::linkAt(int position) const
{
    const Excerpt around = excerpt(position, position);
    const QUrl url(markdown::linkAt(around.text, position - around.position), QUrl::StrictMode);
    // What others wrote must not start programs here: only links that a browser or mail program takes.
    const bool isSafe = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https")
        || url.scheme() == QLatin1String("mailto");
    return url.isValid() && isSafe ? url.toString() : QString();
}

QString NoteEditor::noteLinkAt(int position) const
{
    const Excerpt around = excerpt(position, position);
    const auto link = notelinks::linkAt(around.text, position - around.position);
    return link ? link->title : QString();
}

void NoteEditor::copy()
{
    if (m_area)
        m_area->copy();
}

void NoteEditor::cut()
{
    changeAlone([this] { m_area->cut(); });
}

void NoteEditor::paste()
{
    changeAlone([this] { m_area->paste(); });
}

void NoteEditor::changeAlone(const std::function<void()> &change)
{
    if (!m_area || !m_isLive || isTrashed())
        return;
    m_undo.endGroup();
    change();
    m_undo.endGroup();
}

bool NoteEditor::change(const TextChange &change)
{
    if (!m_area || !m_isLive || isTrashed() || change.isEmpty())
        return false;
    changeAlone([&] { m_area->applyLocal(change); });
    return true;
}

void NoteEditor::copyAll()
{
    QGuiApplication::clipboard()->setText(text());
}

void NoteEditor::setLook(const QColor &text, const QColor &faint, const QColor &accent, const QColor &done,
                         const QColor &codeBackground, const QColor &quote, int pixelSize,
                         const QString &codeFamily)
{
    if (!m_area)
        return;
    EditorLook look = m_area->look();
    look.font.setPixelSize(pixelSize);
    look.codeFamily = codeFamily;
    look.text = text;
    look.faint = faint;
    look.markHere = quote;
    look.accent = accent;
    look.done = done;
    look.quote = quote;
    look.codeGround = codeBackground;
    m_area->setLook(look);
}

} // namespace commonplace
