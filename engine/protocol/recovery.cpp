// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/recovery.h"

#include "protocol/messagesecurity.h"

#include <QStringList>

#include <algorithm>
#include <utility>

namespace mld {

namespace {

/// After which part of the network timeout others are asked too, while nobody answers. The number of those
/// who are asked doubles each time, so that a few seconds reach anybody among any number of ghosts.
constexpr int waitsInTimeout = 8;
/// For how many network timeouts the data of a snapshot may pause.
constexpr int timeoutsInSnapshot = 3;
/// Anybody may make up members.
constexpr int mostAtOnce = 64;

} // namespace

Recovery::Client::~Client() = default;

Recovery::Recovery(Client &client, EffectQueue &outbox, TransportSecurity &security,
                   Environment &environment, int timeoutMs)
    : m_client(client), m_outbox(outbox), m_security(security), m_environment(environment), m_timeoutMs(timeoutMs)
{
}

void Recovery::start(Goal goal, const TreeClock &time, const TreeClock &latest)
{
    cancel();
    m_goal = goal;
    m_time = time;
    m_latest = latest;
    m_hasAnyAnswer = false;
    if (goal != Goal::Join)
        abandonBrokenOff();
    switch (goal) {
    case Goal::Revup:
        return ask(Asked::Revup);
    case Goal::Renew:
    case Goal::Join:
        return ask(Asked::Snapshot);
    case Goal::Greet:
        return ask(Asked::Greeting);
    }
}

void Recovery::ask(Asked what)
{
    m_asked = what;
    m_messageId = m_environment.uniqueId();
    m_greetingId = m_environment.uniqueId();
    m_tried.clear();
    m_greeted.clear();
    m_awaited.clear();
    m_awake.clear();
    m_isAwakeAsked = false;
    m_why.reset();
    m_askMoreAt.reset();
    m_wave = 1;
    m_phase = Phase::AwaitingResponse;
    if (m_brokenOff && what == Asked::Snapshot)
        m_preferred = m_brokenOff->peer;
    askNext({ErrorCode::NoVisibleClones, QStringLiteral("no other member of the domain is present")});
}

std::optional<CloneId> Recovery::choosePeer()
{
    const auto isFree = [this](const CloneId &peer) { return m_peers.contains(peer) && !m_tried.contains(peer); };
    // It keeps its place while it has been asked for what was missed, and not for everything.
    if (isFree(m_preferred)) {
        const CloneId preferred = std::exchange(m_preferred, {});
        m_recentlyAsked.insert(preferred);
        return preferred;
    }
    while (!m_awake.isEmpty()) {
        if (const CloneId awake = m_awake.takeFirst(); isFree(awake))
            return awake;
    }
    // Those who did not answer the last time come last, and those who were asked recently before them.
    QStringList choice;
    int best = 3;
    for (const CloneId &peer : std::as_const(m_peers)) {
        // Who did not even say that it is there need not be waited for again.
        if (!isFree(peer) || (m_greeted.contains(peer) && m_silent.contains(peer)))
            continue;
        const int rank = m_silent.contains(peer) ? 2 : m_recentlyAsked.contains(peer) ? 1 : 0;
        if (rank < best)
            choice.clear();
        best = std::min(best, rank);
        if (rank == best)
            choice.append(peer);
    }
    if (choice.isEmpty())
        return std::nullopt;
    if (best > 0)
        m_recentlyAsked.clear();
    // In order before one is drawn: a set has its own, different in every process.
    choice.sort();
    const CloneId chosen = choice.at(m_environment.below(quint32(choice.size())));
    m_recentlyAsked.insert(chosen);
    return chosen;
}

qint64 Recovery::patienceMs() const
{
    return std::max(m_timeoutMs / waitsInTimeout, 1);
}

void Recovery::askNext(const Error &why)
{
    if (!m_why || m_why->code != ErrorCode::UpdatesUnavailable)
        m_why = why;
    if (const std::optional<CloneId> peer = choosePeer()) {
        if (sendRequest(*peer))
            m_askMoreAt = m_environment.nowMs() + patienceMs();
    } else if (m_awaited.isEmpty()) {
        conclude();
    }
}

bool Recovery::sendRequest(const CloneId &peer)
{
    m_tried.insert(peer);
    m_awaited.insert(peer);
    m_peer = peer;
    if (m_asked == Asked::Greeting)
        return greet(peer);
    SnapshotRequest snapshot{m_goal == Goal::Join};
    if (m_brokenOff && m_brokenOff->peer == peer)
        snapshot.resumption = SnapshotResumption{m_brokenOff->dataChannel, m_brokenOff->parts};
    const Request request = m_asked == Asked::Revup ? Request(RevupRequest{m_time}) : Request(snapshot);
    extendDeadline();
    const auto payload = sealControl(m_security, encodeRequest(request), MessagePurpose::ForRequest);
    if (!payload) {
        fail(payload.error(), false);
        return false;
    }
    m_ticket = m_outbox.send(m_peer, m_messageId, *payload);
    return true;
}

void Recovery::conclude()
{
    const Error why = *m_why;
    // Nobody's journal reaches back far enough: take everything anew, and keep the clock.
    if (m_asked == Asked::Revup && why.code == ErrorCode::UpdatesUnavailable) {
        const bool isLatest = m_time == m_latest;
        m_time = m_latest;
        return ask(isLatest ? Asked::Snapshot : Asked::Revup);
    }
    fail(why, false);
}

void Recovery::askMore()
{
    m_askMoreAt.reset();
    m_wave = std::min(2 * m_wave, mostAtOnce);
    bool isAnyLeft = false;
    for (int i = 0; i < m_wave; ++i) {
        if (m_asked == Asked::Snapshot && m_awake.isEmpty()) {
            // A snapshot costs the one who makes it, and a newcomer's a fork of its clock for good: so
            // the others are only asked whether they are there.
            QStringList choice;
            for (const CloneId &peer : std::as_const(m_peers)) {
                if (!m_tried.contains(peer) && !m_greeted.contains(peer))
                    choice.append(peer);
            }
            if (choice.isEmpty())
                break;
            choice.sort();
            isAnyLeft = choice.size() > 1;
            if (!greet(choice.at(m_environment.below(quint32(choice.size())))))
                return;
            continue;
        }
        const std::optional<CloneId> peer = choosePeer();
        if (!peer)
            break;
        isAnyLeft = true;
        if (!sendRequest(*peer))
            return;
        if (m_asked == Asked::Snapshot)
            break;
    }
    if (isAnyLeft)
        m_askMoreAt = m_environment.nowMs() + patienceMs();
}

bool Recovery::greet(const CloneId &peer)
{
    m_greeted.insert(peer);
    m_awaited.insert(peer);
    extendDeadline();
    // Asked by a clone that has seen nothing, and answered with a refusal, it is of no consequence.
    const auto payload = sealControl(m_security, encodeRequest(RevupRequest{TreeClock::genesis()}),
                                     MessagePurpose::ForRequest);
    if (!payload) {
        fail(payload.error(), false);
        return false;
    }
    const Ticket ticket = m_outbox.send(peer, m_greetingId, *payload);
    if (m_asked == Asked::Greeting)
        m_ticket = ticket;
    return true;
}

void Recovery::greetingReplied(const Address &from, const Result<Response> &response)
{
    if (!m_greeted.contains(from.from))
        return;
    m_hasAnyAnswer = true;
    refuse(from, response);
    if (!m_awaited.remove(from.from) || m_phase != Phase::AwaitingResponse)
        return;
    if (m_asked == Asked::Greeting) {
        m_phase = Phase::Idle;
        return m_client.greetingAnswered(from.from);
    }
    m_awake.append(from.from);
    // One at a time is asked for a snapshot; the next of those who are awake when this one takes too long.
    if (!std::exchange(m_isAwakeAsked, true))
        askNext(*m_why);
}

void Recovery::refuse(const Address &from, const Result<Response> &response)
{
    // The one that is followed may come twice.
    if (!response || std::holds_alternative<Rejected>(*response) || from.messageId == m_responseId)
        return;
    const auto enc = encodeResponse(Rejected{int(ErrorCode::RequestRejected)});
    const auto payload = enc ? sealControl(m_security, *enc, MessagePurpose::ForResponse) : enc.error();
    if (payload)
        m_outbox.reply(from.from, m_environment.uniqueId(), from.messageId, *payload);
}

void Recovery::askForEverything(const CloneId &peer)
{
    prefer(peer);
    ask(Asked::Snapshot);
}

void Recovery::revupFellShort()
{
    m_phase = Phase::AwaitingResponse;
    askNext({ErrorCode::UpdatesUnavailable,
             QStringLiteral("%1 could not tell all that was missed").arg(m_peer)});
}

bool Recovery::replyReceived(const Address &from, const Result<Response> &response)
{
    if (from.sentMessageId.isEmpty())
        return false;
    if (from.sentMessageId == m_greetingId) {
        greetingReplied(from, response);
        return true;
    }
    if (m_phase == Phase::Idle || from.sentMessageId != m_messageId)
        return false;
    if (m_tried.contains(from.from))
        m_hasAnyAnswer = true;
    m_awaited.remove(from.from);
    // A late answer of one who was given up is as good as any; but one is enough.
    if (m_phase != Phase::AwaitingResponse || !m_tried.contains(from.from)) {
        refuse(from, response);
        return true;
    }
    if (!response) {
        askNext(response.error());
    } else if (const auto *rejected = std::get_if<Rejected>(&*response)) {
        askNext({ErrorCode::RequestRejected,
                 QStringLiteral("%1 refused the request (status %2)").arg(from.from).arg(rejected->status)});
    } else if (const auto *revup = std::get_if<RevupResponse>(&*response); revup && m_asked == Asked::Revup) {
        accept(from, *revup);
    } else if (const auto *snapshot = std::get_if<SnapshotResponse>(&*response);
               snapshot && m_asked == Asked::Snapshot) {
        accept(from, *snapshot);
    } else {
        refuse(from, response);
        askNext({ErrorCode::BadResponse, QStringLiteral("%1 answered another question").arg(from.from)});
    }
    return true;
}

void Recovery::accept(const Address &from, const RevupResponse &response)
{
    if (!response.gwc) {
        return askNext({ErrorCode::UpdatesUnavailable,
                        QStringLiteral("%1 no longer has the changes that were missed").arg(from.from)});
    }
    m_updatesChannel = response.updatesAddress;
    m_isDataComplete = true;
    m_isUpdatesComplete = false;
    openChannels(from, {m_updatesChannel});
    m_client.collaboratorKnows(*response.gwc);
}

void Recovery::accept(const Address &from, const SnapshotResponse &response)
{
    if (m_goal == Goal::Renew && response.gwc.anyLt(m_time)) {
        refuse(from, Response(response));
        return askNext({ErrorCode::UpdatesUnavailable,
                        QStringLiteral("%1 has not got what is needed").arg(from.from)});
    }
    const bool isUsable = m_goal != Goal::Join || (response.clock && response.clock->hasId());
    if (!isUsable || response.dataAddress == response.updatesAddress) {
        refuse(from, Response(response));
        return askNext({ErrorCode::BadResponse,
                        QStringLiteral("%1 sent a snapshot that cannot be used").arg(from.from)});
    }
    m_header = {};
    m_parts = 0;
    m_part.reset();
    if (m_goal == Goal::Join)
        m_header.clock = response.clock;
    m_header.gwc = response.gwc;
    m_header.agreed = response.agreed;
    if (m_brokenOff && m_brokenOff->dataChannel == response.dataAddress && m_brokenOff->peer == from.from) {
        m_header = m_brokenOff->header;
        m_parts = m_brokenOff->parts;
        m_part = m_brokenOff->part;
    } else {
        abandonBrokenOff();
    }
    m_dataChannel = response.dataAddress;
    m_updatesChannel = response.updatesAddress;
    m_isDataComplete = false;
    m_isUpdatesComplete = false;
    openChannels(from, {m_dataChannel, m_updatesChannel});
    if (m_goal != Goal::Join)
        m_client.collaboratorKnows(response.gwc);
}

void Recovery::openChannels(const Address &from, const QStringList &channels)
{
    m_phase = Phase::OpeningChannels;
    // They take longer, or are not there: the next time they are asked last, unless they answer yet.
    m_silent.unite(m_awaited);
    m_awaited.clear();
    m_askMoreAt.reset();
    m_peer = from.from;
    m_responseId = from.messageId;
    m_unopened = QSet<QString>(channels.cbegin(), channels.cend());
    extendDeadline();
    for (const QString &channel : channels)
        m_outbox.add(effect::OpenChannel{channel, m_peer});
}

void Recovery::channelOpened(const QString &channelId)
{
    if (m_phase != Phase::OpeningChannels || !m_unopened.remove(channelId) || !m_unopened.isEmpty())
        return;
    // Not before: what is sent on a channel nobody listens to is lost (wire.md 14.2).
    m_phase = Phase::Streaming;
    extendDeadline();
    if (m_brokenOff) {
        m_brokenOff.reset(); // it goes on
    } else if (m_asked == Asked::Snapshot) {
        if (const Result<void> begun = m_client.snapshotBegins(m_header); !begun)
            return fail(begun.error(), true);
    }
    const auto ack = sealAck(m_security);
    if (!ack)
        return fail(ack.error(), false);
    m_ticket = m_outbox.reply(m_peer, m_environment.uniqueId(), m_responseId, *ack);
}

bool Recovery::isReading(const QString &channelId) const
{
    return m_phase == Phase::Streaming && !channelId.isEmpty()
            && (channelId == m_dataChannel || channelId == m_updatesChannel);
}

void Recovery::notificationReceived(const Address &from, const Result<Notification> &notification)
{
    // Not every service tells who sent it.
    if (!isReading(from.channelId) || (!from.from.isEmpty() && from.from != m_peer))
        return;
    const bool isData = from.channelId == m_dataChannel;
    extendDeadline();
    if (!notification) {
        fail(notification.error(), true, false);
    } else if (const auto *next = std::get_if<NextNotification>(&*notification)) {
        takeNext(isData, next->payload);
    } else if (const auto *error = std::get_if<ErrorNotification>(&*notification)) {
        fail({ErrorCode::BadResponse,
              QStringLiteral("%1 broke off: %2 (status %3)").arg(m_peer, error->message).arg(error->status)},
             true, false);
    } else {
        takeComplete(isData);
    }
}

void Recovery::takeNext(bool isData, const QByteArray &payload)
{
    if (m_asked == Asked::Revup)
        return m_client.operationRecovered(payload);
    if (!isData)
        return m_client.snapshotUpdate(payload);
    // A service may lose a message, and the clone would lack data and never know.
    const std::optional<SnapshotPart> part = decodeSnapshotPart(payload);
    if (part && part->index < m_parts)
        return; // it came before the connection broke
    if (part && part->index > m_parts)
        return failForLoss();
    if (const Result<void> taken = m_client.snapshotData(payload); !taken)
        return fail(taken.error(), true, false);
    m_part = part;
    if (part)
        ++m_parts;
}

void Recovery::failForLoss()
{
    fail({ErrorCode::BadResponse, QStringLiteral("a part of the snapshot from %1 was lost").arg(m_peer)}, true);
}

void Recovery::takeComplete(bool isData)
{
    if (isData && m_part && !m_part->isLast)
        return failForLoss();
    (isData ? m_isDataComplete : m_isUpdatesComplete) = true;
    extendDeadline(); // it is shorter when the data are whole
    if (!m_isDataComplete || !m_isUpdatesComplete)
        return;
    if (m_asked == Asked::Snapshot)
        return completeSnapshot();
    closeChannels();
    m_phase = Phase::Idle;
    m_client.revupCompleted();
}

void Recovery::completeSnapshot()
{
    closeChannels();
    m_phase = Phase::Idle;
    m_client.snapshotCompleted(m_header);
}

void Recovery::setPeers(const QSet<CloneId> &peers)
{
    m_peers = peers;
    m_recentlyAsked.intersect(peers);
    m_silent.intersect(peers);
    m_awaited.intersect(peers);
    // Nothing more will come from one who has left; no need to wait for the timeout.
    const Error error{ErrorCode::NoVisibleClones, QStringLiteral("%1 has left").arg(m_peer)};
    if (m_phase == Phase::AwaitingResponse && m_awaited.isEmpty())
        askNext(error);
    else if (m_phase > Phase::AwaitingResponse && !peers.contains(m_peer))
        fail(error, true);
}

void Recovery::ticketDone(Ticket ticket, bool ok)
{
    if (m_phase != Phase::Idle && ticket == m_ticket && !ok)
        fail({ErrorCode::Offline, QStringLiteral("the request could not be sent")}, false);
}

void Recovery::timePassed()
{
    const qint64 now = m_environment.nowMs();
    if (m_phase == Phase::AwaitingResponse && m_askMoreAt && now >= *m_askMoreAt && now < m_deadline)
        askMore();
    if (m_phase == Phase::Idle || now < m_deadline)
        return;
    const Error error{ErrorCode::NoVisibleClones, QStringLiteral("%1 does not answer").arg(m_peer)};
    if (m_phase == Phase::AwaitingResponse) {
        m_silent.unite(m_awaited);
        m_awaited.clear();
        return askNext(error);
    }
    // The data are whole; operations that the other channel still owes will show as a gap.
    if (m_phase == Phase::Streaming && m_asked == Asked::Snapshot && m_isDataComplete)
        return completeSnapshot();
    fail(error, true);
}

std::optional<qint64> Recovery::wakeAt() const
{
    if (m_phase == Phase::Idle)
        return std::nullopt;
    return m_phase == Phase::AwaitingResponse ? std::min(m_askMoreAt.value_or(m_deadline), m_deadline) : m_deadline;
}

void Recovery::fail(const Error &error, bool isBrokenOff, bool mayGoOn)
{
    letGo(mayGoOn);
    m_client.recoveryFailed(error, isBrokenOff);
}

void Recovery::cancel()
{
    letGo(true);
}

void Recovery::letGo(bool mayGoOn)
{
    const bool isSnapshot = m_phase == Phase::Streaming && m_asked == Asked::Snapshot;
    if (mayGoOn && isSnapshot && m_goal == Goal::Join && m_part)
        m_brokenOff = BrokenOff{m_peer, m_dataChannel, m_header, m_parts, *m_part};
    closeChannels();
    m_phase = Phase::Idle;
    if (!m_brokenOff)
        m_client.snapshotAbandoned();
}

void Recovery::abandonBrokenOff()
{
    if (std::exchange(m_brokenOff, std::nullopt))
        m_client.snapshotAbandoned();
}

qint64 Recovery::expected() const
{
    if (m_brokenOff)
        return m_brokenOff->part.total;
    return m_phase == Phase::Streaming && m_part ? m_part->total : 0;
}

void Recovery::closeChannels()
{
    for (QString *channel : {&m_dataChannel, &m_updatesChannel}) {
        if (!channel->isEmpty())
            m_outbox.add(effect::CloseChannel{*channel});
        channel->clear();
    }
    m_unopened.clear();
}

void Recovery::extendDeadline()
{
    // What has come of a snapshot is worth some patience: to begin anew costs a busy peer still more.
    const bool hasMuchToLose = m_phase == Phase::Streaming && m_asked == Asked::Snapshot && !m_isDataComplete;
    m_deadline = m_environment.nowMs() + (hasMuchToLose ? timeoutsInSnapshot : 1) * qint64(m_timeoutMs);
}

} // namespace mld
