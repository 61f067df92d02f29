// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textbridge.h"

#include <QScopedValueRollback>
#include <QTextBlock>
#include <QTextBlockFormat>
#include <QTextCursor>
#include <QTextDocument>
#include <QVariant>

#include <algorithm>

namespace commonplace {
namespace {

constexpr char16_t beginningOfFrame = 0xfdd0; // QTextDocument's own, as are the two below
constexpr char16_t endOfFrame = 0xfdd1;
constexpr qreal lineHeightPercent = 132;
constexpr int farthestToLook = 400; ///< for a letter that has a direction

/// Of the ways to see `before` become `after` as one splice, the one that ends at the caret. The
/// difference is ambiguous within runs of equal characters ("aaa" with one more), and others may
/// be writing in the same run.
Splice trimmed(QStringView before, QStringView after, qsizetype offset, qsizetype caret)
{
    const auto commonSuffix = [&](qsizetype limit) {
        qsizetype n = 0;
        while (n < limit && before.at(before.size() - 1 - n) == after.at(after.size() - 1 - n))
            ++n;
        return n;
    };
    const qsizetype shorter = std::min(before.size(), after.size());
    const qsizetype behindCaret = std::clamp<qsizetype>(offset + after.size() - caret, 0, shorter);
    qsizetype suffix = commonSuffix(behindCaret);
    qsizetype prefix = 0;
    while (prefix < shorter - suffix && before.at(prefix) == after.at(prefix))
        ++prefix;
    suffix = commonSuffix(shorter - prefix);

    // A pair is one character: if half of it is common, the whole of it has changed.
    if (prefix > 0 && before.at(prefix - 1).isHighSurrogate())
        --prefix;
    if (suffix > 0 && before.at(before.size() - suffix).isLowSurrogate())
        --suffix;
    return { offset + prefix, before.size() - prefix - suffix,
             after.mid(prefix, after.size() - prefix - suffix).toString() };
}

} // namespace

TextBridge::TextBridge(QObject *parent) : QObject(parent) { }

void TextBridge::setDocument(QTextDocument *document)
{
    if (m_document == document)
        return;
    if (m_document)
        disconnect(m_document, nullptr, this, nullptr);
    m_document = document;
    m_shadow.clear();
    if (!document)
        return;
    document->setUndoRedoEnabled(false);
    m_shadow = documentText(0, document->characterCount() - 1);
    connect(document, &QTextDocument::contentsChange, this, &TextBridge::onContentsChange);
}

void TextBridge::reset(const QString &text)
{
    if (!m_document)
        return;
    QScopedValueRollback applying(m_isApplying, true);
    m_shadow = displayed(text);
    QTextCursor cursor(m_document);
    cursor.beginEditBlock();
    cursor.select(QTextCursor::Document);
    cursor.insertText(m_shadow);
    cursor.endEditBlock();
    // First as most are, all at once.
    QTextBlockFormat format;
    format.setLineHeight(lineHeightPercent, QTextBlockFormat::ProportionalHeight);
    format.setLayoutDirection(Qt::LeftToRight);
    cursor.select(QTextCursor::Document);
    cursor.mergeBlockFormat(format);
    style(0, int(m_shadow.size()));
    m_document->clearUndoRedoStacks();
    if (m_area)
        m_area->setProperty("cursorPosition", 0);
}

bool TextBridge::isStyled(const QTextBlock &block) const
{
    if (block.blockFormat().lineHeightType() != QTextBlockFormat::ProportionalHeight)
        return false;
    const auto direction = directionOf(block);
    return !direction || block.blockFormat().layoutDirection() == *direction;
}

std::optional<Qt::LayoutDirection> TextBridge::directionOf(const QTextBlock &block) const
{
    const int end = block.position() + std::min(block.length(), farthestToLook);
    for (int at = block.position(); at < end; ++at) {
        char32_t c = m_document->characterAt(at).unicode();
        if (QChar::isHighSurrogate(c))
            c = QChar::surrogateToUcs4(char16_t(c), m_document->characterAt(++at).unicode());
        switch (QChar::direction(c)) {
        case QChar::DirL:
            return Qt::LeftToRight;
        case QChar::DirR:
        case QChar::DirAL:
            return Qt::RightToLeft;
        default:
            break;
        }
    }
    return {}; // as the one before it
}

void TextBridge::style(int from, int to)
{
    for (QTextBlock block = m_document->findBlock(from); block.isValid() && block.position() <= to;
         block = block.next()) {
        if (isStyled(block))
            continue;
        QTextBlockFormat format;
        format.setLineHeight(lineHeightPercent, QTextBlockFormat::ProportionalHeight);
        if (const auto direction = directionOf(block))
            format.setLayoutDirection(*direction);
        QTextCursor(block).mergeBlockFormat(format);
    }
}

void TextBridge::styleLater(int from, int to)
{
    QTextBlock block = m_document->findBlock(from);
    while (block.isValid() && block.position() <= to && isStyled(block))
        block = block.next();
    if (!block.isValid() || block.position() > to)
        return;
    QTextCursor cursor(m_document);
    cursor.setPosition(block.position());
    cursor.setPosition(to, QTextCursor::KeepAnchor);
    // Not now: the document is in the middle of a change. The cursor moves with what comes in between.
    QMetaObject::invokeMethod(this, [this, cursor] {
        const bool isComposing = m_area && m_area->property("inputMethodComposing").toBool();
        if (!m_document || cursor.document() != m_document || isComposing)
            return; // what has been composed is looked at again
        const QScopedValueRollback applying(m_isApplying, true);
        style(cursor.selectionStart(), cursor.selectionEnd());
    }, Qt::QueuedConnection);
}

QString TextBridge::documentText(int from, int to) const
{
    // Not toPlainText(), which turns no-break spaces and line separators into others.
    QTextCursor cursor(m_document);
    cursor.setPosition(from);
    cursor.setPosition(to, QTextCursor::KeepAnchor);
    return cursor.selectedText().replace(QChar::ParagraphSeparator, u'\n');
}

int TextBridge::caret() const
{
    return m_area ? m_area->property("cursorPosition").toInt() : -1;
}

void TextBridge::onContentsChange(int position, int removed, int added)
{
    if (m_isApplying)
        return;
    // The reported counts may include the separator that ends every document.
    const int length = m_document->characterCount() - 1;
    position = std::min({ position, length, int(m_shadow.size()) });
    added = std::min(added, length - position);
    removed = std::min(removed, int(m_shadow.size()) - position);

    // What the counts do not explain is taken to lie behind the reported range.
    const int unexplained = length - (int(m_shadow.size()) - removed + added);
    if (unexplained > 0)
        added += unexplained;
    else
        removed -= unexplained;

    styleLater(position, position + added);

    // Halves of a pair are looked at together: alone, they would count as ill-formed.
    if (position > 0 && m_document->characterAt(position - 1).isHighSurrogate()) {
        --position;
        ++removed;
        ++added;
    }
    if (position + added < length && m_document->characterAt(position + added).isLowSurrogate()) {
        ++removed;
        ++added;
    }
    const QString shown = documentText(position, position + added);
    const QString after = wellFormed(shown);
    if (after != shown) // not now: the document is in the middle of a change
        QMetaObject::invokeMethod(this, &TextBridge::showWellFormed, Qt::QueuedConnection);
    const int hint = caret() < 0 ? position + added : caret();
    const Splice splice = trimmed(QStringView(m_shadow).mid(position, removed), after, position, hint);
    if (splice.removed == 0 && splice.inserted.isEmpty())
        return;

    const QString before = m_shadow;
    m_shadow.replace(splice.position, splice.removed, splice.inserted);
    Q_EMIT edited(TextChange(splice), before);
}

void TextBridge::showWellFormed()
{
    if (!m_document || m_isApplying)
        return;
    const QString shown = documentText(0, m_document->characterCount() - 1);
    const TextChange repair = TextChange::between(shown, m_shadow);
    if (repair.isEmpty() || shown.size() != m_shadow.size())
        return;
    const QString known = std::exchange(m_shadow, shown);
    applyRemote(repair);
    Q_ASSERT(m_shadow == known);
    Q_UNUSED(known)
}

void TextBridge::applyToDocument(const TextChange &change)
{
    QTextCursor cursor(m_document);
    cursor.beginEditBlock();
    const QVector<Splice> &splices = change.splices();
    // From last to first, so that positions before the change hold.
    for (auto it = splices.crbegin(); it != splices.crend(); ++it) {
        const qsizetype position = std::min(it->position, m_shadow.size());
        const qsizetype removed = std::min(it->removed, m_shadow.size() - position);
        const QString inserted = displayed(it->inserted);
        cursor.setPosition(int(position));
        cursor.setPosition(int(position + removed), QTextCursor::KeepAnchor);
        cursor.insertText(inserted);
        m_shadow.replace(position, removed, inserted);
    }
    cursor.endEditBlock();
    qsizetype shift = 0;
    for (const Splice &splice : splices) {
        const qsizetype start = std::min(splice.position + shift, m_shadow.size());
        style(int(start), int(start + splice.inserted.size()));
        shift += splice.inserted.size() - splice.removed;
    }
}

void TextBridge::applyRemote(const TextChange &change)
{
    if (!m_document || change.isEmpty())
        return;
    int start = 0;
    int end = 0;
    int position = 0;
    if (m_area) {
        start = m_area->property("selectionStart").toInt();
        end = m_area->property("selectionEnd").toInt();
        position = caret();
    }
    {
        QScopedValueRollback applying(m_isApplying, true);
        applyToDocument(change);
    }
    // Setting the caret would end a composition and drop what is being composed.
    if (!m_area || m_area->property("inputMethodComposing").toBool())
        return;
    if (start == end) {
        const int wanted = int(change.mapped(position));
        if (caret() != wanted)
            m_area->setProperty("cursorPosition", wanted);
        return;
    }
    // Text that others insert at the edges of the selection stays outside it.
    const int newStart = int(change.mapped(start, true));
    const int newEnd = std::max(newStart, int(change.mapped(end)));
    if (m_area->property("selectionStart").toInt() == newStart
        && m_area->property("selectionEnd").toInt() == newEnd)
        return;
    const bool isCaretFirst = position == start;
    QMetaObject::invokeMethod(m_area, "select", Q_ARG(int, isCaretFirst ? newEnd : newStart),
                              Q_ARG(int, isCaretFirst ? newStart : newEnd));
}

void TextBridge::applyLocal(const TextChange &change)
{
    if (!m_document || change.isEmpty())
        return;
    const QString before = m_shadow;
    {
        QScopedValueRollback applying(m_isApplying, true);
        applyToDocument(change);
    }
    if (m_area) {
        const Splice &last = change.splices().last();
        m_area->setProperty("cursorPosition", int(change.mapped(last.position + last.removed, true)));
    }
    Q_EMIT edited(change, before);
}

QString TextBridge::displayed(QString text)
{
    for (QChar &c : text) {
        switch (c.unicode()) {
        case u'\r':
            c = u' ';
            break;
        case QChar::ParagraphSeparator:
        case beginningOfFrame:
        case endOfFrame:
            c = u'\n';
            break;
        default:
            break;
        }
    }
    return text;
}

QString TextBridge::wellFormed(QString text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i).isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate())
            ++i;
        else if (text.at(i).isSurrogate())
            text[i] = QChar::ReplacementCharacter;
    }
    return text;
}

} // namespace commonplace
