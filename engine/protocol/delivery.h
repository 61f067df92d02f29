// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/operation.h"
#include "protocol/environment.h"
#include "protocol/replica.h"
#include "result.h"

#include <QSet>

#include <deque>
#include <optional>
#include <utility>

namespace mld {

/// Hands operations to the replica in causal order, each once (wire.md 8.1): those that come too
/// early wait here. Tells when waiting does not help, so that the clone must ask for what is missing.
///
/// Unlike the reference, which drops what waits when a gap shows, this keeps it: a revup then brings
/// the missing operations alone. What is kept is bounded; what is dropped shows as a gap.
///
/// What no recovery brings the causes of is set aside: it is looked at after each later recovery, but
/// holds up nothing and nobody any more. A peer may have made it up.
class Delivery
{
public:
    Delivery(Replica &replica, Environment &environment, int timeoutMs);

    /// Takes an operation message. Bytes that are none are counted and ignored. An error is of the
    /// store: the clone cannot go on.
    Result<> receive(const QByteArray &payload);
    /// As receive(), for a clone that has no clock yet: the operation waits.
    Result<> keep(const QByteArray &payload);
    /// While held, operations that cannot be applied wait without being looked at again: a
    /// recovery is bringing what they wait for.
    void setHeld(bool held)
    {
        m_isHeld = held;
        m_hasDropped = m_hasDropped && !held; // it will bring what was dropped before it began
    }
    /// Applies all that can be.
    Result<> drain();

    /// True if operations are missing, and will not come by themselves.
    bool needsRecovery() const;
    /// An agreement that can only be taken over with a snapshot that has it, if there is one: what it
    /// rests on has been forgotten or ignored here (wire.md 13).
    std::optional<TreeClock> needsSnapshotOf() const;
    /// Nobody could give such a snapshot: it is asked for again after the next complete recovery.
    void snapshotRefused();
    /// Whether an operation was ignored since the last call whose author does not know the last agreement.
    bool takeOverruled() { return std::exchange(m_wasOverruled, false); }
    /// True if operations wait for others, or are known to be missing; not for what is set aside.
    bool isWaiting() const { return m_hasGap || m_hasDropped || !m_waiting.empty(); }
    /// A recovery has ended: what still waits gets another network timeout, and then a longer one, and
    /// is set aside when several were complete. An error as of receive().
    Result<> recoveryEnded(bool isComplete);
    /// When needsRecovery() may become true by itself.
    std::optional<qint64> wakeAt() const;

    /// True, once, if an operation came that was made with this clone's clock, and not by it.
    bool takeContradiction() { return std::exchange(m_isContradicted, false); }

    qint64 malformedCount() const { return m_malformed; }
    /// Why the last malformed message was refused.
    const Error &lastMalformed() const { return m_lastMalformed; }

private:
    struct Waiting
    {
        OperationMessage message;
        OperationTuple tuple;
        Tid tid;
        int vainRecoveries = 0; ///< complete ones that did not bring what it waits for
        bool needsSnapshot = false; ///< could not be applied to what is remembered here
    };
    using Key = std::pair<Tid, qint64>; ///< TID and first tick: fusions have the TID of their last

    static Key keyOf(const Waiting &waiting) { return {waiting.tid, waiting.tuple.from}; }
    static qint64 costOf(const Waiting &waiting);
    std::optional<Waiting> decode(const QByteArray &payload);
    Result<Arrival> deliver(Waiting &waiting);
    /// Whether the same agreement waits for a snapshot.
    bool isUnavailable(const OperationTuple &tuple) const;
    bool needsSnapshot(const Waiting &waiting) const;
    void wait(Waiting waiting, Arrival why);
    void setAside();
    void forget(const Waiting &waiting);
    void noteMalformed(const Error &error);

    Replica &m_replica;
    Environment &m_environment;
    const int m_timeoutMs;

    std::deque<Waiting> m_waiting;
    qint64 m_waitingBytes = 0;
    std::deque<Waiting> m_aside;
    qint64 m_asideBytes = 0;
    QSet<Key> m_keys; ///< of all that is kept
    bool m_isHeld = false;
    bool m_hasGap = false;
    bool m_isContradicted = false;
    bool m_hasDropped = false; ///< too much waited
    bool m_wasOverruled = false;
    bool m_isSnapshotRefused = false;
    int m_vainRecoveries = 0; ///< recoveries in a row that left something waiting
    qint64 m_deadline = 0;    ///< when waiting has been in vain; counts while something waits
    qint64 m_malformed = 0;
    Error m_lastMalformed;
};

} // namespace mld
