// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clock/treeclock.h"

#include "clock/globalclock.h"

#include <algorithm>

namespace mld {

using namespace clocktree;

namespace {

Error badUpdate(const QString &message)
{
    return { ErrorCode::BadUpdate, message };
}

} // namespace

TreeClock::TreeClock() : TreeClock(Nodes{ Node{ .isId = true } }) { }

TreeClock::TreeClock(Nodes nodes) : m_nodes(std::move(nodes))
{
    for (qsizetype i = 0; i < m_nodes.size() && m_id < 0; ++i) {
        if (m_nodes[i].isId)
            m_id = qint32(i);
    }
}

// ---- What it knows -------------------------------------------------------------------------

bool TreeClock::isIdIn(qsizetype index) const
{
    return m_id >= index && m_id < endOf(m_nodes, index);
}

Path TreeClock::idPath() const
{
    Path path;
    for (qsizetype i = 0; i < m_id;) {
        const qsizetype right = i + m_nodes[i].right;
        path.append(m_id >= right);
        i = path.back() ? right : i + 1;
    }
    return path;
}

bool TreeClock::isOf(const TreeClock &other) const
{
    if (!hasId() || !other.hasId())
        return false;
    const Path path = idPath();
    const Path otherPath = other.idPath();
    if (path.size() > otherPath.size() || !std::equal(path.cbegin(), path.cend(), otherPath.cbegin()))
        return false;
    if (path.size() == otherPath.size())
        return true;
    // What came after the fork is of its branches.
    Cursor place(other.m_nodes);
    qint64 common = place.ticks();
    for (const bool isRight : path) {
        place = isRight ? place.right() : place.left();
        common = addTicks(common, place.ticks());
    }
    return ticks() <= common;
}

qint64 TreeClock::ticks() const
{
    return hasId() ? ticksAlong(Cursor(m_nodes), idPath()) : 0;
}

qint64 TreeClock::inheritedTicks() const
{
    return hasId() ? ticks() - m_nodes[m_id].ticks : 0;
}

qint64 TreeClock::deepTicks() const
{
    return clocktree::deepTicks(m_nodes, 0);
}

std::optional<qint64> TreeClock::ticksOf(const TreeClock &who) const
{
    if (!who.hasId())
        return std::nullopt;
    return ticksAlong(Cursor(m_nodes), who.idPath());
}

std::optional<qint64> TreeClock::nonIdTicks() const
{
    return nonIdTicksAt(0);
}

std::optional<qint64> TreeClock::nonIdTicksAt(qsizetype index) const
{
    const Node &node = m_nodes[index];
    if (!node.isFork())
        return node.isId ? std::nullopt : std::optional(node.ticks);
    const qint64 left = nonIdTicksAt(index + 1).value_or(0);
    const qint64 right = nonIdTicksAt(index + node.right).value_or(0);
    if (left == 0 && right == 0)
        return std::nullopt;
    return addTicks(node.ticks, addTicks(left, right));
}

bool TreeClock::anyLt(const TreeClock &other) const
{
    return clocktree::anyLt(Cursor(m_nodes), Cursor(other.m_nodes));
}

bool TreeClock::anyLt(const GlobalClock &other) const
{
    return clocktree::anyLt(Cursor(m_nodes), GlobalClock::Cursor(other.m_nodes));
}

bool TreeClock::anyNonIdLt(const TreeClock &other) const
{
    return anyNonIdLtAt(0, other, 0);
}

bool TreeClock::anyNonIdLtAt(qsizetype index, const TreeClock &other, qsizetype otherIndex) const
{
    const Node &node = m_nodes[index];
    const Node &otherNode = other.m_nodes[otherIndex];
    if (node.isFork() && otherNode.isFork()) {
        return anyNonIdLtAt(index + 1, other, otherIndex + 1)
                || anyNonIdLtAt(index + node.right, other, otherIndex + otherNode.right);
    }
    const std::optional<qint64> mine = nonIdTicksAt(index);
    const std::optional<qint64> theirs = other.nonIdTicksAt(otherIndex);
    return mine && theirs && *mine < *theirs;
}

// ---- What comes of it ----------------------------------------------------------------------

namespace {

/// Appends to `joined` what `place` and `other` know; false if `other` has forked the identity.
template <typename Node, typename OtherNode>
bool join(QList<Node> &joined, const Cursor<Node> &place, const Cursor<OtherNode> &other)
{
    const bool isId = !place.isBud() && place.node().isId;
    if (isId && other.isFork())
        return false;
    const qsizetype index = joined.size();
    joined.append({ .ticks = qMax(place.ticks(), other.ticks()), .isId = isId });
    if (!place.isFork() && !other.isFork())
        return true;
    if (!other.isFork()) {
        const auto &nodes = place.nodes();
        joined.back().right = place.node().right;
        for (qsizetype i = place.index() + 1, end = endOf(nodes, place.index()); i < end; ++i)
            joined.append(nodes[i]);
        return true;
    }
    if (!join(joined, place.left(), other.left()))
        return false;
    joined[index].right = qint32(joined.size() - index);
    return join(joined, place.right(), other.right());
}

} // namespace

template <typename OtherNode>
Result<TreeClock> TreeClock::joinedWith(const QList<OtherNode> &other) const
{
    Nodes nodes;
    nodes.reserve(qMax(m_nodes.size(), other.size()));
    if (!join(nodes, Cursor(m_nodes), clocktree::Cursor<OtherNode>(other)))
        return badUpdate(QStringLiteral("Another clone has divided this clone's identity."));
    if (nodes.size() > maxNodes)
        return badUpdate(QStringLiteral("The domain has too many processes."));
    return TreeClock(std::move(nodes));
}

Result<TreeClock> TreeClock::joined(const TreeClock &other) const
{
    return joinedWith(other.m_nodes);
}

Result<TreeClock> TreeClock::joined(const GlobalClock &other) const
{
    return joinedWith(other.m_nodes);
}

TreeClock TreeClock::ticked() const
{
    TreeClock result = *this;
    if (hasId())
        ++result.m_nodes[m_id].ticks;
    return result;
}

Result<TreeClock> TreeClock::ticked(qint64 ticks) const
{
    return withTicks(ticks, *this);
}

Result<TreeClock> TreeClock::withTicks(qint64 ticks, const TreeClock &who) const
{
    if (!who.hasId())
        return *this;
    if (ticks < 0 || ticks > maxTicks)
        return badUpdate(QStringLiteral("A clock cannot have %1 ticks.").arg(ticks));
    Nodes nodes = m_nodes;
    Editor<Node> place(nodes);
    const auto rewind = [&](qint64 to) {
        // Forks made later than that are dropped (T28).
        place.replace({ .ticks = to, .isId = isIdIn(place.index()) });
        return TreeClock(std::move(nodes));
    };
    for (const bool isRight : who.idPath()) {
        if (ticks < place.node().ticks)
            return rewind(ticks);
        ticks -= place.node().ticks;
        if (!place.node().isFork()) {
            place.node().isId = false;
            place.split({}, {});
        }
        place.goDown(isRight);
    }
    if (ticks < place.node().ticks)
        return rewind(ticks);
    if (!place.node().isFork()) {
        place.node().ticks = ticks;
        return TreeClock(std::move(nodes));
    }
    if (ticks > place.node().ticks) {
        return badUpdate(QStringLiteral("Ambiguous process for ticks in %1")
                                 .arg(QString::fromLatin1(toText())));
    }
    // Back to where it forked: the branch that has the identity, if one has, loses its own ticks.
    if (isIdIn(place.index())) {
        do {
            place.goDown(m_id >= place.index() + place.node().right);
        } while (place.node().ticks == 0 && place.node().isFork());
        place.replace({ .isId = true });
    }
    return TreeClock(std::move(nodes));
}

TreeClock TreeClock::withoutOthers() const
{
    if (!hasId())
        return *this;
    Nodes nodes = m_nodes;
    Editor<Node> place(nodes);
    for (const bool isRight : idPath()) {
        Editor<Node> other = place;
        other.goDown(!isRight);
        other.replace({});
        place.goDown(isRight);
    }
    return TreeClock(std::move(nodes));
}

Result<TreeClock::Fork> TreeClock::forked() const
{
    const Path path = idPath();
    if (!hasId() || path.size() >= maxDepth || m_nodes.size() + 2 > maxNodes)
        return badUpdate(QStringLiteral("This clock cannot be divided."));
    const auto withBranches = [&](const Node &left, const Node &right) {
        Nodes nodes = m_nodes;
        Editor<Node> place(nodes);
        for (const bool isRight : path)
            place.goDown(isRight);
        place.node().isId = false;
        place.split(left, right);
        return TreeClock(std::move(nodes));
    };
    return Fork{ withBranches({ .isId = true }, {}), withBranches({}, { .isId = true }) };
}

} // namespace mld
