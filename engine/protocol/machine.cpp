// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/machine.h"

#include "codec/controlmessage.h"
#include "protocol/messagesecurity.h"

#include <algorithm>
#include <cmath>

namespace mld {

namespace {

/// The mean of the Poisson-distributed number of network timeouts before another attempt (wire.md 14.3).
constexpr double meanDelays = 2;
/// How often the delay is doubled while attempts fail: someone who always fails is not hammered (T36).
constexpr int maxDoublings = 6;
/// A newcomer has somebody waiting in front of the screen.
constexpr int maxDoublingsOfNewcomer = 2;
/// How many ticks are left out at a start, at most: few, since every peer keeps the number.
constexpr quint32 maxSkippedTicks = 256;
/// How many peers are asked, one after the other, whether anything was missed after all.
constexpr int maxChecks = 8;
/// Malformed messages are told of once in so many milliseconds.
constexpr qint64 malformedPauseMs = 1000;
/// How far a snapshot has come is told once in so many.
constexpr qint64 progressPauseMs = 200;

int poisson(Environment &environment, double mean)
{
    const double limit = std::exp(-mean);
    int count = 0;
    for (double product = environment.uniform(); product > limit; product *= environment.uniform())
        ++count;
    return count;
}

} // namespace

Machine::Machine(const MachineConfig &config, Replica &replica, Environment &environment)
    : m_config(config), m_replica(replica), m_environment(environment),
      m_delivery(replica, environment, config.networkTimeoutMs),
      m_recovery(*this, m_outbox, replica.security(), environment, config.networkTimeoutMs),
      m_serving(replica, m_outbox, environment, config.networkTimeoutMs, config.triplesInMessage)
{
}

CloneStatus Machine::status() const
{
    CloneStatus status;
    status.unanswered = !m_peers.isEmpty() && m_ghosts.contains(m_peers);
    if (m_replica.isDetached()) {
        // It may be connected, but nothing of what it does gets there.
        status.outdated = true;
        status.ticks = m_changeTicks;
        return status;
    }
    status.fetched = m_replica.loadedRows();
    status.expected = status.fetched > 0 ? m_recovery.expected() : 0;
    status.withheld = m_withheldTick.has_value();
    status.apart = m_isApart;
    if (isNewcomer()) {
        status.waiting = m_state == State::Waiting && m_remotes != Remotes::Unknown;
        return status;
    }
    status.online = m_remotes != Remotes::Unknown;
    status.silo = m_state == State::Silo;
    status.outdated = m_mayHaveMissed && !m_replica.time().isRootId()
            && !(status.silo && !m_hasMetOthers);
    status.ticks = m_changeTicks;
    return status;
}

void Machine::start()
{
    if (m_state != State::Idle)
        return;
    if (isNewcomer() && !m_replica.isDetached() && m_config.genesis)
        m_isFresh = true;
    if (m_isFresh)
        m_replica.becomeGenesis();
    m_state = isNewcomer() ? State::Waiting : State::Offline;
    if (!isNewcomer())
        m_replica.noteStart(1 + m_environment.below(maxSkippedTicks));
    else if (!m_replica.isDetached())
        return;
    m_changeTicks = m_replica.time().ticks();
    m_isStarted = true;
    m_areChangesShown = true;
    m_outbox.add(effect::Started{});
}

// ---- Who is there ----

void Machine::disconnected()
{
    if (m_state == State::Idle || m_state == State::Ended)
        return;
    m_recovery.cancel();
    m_peers.clear();
    m_ghosts.clear();
    m_recovery.setPeers(m_peers);
    setRemotes(Remotes::Unknown);
}

void Machine::presenceChanged(const QSet<CloneId> &peers)
{
    if (m_state == State::Idle || m_state == State::Ended)
        return;
    m_serving.peersLeft(m_peers - peers);
    m_serving.peersCame(peers - m_peers);
    m_doubted.intersect(peers);
    const bool isSomebodyNew = !m_peers.contains(peers);
    m_peers = peers;
    m_ghosts.intersect(peers);
    if (m_ghosts == peers)
        m_recovery.cancel();
    m_recovery.setPeers(peers);
    tellPresence();
    // The look that was under way is over, and the last one may be long ago.
    if (m_remotes == Remotes::Absent && !m_ghosts.isEmpty() && !m_lookAgainAt && !m_recovery.isActive())
        m_lookAgainAt = m_environment.nowMs() + retryDelay(++m_looks);
    // One who has just come may be able to help where the others were not.
    if (isSomebodyNew && m_retryAt)
        decide();
}

void Machine::tellPresence()
{
    setRemotes(m_ghosts.contains(m_peers) ? Remotes::Absent : Remotes::Present);
}

void Machine::noteHeard(const CloneId &peer)
{
    m_recovery.noteHeard(peer);
    // A newcomer, which is not present yet, has nothing that could be missed here.
    m_hasMetOthers = m_hasMetOthers || m_peers.contains(peer);
    // Who is apart from the others knows that they are there.
    if (m_ghosts.remove(peer) && !m_isApart)
        tellPresence();
}

void Machine::nobodyAnswered()
{
    m_ghosts = m_peers;
    m_delivery.setHeld(false);
    if (!isNewcomer())
        takeResult(m_delivery.drain());
    takeResult(m_delivery.recoveryEnded(false));
    if (m_state == State::Ended)
        return;
    m_isApart = false;
    m_looks = 0;
    tellPresence();
    m_lookAgainAt = m_environment.nowMs() + retryDelay(++m_looks);
}

void Machine::greet()
{
    m_state = State::Recovering;
    m_recovery.start(Recovery::Goal::Greet, TreeClock::genesis());
}

void Machine::greetingAnswered(const CloneId &peer)
{
    noteHeard(peer);
    if (!isUnshared()) {
        // Somebody has joined meanwhile, or the one who seemed to be gone is there: it has answered.
        if (m_state == State::Recovering)
            decide();
        return;
    }
    if (m_isFresh && m_replica.time().ticks() == 0)
        return fail({ErrorCode::BadResponse, QStringLiteral("Genesis clone trying to join a live domain.")});
    if (!m_isApart) {
        m_outbox.add(effect::Warned{QStringLiteral(
                "%1 is a member of the domain, and its data have another beginning. This clone keeps its own, and "
                "joins nothing by itself.").arg(peer)});
    }
    m_isApart = true;
    m_state = State::Apart;
    m_serving.abandonAll({ErrorCode::RequestRejected, QStringLiteral("the clone has another beginning")});
    stopPublishing();
    setPresent(false);
    m_lookAgainAt = m_environment.nowMs() + retryDelay(++m_looks);
}

void Machine::lookAgain()
{
    m_lookAgainAt.reset();
    if (m_isApart) {
        m_isApart = m_remotes == Remotes::Present;
        return decide();
    }
    if (m_remotes != Remotes::Absent || m_ghosts.isEmpty())
        return;
    m_recovery.start(Recovery::Goal::Greet, TreeClock::genesis());
}

void Machine::setRemotes(Remotes remotes)
{
    if (remotes == m_remotes)
        return;
    // While the others leave one by one, nothing is missed; while the connection is gone, it may be.
    if (remotes == Remotes::Present || (m_remotes == Remotes::Present && remotes == Remotes::Unknown))
        m_mayHaveMissed = true;
    m_remotes = remotes;
    m_failures = 0;
    decide();
}

void Machine::decide()
{
    m_retryAt.reset();
    m_checkAt.reset();
    m_isChecking = false;
    switch (m_remotes) {
    case Remotes::Unknown:
        m_state = isNewcomer() ? State::Waiting : State::Offline;
        m_serving.reset();
        m_delivery.setHeld(false);
        stopPublishing();
        m_lookAgainAt.reset();
        m_isApart = false;
        // The transport declares presence again at the next connection. A genesis clone that nobody
        // has joined must look first whether it is alone.
        if (!isNewcomer() && m_replica.time().isRootId())
            setPresent(false);
        return;
    case Remotes::Absent:
        m_delivery.setHeld(false);
        if (m_isApart) {
            // Those who are apart must not step aside for one another at the same time, over and over.
            m_state = State::Apart;
            if (!m_lookAgainAt)
                m_lookAgainAt = m_environment.nowMs() + retryDelay(++m_looks);
        } else if (!isNewcomer()) {
            m_state = State::Silo;
            setPresent(true);
            m_emission.reset();
            // A newcomer may be listening that is not present yet; but not before it is sure whose clock this is.
            m_isPublishing = m_replica.isVerified();
        } else if (m_config.waitForPeers || m_replica.isDetached()) {
            m_state = State::Waiting;
        } else {
            fail({ErrorCode::NoVisibleClones, QStringLiteral("New clone is siloed.")});
        }
        return;
    case Remotes::Present:
        // Whoever that is cannot know anything of this clone. It may be nobody: what a service has kept of one
        // who died, or what anybody can make up. So this clone does not go by what it seems to be.
        if (isUnshared())
            return m_isApart && m_lookAgainAt ? void() : greet();
        if (!isNewcomer()) {
            setPresent(true);
            stopPublishing();
        }
        return recover();
    }
}

void Machine::setPresent(bool present)
{
    if (present != m_isPresent)
        m_outbox.add(effect::SetPresent{present});
    m_isPresent = present;
}

// ---- Recovery ----

void Machine::recover()
{
    m_retryAt.reset();
    m_checkAt.reset();
    m_state = isNewcomer() ? State::Joining : State::Recovering;
    m_delivery.setHeld(true);
    m_recovered = 0;
    m_rowsAtRecovery = m_replica.loadedRows();
    if (isNewcomer())
        m_recovery.start(Recovery::Goal::Join, TreeClock());
    else if (const auto agreement = m_delivery.needsSnapshotOf())
        m_recovery.start(Recovery::Goal::Renew, *agreement);
    else
        m_recovery.startRevup(m_replica.requestTime(), m_replica.time());
}

void Machine::loseClock()
{
    m_outbox.add(effect::Warned{QStringLiteral(
            "%1 knows more of this clone than it does itself: its data have gone back in time, or its clock "
            "is in use elsewhere. It joins the domain anew, and what it has not published goes with it.")
                                        .arg(m_recovery.peer())});
    m_recovery.cancel();
    m_serving.abandonAll({ErrorCode::DataLocked, QStringLiteral("the clone joins anew")});
    stopPublishing();
    setPresent(false);
    m_delivery.setHeld(true);
    const QString pid = m_environment.uniqueId();
    m_replica.relinquishClock(ClockLoss::Outrun, m_replica.cloneId(), pid);
    m_outbox.add(effect::ClockLost{pid});
    m_publishedTicks = 0;
    m_state = State::Waiting;
    // A peer that says so again and again may be lying.
    const int doublings = std::min(m_clockLosses++, maxDoublings);
    m_retryAt = m_environment.nowMs() + ((qint64(m_config.networkTimeoutMs) << doublings) - m_config.networkTimeoutMs);
    m_checkAt.reset();
}

void Machine::collaboratorKnows(const GlobalClock &gwc)
{
    if (m_replica.hasClock() && m_replica.isOutrunBy(gwc))
        return loseClock();
    m_collaboratorClock = gwc;
    // Nothing is said before all that the peer has of this clone has been looked at.
    if (m_replica.isVerified())
        emitWhatIsUnseenBy(gwc);
}

void Machine::operationRecovered(const QByteArray &payload)
{
    const qint64 ticks = m_replica.time().ticks();
    takeResult(m_delivery.receive(payload));
    if (m_replica.time().ticks() != ticks)
        ++m_recovered;
    if (m_delivery.takeContradiction() && m_replica.hasClock())
        loseClock();
}

void Machine::noteVerified()
{
    if (m_replica.isVerified())
        return;
    m_replica.noteVerified();
    emitWhatIsUnseenBy(m_collaboratorClock);
}

void Machine::revupCompleted()
{
    takeResult(m_delivery.drain());
    if (m_state == State::Ended)
        return;
    // m-ld-js thinks it can tell all to those who know its ticks at the start of its journal, but what
    // its snapshot brought is not there. To call oneself level then would be for good.
    if (m_replica.isBehind(m_collaboratorClock))
        return m_recovery.revupFellShort();
    if (isBehindAnother())
        return m_recovery.askForEverything(m_ahead->peer);
    noteVerified();
    becomeLive();
}

Result<void> Machine::snapshotBegins(const SnapshotHeader &header)
{
    // Nothing will come of a snapshot that an agreement made here has voided. But the peer has shown what it knows
    // of this clone, and learns of the agreement only from one that is sure of its clock.
    if (m_replica.hasClock() && !m_replica.mayFollow(header.agreed))
        noteVerified();
    return m_replica.beginLoad(header);
}

Result<void> Machine::snapshotData(const QByteArray &payload)
{
    return m_replica.loadBatch(payload);
}

void Machine::snapshotUpdate(const QByteArray &payload)
{
    takeResult(m_delivery.keep(payload));
}

void Machine::snapshotAbandoned()
{
    m_replica.abandonLoad();
}

void Machine::snapshotCompleted(const SnapshotHeader &header)
{
    m_serving.abandonAll({ErrorCode::DataLocked, QStringLiteral("the data are being replaced")});
    const bool isRejoining = m_replica.isDetached();
    const bool wasVerified = m_replica.isVerified();
    if (const Result<> loaded = m_replica.finishLoad(); !loaded) {
        if (!m_replica.isSound())
            return fail(loaded.error());
        return recoveryFailed(loaded.error(), true);
    }
    m_changeTicks = m_replica.time().ticks();
    if (isRejoining) {
        m_outbox.add(effect::Rejoined{});
        collaboratorKnows(header.gwc);
    } else if (!wasVerified) {
        emitWhatIsUnseenBy(header.gwc);
    } else if (m_emission) {
        // What has still to be emitted is in the new journal, at other ticks.
        m_emission->position = m_replica.journalStart();
        m_emission->end = m_changeTicks;
    } else {
        m_isPublishing = true;
    }
    becomeLive();
}

void Machine::becomeLive()
{
    if (m_state == State::Ended)
        return;
    m_delivery.setHeld(false);
    takeResult(m_delivery.recoveryEnded(true));
    if (m_state == State::Ended)
        return;
    m_state = State::Live;
    m_failures = 0;
    m_mayHaveMissed = m_delivery.isWaiting();
    if (!std::exchange(m_isChecking, false))
        m_checks = 0;
    if (m_checks < std::clamp(int(m_peers.size()), 1, maxChecks) || m_recovery.hasPreference())
        m_checkAt = m_environment.nowMs() + m_config.networkTimeoutMs;
    setPresent(true);
    publishHeld();
    if (!m_isStarted)
        m_outbox.add(effect::Started{});
    m_isStarted = true;
}

void Machine::recoveryFailed(const Error &error, bool isBrokenOff)
{
    if (m_state == State::Ended)
        return;
    if (isNewcomer() && !m_config.waitForPeers && !m_replica.isDetached())
        return fail(error);
    const bool isNobodyThere = error.code == ErrorCode::NoVisibleClones && !m_recovery.hasAnyAnswer();
    if (m_remotes == Remotes::Absent) { // it was only asked whether those who are gone are back
        m_lookAgainAt = m_environment.nowMs() + retryDelay(++m_looks);
        return;
    }
    m_outbox.add(effect::Warned{error.message});
    if (isNobodyThere)
        return nobodyAnswered();
    // What came is kept, so it is no failure in a row. What was written here meanwhile shows nothing.
    if (isNewcomer() ? m_replica.loadedRows() > m_rowsAtRecovery : m_recovered > 0)
        m_failures = 0;
    ++m_failures;
    if (m_delivery.needsSnapshotOf())
        m_delivery.snapshotRefused();
    m_delivery.setHeld(false);
    if (!isNewcomer())
        takeResult(m_delivery.drain());
    takeResult(m_delivery.recoveryEnded(false));
    if (m_state == State::Ended)
        return;
    m_state = isNewcomer() ? State::Waiting : State::Retrying;
    m_isChecking = false;
    // The others learn of what was made meanwhile, and ask if they have a gap.
    if (m_replica.isVerified())
        publishHeld();
    const bool isAtOnce = isBrokenOff && m_failures == 1;
    m_retryAt = m_environment.nowMs() + (isAtOnce ? 0 : retryDelay(m_failures));
}

qint64 Machine::retryDelay(int failures)
{
    const double timeouts = (poisson(m_environment, meanDelays) + 1) * m_environment.uniform();
    const int doublings = std::min(failures - 1, isNewcomer() ? maxDoublingsOfNewcomer : maxDoublings);
    return qint64(timeouts * m_config.networkTimeoutMs) << std::max(doublings, 0);
}

void Machine::insistOnAgreement()
{
    // Two halves of a domain, each with an agreement that the other has not, ignore each other: nobody
    // would see a gap. To those who have it, it is known.
    const qint64 now = m_environment.nowMs();
    const bool isDue = !m_insistedAt || now >= *m_insistedAt + m_config.networkTimeoutMs;
    if (!isDue || m_remotes != Remotes::Present || !m_isPublishing || !m_delivery.takeOverruled())
        return;
    m_insistedAt = now;
    if (const auto agreement = m_replica.lastAgreement())
        m_outbox.broadcast(encodeMessage(*agreement));
    else if (m_state == State::Live && !m_checkAt)
        m_checkAt = now + m_config.networkTimeoutMs; // it came with a snapshot; who is asked learns what rests on it
}

void Machine::lookForTrouble()
{
    insistOnAgreement();
    if (m_state != State::Live)
        return;
    if (m_delivery.needsRecovery()) {
        m_mayHaveMissed = true;
        recover();
    } else if (!m_delivery.isWaiting()) {
        // What the last recovery left to wait for has come.
        m_mayHaveMissed = false;
    }
}

// ---- Messages ----

void Machine::operationReceived(const QByteArray &payload)
{
    if (m_state == State::Idle || m_state == State::Ended)
        return;
    // Nothing that anybody else has made can rest on what nobody shares, or be needed for it.
    if (isUnshared() && (m_remotes == Remotes::Present || m_isApart))
        return;
    const qint64 time = m_replica.hasClock() ? m_replica.time().ticks() : 0;
    if (isNewcomer())
        takeResult(m_delivery.keep(payload));
    else
        takeResult(m_delivery.receive(payload));
    // It does not say who sent it; but if it is no echo and no rubbish, somebody is there.
    if (m_delivery.isWaiting() || (m_replica.hasClock() && m_replica.time().ticks() != time)) {
        m_hasMetOthers = true;
        if (m_lookAgainAt && !m_isApart)
            m_lookAgainAt = std::min(*m_lookAgainAt, m_environment.nowMs() + m_config.networkTimeoutMs);
    }
    // Anybody can say so to all; what a collaborator has, counts.
    (void)m_delivery.takeContradiction();
    publish();
    lookForTrouble();
}

void Machine::messageReceived(const Address &from, const QByteArray &payload)
{
    if (m_state == State::Idle || m_state == State::Ended)
        return;
    noteHeard(from.from);
    switch (from.lane) {
    case Lane::Send:
        requestReceived(from, payload);
        break;
    case Lane::Reply:
        replyReceived(from, payload);
        break;
    case Lane::Notify:
        if (m_recovery.isReading(from.channelId)) {
            const auto notification = decodeNotification(payload);
            if (!notification)
                noteMalformed(notification.error());
            m_recovery.notificationReceived(from, notification);
        }
        break;
    }
    publish();
    lookForTrouble();
}

bool Machine::isBehindAnother()
{
    if (!m_ahead)
        return false;
    const CloneId peer = m_ahead->peer;
    if (!m_replica.isBehind(m_ahead->time)) {
        m_doubted.remove(peer);
        m_ahead.reset();
        return false;
    }
    // Another could tell all that it knew itself; this one could not, since a snapshot brought it there.
    // It is asked for everything, but once: it may not tell the truth.
    if (!m_peers.contains(peer) || m_doubted.contains(peer))
        return false;
    m_doubted.insert(peer);
    return true;
}

void Machine::noteKnowledge(const CloneId &peer, const TreeClock &time)
{
    if (isNewcomer() || m_doubted.contains(peer) || !m_replica.isBehind(time))
        return;
    // It has seen what this clone has not. Mostly that is under way; but what it took over with a snapshot
    // it cannot send again, and nobody else may be asked.
    m_ahead = Ahead{peer, time};
    m_recovery.prefer(peer);
    const qint64 at = m_environment.nowMs() + m_config.networkTimeoutMs;
    if (m_state == State::Live)
        m_checkAt = std::min(m_checkAt.value_or(at), at);
}

void Machine::requestReceived(const Address &from, const QByteArray &payload)
{
    const auto request = unsealRequest(m_replica.security(), payload);
    if (!request) {
        noteMalformed(request.error());
        if (request.error().code == ErrorCode::RequestRejected)
            m_serving.reject(from, request.error().code);
        return;
    }
    // One who has looked and not found itself alone gives nobody its data; but that it is there is no secret.
    if (isUnshared() && (m_isApart || !m_isPresent))
        return m_serving.reject(from, ErrorCode::RequestRejected);
    if (const auto *revup = std::get_if<RevupRequest>(&*request))
        noteKnowledge(from.from, revup->time);
    m_serving.requestReceived(from, *request);
    if (!m_replica.isSound())
        fail({ErrorCode::StoreFailed, QStringLiteral("the store failed")});
}

void Machine::replyReceived(const Address &from, const QByteArray &payload)
{
    auto reply = unsealReply(m_replica.security(), payload);
    if (reply && !*reply) {
        m_serving.replyReceived(from, true);
        return;
    }
    const Result<Response> response = reply ? Result<Response>(std::move(**reply)) : Result<Response>(reply.error());
    if (!response)
        noteMalformed(response.error());
    if (!m_recovery.replyReceived(from, response) && !m_serving.replyReceived(from, false))
        m_recovery.refuse(from, response);
}

void Machine::channelOpened(const QString &channelId)
{
    m_recovery.channelOpened(channelId);
}

void Machine::timePassed()
{
    if (m_state == State::Idle || m_state == State::Ended)
        return;
    m_recovery.timePassed();
    m_serving.timePassed();
    if (m_emission && m_emission->nextAt && m_environment.nowMs() >= *m_emission->nextAt)
        emitAgain();
    if (m_retryAt && m_environment.nowMs() >= *m_retryAt && m_remotes == Remotes::Present)
        decide();
    if (m_lookAgainAt && m_environment.nowMs() >= *m_lookAgainAt && !m_recovery.isActive())
        lookAgain();
    if (m_checkAt && m_environment.nowMs() >= *m_checkAt && m_state == State::Live) {
        // Whoever helped may have had operations in hand that it had not applied, and that were sent
        // before this clone listened: m-ld-js takes its time. Nothing tells of them until their
        // author makes another. And what a peer took over with a snapshot it cannot send by itself. To ask
        // the others too, each once, costs next to nothing.
        m_isChecking = true;
        ++m_checks;
        recover();
    }
    publish();
    lookForTrouble();
}

std::optional<qint64> Machine::wakeAt() const
{
    if (m_state == State::Idle || m_state == State::Ended)
        return std::nullopt;
    std::optional<qint64> earliest;
    const auto consider = [&earliest](const std::optional<qint64> &at) {
        if (at)
            earliest = std::min(earliest.value_or(*at), *at);
    };
    consider(m_recovery.wakeAt());
    consider(m_serving.wakeAt());
    consider(m_retryAt);
    if (!m_recovery.isActive())
        consider(m_lookAgainAt);
    if (m_emission)
        consider(m_emission->nextAt);
    if (m_state == State::Live) {
        consider(m_checkAt);
        consider(m_delivery.wakeAt());
    }
    return earliest;
}

// ---- The end of a call ----

std::vector<Change> Machine::takeChanges()
{
    std::vector<Change> changes = m_replica.takeChanges();
    if (!changes.empty())
        m_changeTicks = changes.back().ticks;
    if (!m_areChangesShown)
        changes.clear();
    return changes;
}

std::vector<Effect> Machine::takeEffects()
{
    if (m_delivery.malformedCount() != m_malformedDelivered) {
        m_malformed += m_delivery.malformedCount() - m_malformedDelivered - 1;
        m_malformedDelivered = m_delivery.malformedCount();
        noteMalformed(m_delivery.lastMalformed());
    }
    showStatus();
    m_areChangesShown = m_isStarted;
    return m_outbox.take();
}

void Machine::showStatus()
{
    const CloneStatus now = status();
    if (m_state == State::Idle || m_state == State::Ended)
        return;
    // Ticks alone are no news: every update has them. And a newcomer has none yet: it is as it was made.
    CloneStatus shown = m_shownStatus.value_or(CloneStatus());
    shown.ticks = now.ticks;
    const bool isFirst = !m_shownStatus && (!isNewcomer() || m_replica.isDetached());
    if (!isFirst && shown == now)
        return;
    // Of how much has come, now and then is enough: m-ld-js sends ten triples at a time.
    shown.fetched = now.fetched;
    shown.expected = now.expected;
    const bool isMoreOfTheSame = !isFirst && shown == now && m_shownStatus && m_shownStatus->fetched > 0;
    if (isMoreOfTheSame && m_environment.nowMs() < m_statusShownAt + progressPauseMs)
        return;
    m_statusShownAt = m_environment.nowMs();
    m_shownStatus = now;
    m_outbox.add(effect::StatusChanged{now});
}

void Machine::takeResult(const Result<> &result)
{
    if (!result)
        fail(result.error());
}

void Machine::noteMalformed(const Error &error)
{
    ++m_malformed;
    const qint64 now = m_environment.nowMs();
    if (m_malformedShownAt && now - *m_malformedShownAt < malformedPauseMs)
        return;
    m_malformedShownAt = now;
    m_outbox.add(effect::Warned{QStringLiteral("ignored a message that cannot be read (%1 so far): %2")
                                        .arg(m_malformed)
                                        .arg(error.message)});
}

void Machine::fail(const Error &error)
{
    if (m_state == State::Ended)
        return;
    close();
    m_outbox.add(effect::Failed{error});
}

void Machine::close()
{
    if (m_state == State::Ended)
        return;
    m_recovery.cancel();
    m_serving.abandonAll({ErrorCode::Closed, QStringLiteral("Clone has closed")});
    setPresent(false);
    stopPublishing();
    m_retryAt.reset();
    m_lookAgainAt.reset();
    m_state = State::Ended;
}

} // namespace mld
