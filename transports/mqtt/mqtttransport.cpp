// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqtttransport.h"

#include <QUuid>

#include <algorithm>

#include "moc_mqtttransport.cpp"

namespace mld {

using namespace Qt::Literals::StringLiterals;

namespace {

// The largest remaining length of a packet, less the longest topic and the packet id.
constexpr qint64 kLargestPayload = 268'435'455 - 65'535 - 4;
constexpr int kFirstPauseMs = 200;
constexpr int kLongestPauseMs = 30'000;
// A connection that ends before this is young. Some of those that others ended, one after the other, are a reason to
// look for somebody else of our id; and if nobody was found, twice as many, for this costs half a second.
constexpr int kYoungMs = 8000;
constexpr int kFirstEndsToLook = 3;
constexpr int kMostEndsToLook = 48;
// How long a retained message may take to come, and how long one may stay of somebody who is not there.
constexpr int kLookMs = 500;
constexpr int kGhostMs = 12'500;
constexpr int kLeaveTimeoutMs = 2000;
// For each answer of a service that has let us in.
constexpr int kAnswerTimeoutMs = 5000;
// It has more time while anything comes: on a slow line an answer waits behind what others write. But not for ever.
constexpr qint64 kSignOfLifeBytes = 1000;
constexpr qint64 kLongestAnswerMs = 60'000;
// How long the echo of an operation may take before it is looked into.
constexpr int kEchoMs = 2000;
// What is smaller is not refused for its size.
constexpr qint64 kSmallPayload = 16 * 1024;
// Above this, a message to one peer is sent so that the broker confirms it, as it may be too large. The receiver
// does not notice: it gets all with the quality that it has asked for.
constexpr qsizetype kUnconfirmedPayload = 16 * 1024;
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
    : ConnectionTransport(kFirstPauseMs, kLongestPauseMs, parent), m_options(std::move(options)), m_failures(m_options),
      m_link(link ? std::move(link) : makeMqttLink()),
      m_limit(isRabbitMq() ? kLargestInRabbitMq : kLargestPayload), m_endsToLook(kFirstEndsToLook)
{
    m_looking.setSingleShot(true);
    m_echoTimer.setSingleShot(true);
    connect(&m_echoTimer, &QTimer::timeout, this, &MqttTransport::checkEchoes);
    connect(&m_looking, &QTimer::timeout, this, &MqttTransport::onLookedLongEnough);
    m_answers.setSingleShot(true);
    connect(&m_answers, &QTimer::timeout, this, &MqttTransport::goLive);
    connect(m_link.get(), &MqttLink::progressed, this, [this](const ConnectionProgress &progress) {
        if (m_phase != Phase::Opening)
            return;
        m_hasReached |= progress.step >= ConnectionStep::Reached;
        Q_EMIT progressed(progress);
    });
    connect(m_link.get(), &MqttLink::up, this, &MqttTransport::onUp);
    connect(m_link.get(), &MqttLink::down, this, &MqttTransport::onDown);
    connect(m_link.get(), &MqttLink::subscribed, this, &MqttTransport::onSubscribed);
    connect(m_link.get(), &MqttLink::published, this, &MqttTransport::settle);
    connect(m_link.get(), &MqttLink::refused, this, &MqttTransport::onRefused);
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
    return {.maxPayload = m_limit.bytes(),
            .nativePresence = true,
            .publishConfirmed = true,
            .fifoPerPublisher = true,
            .storesForOffline = false,
            .reachesJs = !isRabbitMq(),
            .expectedDepartureMs = m_options.keepAliveSeconds * (isRabbitMq() ? 3000 : 2500)};
}

void MqttTransport::open(const DomainName &domain, const CloneId &clone)
{
    if (m_phase != Phase::Idle && m_phase != Phase::Waiting)
        return;
    stopTrying();
    m_phase = Phase::Idle;
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
    if (error().code == TransportErrorCode::IdInUse || m_endsFromAfar >= m_endsToLook) {
        look();
        return;
    }
    m_phase = Phase::Opening;
    m_hasReached = false;
    startWatchdog(m_options.connectTimeoutMs);
    m_link->open(m_options, m_clone, {m_topics.presence(), {}, 1, !isRabbitMq()});
}

void MqttTransport::look()
{
    m_phase = Phase::Looking;
    m_isSeen = false;
    startWatchdog(m_options.connectTimeoutMs);
    m_link->open(m_options, QUuid::createUuid().toString(QUuid::Id128), {});
}

void MqttTransport::onLookedLongEnough()
{
    if (m_phase == Phase::Looking)
        endLooking(m_isSeen);
}

void MqttTransport::endLooking(bool isInUse)
{
    m_looking.stop();
    stopWatchdog();
    m_link->close();
    m_endsFromAfar = 0;
    if (isInUse) {
        lose(m_failures.idInUse());
        return;
    }
    m_endsToLook = std::min(2 * m_endsToLook, kMostEndsToLook);
    if (error().code == TransportErrorCode::IdInUse)
        clearError();
    m_phase = Phase::Waiting;
    tryAgainIn(0);
}

void MqttTransport::awaitAnswer(int ms)
{
    m_watchedBytes = m_link->bytesReceived();
    m_watched.start();
    startWatchdog(ms);
}

void MqttTransport::onUp()
{
    if (m_phase == Phase::Looking) {
        startWatchdog(kAnswerTimeoutMs);
        m_subscription = m_link->subscribe({{m_topics.presence(), 1}});
        return;
    }
    if (m_phase != Phase::Opening)
        return;
    m_phase = Phase::Subscribing;
    Q_EMIT progressed({.step = ConnectionStep::SignedIn, .account = m_options.username});
    if (m_phase != Phase::Subscribing)
        return;
    // Less the rest of the packet: its header, the topic, the packet's id and properties.
    const qint64 rest = 16 + m_topics.operations().toUtf8().size() * 2;
    const qint64 largest = m_link->maxPacketSize();
    m_limit.setAnnounced(largest > rest ? std::optional(largest - rest) : std::nullopt);
    awaitAnswer(std::max(m_options.connectTimeoutMs, kAnswerTimeoutMs));
    m_subscription = m_link->subscribe(m_topics.subscriptions());
}

void MqttTransport::onSubscribed(MqttLink::Token token, const QList<quint8> &granted)
{
    if (const auto it = m_channelSubscriptions.constFind(token);
        it != m_channelSubscriptions.constEnd()) {
        const QString channelId = *it;
        m_channelSubscriptions.erase(it);
        // A refused channel stays unopened; who waits for it has a time limit of its own.
        if (!granted.isEmpty() && granted.first() < MqttLink::kRefused &&
            m_channels.contains(channelId))
            Q_EMIT channelOpened(channelId);
        return;
    }
    if (m_phase == Phase::Looking && token == m_subscription) {
        stopWatchdog();
        m_looking.start(kLookMs);
        if (isRabbitMq()) // nothing is retained there, but it is asked for
            m_link->publish(m_topics.who(), "-", 1, false);
    }
    if (m_phase != Phase::Subscribing || token != m_subscription)
        return;
    const auto wanted = m_topics.subscriptions();
    const bool isAsWanted =
        std::equal(wanted.cbegin(), wanted.cend(), granted.cbegin(), granted.cend(),
                   [](const MqttSubscription &w, quint8 g) { return w.qos == g; });
    if (!isAsWanted) {
        const bool isRefused = std::any_of(granted.cbegin(), granted.cend(),
                                           [](quint8 qos) { return qos >= MqttLink::kRefused; });
        m_link->close();
        if (isRefused) {
            lose(m_failures.receiveDenied());
            return;
        }
        lose({{TransportErrorCode::QosRefused,
               tr("The service does not let this account receive the notebook's messages with the guarantee that "
                  "they need (QoS 1). Ask whoever runs it for access.")},
              false});
        return;
    }
    greet();
}

void MqttTransport::greet()
{
    m_phase = Phase::Greeting;
    awaitAnswer(std::max(m_options.connectTimeoutMs, kAnswerTimeoutMs));
    m_isGreetingTaken = false;
    // The ghost must not be retained itself (T31).
    m_greeting = isRabbitMq() ? m_link->publish(m_topics.who(), m_clone.toUtf8(), 1, false)
                              : m_link->publish(m_topics.presence(), MqttPresence::ghost(), 1, false);
    if (isPresent())
        declarePresence();
    for (auto it = m_channels.cbegin(); it != m_channels.cend(); ++it)
        subscribeToChannel(it.key());
    m_upSince.start();
    setState(State::Connected);
}

void MqttTransport::onDown(const NetFailure &failure)
{
    switch (m_phase) {
    case Phase::Greeting:
    case Phase::Live:
        noteEnd(failure);
        lose(failure);
        break;
    case Phase::Opening:
    case Phase::Subscribing:
        m_endsFromAfar = 0; // the service was away, and that was why
        lose(failure);
        break;
    case Phase::Looking: // what one may by another name says nothing
        endLooking(false);
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
    const bool isAlive = m_link->bytesReceived() - m_watchedBytes >= kSignOfLifeBytes &&
                         m_watched.elapsed() < kLongestAnswerMs;
    switch (m_phase) {
    case Phase::Looking:
        endLooking(false);
        break;
    case Phase::Opening: {
        m_link->abort();
        lose(m_hasReached ? m_failures.noAnswer() : m_failures.noConnection());
        break;
    }
    case Phase::Subscribing:
        if (isAlive) {
            m_watchedBytes = m_link->bytesReceived();
            restartWatchdog();
            break;
        }
        m_link->abort();
        lose(m_failures.noConnection());
        break;
    case Phase::Greeting: {
        if (isAlive) {
            m_watchedBytes = m_link->bytesReceived();
            restartWatchdog();
            break;
        }
        const NetFailure failure = greetingFailure();
        m_link->abort();
        lose(failure);
        break;
    }
    case Phase::Leaving:
        finishLeaving(false);
        break;
    case Phase::Idle:
    case Phase::Live:
    case Phase::Waiting:
        break;
    }
}

NetFailure MqttTransport::greetingFailure() const
{
    if (!m_isGreetingTaken)
        return m_failures.silent();
    return m_link->tellsRefusals() ? m_failures.receiveDenied() : m_failures.passesNothingOn();
}

void MqttTransport::noteEnd(const NetFailure &failure)
{
    qint64 largest = 0;
    for (const Sent &sent : std::as_const(m_sent)) {
        if (sent.isConfirmed)
            largest = std::max(largest, sent.size);
    }
    switch (failure.error.code) {
    case TransportErrorCode::TooLarge:
        if (largest > 0)
            m_limit.noteRefused(largest);
        break;
    case TransportErrorCode::ConnectionLost:
        m_limit.noteThrownOut(largest);
        m_endsFromAfar = m_upSince.elapsed() < kYoungMs ? m_endsFromAfar + 1 : 0;
        break;
    default:
        break;
    }
}

std::optional<int> MqttTransport::nextPause(const NetFailure &failure)
{
    if (m_options.reconnectPeriodMs == 0)
        return {};
    if (m_options.reconnectPeriodMs > 0 && failure.canRetry)
        return m_options.reconnectPeriodMs;
    const std::optional<int> pause = pauseAfter(failure);
    return pause ? std::max(*pause, m_options.reconnectPeriodMs) : pause;
}

void MqttTransport::lose(const NetFailure &failure)
{
    const bool hadPresence = forgetPresence();
    const bool canRetry = failure.canRetry && m_options.reconnectPeriodMs != 0;
    stopWatchdog();
    m_answers.stop();
    m_presence.clear();
    m_channelSubscriptions.clear();
    m_echoes.clear();
    m_expected.clear();
    m_echoTimer.stop();
    m_probed = 0;
    m_hasEchoed = false;
    const std::optional<int> pause = nextPause(failure);
    m_phase = pause ? Phase::Waiting : Phase::Idle;
    if (pause)
        tryAgainIn(*pause);
    auto all = std::exchange(m_sent, {}).values();
    std::sort(all.begin(), all.end(), [](const Sent &a, const Sent &b) { return a.ticket < b.ticket; });
    // What is too large now may have been small enough when it was handed over.
    for (const Sent &sent : std::as_const(all))
        Q_EMIT done(sent.ticket, false, sent.size > m_limit.bytes() ? tooLarge(sent.size) : failure.error);
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
        startWatchdog(m_leave == 0 ? 0 : kLeaveTimeoutMs);
        return;
    case Phase::Opening:
    case Phase::Subscribing:
    case Phase::Looking:
        m_link->abort();
        break;
    case Phase::Idle:
    case Phase::Waiting:
        break;
    }
    m_looking.stop();
    stopWatchdog();
    stopTrying();
    m_phase = Phase::Idle;
    later([this] {
        if (m_phase == Phase::Idle)
            setState(State::Closed);
    });
}

void MqttTransport::finishLeaving(bool isAcknowledged)
{
    stopWatchdog();
    // Without the acknowledgement the will is the surer farewell.
    if (isAcknowledged)
        m_link->close();
    else
        m_link->abort();
    m_phase = Phase::Idle;
    m_presence.clear();
    forgetPresence();
    m_expected.clear();
    m_echoTimer.stop();
    m_probed = 0;
    const auto all = std::exchange(m_sent, {});
    for (const Sent &sent : all) {
        if (sent.isAcked)
            Q_EMIT done(sent.ticket, true, {});
        else
            Q_EMIT done(sent.ticket, false, {TransportErrorCode::ConnectionLost, tr("The notebook was closed.")});
    }
    setState(State::Closed);
}

void MqttTransport::declarePresence()
{
    if (!isSubscribed())
        return;
    const QByteArray payload =
        isPresent() ? MqttPresence::declaration(m_clone, m_topics.control()) : QByteArray();
    m_link->publish(m_topics.presence(), payload, 1, !isRabbitMq());
}

Ticket MqttTransport::broadcast(const QByteArray &payload)
{
    return publish(m_topics.operations(), payload, 1);
}

void MqttTransport::onOwnOperation(const QByteArray &payload)
{
    const auto found = std::find_if(m_expected.cbegin(), m_expected.cend(),
                                    [size = payload.size(), hash = qHash(payload)](const Echo &echo) {
                                        return echo.size == size && echo.hash == hash;
                                    });
    if (found == m_expected.cend())
        return;
    m_hasEchoed = true;
    missEchoes(found - m_expected.cbegin());
    if (m_expected.empty()) // who heard of it has ended this
        return;
    const MqttLink::Token token = m_expected.front().token;
    m_expected.pop_front();
    m_probed = std::max<qsizetype>(m_probed - 1, 0);
    m_echoTimer.start(kEchoMs);
    if (const auto sent = m_sent.find(token); sent != m_sent.end()) {
        sent->awaitsEcho = false;
        if (sent->isAcked)
            settle(token);
    }
}

void MqttTransport::checkEchoes()
{
    // What it sends back later than this ghost, it has sent later.
    if (m_expected.empty() || m_probed > 0 || !isSubscribed())
        return;
    for (const Echo &echo : m_expected) {
        const auto sent = m_sent.constFind(echo.token);
        if (sent == m_sent.cend() || !sent->isAcked)
            break;
        ++m_probed;
    }
    if (m_probed > 0)
        m_link->publish(m_topics.presence(), MqttPresence::ghost(), 1, false);
    else
        m_echoTimer.start(kEchoMs);
}

void MqttTransport::missEchoes(qsizetype count)
{
    for (; count > 0 && !m_expected.empty(); --count) {
        const Echo echo = m_expected.front();
        m_expected.pop_front();
        m_probed = std::max<qsizetype>(m_probed - 1, 0);
        onRefused(echo.token, echo.size > kSmallPayload ? MqttLink::kTooLarge
                              : m_hasEchoed             ? MqttLink::kNoReason
                                                        : MqttLink::kNotAuthorized);
    }
}

Ticket MqttTransport::unicast(const Address &address, const QByteArray &payload)
{
    const QString topic = m_topics.forMessage(address);
    if (topic.isEmpty()) {
        return refuse({TransportErrorCode::ProtocolError,
                       tr("The id “%1” cannot be written to over MQTT.").arg(address.to)});
    }
    const bool wantsWord = payload.size() > kUnconfirmedPayload && m_link->tellsRefusals();
    const Ticket ticket = publish(topic, payload, wantsWord ? 1 : 0);
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
        return refuseUnconnected();
    if (payload.size() > m_limit.bytes())
        return refuse(tooLarge(payload.size()));
    const MqttLink::Token token = m_link->publish(topic, payload, qos, false);
    if (token == 0)
        return refuseUnconnected();
    const bool awaitsEcho = topic == m_topics.operations() && !m_link->tellsRefusals();
    const Ticket ticket = newTicket();
    m_sent.insert(token, {ticket, payload.size(), qos > 0, awaitsEcho, false});
    if (awaitsEcho) {
        m_expected.push_back({token, payload.size(), qHash(payload)});
        if (!m_echoTimer.isActive())
            m_echoTimer.start(kEchoMs);
    }
    return ticket;
}

TransportError MqttTransport::tooLarge(qint64 size) const
{
    return {TransportErrorCode::TooLarge,
            tr("The change is too large to be sent by way of %1: %2 bytes, where it takes %3. Make it in smaller parts, "
               "or ask whoever runs the service to allow larger messages.")
                .arg(m_options.host)
                .arg(size)
                .arg(m_limit.bytes())};
}

void MqttTransport::settle(MqttLink::Token token)
{
    if (m_phase == Phase::Leaving && token == m_leave) {
        finishLeaving(true);
        return;
    }
    if (token == m_greeting) {
        m_isGreetingTaken = true;
        return;
    }
    if (const auto it = m_sent.find(token); it != m_sent.end() && it->awaitsEcho) {
        it->isAcked = true;
        return;
    }
    const Sent sent = m_sent.take(token);
    if (sent.ticket == 0)
        return;
    if (sent.isConfirmed) {
        m_limit.noteTaken(sent.size);
        noteProgress();
        // It does take messages from us, whatever was the matter.
        if (state() == State::Connected && error().code == TransportErrorCode::Forbidden)
            setState(State::Connected);
    }
    Q_EMIT done(sent.ticket, true, {});
}

void MqttTransport::onRefused(MqttLink::Token token, int reason)
{
    if (m_phase == Phase::Leaving && token == m_leave) {
        finishLeaving(true);
        return;
    }
    if (m_phase == Phase::Greeting && token == m_greeting) {
        // The subscriptions were granted, so this is what is wrong.
        Q_EMIT progressed({.step = ConnectionStep::MaySubscribe});
        m_link->close();
        lose(m_failures.publishDenied());
        return;
    }
    const Sent sent = m_sent.take(token);
    if (reason == MqttLink::kTooLarge && sent.ticket != 0)
        m_limit.noteRefused(sent.size);
    const NetFailure denied = m_failures.publishDenied();
    if (sent.ticket != 0) {
        Q_EMIT done(sent.ticket, false,
                    reason == MqttLink::kTooLarge        ? tooLarge(sent.size)
                    : reason == MqttLink::kNotAuthorized ? denied.error
                                                         : m_failures.notTaken().error);
    }
    // It goes on receiving; but a person must know.
    if (reason == MqttLink::kNotAuthorized && isSubscribed())
        setState(State::Connected, denied.error);
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
    if (m_phase == Phase::Looking && topic == m_topics.presence() && payload != MqttPresence::ghost()) {
        m_isSeen = !payload.isEmpty();
        // The broker may still take a connection of our own for alive, which it will give up.
        if (m_isSeen && !isRabbitMq())
            m_looking.start(std::max(kGhostMs, m_options.keepAliveSeconds * 2500));
        else
            endLooking(m_isSeen);
        return;
    }
    if (m_phase != Phase::Subscribing && !isSubscribed())
        return;
    std::visit(
        Visitor{
            [&](std::monostate) { noteMalformed(topic); },
            [&](const MqttTopics::Presence &is) { onPresence(is.clientId, payload); },
            [&](const MqttTopics::Operation &is) {
                if (is.publisher == m_clone) {
                    onOwnOperation(payload);
                    return;
                }
                noteProgress();
                Q_EMIT operationReceived(payload);
            },
            [&](const MqttTopics::Unicast &is) {
                noteProgress();
                Q_EMIT messageReceived(is.address, payload);
            },
            [&](const MqttTopics::Notification &is) { onNotification(is.channelId, payload); },
            [&](MqttTopics::Who) { onWho(payload); },
        },
        m_topics.meaning(topic));
}

void MqttTransport::onPresence(const QString &clientId, const QByteArray &payload)
{
    if (payload == MqttPresence::ghost()) {
        if (clientId != m_clone)
            return;
        if (!isRabbitMq())
            goLive();
        missEchoes(m_probed);
        if (!m_expected.empty())
            m_echoTimer.start(kEchoMs);
        return;
    }
    if (!m_presence.update(clientId, payload, m_topics.control()))
        noteMalformed(u"presence of "_s + clientId);
    if (m_phase == Phase::Live)
        tellPresence(m_presence.present(m_clone));
    else if (m_answers.isActive() && !m_presence.present(m_clone).isEmpty())
        goLive(); // enough to begin with; the others follow
}

void MqttTransport::onWho(const QByteArray &asker)
{
    if (asker == m_clone.toUtf8()) {
        if (m_phase == Phase::Greeting)
            m_answers.start(kAnswerMs);
    } else if (isPresent() && isSubscribed()) {
        declarePresence();
    }
}

void MqttTransport::goLive()
{
    if (m_phase != Phase::Greeting)
        return;
    m_phase = Phase::Live;
    stopWatchdog();
    noteProgress();
    noteAccess();
    m_answers.stop();
    tellPresence(m_presence.present(m_clone));
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

} // namespace mld
