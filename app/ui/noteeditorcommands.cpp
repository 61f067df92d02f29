// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// The commands of the editor that change or read Markdown; the rest is in noteeditor.cpp.
#include "ui/noteeditor.h"

#include "text/markdownediting.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QQuickItem>
#include <QUrl>

namespace commonplace {

void NoteEditor::apply(const markdown::Edit &edit)
{
    if (!m_isLive || isTrashed())
        return;
    m_undo.endGroup();
    if (!edit.change.isEmpty())
        m_bridge.applyLocal(edit.change);
    m_undo.endGroup();
    QMetaObject::invokeMethod(m_area, "select", Q_ARG(int, int(edit.selectionStart)),
                              Q_ARG(int, int(edit.selectionEnd)));
}

void NoteEditor::toggleMark(const QString &mark)
{
    apply(markdown::toggleMark(m_bridge.text(), areaInt("selectionStart"), areaInt("selectionEnd"), mark));
}

void NoteEditor::toggleLineMark(const QString &mark)
{
    apply(markdown::toggleLineMark(m_bridge.text(), areaInt("selectionStart"), areaInt("selectionEnd"), mark));
}

void NoteEditor::insertLink()
{
    apply(markdown::insertLink(m_bridge.text(), areaInt("selectionStart"), areaInt("selectionEnd")));
}

bool NoteEditor::continueList()
{
    if (isComposing() || areaInt("selectionStart") != areaInt("selectionEnd"))
        return false;
    const auto edit = markdown::continueList(m_bridge.text(), areaInt("cursorPosition"));
    if (!edit)
        return false;
    apply(*edit);
    return true;
}

bool NoteEditor::toggleBoxAt(int position)
{
    const auto change = markdown::toggleBox(m_bridge.text(), position);
    if (!change)
        return false;
    const int caret = areaInt("cursorPosition");
    apply({ *change, caret, caret });
    return true;
}

QString NoteEditor::linkAt(int position) const
{
    const QUrl url(markdown::linkAt(m_bridge.text(), position), QUrl::StrictMode);
    // What others wrote must not start programs here: only links that a browser or mail program takes.
    const bool isSafe = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https")
        || url.scheme() == QLatin1String("mailto");
    return url.isValid() && isSafe ? url.toString() : QString();
}

QString NoteEditor::selection() const
{
    const int start = areaInt("selectionStart");
    return m_bridge.text().mid(start, areaInt("selectionEnd") - start);
}

void NoteEditor::copy()
{
    if (const QString text = selection(); !text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void NoteEditor::cut()
{
    const QString text = selection();
    if (text.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(text);
    const int start = areaInt("selectionStart");
    apply({ TextChange(Splice { start, text.size(), {} }), start, start });
}

void NoteEditor::paste()
{
    QString text = QGuiApplication::clipboard()->text();
    text.replace(QLatin1String("\r\n"), QLatin1String("\n")).replace(u'\r', u'\n');
    text = TextBridge::displayed(TextBridge::wellFormed(text));
    if (text.isEmpty() || isComposing())
        return;
    const int start = areaInt("selectionStart");
    const qsizetype end = start + text.size();
    apply({ TextChange(Splice { start, areaInt("selectionEnd") - start, text }), end, end });
}

void NoteEditor::copyAll()
{
    QGuiApplication::clipboard()->setText(m_bridge.text());
}

void NoteEditor::setLook(const QColor &text, const QColor &faint, const QColor &accent, const QColor &done,
                         const QColor &codeBackground, const QColor &quote, int pixelSize,
                         const QString &codeFamily)
{
    m_highlighter.setLook({ text, faint, accent, done, codeBackground, quote, pixelSize, codeFamily });
}

} // namespace commonplace
