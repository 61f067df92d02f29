// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/controlmessage.h"
#include "protocol/effects.h"
#include "protocol/environment.h"
#include "protocol/transportsecurity.h"

#include <QSet>
#include <QStringList>

#include <optional>
#include <vector>

namespace mld {

/// What comes before the contents of a snapshot (wire.md 14.5).
struct SnapshotHeader
{
    std::optional<TreeClock> clock; ///< for a newcomer
    GlobalClock gwc;
    TreeClock agreed;
};

/// Asks other clones for what this one has missed, or for everything (wire.md 14.2, 14.3): chooses
/// whom to ask, asks the next if one cannot help, and reads the answer's channels to their end.
///
/// One attempt at a time; when to begin another is for the owner to say. What has come of a newcomer's snapshot outlives
/// its attempt, if the peer can go on with it.
class Recovery
{
public:
    /// What the owner does with the answers.
    class Client
    {
    public:
        virtual ~Client();
        /// The collaborator's global clock is known: what it has not seen is to be broadcast
        /// again (wire.md 8.5).
        virtual void collaboratorKnows(const GlobalClock &gwc) = 0;
        /// An operation message of a revup.
        virtual void operationRecovered(const QByteArray &payload) = 0;
        virtual void revupCompleted() = 0;
        /// A snapshot is about to come: its data, in any order, and operations that follow it. An error
        /// ends the attempt.
        virtual Result<void> snapshotBegins(const SnapshotHeader &header) = 0;
        virtual Result<void> snapshotData(const QByteArray &payload) = 0;
        virtual void snapshotUpdate(const QByteArray &payload) = 0;
        virtual void snapshotCompleted(const SnapshotHeader &header) = 0;
        /// What has come of a snapshot is worth nothing. May be called without one.
        virtual void snapshotAbandoned() = 0;
        /// The attempt is over. `isBrokenOff`: an answer had begun, so that another attempt may
        /// follow at once.
        virtual void recoveryFailed(const Error &error, bool isBrokenOff) = 0;
        /// To Goal::Greet: somebody is there.
        virtual void greetingAnswered(const CloneId &peer) = 0;
    };

    enum class Goal {
        Revup, ///< what was missed since `time`; a snapshot if nobody can tell
        Renew, ///< everything, from someone who has seen `time`
        Join,  ///< everything, with a clock
        Greet  ///< nothing but whether anybody answers
    };

    Recovery(Client &client, EffectQueue &outbox, TransportSecurity &security, Environment &environment,
             int timeoutMs);

    /// Whom the last request went to.
    const CloneId &peer() const { return m_peer; }
    bool isActive() const { return m_phase != Phase::Idle; }
    /// Begins an attempt; one that goes on is dropped. `time` is the requester's local time.
    void start(Goal goal, const TreeClock &time) { start(goal, time, time); }
    /// A revup since `time`, or, if nobody's journal reaches back as far, since `latest`.
    void startRevup(const TreeClock &time, const TreeClock &latest) { start(Goal::Revup, time, latest); }
    /// Drops the attempt without a word: the connection is gone.
    void cancel();
    /// After Client::revupCompleted(), and from there: what came was not all that is missing. Others are
    /// asked, and then for everything.
    void revupFellShort();
    /// As revupFellShort(), if it is known who could tell, and could not: it is asked for everything.
    void askForEverything(const CloneId &peer);

    /// How many triples the snapshot that is being received has; 0 if that is not known.
    qint64 expected() const;
    /// Whether the attempt, or the last one, had any answer at all: whoever seems to be present may be no
    /// more than what a service has kept of somebody who is gone, or what somebody made up.
    bool hasAnyAnswer() const { return m_hasAnyAnswer; }
    /// Something has come from a peer: it is no ghost.
    void noteHeard(const CloneId &peer) { m_silent.remove(peer); }

    /// Whom to ask first the next time: it has shown that it knows what is missing here.
    void prefer(const CloneId &peer) { m_preferred = peer; }
    bool hasPreference() const { return m_peers.contains(m_preferred); }
    /// Who is present, without this clone.
    void setPeers(const QSet<CloneId> &peers);
    /// True if the reply was to our request.
    bool replyReceived(const Address &from, const Result<Response> &response);
    /// Tells in place of an ack (wire.md 14.2) that an answer is not wanted, or came too late: m-ld-js stands still
    /// while it waits for an ack, a whole network timeout long.
    void refuse(const Address &from, const Result<Response> &response);
    /// Whether a channel is one of those that are being read.
    bool isReading(const QString &channelId) const;
    /// For channels that isReading().
    void notificationReceived(const Address &from, const Result<Notification> &notification);
    void channelOpened(const QString &channelId);
    void ticketDone(Ticket ticket, bool ok);
    void timePassed();
    std::optional<qint64> wakeAt() const;

private:
    enum class Phase { Idle, AwaitingResponse, OpeningChannels, Streaming };
    enum class Asked { Revup, Snapshot, Greeting };

    void start(Goal goal, const TreeClock &time, const TreeClock &latest);
    void ask(Asked what);
    /// Sends the request to the next peer, or awaits those who have been asked, or concludes.
    void askNext(const Error &why);
    /// False if the attempt has failed.
    bool sendRequest(const CloneId &peer);
    /// All have been asked: ends the attempt, or goes over to a snapshot.
    void conclude();
    /// Nobody has answered for a while: more are asked, side by side.
    void askMore();
    bool greet(const CloneId &peer);
    void greetingReplied(const Address &from, const Result<Response> &response);
    qint64 patienceMs() const;
    std::optional<CloneId> choosePeer();
    void accept(const Address &from, const RevupResponse &response);
    void accept(const Address &from, const SnapshotResponse &response);
    void openChannels(const Address &from, const QStringList &channels);
    void takeNext(bool isData, const QByteArray &payload);
    void takeComplete(bool isData);
    void failForLoss();
    void completeSnapshot();
    /// `mayGoOn`: what has come so far is sound.
    void fail(const Error &error, bool isBrokenOff, bool mayGoOn = true);
    void closeChannels();
    /// Ends following the answer. What has come of a newcomer's snapshot stays, if it may go on some time.
    void letGo(bool mayGoOn);
    void abandonBrokenOff();
    void extendDeadline();

    Client &m_client;
    EffectQueue &m_outbox;
    TransportSecurity &m_security;
    Environment &m_environment;
    const int m_timeoutMs;

    QSet<CloneId> m_peers;
    QSet<CloneId> m_recentlyAsked;
    CloneId m_preferred;

    Phase m_phase = Phase::Idle;
    Goal m_goal = Goal::Revup;
    Asked m_asked = Asked::Revup;
    TreeClock m_time;
    TreeClock m_latest; ///< to ask with when it was in vain to ask with that
    QString m_messageId; ///< of the request, whoever it is sent to
    QString m_greetingId; ///< of the greetings to those who are not asked yet
    QSet<CloneId> m_tried;
    QSet<CloneId> m_greeted;
    QSet<CloneId> m_awaited;     ///< asked, and no answer yet
    QStringList m_awake;         ///< have answered a greeting, and may be asked
    bool m_isAwakeAsked = false; ///< one of them was, for a snapshot
    QSet<CloneId> m_silent;      ///< did not answer the last time, and nothing has come from them since
    std::optional<Error> m_why;  ///< why nobody could help so far; that somebody cannot tell counts more
    bool m_hasAnyAnswer = false;
    int m_wave = 1;              ///< how many were asked at one time
    std::optional<qint64> m_askMoreAt;
    CloneId m_peer;
    Ticket m_ticket = 0;
    qint64 m_deadline = 0;
    QString m_responseId; ///< of the response that is being followed
    QString m_dataChannel;
    QString m_updatesChannel;
    QSet<QString> m_unopened;
    bool m_isDataComplete = false;
    bool m_isUpdatesComplete = false;
    SnapshotHeader m_header;
    qint64 m_parts = 0;                 ///< of the snapshot's data so far
    std::optional<SnapshotPart> m_part; ///< of the last of them, if the peer tells

    /// A newcomer's snapshot that broke off, and can go on, since the peer numbers its parts.
    struct BrokenOff
    {
        CloneId peer;
        QString dataChannel;
        SnapshotHeader header;
        qint64 parts = 0;
        SnapshotPart part;
    };
    std::optional<BrokenOff> m_brokenOff;
};

} // namespace mld
