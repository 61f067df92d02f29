// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QVarLengthArray>
#include <QtGlobal>

#include <limits>

/// What the two kinds of clock have in common: a binary tree, laid flat in preorder, so that a clock
/// is one block of memory that is shared when copied. Internal to clock/.
namespace mld::clocktree {

/// No clock is deeper than this; a decoder refuses deeper ones, and a clock refuses to fork there.
/// Each newcomer that one clone serves makes its clock one deeper.
inline constexpr int maxDepth = 1024;
/// No clock has more nodes than this.
inline constexpr int maxNodes = 1 << 16;
/// The largest number of ticks: beyond it, m-ld-js no longer counts by one.
inline constexpr qint64 maxTicks = (qint64(1) << 53) - 1;

/// The sum of two counts of ticks, at most the largest qint64: the sums of a tree that came from
/// outside must not overflow.
inline qint64 addTicks(qint64 a, qint64 b)
{
    qint64 sum = 0;
    return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<qint64>::max() : sum;
}

/// The index of the first node behind the subtree at `index`.
template <typename Node>
qsizetype endOf(const QList<Node> &nodes, qsizetype index)
{
    while (nodes[index].isFork())
        index += nodes[index].right;
    return index + 1;
}

/// The sum of all ticks of the subtree at `index`.
template <typename Node>
qint64 deepTicks(const QList<Node> &nodes, qsizetype index)
{
    qint64 sum = 0;
    for (qsizetype i = index, end = endOf(nodes, index); i < end; ++i)
        sum = addTicks(sum, nodes[i].ticks);
    return sum;
}

/// A place in a tree, or in a bud: the leaf without ticks that stands in for a missing branch.
template <typename Node>
class Cursor
{
public:
    explicit Cursor(const QList<Node> &nodes, qsizetype index = 0) : m_nodes(&nodes), m_index(index)
    {
    }

    bool isBud() const { return m_index < 0; }
    bool isFork() const { return !isBud() && node().isFork(); }
    qint64 ticks() const { return isBud() ? 0 : node().ticks; }
    qint64 deepTicks() const { return isBud() ? 0 : clocktree::deepTicks(*m_nodes, m_index); }
    Cursor left() const { return Cursor(*m_nodes, isFork() ? m_index + 1 : -1); }
    Cursor right() const { return Cursor(*m_nodes, isFork() ? m_index + node().right : -1); }
    const Node &node() const { return (*m_nodes)[m_index]; }
    const QList<Node> &nodes() const { return *m_nodes; }
    qsizetype index() const { return m_index; }

private:
    const QList<Node> *m_nodes;
    qsizetype m_index;
};

/// The way from the root to an identity leaf: true where it goes right.
using Path = QVarLengthArray<bool, 32>;

/// How many ticks the tree at `place` knows of the process at the end of `path`.
template <typename Node>
qint64 ticksAlong(Cursor<Node> place, const Path &path)
{
    qint64 sum = 0;
    for (const bool isRight : path) {
        sum = addTicks(sum, place.ticks());
        place = isRight ? place.right() : place.left();
    }
    return addTicks(sum, place.deepTicks());
}

/// A place in a tree that is being changed, found by going down from the root.
template <typename Node>
class Editor
{
public:
    explicit Editor(QList<Node> &nodes) : m_nodes(nodes) { }

    Node &node() { return m_nodes[m_index]; }
    qsizetype index() const { return m_index; }

    void goDown(bool isRight)
    {
        if (!isRight)
            m_leftOf.append(m_index);
        m_index += isRight ? node().right : 1;
    }

    /// Makes the leaf here a fork with its ticks.
    void split(const Node &left, const Node &right)
    {
        m_nodes.insert(m_index + 1, 2, left);
        m_nodes[m_index + 2] = right;
        m_nodes[m_index].right = 2;
        shiftAncestors(2);
    }

    /// Puts a leaf in place of the subtree here.
    void replace(const Node &leaf)
    {
        const qsizetype behind = endOf(m_nodes, m_index) - m_index - 1;
        m_nodes.remove(m_index + 1, behind);
        m_nodes[m_index] = leaf;
        shiftAncestors(-behind);
    }

private:
    void shiftAncestors(qsizetype count)
    {
        for (const qsizetype ancestor : m_leftOf)
            m_nodes[ancestor].right += qint32(count);
    }

    QList<Node> &m_nodes;
    qsizetype m_index = 0;
    QVarLengthArray<qsizetype, 32> m_leftOf; ///< the forks in whose left branch this is
};

/// anyLt of wire.md 3.2, for any two kinds of clock.
template <typename A, typename B>
bool anyLt(const Cursor<A> &a, const Cursor<B> &b)
{
    if (!a.isFork() || !b.isFork())
        return a.deepTicks() < b.deepTicks();
    return anyLt(a.left(), b.left()) || anyLt(a.right(), b.right());
}

} // namespace mld::clocktree
