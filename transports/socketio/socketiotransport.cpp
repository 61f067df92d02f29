// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "socketio/socketiotransport.h"

#include "net/qtproxy.h"
#include "net/qttls.h"

#include <algorithm>

#include "moc_socketiotransport.cpp"

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

// Socket.IO 4's default, until the server has told its own.
constexpr qint64 kUsualPayload = 1'000'000;
// A connection that lasts this long was a good one: the next loss starts the pauses anew.
constexpr qint64 kGoodConnectionMs = 5000;
// While a server may only be restarting, nobody should wait long for its return.
constexpr qint64 kRestartMs = 60'000;
constexpr int kPauseInRestartMs = 700;
constexpr int kPresenceTimeoutMs = 5000;
constexpr int kAcknowledgeTimeoutMs = 10'000;
constexpr int kLeaveTimeoutMs = 2000;
// Right after a restart a server may refuse whom it will let in: what its login needs is not up yet.
constexpr int kRefusalsBelieved = 3;
// What a person would call at once.
constexpr int kDepartureSlackMs = 500;

sio::SessionOptions sessionOptions(const SocketIoOptions &options, const DomainName &domain, const CloneId &clone)
{
    sio::SessionOptions session;
    session.origin = options.origin;
    session.path = options.path;
    for (auto it = options.query.constBegin(); it != options.query.constEnd(); ++it)
        session.query.append({it.key(), it.value().toString()});
    session.query.append({u"@id"_s, clone});
    session.query.append({u"@domain"_s, domain});
    for (auto it = options.extraHeaders.constBegin(); it != options.extraHeaders.constEnd(); ++it)
        session.headers.append({it.key().toUtf8(), it.value().toString().toUtf8()});
    session.way = sio::SessionOptions::Way(int(options.way));
    session.connectTimeoutMs = options.connectTimeoutMs;
    session.verifyServer = options.tls.verifyServer;
    if (!options.proxy.isEmpty())
        session.proxy = qtProxy(options.proxy);
    return session;
}

QString eventOf(Lane lane)
{
    switch (lane) {
    case Lane::Send:
        return u"send"_s;
    case Lane::Reply:
        return u"reply"_s;
    case Lane::Notify:
        return u"notify"_s;
    }
    return {};
}

} // namespace

SocketIoTransport::SocketIoTransport(SocketIoOptions options, QObject *parent)
    : ConnectionTransport(options.reconnectionDelayMs, options.reconnectionDelayMaxMs, parent),
      m_options(std::move(options)), m_failures(m_options), m_largest(kUsualPayload)
{
    m_expiry.setInterval(1000);
    m_clock.start();
    connect(&m_expiry, &QTimer::timeout, this, &SocketIoTransport::expireTickets);
}

SocketIoTransport::~SocketIoTransport()
{
    if (m_socket)
        m_socket->disconnect(this);
}

TransportCapabilities SocketIoTransport::capabilities() const
{
    const int silence = m_handshake.pingIntervalMs > 0 ? m_handshake.pingIntervalMs + m_handshake.pingTimeoutMs : 45'000;
    return {.maxPayload = m_largest,
            .nativePresence = true,
            .publishConfirmed = false,
            .fifoPerPublisher = true,
            .storesForOffline = false,
            .reachesJs = true,
            .expectedDepartureMs = silence + kDepartureSlackMs};
}

void SocketIoTransport::open(const DomainName &domain, const CloneId &clone)
{
    if (m_phase != Phase::Idle && m_phase != Phase::Waiting)
        return;
    stopTrying();
    m_phase = Phase::Idle;
    // A gateway ends at a handshake without an id (gateway.md, traps).
    if (domain.isEmpty() || clone.isEmpty() || domain.contains(u'/') || clone.contains(u'/')) {
        refuseToOpen(tr("A domain name or clone id must not be empty, nor contain “/”."));
        return;
    }
    if (m_options.isSecure()) {
        const auto tls = qtTlsConfiguration(m_options.tls);
        if (!tls) {
            refuseToOpen(tls.error().message);
            return;
        }
        m_tls = *tls;
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

void SocketIoTransport::refuseToOpen(const QString &why)
{
    later([this, why] { setState(State::Failed, {TransportErrorCode::BadConfiguration, why}); });
}

void SocketIoTransport::attempt()
{
    if (m_phase != Phase::Waiting)
        return;
    m_phase = Phase::Opening;
    prepare(++m_attempt);
}

void SocketIoTransport::prepare(quint64 attempt)
{
    goOn(attempt, m_options.auth);
}

void SocketIoTransport::giveUp(quint64 attempt, const NetFailure &failure)
{
    if (m_phase == Phase::Opening && attempt == m_attempt && !m_socket)
        lose(failure);
}

void SocketIoTransport::goOn(quint64 attempt, const QJsonObject &auth)
{
    if (m_phase != Phase::Opening || attempt != m_attempt || m_socket)
        return;
    auto options = sessionOptions(m_options, m_domain, m_clone);
    options.tls = m_tls;
    m_socket = std::make_unique<sio::Socket>(std::move(options), m_options.nsp, auth.toVariantMap());
    connect(m_socket.get(), &sio::Socket::progressed, this, &ConnectionTransport::progressed);
    connect(m_socket.get(), &sio::Socket::connected, this, &SocketIoTransport::onConnected);
    connect(m_socket.get(), &sio::Socket::eventReceived, this, &SocketIoTransport::onEvent);
    connect(m_socket.get(), &sio::Socket::strangeReceived, this,
            [this](const QString &what) { noteMalformed(what); });
    connect(m_socket.get(), &sio::Socket::ended, this, &SocketIoTransport::onEnded);
    m_socket->open();
}

void SocketIoTransport::onConnected()
{
    if (m_phase != Phase::Opening)
        return;
    m_handshake = m_socket->session().handshake();
    m_largest = m_socket->session().largestBinary();
    m_phase = Phase::Greeting;
    startWatchdog(kPresenceTimeoutMs);
    if (isPresent())
        m_socket->emitEvent(u"present"_s, {true});
    Q_EMIT progressed({.step = ConnectionStep::SignedIn});
}

void SocketIoTransport::onEvent(const QString &name, const QVariantList &arguments, qint64 id)
{
    bool isUnderstood = true;
    if (name == u"presence")
        onPresence(arguments);
    else if (name == u"operation" && !arguments.isEmpty() && arguments[0].typeId() == QMetaType::QByteArray) {
        if (isUp())
            Q_EMIT operationReceived(arguments[0].toByteArray());
    } else if (name == u"send")
        isUnderstood = onMessage(Lane::Send, arguments);
    else if (name == u"reply")
        isUnderstood = onMessage(Lane::Reply, arguments);
    else if (name == u"notify")
        isUnderstood = onMessage(Lane::Notify, arguments);
    else
        isUnderstood = false;
    if (!isUnderstood)
        noteMalformed(u"event "_s + name);
    if (id >= 0 && m_socket)
        m_socket->acknowledge(id, {QVariant::fromValue(nullptr)});
}

bool SocketIoTransport::onMessage(Lane lane, const QVariantList &arguments)
{
    if (arguments.size() < 2 || arguments[1].typeId() != QMetaType::QByteArray)
        return false;
    const QVariantMap params = arguments[0].toMap();
    const auto text = [&](const QString &key) {
        const QVariant value = params.value(key);
        return value.typeId() == QMetaType::QString ? value.toString() : QString();
    };
    Address from{lane, text(u"fromId"_s), text(u"toId"_s), {}, {}, {}};
    if (from.from.isEmpty() || from.to != m_clone)
        return false;
    if (lane == Lane::Notify) {
        from.channelId = text(u"channelId"_s);
        const auto channel = m_channels.constFind(from.channelId);
        // Nobody listens, or to another: not malformed.
        if (channel == m_channels.constEnd() || (!channel->isEmpty() && *channel != from.from))
            return true;
    } else {
        from.messageId = text(u"messageId"_s);
        from.sentMessageId = text(u"sentMessageId"_s);
        if (from.messageId.isEmpty() || (lane == Lane::Reply) == from.sentMessageId.isEmpty())
            return false;
    }
    if (isUp())
        Q_EMIT messageReceived(from, arguments[1].toByteArray());
    return true;
}

void SocketIoTransport::onPresence(const QVariantList &arguments)
{
    QSet<CloneId> listed;
    if (arguments.size() != 1 || arguments[0].typeId() != QMetaType::QVariantList) {
        noteMalformed(u"presence"_s);
        return;
    }
    const auto ids = arguments[0].toList();
    for (const QVariant &id : ids) {
        if (id.typeId() != QMetaType::QString) {
            noteMalformed(u"presence"_s);
            return;
        }
        listed.insert(id.toString());
    }
    if (m_phase != Phase::Greeting && !isUp())
        return;
    m_listed = listed;
    if (m_phase == Phase::Greeting) {
        m_phase = Phase::Joining;
        m_wasIn = true;
        m_refusals = 0;
        noteAccess();
        m_upSince.start();
        setState(State::Connected);
        for (auto it = m_channels.cbegin(); it != m_channels.cend(); ++it)
            later([this, channelId = it.key()] {
                if (isUp() && m_channels.contains(channelId))
                    Q_EMIT channelOpened(channelId);
            });
    }
    // The first list was made before the server heard of us, so it may lack others who came with us.
    if (m_phase == Phase::Joining && isCompleteFor(listed)) {
        m_phase = Phase::Live;
        stopWatchdog();
    }
    if (m_phase == Phase::Live)
        showPresence();
}

bool SocketIoTransport::isCompleteFor(const QSet<CloneId> &listed) const
{
    if (isPresent() && !listed.contains(m_clone))
        return false;
    QSet<CloneId> others = listed;
    others.remove(m_clone);
    return isComplete(others);
}

bool SocketIoTransport::isComplete(const QSet<CloneId> &) const
{
    return true;
}

void SocketIoTransport::showPresence()
{
    QSet<CloneId> others = m_listed;
    others.remove(m_clone);
    tellPresence(others);
}

void SocketIoTransport::onWatchdog()
{
    switch (m_phase) {
    case Phase::Greeting:
        lose(noService());
        break;
    case Phase::Joining:
        // It told who is there; that it left us or others out is its own affair.
        m_phase = Phase::Live;
        showPresence();
        break;
    case Phase::Leaving:
        finishLeaving();
        break;
    case Phase::Idle:
    case Phase::Opening:
    case Phase::Live:
    case Phase::Waiting:
        break;
    }
}

void SocketIoTransport::onEnded(sio::Fault fault)
{
    if (m_phase == Phase::Leaving) {
        finishLeaving();
        return;
    }
    lose(failureOf(fault));
}

NetFailure SocketIoTransport::failureOf(sio::Fault fault)
{
    NetFailure failure = m_failures.of(fault);
    if (fault == sio::Fault::ConnectRefused && m_wasIn && ++m_refusals < kRefusalsBelieved)
        failure.canRetry = true;
    return failure;
}

NetFailure SocketIoTransport::noService() const
{
    return m_failures.noService();
}

void SocketIoTransport::dropSocket()
{
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->close();
    m_socket.release()->deleteLater(); // it may be the one who called
}

void SocketIoTransport::lose(const NetFailure &failure)
{
    const bool hadPresence = forgetPresence();
    if (isUp())
        m_downSince.start();
    if (isUp() && m_upSince.elapsed() >= kGoodConnectionMs)
        noteProgress();
    stopWatchdog();
    m_expiry.stop();
    dropSocket();
    std::optional<int> pause = pauseAfter(failure);
    if (pause && failure.canRetry && m_downSince.elapsed() < kRestartMs)
        pause = std::min(*pause, kPauseInRestartMs);
    m_phase = pause ? Phase::Waiting : Phase::Idle;
    if (pause)
        tryAgainIn(*pause);
    auto tickets = std::exchange(m_tickets, {}).keys();
    std::sort(tickets.begin(), tickets.end());
    for (const Ticket ticket : std::as_const(tickets))
        Q_EMIT done(ticket, false, failure.error);
    setState(failure.canRetry ? State::Offline : State::Failed, failure.error);
    if (hadPresence)
        Q_EMIT presenceChanged({});
}

void SocketIoTransport::close()
{
    switch (m_phase) {
    case Phase::Leaving:
        return;
    case Phase::Joining:
    case Phase::Live:
        m_phase = Phase::Leaving;
        startWatchdog(kLeaveTimeoutMs);
        m_socket->emitEvent(u"present"_s, {false});
        // The server forgets what it has received and not looked at when a socket leaves. So we leave when
        // it has acknowledged something that came last; what that is, matters to nobody.
        m_socket->emitEvent(u"notify"_s,
                            {QVariantMap{{u"fromId"_s, m_clone}, {u"toId"_s, m_clone}, {u"channelId"_s, u"farewell"_s}},
                             QByteArray()},
                            [this](const QVariantList &) { leave(); });
        return;
    case Phase::Idle:
    case Phase::Opening:
    case Phase::Greeting:
    case Phase::Waiting:
        break;
    }
    stopWatchdog();
    stopTrying();
    dropSocket();
    m_phase = Phase::Idle;
    later([this] {
        if (m_phase == Phase::Idle)
            setState(State::Closed);
    });
}

void SocketIoTransport::leave()
{
    later([this] {
        if (m_phase == Phase::Leaving && m_socket)
            m_socket->close();
    });
}

void SocketIoTransport::finishLeaving()
{
    stopWatchdog();
    m_expiry.stop();
    dropSocket();
    m_phase = Phase::Idle;
    forgetPresence();
    const auto tickets = std::exchange(m_tickets, {}).keys();
    for (const Ticket ticket : tickets)
        Q_EMIT done(ticket, false, {TransportErrorCode::ConnectionLost, tr("The notebook was closed.")});
    setState(State::Closed);
}

void SocketIoTransport::declarePresence()
{
    if (m_phase != Phase::Greeting && !isUp())
        return;
    m_socket->emitEvent(u"present"_s, {isPresent()});
    if (m_phase == Phase::Joining && !isPresent()) {
        later([this] {
            if (m_phase == Phase::Joining && isCompleteFor(m_listed)) {
                m_phase = Phase::Live;
                stopWatchdog();
                showPresence();
            }
        });
    }
}

TransportError SocketIoTransport::tooLarge(qint64 size) const
{
    return {TransportErrorCode::TooLarge, tr("The change is too large for this server: %1 bytes, where %2 can be. Make "
                                             "it in smaller parts, or ask whoever runs the server for a larger limit "
                                             "(maxHttpBufferSize).")
                                              .arg(size)
                                              .arg(m_largest)};
}

Ticket SocketIoTransport::broadcast(const QByteArray &payload)
{
    if (!isUp())
        return refuseUnconnected();
    if (payload.size() > m_largest)
        return refuse(tooLarge(payload.size()));
    if (!m_socket->emitEvent(u"operation"_s, {payload}))
        return refuseUnconnected();
    // The server acknowledges no operation: it is done when it is on its way.
    return accept();
}

Ticket SocketIoTransport::unicast(const Address &address, const QByteArray &payload)
{
    if (!isUp())
        return refuseUnconnected();
    if (payload.size() > m_largest)
        return refuse(tooLarge(payload.size()));
    const QString event = eventOf(address.lane);
    QVariantMap params{{u"fromId"_s, m_clone}, {u"toId"_s, address.to}};
    if (address.lane == Lane::Notify) {
        params.insert(u"channelId"_s, address.channelId);
    } else {
        params.insert(u"messageId"_s, address.messageId);
        if (address.lane == Lane::Reply)
            params.insert(u"sentMessageId"_s, address.sentMessageId);
    }
    if (address.lane == Lane::Notify && address.to.isEmpty()) {
        // The server knows no channels, so each who is present gets its own.
        QSet<CloneId> others = m_listed;
        others.remove(m_clone);
        for (const CloneId &other : std::as_const(others)) {
            params[u"toId"_s] = other;
            m_socket->emitEvent(event, {params, payload}, [](const QVariantList &) {});
        }
        return accept();
    }
    const Ticket ticket = newTicket();
    if (!emitMessage(event, params, payload, ticket)) {
        later([this, ticket, error = tooLarge(payload.size())] { Q_EMIT done(ticket, false, error); });
        return ticket;
    }
    return ticket;
}

bool SocketIoTransport::emitMessage(const QString &event, QVariantMap params, const QByteArray &payload, Ticket ticket)
{
    if (!m_socket->emitEvent(event, {params, payload},
                             [this, ticket](const QVariantList &arguments) { onAcknowledged(ticket, arguments); }))
        return false;
    m_tickets.insert(ticket, m_clock.elapsed() + kAcknowledgeTimeoutMs);
    if (!m_expiry.isActive())
        m_expiry.start();
    return true;
}

void SocketIoTransport::onAcknowledged(Ticket ticket, const QVariantList &arguments)
{
    if (m_tickets.remove(ticket) == 0)
        return;
    // One argument, the error; none is no error either (T34).
    const bool isRefused = !arguments.isEmpty() && arguments[0].isValid() && !arguments[0].isNull();
    if (isRefused)
        Q_EMIT done(ticket, false, {TransportErrorCode::ProtocolError, tr("The server did not pass a message on.")});
    else
        Q_EMIT done(ticket, true, {});
}

void SocketIoTransport::expireTickets()
{
    const qint64 now = m_clock.elapsed();
    QList<Ticket> expired;
    for (auto it = m_tickets.cbegin(); it != m_tickets.cend(); ++it) {
        if (it.value() < now)
            expired.append(it.key());
    }
    for (const Ticket ticket : std::as_const(expired)) {
        m_tickets.remove(ticket);
        Q_EMIT done(ticket, false,
                    {TransportErrorCode::TimedOut, tr("The server did not say in time that it has a message.")});
    }
    if (m_tickets.isEmpty())
        m_expiry.stop();
}

void SocketIoTransport::openChannel(const QString &channelId, const CloneId &peer)
{
    m_channels.insert(channelId, peer);
    if (!isUp())
        return;
    // The service sends all there is for us anyway.
    later([this, channelId] {
        if (isUp() && m_channels.contains(channelId))
            Q_EMIT channelOpened(channelId);
    });
}

void SocketIoTransport::closeChannel(const QString &channelId)
{
    m_channels.remove(channelId);
}

} // namespace mld
