// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "editor/piecetree.h"

#include "editor/piecelayout.h"

#include <utility>
#include <vector>

namespace commonplace {

PieceSums &PieceSums::operator+=(const PieceSums &other)
{
    units += other.units;
    breaks += other.breaks;
    fences += other.fences;
    height += other.height;
    hits += other.hits;
    unsought += other.unsought;
    return *this;
}

Piece::Piece() = default;
Piece::~Piece() = default;

PieceSums Piece::sums() const
{
    return { text.size() + (endsParagraph ? 1 : 0), endsParagraph ? 1 : 0, isFence ? 1 : 0, height, hits.size(),
             isSought ? 0 : 1 };
}

PieceTree::PieceTree() : m_root(std::make_unique<Piece>())
{
    m_root->endsParagraph = false;
    sum(m_root.get());
}

PieceTree::~PieceTree() = default;

Piece *PieceTree::first() const
{
    Piece *at = m_root.get();
    while (at->m_left)
        at = at->m_left.get();
    return at;
}

Piece *PieceTree::last() const
{
    Piece *at = m_root.get();
    while (at->m_right)
        at = at->m_right.get();
    return at;
}

Piece *PieceTree::next(const Piece *piece)
{
    if (piece->m_right) {
        Piece *at = piece->m_right.get();
        while (at->m_left)
            at = at->m_left.get();
        return at;
    }
    while (piece->m_parent && piece->m_parent->m_right.get() == piece)
        piece = piece->m_parent;
    return piece->m_parent;
}

Piece *PieceTree::previous(const Piece *piece)
{
    if (piece->m_left) {
        Piece *at = piece->m_left.get();
        while (at->m_right)
            at = at->m_right.get();
        return at;
    }
    while (piece->m_parent && piece->m_parent->m_left.get() == piece)
        piece = piece->m_parent;
    return piece->m_parent;
}

PieceSums PieceTree::before(const Piece *piece) const
{
    PieceSums result;
    if (piece->m_left)
        result += piece->m_left->m_below;
    for (; piece->m_parent; piece = piece->m_parent) {
        const Piece *parent = piece->m_parent;
        if (parent->m_right.get() != piece)
            continue;
        result += parent->sums();
        if (parent->m_left)
            result += parent->m_left->m_below;
    }
    return result;
}

void PieceTree::sum(Piece *piece)
{
    PieceSums below = piece->sums();
    if (piece->m_left)
        below += piece->m_left->m_below;
    if (piece->m_right)
        below += piece->m_right->m_below;
    piece->m_below = below;
}

void PieceTree::sumAll(Piece *piece)
{
    if (!piece)
        return;
    sumAll(piece->m_left.get()); // as deep as the tree, which is balanced
    sumAll(piece->m_right.get());
    sum(piece);
}

void PieceTree::changed(Piece *piece)
{
    for (; piece; piece = piece->m_parent)
        sum(piece);
}

void PieceTree::allChanged()
{
    sumAll(m_root.get());
}

std::unique_ptr<Piece> &PieceTree::ownerOf(Piece *piece)
{
    if (!piece->m_parent)
        return m_root;
    return piece->m_parent->m_left.get() == piece ? piece->m_parent->m_left : piece->m_parent->m_right;
}

void PieceTree::rotateUp(Piece *piece)
{
    Piece *parent = piece->m_parent;
    std::unique_ptr<Piece> &place = ownerOf(parent);
    std::unique_ptr<Piece> ownedParent = std::move(place);
    const bool isLeft = parent->m_left.get() == piece;
    std::unique_ptr<Piece> owned = std::move(isLeft ? parent->m_left : parent->m_right);
    std::unique_ptr<Piece> &inner = isLeft ? owned->m_right : owned->m_left;
    if (inner)
        inner->m_parent = parent;
    (isLeft ? parent->m_left : parent->m_right) = std::move(inner);
    owned->m_parent = parent->m_parent;
    parent->m_parent = piece;
    (isLeft ? owned->m_right : owned->m_left) = std::move(ownedParent);
    place = std::move(owned);
    sum(parent);
    sum(piece);
}

Piece *PieceTree::insertAfter(Piece *piece, std::unique_ptr<Piece> added)
{
    added->m_priority = quint32(m_random());
    Piece *result = added.get();
    if (!piece->m_right) {
        result->m_parent = piece;
        piece->m_right = std::move(added);
    } else {
        Piece *at = piece->m_right.get();
        while (at->m_left)
            at = at->m_left.get();
        result->m_parent = at;
        at->m_left = std::move(added);
    }
    changed(result);
    while (result->m_parent && result->m_parent->m_priority < result->m_priority)
        rotateUp(result);
    return result;
}

void PieceTree::remove(Piece *piece)
{
    while (piece->m_left && piece->m_right) {
        rotateUp(piece->m_left->m_priority > piece->m_right->m_priority ? piece->m_left.get()
                                                                         : piece->m_right.get());
    }
    Piece *parent = piece->m_parent;
    std::unique_ptr<Piece> &place = ownerOf(piece);
    std::unique_ptr<Piece> child = std::move(piece->m_left ? piece->m_left : piece->m_right);
    if (child)
        child->m_parent = parent;
    place = std::move(child); // the piece is gone
    changed(parent);
}

void PieceTree::assign(std::vector<std::unique_ptr<Piece>> pieces)
{
    // Along the right edge of the tree, the priorities fall.
    std::vector<Piece *> edge;
    m_root.reset();
    for (std::unique_ptr<Piece> &added : pieces) {
        Piece *piece = added.get();
        piece->m_priority = quint32(m_random());
        while (!edge.empty() && edge.back()->m_priority < piece->m_priority)
            edge.pop_back();
        std::unique_ptr<Piece> &place = edge.empty() ? m_root : edge.back()->m_right;
        piece->m_left = std::move(place);
        if (piece->m_left)
            piece->m_left->m_parent = piece;
        piece->m_parent = edge.empty() ? nullptr : edge.back();
        place = std::move(added);
        edge.push_back(piece);
    }
    allChanged();
}

} // namespace commonplace
