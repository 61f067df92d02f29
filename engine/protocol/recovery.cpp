// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/recovery.h"

#include "protocol/messagesecurity.h"

#include <QStringList>

#include <algorithm>
#include <utility>

namespace mld {

Recovery::Client::~Client() = default;

Recovery::Recovery(Client &client, Outbox &outbox, TransportSecurity &security,
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
    ask(goal == Goal::Revup ? Asked::Revup : Asked::Snapshot);
}

void Recovery::ask(Asked what)
{
    m_asked = what;
    m_messageId = m_environment.uniqueId();
    m_tried.clear();
    m_phase = Phase::AwaitingResponse;
    askNext({ErrorCode::NoVisibleClones, QStringLiteral("no other member of the domain is present")});
}

std::optional<CloneId> Recovery::choosePeer()
{
    if (m_peers.isEmpty())
        return std::nullopt;
    // It keeps its place while it has been asked for what was missed, and not for everything.
    if (m_peers.contains(m_preferred) && !m_tried.contains(m_preferred)) {
        const CloneId preferred = std::exchange(m_preferred, {});
        m_recentlyAsked.insert(preferred);
        return preferred;
    }
    QStringList choice;
    for (const CloneId &peer : std::as_const(m_peers)) {
        if (!m_recentlyAsked.contains(peer))
            choice.append(peer);
    }
    if (choice.isEmpty()) {
        m_recentlyAsked.clear();
        choice = QStringList(m_peers.cbegin(), m_peers.cend());
    }
    // In order before one is drawn: a set has its own, different in every process.
    choice.sort();
    const CloneId chosen = choice.at(m_environment.below(quint32(choice.size())));
    m_recentlyAsked.insert(chosen);
    return chosen;
}

void Recovery::askNext(const Error &why)
{
    const std::optional<CloneId> peer = choosePeer();
    if (!peer || m_tried.contains(*peer)) {
        // Nobody's journal reaches back far enough: take everything anew, and keep the clock.
        if (m_asked == Asked::Revup && why.code == ErrorCode::UpdatesUnavailable) {
            const bool isLatest = m_time == m_latest;
            m_time = m_latest;
            return ask(isLatest ? Asked::Snapshot : Asked::Revup);
        }
        return fail(why, false);
    }
    m_tried.insert(*peer);
    m_peer = *peer;
    const Request request = m_asked == Asked::Revup
            ? Request(RevupRequest{m_time})
            : Request(SnapshotRequest{m_goal == Goal::Join});
    extendDeadline();
    const auto payload = sealControl(m_security, encodeRequest(request), MessagePurpose::ForRequest);
    if (!payload)
        return fail(payload.error(), false);
    m_ticket = m_outbox.send(m_peer, m_messageId, *payload);
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
    if (m_phase == Phase::Idle || from.sentMessageId != m_messageId)
        return false;
    // A late answer of one who was given up is as good as any; but one is enough.
    if (m_phase != Phase::AwaitingResponse || !m_tried.contains(from.from))
        return true;
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
        return askNext({ErrorCode::UpdatesUnavailable,
                        QStringLiteral("%1 has not got what is needed").arg(from.from)});
    }
    const bool isUsable = m_goal != Goal::Join || (response.clock && response.clock->hasId());
    if (!isUsable || response.dataAddress == response.updatesAddress) {
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
    if (m_asked == Asked::Snapshot) {
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
        fail(notification.error(), true);
    } else if (const auto *next = std::get_if<NextNotification>(&*notification)) {
        takeNext(isData, next->payload);
    } else if (const auto *error = std::get_if<ErrorNotification>(&*notification)) {
        fail({ErrorCode::BadResponse,
              QStringLiteral("%1 broke off: %2 (status %3)").arg(m_peer, error->message).arg(error->status)},
             true);
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
    m_part = decodeSnapshotPart(payload);
    if (m_part && m_part->index != m_parts++)
        return failForLoss();
    if (const Result<void> taken = m_client.snapshotData(payload); !taken)
        fail(taken.error(), true);
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
    // Nothing more will come from one who has left; no need to wait for the timeout.
    if (m_phase == Phase::Idle || peers.contains(m_peer))
        return;
    const Error error{ErrorCode::NoVisibleClones, QStringLiteral("%1 has left").arg(m_peer)};
    if (m_phase == Phase::AwaitingResponse)
        askNext(error);
    else
        fail(error, true);
}

void Recovery::ticketDone(Ticket ticket, bool ok)
{
    if (m_phase != Phase::Idle && ticket == m_ticket && !ok)
        fail({ErrorCode::Offline, QStringLiteral("the request could not be sent")}, false);
}

void Recovery::timePassed()
{
    if (m_phase == Phase::Idle || m_environment.nowMs() < m_deadline)
        return;
    const Error error{ErrorCode::NoVisibleClones, QStringLiteral("%1 does not answer").arg(m_peer)};
    if (m_phase == Phase::AwaitingResponse)
        return askNext(error);
    // The data are whole; operations that the other channel still owes will show as a gap.
    if (m_phase == Phase::Streaming && m_asked == Asked::Snapshot && m_isDataComplete)
        return completeSnapshot();
    fail(error, true);
}

std::optional<qint64> Recovery::wakeAt() const
{
    if (m_phase == Phase::Idle)
        return std::nullopt;
    return m_deadline;
}

void Recovery::fail(const Error &error, bool isBrokenOff)
{
    closeChannels();
    m_phase = Phase::Idle;
    m_client.snapshotAbandoned();
    m_client.recoveryFailed(error, isBrokenOff);
}

void Recovery::cancel()
{
    closeChannels();
    m_phase = Phase::Idle;
    m_client.snapshotAbandoned();
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
    m_deadline = m_environment.nowMs() + m_timeoutMs;
}

} // namespace mld
