// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/delivery.h"
#include "protocol/effects.h"
#include "protocol/environment.h"
#include "protocol/recovery.h"
#include "protocol/replica.h"
#include "protocol/serving.h"

#include <QSet>

#include <map>
#include <optional>

namespace mld {

struct MachineConfig
{
    bool genesis = false;     ///< begin a new domain, if there is no clock yet
    bool waitForPeers = true; ///< a newcomer that meets nobody waits, instead of failing
    int networkTimeoutMs = 5000;
    /// Of a snapshot's data. Few large messages: a broker that holds them for a slow receiver counts
    /// messages, and drops what is too many.
    int triplesInMessage = 1000;
};

/// The m-ld protocol of one clone as a pure state machine: told what happens, it changes the replica
/// and says what is to be done (README.md has its states). It has no event loop, no thread, no
/// clock and no randomness of its own.
///
/// After every call, in this order: show takeChanges(); Replica::commit(); only then carry out
/// takeEffects(); and call timePassed() not later than wakeAt(). Several calls may share a commit.
class Machine : private Recovery::Client
{
public:
    /// Where the clone stands with the domain (wire.md 15).
    enum class State {
        Idle,       ///< not started
        Waiting,    ///< a newcomer, and nobody to join
        Joining,    ///< a newcomer, taking a snapshot
        Offline,    ///< has a clock, and does not know who is there
        Recovering, ///< has a clock, and asks what it has missed
        Retrying,   ///< has a clock; nobody could tell it, and it will ask again
        Live,       ///< level with the others
        Silo,       ///< connected, and nobody else is there, or none answers
        Apart,      ///< has a clock that nobody shares, and somebody with another is there
        Ended       ///< closed, or failed
    };

    /// All must outlive the machine.
    Machine(const MachineConfig &config, Replica &replica, Environment &environment);

    State state() const { return m_state; }
    CloneStatus status() const;
    const QSet<CloneId> &peers() const { return m_peers; }

    // What happens
    void start();
    /// The most bytes that the messaging service takes in one message; 0 for no known limit. After each
    /// connection, before it is told who is there; and when the service has not taken one that was larger, before that
    /// one's ticketDone().
    void setMaxPayload(qint64 bytes);
    /// The most UTF-16 units that a literal or an IRI may have which is written here; 0 for no limit. Before start().
    void setMaxTerm(qint64 units) { m_replica.setMaxTerm(units); }
    /// The connection to the messaging service is lost.
    void disconnected();
    /// Who is present, without this clone; after a connection was made, and whenever it changes.
    void presenceChanged(const QSet<CloneId> &peers);
    void operationReceived(const QByteArray &payload);
    /// Anything that was sent to this clone alone. Notifications of channels that are not the
    /// protocol's are ignored.
    void messageReceived(const Address &from, const QByteArray &payload);
    void channelOpened(const QString &channelId);
    void ticketDone(Ticket ticket, bool ok);
    void timePassed();
    /// An app writes; constraints have checked it. Errors leave everything as it was, save that they
    /// cost a tick. `agreement`: see Replica::write().
    Result<void> write(const Patch &patch, const QByteArray &agreement = {});
    /// An app's write was refused before it came here.
    void writeRefused();
    /// The clone leaves. Only effects follow.
    void close();

    // What is to be done
    std::vector<Change> takeChanges();
    std::vector<Effect> takeEffects();
    /// When timePassed() is wanted, in the environment's milliseconds.
    std::optional<qint64> wakeAt() const;

private:
    /// What is known of the others: gone, dead and live in semantics.md 13.1.
    enum class Remotes { Unknown, Absent, Present };

    void loseClock();
    void noteVerified();
    void emitWhatIsUnseenBy(const GlobalClock &gwc);
    void collaboratorKnows(const GlobalClock &gwc) override;
    void operationRecovered(const QByteArray &payload) override;
    void revupCompleted() override;
    Result<void> snapshotBegins(const SnapshotHeader &header) override;
    Result<void> snapshotData(const QByteArray &payload) override;
    void snapshotUpdate(const QByteArray &payload) override;
    void snapshotCompleted(const SnapshotHeader &header) override;
    void snapshotAbandoned() override;
    void recoveryFailed(const Error &error, bool isBrokenOff) override;
    void greetingAnswered(const CloneId &peer) override;

    /// Whether nobody has ever joined this clone: then nobody can have anything for it.
    bool isUnshared() const { return m_replica.hasClock() && m_replica.time().isRootId(); }
    /// Asks whether anybody is there at all.
    void greet();
    /// Nobody who seems to be present has answered.
    void nobodyAnswered();
    /// Something has come from a peer, or from somebody.
    void noteHeard(const CloneId &peer);
    void tellPresence();
    void lookAgain();

    bool isNewcomer() const { return !m_replica.hasClock(); }
    void setRemotes(Remotes remotes);
    void decide();
    void setPresent(bool present);
    void recover();
    void becomeLive();
    qint64 retryDelay(int failures);
    void lookForTrouble();
    /// Sends the last agreement again, when others go on without it.
    void insistOnAgreement();

    void noteKnowledge(const CloneId &peer, const TreeClock &time);
    /// Whether somebody present still knows what is missing here, so that all must be asked of them.
    bool isBehindAnother();
    void requestReceived(const Address &from, const QByteArray &payload);
    void replyReceived(const Address &from, const QByteArray &payload);

    void publish();
    void broadcast(const OwnOperation &operation);
    /// Hands a message over, unless the service cannot take it: then false, and from that own tick on
    /// nothing goes out, since the others could not apply it.
    bool mayBroadcast(const QByteArray &payload, qint64 tick);
    bool isTooLarge(qint64 bytes) const;
    void withhold(qint64 tick, qint64 bytes);
    void publishHeld();
    void stopPublishing();
    /// Broadcasts the next of what a collaborator lacks, unless enough is under way.
    void emitAgain();
    void endEmission();
    void notePublished(qint64 ticks);

    void showStatus();
    void takeResult(const Result<> &result);
    void noteMalformed(const Error &error);
    void fail(const Error &error);

    const MachineConfig m_config;
    Replica &m_replica;
    Environment &m_environment;
    EffectQueue m_outbox;
    Delivery m_delivery;
    Recovery m_recovery;
    Serving m_serving;

    State m_state = State::Idle;
    Remotes m_remotes = Remotes::Unknown;
    QSet<CloneId> m_peers;
    QSet<CloneId> m_ghosts; ///< of the peers, those who have answered nothing and are taken for gone
    std::optional<qint64> m_lookAgainAt; ///< when to ask once more whether any of those is there after all
    int m_looks = 0;                     ///< in vain, in a row
    bool m_isApart = false;
    bool m_isFresh = false; ///< began its domain in this run
    qint64 m_recovered = 0; ///< operations that this attempt to recover has brought
    qint64 m_rowsAtRecovery = 0; ///< of a snapshot that broke off
    bool m_isPresent = false;      ///< has been declared so
    bool m_isStarted = false;      ///< effect::Started is among the effects, or was
    /// A newcomer's app reads everything when it hears effect::Started; changes before that are
    /// no news.
    bool m_areChangesShown = false;
    bool m_mayHaveMissed = true;   ///< operations of others
    bool m_hasMetOthers = false;   ///< since start
    std::optional<qint64> m_retryAt;
    int m_clockLosses = 0; ///< since start
    GlobalClock m_collaboratorClock; ///< of the one who answered last
    std::optional<qint64> m_insistedAt; ///< when the last agreement was sent again
    std::optional<qint64> m_checkAt; ///< when to ask once more whether anything was missed
    bool m_isChecking = false;       ///< the recovery that goes on is that check
    /// One who has shown that it knows what is missing here.
    struct Ahead
    {
        CloneId peer;
        TreeClock time;
    };
    std::optional<Ahead> m_ahead;
    QSet<CloneId> m_doubted; ///< who have shown so, and whose snapshot was asked for without avail
    int m_checks = 0;                ///< made since the last recovery that was none
    int m_failures = 0;            ///< of recoveries, in a row

    /// What a collaborator has not seen, and is being broadcast again (wire.md 8.5): piece by piece, since
    /// it may be the work of weeks. Own operations made meanwhile follow from the journal too.
    struct Emission
    {
        GlobalClock known;            ///< to the collaborator
        qint64 position = 0;          ///< the local tick up to which the journal has been looked at
        qint64 end = 0;               ///< after which only own operations are of interest
        std::optional<qint64> nextAt; ///< when the next piece is due; none while confirmations are awaited
        qint64 sent = 0;              ///< messages so far
    };
    std::optional<Emission> m_emission;

    /// Whether own operations go out as they are made. Not while the others may lack earlier
    /// ones, which are to go first.
    bool m_isPublishing = false;
    std::vector<OwnOperation> m_held;       ///< made while others were there, and not broadcast
    struct UnderWay
    {
        qint64 tick = 0; ///< local
        qint64 bytes = 0;
        bool isOwn = true; ///< or another's, emitted again
    };
    std::map<Ticket, UnderWay> m_unconfirmed; ///< operations
    qint64 m_maxPayload = 0; ///< as the service tells, or has shown; 0 for no known limit
    std::optional<qint64> m_withheldTick; ///< own tick of what is too large for the service, and is held back
    std::optional<qint64> m_refusedTick;    ///< of the first one that the service did not take
    qint64 m_sentTicks = 0;
    qint64 m_publishedTicks = 0;

    qint64 m_changeTicks = -1; ///< of the latest change
    std::optional<CloneStatus> m_shownStatus;
    qint64 m_statusShownAt = 0;
    qint64 m_malformed = 0;          ///< messages that could not be read
    qint64 m_malformedDelivered = 0; ///< those of them that Delivery counted
    std::optional<qint64> m_malformedShownAt;
};

} // namespace mld
