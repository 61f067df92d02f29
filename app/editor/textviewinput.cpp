// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Keys, mouse and input methods of a text view.
#include "editor/textview.h"

#include "editor/textviewaccessible.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QInputMethod>
#include <QStyleHints>

#include <algorithm>
#include <cmath>

namespace commonplace {
namespace {

constexpr int dragEveryMs = 40;
constexpr qsizetype surroundingUnits = 1000; ///< of the text around the caret that an input method is told

struct KeyMovement
{
    QKeySequence::StandardKey key;
    QKeySequence::StandardKey selectingKey;
    Movement movement;
};

constexpr KeyMovement keyMovements[] = {
    { QKeySequence::MoveToNextChar, QKeySequence::SelectNextChar, Movement::Right },
    { QKeySequence::MoveToPreviousChar, QKeySequence::SelectPreviousChar, Movement::Left },
    { QKeySequence::MoveToNextWord, QKeySequence::SelectNextWord, Movement::WordRight },
    { QKeySequence::MoveToPreviousWord, QKeySequence::SelectPreviousWord, Movement::WordLeft },
    { QKeySequence::MoveToStartOfLine, QKeySequence::SelectStartOfLine, Movement::LineStart },
    { QKeySequence::MoveToEndOfLine, QKeySequence::SelectEndOfLine, Movement::LineEnd },
    { QKeySequence::MoveToStartOfBlock, QKeySequence::SelectStartOfBlock, Movement::ParagraphStart },
    { QKeySequence::MoveToEndOfBlock, QKeySequence::SelectEndOfBlock, Movement::ParagraphEnd },
    { QKeySequence::MoveToStartOfDocument, QKeySequence::SelectStartOfDocument, Movement::Start },
    { QKeySequence::MoveToEndOfDocument, QKeySequence::SelectEndOfDocument, Movement::End },
};

bool isText(const QKeyEvent *event)
{
    const QString text = event->text();
    if (text.isEmpty() || event->key() == Qt::Key_Backtab)
        return false;
    const QChar first = text.at(0);
    if (first.category() == QChar::Other_Format)
        return true;
    // What is pressed with Ctrl is a command; with Ctrl and Alt it may be a letter of the layout.
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (modifiers == Qt::ControlModifier || modifiers == (Qt::ShiftModifier | Qt::ControlModifier))
        return false;
    return first.isPrint() || first.isSurrogate() || first.category() == QChar::Other_PrivateUse || first == u'\t';
}

/// Keys that edit text before they are a shortcut of the window.
bool isEditingKey(const QKeyEvent *event)
{
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (modifiers == Qt::NoModifier || modifiers == Qt::ShiftModifier) {
        if (event->key() < Qt::Key_Escape)
            return true;
        switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Delete:
        case Qt::Key_Home:
        case Qt::Key_End:
        case Qt::Key_Backspace:
        case Qt::Key_Space:
        case Qt::Key_Tab:
            return true;
        default:
            break;
        }
    }
    for (const auto key : { QKeySequence::Copy, QKeySequence::Paste, QKeySequence::Cut, QKeySequence::Redo,
                            QKeySequence::Undo, QKeySequence::SelectAll, QKeySequence::DeleteStartOfWord,
                            QKeySequence::DeleteEndOfWord }) {
        if (event->matches(key))
            return true;
    }
    return std::any_of(std::begin(keyMovements), std::end(keyMovements), [event](const KeyMovement &each) {
        return event->matches(each.key) || event->matches(each.selectingKey);
    });
}

} // namespace

bool TextView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && isEditingKey(static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QQuickItem::event(event);
}

void TextView::keyPressEvent(QKeyEvent *event)
{
    if (moveByKey(event) || (!m_isReadOnly && (removeByKey(event) || enterByKey(event)))) {
        event->accept();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
        offerSelection();
    } else if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (event->matches(QKeySequence::Cut) && !m_isReadOnly) {
        cut();
    } else if (event->matches(QKeySequence::Paste) && !m_isReadOnly) {
        paste();
    } else {
        event->ignore();
        return;
    }
    event->accept();
}

bool TextView::moveByKey(const QKeyEvent *event)
{
    const auto move = [this](qsizetype position, bool isSelecting) {
        commitComposition();
        moveTo(position, isSelecting);
        if (isSelecting)
            offerSelection();
    };
    for (const KeyMovement &each : keyMovements) {
        const bool isSelecting = event->matches(each.selectingKey);
        if (!isSelecting && !event->matches(each.key))
            continue;
        m_goalX.reset();
        const bool isSideways = each.movement == Movement::Left || each.movement == Movement::Right;
        if (isSideways && !isSelecting && m_caret != m_anchor) {
            // A selection is left at the end that the key points to.
            const auto from = m_layout.caretRect(selectionStart());
            const auto to = m_layout.caretRect(selectionEnd());
            const bool isTurned = from.y() == to.y() && from.x() > to.x();
            move((each.movement == Movement::Left) != isTurned ? selectionStart() : selectionEnd(), false);
            return true;
        }
        move(m_layout.moved(m_caret, each.movement), isSelecting);
        return true;
    }
    const auto matches = [event](QKeySequence::StandardKey key, QKeySequence::StandardKey selecting) {
        return event->matches(key) || event->matches(selecting);
    };
    const bool isSelecting = event->modifiers().testFlag(Qt::ShiftModifier);
    int lines = 0;
    if (matches(QKeySequence::MoveToNextLine, QKeySequence::SelectNextLine))
        lines = 1;
    else if (matches(QKeySequence::MoveToPreviousLine, QKeySequence::SelectPreviousLine))
        lines = -1;
    else if (matches(QKeySequence::MoveToNextPage, QKeySequence::SelectNextPage))
        lines = linesOfPage();
    else if (matches(QKeySequence::MoveToPreviousPage, QKeySequence::SelectPreviousPage))
        lines = -linesOfPage();
    else
        return false;
    commitComposition();
    moveVertically(lines, isSelecting);
    if (isSelecting)
        offerSelection();
    return true;
}

int TextView::linesOfPage() const
{
    const double line = PieceLayout::lineHeight(m_layout.caretRect(m_caret).height());
    return std::max(1, int((visibleBottom() - visibleTop()) / line) - 2);
}

void TextView::moveVertically(int lines, bool isSelecting)
{
    const double x = m_goalX.value_or(m_layout.caretRect(m_caret).x());
    moveTo(m_layout.movedByLines(m_caret, lines, x), isSelecting);
    m_goalX = x;
}

void TextView::removeTo(qsizetype position)
{
    if (m_caret != m_anchor)
        enter(selectionStart(), selectionEnd(), {});
    else
        enter(std::min(m_caret, position), std::max(m_caret, position), {});
}

bool TextView::removeByKey(const QKeyEvent *event)
{
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    if (event->key() == Qt::Key_Backspace && modifiers == Qt::NoModifier)
        removeTo(m_layout.backspaceStart(m_caret));
    else if (event->matches(QKeySequence::Delete))
        removeTo(m_layout.moved(m_caret, Movement::Next));
    else if (event->matches(QKeySequence::DeleteStartOfWord))
        removeTo(m_layout.moved(m_caret, Movement::PreviousWord));
    else if (event->matches(QKeySequence::DeleteEndOfWord))
        removeTo(m_layout.moved(m_caret, Movement::NextWord));
    else if (event->matches(QKeySequence::DeleteEndOfLine))
        removeTo(m_layout.moved(m_caret, Movement::ParagraphEnd));
    else
        return false;
    return true;
}

bool TextView::enterByKey(const QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    if (isReturn && modifiers == Qt::NoModifier) {
        enter(selectionStart(), selectionEnd(), QStringLiteral("\n"));
        return true;
    }
    if (!isText(event))
        return false;
    enter(selectionStart(), selectionEnd(), event->text());
    return true;
}

void TextView::mousePressEvent(QMouseEvent *event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    commitComposition();
    m_goalX.reset();
    const qsizetype at = m_layout.positionAt(event->position() - QPointF(0, m_topPadding));
    if (event->button() == Qt::MiddleButton) {
        if (!m_isReadOnly && QGuiApplication::clipboard()->supportsSelection()) {
            moveTo(at, false);
            pasteFrom(QClipboard::Selection);
        }
        return;
    }
    setKeepMouseGrab(true); // a drag selects, and does not scroll
    m_isDragging = true;
    const QStyleHints *hints = QGuiApplication::styleHints();
    const bool isThird = m_sinceDoubleClick.isValid()
        && m_sinceDoubleClick.elapsed() < hints->mouseDoubleClickInterval()
        && (event->position() - m_clickPoint).manhattanLength() < hints->startDragDistance();
    m_sinceDoubleClick.invalidate();
    m_unit = isThird ? Unit::Paragraph : Unit::Character;
    if (isThird) {
        m_firstUnit = unitAt(at);
        setCaretAndAnchor(m_firstUnit.second, m_firstUnit.first);
        return;
    }
    m_firstUnit = { at, at };
    moveTo(at, event->modifiers().testFlag(Qt::ShiftModifier));
    m_firstUnit = { m_anchor, m_anchor };
}

void TextView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_unit = Unit::Word;
    m_firstUnit = unitAt(m_layout.positionAt(event->position() - QPointF(0, m_topPadding)));
    setCaretAndAnchor(m_firstUnit.second, m_firstUnit.first);
    m_clickPoint = event->position();
    m_sinceDoubleClick.start();
    m_isDragging = true;
    setKeepMouseGrab(true);
}

std::pair<qsizetype, qsizetype> TextView::unitAt(qsizetype position) const
{
    switch (m_unit) {
    case Unit::Word:
        return m_layout.wordAt(position);
    case Unit::Paragraph:
        return { model().paragraphStart(position), model().paragraphEnd(position) };
    case Unit::Character:
        break;
    }
    return { position, position };
}

void TextView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_isDragging)
        return;
    m_dragPoint = event->scenePosition();
    dragTo(m_dragPoint);
    // Beyond the edge it goes on while the mouse rests.
    const double y = event->position().y();
    const bool isBeyond = m_viewHeight >= 0 && (y < visibleTop() || y > visibleBottom());
    if (isBeyond && !m_dragTimer.isActive())
        m_dragTimer.start(dragEveryMs, this);
    else if (!isBeyond)
        m_dragTimer.stop();
}

void TextView::dragTo(QPointF point)
{
    QPointF here = mapFromScene(point) - QPointF(0, m_topPadding);
    // A step at a time: what is far beyond the edge is not jumped to.
    const double line = PieceLayout::lineHeight(m_layout.caretRect(m_caret).height());
    if (m_viewHeight >= 0)
        here.setY(std::clamp(here.y(), visibleTop() - m_topPadding - 2 * line, visibleBottom() - m_topPadding + 2 * line));
    const auto [from, to] = unitAt(snapped(m_layout.positionAt(here)));
    if (from < m_firstUnit.first)
        setCaretAndAnchor(from, m_firstUnit.second);
    else
        setCaretAndAnchor(std::max(to, m_firstUnit.second), m_firstUnit.first);
}

void TextView::mouseReleaseEvent(QMouseEvent *)
{
    mouseUngrabEvent();
    offerSelection();
}

void TextView::mouseUngrabEvent()
{
    m_isDragging = false;
    m_dragTimer.stop();
    setKeepMouseGrab(false);
}

void TextView::focusOutEvent(QFocusEvent *event)
{
    if (event->reason() != Qt::ActiveWindowFocusReason && event->reason() != Qt::PopupFocusReason)
        commitComposition();
    QQuickItem::focusOutEvent(event);
}

void TextView::inputMethodEvent(QInputMethodEvent *event)
{
    if (m_isReadOnly) {
        event->ignore();
        return;
    }
    const bool wasComposing = isComposing();
    Preedit preedit;
    preedit.text = TextModel::displayed(event->preeditString()).replace(u'\n', u' ');
    preedit.cursor = preedit.text.size();
    for (const QInputMethodEvent::Attribute &attribute : event->attributes()) {
        if (attribute.type == QInputMethodEvent::Cursor) {
            preedit.cursor = std::clamp<qsizetype>(attribute.start, 0, preedit.text.size());
            preedit.isCursorShown = attribute.length != 0;
        } else if (attribute.type == QInputMethodEvent::TextFormat) {
            const QTextCharFormat format = qvariant_cast<QTextFormat>(attribute.value).toCharFormat();
            const int start = std::clamp(attribute.start, 0, int(preedit.text.size()));
            const int length = std::min(attribute.length, int(preedit.text.size()) - start);
            if (format.isValid() && length > 0)
                preedit.formats.append({ start, length, format });
        }
    }
    if (!preedit.isEmpty() && preedit.formats.isEmpty()) {
        QTextCharFormat underlined;
        underlined.setFontUnderline(true);
        preedit.formats.append({ 0, int(preedit.text.size()), underlined });
    }

    const bool hasCommit = !event->commitString().isEmpty() || event->replacementLength() > 0;
    if (wasComposing)
        m_layout.setPreedit({}, 0); // what is entered takes its place
    if (hasCommit) {
        const qsizetype from = snapped(selectionStart() + event->replacementStart());
        const qsizetype to = event->replacementLength() > 0 ? snapped(from + event->replacementLength()) : selectionEnd();
        enter(from, std::max(from, to), event->commitString());
    } else if (!preedit.isEmpty() && m_caret != m_anchor) {
        enter(selectionStart(), selectionEnd(), {});
    }
    for (const QInputMethodEvent::Attribute &attribute : event->attributes()) {
        if (attribute.type != QInputMethodEvent::Selection)
            continue;
        const qsizetype start = model().positionOf(model().placeOf(m_caret).piece) + attribute.start;
        setCaretAndAnchor(snapped(start + attribute.length), snapped(start));
    }
    setPreedit(preedit);
    if (wasComposing != isComposing())
        Q_EMIT inputMethodComposingChanged();
    event->accept();
}

void TextView::setPreedit(const Preedit &preedit)
{
    m_layout.setPreedit(preedit, m_caret);
    lookForView();
    showCaret();
    Q_EMIT cursorRectangleChanged();
    Q_EMIT caretUsed();
    tellInputMethod();
}

void TextView::commitComposition()
{
    if (!isComposing())
        return;
    QGuiApplication::inputMethod()->commit();
    dropComposition(); // if there is no input method that answers
}

void TextView::dropComposition()
{
    if (!isComposing())
        return;
    setPreedit({});
    Q_EMIT inputMethodComposingChanged();
}

void TextView::tellInputMethod()
{
    if (hasActiveFocus())
        updateInputMethod(Qt::ImCursorRectangle | Qt::ImAnchorRectangle | Qt::ImCursorPosition | Qt::ImAnchorPosition
                          | Qt::ImSurroundingText | Qt::ImCurrentSelection | Qt::ImAbsolutePosition
                          | Qt::ImTextBeforeCursor | Qt::ImTextAfterCursor);
}

QVariant TextView::inputMethodQuery(Qt::InputMethodQuery query) const
{
    const TextModel::Place place = model().placeOf(m_caret);
    switch (query) {
    case Qt::ImEnabled:
        return !m_isReadOnly;
    case Qt::ImReadOnly:
        return m_isReadOnly;
    case Qt::ImHints:
        return int(Qt::ImhMultiLine);
    case Qt::ImFont:
        return m_look.font;
    case Qt::ImCursorRectangle:
        return cursorRectangle();
    case Qt::ImAnchorRectangle:
        return positionToRectangle(int(m_anchor));
    // The text around is that of the paragraph, or of the part of it that is laid out at once.
    case Qt::ImSurroundingText:
        return place.piece->text;
    case Qt::ImCursorPosition:
        return int(place.offset);
    case Qt::ImAnchorPosition:
        return int(std::clamp<qsizetype>(place.offset + m_anchor - m_caret, 0, place.piece->text.size()));
    case Qt::ImAbsolutePosition:
        return int(m_caret);
    case Qt::ImCurrentSelection:
        return text(selectionStart(), std::min<qsizetype>(selectionEnd() - selectionStart(), surroundingUnits));
    case Qt::ImTextBeforeCursor: {
        const qsizetype from = snapped(m_caret - surroundingUnits);
        return text(from, m_caret - from);
    }
    case Qt::ImTextAfterCursor:
        return text(m_caret, surroundingUnits);
    case Qt::ImMaximumTextLength:
        return QVariant(); // no limit
    default:
        return QQuickItem::inputMethodQuery(query);
    }
}

} // namespace commonplace
