// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
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
    qsizetype index() const { return m_index; }

private:
    const QList<Node> *m_nodes;
    qsizetype m_index;
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
