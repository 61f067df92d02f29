// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "editor/piecetree.h"
#include "text/textchange.h"

#include <functional>

namespace commonplace {

/// A text as the editor shows it: paragraphs in pieces, each with its height. Positions are UTF-16 units and the
/// same as in the note: what cannot be shown is shown as something of the same length (displayed()).
///
/// A change costs what it inserts and removes and the pieces it touches, however long the text is. Window-free, of
/// one thread.
class TextModel
{
public:
    /// A longer piece is cut, into some of about half the length: a key costs the layout of its piece.
    static constexpr qsizetype longestPiece = 2400;

    /// A position as a piece and an offset in it. Where a long paragraph is cut, it is the beginning of what follows.
    struct Place
    {
        Piece *piece = nullptr;
        qsizetype offset = 0;
    };

    TextModel();

    /// How high a piece is guessed to be before it is laid out; 0 if not set.
    void setEstimate(std::function<double(const Piece &)> estimate);
    /// All pieces are guessed again: the width or the font is another.
    void forgetHeights();
    /// Called for each piece that is about to go.
    void setForget(std::function<void(const Piece *)> forget) { m_forget = std::move(forget); }

    qsizetype length() const { return m_tree.total().units; }
    bool isEmpty() const { return length() == 0; }
    /// All of it: a copy, for what happens seldom.
    QString text() const { return text(0, length()); }
    QString text(qsizetype from, qsizetype count) const;
    QChar at(qsizetype position) const;

    void reset(const QString &text);
    /// Replaces a stretch. Positions beyond the end mean the end. `inserted` is as displayed() gives it.
    void replace(qsizetype position, qsizetype removed, const QString &inserted);

    Place placeOf(qsizetype position) const;
    qsizetype positionOf(const Piece *piece, qsizetype offset = 0) const { return m_tree.before(piece).units + offset; }
    qsizetype paragraphStart(qsizetype position) const;
    /// Where the line break is that ends the paragraph, or the text.
    qsizetype paragraphEnd(qsizetype position) const;
    /// The first piece of the paragraph that a piece belongs to.
    Piece *paragraphOf(Piece *piece) const;

    Piece *first() const { return m_tree.first(); }
    Piece *last() const { return m_tree.last(); }
    static Piece *next(const Piece *piece) { return PieceTree::next(piece); }
    static Piece *previous(const Piece *piece) { return PieceTree::previous(piece); }

    double height() const { return m_tree.total().height; }
    double yOf(const Piece *piece) const { return m_tree.before(piece).height; }
    /// The piece that is at a height: the first or last one beyond the ends.
    Piece *pieceAt(double y) const;
    /// It has been laid out.
    void setHeight(Piece *piece, double height);

    /// Whether a piece is within a block of code that a fence before it began.
    bool isInFence(const Piece *piece) const;
    /// Where the lines of a piece begin: by the first letter of its paragraph, else as the one before it.
    Qt::LayoutDirection directionOf(Piece *piece) const;

    /// What the pieces before one come to, and all of them.
    PieceSums before(const Piece *piece) const { return m_tree.before(piece); }
    const PieceSums &total() const { return m_tree.total(); }
    /// The piece of a hit, and of those that have not been looked through yet, by its number among them.
    Piece *pieceOfHit(qsizetype index) const { return m_tree.find(index, &PieceSums::hits, nullptr); }
    Piece *pieceUnsought(qsizetype index) const { return m_tree.find(index, &PieceSums::unsought, nullptr); }
    /// A piece has been looked through.
    void setHits(Piece *piece, QVector<PieceHit> hits);
    /// Something else is looked for, or nothing.
    void forgetHits();
    /// How far what is found may depend on the text after where it begins, within its paragraph.
    static constexpr qsizetype longestHit = 600;

    /// Units that have been copied or looked at since the beginning: what a change costs.
    qint64 work() const { return m_work; }

    /// `text` with what a text cannot hold here (carriage returns, paragraph separators) replaced, unit by unit.
    static QString displayed(QString text);
    /// What is sent of a text that was entered: lone surrogates are no characters.
    static QString wellFormed(QString text);

private:
    void look(Piece *piece);
    /// The ends of pieces that a paragraph is cut into.
    static QVector<qsizetype> cuts(QStringView paragraph);
    /// What is found beside a change may be other than before it.
    void forgetHitsNear(qsizetype from, qsizetype to);
    void forgetHitsOf(Piece *piece);
    Piece *setText(Piece *piece, const QString &text, bool endsParagraph);
    void join(Piece *piece);
    void removePiece(Piece *piece);

    PieceTree m_tree;
    std::function<double(const Piece &)> m_estimate;
    std::function<void(const Piece *)> m_forget;
    qint64 m_work = 0;
    bool m_isSought = false; ///< some piece has been looked through
};

} // namespace commonplace
