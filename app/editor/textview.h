// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "editor/textlayout.h"

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QQuickItem>

#include <limits>
#include <optional>

namespace commonplace {

/// A text that people write in, as a text area: caret, selection, mouse, keys, input methods, screen readers. Markdown
/// is shown as what it means. Only what can be seen is laid out and painted, so that a key costs the same however long
/// the text is; nothing that depends on `text` should be bound.
///
/// Positions are UTF-16 units. What somebody enters is reported as edited(); what others write comes by applyRemote()
/// and leaves caret, selection, scroll and composition alone. It has no undo of its own.
class TextView : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    /// All of the text: a copy, made when it is asked for.
    Q_PROPERTY(QString text READ text NOTIFY textChanged)
    Q_PROPERTY(int length READ length NOTIFY textChanged)
    Q_PROPERTY(int cursorPosition READ cursorPosition WRITE setCursorPosition NOTIFY cursorPositionChanged)
    Q_PROPERTY(QRectF cursorRectangle READ cursorRectangle NOTIFY cursorRectangleChanged)
    Q_PROPERTY(int selectionStart READ selectionStart NOTIFY selectionStartChanged)
    Q_PROPERTY(int selectionEnd READ selectionEnd NOTIFY selectionEndChanged)
    Q_PROPERTY(QString selectedText READ selectedText NOTIFY selectedTextChanged)
    Q_PROPERTY(bool readOnly READ isReadOnly WRITE setReadOnly NOTIFY readOnlyChanged)
    Q_PROPERTY(bool inputMethodComposing READ isComposing NOTIFY inputMethodComposingChanged)
    Q_PROPERTY(QFont font READ font WRITE setFont NOTIFY fontChanged)
    Q_PROPERTY(QColor color READ color WRITE setColor NOTIFY lookChanged)
    Q_PROPERTY(QColor selectionColor READ selectionColor WRITE setSelectionColor NOTIFY lookChanged)
    /// The grounds of what is looked for, and of the one that is selected.
    Q_PROPERTY(QColor hitColor READ hitColor WRITE setHitColor NOTIFY lookChanged)
    Q_PROPERTY(QColor selectedHitColor READ selectedHitColor WRITE setSelectedHitColor NOTIFY lookChanged)
    Q_PROPERTY(QColor caretColor READ caretColor WRITE setCaretColor NOTIFY lookChanged)
    Q_PROPERTY(double topPadding READ topPadding WRITE setTopPadding NOTIFY lookChanged)
    Q_PROPERTY(double bottomPadding READ bottomPadding WRITE setBottomPadding NOTIFY lookChanged)
    Q_PROPERTY(double contentHeight READ contentHeight NOTIFY contentHeightChanged)
    /// Which part of the item can be seen, where it is larger than what is around it: from `viewTop` on, `viewHeight`
    /// high. All of it while the height is negative.
    Q_PROPERTY(double viewTop READ viewTop WRITE setViewTop NOTIFY viewChanged)
    Q_PROPERTY(double viewHeight READ viewHeight WRITE setViewHeight NOTIFY viewChanged)

public:
    explicit TextView(QQuickItem *parent = nullptr);
    ~TextView() override;

    QString text() const { return m_layout.model().text(); }
    QString text(qsizetype from, qsizetype count) const { return m_layout.model().text(from, count); }
    int length() const { return int(m_layout.model().length()); }
    int cursorPosition() const { return int(m_caret); }
    void setCursorPosition(int position);
    QRectF cursorRectangle() const;
    int selectionStart() const { return int(std::min(m_caret, m_anchor)); }
    int selectionEnd() const { return int(std::max(m_caret, m_anchor)); }
    QString selectedText() const { return text(selectionStart(), selectionEnd() - selectionStart()); }
    bool isReadOnly() const { return m_isReadOnly; }
    void setReadOnly(bool isReadOnly);
    bool isComposing() const { return !m_layout.preedit().isEmpty(); }
    QFont font() const { return m_look.font; }
    void setFont(const QFont &font);
    QColor color() const { return m_look.text; }
    void setColor(const QColor &color);
    QColor selectionColor() const { return m_selectionColor; }
    void setSelectionColor(const QColor &color);
    QColor hitColor() const { return m_hitColor; }
    void setHitColor(const QColor &color);
    QColor selectedHitColor() const { return m_selectedHitColor; }
    void setSelectedHitColor(const QColor &color);
    QColor caretColor() const { return m_caretColor; }
    void setCaretColor(const QColor &color);
    double topPadding() const { return m_topPadding; }
    void setTopPadding(double padding);
    double bottomPadding() const { return m_bottomPadding; }
    void setBottomPadding(double padding);
    double contentHeight() const { return m_contentHeight; }
    double viewTop() const { return m_viewTop; }
    void setViewTop(double top);
    double viewHeight() const { return m_viewHeight; }
    void setViewHeight(double height);

    const EditorLook &look() const { return m_look; }
    void setLook(const EditorLook &look);
    const TextModel &model() const { return m_layout.model(); }
    /// Units that have been laid out since the beginning: what keys cost.
    qint64 laidOut() const { return m_layout.laidOut(); }

    /// What is looked for, and marked: at once where it can be seen, elsewhere in parts, beside whoever writes.
    void setQuery(const TextQuery &query);
    const TextFinder &finder() const { return m_layout.finder(); }
    /// The hit that is selected, from 0 on; -1 if none is.
    qsizetype selectedHit() const;

    /// Shows a text as new: nothing is reported, the caret goes to the start.
    void reset(const QString &text);
    /// Makes a change that came from elsewhere. Caret and selection stay with their text.
    void applyRemote(const TextChange &change);
    /// Makes a change as if it was typed: it is reported, and the caret goes to its end.
    void applyLocal(const TextChange &change);

    Q_INVOKABLE void select(int start, int end);
    Q_INVOKABLE void selectAll();
    Q_INVOKABLE int positionAt(double x, double y) const;
    Q_INVOKABLE QRectF positionToRectangle(int position) const;
    /// Puts text at a position, as if it was typed.
    Q_INVOKABLE void insert(int position, const QString &text);
    Q_INVOKABLE void copy() const;
    Q_INVOKABLE void cut();
    Q_INVOKABLE void paste();

    QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;

Q_SIGNALS:
    /// Somebody entered something: positions before the change, and what each splice has removed. It is well-formed.
    void edited(const commonplace::TextChange &change, const QStringList &removed);
    void textChanged();
    void cursorPositionChanged();
    void cursorRectangleChanged();
    void selectionStartChanged();
    void selectionEndChanged();
    void selectedTextChanged();
    void readOnlyChanged();
    void inputMethodComposingChanged();
    void fontChanged();
    void lookChanged();
    void contentHeightChanged();
    void viewChanged();
    /// The person has moved the caret, or entered something there: it should be seen.
    void caretUsed();
    /// Hits were found, or have gone.
    void hitsChanged();
    /// What can be seen has moved down by so much, as what is above it has changed: whoever scrolls goes after it.
    void contentMoved(double distance);

protected:
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;
    void itemChange(ItemChange change, const ItemChangeData &value) override;
    void updatePolish() override;
    QSGNode *updatePaintNode(QSGNode *old, UpdatePaintNodeData *data) override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseUngrabEvent() override;
    void focusOutEvent(QFocusEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    enum class Unit { Character, Word, Paragraph };

    /// What is entered takes the place of a stretch: the one way in.
    void enter(qsizetype from, qsizetype to, const QString &text);
    void apply(const TextChange &change);
    void removeTo(qsizetype position);
    void moveTo(qsizetype position, bool isSelecting);
    void setCaretAndAnchor(qsizetype caret, qsizetype anchor);
    /// Because of what others have changed.
    void carryCaretAndAnchor(qsizetype caret, qsizetype anchor);
    qsizetype snapped(qsizetype position) const;
    bool moveByKey(const QKeyEvent *event);
    bool removeByKey(const QKeyEvent *event);
    bool enterByKey(const QKeyEvent *event);
    void moveVertically(int lines, bool isSelecting);
    int linesOfPage() const;
    std::pair<qsizetype, qsizetype> unitAt(qsizetype position) const;
    void dragTo(QPointF point);
    void offerSelection() const;
    void pasteFrom(int clipboardMode);

    void commitComposition();
    void dropComposition();
    void setPreedit(const Preedit &preedit);
    void tellInputMethod();

    /// Goes on looking for what is looked for, as long as nobody notices.
    void lookForHits();
    void afterTextChange();
    void afterLookChange();
    void updateContentHeight();
    void lookForView();
    /// What has been laid out to answer a question may have changed its height.
    void noteHeights() const;
    double visibleTop() const;
    double visibleBottom() const;
    void showCaret();
    bool hasCaret() const { return hasActiveFocus() && !m_isReadOnly; }

    mutable TextLayout m_layout; ///< what is asked for is laid out
    std::vector<TextLayout::Shown> m_shown;
    EditorLook m_look;
    QColor m_selectionColor { 0xcf, 0xd0, 0xf5 };
    QColor m_hitColor { 0xff, 0xf1, 0xcc };
    QColor m_selectedHitColor { 0xff, 0xdd, 0x8f };
    QColor m_caretColor { Qt::black };
    double m_topPadding = 0;
    double m_bottomPadding = 0;
    double m_contentHeight = 0;
    double m_viewTop = 0;
    double m_viewHeight = -1;
    QRectF m_shownCaret; ///< where it is painted; null if it cannot be seen
    qsizetype m_caret = 0;
    qsizetype m_anchor = 0; ///< the other end of the selection
    std::optional<double> m_goalX; ///< where vertical movement began
    /// What is at the top of what can be seen, and at which height: it stays there.
    qsizetype m_keptPosition = 0;
    double m_keptY = 0;
    double m_keptViewTop = std::numeric_limits<double>::lowest();
    Unit m_unit = Unit::Character;
    std::pair<qsizetype, qsizetype> m_firstUnit; ///< that a drag has begun with
    QPointF m_dragPoint; ///< in the scene: the item may move beneath it
    QPointF m_clickPoint;
    QElapsedTimer m_sinceDoubleClick;
    QBasicTimer m_blinkTimer;
    QBasicTimer m_dragTimer;
    QBasicTimer m_findTimer;
    bool m_isReadOnly = false;
    bool m_isDragging = false;
    bool m_isCaretOn = true;
};

} // namespace commonplace
