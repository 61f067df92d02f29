// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "editor/textviewaccessible.h"

#include "editor/textview.h"

#include <QQuickWindow>
#include <QTextBoundaryFinder>

#include <algorithm>

namespace commonplace {
namespace {

/// What QML's Accessible properties of an item are kept in; null if it has none.
const QObject *accessibleProperties(const QObject *item)
{
    for (const QObject *child : item->children()) {
        if (child->inherits("QQuickAccessibleAttached"))
            return child;
    }
    return nullptr;
}

bool isKnown(const QQuickItem *item)
{
    const QObject *properties = accessibleProperties(item);
    return properties && !properties->property("ignored").toBool();
}

QAccessibleInterface *makeAccessible(const QString &className, QObject *object)
{
    if (className != QLatin1String(TextView::staticMetaObject.className()))
        return nullptr;
    auto *view = qobject_cast<TextView *>(object);
    return view ? new TextViewAccessible(view) : nullptr; // owned by QAccessible's cache
}

} // namespace

TextViewAccessible::TextViewAccessible(TextView *view) : QAccessibleObject(view) { }

void TextViewAccessible::install()
{
    static const bool isInstalled = [] {
        QAccessible::installFactory(makeAccessible);
        return true;
    }();
    Q_UNUSED(isInstalled)
}

void TextViewAccessible::tellOfCaret(TextView *view)
{
    if (!QAccessible::isActive())
        return;
    if (view->selectionStart() != view->selectionEnd()) {
        QAccessibleTextSelectionEvent event(view, view->selectionStart(), view->selectionEnd());
        event.setCursorPosition(view->cursorPosition());
        QAccessible::updateAccessibility(&event);
        return;
    }
    QAccessibleTextCursorEvent event(view, view->cursorPosition());
    QAccessible::updateAccessibility(&event);
}

void TextViewAccessible::tellOfChange(TextView *view, qsizetype position, qsizetype removed, const QString &inserted)
{
    if (!QAccessible::isActive())
        return;
    const QString gone = view->text(position, removed);
    QAccessibleTextUpdateEvent update(view, int(position), gone, inserted);
    QAccessibleTextRemoveEvent remove(view, int(position), gone);
    QAccessibleTextInsertEvent insert(view, int(position), inserted);
    QAccessible::updateAccessibility(gone.isEmpty()           ? static_cast<QAccessibleEvent *>(&insert)
                                         : inserted.isEmpty() ? static_cast<QAccessibleEvent *>(&remove)
                                                              : &update);
}

void TextViewAccessible::tellOfReset(TextView *view)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleTextUpdateEvent update(view, 0, {}, view->text());
    QAccessible::updateAccessibility(&update);
}

TextView *TextViewAccessible::view() const
{
    return static_cast<TextView *>(object());
}

QWindow *TextViewAccessible::window() const
{
    return view()->window();
}

QAccessibleInterface *TextViewAccessible::parent() const
{
    for (QQuickItem *item = view()->parentItem(); item; item = item->parentItem()) {
        if (isKnown(item))
            return QAccessible::queryAccessibleInterface(item);
    }
    return QAccessible::queryAccessibleInterface(view()->window());
}

QAccessibleInterface *TextViewAccessible::child(int) const
{
    return nullptr;
}

int TextViewAccessible::childCount() const
{
    return 0;
}

int TextViewAccessible::indexOfChild(const QAccessibleInterface *) const
{
    return -1;
}

QPoint TextViewAccessible::onScreen(QPointF point) const
{
    const QPointF inWindow = view()->mapToScene(point);
    return view()->window() ? view()->window()->mapToGlobal(inWindow.toPoint()) : inWindow.toPoint();
}

QRect TextViewAccessible::rect() const
{
    // Of what is larger than what is around it, the part that can be seen.
    const double top = view()->viewHeight() < 0 ? 0 : std::max(0.0, view()->viewTop());
    const double bottom = view()->viewHeight() < 0 ? view()->height()
                                                   : std::min(view()->height(), view()->viewTop() + view()->viewHeight());
    return QRect(onScreen({ 0, top }), QSizeF(view()->width(), std::max(0.0, bottom - top)).toSize());
}

QString TextViewAccessible::named(const char *property) const
{
    const QObject *properties = accessibleProperties(object());
    return properties ? properties->property(property).toString() : QString();
}

QString TextViewAccessible::text(QAccessible::Text kind) const
{
    switch (kind) {
    case QAccessible::Name:
        return named("name");
    case QAccessible::Description:
        return named("description");
    case QAccessible::Value:
        return view()->text();
    default:
        return {};
    }
}

QAccessible::Role TextViewAccessible::role() const
{
    return QAccessible::EditableText;
}

QAccessible::State TextViewAccessible::state() const
{
    QAccessible::State state;
    const QQuickWindow *window = view()->window();
    state.invisible = !window || !window->isVisible() || !view()->isVisible() || view()->width() <= 0;
    state.offscreen = rect().isEmpty();
    state.disabled = !view()->isEnabled();
    state.focusable = true;
    state.focused = view()->hasActiveFocus();
    state.multiLine = true;
    state.selectableText = true;
    state.readOnly = view()->isReadOnly();
    state.editable = !view()->isReadOnly();
    return state;
}

void *TextViewAccessible::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TextInterface)
        return static_cast<QAccessibleTextInterface *>(this);
    if (type == QAccessible::EditableTextInterface)
        return static_cast<QAccessibleEditableTextInterface *>(this);
    return QAccessibleObject::interface_cast(type);
}

void TextViewAccessible::selection(int index, int *start, int *end) const
{
    *start = index == 0 ? view()->selectionStart() : 0;
    *end = index == 0 ? view()->selectionEnd() : 0;
}

int TextViewAccessible::selectionCount() const
{
    return view()->selectionStart() == view()->selectionEnd() ? 0 : 1;
}

void TextViewAccessible::addSelection(int start, int end)
{
    setSelection(0, start, end);
}

void TextViewAccessible::removeSelection(int index)
{
    if (index == 0)
        view()->setCursorPosition(view()->cursorPosition());
}

void TextViewAccessible::setSelection(int index, int start, int end)
{
    if (index == 0)
        view()->select(start, end);
}

int TextViewAccessible::cursorPosition() const
{
    return view()->cursorPosition();
}

void TextViewAccessible::setCursorPosition(int position)
{
    view()->setCursorPosition(position);
}

QString TextViewAccessible::text(int start, int end) const
{
    return view()->text(start, end - start);
}

std::pair<int, int> TextViewAccessible::stretchAt(int offset, QAccessible::TextBoundaryType boundary) const
{
    const TextModel &model = view()->model();
    const int length = view()->length();
    offset = std::clamp(offset, 0, length);
    if (boundary == QAccessible::NoBoundary)
        return { 0, length };
    if (boundary == QAccessible::ParagraphBoundary || boundary == QAccessible::LineBoundary) {
        // With the line break, so that one follows the other.
        return { int(model.paragraphStart(offset)), std::min(length, int(model.paragraphEnd(offset)) + 1) };
    }
    const TextModel::Place place = model.placeOf(offset);
    const int start = offset - int(place.offset);
    const QString &text = place.piece->text;
    if (place.offset >= text.size())
        return { offset, std::min(length, offset + 1) };
    const auto type = boundary == QAccessible::CharBoundary ? QTextBoundaryFinder::Grapheme
        : boundary == QAccessible::WordBoundary             ? QTextBoundaryFinder::Word
                                                            : QTextBoundaryFinder::Sentence;
    QTextBoundaryFinder finder(type, text);
    finder.setPosition(place.offset);
    const qsizetype from = finder.isAtBoundary() ? place.offset : finder.toPreviousBoundary();
    finder.setPosition(place.offset);
    const qsizetype to = finder.toNextBoundary();
    return { start + int(std::max<qsizetype>(0, from)), start + int(to < 0 ? text.size() : to) };
}

QString TextViewAccessible::stretch(std::pair<int, int> stretch, int *start, int *end) const
{
    *start = stretch.first;
    *end = stretch.second;
    return text(stretch.first, stretch.second);
}

QString TextViewAccessible::textAtOffset(int offset, QAccessible::TextBoundaryType boundary, int *start, int *end) const
{
    return stretch(stretchAt(offset, boundary), start, end);
}

QString TextViewAccessible::textBeforeOffset(int offset, QAccessible::TextBoundaryType boundary, int *start,
                                             int *end) const
{
    const auto here = stretchAt(offset, boundary);
    return stretch(here.first > 0 ? stretchAt(here.first - 1, boundary) : std::pair(0, 0), start, end);
}

QString TextViewAccessible::textAfterOffset(int offset, QAccessible::TextBoundaryType boundary, int *start,
                                            int *end) const
{
    const auto here = stretchAt(offset, boundary);
    const int length = view()->length();
    return stretch(here.second < length ? stretchAt(here.second, boundary) : std::pair(length, length), start, end);
}

int TextViewAccessible::characterCount() const
{
    return view()->length();
}

QRect TextViewAccessible::characterRect(int offset) const
{
    const QRectF from = view()->positionToRectangle(offset);
    const QRectF to = view()->positionToRectangle(offset + 1);
    const double width = to.y() == from.y() ? std::abs(to.x() - from.x()) : 0;
    return QRect(onScreen({ std::min(from.x(), width > 0 ? to.x() : from.x()), from.y() }),
                 QSizeF(std::max(1.0, width), from.height()).toSize());
}

int TextViewAccessible::offsetAtPoint(const QPoint &point) const
{
    if (!view()->window())
        return -1;
    const QPointF here = view()->mapFromScene(view()->window()->mapFromGlobal(point));
    return view()->contains(here) ? view()->positionAt(here.x(), here.y()) : -1;
}

void TextViewAccessible::scrollToSubstring(int start, int)
{
    view()->setCursorPosition(start); // what shows the text follows the caret
}

QString TextViewAccessible::attributes(int offset, int *start, int *end) const
{
    *start = std::clamp(offset, 0, view()->length());
    *end = view()->length();
    return {};
}

void TextViewAccessible::deleteText(int start, int end)
{
    replaceText(start, end, {});
}

void TextViewAccessible::insertText(int offset, const QString &text)
{
    replaceText(offset, offset, text);
}

void TextViewAccessible::replaceText(int start, int end, const QString &text)
{
    const int from = std::clamp(std::min(start, end), 0, view()->length());
    const int to = std::clamp(std::max(start, end), 0, view()->length());
    const QString inserted = TextModel::displayed(TextModel::wellFormed(text));
    if (!view()->isReadOnly())
        view()->applyLocal(TextChange(Splice { from, to - from, inserted }));
}

} // namespace commonplace
