// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backoff.h"
#include "malformedmessages.h"
#include "mqtt/mqttlink.h"
#include "mqtt/mqttoptions.h"
#include "mqtt/mqttpresence.h"
#include "mqtt/mqtttopics.h"
#include "protocol/transport.h"

#include <QElapsedTimer>
#include <QHash>
#include <QTimer>

#include <functional>
#include <memory>

namespace mld {

/// m-ld over an MQTT broker, as m-ld-js does it (wire.md 16). Owns topics, presence, quality of
/// service and reconnection; the connection itself is an MqttLink's.
///
/// Lives on one thread with an event loop; nothing blocks it. Destroying it without close() breaks
/// the connection, and the broker tells the peers.
class MqttTransport : public Transport
{
    Q_OBJECT

public:
    /// `link` is for tests; null means makeMqttLink().
    explicit MqttTransport(MqttOptions options, std::unique_ptr<MqttLink> link = nullptr,
                           QObject *parent = nullptr);
    ~MqttTransport() override;

    /// Whether this build can use a protocol: WebSocket it may lack.
    static bool supports(MqttOptions::Protocol protocol);

    State state() const override { return m_state; }
    TransportCapabilities capabilities() const override;
    void open(const DomainName &domain, const CloneId &clone) override;
    void close() override;
    void setPresent(bool present) override;
    Ticket broadcast(const QByteArray &payload) override;
    Ticket unicast(const Address &address, const QByteArray &payload) override;
    void openChannel(const QString &channelId, const CloneId &peer) override;
    void closeChannel(const QString &channelId) override;

    /// How many messages were ignored that are none of the protocol's.
    qint64 malformedCount() const { return m_malformed.count(); }

private:
    /// Where the connection stands. The public State says less.
    enum class Phase {
        Idle,        ///< not opened, or ended for good
        Opening,     ///< the link is at it
        Subscribing, ///< connected; the first subscriptions are not granted yet
        Greeting,    ///< subscribed; presence is not known yet, see greet()
        Live,        ///< presence is known
        Waiting,     ///< for the next attempt
        Leaving,     ///< for the broker to take our leave
    };

    void attempt();
    void onUp();
    void onSubscribed(MqttLink::Token token, const QList<quint8> &granted);
    void onDown(const MqttFailure &failure);
    void onWatchdog();
    void onMessage(const QString &topic, const QByteArray &payload);
    void onPresence(const QString &clientId, const QByteArray &payload);
    void onNotification(const QString &channelId, const QByteArray &payload);

    bool isSubscribed() const { return m_phase == Phase::Greeting || m_phase == Phase::Live; }
    bool isRabbitMq() const { return m_options.dialect == MqttOptions::Dialect::RabbitMq; }
    /// Learns who is present. Brokers send the retained presences before anything that is published
    /// later, such as our own ghost (T31). RabbitMQ does not: there each clone that comes asks, all
    /// answer, and who has not answered in time is taken for absent until it does.
    void greet();
    void goLive();
    void onWho(const QByteArray &asker);
    void declarePresence();
    void showPresence();
    void subscribeToChannel(const QString &channelId);
    /// Loses the connection: what is under way fails, peers are unknown.
    void lose(const MqttFailure &failure);
    void finishLeaving(bool isAcknowledged);
    void setState(State state, const TransportError &error = {});
    Ticket publish(const QString &topic, const QByteArray &payload, quint8 qos);
    Ticket refuse(const TransportError &error);
    void settle(MqttLink::Token token);
    /// Does something after the present call has returned.
    void later(std::function<void()> what);

    const MqttOptions m_options;
    std::unique_ptr<MqttLink> m_link;
    CloneId m_clone;
    MqttTopics m_topics;
    MqttPresence m_presence;
    MalformedMessages m_malformed;
    Phase m_phase = Phase::Idle;
    State m_state = State::Idle;
    TransportError m_error;
    Backoff m_backoff;
    QElapsedTimer m_upSince;
    QTimer m_retry;
    QTimer m_watchdog;
    QTimer m_answers; ///< runs while those who are present answer
    bool m_present = false;
    bool m_presenceShown = false;
    QSet<CloneId> m_shown;
    Ticket m_lastTicket = 0;
    QHash<MqttLink::Token, Ticket> m_tickets;
    MqttLink::Token m_subscription = 0;
    MqttLink::Token m_leave = 0;
    QHash<QString, CloneId> m_channels;
    QHash<MqttLink::Token, QString> m_channelSubscriptions;
    QHash<QString, QList<QByteArray>> m_echoes; ///< own notifications that will come back
};

} // namespace mld
