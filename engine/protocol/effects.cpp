// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/effects.h"

namespace mld {

Ticket EffectQueue::broadcast(const QByteArray &payload)
{
    m_effects.push_back(effect::Broadcast{++m_lastTicket, payload});
    return m_lastTicket;
}

Ticket EffectQueue::send(const CloneId &to, const QString &messageId, const QByteArray &payload)
{
    Address address;
    address.lane = Lane::Send;
    address.to = to;
    address.messageId = messageId;
    return unicast(std::move(address), payload);
}

Ticket EffectQueue::reply(const CloneId &to, const QString &messageId, const QString &sentMessageId,
                     const QByteArray &payload)
{
    Address address;
    address.lane = Lane::Reply;
    address.to = to;
    address.messageId = messageId;
    address.sentMessageId = sentMessageId;
    return unicast(std::move(address), payload);
}

Ticket EffectQueue::notify(const CloneId &to, const QString &channelId, const QByteArray &payload)
{
    Address address;
    address.lane = Lane::Notify;
    address.to = to;
    address.channelId = channelId;
    return unicast(std::move(address), payload);
}

Ticket EffectQueue::unicast(Address address, const QByteArray &payload)
{
    m_effects.push_back(effect::Unicast{++m_lastTicket, std::move(address), payload});
    return m_lastTicket;
}

} // namespace mld
