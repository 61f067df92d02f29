// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// The text and its changes, caret and selection, and what of it can be seen. Keys, mouse and input methods are in
// textviewinput.cpp, painting is in textviewpaint.cpp.
#include "editor/textview.h"

#include "editor/textviewaccessible.h"

#include <QClipboard>
#include <QCursor>
#include <QGuiApplication>
#include <QTimerEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace commonplace {
namespace {

/// Is laid out above and below what can be seen, so that scrolling finds it ready.
constexpr double margin = 200;
constexpr int blinkMs = 530;
constexpr double anyWidth = 600; ///< until there is one
constexpr qint64 findingNs = 5'000'000; ///< of a frame, for finding
constexpr qsizetype findingUnits = 10'000; ///< between two looks at the clock

} // namespace

TextView::TextView(QQuickItem *parent) : QQuickItem(parent)
{
    TextViewAccessible::install();
    setFlag(ItemHasContents);
    setFlag(ItemAcceptsInputMethod);
    setAcceptedMouseButtons(Qt::LeftButton | Qt::MiddleButton);
    setActiveFocusOnTab(true);
    setCursor(Qt::IBeamCursor);
    m_look.font = QGuiApplication::font();
    m_look.codeFamily = QStringLiteral("monospace");
    m_look.text = Qt::black;
    m_look.faint = m_look.markHere = m_look.done = m_look.quote = Qt::darkGray;
    m_look.accent = Qt::blue;
    m_look.codeGround = QColor(0xee, 0xee, 0xee);
    m_layout.setLook(m_look);
    m_layout.setWidth(anyWidth);
    updateContentHeight();
}

TextView::~TextView() = default;

void TextView::setFont(const QFont &font)
{
    if (font == m_look.font)
        return;
    m_look.font = font;
    afterLookChange();
    Q_EMIT fontChanged();
}

void TextView::setColor(const QColor &color)
{
    if (color == m_look.text)
        return;
    m_look.text = color;
    afterLookChange();
}

void TextView::setLook(const EditorLook &look)
{
    if (look == m_look)
        return;
    const bool isSameFont = look.font == m_look.font;
    m_look = look;
    afterLookChange();
    if (!isSameFont)
        Q_EMIT fontChanged();
}

void TextView::afterLookChange()
{
    m_layout.setLook(m_look);
    lookForView();
    Q_EMIT lookChanged();
    Q_EMIT cursorRectangleChanged();
}

void TextView::setSelectionColor(const QColor &color)
{
    m_selectionColor = color;
    update();
    Q_EMIT lookChanged();
}

void TextView::setHitColor(const QColor &color)
{
    m_hitColor = color;
    update();
    Q_EMIT lookChanged();
}

void TextView::setSelectedHitColor(const QColor &color)
{
    m_selectedHitColor = color;
    update();
    Q_EMIT lookChanged();
}

void TextView::setCaretColor(const QColor &color)
{
    m_caretColor = color;
    update();
    Q_EMIT lookChanged();
}

void TextView::setTopPadding(double padding)
{
    m_topPadding = padding;
    lookForView();
    Q_EMIT lookChanged();
}

void TextView::setBottomPadding(double padding)
{
    m_bottomPadding = padding;
    lookForView();
    Q_EMIT lookChanged();
}

void TextView::setViewTop(double top)
{
    if (top == m_viewTop)
        return;
    m_viewTop = top;
    polish();
    Q_EMIT viewChanged();
}

void TextView::setViewHeight(double height)
{
    if (height == m_viewHeight)
        return;
    m_viewHeight = height;
    polish();
    Q_EMIT viewChanged();
}

void TextView::setReadOnly(bool isReadOnly)
{
    if (isReadOnly == m_isReadOnly)
        return;
    m_isReadOnly = isReadOnly;
    setFlag(ItemAcceptsInputMethod, !isReadOnly);
    if (isReadOnly)
        dropComposition();
    showCaret();
    Q_EMIT readOnlyChanged();
}

void TextView::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickItem::geometryChange(newGeometry, oldGeometry);
    if (newGeometry.width() != oldGeometry.width() && newGeometry.width() > 0) {
        m_layout.setWidth(newGeometry.width());
        lookForView();
        Q_EMIT cursorRectangleChanged();
    } else {
        polish();
    }
}

void TextView::itemChange(ItemChange change, const ItemChangeData &value)
{
    if (change == ItemActiveFocusHasChanged)
        showCaret();
    else if (change == ItemDevicePixelRatioHasChanged)
        afterLookChange();
    QQuickItem::itemChange(change, value);
}

double TextView::visibleTop() const
{
    return m_viewHeight < 0 ? 0 : std::max(0.0, m_viewTop);
}

double TextView::visibleBottom() const
{
    return m_viewHeight < 0 ? height() : m_viewTop + m_viewHeight;
}

void TextView::lookForView()
{
    updateContentHeight();
    polish();
    update();
}

void TextView::updateContentHeight()
{
    const double height = std::ceil(m_layout.height());
    const bool isOther = height != m_contentHeight;
    m_contentHeight = height;
    setImplicitHeight(m_topPadding + height + m_bottomPadding);
    if (isOther)
        Q_EMIT contentHeightChanged();
}

void TextView::updatePolish()
{
    double top = visibleTop() - m_topPadding;
    const double seen = visibleBottom() - visibleTop();
    // Who has jumped elsewhere looks at what is there; else what was at the top stays where it is.
    if (std::abs(top - m_keptViewTop) > seen) {
        m_keptPosition = m_layout.positionAt({ 0, top });
        m_keptY = m_layout.caretRect(m_keptPosition).y();
    }
    double moved = 0;
    for (int tries = 0; tries < 6; ++tries) {
        m_shown = m_layout.show(top - margin, top + seen + margin);
        const double y = m_layout.caretRect(m_keptPosition).y();
        const double distance = y - m_keptY;
        if (m_viewHeight < 0 || top <= 0 || distance == 0)
            break;
        m_keptY = y;
        moved += distance;
        top = std::max(0.0, top + distance);
    }
    for (const TextLayout::Shown &shown : m_shown)
        m_layout.finder().lookThrough(shown.piece);
    m_keptPosition = m_layout.positionAt({ 0, std::max(0.0, top) });
    m_keptY = m_layout.caretRect(m_keptPosition).y();
    m_keptViewTop = top;
    const bool isCaretSeen = !m_shown.empty() && m_caret >= m_shown.front().position
        && m_caret <= m_shown.back().position + m_shown.back().piece->text.size();
    m_shownCaret = isCaretSeen ? cursorRectangle() : QRectF();
    updateContentHeight();
    update();
    if (moved != 0)
        Q_EMIT contentMoved(moved);
}

void TextView::noteHeights() const
{
    if (std::ceil(m_layout.height()) != m_contentHeight)
        const_cast<TextView *>(this)->polish(); // seen by nobody until then
}

QRectF TextView::cursorRectangle() const
{
    const QRectF rect = isComposing() ? m_layout.preeditCaretRect() : m_layout.caretRect(m_caret);
    noteHeights();
    return rect.translated(0, m_topPadding);
}

QRectF TextView::positionToRectangle(int position) const
{
    const QRectF rect = m_layout.caretRect(std::clamp(position, 0, length()));
    noteHeights();
    return rect.translated(0, m_topPadding);
}

int TextView::positionAt(double x, double y) const
{
    const qsizetype position = m_layout.positionAt({ x, y - m_topPadding });
    noteHeights();
    return int(position);
}

qsizetype TextView::snapped(qsizetype position) const
{
    position = std::clamp<qsizetype>(position, 0, length());
    const TextModel &text = m_layout.model();
    const bool isWithinPair = text.at(position).isLowSurrogate() && text.at(position - 1).isHighSurrogate();
    return isWithinPair ? position - 1 : position;
}

void TextView::setCaretAndAnchor(qsizetype caret, qsizetype anchor)
{
    carryCaretAndAnchor(caret, anchor);
    Q_EMIT caretUsed();
}

void TextView::carryCaretAndAnchor(qsizetype caret, qsizetype anchor)
{
    const int start = selectionStart();
    const int end = selectionEnd();
    const bool hasMoved = caret != m_caret;
    m_caret = caret;
    m_anchor = anchor;
    const bool isOtherSelection = start != selectionStart() || end != selectionEnd();
    if (!hasMoved && !isOtherSelection)
        return;
    showCaret();
    if (hasMoved)
        Q_EMIT cursorPositionChanged();
    if (start != selectionStart())
        Q_EMIT selectionStartChanged();
    if (end != selectionEnd())
        Q_EMIT selectionEndChanged();
    if (isOtherSelection)
        Q_EMIT selectedTextChanged();
    if (hasMoved)
        Q_EMIT cursorRectangleChanged();
    tellInputMethod();
    TextViewAccessible::tellOfCaret(this);
}

void TextView::setCursorPosition(int position)
{
    commitComposition();
    m_goalX.reset();
    position = int(snapped(position));
    setCaretAndAnchor(position, position);
}

void TextView::select(int start, int end)
{
    commitComposition();
    m_goalX.reset();
    setCaretAndAnchor(snapped(end), snapped(start));
}

void TextView::selectAll()
{
    select(0, length());
}

void TextView::moveTo(qsizetype position, bool isSelecting)
{
    position = snapped(position);
    setCaretAndAnchor(position, isSelecting ? m_anchor : position);
}

void TextView::reset(const QString &text)
{
    dropComposition();
    m_layout.reset(TextModel::displayed(text));
    m_keptViewTop = std::numeric_limits<double>::lowest(); // nothing is kept
    m_goalX.reset();
    m_shown.clear();
    afterTextChange();
    carryCaretAndAnchor(0, 0);
    Q_EMIT cursorRectangleChanged();
    TextViewAccessible::tellOfReset(this);
}

void TextView::afterTextChange()
{
    m_shown.clear(); // of pieces that may have gone
    lookForView();
    if (m_layout.finder().isActive())
        m_findTimer.start(0, this); // not now: whoever hears of hits may move the caret
    Q_EMIT textChanged();
}

void TextView::setQuery(const TextQuery &query)
{
    if (query == m_layout.finder().query())
        return;
    m_layout.finder().setQuery(query);
    polish(); // which looks through what can be seen
    update();
    lookForHits();
}

void TextView::lookForHits()
{
    TextFinder &finder = m_layout.finder();
    QElapsedTimer clock;
    clock.start();
    while (!finder.isDone() && clock.nsecsElapsed() < findingNs)
        finder.look(selectionStart(), findingUnits);
    if (finder.isDone())
        m_findTimer.stop();
    else if (!m_findTimer.isActive())
        m_findTimer.start(0, this);
    Q_EMIT hitsChanged();
}

qsizetype TextView::selectedHit() const
{
    return finder().indexOf({ selectionStart(), selectionEnd() - selectionStart() });
}

void TextView::apply(const TextChange &change)
{
    const QVector<Splice> &splices = change.splices();
    // From last to first, so that positions before the change hold.
    for (auto it = splices.crbegin(); it != splices.crend(); ++it) {
        const qsizetype position = std::min<qsizetype>(it->position, length());
        const qsizetype removed = std::min<qsizetype>(it->removed, length() - position);
        const QString inserted = TextModel::displayed(it->inserted);
        TextViewAccessible::tellOfChange(this, position, removed, inserted);
        m_layout.replace(position, removed, inserted);
    }
    m_keptPosition = change.mapped(m_keptPosition, true);
}

void TextView::applyRemote(const TextChange &change)
{
    if (change.isEmpty())
        return;
    // Text that others insert at the edges of a selection stays outside it.
    const bool hasSelection = m_caret != m_anchor;
    const qsizetype start = change.mapped(selectionStart(), hasSelection);
    const qsizetype end = std::max(start, change.mapped(selectionEnd()));
    const bool isCaretFirst = m_caret < m_anchor;
    apply(change);
    if (isComposing())
        m_layout.setPreedit(m_layout.preedit(), isCaretFirst ? start : end);
    afterTextChange();
    carryCaretAndAnchor(isCaretFirst ? start : end, isCaretFirst ? end : start);
    Q_EMIT cursorRectangleChanged();
}

void TextView::applyLocal(const TextChange &change)
{
    if (change.isEmpty())
        return;
    commitComposition();
    m_goalX.reset();
    const Splice &last = change.splices().last();
    const qsizetype caret = change.mapped(last.position + last.removed, true);
    const qsizetype before = m_caret;
    QStringList removed;
    for (const Splice &splice : change.splices())
        removed.append(text(splice.position, splice.removed));
    apply(change);
    afterTextChange();
    Q_EMIT edited(change, removed); // before the caret moves: others are told of both, in this order
    setCaretAndAnchor(caret, caret);
    if (caret == before)
        Q_EMIT cursorRectangleChanged();
}

void TextView::enter(qsizetype from, qsizetype to, const QString &text)
{
    const QString inserted = TextModel::displayed(TextModel::wellFormed(text));
    if (m_isReadOnly || (from == to && inserted.isEmpty()))
        return;
    applyLocal(TextChange(Splice { from, to - from, inserted }));
}

void TextView::insert(int position, const QString &text)
{
    const qsizetype at = snapped(position);
    enter(at, at, text);
}

void TextView::copy() const
{
    if (m_caret != m_anchor)
        QGuiApplication::clipboard()->setText(selectedText());
}

void TextView::cut()
{
    copy();
    if (m_caret != m_anchor)
        enter(selectionStart(), selectionEnd(), {});
}

void TextView::paste()
{
    pasteFrom(QClipboard::Clipboard);
}

void TextView::pasteFrom(int clipboardMode)
{
    QString text = QGuiApplication::clipboard()->text(QClipboard::Mode(clipboardMode));
    text.replace(QLatin1String("\r\n"), QLatin1String("\n")).replace(u'\r', u'\n');
    if (!text.isEmpty() && !isComposing())
        enter(selectionStart(), selectionEnd(), text);
}

void TextView::offerSelection() const
{
    // What is selected can be pasted by the middle button, where that is a custom.
    QClipboard *clipboard = QGuiApplication::clipboard();
    if (clipboard->supportsSelection() && m_caret != m_anchor)
        clipboard->setText(selectedText(), QClipboard::Selection);
}

void TextView::showCaret()
{
    m_isCaretOn = true;
    m_layout.setCaret(hasActiveFocus() ? m_caret : -1);
    if (hasCaret())
        m_blinkTimer.start(blinkMs, this);
    else
        m_blinkTimer.stop();
    polish();
    update();
}

void TextView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_blinkTimer.timerId()) {
        m_isCaretOn = !m_isCaretOn;
        update();
    } else if (event->timerId() == m_findTimer.timerId()) {
        lookForHits();
    } else if (event->timerId() == m_dragTimer.timerId()) {
        dragTo(m_dragPoint);
    } else {
        QQuickItem::timerEvent(event);
    }
}

} // namespace commonplace
