// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clock/clocktree.h"
#include "clock/tid.h"
#include "result.h"

#include <QJsonValue>
#include <QList>

#include <optional>

namespace mld {

class GlobalClock;
class MsgPackReader;

/// A logical time of one process: a tree of ticks with one leaf that is the process (wire.md 3).
///
/// A value: it is never changed, and copying it copies a pointer. May be used on any thread.
/// Its depth, size and ticks are bounded (see clocktree.h), whatever it was made from.
class TreeClock
{
public:
    /// The genesis clock, `[]`.
    TreeClock();
    static TreeClock genesis() { return {}; }

    /// Reads the JSON form of wire.md 3.1. Malformed if it is no clock, has more than one
    /// identity, or exceeds the bounds. A clock without identity is accepted.
    static Result<TreeClock> fromJson(const QJsonValue &json);
    QJsonValue toJson() const;

    /// Reads the MessagePack form, all of `bytes`. As fromJson().
    static Result<TreeClock> decode(QByteArrayView bytes);
    /// Reads the next value of `reader`; on failure the reader has failed, and the clock is genesis.
    static TreeClock read(MsgPackReader &reader);
    /// The MessagePack form, with the smallest integers.
    QByteArray encode() const;

    /// The text of the JSON form, for logs and keys.
    QByteArray toText() const;

    /// True if one leaf is the identity, as in every clock used as a time.
    bool hasId() const { return m_id >= 0; }
    /// True for a clock that was never forked: its root is the identity.
    bool isRootId() const { return m_id == 0; }
    /// True if this is a time of the process of `other`, be it from before that forked last.
    bool isOf(const TreeClock &other) const;
    /// True if the identity leaf has 0 ticks.
    bool isZeroId() const { return hasId() && m_nodes[m_id].ticks == 0; }

    /// The process's own ticks; 0 without an identity.
    qint64 ticks() const;
    /// Those of the process's own ticks that were made before the last fork of its identity, and so are
    /// shared with others; 0 without an identity.
    qint64 inheritedTicks() const;
    /// The sum of all ticks in the tree.
    qint64 deepTicks() const;
    /// getTicks: how many ticks this clock knows of the process identified in `who`. Nothing if
    /// `who` has no identity.
    std::optional<qint64> ticksOf(const TreeClock &who) const;
    /// The ticks of the other processes, or nothing if it is not a number (wire.md 3.2, T26).
    std::optional<qint64> nonIdTicks() const;

    /// True if `other` has ticks of any process that this clock has not.
    bool anyLt(const TreeClock &other) const;
    bool anyLt(const GlobalClock &other) const;
    /// As anyLt(), without the processes identified in either clock: T26 says how exactly.
    bool anyNonIdLt(const TreeClock &other) const;

    /// This clock with all that `other` knows (`update` of wire.md 3.2). BadUpdate if `other` has
    /// forked this clock's identity.
    Result<TreeClock> joined(const TreeClock &other) const;
    Result<TreeClock> joined(const GlobalClock &other) const;

    /// One own tick later.
    TreeClock ticked() const;
    /// With `ticks` own ticks, which may rewind it, and drop forks (T28). BadUpdate if negative.
    Result<TreeClock> ticked(qint64 ticks) const;
    /// Knowing just ticks(who) of the process of `who`, which may rewind it. BadUpdate if that is
    /// ambiguous: the process has forked here.
    Result<TreeClock> ticked(const TreeClock &who) const { return withTicks(who.ticks(), who); }
    /// set(this, ticks, who) of wire.md 3.2: knowing just `ticks` of the process of `who`.
    Result<TreeClock> withTicks(qint64 ticks, const TreeClock &who) const;

    /// The same process, its ticks as they are, knowing nothing of any other.
    TreeClock withoutOthers() const;

    struct Fork;
    /// Divides the identity in two (wire.md 3.5): `right` is for a newcomer. BadUpdate without an
    /// identity, or if the tree is as large as it may be.
    Result<Fork> forked() const;

    /// The TID of the operation at this time (wire.md 3.3).
    Tid hash() const;

    friend bool operator==(const TreeClock &a, const TreeClock &b) { return a.m_nodes == b.m_nodes; }
    friend bool operator!=(const TreeClock &a, const TreeClock &b) { return !(a == b); }

private:
    friend class GlobalClock;

    struct Node
    {
        qint64 ticks = 0;
        qint32 right = 0; ///< where the right branch is, counted from here; 0 for a leaf
        bool isId = false;

        bool isFork() const { return right != 0; }
        friend bool operator==(const Node &, const Node &) = default;
    };
    using Nodes = QList<Node>;
    using Cursor = clocktree::Cursor<Node>;

    explicit TreeClock(Nodes nodes);

    bool isIdIn(qsizetype index) const;
    /// Empty for a root identity, and without an identity.
    clocktree::Path idPath() const;
    std::optional<qint64> nonIdTicksAt(qsizetype index) const;
    bool anyNonIdLtAt(qsizetype index, const TreeClock &other, qsizetype otherIndex) const;
    template <typename OtherNode>
    Result<TreeClock> joinedWith(const QList<OtherNode> &other) const;

    Nodes m_nodes; ///< preorder
    qint32 m_id = -1; ///< the index of the identity leaf, or -1
};

struct TreeClock::Fork
{
    TreeClock left;
    TreeClock right;
};

} // namespace mld
