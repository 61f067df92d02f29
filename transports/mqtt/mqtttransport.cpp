// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqtttransport.h"

#include <algorithm>

#include "moc_mqtttransport.cpp"

namespace mld {

using namespace Qt::Literals::StringLiterals;

namespace {

// The largest remaining length of a packet, less the longest topic and the packet id.
constexpr qint64 kLargestPayload = 268'435'455 - 65'535 - 4;
// A connection that lasts this long was a good one: the next loss starts the pauses anew. Less, and
// two clones of one id, which throw each other out, would do so at full speed.
constexpr qint64 kGoodConnectionMs = 5000;
constexpr int kLeaveTimeoutMs = 2000;
// For each answer of a service that has let us in.
constexpr int kAnswerTimeoutMs = 5000;
// How long those who are present have to answer, from the time when the question comes back.
constexpr int kAnswerMs = 500;
// RabbitMQ 3.10's own limit of a message (max_message_size).
constexpr qint64 kLargestInRabbitMq = 134'217'728;
// Own notifications remembered per channel until they come back. Some never do (QoS 0).
constexpr qsizetype kMostEchoes = 64;

template <typename... Handlers>
struct Visitor : Handlers...
{
    using Handlers::operator()...;
};
template <typename... Handlers>
Visitor(Handlers...) -> Visitor<Handlers...>;

} // namespace

MqttTransport::MqttTransport(MqttOptions options, std::unique_ptr<MqttLink> link, QObject *parent)
    : Transport(parent), m_options(std::move(options)),
      m_link(link ? std::move(link) : makeMqttLink())
{
    m_retry.setSingleShot(true);
    m_watchdog.setSingleShot(true);
    m_answers.setSingleShot(true);
    connect(&m_answers, &QTimer::timeout, this, &MqttTransport::goLive);
    connect(&m_retry, &QTimer::timeout, this, &MqttTransport::attempt);
    connect(&m_watchdog, &QTimer::timeout, this, &MqttTransport::onWatchdog);
    connect(m_link.get(), &MqttLink::up, this, &MqttTransport::onUp);
    connect(m_link.get(), &MqttLink::down, this, &MqttTransport::onDown);
    connect(m_link.get(), &MqttLink::subscribed, this, &MqttTransport::onSubscribed);
    connect(m_link.get(), &MqttLink::published, this, &MqttTransport::settle);
    connect(m_link.get(), &MqttLink::messageReceived, this, &MqttTransport::onMessage);
}

MqttTransport::~MqttTransport()
{
    // The link may be in the middle of something that ends in a signal.
    m_link->disconnect(this);
}

bool MqttTransport::supports(MqttOptions::Protocol protocol)
{
    return makeMqttLink()->supports(protocol);
}

TransportCapabilities MqttTransport::capabilities() const
{
    // RabbitMQ looks for signs of life less often.
    return {.maxPayload = isRabbitMq() ? kLargestInRabbitMq : kLargestPayload,
            .nativePresence = true,
            .publishConfirmed = true,
            .fifoPerPublisher = true,
            .storesForOffline = false,
            .reachesJs = !isRabbitMq(),
            .expectedDepartureMs = m_options.keepAliveSeconds * (isRabbitMq() ? 3000 : 2500)};
}

void MqttTransport::open(const DomainName &domain, const CloneId &clone)
{
    if (m_phase != Phase::Idle)
        return;
    m_topics = MqttTopics(domain, clone, m_options.dialect);
    m_clone = clone;
    if (!m_topics.areValid()) {
        later([this] {
            setState(State::Failed,
                     {TransportErrorCode::BadConfiguration,
                      isRabbitMq()
                          ? tr("A domain name or clone id must not be empty, nor very long, "
                               "nor contain “/”, “+”, “#” or “~”.")
                          : tr("A domain name or clone id must not be empty, nor contain “/”, "
                               "“+” or “#”.")});
        });
        return;
    }
    if (!m_link->supports(m_options.protocol)) {
        later([this] {
            setState(State::Failed,
                     {TransportErrorCode::BadConfiguration,
                      tr("This build cannot use MQTT over WebSocket. Use the service's “mqtt” or "
                         "“mqtts” port instead.")});
        });
        return;
    }
    m_phase = Phase::Waiting;
    later([this] {
        if (m_phase != Phase::Waiting)
            return;
        setState(State::Connecting);
        attempt();
    });
}

void MqttTransport::attempt()
{
    if (m_phase != Phase::Waiting)
        return;
    m_phase = Phase::Opening;
    m_watchdog.start(m_options.connectTimeoutMs);
    m_link->open(m_options, m_clone, {m_topics.presence(), {}, 1, !isRabbitMq()});
}

void MqttTransport::onUp()
{
    if (m_phase != Phase::Opening)
        return;
    m_phase = Phase::Subscribing;
    m_watchdog.start(std::max(m_options.connectTimeoutMs, kAnswerTimeoutMs));
    m_subscription = m_link->subscribe(m_topics.subscriptions());
}

void MqttTransport::onSubscribed(MqttLink::Token token, const QList<quint8> &granted)
{
    if (const auto it = m_channelSubscriptions.constFind(token);
        it != m_channelSubscriptions.constEnd()) {
        const QString channelId = *it;
        m_channelSubscriptions.erase(it);
        // A refused channel stays unopened; who waits for it has a time limit of its own.
        if (!granted.isEmpty() && granted.first() != MqttLink::kRefused &&
            m_channels.contains(channelId))
            Q_EMIT channelOpened(channelId);
        return;
    }
    if (m_phase != Phase::Subscribing || token != m_subscription)
        return;
    const auto wanted = m_topics.subscriptions();
    const bool isAsWanted =
        std::equal(wanted.cbegin(), wanted.cend(), granted.cbegin(), granted.cend(),
                   [](const MqttSubscription &w, quint8 g) { return w.qos == g; });
    if (!isAsWanted) {
        m_link->close();
        lose({{TransportErrorCode::QosRefused,
               tr("The service does not let this account receive the notebook's messages, or not "
                  "with "
                  "the guarantee they need (QoS 1). Ask whoever runs it for access.")},
              false});
        return;
    }
    greet();
}

void MqttTransport::greet()
{
    m_phase = Phase::Greeting;
    m_watchdog.start(std::max(m_options.connectTimeoutMs, kAnswerTimeoutMs));
    // The ghost must not be retained itself (T31).
    if (isRabbitMq())
        m_link->publish(m_topics.who(), m_clone.toUtf8(), 1, false);
    else
        m_link->publish(m_topics.presence(), MqttPresence::ghost(), 1, false);
    if (m_present)
        declarePresence();
    for (auto it = m_channels.cbegin(); it != m_channels.cend(); ++it)
        subscribeToChannel(it.key());
    m_upSince.start();
    setState(State::Connected);
}

void MqttTransport::onDown(const MqttFailure &failure)
{
    switch (m_phase) {
    case Phase::Opening:
    case Phase::Subscribing:
    case Phase::Greeting:
    case Phase::Live:
        lose(failure);
        break;
    case Phase::Leaving:
        finishLeaving(false);
        break;
    case Phase::Idle:
    case Phase::Waiting:
        break;
    }
}

void MqttTransport::onWatchdog()
{
    switch (m_phase) {
    case Phase::Opening:
    case Phase::Subscribing:
        m_link->abort();
        lose({{TransportErrorCode::TimedOut,
               tr("%1 did not answer in time. Check the address and port, and this computer's "
                  "connection.")
                   .arg(m_options.host)}});
        break;
    case Phase::Greeting:
        m_link->abort();
        lose({{TransportErrorCode::TimedOut,
               tr("%1 answers, but does not pass messages on. The account may lack the right to "
                  "publish.")
                   .arg(m_options.host)}});
        break;
    case Phase::Leaving:
        finishLeaving(false);
        break;
    case Phase::Idle:
    case Phase::Live:
    case Phase::Waiting:
        break;
    }
}

void MqttTransport::lose(const MqttFailure &failure)
{
    const bool hadPresence = m_presenceShown;
    const bool wasGood = isSubscribed() && m_upSince.elapsed() >= kGoodConnectionMs;
    const bool canRetry = failure.canRetry && m_options.reconnectPeriodMs != 0;
    m_watchdog.stop();
    m_answers.stop();
    m_presence.clear();
    m_presenceShown = false;
    m_channelSubscriptions.clear();
    m_echoes.clear();
    if (wasGood)
        m_backoff.reset();
    m_phase = canRetry ? Phase::Waiting : Phase::Idle;
    if (canRetry)
        m_retry.start(m_options.reconnectPeriodMs > 0 ? m_options.reconnectPeriodMs
                                                      : m_backoff.next());
    auto tickets = std::exchange(m_tickets, {}).values();
    std::sort(tickets.begin(), tickets.end());
    for (const Ticket ticket : std::as_const(tickets))
        Q_EMIT done(ticket, false, failure.error);
    setState(canRetry ? State::Offline : State::Failed, failure.error);
    if (hadPresence)
        Q_EMIT presenceChanged({});
}

void MqttTransport::close()
{
    switch (m_phase) {
    case Phase::Leaving:
        return;
    case Phase::Greeting:
    case Phase::Live:
        m_phase = Phase::Leaving;
        m_answers.stop();
        // In order, so its confirmation means that all before it has arrived.
        m_leave = m_link->publish(m_topics.presence(), {}, 1, !isRabbitMq());
        m_watchdog.start(m_leave == 0 ? 0 : kLeaveTimeoutMs);
        return;
    case Phase::Opening:
    case Phase::Subscribing:
        m_link->abort();
        break;
    case Phase::Idle:
    case Phase::Waiting:
        break;
    }
    m_watchdog.stop();
    m_retry.stop();
    m_phase = Phase::Idle;
    later([this] {
        if (m_phase == Phase::Idle)
            setState(State::Closed);
    });
}

void MqttTransport::finishLeaving(bool isAcknowledged)
{
    m_watchdog.stop();
    // Without the acknowledgement the will is the surer farewell.
    if (isAcknowledged)
        m_link->close();
    else
        m_link->abort();
    m_phase = Phase::Idle;
    m_presence.clear();
    m_presenceShown = false;
    const auto tickets = std::exchange(m_tickets, {});
    for (const Ticket ticket : tickets)
        Q_EMIT done(ticket, false,
                    {TransportErrorCode::ConnectionLost, tr("The notebook was closed.")});
    setState(State::Closed);
}

void MqttTransport::setPresent(bool present)
{
    if (m_present == present)
        return;
    m_present = present;
    if (isSubscribed())
        declarePresence();
}

void MqttTransport::declarePresence()
{
    const QByteArray payload =
        m_present ? MqttPresence::declaration(m_clone, m_topics.control()) : QByteArray();
    m_link->publish(m_topics.presence(), payload, 1, !isRabbitMq());
}

Ticket MqttTransport::broadcast(const QByteArray &payload)
{
    return publish(m_topics.operations(), payload, 1);
}

Ticket MqttTransport::unicast(const Address &address, const QByteArray &payload)
{
    const QString topic = m_topics.forMessage(address);
    if (topic.isEmpty()) {
        return refuse({TransportErrorCode::ProtocolError,
                       tr("The id “%1” cannot be written to over MQTT.").arg(address.to)});
    }
    const Ticket ticket = publish(topic, payload, 0);
    // A channel carries no sender's name; what we hear on our own account is told by its bytes.
    if (address.lane == Lane::Notify && m_channels.contains(address.channelId) && isSubscribed()) {
        auto &echoes = m_echoes[address.channelId];
        if (echoes.size() == kMostEchoes)
            echoes.removeFirst();
        echoes.append(payload);
    }
    return ticket;
}

Ticket MqttTransport::publish(const QString &topic, const QByteArray &payload, quint8 qos)
{
    if (!isSubscribed())
        return refuse(
            {TransportErrorCode::ConnectionLost, tr("There is no connection to the service.")});
    if (payload.size() > kLargestPayload) {
        return refuse({TransportErrorCode::TooLarge,
                       tr("The change is too large to be sent: %1 bytes, where %2 can be.")
                           .arg(payload.size())
                           .arg(kLargestPayload)});
    }
    const MqttLink::Token token = m_link->publish(topic, payload, qos, false);
    if (token == 0)
        return refuse(
            {TransportErrorCode::ConnectionLost, tr("The connection to the service was lost.")});
    m_tickets.insert(token, ++m_lastTicket);
    return m_lastTicket;
}

Ticket MqttTransport::refuse(const TransportError &error)
{
    const Ticket ticket = ++m_lastTicket;
    later([this, ticket, error] { Q_EMIT done(ticket, false, error); });
    return ticket;
}

void MqttTransport::settle(MqttLink::Token token)
{
    if (m_phase == Phase::Leaving && token == m_leave) {
        finishLeaving(true);
        return;
    }
    if (const Ticket ticket = m_tickets.take(token))
        Q_EMIT done(ticket, true, {});
}

void MqttTransport::openChannel(const QString &channelId, const CloneId &peer)
{
    if (!m_topics.canBeLevel(channelId))
        return;
    m_channels.insert(channelId, peer);
    if (isSubscribed())
        subscribeToChannel(channelId);
}

void MqttTransport::closeChannel(const QString &channelId)
{
    if (!m_channels.remove(channelId))
        return;
    m_echoes.remove(channelId);
    if (isSubscribed())
        m_link->unsubscribe(m_topics.channel(channelId));
}

void MqttTransport::subscribeToChannel(const QString &channelId)
{
    if (const auto token = m_link->subscribe({{m_topics.channel(channelId), 1}}))
        m_channelSubscriptions.insert(token, channelId);
}

void MqttTransport::onMessage(const QString &topic, const QByteArray &payload)
{
    if (m_phase != Phase::Subscribing && !isSubscribed())
        return;
    std::visit(
        Visitor{
            [&](std::monostate) { m_malformed.note(topic); },
            [&](const MqttTopics::Presence &is) { onPresence(is.clientId, payload); },
            [&](const MqttTopics::Operation &is) {
                if (is.publisher != m_clone)
                    Q_EMIT operationReceived(payload);
            },
            [&](const MqttTopics::Unicast &is) { Q_EMIT messageReceived(is.address, payload); },
            [&](const MqttTopics::Notification &is) { onNotification(is.channelId, payload); },
            [&](MqttTopics::Who) { onWho(payload); },
        },
        m_topics.meaning(topic));
}

void MqttTransport::onPresence(const QString &clientId, const QByteArray &payload)
{
    if (payload == MqttPresence::ghost()) {
        if (!isRabbitMq() && clientId == m_clone)
            goLive();
        return;
    }
    if (!m_presence.update(clientId, payload, m_topics.control()))
        m_malformed.note(u"presence of "_s + clientId);
    if (m_phase == Phase::Live)
        showPresence();
    else if (m_answers.isActive() && !m_presence.present(m_clone).isEmpty())
        goLive(); // enough to begin with; the others follow
}

void MqttTransport::onWho(const QByteArray &asker)
{
    if (asker == m_clone.toUtf8()) {
        if (m_phase == Phase::Greeting)
            m_answers.start(kAnswerMs);
    } else if (m_present && isSubscribed()) {
        declarePresence();
    }
}

void MqttTransport::goLive()
{
    if (m_phase != Phase::Greeting)
        return;
    m_phase = Phase::Live;
    m_watchdog.stop();
    m_answers.stop();
    showPresence();
}

void MqttTransport::showPresence()
{
    const QSet<CloneId> present = m_presence.present(m_clone);
    if (m_presenceShown && present == m_shown)
        return;
    m_presenceShown = true;
    m_shown = present;
    Q_EMIT presenceChanged(present);
}

void MqttTransport::onNotification(const QString &channelId, const QByteArray &payload)
{
    const auto peer = m_channels.constFind(channelId);
    if (peer == m_channels.constEnd())
        return;
    if (const auto echoes = m_echoes.find(channelId);
        echoes != m_echoes.end() && echoes->removeOne(payload))
        return;
    Q_EMIT messageReceived({Lane::Notify, *peer, m_clone, {}, {}, channelId}, payload);
}

void MqttTransport::setState(State state, const TransportError &error)
{
    // Each failed attempt says why; saying the same again tells nobody anything.
    if (state == m_state && error.code == m_error.code && error.message == m_error.message)
        return;
    m_state = state;
    m_error = error;
    Q_EMIT stateChanged(state, error);
}

void MqttTransport::later(std::function<void()> what)
{
    QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
}

} // namespace mld
