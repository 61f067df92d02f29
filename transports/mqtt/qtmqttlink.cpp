// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/qtmqttlink.h"

#include "mqtt/streamdevice.h"

#include <QMqttSubscription>
#include <QMutex>

#include "moc_qtmqttlink.cpp"
#include "moc_streamdevice.cpp"

namespace mld {

namespace {
/// Qt MQTT 6.4 counts the packets of all clients of all threads in one plain variable. Whatever
/// takes a number from it goes one at a time.
Q_CONSTINIT QBasicMutex packetNumbers;

constexpr int kMostPings = 2; // unanswered; at the next one Qt MQTT would give up by itself
} // namespace

QtMqttLink::QtMqttLink(QObject *parent) : MqttLink(parent), m_outbox(this)
{
    connect(&m_keepAlive, &QTimer::timeout, this, &QtMqttLink::onKeepAlive);
}

QtMqttLink::~QtMqttLink()
{
    abort();
}

bool QtMqttLink::supports(MqttOptions::Protocol protocol) const
{
    switch (protocol) {
    case MqttOptions::Protocol::Tcp:
    case MqttOptions::Protocol::Tls:
        return true;
    case MqttOptions::Protocol::WebSocket:
    case MqttOptions::Protocol::SecureWebSocket:
        break;
    }
    return ByteStream::supportsWebSocket();
}

void QtMqttLink::open(const MqttOptions &options, const QString &clientId, const MqttWill &will)
{
    abort();
    m_options = options;
    m_failures = MqttFailures(options);
    m_clientId = clientId;
    m_will = will;
    m_stream = ByteStream::make(options.endpoint());
    connect(m_stream.get(), &ByteStream::progressed, this, &MqttLink::progressed);
    connect(m_stream.get(), &ByteStream::opened, this, &QtMqttLink::onOpened);
    connect(m_stream.get(), &ByteStream::received, this, &QtMqttLink::onReceived);
    connect(m_stream.get(), &ByteStream::ended, this,
            [this](const std::optional<NetFailure> &failure) {
                if (failure)
                    fail(*failure);
                else
                    fail(m_isUp ? m_failures.lost() : m_failures.closedUnanswered());
            });
    m_bytesReceived = 0;
    m_stream->open();
}

void QtMqttLink::onOpened()
{
    m_device = std::make_unique<StreamDevice>(m_stream.get());
    m_client = std::make_unique<QMqttClient>();
    m_client->setTransport(m_device.get(), QMqttClient::IODevice);
    m_client->setProtocolVersion(QMqttClient::MQTT_3_1_1);
    m_client->setCleanSession(true);
    m_client->setClientId(m_clientId);
    m_client->setKeepAlive(static_cast<quint16>(m_options.keepAliveSeconds));
    // Its own signs of life would find a dead broker after three times that.
    m_client->setAutoKeepAlive(false);
    m_client->setWillTopic(m_will.topic);
    m_client->setWillMessage(m_will.payload);
    m_client->setWillQoS(m_will.qos);
    m_client->setWillRetain(m_will.retain);
    m_client->setUsername(m_options.username);
    m_client->setPassword(m_options.password);
    connect(m_client.get(), &QMqttClient::stateChanged, this, &QtMqttLink::onClientState);
    connect(m_client.get(), &QMqttClient::messageSent, this, [this](qint32 id) {
        m_outbox.post([this, id] {
            if (const Token token = m_tokens.take(id))
                Q_EMIT published(token);
        });
    });
    connect(m_client.get(), &QMqttClient::messageReceived, this,
            [this](const QByteArray &payload, const QMqttTopicName &topic) {
                m_outbox.post([this, payload, name = topic.name()] {
                    Q_EMIT messageReceived(name, payload);
                });
            });
    m_client->connectToHost();
}

void QtMqttLink::onReceived(const QByteArray &bytes)
{
    m_hasHeard = true;
    m_bytesReceived += bytes.size();
    if (m_device)
        m_device->feed(bytes);
}

void QtMqttLink::onClientState(QMqttClient::ClientState state)
{
    switch (state) {
    case QMqttClient::Connecting:
        return;
    case QMqttClient::Connected:
        m_isUp = true;
        m_hasHeard = true;
        m_unansweredPings = 0;
        if (m_options.keepAliveSeconds > 0)
            m_keepAlive.start(m_options.keepAliveSeconds * 1000);
        connect(m_client.get(), &QMqttClient::pingResponseReceived, this,
                [this] { --m_unansweredPings; });
        m_outbox.post([this] { Q_EMIT up(); });
        return;
    case QMqttClient::Disconnected:
        break;
    }
    switch (m_client->error()) {
    case QMqttClient::InvalidProtocolVersion:
    case QMqttClient::IdRejected:
    case QMqttClient::ServerUnavailable:
    case QMqttClient::BadUsernameOrPassword:
    case QMqttClient::NotAuthorized:
        fail(m_failures.refusal(m_client->error())); // they are CONNACK's codes
        return;
    case QMqttClient::ProtocolViolation:
        fail(m_failures.notMqtt());
        return;
    default:
        fail(m_isUp ? m_failures.lost() : m_failures.closedUnanswered());
        return;
    }
}

void QtMqttLink::onKeepAlive()
{
    // On a slow line the answer waits behind all else that comes; and whatever comes is a sign of life.
    if (m_unansweredPings > 0 && !m_hasHeard) {
        fail(m_failures.silent());
        return;
    }
    m_hasHeard = false;
    if (m_unansweredPings < kMostPings && m_client->requestPing())
        ++m_unansweredPings;
}

void QtMqttLink::fail(const NetFailure &failure)
{
    // What follows from a failure fails as well.
    if (std::exchange(m_hasFailed, true))
        return;
    m_keepAlive.stop();
    m_isUp = false;
    // Qt MQTT or the stream may be at work, so they are not destroyed here.
    m_outbox.post([this, failure] {
        release();
        Q_EMIT down(failure);
    });
}

void QtMqttLink::release()
{
    m_keepAlive.stop();
    m_isUp = false;
    m_tokens.clear();
    m_requests.clear();
    m_deferred.clear();
    m_ending.clear();
    if (m_client) {
        // Destroyed while connected it would say farewell, and the broker send no will; and its
        // subscriptions would, each of them, after the list in which they look themselves up.
        m_client->disconnect(this);
        m_device->cut();
        m_client->disconnectFromHost();
        const auto subscriptions = std::exchange(m_subscriptions, {});
        for (QMqttSubscription *subscription : subscriptions) {
            subscription->disconnect(this);
            delete subscription;
        }
    }
    m_client.reset();
    m_device.reset();
    m_stream.reset();
    m_hasFailed = false;
}

void QtMqttLink::abort()
{
    m_outbox.clear();
    release();
}

void QtMqttLink::close()
{
    if (m_client && m_isUp) {
        m_client->disconnect(this);
        m_client->disconnectFromHost();
        m_stream->close();
    }
    abort();
}

MqttLink::Token QtMqttLink::subscribe(const QList<MqttSubscription> &subscriptions)
{
    if (!m_isUp)
        return 0;
    const Token token = ++m_lastToken;
    const qsizetype count = subscriptions.size();
    m_requests.insert(token, {QList<quint8>(count, kRefused), count});
    for (qsizetype place = 0; place < count; ++place) {
        if (!ask(subscriptions[place], token, place)) {
            m_requests.remove(token);
            return 0;
        }
    }
    return token;
}

bool QtMqttLink::ask(const MqttSubscription &subscription, Token token, qsizetype place)
{
    // While it awaits the end of a subscription, Qt MQTT takes a new one for the same.
    const QString &filter = subscription.filter;
    if (m_ending.contains(filter)) {
        m_deferred[filter].append({subscription, token, place});
        return true;
    }
    QMqttSubscription *made = nullptr;
    {
        const QMutexLocker locker(&packetNumbers);
        made = m_client->subscribe(QMqttTopicFilter(filter), subscription.qos);
    }
    if (!made)
        return false;
    follow(made, token, place);
    return true;
}

void QtMqttLink::follow(QMqttSubscription *subscription, Token token, qsizetype place)
{
    using State = QMqttSubscription::SubscriptionState;
    const QString filter = subscription->topic().filter();
    if (m_subscriptions.value(filter) != subscription) {
        m_subscriptions.insert(filter, subscription);
        connect(subscription, &QMqttSubscription::stateChanged, this, [this, filter](State state) {
            if (state == State::Unsubscribed)
                m_outbox.post([this, filter] { askDeferred(filter); });
        });
    }
    if (subscription->state() == State::Subscribed) { // from before
        answer(token, place, subscription->qos());
        return;
    }
    connect(subscription, &QMqttSubscription::stateChanged, this,
            [this, subscription, token, place](State state) {
                if (state == State::Subscribed || state == State::Error)
                    answer(token, place,
                           state == State::Subscribed ? subscription->qos() : kRefused);
            });
}

void QtMqttLink::answer(Token token, qsizetype place, quint8 granted)
{
    const auto request = m_requests.find(token);
    if (request == m_requests.end())
        return;
    request->granted[place] = granted;
    if (--request->missing > 0)
        return;
    const QList<quint8> all = request->granted;
    m_requests.erase(request);
    m_outbox.post([this, token, all] { Q_EMIT subscribed(token, all); });
}

void QtMqttLink::askDeferred(const QString &filter)
{
    m_ending.remove(filter);
    // The library has let go of it, but leaves it to live as long as the client.
    if (QMqttSubscription *ended = m_subscriptions.take(filter))
        ended->deleteLater();
    const auto deferred = m_deferred.take(filter);
    for (const Deferred &one : deferred) {
        if (m_isUp)
            ask(one.subscription, one.token, one.place);
    }
}

void QtMqttLink::unsubscribe(const QString &filter)
{
    if (!m_isUp)
        return;
    if (m_ending.contains(filter)) {
        // Who changed their mind twice wants nothing in the end.
        const auto deferred = m_deferred.take(filter);
        for (const Deferred &one : deferred)
            m_requests.remove(one.token);
        return;
    }
    if (!m_subscriptions.contains(filter))
        return;
    m_ending.insert(filter);
    const QMutexLocker locker(&packetNumbers);
    m_client->unsubscribe(QMqttTopicFilter(filter));
}

MqttLink::Token QtMqttLink::publish(const QString &topic, const QByteArray &payload, quint8 qos,
                                    bool retain)
{
    if (!m_isUp)
        return 0;
    qint32 id = -1;
    {
        const QMutexLocker locker(&packetNumbers);
        id = m_client->publish(QMqttTopicName(topic), payload, qos, retain);
    }
    if (id < 0)
        return 0;
    const Token token = ++m_lastToken;
    if (qos > 0)
        m_tokens.insert(id, token);
    else
        m_outbox.post([this, token] { Q_EMIT published(token); });
    return token;
}

} // namespace mld
