// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/serving.h"

#include "protocol/messagesecurity.h"
#include "protocol/replica.h"
#include "protocol/snapshotsource.h"

#include <algorithm>

namespace mld {

namespace {

/// How many notifications of one session may wait for the messaging service at once.
constexpr int maxUnderWay = 32;
/// How many sessions there may be at once; a request beyond it is rejected, and goes to another peer.
constexpr int maxSessions = 32;
/// From this many notifications on, a session takes its time. Confirmations tell what the service has
/// taken, not what the receiver has; and a service drops what it must hold too much of for a slow one.
constexpr qint64 unpacedNotifications = 500;
constexpr qint64 pauseAfterDataMs = 10;
constexpr qint64 pauseAfterOperationsMs = 2;
/// How much of the journal makes one piece, unless a single message is more.
constexpr int maxMessages = 16;
constexpr qint64 bytesAtOnce = 4 << 10;
/// How many of the latest bytes of a snapshot are kept for a newcomer, and for how many network timeouts after the
/// last was sent.
constexpr qint64 maxKeptBytes = 8 << 20;
constexpr int timeoutsKept = 60;
/// For all of them together.
constexpr qint64 maxKeptBytesInAll = 16 << 20;
/// For how many newcomers at once.
constexpr int maxKept = 4;
/// What comes around a part in its notification.
constexpr qint64 notificationOverhead = 16;

} // namespace

Serving::Serving(Replica &replica, EffectQueue &outbox, Environment &environment, int timeoutMs,
                 int triplesInMessage)
    : m_replica(replica), m_outbox(outbox), m_environment(environment), m_timeoutMs(timeoutMs),
      m_triplesInMessage(triplesInMessage)
{
}

Serving::~Serving() = default;

void Serving::requestReceived(const Address &from, const Request &request)
{
    forgetLongSent();
    if (!m_replica.hasClock() || m_sessions.size() >= maxSessions)
        return reject(from, ErrorCode::RequestRejected);
    if (const auto *revup = std::get_if<RevupRequest>(&request))
        serveRevup(from, *revup);
    else
        serveSnapshot(from, std::get<SnapshotRequest>(request));
}

void Serving::serveRevup(const Address &from, const RevupRequest &request)
{
    RevupResponse response;
    // A requester that has seen too little is not refused with an error, but told to ask for a
    // snapshot (wire.md 21).
    if (!m_replica.canServe(request.time)) {
        response.updatesAddress = m_replica.cloneId();
        return respond(from, response, {});
    }
    Session session;
    session.kind = Kind::Revup;
    session.requesterTime = request.time;
    session.position = request.time.ticksOf(m_replica.time()).value_or(0);
    session.updatesChannel = m_environment.uniqueId();
    response.gwc = m_replica.told();
    response.updatesAddress = session.updatesChannel;
    respond(from, response, std::move(session));
}

void Serving::serveSnapshot(const Address &from, const SnapshotRequest &request)
{
    if (request.newClock && request.resumption && resume(from, *request.resumption))
        return;
    // Whoever recorded a request may send it again at any time. The one that it was made for has its answer, or is gone.
    if (request.newClock && !m_replica.takeForkRequest(from.from, from.messageId))
        return;
    Session session;
    session.kind = Kind::Snapshot;
    session.dataChannel = m_environment.uniqueId();
    session.updatesChannel = m_environment.uniqueId();
    SnapshotResponse response;
    // A clock must be there even if none was asked for, or m-ld-js cannot read the response (T3).
    response.clock = m_replica.time();
    if (request.newClock) {
        auto forked = m_replica.forkForNewcomer();
        if (!forked)
            return reject(from, forked.error().code);
        response.clock = *forked;
    }
    auto data = m_replica.snapshot(m_triplesInMessage);
    if (!data)
        return reject(from, data.error().code);
    session.data = std::move(*data);
    session.position = m_replica.time().ticks();
    response.gwc = m_replica.seen();
    response.agreed = m_replica.agreed();
    response.dataAddress = session.dataChannel;
    response.updatesAddress = session.updatesChannel;
    if (request.newClock) {
        session.offer = response;
        session.start = session.position;
    }
    respond(from, response, std::move(session));
}

bool Serving::resume(const Address &from, const SnapshotResumption &resumption)
{
    const auto found = std::find_if(m_sessions.begin(), m_sessions.end(), [&](const Sessions::value_type &entry) {
        const Session &session = entry.second;
        return session.offer && session.peer == from.from && session.dataChannel == resumption.dataAddress;
    });
    if (found == m_sessions.end())
        return false;
    const Session &kept = found->second;
    const qint64 firstKept = kept.made - qint64(kept.kept.size());
    if (resumption.part < firstKept || resumption.part > kept.made || kept.start < m_replica.journalStart())
        return false;
    // The service may take less by now.
    const qint64 most = mostInPart();
    const auto isTooLarge = [most](const QByteArray &part) { return most > 0 && part.size() > most; };
    if (std::any_of(kept.kept.cbegin() + (resumption.part - firstKept), kept.kept.cend(), isTooLarge))
        return false;
    Session session = std::move(m_sessions.extract(found).mapped());
    session.phase = Phase::AwaitingAck;
    session.next = resumption.part;
    session.isDataSent = false;
    session.position = session.start;
    session.underWay.clear();
    session.nextAt.reset();
    const SnapshotResponse response = *session.offer;
    respond(from, response, std::move(session));
    return true;
}

void Serving::forgetLongSent()
{
    const qint64 now = m_environment.nowMs();
    std::erase_if(m_sessions, [now](const Sessions::value_type &entry) {
        return entry.second.phase == Phase::Sent && entry.second.deadline <= now;
    });
    for (;;) {
        const auto isSent = [](const Sessions::value_type &entry) { return entry.second.phase == Phase::Sent; };
        if (std::count_if(m_sessions.cbegin(), m_sessions.cend(), isSent) <= maxKept)
            return;
        auto oldest = m_sessions.end();
        for (auto it = m_sessions.begin(); it != m_sessions.end(); ++it) {
            if (isSent(*it) && (oldest == m_sessions.end() || it->second.deadline < oldest->second.deadline))
                oldest = it;
        }
        m_sessions.erase(oldest);
    }
}

void Serving::respond(const Address &from, const Response &response, Session session)
{
    auto enc = encodeResponse(response);
    if (!enc)
        return reject(from, enc.error().code);
    const auto payload = sealControl(m_replica.security(), *enc, MessagePurpose::ForResponse);
    if (!payload)
        return reject(from, payload.error().code);
    const QString id = m_environment.uniqueId();
    m_outbox.reply(from.from, id, from.messageId, *payload);
    if (session.updatesChannel.isEmpty())
        return;
    session.peer = from.from;
    session.deadline = m_environment.nowMs() + m_timeoutMs;
    m_sessions.emplace(id, std::move(session));
}

void Serving::reject(const Address &from, ErrorCode code)
{
    const int status = Error{code, {}}.status().value_or(int(ErrorCode::RequestRejected));
    const auto enc = encodeResponse(Rejected{status});
    if (!enc)
        return;
    if (const auto payload = sealControl(m_replica.security(), *enc, MessagePurpose::ForResponse))
        m_outbox.reply(from.from, m_environment.uniqueId(), from.messageId, *payload);
}

bool Serving::replyReceived(const Address &from, bool isAck)
{
    const auto found = m_sessions.find(from.sentMessageId);
    if (found == m_sessions.end())
        return false;
    Session &session = found->second;
    if (session.peer != from.from || session.phase != Phase::AwaitingAck)
        return true;
    session.phase = Phase::Sending;
    if (!isAck || pump(session))
        end(found);
    return true;
}

Serving::Sessions::iterator Serving::end(Sessions::iterator session)
{
    // The newcomer may still be receiving, and be cut off.
    if (!session->second.offer || !session->second.isDataSent)
        return m_sessions.erase(session);
    session->second.phase = Phase::Sent;
    session->second.nextAt.reset();
    session->second.deadline = m_environment.nowMs() + qint64(timeoutsKept) * m_timeoutMs;
    return std::next(session);
}

bool Serving::pump(Session &session)
{
    session.nextAt.reset();
    if (session.underWay.size() >= maxUnderWay)
        return false;
    const bool isData = session.kind == Kind::Snapshot && !session.isDataSent;
    if (isData) {
        if (const Result<void> sent = pumpData(session); !sent) {
            breakOff(session, sent.error());
            return true;
        }
    } else if (pumpJournal(session)) {
        notify(session, session.updatesChannel, CompleteNotification{});
        return true;
    }
    const qint64 pause = isData ? pauseAfterDataMs : pauseAfterOperationsMs;
    if (session.underWay.size() < maxUnderWay)
        session.nextAt = m_environment.nowMs() + (session.sent > unpacedNotifications ? pause : 0);
    return false;
}

Result<void> Serving::pumpData(Session &session)
{
    auto payload = nextPart(session);
    if (!payload)
        return payload.error();
    if (*payload) {
        notify(session, session.dataChannel, NextNotification{std::move(**payload)});
    } else {
        notify(session, session.dataChannel, CompleteNotification{});
        session.isDataSent = true;
    }
    return {};
}

Result<std::optional<QByteArray>> Serving::nextPart(Session &session)
{
    const qint64 firstKept = session.made - qint64(session.kept.size());
    if (session.next < session.made)
        return std::optional(session.kept[size_t(session.next++ - firstKept)]);
    if (!session.data)
        return std::optional<QByteArray>();
    auto payload = session.data->next(mostInPart());
    if (!payload || !*payload) {
        session.data.reset();
        return payload;
    }
    ++session.next;
    ++session.made;
    if (!session.offer)
        return payload;
    session.kept.push_back(**payload);
    session.keptBytes += (*payload)->size();
    while (session.keptBytes > maxKeptBytes && dropOldest(session)) { }
    boundKept();
    return payload;
}

bool Serving::dropOldest(Session &session)
{
    const qint64 firstKept = session.made - qint64(session.kept.size());
    if (session.kept.empty() || firstKept >= session.next)
        return false;
    session.keptBytes -= session.kept.front().size();
    session.kept.pop_front();
    return true;
}

qint64 Serving::keptBytes() const
{
    qint64 bytes = 0;
    for (const auto &[id, session] : m_sessions)
        bytes += session.keptBytes;
    return bytes;
}

void Serving::boundKept()
{
    qint64 bytes = keptBytes();
    while (bytes > maxKeptBytesInAll) {
        // Who has been sent everything has most likely got it. Of the others, whoever has had most can spare most.
        Session *richest = nullptr;
        for (auto &[id, session] : m_sessions) {
            const qint64 firstKept = session.made - qint64(session.kept.size());
            const bool canSpare = !session.kept.empty() && firstKept < session.next;
            const auto rank = [](const Session &s) { return std::pair(s.phase == Phase::Sent, s.keptBytes); };
            if (canSpare && (!richest || rank(session) > rank(*richest)))
                richest = &session;
        }
        if (!richest)
            return;
        const qint64 before = richest->keptBytes;
        (void)dropOldest(*richest);
        bytes -= before - richest->keptBytes;
    }
}

qint64 Serving::mostInPart() const
{
    return m_maxPayload > 0 ? std::max<qint64>(m_maxPayload - notificationOverhead, 1) : 0;
}

bool Serving::pumpJournal(Session &session)
{
    // Operations that are applied while this goes on enter the journal too, so nothing is missed.
    const auto isWanted = [&session, this](const JournalEntry &entry) {
        return session.kind == Kind::Snapshot
                || (session.requesterTime.anyLt(entry.time) && m_replica.isTold(entry));
    };
    qint64 bytes = 0;
    for (int messages = 0; messages < maxMessages && bytes < bytesAtOnce; ++messages) {
        const Outgoing next = m_replica.nextOutgoing(session.position, isWanted, session.sent >= unfusedMessages);
        session.position = next.tick;
        if (next.message) {
            bytes += next.message->enc.size();
            notify(session, session.updatesChannel, NextNotification{encodeMessage(*next.message)});
        }
        if (next.isAtEnd)
            return true;
    }
    return false;
}

void Serving::notify(Session &session, const QString &channel, const Notification &notification)
{
    ++session.sent;
    session.underWay.insert(
            m_outbox.notify(session.peer, channel, encodeNotification(notification)));
}

void Serving::ticketDone(Ticket ticket, bool ok)
{
    for (auto it = m_sessions.begin(); it != m_sessions.end(); ++it) {
        Session &session = it->second;
        if (!session.underWay.remove(ticket))
            continue;
        if (session.phase == Phase::Sent)
            return; // if it was lost, the newcomer will notice
        // What was lost cannot be sent again in its place: the requester starts anew.
        if (!ok)
            breakOff(session, {ErrorCode::Offline, QStringLiteral("a message could not be sent")});
        if (!ok)
            m_sessions.erase(it);
        else if (session.phase == Phase::Sending && !session.nextAt)
            session.nextAt = m_environment.nowMs();
        return;
    }
}

void Serving::timePassed()
{
    const qint64 now = m_environment.nowMs();
    for (auto it = m_sessions.begin(); it != m_sessions.end();) {
        const bool isGivenUp = it->second.phase == Phase::AwaitingAck && it->second.deadline <= now;
        if (isGivenUp && it->second.made > 0) // it had much of it, and was cut off again
            it->second.isDataSent = true;
        it = isGivenUp ? end(it) : std::next(it);
    }
    forgetLongSent();
    // One piece of one session, and the next time of the next.
    auto it = m_sessions.upper_bound(m_lastPumped);
    for (size_t looked = 0; looked < m_sessions.size(); ++looked, ++it) {
        if (it == m_sessions.end())
            it = m_sessions.begin();
        if (!it->second.nextAt || *it->second.nextAt > now)
            continue;
        m_lastPumped = it->first;
        if (pump(it->second))
            end(it);
        return;
    }
}

std::optional<qint64> Serving::wakeAt() const
{
    std::optional<qint64> earliest;
    for (const auto &[id, session] : m_sessions) {
        // What is kept is let go in time, though nothing else happens.
        const auto at = session.phase == Phase::Sending ? session.nextAt : std::optional(session.deadline);
        if (at)
            earliest = std::min(earliest.value_or(*at), *at);
    }
    return earliest;
}

void Serving::breakOff(const Session &session, const Error &reason)
{
    const int status = reason.status().value_or(int(ErrorCode::Unknown));
    const QByteArray error = encodeNotification(ErrorNotification{status, reason.message});
    if (session.kind == Kind::Snapshot && !session.isDataSent)
        m_outbox.notify(session.peer, session.dataChannel, error);
    m_outbox.notify(session.peer, session.updatesChannel, error);
}

void Serving::peersCame(const QSet<CloneId> &peers)
{
    std::erase_if(m_sessions, [&peers](const Sessions::value_type &entry) {
        return entry.second.phase == Phase::Sent && peers.contains(entry.second.peer);
    });
}

void Serving::peersLeft(const QSet<CloneId> &peers)
{
    std::erase_if(m_sessions, [&peers](const Sessions::value_type &entry) {
        return peers.contains(entry.second.peer);
    });
}

void Serving::abandonAll(const Error &reason)
{
    for (const auto &[id, session] : m_sessions) {
        if (session.phase == Phase::Sending)
            breakOff(session, reason);
    }
    m_sessions.clear();
}

void Serving::reset()
{
    m_sessions.clear();
}

} // namespace mld
