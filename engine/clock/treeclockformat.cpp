// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clock/treeclock.h"

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
        reader.fail("a clock is not sound");
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

} // namespace mld
