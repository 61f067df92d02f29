// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mosquittolink.h"

#include "net/bridge.h"
#include "net/quickack.h"
#include "net/tlscontext.h"

#include <QSocketNotifier>

#include <mosquitto.h>
#include <mqtt_protocol.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "moc_mosquittolink.cpp"

namespace mld {

namespace {

// The library sends its pings, and finds a dead broker, when it is called; once a second will do.
constexpr int kBeatMs = 1000;
// DISCONNECT's and CONNACK's reasons (MQTT 5) begin here; the library's own errors are below.
constexpr int kFirstReason = 0x80;
constexpr int kLeastKeepAlive = 5; // the library refuses less
// So many packets are read before other events have their turn.
constexpr int kPacketsAtOnce = 64;

/// The library's own reference count is not safe for threads; a static is.
void initialiseLibrary()
{
    struct Library
    {
        Library()
        {
            mosquitto_lib_init();
            // Writing to a socket whose peer has gone must be an error, not a death: TLS writes
            // without MSG_NOSIGNAL. Qt's own sockets do the same.
            struct sigaction action = {};
            if (sigaction(SIGPIPE, nullptr, &action) == 0 && action.sa_handler == SIG_DFL)
                std::signal(SIGPIPE, SIG_IGN);
        }
        ~Library() { mosquitto_lib_cleanup(); }
    };
    static const Library kLibrary;
}

void retire(std::unique_ptr<QSocketNotifier> &notifier)
{
    if (!notifier)
        return;
    notifier->setEnabled(false);
    // We may be inside its signal.
    notifier.release()->deleteLater();
}

} // namespace

void MosquittoLink::Destroy::operator()(mosquitto *client) const
{
    mosquitto_destroy(client);
}

MosquittoLink::MosquittoLink(QObject *parent) : MqttLink(parent), m_outbox(this)
{
    initialiseLibrary();
    m_beat.setInterval(kBeatMs);
    m_addressTimer.setSingleShot(true);
    connect(&m_beat, &QTimer::timeout, this, &MosquittoLink::beat);
    connect(&m_lookup, &HostLookup::finished, this, &MosquittoLink::onLookedUp);
    connect(&m_addressTimer, &QTimer::timeout, this,
            [this] { failAddress(systemFailure(ETIMEDOUT)); });
}

MosquittoLink::~MosquittoLink()
{
    abort();
}

bool MosquittoLink::supports(MqttOptions::Protocol protocol) const
{
    switch (protocol) {
    case MqttOptions::Protocol::Tcp:
    case MqttOptions::Protocol::Tls:
        return true;
    case MqttOptions::Protocol::WebSocket:
    case MqttOptions::Protocol::SecureWebSocket:
        break;
    }
    return Bridge::maker() != nullptr;
}

void MosquittoLink::open(const MqttOptions &options, const QString &clientId, const MqttWill &will)
{
    abort();
    m_options = options;
    m_failures = MqttFailures(options);
    m_clientId = clientId;
    m_will = will;
    if (options.needsBridge()) {
        openBridge();
        return;
    }
    if (HostLookup::isAddress(options.host)) {
        m_outbox.post([this] { onLookedUp({m_options.host}); });
        return;
    }
    m_lookup.start(options.host);
}

void MosquittoLink::tell(const ConnectionProgress &progress)
{
    m_outbox.post([this, progress] { Q_EMIT progressed(progress); });
}

void MosquittoLink::onLookedUp(const QStringList &addresses)
{
    m_addresses = addresses;
    if (m_addresses.isEmpty()) {
        // Who may open no file cannot ask for names either, and is told that there are none.
        const int probe = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        const bool isOutOfDescriptors = probe < 0 && (errno == EMFILE || errno == ENFILE);
        if (probe >= 0)
            ::close(probe);
        Q_EMIT down(isOutOfDescriptors ? m_failures.noDescriptors() : m_failures.hostNotFound());
        return;
    }
    tell({.step = ConnectionStep::Resolved, .addresses = addresses});
    tryNextAddress();
}

void MosquittoLink::openBridge()
{
    const Bridge::Maker make = Bridge::maker();
    m_bridge = make ? make(m_options.endpoint()) : nullptr;
    if (!m_bridge) {
        const TransportError error{TransportErrorCode::BadConfiguration,
                                   tr("MQTT over WebSocket or by way of a proxy is not installed with this program. Use the "
                                      "service's “mqtt” or “mqtts” port, without a proxy.")};
        m_outbox.post([this, error] { Q_EMIT down({error, false}); });
        return;
    }
    const auto progressed = [this](const ConnectionProgress &progress) { tell(progress); };
    const auto ready = [this](const QString &path) {
        m_outbox.post([this, path] { connectTo(path, 0); });
    };
    const auto ended = [this](const std::optional<NetFailure> &failure) {
        m_bridgeFailure = failure;
        // A client will come to the end of what was sent, which may have been a refusal.
        m_outbox.post([this] {
            if (!m_client)
                failAddress(m_bridgeFailure.value_or(m_failures.closedUnanswered()));
        });
    };
    m_bridge->open(progressed, ready, ended);
}

void MosquittoLink::tryNextAddress()
{
    connectTo(m_addresses.at(m_nextAddress++), m_options.effectivePort());
}

void MosquittoLink::connectTo(const QString &address, quint16 port)
{
    if (!makeClient())
        return;
    const int keepAlive =
        m_options.keepAliveSeconds == 0 ? 0 : std::max(m_options.keepAliveSeconds, kLeastKeepAlive);
    const int rc =
        mosquitto_connect_async(m_client.get(), address.toUtf8().constData(), port, keepAlive);
    const int systemError = errno;
    if (rc != MOSQ_ERR_SUCCESS && rc != MOSQ_ERR_CONN_PENDING) {
        failAddress(failure(rc, systemError));
        return;
    }
    if (m_nextAddress < m_addresses.size())
        m_addressTimer.start(m_options.connectTimeoutMs / static_cast<int>(m_addresses.size()));
    watchSocket();
}

bool MosquittoLink::makeClient()
{
    if (m_options.isSecure() && !m_bridge) {
        auto tls = TlsContext::make(m_options.endpoint());
        if (!tls) {
            const TransportError error{TransportErrorCode::BadConfiguration, tls.error().message};
            m_outbox.post([this, error] { Q_EMIT down({error, false}); });
            return false;
        }
        m_tls = std::move(*tls);
    }
    m_client.reset(mosquitto_new(m_clientId.toUtf8().constData(), true, this));
    mosquitto *client = m_client.get();
    mosquitto_connect_v5_callback_set(client, &MosquittoLink::onConnect);
    mosquitto_disconnect_callback_set(client, &MosquittoLink::onDisconnect);
    mosquitto_publish_v5_callback_set(client, &MosquittoLink::onPublish);
    mosquitto_log_callback_set(client, &MosquittoLink::onLog);
    mosquitto_subscribe_callback_set(client, &MosquittoLink::onSubscribe);
    mosquitto_message_callback_set(client, &MosquittoLink::onMessage);
    m_isVersion5 = usesVersion5();
    mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, m_isVersion5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
    mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_max_inflight_messages_set(client, 0);
    if (!m_will.topic.isEmpty()) {
        mosquitto_will_set(client, m_will.topic.toUtf8().constData(),
                           static_cast<int>(m_will.payload.size()), m_will.payload.constData(),
                           m_will.qos, m_will.retain);
    }
    if (!m_options.username.isEmpty()) {
        mosquitto_username_pw_set(client, m_options.username.toUtf8().constData(),
                                  m_options.password.toUtf8().constData());
    }
    if (m_tls) {
        mosquitto_int_option(client, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0);
        mosquitto_void_option(client, MOSQ_OPT_SSL_CTX, m_tls->handle());
    }
    m_isSocketUp = false;
    m_isSecured = false;
    m_hasAnswered = false;
    m_isMqtt = false;
    m_maxPacketSize = 0;
    m_refusal = 0;
    m_ended.reset();
    m_ping.reset();
    m_bytesReceived = 0;
    m_heard.start();
    return true;
}

bool MosquittoLink::usesVersion5() const
{
    switch (m_options.version) {
    case MqttOptions::Version::Any:
        // RabbitMQ 3.10, for which the dialect is, hangs up on MQTT 5.
        return !m_prefersOld && m_options.dialect == MqttOptions::Dialect::Standard;
    case MqttOptions::Version::V311:
        return false;
    case MqttOptions::Version::V5:
        return true;
    }
    return false;
}

void MosquittoLink::watchSocket()
{
    const int socket = mosquitto_socket(m_client.get());
    m_reader = std::make_unique<QSocketNotifier>(socket, QSocketNotifier::Read);
    m_writer = std::make_unique<QSocketNotifier>(socket, QSocketNotifier::Write);
    connect(m_reader.get(), &QSocketNotifier::activated, this, &MosquittoLink::onReadable);
    connect(m_writer.get(), &QSocketNotifier::activated, this, &MosquittoLink::onWritable);
    m_beat.start();
}

bool MosquittoLink::checkSocket()
{
    if (m_isSocketUp)
        return true;
    // The library would not tell a refused connection from others, and over TLS not at all. There a
    // handshake may have begun, and even ended, before we see the socket connect; or its first try
    // has used the error up, and what fails as soon as that is a refusal.
    if (!m_tls || !m_tls->hasBegun()) {
        const int socket = mosquitto_socket(m_client.get());
        int error = 0;
        socklen_t size = sizeof error;
        if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
            error = errno;
        sockaddr_storage peer = {};
        size = sizeof peer;
        if (error == 0 && getpeername(socket, reinterpret_cast<sockaddr *>(&peer), &size) != 0)
            error = ECONNREFUSED;
        // Who takes a connection and hangs up at once was reached.
        if (error == ECONNRESET || error == EPIPE)
            onSocketUp();
        if (error != 0) {
            failAddress(systemFailure(error));
            return false;
        }
    }
    onSocketUp();
    return true;
}

void MosquittoLink::onSocketUp()
{
    if (std::exchange(m_isSocketUp, true))
        return;
    m_addressTimer.stop();
    if (!m_bridge) {
        tell({.step = ConnectionStep::Reached,
              .addresses = {m_addresses.at(m_nextAddress - 1)},
              .port = m_options.effectivePort(),
              .isPlain = !m_tls});
    }
}

void MosquittoLink::onReadable()
{
    if (!m_client || !checkSocket())
        return;
    if (!m_hasAnswered && !checkAnswer())
        return;
    m_heard.start();
    int waiting = 0;
    ioctl(mosquitto_socket(m_client.get()), FIONREAD, &waiting);
    m_bytesReceived += waiting;
    m_outbox.sendAfter([this] {
        readPackets();
        // Behind the answers, which acknowledge as well.
        if (m_client && !m_bridge)
            acknowledgeAtOnce(mosquitto_socket(m_client.get()));
    });
}

bool MosquittoLink::checkAnswer()
{
    m_hasAnswered = true;
    m_isMqtt = true;
    if (m_tls || m_bridge)
        return true;
    std::array<char, 4> first = {};
    const ssize_t count = recv(mosquitto_socket(m_client.get()), first.data(), first.size(), MSG_PEEK | MSG_DONTWAIT);
    if (count <= 0) // the end, or an error, of which the library tells
        return true;
    constexpr char connack = 0x20;
    constexpr char tlsAlert = 0x15;
    if (first[0] == connack)
        return true;
    m_isMqtt = false;
    if (first[0] == tlsAlert)
        failAddress(m_failures.wantsTls());
    else if (std::string_view(first.data(), size_t(count)) == "HTTP")
        failAddress(m_failures.webServer());
    else
        failAddress(m_failures.notMqtt());
    return false;
}

void MosquittoLink::beat()
{
    if (!m_client || !m_isSocketUp)
        return;
    // The library takes a broker for dead whose answer to a ping does not come before the next is due. On a
    // slow line the answer waits behind all else that comes; and whatever comes is a sign of life.
    const qint64 keepAliveMs = m_options.keepAliveSeconds * 1000LL;
    const bool isAlive = m_heard.elapsed() < keepAliveMs;
    if (!m_ping || !isAlive || keepAliveMs == 0) {
        check(mosquitto_loop_misc(m_client.get()));
        return;
    }
    // The broker wants such signs too, and the library does not ping twice: any message will do that means
    // nothing to anybody.
    if (m_said.elapsed() >= keepAliveMs && !m_will.topic.isEmpty()) {
        m_said.start();
        publish(m_will.topic, QByteArrayLiteral("-"), 0, false);
    }
}

void MosquittoLink::onLog(mosquitto *, void *self, int, const char *text)
{
    // Nothing else tells of pings.
    auto *link = static_cast<MosquittoLink *>(self);
    if (std::strstr(text, "sending PINGREQ")) {
        link->m_ping.emplace().start();
        link->m_said.start();
    } else if (std::strstr(text, "received PINGRESP")) {
        link->m_ping.reset();
    }
}

void MosquittoLink::readPackets()
{
    for (int i = 0; i < kPacketsAtOnce; ++i) {
        const int rc = mosquitto_loop_read(m_client.get(), 1);
        check(rc);
        if (!m_client)
            return;
        // What TLS has decrypted already, the socket does not announce again.
        int waiting = 0;
        ioctl(mosquitto_socket(m_client.get()), FIONREAD, &waiting);
        const auto *ssl = static_cast<ssl_st *>(mosquitto_ssl_get(m_client.get()));
        if (ssl && TlsContext::pending(ssl) > 0)
            i = std::min(i, kPacketsAtOnce - 2);
        else if (waiting <= 0)
            return;
    }
}

void MosquittoLink::onWritable()
{
    if (!m_client)
        return;
    // At once, or a time limit that is over as well would not know that there is a connection.
    m_outbox.sendAfter([this] {
        if (checkSocket())
            check(mosquitto_loop_write(m_client.get(), 1));
    });
}

void MosquittoLink::check(int rc)
{
    const int systemError = errno;
    if (m_tls && m_tls->certificate() && !std::exchange(m_isSecured, true))
        tell({.step = ConnectionStep::Secured, .certificate = m_tls->certificate()});
    const bool isOver = (rc != MOSQ_ERR_SUCCESS && rc != MOSQ_ERR_CONN_PENDING) || m_ended ||
                        mosquitto_socket(m_client.get()) < 0;
    if (isOver)
        failAddress(failure(m_ended.value_or(rc), systemError));
    else if (m_writer)
        m_writer->setEnabled(!m_isSocketUp || mosquitto_want_write(m_client.get()));
}

void MosquittoLink::failAddress(const NetFailure &failure)
{
    // A broker that does not know MQTT 5 says so, or answers in its own way, or hangs up.
    const bool mayBeOld = m_client && m_isVersion5 && m_options.version == MqttOptions::Version::Any && m_isSocketUp
        && !m_isUp && (m_refusal == MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION || m_refusal == 1
                       || (m_refusal == 0 && failure.error.code == TransportErrorCode::NoAnswer)
                       || (m_refusal == 0 && m_isMqtt && failure.error.code == TransportErrorCode::ProtocolError));
    if (mayBeOld) {
        m_prefersOld = true;
        const bool isBridged = m_bridge != nullptr;
        release();
        m_outbox.post([this, isBridged] {
            if (isBridged)
                openBridge();
            else
                connectTo(m_addresses.at(m_nextAddress - 1), m_options.effectivePort());
        });
        return;
    }
    // If it did not take the older one either, that was not the reason.
    if (m_client && !m_isVersion5 && !m_isUp && m_isSocketUp)
        m_prefersOld = false;
    const bool isWorthAnother = failure.canRetry && !m_isSocketUp &&
                                !(m_tls && m_tls->hasBegun()) && m_nextAddress < m_addresses.size();
    release();
    if (isWorthAnother) {
        m_outbox.post([this] { tryNextAddress(); });
        return;
    }
    m_outbox.post([this, failure] { Q_EMIT down(failure); });
}

void MosquittoLink::release()
{
    retire(m_reader);
    retire(m_writer);
    m_beat.stop();
    m_addressTimer.stop();
    m_client.reset();
    m_tls.reset();
    m_bridge.reset();
    m_bridgeFailure.reset();
    m_isUp = false;
    m_isSocketUp = false;
}

void MosquittoLink::abort()
{
    // Whom MQTT 5 leaves without an answer may know 3.1.1; and the other way round it is no worse.
    if (m_client && m_isSocketUp && !m_isUp)
        m_prefersOld = !m_prefersOld;
    m_lookup.abort();
    release();
    m_outbox.clear();
    m_tokens.clear();
    m_subscriptions.clear();
    m_addresses.clear();
    m_nextAddress = 0;
}

void MosquittoLink::close()
{
    if (m_client && m_isUp) {
        mosquitto_disconnect(m_client.get());
        mosquitto_loop_write(m_client.get(), 1);
        if (m_bridge)
            m_bridge->close();
    }
    abort();
}

MqttLink::Token MosquittoLink::subscribe(const QList<MqttSubscription> &subscriptions)
{
    if (!m_client)
        return 0;
    const Token token = ++m_lastToken;
    auto &pending = m_subscriptions[token];
    pending.granted = QList<quint8>(subscriptions.size(), kRefused);
    // The library asks for one quality in one packet: as many packets as the quality changes.
    for (qsizetype first = 0; first < subscriptions.size();) {
        const quint8 qos = subscriptions[first].qos;
        std::vector<QByteArray> filters;
        for (qsizetype i = first; i < subscriptions.size() && subscriptions[i].qos == qos; ++i)
            filters.push_back(subscriptions[i].filter.toUtf8());
        std::vector<char *> pointers;
        for (QByteArray &filter : filters)
            pointers.push_back(filter.data());
        int mid = 0;
        const int rc =
            mosquitto_subscribe_multiple(m_client.get(), &mid, static_cast<int>(pointers.size()),
                                         pointers.data(), qos, 0, nullptr);
        if (rc != MOSQ_ERR_SUCCESS) {
            m_subscriptions.remove(token);
            check(rc);
            return 0;
        }
        pending.parts.insert(mid, first);
        first += static_cast<qsizetype>(filters.size());
    }
    check(MOSQ_ERR_SUCCESS);
    return token;
}

void MosquittoLink::unsubscribe(const QString &filter)
{
    if (m_client)
        check(mosquitto_unsubscribe(m_client.get(), nullptr, filter.toUtf8().constData()));
}

MqttLink::Token MosquittoLink::publish(const QString &topic, const QByteArray &payload, quint8 qos,
                                       bool retain)
{
    if (!m_client || !m_isUp)
        return 0;
    int mid = 0;
    const int rc =
        mosquitto_publish(m_client.get(), &mid, topic.toUtf8().constData(),
                          static_cast<int>(payload.size()), payload.constData(), qos, retain);
    const bool isTaken = rc == MOSQ_ERR_SUCCESS;
    if (isTaken)
        m_tokens.insert(mid, ++m_lastToken);
    // Errors of what was asked (a topic that is not valid) are not errors of the connection.
    const bool isConnectionsFault = !isTaken && rc != MOSQ_ERR_INVAL &&
                                    rc != MOSQ_ERR_MALFORMED_UTF8 && rc != MOSQ_ERR_PAYLOAD_SIZE &&
                                    rc != MOSQ_ERR_OVERSIZE_PACKET && rc != MOSQ_ERR_NOMEM;
    check(isConnectionsFault ? rc : MOSQ_ERR_SUCCESS);
    return isTaken ? m_lastToken : 0;
}

void MosquittoLink::onConnect(mosquitto *, void *self, int code, int, const mqtt5__property *properties)
{
    auto *link = static_cast<MosquittoLink *>(self);
    link->m_refusal = code;
    link->m_isUp = code == 0;
    uint32_t largest = 0;
    if (mosquitto_property_read_int32(properties, MQTT_PROP_MAXIMUM_PACKET_SIZE, &largest, false))
        link->m_maxPacketSize = largest;
    if (code == 0)
        link->m_outbox.post([link] { Q_EMIT link->up(); });
}

void MosquittoLink::onDisconnect(mosquitto *, void *self, int rc)
{
    static_cast<MosquittoLink *>(self)->m_ended = rc;
}

void MosquittoLink::onPublish(mosquitto *, void *self, int mid, int reason, const mqtt5__property *)
{
    auto *link = static_cast<MosquittoLink *>(self);
    // The token is known only after the call that this callback may come from.
    link->m_outbox.post([link, mid, reason] {
        const Token token = link->m_tokens.take(mid);
        if (token && reason >= kFirstReason)
            Q_EMIT link->refused(token, reason);
        else if (token)
            Q_EMIT link->published(token);
    });
}

void MosquittoLink::onSubscribe(mosquitto *, void *self, int mid, int count, const int *granted)
{
    auto *link = static_cast<MosquittoLink *>(self);
    QList<quint8> grants;
    for (int i = 0; i < count; ++i)
        grants.append(static_cast<quint8>(granted[i]));
    link->m_outbox.post([link, mid, grants] { link->grant(mid, grants); });
}

void MosquittoLink::grant(int mid, const QList<quint8> &grants)
{
    for (auto it = m_subscriptions.begin(); it != m_subscriptions.end(); ++it) {
        if (!it->parts.contains(mid))
            continue;
        const qsizetype first = it->parts.take(mid);
        for (qsizetype i = 0; i < grants.size() && first + i < it->granted.size(); ++i)
            it->granted[first + i] = grants[i];
        if (it->parts.isEmpty()) {
            const Token token = it.key();
            const QList<quint8> granted = it->granted;
            m_subscriptions.erase(it);
            Q_EMIT subscribed(token, granted);
        }
        return;
    }
}

void MosquittoLink::onMessage(mosquitto *, void *self, const mosquitto_message *message)
{
    auto *link = static_cast<MosquittoLink *>(self);
    const QString topic = QString::fromUtf8(message->topic);
    const QByteArray payload(static_cast<const char *>(message->payload), message->payloadlen);
    link->m_outbox.post([link, topic, payload] { Q_EMIT link->messageReceived(topic, payload); });
}

NetFailure MosquittoLink::failure(int rc, int systemError) const
{
    if (m_refusal != 0)
        return m_failures.refusal(m_refusal);
    if (m_bridgeFailure)
        return *m_bridgeFailure;
    if (m_tls && m_tls->hasBegun() && !m_isUp) {
        if (auto tlsFailure = m_tls->failure())
            return *tlsFailure;
    }
    if (rc >= kFirstReason)
        return m_failures.dismissal(rc);
    switch (rc) {
    case MOSQ_ERR_ERRNO:
        return systemFailure(systemError);
    case MOSQ_ERR_KEEPALIVE:
        return m_failures.silent();
    case MOSQ_ERR_PROTOCOL:
    case MOSQ_ERR_MALFORMED_PACKET:
        return m_failures.notMqtt();
    default:
        return m_isUp ? m_failures.lost() : m_failures.closedUnanswered();
    }
}

NetFailure MosquittoLink::systemFailure(int error) const
{
    switch (error) {
    case EMFILE:
    case ENFILE:
        return m_failures.noDescriptors();
    case ECONNREFUSED:
        return m_failures.portRefused();
    case ETIMEDOUT:
    case EHOSTUNREACH:
    case ENETUNREACH:
        return m_failures.unreachable();
    case ECONNRESET:
    case EPIPE:
        return m_isUp ? m_failures.lost() : m_failures.closedUnanswered();
    default:
        return m_failures.other(qt_error_string(error));
    }
}

} // namespace mld
