// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clock/treeclock.h"

#include "clock/globalclock.h"
#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QVarLengthArray>

#include <cmath>

namespace mld {

using namespace clocktree;

namespace {

Error badClock()
{
    return { ErrorCode::Malformed, QStringLiteral("This is not a clock of the m-ld protocol.") };
}

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

// ---- In and out ----------------------------------------------------------------------------

namespace {

/// Builds the nodes of a tree clock from either of its two forms, whose shapes are the same.
template <typename Nodes>
class Builder
{
public:
    bool addLeaf(qint64 ticks, bool isId)
    {
        m_ids += isId ? 1 : 0;
        if (ticks < 0 || ticks > maxTicks || m_nodes.size() >= maxNodes || m_ids > 1)
            return false;
        m_nodes.append({ .ticks = ticks, .isId = isId });
        return true;
    }

    /// Adds a fork of what `addLeft` and `addRight` add.
    template <typename AddLeft, typename AddRight>
    bool addFork(qint64 ticks, AddLeft addLeft, AddRight addRight)
    {
        const qsizetype index = m_nodes.size();
        if (!addLeaf(ticks, false) || !addLeft())
            return false;
        m_nodes[index].right = qint32(m_nodes.size() - index);
        return addRight();
    }

    Nodes takeNodes() { return std::move(m_nodes); }

private:
    Nodes m_nodes;
    int m_ids = 0;
};

template <typename Nodes>
bool addJson(Builder<Nodes> &builder, const QJsonValue &json, int depth)
{
    const auto ticksOf = [](const QJsonValue &value) -> qint64 {
        const double ticks = value.toDouble(-1);
        return std::trunc(ticks) == ticks && ticks <= double(maxTicks) ? qint64(ticks) : -1;
    };
    if (json.isDouble())
        return builder.addLeaf(ticksOf(json), false);
    if (!json.isArray() || depth > maxDepth)
        return false;
    const QJsonArray array = json.toArray();
    if (array.size() < 2)
        return builder.addLeaf(array.isEmpty() ? 0 : ticksOf(array[0]), true);
    if (array.size() > 3)
        return false;
    const qsizetype left = array.size() - 2;
    return builder.addFork(
            left == 0 ? 0 : ticksOf(array[0]),
            [&] { return addJson(builder, array[left], depth + 1); },
            [&] { return addJson(builder, array[left + 1], depth + 1); });
}

template <typename Nodes>
bool addMsgPack(Builder<Nodes> &builder, MsgPackReader &reader, int depth)
{
    if (!reader.nextIs(MsgPackReader::Type::Array))
        return builder.addLeaf(reader.readInteger(), false);
    const qsizetype size = reader.readArray();
    if (depth > maxDepth || size > 3)
        return false;
    if (size < 2) {
        const qint64 ticks = size == 0 ? 0 : reader.readInteger();
        return builder.addLeaf(ticks, true);
    }
    const qint64 ticks = size == 2 ? 0 : reader.readInteger();
    return builder.addFork(
            ticks, [&] { return addMsgPack(builder, reader, depth + 1); },
            [&] { return addMsgPack(builder, reader, depth + 1); });
}

template <typename Nodes>
QJsonValue jsonAt(const Nodes &nodes, qsizetype index)
{
    const auto &node = nodes[index];
    if (!node.isFork() && !node.isId)
        return node.ticks;
    QJsonArray json;
    if (node.ticks != 0)
        json.append(node.ticks);
    if (node.isFork()) {
        json.append(jsonAt(nodes, index + 1));
        json.append(jsonAt(nodes, index + node.right));
    }
    return json;
}

template <typename Nodes>
QByteArray textAt(const Nodes &nodes, qsizetype index)
{
    const auto &node = nodes[index];
    const QByteArray ticks = QByteArray::number(node.ticks);
    if (!node.isFork())
        return !node.isId ? ticks : node.ticks != 0 ? '[' + ticks + ']' : QByteArrayLiteral("[]");
    return '[' + (node.ticks != 0 ? ticks + ',' : QByteArray()) + textAt(nodes, index + 1) + ','
            + textAt(nodes, index + node.right) + ']';
}

/// Appends the MessagePack form of preorder nodes; `isFork` may take forks for leaves.
template <typename Node>
void writeNode(MsgPackWriter &writer, const Node &node, bool isFork, bool isId)
{
    if (!isFork && !isId) {
        writer.writeInteger(node.ticks);
        return;
    }
    writer.beginArray((node.ticks != 0 ? 1 : 0) + (isFork ? 2 : 0));
    if (node.ticks != 0)
        writer.writeInteger(node.ticks);
}

} // namespace

Result<TreeClock> TreeClock::fromJson(const QJsonValue &json)
{
    Builder<Nodes> builder;
    if (!addJson(builder, json, 0))
        return badClock();
    return TreeClock(builder.takeNodes());
}

QJsonValue TreeClock::toJson() const
{
    return jsonAt(m_nodes, 0);
}

TreeClock TreeClock::read(MsgPackReader &reader)
{
    Builder<Nodes> builder;
    if (!addMsgPack(builder, reader, 0))
        reader.fail();
    return reader.hasFailed() ? TreeClock() : TreeClock(builder.takeNodes());
}

Result<TreeClock> TreeClock::decode(QByteArrayView bytes)
{
    MsgPackReader reader(bytes);
    TreeClock clock = read(reader);
    if (!reader.isDone())
        return badClock();
    return clock;
}

QByteArray TreeClock::encode() const
{
    MsgPackWriter writer;
    writer.reserve(2 * m_nodes.size() + 8);
    for (const Node &node : m_nodes)
        writeNode(writer, node, node.isFork(), node.isId);
    return writer.takeBytes();
}

QByteArray TreeClock::toText() const
{
    return textAt(m_nodes, 0);
}

Tid TreeClock::hash() const
{
    // What each node is after reduction: a fork of two zeros becomes a leaf with its own ticks.
    enum Reduced : quint8 { PlainLeaf, IdLeaf, Forked };
    QVarLengthArray<Reduced, 64> reduced(m_nodes.size());
    const auto isZero = [&](qsizetype i) { return reduced[i] != Forked && m_nodes[i].ticks == 0; };
    for (qsizetype i = m_nodes.size() - 1; i >= 0; --i) { // branches before their fork
        const Node &node = m_nodes[i];
        if (!node.isFork()) {
            reduced[i] = node.isId ? IdLeaf : PlainLeaf;
            continue;
        }
        const qsizetype left = i + 1;
        const qsizetype right = i + node.right;
        if (!isZero(left) || !isZero(right))
            reduced[i] = Forked;
        else
            reduced[i] = reduced[left] == IdLeaf || reduced[right] == IdLeaf ? IdLeaf : PlainLeaf;
    }
    MsgPackWriter writer;
    writer.reserve(2 * m_nodes.size() + 8);
    for (qsizetype i = 0; i < m_nodes.size();) {
        writeNode(writer, m_nodes[i], reduced[i] == Forked, reduced[i] == IdLeaf);
        i = reduced[i] == Forked ? i + 1 : endOf(m_nodes, i);
    }
    const QByteArray &form = writer.bytes();
    constexpr qsizetype sha1Size = 20;
    return form.size() > sha1Size
            ? QCryptographicHash::hash(form, QCryptographicHash::Sha1).toBase64()
            : form.toBase64();
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

qint64 TreeClock::ticks() const
{
    return hasId() ? ticksAlong(Cursor(m_nodes), idPath()) : 0;
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
