// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "amqp/amqptransport.h"

#include <QRandomGenerator>

#include <algorithm>

#include "moc_amqptransport.cpp"

namespace mld {

namespace {

constexpr int kFirstAmqpPauseMs = 200;
constexpr int kLongestAmqpPauseMs = 30'000;
constexpr qint64 kGoodAmqpConnectionMs = 5000;
// While a server may only be restarting, nobody should wait long for its return.
constexpr qint64 kAmqpRestartMs = 60'000;
constexpr int kPauseInAmqpRestartMs = 700;
// Right after a restart a server may refuse whom it will let in: its accounts are not loaded yet.
constexpr int kAmqpRefusalsBelieved = 3;
// For those who are present to answer. If nobody is, the server says so at once.
constexpr int kPresentAnswerMs = 500;
constexpr int kAmqpLeaveTimeoutMs = 2000;
constexpr int kSetUpTimeoutMs = 5000;
// Pieces that a server with its usual settings takes, and that leave others their turn.
constexpr qsizetype kPiece = 256 * 1024;
constexpr qsizetype kSmallestPiece = 16 * 1024;
// What the server has not confirmed yet: more is not accepted.
constexpr qint64 kMostUnconfirmed = 128 * 1024 * 1024;
constexpr qsizetype kSessionSize = 8;

QByteArray newSession()
{
    QByteArray session(kSessionSize, Qt::Uninitialized);
    quint64 random = QRandomGenerator::system()->generate64();
    for (char &each : session) {
        each = char(random & 0xFF);
        random >>= 8;
    }
    return session;
}

} // namespace

AmqpTransport::AmqpTransport(AmqpOptions options, QObject *parent)
    : ConnectionTransport(kFirstAmqpPauseMs, kLongestAmqpPauseMs, parent), m_options(std::move(options)),
      m_failures(m_options), m_link(m_options),
      m_presence({}, [] { return QRandomGenerator::global()->generateDouble(); }), m_piece(kPiece)
{
    m_clock.start();
    m_tick.setSingleShot(true);
    connect(&m_tick, &QTimer::timeout, this, &AmqpTransport::tick);
    connect(&m_link, &AmqpLink::progressed, this, [this](const ConnectionProgress &progress) {
        if (m_phase != Phase::Opening)
            return;
        m_hasReached = m_hasReached || progress.step >= ConnectionStep::Reached;
        if (progress.step == ConnectionStep::SignedIn)
            startWatchdog(kSetUpTimeoutMs);
        Q_EMIT progressed(progress);
    });
    connect(&m_link, &AmqpLink::up, this, &AmqpTransport::onUp);
    connect(&m_link, &AmqpLink::down, this, &AmqpTransport::onDown);
    connect(&m_link, &AmqpLink::closed, this, [this] {
        if (m_phase == Phase::Leaving)
            finishLeaving();
    });
    connect(&m_link, &AmqpLink::confirmed, this, [this](quint64 token) { onSettled(token, true); });
    connect(&m_link, &AmqpLink::refused, this, [this](quint64 token) { onSettled(token, false); });
    connect(&m_link, &AmqpLink::returned, this, &AmqpTransport::onReturned);
    connect(&m_link, &AmqpLink::received, this, &AmqpTransport::onReceived);
    connect(&m_link, &AmqpLink::oversizeReceived, this, [this] { noteMalformed(QStringLiteral("a message by its size")); });
    connect(&m_link, &AmqpLink::blockedChanged, this, &AmqpTransport::onBlocked);
}

AmqpTransport::~AmqpTransport()
{
    m_link.disconnect(this);
}

TransportCapabilities AmqpTransport::capabilities() const
{
    return {.maxPayload = m_chunker.largest(),
            .nativePresence = false,
            .publishConfirmed = true,
            .fifoPerPublisher = true,
            .storesForOffline = false,
            .reachesJs = false,
            .expectedDepartureMs = m_presence.departureMs()};
}

void AmqpTransport::open(const DomainName &domain, const CloneId &clone)
{
    if (m_phase != Phase::Idle && m_phase != Phase::Waiting)
        return;
    stopTrying();
    m_phase = Phase::Idle;
    if (!AmqpNames(m_options.prefix, domain, clone, newSession()).areValid()) {
        later([this] {
            setState(State::Failed, {TransportErrorCode::BadConfiguration,
                                     tr("A domain name or clone id must not be empty, nor very long, nor contain “*” or "
                                        "“#”.")});
        });
        return;
    }
    if (m_options.isSecure && !canBeSecure()) {
        later([this] {
            setState(State::Failed, {TransportErrorCode::BadConfiguration,
                                     tr("This program cannot make secure connections to RabbitMQ. Use “amqp” instead.")});
        });
        return;
    }
    m_domain = domain;
    m_clone = clone;
    m_wasIn = false;
    m_refusals = 0;
    m_downSince.start();
    m_phase = Phase::Waiting;
    later([this] {
        if (m_phase != Phase::Waiting)
            return;
        setState(State::Connecting);
        attempt();
    });
}

void AmqpTransport::attempt()
{
    if (m_phase != Phase::Waiting)
        return;
    m_phase = Phase::Opening;
    m_hasReached = false;
    m_session = newSession();
    startWatchdog(m_options.connectTimeoutMs);
    m_link.open(AmqpNames(m_options.prefix, m_domain, m_clone, m_session), AmqpNames::toClone(m_clone));
}

void AmqpTransport::onUp()
{
    if (m_phase != Phase::Opening)
        return;
    m_phase = Phase::Greeting;
    m_wasIn = true;
    m_refusals = 0;
    noteAccess();
    m_upSince.start();
    m_presence.begin(m_clone, m_session, now());
    m_question = say(m_presence.question());
    startWatchdog(kPresentAnswerMs);
    scheduleTick();
    // If there is no right to send, the question will show that; before that, this is so.
    Q_EMIT progressed({.step = ConnectionStep::MaySubscribe});
    if (m_phase != Phase::Greeting)
        return;
    setState(State::Connected);
    for (auto it = m_channels.cbegin(); it != m_channels.cend(); ++it) {
        later([this, channelId = it.key()] {
            if (isUp() && m_channels.contains(channelId))
                Q_EMIT channelOpened(channelId);
        });
    }
}

void AmqpTransport::goLive()
{
    if (m_phase != Phase::Greeting)
        return;
    m_phase = Phase::Live;
    stopWatchdog();
    if (isPresent())
        declarePresence();
    showPresence();
}

void AmqpTransport::declarePresence()
{
    if (m_phase != Phase::Live)
        return;
    // Whoever asks after this is answered; whoever asked before hears the declaration.
    m_link.setPresent(isPresent());
    say(m_presence.declare(isPresent(), now()));
    scheduleTick();
}

void AmqpTransport::showPresence()
{
    if (m_phase == Phase::Live)
        tellPresence(m_presence.present());
}

quint64 AmqpTransport::say(const Envelope &envelope)
{
    const bool isQuestion = envelope.kind == Envelope::Kind::Hello;
    const QByteArray key = isQuestion               ? AmqpNames::toPresent()
                           : envelope.to.isEmpty() ? AmqpNames::toAll()
                                                    : AmqpNames::toClone(envelope.to);
    return key.isEmpty() ? 0 : m_link.publish(key, encodeEnvelope(envelope), isQuestion);
}

void AmqpTransport::say(const QList<Envelope> &envelopes)
{
    for (const Envelope &envelope : envelopes)
        say(envelope);
}

void AmqpTransport::tick()
{
    if (!isUp())
        return;
    say(m_presence.tick(now()));
    m_chunker.dropOverdue(now());
    take(m_sequencer.takeOverdue(now()));
    showPresence();
    scheduleTick();
}

void AmqpTransport::scheduleTick()
{
    if (!isUp())
        return;
    const qint64 due = std::min(m_presence.nextDueMs(), m_sequencer.nextDueMs().value_or(m_presence.nextDueMs()));
    m_tick.start(int(std::max<qint64>(0, due - now())));
}

void AmqpTransport::onReceived(const QByteArray &body)
{
    if (!isUp())
        return;
    auto read = decodeEnvelope(body);
    if (const auto *none = std::get_if<NoEnvelope>(&read)) {
        noteMalformed(QStringLiteral("a message that is none of ours"));
        if (*none == NoEnvelope::LaterVersion && error().code == TransportErrorCode::None)
            setState(State::Connected, m_failures.laterVersion());
        return;
    }
    Envelope &envelope = std::get<Envelope>(read);
    if (!envelope.to.isEmpty() && envelope.to != m_clone) {
        noteMalformed(QStringLiteral("a message for somebody else"));
        return;
    }
    if (envelope.from == m_clone && envelope.session == m_session && envelope.to.isEmpty())
        return;
    say(m_presence.take(envelope, now()));
    if (m_phase == Phase::Greeting && m_presence.isAnswered())
        goLive();
    showPresence();
    if (envelope.kind != Envelope::Kind::Operation && !envelope.isUnicast())
        return;
    const bool wasWaiting = m_sequencer.nextDueMs().has_value();
    take(m_sequencer.take(std::move(envelope), now()));
    if (!wasWaiting && m_sequencer.nextDueMs())
        scheduleTick();
}

void AmqpTransport::take(QList<Sequencer::Arrival> arrivals)
{
    for (Sequencer::Arrival &arrival : arrivals) {
        if (const auto whole = m_chunker.take(std::move(arrival), now()); whole && isUp())
            hand(*whole);
    }
}

void AmqpTransport::hand(const Envelope &envelope)
{
    if (envelope.kind == Envelope::Kind::Operation) {
        Q_EMIT operationReceived(envelope.payload);
        return;
    }
    if (envelope.kind == Envelope::Kind::Notify) {
        const auto channel = m_channels.constFind(envelope.channelId);
        // Nobody listens, or to another.
        if (channel == m_channels.constEnd() || (!channel->isEmpty() && *channel != envelope.from))
            return;
    }
    Q_EMIT messageReceived(envelope.address(), envelope.payload);
}

Ticket AmqpTransport::post(Envelope envelope, const QByteArray &key, bool isMandatory)
{
    const qint64 size = envelope.payload.size();
    if (size > m_chunker.largest())
        return refuse(m_failures.tooLarge(size, m_chunker.largest()));
    if (m_sentBytes + size > kMostUnconfirmed)
        return refuse(m_failures.tooMuchUnderWay());
    envelope.from = m_clone;
    envelope.session = m_session;
    const qsizetype count = Chunker::count(size, m_piece);
    const Ticket ticket = newTicket();
    m_sent.insert(ticket, {.pieces = count, .size = size, .to = envelope.to,
                           .peerSession = m_presence.session(envelope.to)});
    m_sentBytes += size;
    quint64 &sequence = envelope.to.isEmpty() ? m_sequence : m_sequences[envelope.to];
    for (qsizetype part = 0; part < count; ++part) {
        Envelope piece = count == 1 ? std::move(envelope) : Chunker::cut(envelope, m_piece, quint32(part));
        piece.sequence = ++sequence;
        m_tokens.insert(m_link.publish(key, encodeEnvelope(piece), isMandatory), ticket);
    }
    return ticket;
}

Ticket AmqpTransport::broadcast(const QByteArray &payload)
{
    if (!isUp())
        return refuseUnconnected();
    return post({.kind = Envelope::Kind::Operation, .payload = payload}, AmqpNames::toAll(), false);
}

Ticket AmqpTransport::unicast(const Address &address, const QByteArray &payload)
{
    if (!isUp())
        return refuseUnconnected();
    const bool isForAll = address.lane == Lane::Notify && address.to.isEmpty();
    const QByteArray key = isForAll ? AmqpNames::toAll() : AmqpNames::toClone(address.to);
    if (key.isEmpty())
        return refuse(m_failures.nobodyThere());
    return post(Envelope::unicast(address, payload), key, !isForAll);
}

void AmqpTransport::onReturned(quint64 token)
{
    if (token == m_question) {
        goLive();
        return;
    }
    const auto sent = m_sent.find(m_tokens.value(token));
    if (sent == m_sent.end())
        return;
    sent->isGood = false;
    sent->error = m_failures.nobodyThere();
    // Whoever is not there any more need not be waited for. Unless it has come back since.
    if (!sent->peerSession.isEmpty() && m_presence.session(sent->to) == sent->peerSession) {
        m_presence.forget(sent->to);
        showPresence();
    }
}

void AmqpTransport::onSettled(quint64 token, bool isTaken)
{
    const Ticket ticket = m_tokens.take(token);
    const auto found = m_sent.find(ticket);
    if (found == m_sent.end())
        return;
    if (!isTaken) {
        found->isGood = false;
        found->error = m_failures.notTaken();
    }
    if (--found->pieces > 0)
        return;
    const Sent sent = *found;
    m_sent.erase(found);
    m_sentBytes -= sent.size;
    Q_EMIT done(ticket, sent.isGood, sent.error);
    leaveIfSent();
}

void AmqpTransport::onBlocked(bool isBlocked)
{
    if (!isUp())
        return;
    setState(State::Connected, isBlocked ? m_failures.blocked() : TransportError());
}

void AmqpTransport::onWatchdog()
{
    switch (m_phase) {
    case Phase::Opening:
        lose(m_hasReached ? m_failures.noAnswer() : m_failures.noConnection());
        break;
    case Phase::Greeting:
        // Somebody is there who does not answer.
        goLive();
        break;
    case Phase::Leaving:
        finishLeaving();
        break;
    case Phase::Idle:
    case Phase::Live:
    case Phase::Waiting:
        break;
    }
}

void AmqpTransport::onDown(const NetFailure &failure)
{
    if (m_phase == Phase::Leaving) {
        finishLeaving();
        return;
    }
    if (m_phase != Phase::Opening && !isUp())
        return;
    if (failure.error.code == TransportErrorCode::TooLarge)
        m_piece = std::max(kSmallestPiece, m_piece / 2);
    lose(failure);
}

void AmqpTransport::forgetConnection()
{
    stopWatchdog();
    m_tick.stop();
    m_link.abort();
    m_sequencer.clear();
    m_chunker.clear();
    m_sequence = 0;
    m_sequences.clear();
    m_tokens.clear();
    m_sentBytes = 0;
}

void AmqpTransport::lose(const NetFailure &given)
{
    NetFailure failure = given;
    const bool hadPresence = forgetPresence();
    if (isUp())
        m_downSince.start();
    if (isUp() && m_upSince.elapsed() >= kGoodAmqpConnectionMs)
        noteProgress();
    if (!failure.canRetry && m_wasIn && m_phase == Phase::Opening && ++m_refusals < kAmqpRefusalsBelieved)
        failure.canRetry = true;
    forgetConnection();
    std::optional<int> pause = pauseAfter(failure);
    if (pause && failure.canRetry && m_downSince.elapsed() < kAmqpRestartMs)
        pause = std::min(*pause, kPauseInAmqpRestartMs);
    m_phase = pause ? Phase::Waiting : Phase::Idle;
    if (pause)
        tryAgainIn(*pause);
    auto tickets = std::exchange(m_sent, {}).keys();
    std::sort(tickets.begin(), tickets.end());
    for (const Ticket ticket : std::as_const(tickets))
        Q_EMIT done(ticket, false, failure.error);
    setState(failure.canRetry ? State::Offline : State::Failed, failure.error);
    if (hadPresence)
        Q_EMIT presenceChanged({});
}

void AmqpTransport::close()
{
    switch (m_phase) {
    case Phase::Leaving:
        return;
    case Phase::Greeting:
    case Phase::Live:
        if (m_presence.isPresent())
            say(m_presence.declare(false, now()));
        m_phase = Phase::Leaving;
        m_tick.stop();
        startWatchdog(kAmqpLeaveTimeoutMs);
        later([this] { leaveIfSent(); });
        return;
    case Phase::Idle:
    case Phase::Opening:
    case Phase::Waiting:
        break;
    }
    stopTrying();
    forgetConnection();
    m_phase = Phase::Idle;
    later([this] {
        if (m_phase == Phase::Idle)
            setState(State::Closed);
    });
}

void AmqpTransport::leaveIfSent()
{
    if (m_phase == Phase::Leaving && m_sent.isEmpty())
        m_link.close();
}

void AmqpTransport::finishLeaving()
{
    forgetConnection();
    m_phase = Phase::Idle;
    forgetPresence();
    auto tickets = std::exchange(m_sent, {}).keys();
    std::sort(tickets.begin(), tickets.end());
    for (const Ticket ticket : std::as_const(tickets))
        Q_EMIT done(ticket, false, {TransportErrorCode::ConnectionLost, tr("The notebook was closed.")});
    setState(State::Closed);
}

void AmqpTransport::openChannel(const QString &channelId, const CloneId &peer)
{
    m_channels.insert(channelId, peer);
    if (!isUp())
        return;
    // All that is for us comes anyway.
    later([this, channelId] {
        if (isUp() && m_channels.contains(channelId))
            Q_EMIT channelOpened(channelId);
    });
}

void AmqpTransport::closeChannel(const QString &channelId)
{
    m_channels.remove(channelId);
}

} // namespace mld
