// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clock/treeclock.h"

#include <QJsonArray>

namespace mld {

/// The latest operation seen from each process of the domain: public ticks and a TID at every leaf
/// (wire.md 3.6, "gwc").
///
/// A value; copying it copies a pointer, and set() on an unshared one does not copy the tree.
class GlobalClock
{
public:
    /// Genesis: `[0,"kA=="]`.
    GlobalClock();

    /// Reads the JSON form, which is not that of a tree clock (T24). Malformed if it is no global
    /// clock or exceeds the bounds.
    static Result<GlobalClock> fromJson(const QJsonValue &json);
    QJsonArray toJson() const;

    /// Reads the MessagePack form, all of `bytes`. As fromJson().
    static Result<GlobalClock> decode(QByteArrayView bytes);
    /// Reads the next value of `reader`; on failure the reader has failed, and the clock is genesis.
    static GlobalClock read(MsgPackReader &reader);
    QByteArray encode() const;

    /// Notes that the latest operation of the process of `time` was at `time`, with the TID `tid`.
    /// May rewind. No change if `time` has no identity. BadUpdate, and no change, if `time` is
    /// of another process group, or the tree would exceed the bounds.
    Result<> set(const TreeClock &time, const Tid &tid);
    Result<> set(const TreeClock &time) { return set(time, time.hash()); }
    /// As set(), where an agreement may have voided operations that were made before a fork (wire.md
    /// 13): then less is known of the process than its forks have in common, which set() refuses.
    Result<> setDespiteVoids(const TreeClock &time, const Tid &tid);

    /// The TID of the latest operation of the process of `time`, or of the process it was forked
    /// from, if there is none of its own (T29). Empty if `time` has no identity, or if that process
    /// has forked since.
    Tid tid(const TreeClock &time) const;
    bool isBlocked(const TreeClock &time) const { return tid(time) == blockedTid; }

    /// getTicks: the public ticks of the process of `who`; nothing if it has no identity.
    std::optional<qint64> ticksOf(const TreeClock &who) const;

    /// True if `other` has ticks of any process that this clock has not.
    bool anyLt(const TreeClock &other) const;
    bool anyLt(const GlobalClock &other) const;

    /// The TIDs of all leaves, left to right. A TID may occur more than once (T29), as may
    /// genesisTid and blockedTid.
    QList<Tid> tids() const;

    friend bool operator==(const GlobalClock &a, const GlobalClock &b)
    {
        return a.m_nodes == b.m_nodes;
    }
    friend bool operator!=(const GlobalClock &a, const GlobalClock &b) { return !(a == b); }

private:
    friend class TreeClock;

    struct Node
    {
        qint64 ticks = 0;
        qint32 right = 0; ///< where the right branch is, counted from here; 0 for a leaf
        Tid tid;          ///< of a leaf

        bool isFork() const { return right != 0; }
        friend bool operator==(const Node &, const Node &) = default;
    };
    using Nodes = QList<Node>;
    using Cursor = clocktree::Cursor<Node>;

    explicit GlobalClock(Nodes nodes) : m_nodes(std::move(nodes)) { }

    Result<> set(const TreeClock &time, const Tid &tid, bool maySkipVoids);

    Nodes m_nodes; ///< preorder
};

} // namespace mld
