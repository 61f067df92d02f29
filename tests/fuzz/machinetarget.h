// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "../engine/protocol/handdriven.h"
#include "pieces.h"
#include "targets.h"

namespace mld::fuzz {

/// What a peer may do to a clone: anything, on every lane, at any time. The clone stays in the domain,
/// can be read, and answers no more than it was told.
class HostilePeer
{
public:
    explicit HostilePeer(bool isJoining) : m_clone(QStringLiteral("clone"), !isJoining)
    {
        m_clone.see({});
        if (!isJoining) {
            m_clone.write(QStringLiteral("fred"), QStringLiteral("name"), QStringLiteral("Fred"));
            // A genesis clone lives with others only once one has joined.
            act(1, encodeControl({ encodeRequest(SnapshotRequest{ true }), {} }));
        }
        m_clone.see({ m_peer });
    }

    void act(int what, const QByteArray &payload)
    {
        noteAddresses();
        switch (what % 8) {
        case 0:
            m_clone.hear(payload);
            break;
        case 1:
            send({ Lane::Send, m_peer, m_clone.id, QStringLiteral("m"), {}, {} }, payload);
            break;
        case 2: // to what the clone has asked
        case 3: // to what it has answered
            send({ Lane::Reply, m_peer, m_clone.id, QStringLiteral("r"),
                   what % 8 == 2 ? m_request : m_response, {} },
                 payload);
            break;
        case 4:
        case 5:
            if (const auto index = what % 8 - 4; index < m_channels.size())
                send({ Lane::Notify, m_peer, m_clone.id, {}, {}, m_channels[index] }, payload);
            break;
        case 6:
            m_clone.wait(500);
            break;
        default:
            m_clone.see(payload.isEmpty() ? QSet<CloneId>() : QSet<CloneId>{ m_peer });
            break;
        }
        require(m_clone.failure.isEmpty());
        require(m_clone.unicasts.size() <= 64);
        (void)m_clone.read(QStringLiteral("fred"), QStringLiteral("name"));
    }

private:
    void send(const Address &from, const QByteArray &payload)
    {
        m_clone.machine->messageReceived(from, payload);
        m_clone.commit();
    }

    // The hostile peer plays by the rules where it must to be heard: it knows what it was asked.
    void noteAddresses()
    {
        for (const effect::Unicast &unicast : std::exchange(m_clone.unicasts, {})) {
            if (unicast.address.lane == Lane::Send)
                m_request = unicast.address.messageId;
            else if (unicast.address.lane == Lane::Reply)
                m_response = unicast.address.messageId;
            m_clone.machine->ticketDone(unicast.ticket, true);
            m_clone.commit();
        }
        m_clone.broadcasts.clear();
        if (m_clone.opened.isEmpty())
            return;
        m_channels = std::exchange(m_clone.opened, {});
        for (const QString &channel : std::as_const(m_channels)) {
            m_clone.machine->channelOpened(channel);
            m_clone.commit();
        }
    }

    const CloneId m_peer = QStringLiteral("peer");
    byhand::Member m_clone;
    QString m_request;
    QString m_response;
    QStringList m_channels;
};

inline void machine(QByteArrayView bytes)
{
    Pieces pieces(bytes);
    HostilePeer peer(pieces.byte() % 2 == 1);
    for (int actions = 0; actions < 64 && !pieces.isDone(); ++actions) {
        const int what = pieces.byte();
        peer.act(what, pieces.piece().toByteArray());
    }
}

} // namespace mld::fuzz
