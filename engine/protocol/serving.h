// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/controlmessage.h"
#include "protocol/effects.h"
#include "protocol/environment.h"

#include <QSet>

#include <deque>
#include <map>
#include <memory>

namespace mld {

class Replica;
class SnapshotSource;

/// Answers other clones' requests for what they have missed, or for everything (wire.md 14.4, 14.5).
///
/// One session for each answer, from the response to the last notification. What is sent is paced by
/// the messaging service's confirmations, so that a large answer neither floods it nor starves others;
/// and it is made piece by piece, one in each call of timePassed(), so that the clone's own work goes on.
/// What went to a newcomer is kept for a while: its line may be slow, and what a service holds for it is gone when
/// its connection breaks.
class Serving
{
public:
    /// `triplesInMessage` of a snapshot's data.
    Serving(Replica &replica, EffectQueue &outbox, Environment &environment, int timeoutMs, int triplesInMessage);
    ~Serving();

    /// The most bytes that the messaging service takes in one message; 0 for no known limit.
    void setMaxPayload(qint64 bytes) { m_maxPayload = bytes; }
    /// A request has come. Whatever cannot be answered is rejected.
    void requestReceived(const Address &from, const Request &request);
    /// Answers a request with a refusal.
    void reject(const Address &from, ErrorCode code);
    /// A reply has come to what was sent with `from.sentMessageId`: true if that was one of our
    /// responses, so that the reply, an ack or a rejection, was ours to take.
    bool replyReceived(const Address &from, bool isAck);
    /// A message has been sent, or not.
    void ticketDone(Ticket ticket, bool ok);
    void timePassed();
    std::optional<qint64> wakeAt() const;

    /// How much is kept for newcomers whose connection breaks.
    qint64 keptBytes() const;

    /// A newcomer is present when it has everything: what was kept for it goes.
    void peersCame(const QSet<CloneId> &peers);
    /// Forgets the sessions of clones that were present, and are not any more.
    void peersLeft(const QSet<CloneId> &peers);
    /// Breaks off all sessions: the data they were answered from are about to be replaced.
    void abandonAll(const Error &reason);
    /// Forgets all sessions: the connection is gone.
    void reset();

private:
    enum class Phase { AwaitingAck, Sending, Sent };
    enum class Kind { Revup, Snapshot };

    struct Session
    {
        Kind kind = Kind::Revup;
        Phase phase = Phase::AwaitingAck;
        CloneId peer;
        qint64 deadline = 0;
        QString dataChannel;
        QString updatesChannel;
        std::unique_ptr<SnapshotSource> data; ///< what has still to be made for the data channel
        bool isDataSent = false;
        TreeClock requesterTime;     ///< of a revup: what the requester has
        qint64 position = 0;         ///< the local tick up to which the journal has been sent
        QSet<Ticket> underWay;
        qint64 sent = 0;              ///< notifications so far
        std::optional<qint64> nextAt; ///< when the next piece is due; none while confirmations are awaited

        // For a newcomer whose connection breaks: what it may still have to get.
        std::optional<SnapshotResponse> offer;
        qint64 start = 0;            ///< the local tick at which the snapshot was taken
        std::deque<QByteArray> kept; ///< the latest parts of the data
        qint64 keptBytes = 0;
        qint64 made = 0;             ///< parts of the data so far
        qint64 next = 0;             ///< which part is to be sent next
    };
    using Sessions = std::map<QString, Session>; ///< by the id of the response message

    void serveRevup(const Address &from, const RevupRequest &request);
    void serveSnapshot(const Address &from, const SnapshotRequest &request);
    /// Goes on with a snapshot that broke off; false if that is not possible.
    bool resume(const Address &from, const SnapshotResumption &resumption);
    /// The next part of the data; nothing at the end.
    Result<std::optional<QByteArray>> nextPart(Session &session);
    /// How large a part may be; 0 for no limit.
    qint64 mostInPart() const;
    void forgetLongSent();
    /// Sees to it that not too much is kept for all newcomers together, but for what has still to be sent.
    void boundKept();
    /// Lets go of the oldest part that is kept for one; false if there is none that can be spared.
    static bool dropOldest(Session &session);
    void respond(const Address &from, const Response &response, Session session);
    /// Sends the next piece, unless enough is under way; true if the session has ended.
    bool pump(Session &session);
    /// All is sent: forgets the session, or keeps what may have to be sent again.
    Sessions::iterator end(Sessions::iterator session);
    Result<void> pumpData(Session &session);
    /// True at the end of the journal.
    bool pumpJournal(Session &session);
    void notify(Session &session, const QString &channel, const Notification &notification);
    void breakOff(const Session &session, const Error &reason);

    Replica &m_replica;
    EffectQueue &m_outbox;
    Environment &m_environment;
    const int m_timeoutMs;
    const int m_triplesInMessage;
    qint64 m_maxPayload = 0;
    Sessions m_sessions;
    QString m_lastPumped; ///< the session whose turn it was
};

} // namespace mld
