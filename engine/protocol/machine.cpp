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
/// After how many network timeouts an operation that the service refused is offered again.
constexpr int timeoutsAfterRefusal = 6;
/// How many operations that are emitted again may wait for the messaging service at once.
constexpr size_t maxUnconfirmed = 64;
/// How many of them go at one time, and of how many bytes if they are more than one.
constexpr int maxEmitted = 16;
constexpr qint64 maxEmittedBytes = 4 << 10;
/// From so many on they take their time: a service drops what it must hold too much of for those who
/// are slow to take it.
constexpr qint64 unpacedEmissions = 500;
constexpr qint64 emissionPauseMs = 2;
/// How many ticks are left out at a start, at most: few, since every peer keeps the number.
constexpr quint32 maxSkippedTicks = 256;
/// How many peers are asked, one after the other, whether anything was missed after all.
constexpr int maxChecks = 8;
/// Malformed messages are told of once in so many milliseconds.
constexpr qint64 malformedPauseMs = 1000;

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
    if (m_replica.isDetached()) {
        // It may be connected, but nothing of what it does gets there.
        status.outdated = true;
        status.ticks = m_changeTicks;
        return status;
    }
    if (isNewcomer())
        return status;
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
    m_recovery.setPeers(m_peers);
    setRemotes(Remotes::Unknown);
}

void Machine::presenceChanged(const QSet<CloneId> &peers)
{
    if (m_state == State::Idle || m_state == State::Ended)
        return;
    m_serving.peersLeft(m_peers - peers);
    m_doubted.intersect(peers);
    const bool isSomebodyNew = !m_peers.contains(peers);
    m_peers = peers;
    if (peers.isEmpty())
        m_recovery.cancel();
    m_recovery.setPeers(peers);
    setRemotes(peers.isEmpty() ? Remotes::Absent : Remotes::Present);
    // One who has just come may be able to help where the others were not.
    if (isSomebodyNew && m_retryAt)
        decide();
}

void Machine::setRemotes(Remotes remotes)
{
    if (remotes == m_remotes)
        return;
    // While the others leave one by one, nothing is missed; while the connection is gone, it may be.
    if (remotes == Remotes::Present || (m_remotes == Remotes::Present && remotes == Remotes::Unknown))
        m_mayHaveMissed = true;
    m_hasMetOthers = m_hasMetOthers || remotes == Remotes::Present;
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
        // The transport declares presence again at the next connection. A genesis clone that nobody
        // has joined must look first whether it is alone.
        if (!isNewcomer() && m_replica.time().isRootId())
            setPresent(false);
        return;
    case Remotes::Absent:
        m_delivery.setHeld(false);
        if (!isNewcomer()) {
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
        if (!isNewcomer() && m_replica.time().isRootId()) {
            return fail({ErrorCode::BadResponse,
                         QStringLiteral("Genesis clone trying to join a live domain.")});
        }
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

void Machine::emitWhatIsUnseenBy(const GlobalClock &gwc)
{
    // What it has not seen goes to everybody: others may lack it too (wire.md 8.5).
    stopPublishing();
    m_refusedTick.reset();
    const qint64 known = gwc.ticksOf(m_replica.time()).value_or(0);
    m_sentTicks = known;
    notePublished(known);
    m_emission = Emission(); // clang has no emplace() of what is nested and has defaults
    m_emission->known = gwc;
    m_emission->end = m_replica.time().ticks();
    // The usual case, for which the journal need not be read: the peer has everything.
    m_emission->position = gwc.anyLt(m_replica.seen()) ? std::max(known, m_replica.journalStart())
                                                       : m_emission->end;
    emitAgain();
}

void Machine::emitAgain()
{
    const auto isWanted = [this](const JournalEntry &entry) {
        if (entry.tick <= m_emission->end)
            return m_emission->known.anyLt(entry.time);
        return entry.tick == entry.time.ticks(); // an own one
    };
    m_emission->nextAt.reset();
    qint64 bytes = 0;
    for (int i = 0; i < maxEmitted && bytes < maxEmittedBytes; ++i) {
        if (m_unconfirmed.size() >= maxUnconfirmed)
            return;
        const Outgoing next = m_replica.nextOutgoing(m_emission->position, isWanted, m_emission->sent >= unfusedMessages);
        const qint64 from = std::exchange(m_emission->position, next.tick) + 1;
        if (next.message) {
            const QByteArray payload = encodeMessage(*next.message);
            bytes += payload.size();
            ++m_emission->sent;
            m_sentTicks = std::max(m_sentTicks, std::min(next.tick, m_replica.publicTicks()));
            m_unconfirmed[m_outbox.broadcast(payload)] = from;
        }
        if (next.isAtEnd)
            return endEmission();
    }
    m_emission->nextAt = m_environment.nowMs() + (m_emission->sent > unpacedEmissions ? emissionPauseMs : 0);
}

void Machine::endEmission()
{
    m_emission.reset();
    // They were among it, since the journal has them.
    m_held.clear();
    (void)m_replica.takeOwnOperations();
    m_isPublishing = true;
    m_sentTicks = m_replica.publicTicks();
    if (m_unconfirmed.empty())
        notePublished(m_sentTicks);
}

void Machine::operationRecovered(const QByteArray &payload)
{
    takeResult(m_delivery.receive(payload));
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
    m_outbox.add(effect::Warned{error.message});
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
    m_retryAt = m_environment.nowMs() + (isAtOnce ? 0 : retryDelay());
}

qint64 Machine::retryDelay()
{
    const double timeouts = (poisson(m_environment, meanDelays) + 1) * m_environment.uniform();
    const int doublings = std::min(m_failures - 1, isNewcomer() ? maxDoublingsOfNewcomer : maxDoublings);
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
    if (isNewcomer())
        takeResult(m_delivery.keep(payload));
    else
        takeResult(m_delivery.receive(payload));
    // Anybody can say so to all; what a collaborator has, counts.
    (void)m_delivery.takeContradiction();
    publish();
    lookForTrouble();
}

void Machine::messageReceived(const Address &from, const QByteArray &payload)
{
    if (m_state == State::Idle || m_state == State::Ended)
        return;
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
    if (!m_recovery.replyReceived(from, response))
        m_serving.replyReceived(from, false);
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
    if (m_emission)
        consider(m_emission->nextAt);
    if (m_state == State::Live) {
        consider(m_checkAt);
        consider(m_delivery.wakeAt());
    }
    return earliest;
}

// ---- Own operations ----

Result<void> Machine::write(const Patch &patch, const QByteArray &agreement)
{
    if (m_state == State::Ended)
        return Error{ErrorCode::Closed, QStringLiteral("Clone has closed")};
    if ((isNewcomer() && !m_replica.isDetached()) || m_state == State::Idle)
        return Error{ErrorCode::Offline, QStringLiteral("the clone has not joined its domain yet")};
    const Result<void> written = m_replica.write(patch, agreement);
    if (!m_replica.isSound())
        fail(written ? Error{ErrorCode::StoreFailed, QStringLiteral("the store failed")} : written.error());
    publish();
    return written;
}

void Machine::writeRefused()
{
    if ((!isNewcomer() || m_replica.isDetached()) && m_state != State::Ended)
        m_replica.wasteTick();
}

void Machine::publish()
{
    if (!m_replica.hasClock()) {
        (void)m_replica.takeOwnOperations(); // they are made again under another clock
        return;
    }
    for (OwnOperation &operation : m_replica.takeOwnOperations()) {
        if (m_isPublishing)
            broadcast(operation);
        else if (m_remotes == Remotes::Present)
            m_held.push_back(std::move(operation));
        // Otherwise the journal has it, and it goes out when somebody tells what they know.
    }
}

void Machine::broadcast(const OwnOperation &operation)
{
    const Ticket ticket = m_outbox.broadcast(operation.payload);
    // With nobody there, the service may take it and pass it to none: that is not publication.
    if (m_remotes != Remotes::Present)
        return;
    m_unconfirmed[ticket] = operation.tick;
    m_sentTicks = operation.tick;
}

void Machine::publishHeld()
{
    if (m_emission)
        return; // they follow from the journal
    m_isPublishing = true;
    for (const OwnOperation &operation : std::exchange(m_held, {}))
        broadcast(operation);
}

void Machine::stopPublishing()
{
    m_isPublishing = false;
    m_emission.reset();
    m_held.clear();
    m_unconfirmed.clear();
}

void Machine::ticketDone(Ticket ticket, bool ok)
{
    if (m_state == State::Ended)
        return;
    const auto found = m_unconfirmed.find(ticket);
    if (found == m_unconfirmed.end()) {
        m_recovery.ticketDone(ticket, ok);
        m_serving.ticketDone(ticket, ok);
        return;
    }
    const qint64 tick = found->second;
    m_unconfirmed.erase(found);
    if (m_emission && !m_emission->nextAt)
        m_emission->nextAt = m_environment.nowMs();
    if (!ok) {
        m_refusedTick = std::min(m_refusedTick.value_or(tick), tick);
        if (m_state == State::Live && !m_retryAt) {
            m_state = State::Retrying;
            m_retryAt = m_environment.nowMs() + timeoutsAfterRefusal * m_config.networkTimeoutMs;
        }
    }
    qint64 ticks = m_sentTicks;
    for (const auto &[other, unconfirmed] : m_unconfirmed)
        ticks = std::min(ticks, unconfirmed - 1);
    if (m_refusedTick)
        ticks = std::min(ticks, *m_refusedTick - 1);
    notePublished(ticks);
}

void Machine::notePublished(qint64 ticks)
{
    if (ticks <= m_publishedTicks)
        return;
    m_publishedTicks = ticks;
    m_outbox.add(effect::Published{ticks});
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
    if (m_state == State::Idle || m_state == State::Ended || (isNewcomer() && !m_replica.isDetached()))
        return;
    // Ticks alone are no news: every update has them.
    if (m_shownStatus && m_shownStatus->online == now.online && m_shownStatus->silo == now.silo
        && m_shownStatus->outdated == now.outdated) {
        return;
    }
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
    m_state = State::Ended;
}

} // namespace mld
