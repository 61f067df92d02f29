// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/markdownstyle.h"

#include <QColor>
#include <QFont>
#include <QImage>
#include <QRectF>
#include <QTextLayout>

namespace commonplace {

/// The letters and colours a text is shown in.
struct EditorLook
{
    QFont font;
    QString codeFamily;
    QColor text;
    QColor faint;    ///< for the marks themselves, where the caret is not
    QColor markHere; ///< where it is
    QColor accent;   ///< links, list marks, boxes
    QColor done;     ///< ticked-off items
    QColor quote;
    QColor codeGround;

    friend bool operator==(const EditorLook &, const EditorLook &) = default;
};

/// What an input method is composing: it is shown in the text, but not part of it.
struct Preedit
{
    QString text;
    qsizetype cursor = 0;                         ///< in it; where the caret is shown
    bool isCursorShown = true;
    QVector<QTextLayout::FormatRange> formats;    ///< of its parts

    bool isEmpty() const { return text.isEmpty(); }
};

/// All but the text that the layout of a piece depends on.
struct PieceConditions
{
    double width = 0;
    int look = 0;           ///< counts changes of the look
    int preedit = 0;        ///< counts changes of the composition that is in it; 0 if there is none
    qsizetype preeditAt = -1;
    bool isInFence = false;
    bool isCaretHere = false;
    bool isRightToLeft = false;

    friend bool operator==(const PieceConditions &, const PieceConditions &) = default;
};

/// A piece of text, laid out: in lines, with its style. Offsets count in the piece's own text, without what is being
/// composed; coordinates are device-independent pixels from its top left.
class PieceLayout
{
public:
    /// How far letters may reach out of the width on either side, and are still painted.
    static constexpr int overhang = 6;

    PieceLayout(const QString &text, const PieceConditions &conditions, const EditorLook &look,
                const Preedit &preedit);

    const PieceConditions &conditions() const { return m_conditions; }
    /// Another for each layout, so that what was painted of another one is known to be old.
    quint64 serial() const { return m_serial; }
    double height() const { return m_height; }
    bool isCode() const { return m_style.isCode; }

    /// Where the caret stands before an offset; of no width.
    QRectF caretRect(qsizetype offset) const;
    /// The same within what is being composed.
    QRectF preeditCaretRect(qsizetype cursor) const { return caretAt(m_conditions.preeditAt + cursor); }
    /// The offset whose caret is nearest to a point.
    qsizetype offsetAt(QPointF point) const;
    /// What is covered by a stretch of text, line by line.
    QVector<QRectF> rects(qsizetype from, qsizetype to) const;
    /// The grounds of code within lines.
    QVector<QRectF> codeGrounds() const;

    int lineCount() const { return m_layout.lineCount(); }
    int lineOf(qsizetype offset) const;
    qsizetype lineStart(int line) const;
    /// The last offset at which the caret is in that line.
    qsizetype lineEnd(int line) const;
    /// The offset in a line whose caret is nearest to `x`.
    qsizetype offsetInLine(int line, double x) const;

    /// The neighbouring places for the caret; the offset itself at the ends.
    qsizetype next(qsizetype offset, QTextLayout::CursorMode mode = QTextLayout::SkipCharacters) const;
    qsizetype previous(qsizetype offset, QTextLayout::CursorMode mode = QTextLayout::SkipCharacters) const;
    qsizetype left(qsizetype offset) const;
    qsizetype right(qsizetype offset) const;

    /// A picture of the text on nothing, `overhang` wider on both sides.
    QImage painted(double devicePixelRatio) const;

    /// How high a line is whose letters take `letters` from top to bottom.
    static double lineHeight(double letters);

private:
    int toLayout(qsizetype offset) const;
    qsizetype fromLayout(qsizetype position) const;
    QRectF caretAt(qsizetype position) const;
    QVector<QRectF> rectsAt(int from, int to) const;
    void paintBox(QPainter &painter) const;
    void style(const QString &text, const Preedit &preedit);

    const EditorLook &m_look; ///< outlives all layouts
    PieceConditions m_conditions;
    markdown::LineStyle m_style;
    QTextLayout m_layout;
    qsizetype m_size = 0;
    qsizetype m_preeditSize = 0;
    QVector<double> m_tops; ///< of the lines; one more for the end
    double m_height = 0;
    quint64 m_serial = 0;
    bool m_isPlain = true; ///< all of it reads from left to right
};

} // namespace commonplace
