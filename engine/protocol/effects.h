// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/clonestatus.h"
#include "protocol/transport.h"
#include "result.h"

#include <variant>
#include <vector>

namespace mld {

/// What the protocol asks of the world, as values in the order in which it is to be done. Nothing of
/// it may be done before what it rests on is durable (design.md 2, rule 1).
namespace effect {

/// Send an operation message to everybody. The ticket is the protocol's own; its fate is to be told
/// to Machine::ticketDone().
struct Broadcast
{
    Ticket ticket = 0;
    QByteArray payload;
};

/// Send a control message to one peer; the ticket as in Broadcast.
struct Unicast
{
    Ticket ticket = 0;
    Address address;
    QByteArray payload;
};

struct OpenChannel
{
    QString channelId;
    CloneId peer;
};

struct CloseChannel
{
    QString channelId;
};

struct SetPresent
{
    bool present = false;
};

/// Writes are accepted from now on.
struct Started
{
};

struct StatusChanged
{
    CloneStatus status;
};

/// The messaging service, or a peer, has all own operations up to this own tick.
struct Published
{
    qint64 ticks = 0;
};

/// The clone has given up its clock, which is in use elsewhere, or has gone on without what is stored
/// here. It works on offline, and joins the domain anew as soon as it can (design.md 2, rule 8).
struct ClockLost
{
    QString pid; ///< the name under which it writes texts now; and its id, from the next start on
};

/// The clone that had no clock to publish with has a new one, and what it wrote is published.
struct Rejoined
{
};

/// The clone cannot go on.
struct Failed
{
    Error error;
};

/// Something people may want to read in a log; the clone goes on.
struct Warned
{
    QString message;
};

} // namespace effect

using Effect = std::variant<effect::Broadcast, effect::Unicast, effect::OpenChannel,
                            effect::CloseChannel, effect::SetPresent, effect::Started,
                            effect::StatusChanged, effect::Published, effect::ClockLost,
                            effect::Rejoined, effect::Failed,
                            effect::Warned>;

/// Where the parts of the protocol put their effects.
class EffectQueue
{
public:
    /// Sends an operation; returns its ticket.
    Ticket broadcast(const QByteArray &payload);
    Ticket send(const CloneId &to, const QString &messageId, const QByteArray &payload);
    Ticket reply(const CloneId &to, const QString &messageId, const QString &sentMessageId,
                 const QByteArray &payload);
    Ticket notify(const CloneId &to, const QString &channelId, const QByteArray &payload);
    void add(Effect effect) { m_effects.push_back(std::move(effect)); }

    bool isEmpty() const { return m_effects.empty(); }
    std::vector<Effect> take() { return std::exchange(m_effects, {}); }

private:
    Ticket unicast(Address address, const QByteArray &payload);

    std::vector<Effect> m_effects;
    Ticket m_lastTicket = 0;
};

} // namespace mld
