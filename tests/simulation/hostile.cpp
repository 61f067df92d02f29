// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "hostile.h"

#include "codec/controlmessage.h"

namespace mld::simulation {

namespace {

constexpr size_t maxHeard = 200;
constexpr int floodSize = 60;

} // namespace

Hostile::Hostile(const DomainName &domain, const CloneId &id, MemoryNetwork &network, Random &random)
    : m_domain(domain), m_id(id), m_random(random), m_transport(network.makeTransport())
{
    MemoryTransport *transport = m_transport.get();
    QObject::connect(transport, &Transport::operationReceived, transport,
                     [this](const QByteArray &payload) { heard(payload); });
    QObject::connect(transport, &Transport::messageReceived, transport,
                     [this](const Address &from, const QByteArray &payload) { asked(from, payload); });
    transport->open(domain, id);
    transport->setPresent(true);
}

Hostile::~Hostile() = default;

void Hostile::heard(const QByteArray &operation)
{
    m_heard.push_back(operation);
    if (m_heard.size() > maxHeard)
        m_heard.pop_front();
    const auto message = decodeMessage(operation);
    const auto tuple = message ? decodeTuple(message->enc, OperationContext(m_domain)) : Result<OperationTuple>(message.error());
    if (!tuple)
        return;
    (void)m_seen.set(tuple->time);
    if (auto joined = m_time.joined(tuple->time))
        m_time = *std::move(joined);
}

void Hostile::act()
{
    switch (m_random.below(4)) {
    case 0:
        m_transport->broadcast(QByteArray(1 + m_random.below(40), char(m_random.below(256))));
        return;
    case 1:
        for (int i = 0; i < 5 && !m_heard.empty(); ++i)
            m_transport->broadcast(m_random.of(m_heard));
        return;
    case 2:
        for (int i = 0; i < floodSize; ++i)
            m_transport->broadcast(operationThatWaitsForEver());
        return;
    default:
        m_transport->broadcast(operationThatWaitsForEver());
    }
}

/// A process that nobody was ever given, and that has seen what nobody ever did.
TreeClock Hostile::inventedTime() const
{
    TreeClock time = TreeClock::genesis();
    for (int i = 0; i < 3; ++i)
        time = time.forked()->right;
    const auto theirs = TreeClock::genesis().forked()->left.ticked(1'000'000 + m_count);
    return *time.joined(*theirs)->ticked(1 + m_count);
}

QByteArray Hostile::operationThatWaitsForEver()
{
    ++m_count;
    OperationTuple tuple;
    tuple.time = inventedTime();
    tuple.from = tuple.time.ticks();
    const OperationContext context(m_domain);
    OperationContent content;
    const QString base = QStringLiteral("http://%1/").arg(m_domain);
    content.inserts.push_back({{Term::iri(base + m_id), Term::iri(base + QStringLiteral("#says")),
                                Term::string(QStringLiteral("boo"))},
                               {}});
    if (!packContent(tuple, content, context))
        return {};
    // Half of them lack what came before, too.
    return encodeMessage({m_random.chance(50) ? 0 : m_count * 7, *encodeTuple(tuple, context), {}});
}

GlobalClock Hostile::inventedClock()
{
    GlobalClock clock = m_seen;
    (void)clock.set(inventedTime());
    return clock;
}

void Hostile::asked(const Address &from, const QByteArray &payload)
{
    if (from.lane == Lane::Reply)
        return startStreaming(from);
    if (from.lane != Lane::Send)
        return;
    const auto control = decodeControl(payload);
    const auto request = control ? decodeRequest(control->enc) : Result<Request>(control.error());
    if (request)
        answer(from, *request);
}

void Hostile::answer(const Address &from, const Request &request)
{
    const auto *revup = std::get_if<RevupRequest>(&request);
    if (revup && m_claimsMore) {
        m_claimsMore = false;
        GlobalClock clock;
        // Only a clock of the same shape can say so.
        if (const auto ahead = revup->time.ticked(revup->time.ticks() + 500); ahead && clock.set(*ahead))
            return reply(from, RevupResponse{clock, m_id + QStringLiteral("-updates")});
    }
    switch (m_random.below(6)) {
    case 0:
        return; // not a word
    case 1:
        return reply(from, Rejected{5003});
    case 2: {
        Address to = from;
        std::swap(to.from, to.to);
        to.lane = Lane::Reply;
        to.sentMessageId = from.messageId;
        to.messageId = QStringLiteral("r%1").arg(++m_count);
        m_transport->unicast(to, QByteArray(m_random.below(30), char(m_random.below(256))));
        return;
    }
    case 3:
        if (revup)
            return reply(from, RevupResponse{std::nullopt, m_id});
        return;
    case 4:
        if (revup)
            return reply(from, RevupResponse{m_seen, m_id + QStringLiteral("-updates")});
        break;
    default:
        if (revup)
            return reply(from, RevupResponse{inventedClock(), m_id + QStringLiteral("-updates")});
    }
    reply(from, SnapshotResponse{inventedTime(), inventedClock(), TreeClock::genesis(),
                                 m_id + QStringLiteral("-data"), m_id + QStringLiteral("-updates")});
}

void Hostile::reply(const Address &from, const Response &response)
{
    Address to;
    to.lane = Lane::Reply;
    to.from = m_id;
    to.to = from.from;
    to.sentMessageId = from.messageId;
    to.messageId = QStringLiteral("r%1").arg(++m_count);
    m_transport->unicast(to, encodeControl({*encodeResponse(response), {}}));
}

/// Whoever acks listens on both channels: it gets something, but never a whole snapshot.
void Hostile::startStreaming(const Address &from)
{
    const QString updates = m_id + QStringLiteral("-updates");
    const QString data = m_id + QStringLiteral("-data");
    for (int i = m_random.below(5); i > 0; --i) {
        notify(from.from, updates,
               NextNotification{m_heard.empty() || m_random.chance(30) ? operationThatWaitsForEver() : m_random.of(m_heard)});
    }
    switch (m_random.below(4)) {
    case 0:
        return; // and nothing more
    case 1:
        notify(from.from, data, NextNotification{QByteArray("rubbish")});
        notify(from.from, data, CompleteNotification{});
        notify(from.from, updates, CompleteNotification{});
        return;
    case 2:
        notify(from.from, data, ErrorNotification{5000, QStringLiteral("no")});
        notify(from.from, updates, ErrorNotification{5000, QStringLiteral("no")});
        return;
    default:
        notify(from.from, updates, CompleteNotification{});
    }
}

void Hostile::notify(const CloneId &to, const QString &channel, const Notification &notification)
{
    Address address;
    address.lane = Lane::Notify;
    address.from = m_id;
    address.to = to;
    address.channelId = channel;
    m_transport->unicast(address, encodeNotification(notification));
}

} // namespace mld::simulation
