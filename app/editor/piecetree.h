// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QVector>

#include <memory>
#include <optional>
#include <random>

namespace commonplace {

class PieceLayout;

/// What a run of pieces comes to.
struct PieceSums
{
    qsizetype units = 0;  ///< of text, with the line breaks
    qsizetype breaks = 0; ///< line breaks, one for each paragraph that ends
    qsizetype fences = 0; ///< paragraphs that begin or end a block of code
    double height = 0;    ///< device-independent pixels
    qsizetype hits = 0;     ///< of what is looked for, by where they begin
    qsizetype unsought = 0; ///< pieces that have not been looked through for it

    PieceSums &operator+=(const PieceSums &other);
};

/// What was looked for is here. A hit may go on in the pieces that follow in the same paragraph.
struct PieceHit
{
    qint32 offset = 0;
    qint32 length = 0;

    friend bool operator==(const PieceHit &, const PieceHit &) = default;
};

/// A stretch of text without line breaks that is laid out at once: a paragraph, or a part of a very long one.
struct Piece
{
    Piece();
    ~Piece();
    Piece(const Piece &) = delete;
    Piece &operator=(const Piece &) = delete;

    PieceSums sums() const;

    QString text;
    bool endsParagraph = true; ///< a line break follows
    bool isFence = false;
    bool isHeightKnown = false; ///< it has been laid out at the present width; else `height` is an estimate
    double height = 0;
    std::optional<Qt::LayoutDirection> direction; ///< of its first letter that has one
    std::unique_ptr<PieceLayout> layout;          ///< while it is near what is shown
    QVector<PieceHit> hits;                       ///< in order; TextFinder finds them
    bool isSought = false;                        ///< `hits` are those of the text as it is

private:
    friend class PieceTree;
    Piece *m_parent = nullptr;
    std::unique_ptr<Piece> m_left;
    std::unique_ptr<Piece> m_right;
    quint32 m_priority = 0;
    PieceSums m_below; ///< of this piece and all below it in the tree
};

/// The pieces of a text in order. Finding one by any of its sums, inserting and removing take time that grows with
/// the logarithm of their number (a treap). There is always at least one piece.
class PieceTree
{
public:
    PieceTree();
    ~PieceTree();

    Piece *first() const;
    Piece *last() const;
    static Piece *next(const Piece *piece);
    static Piece *previous(const Piece *piece);

    /// What all pieces come to.
    const PieceSums &total() const { return m_root->m_below; }
    /// What those before a piece come to.
    PieceSums before(const Piece *piece) const;
    /// The last piece that begins at or before a value of one of the sums, and what those before it come to.
    template <typename T>
    Piece *find(T value, T PieceSums::*sum, PieceSums *before) const;

    /// A new piece behind `piece`.
    Piece *insertAfter(Piece *piece, std::unique_ptr<Piece> added);
    /// Takes a piece out that is not the only one.
    void remove(Piece *piece);
    /// The piece has changed, and so have the sums.
    void changed(Piece *piece);
    /// Any number of pieces have changed.
    void allChanged();
    /// Other pieces in place of all, at least one: in time that grows with their number alone.
    void assign(std::vector<std::unique_ptr<Piece>> pieces);

private:
    std::unique_ptr<Piece> &ownerOf(Piece *piece);
    void rotateUp(Piece *piece);
    static void sum(Piece *piece);
    static void sumAll(Piece *piece);

    std::unique_ptr<Piece> m_root;
    std::minstd_rand m_random; // the same in each run: only the balance depends on it
};

template <typename T>
Piece *PieceTree::find(T value, T PieceSums::*sum, PieceSums *before) const
{
    PieceSums passed;
    Piece *at = m_root.get();
    Piece *found = nullptr;
    PieceSums foundBefore;
    while (at) {
        PieceSums start = passed;
        if (at->m_left)
            start += at->m_left->m_below;
        if (found && start.*sum > value) {
            at = at->m_left.get();
            continue;
        }
        if (start.*sum > value) {
            at = at->m_left.get();
            continue;
        }
        found = at;
        foundBefore = start;
        start += at->sums();
        passed = start;
        at = at->m_right.get();
    }
    if (!found)
        found = first();
    if (before)
        *before = foundBefore;
    return found;
}

} // namespace commonplace
