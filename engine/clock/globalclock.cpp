// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clock/globalclock.h"

#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"

#include <cmath>

namespace mld {

using namespace clocktree;

namespace {

// Longer than the base64 of a SHA-1, and than any stand-in for a TID.
constexpr qsizetype maxTidSize = 64;

Error badGlobalClock()
{
    return { ErrorCode::Malformed,
             QStringLiteral("This is not a global clock of the m-ld protocol.") };
}

template <typename Nodes>
bool append(Nodes &nodes, qint64 ticks, const Tid &tid)
{
    if (ticks < 0 || ticks > maxTicks || nodes.size() >= maxNodes || tid.size() > maxTidSize)
        return false;
    nodes.append({ .ticks = ticks, .tid = tid });
    return true;
}

template <typename Nodes>
bool addJson(Nodes &nodes, const QJsonValue &json, int depth)
{
    const QJsonArray array = json.toArray();
    const double ticks = array.at(0).toDouble(-1);
    if (array.size() != 2 || depth > maxDepth || std::trunc(ticks) != ticks || ticks > maxTicks)
        return false;
    if (array[1].isString()) {
        const Tid tid = array[1].toString().toLatin1();
        return !tid.isEmpty() && append(nodes, qint64(ticks), tid);
    }
    const QJsonArray branches = array[1].toArray();
    const qsizetype index = nodes.size();
    if (branches.size() != 2 || !append(nodes, qint64(ticks), {})
        || !addJson(nodes, branches[0], depth + 1))
        return false;
    nodes[index].right = qint32(nodes.size() - index);
    return addJson(nodes, branches[1], depth + 1);
}

template <typename Nodes>
bool addMsgPack(Nodes &nodes, MsgPackReader &reader, int depth)
{
    if (reader.readArray() != 2 || depth > maxDepth)
        return false;
    const qint64 ticks = reader.readInteger();
    if (reader.nextIs(MsgPackReader::Type::String)) {
        const QByteArrayView tid = reader.readUtf8();
        return !tid.isEmpty() && append(nodes, ticks, tid.toByteArray());
    }
    const qsizetype index = nodes.size();
    if (reader.readArray() != 2 || !append(nodes, ticks, {})
        || !addMsgPack(nodes, reader, depth + 1))
        return false;
    nodes[index].right = qint32(nodes.size() - index);
    return addMsgPack(nodes, reader, depth + 1);
}

template <typename Nodes>
QJsonArray globalJsonAt(const Nodes &nodes, qsizetype index)
{
    const auto &node = nodes[index];
    if (!node.isFork())
        return { node.ticks, QString::fromLatin1(node.tid) };
    return { node.ticks,
             QJsonArray{ globalJsonAt(nodes, index + 1), globalJsonAt(nodes, index + node.right) } };
}

} // namespace

GlobalClock::GlobalClock() : m_nodes{ Node{ .tid = genesisTid } } { }

Result<GlobalClock> GlobalClock::fromJson(const QJsonValue &json)
{
    Nodes nodes;
    if (!addJson(nodes, json, 0))
        return badGlobalClock();
    return GlobalClock(std::move(nodes));
}

QJsonArray GlobalClock::toJson() const
{
    return globalJsonAt(m_nodes, 0);
}

GlobalClock GlobalClock::read(MsgPackReader &reader)
{
    Nodes nodes;
    if (!addMsgPack(nodes, reader, 0))
        reader.fail("a clock is not sound");
    return reader.hasFailed() ? GlobalClock() : GlobalClock(std::move(nodes));
}

Result<GlobalClock> GlobalClock::decode(QByteArrayView bytes)
{
    MsgPackReader reader(bytes);
    GlobalClock clock = read(reader);
    if (!reader.isDone())
        return badGlobalClock();
    return clock;
}

QByteArray GlobalClock::encode() const
{
    MsgPackWriter writer;
    writer.reserve(16 * m_nodes.size());
    for (const Node &node : m_nodes) {
        writer.beginArray(2).writeInteger(node.ticks);
        if (node.isFork())
            writer.beginArray(2);
        else
            writer.writeUtf8(node.tid);
    }
    return writer.takeBytes();
}

Result<> GlobalClock::set(const TreeClock &time, const Tid &tid)
{
    return set(time, tid, false);
}

Result<> GlobalClock::setDespiteVoids(const TreeClock &time, const Tid &tid)
{
    return set(time, tid, true);
}

Result<> GlobalClock::set(const TreeClock &time, const Tid &tid, bool maySkipVoids)
{
    if (!time.hasId())
        return {};
    const Path path = time.idPath();
    // All is checked before anything is changed.
    Cursor known(m_nodes);
    TreeClock::Cursor given(time.m_nodes);
    for (const bool isRight : path) {
        const bool isVoided = maySkipVoids && !known.isFork() && known.ticks() < given.ticks();
        if (known.ticks() != given.ticks() && !isVoided) {
            return Error{ ErrorCode::BadUpdate,
                          QStringLiteral("Time %1 is from a different process group.")
                                  .arg(QString::fromLatin1(time.toText())) };
        }
        known = isRight ? known.right() : known.left();
        given = isRight ? given.right() : given.left();
    }
    if (m_nodes.size() + 2 * path.size() > maxNodes) {
        return Error{ ErrorCode::BadUpdate,
                      QStringLiteral("The domain has too many processes.") };
    }
    Editor<Node> place(m_nodes);
    TreeClock::Cursor common(time.m_nodes);
    for (const bool isRight : path) {
        if (!place.node().isFork()) {
            const Node bud{ .tid = place.node().tid }; // T29
            place.node().ticks = common.ticks();
            place.node().tid.clear();
            place.split(bud, bud);
        }
        place.goDown(isRight);
        common = isRight ? common.right() : common.left();
    }
    place.replace({ .ticks = given.ticks(), .tid = tid });
    return {};
}

Tid GlobalClock::tid(const TreeClock &time) const
{
    if (!time.hasId())
        return {};
    Cursor place(m_nodes);
    for (const bool isRight : time.idPath()) {
        if (!place.isFork())
            break;
        place = isRight ? place.right() : place.left();
    }
    return place.node().tid;
}

std::optional<qint64> GlobalClock::ticksOf(const TreeClock &who) const
{
    if (!who.hasId())
        return std::nullopt;
    return ticksAlong(Cursor(m_nodes), who.idPath());
}

bool GlobalClock::anyLt(const TreeClock &other) const
{
    return clocktree::anyLt(Cursor(m_nodes), TreeClock::Cursor(other.m_nodes));
}

bool GlobalClock::anyLt(const GlobalClock &other) const
{
    return clocktree::anyLt(Cursor(m_nodes), Cursor(other.m_nodes));
}

QList<Tid> GlobalClock::tids() const
{
    QList<Tid> tids;
    for (const Node &node : m_nodes) {
        if (!node.isFork())
            tids.append(node.tid);
    }
    return tids;
}

} // namespace mld
