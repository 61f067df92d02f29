// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "editor/piecelayout.h"
#include "editor/textfinder.h"
#include "editor/textmodel.h"

#include <vector>

namespace commonplace {

/// Where the caret can be sent.
enum class Movement {
    Left, ///< as the letters stand
    Right,
    Next, ///< as they are read
    Previous,
    WordLeft,
    WordRight,
    NextWord,
    PreviousWord,
    LineStart,
    LineEnd,
    ParagraphStart,
    ParagraphEnd,
    Start,
    End,
};

/// A text, laid out where it is looked at: what has not been seen yet has a guessed height. Window-free; it needs an
/// application for its fonts.
class TextLayout
{
public:
    TextLayout();
    ~TextLayout();

    const TextModel &model() const { return m_model; }
    /// Finds in the text; what is found belongs to the pieces, as their heights do.
    TextFinder &finder() { return m_finder; }
    const TextFinder &finder() const { return m_finder; }
    void reset(const QString &text);
    void replace(qsizetype position, qsizetype removed, const QString &inserted);

    double width() const { return m_width; }
    void setWidth(double width);
    const EditorLook &look() const { return m_look; }
    void setLook(const EditorLook &look);
    /// The paragraph with the caret shows its marks better. Negative: none has it.
    void setCaret(qsizetype position) { m_caret = position; }
    /// What is being composed, and where. With an empty text nothing is.
    void setPreedit(const Preedit &preedit, qsizetype position);
    const Preedit &preedit() const { return m_preedit; }

    double height() const { return m_model.height(); }
    /// A piece that can be seen, and where.
    struct Shown
    {
        Piece *piece = nullptr;
        double y = 0;
        qsizetype position = 0;
    };
    /// Lays out what is between two heights, and forgets the layouts of what is elsewhere if they are many. Heights that
    /// were guesses change by it, and with them where everything below is.
    std::vector<Shown> show(double top, double bottom);

    QRectF caretRect(qsizetype position);
    /// Where the caret is in what is being composed.
    QRectF preeditCaretRect();
    qsizetype positionAt(QPointF point);
    /// The height at which a position's piece begins, without laying anything out.
    double topOf(qsizetype position) const { return m_model.yOf(m_model.placeOf(position).piece); }

    qsizetype moved(qsizetype position, Movement movement);
    /// The position `lines` lines further down, or up, whose caret is nearest to `x`. At the first and last line, the
    /// beginning and the end.
    qsizetype movedByLines(qsizetype position, int lines, double x);
    /// The stretch of a word, a line's break or what else a double click is for.
    std::pair<qsizetype, qsizetype> wordAt(qsizetype position);
    /// Where the text before the caret begins that Backspace takes.
    qsizetype backspaceStart(qsizetype position);

    /// The layout of a piece as it is now; made anew if anything has changed.
    const PieceLayout &layoutOf(Piece *piece);
    /// Units that have been laid out since the beginning.
    qint64 laidOut() const { return m_laidOut; }

private:
    PieceConditions conditionsOf(Piece *piece) const;
    double guess(const Piece &piece) const;
    void measureLetters();

    EditorLook m_look; ///< before the pieces, whose layouts refer to it
    TextModel m_model;
    TextFinder m_finder { m_model };
    std::vector<const Piece *> m_live; ///< have a layout
    Preedit m_preedit;
    qsizetype m_preeditPosition = -1;
    qsizetype m_caret = -1;
    double m_width = 0;
    double m_lineHeight = 0;
    std::vector<float> m_advances; ///< of the first letters there are
    float m_wide = 0;              ///< of all others
    qint64 m_laidOut = 0;
    int m_lookCount = 0;
    int m_preeditCount = 0;
};

} // namespace commonplace
