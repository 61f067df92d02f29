// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "handdriven.h"

#include "dataset/snapshot.h"
#include "protocol/snapshotsource.h"

namespace mld::byhand {

/// A peer that keeps to no rule but what the test says: it answers requests of one member with whatever
/// it is told to, and broadcasts whatever it likes.
class Stranger
{
public:
    Stranger(const CloneId &cloneId, Member &member) : id(cloneId), m_member(member) { }

    /// The oldest request that the member has sent to this peer; others stay.
    std::optional<Request> takeRequest()
    {
        auto &sent = m_member.unicasts;
        for (auto it = sent.begin(); it != sent.end(); ++it) {
            if (it->address.to != id || it->address.lane != Lane::Send)
                continue;
            m_request = it->address.messageId;
            const auto control = decodeControl(it->payload);
            sent.erase(it);
            const auto request = decodeRequest(control->enc);
            return *request;
        }
        return std::nullopt;
    }

    /// Answers the request that was last taken, and lets the member open its channels and ack.
    void respond(const Response &response)
    {
        Address from = address(Lane::Reply);
        from.messageId = QStringLiteral("response%1").arg(++m_count);
        from.sentMessageId = m_request;
        deliver(from, encodeControl({*encodeResponse(response), {}}));
        for (const QString &channel : std::exchange(m_member.opened, {})) {
            m_member.machine->channelOpened(channel);
            m_member.commit();
        }
    }
    void respondRevup(const GlobalClock &gwc) { respond(RevupResponse{gwc, updates()}); }
    void refuseRevup() { respond(RevupResponse{std::nullopt, id}); }
    void respondSnapshot(const std::optional<TreeClock> &clock, const GlobalClock &gwc,
                         const TreeClock &agreed = TreeClock::genesis())
    {
        respond(SnapshotResponse{clock ? clock : TreeClock::genesis(), gwc, agreed, data(), updates()});
    }

    QString data() const { return id + QStringLiteral("-data"); }
    QString updates() const { return id + QStringLiteral("-updates"); }
    void next(const QString &channel, const QByteArray &payload)
    {
        notify(channel, NextNotification{payload});
    }
    void complete(const QString &channel) { notify(channel, CompleteNotification{}); }
    void breakOff(const QString &channel)
    {
        notify(channel, ErrorNotification{5000, QStringLiteral("no more")});
    }
    /// Sends all data of a clone on the data channel, as a snapshot has them.
    void sendDataOf(Member &other)
    {
        const auto source = *other.replica->snapshot(1000);
        for (auto batch = source->next(); batch && *batch; batch = source->next())
            next(data(), **batch);
    }

    /// A request of its own.
    void ask(const Request &request)
    {
        Address from = address(Lane::Send);
        from.messageId = QStringLiteral("request%1").arg(++m_count);
        deliver(from, encodeControl({encodeRequest(request), {}}));
    }

    /// An operation message that inserts one triple, with whatever clock and `prev` the test wants.
    static QByteArray operation(const TreeClock &time, qint64 prev, const QString &value = QStringLiteral("x"),
                                qint64 from = -1)
    {
        OperationTuple tuple;
        tuple.from = from < 0 ? time.ticks() : from;
        tuple.time = time;
        OperationContent content;
        const QString base = QStringLiteral("http://%1/").arg(domain);
        content.inserts.push_back({{Term::iri(base + QStringLiteral("stranger")), Term::iri(base + QStringLiteral("#says")),
                                    Term::literal(value, QStringLiteral("http://www.w3.org/2001/XMLSchema#string"))},
                                   {}});
        const OperationContext context(domain);
        if (!packContent(tuple, content, context))
            qFatal("the operation cannot be packed");
        return encodeMessage({prev, *encodeTuple(tuple, context), {}});
    }

    const CloneId id;

private:
    Address address(Lane lane) const
    {
        Address from;
        from.lane = lane;
        from.from = id;
        from.to = m_member.id;
        return from;
    }
    void notify(const QString &channel, const Notification &notification)
    {
        Address from = address(Lane::Notify);
        from.channelId = channel;
        deliver(from, encodeNotification(notification));
    }
    void deliver(const Address &from, const QByteArray &payload)
    {
        m_member.machine->messageReceived(from, payload);
        m_member.commit();
    }

    Member &m_member;
    QString m_request;
    int m_count = 0;
};

} // namespace mld::byhand
