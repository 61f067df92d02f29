// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connectiontransport.h"
#include "mqtt/mqttlink.h"
#include "mqtt/mqttoptions.h"
#include "mqtt/mqttpresence.h"
#include "mqtt/mqtttopics.h"
#include "mqtt/payloadlimit.h"

#include <QElapsedTimer>
#include <QHash>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace mld {

/// m-ld over an MQTT broker, as m-ld-js does it (wire.md 16). Owns topics, presence, quality of
/// service and reconnection; the connection itself is an MqttLink's.
///
/// Lives on one thread with an event loop; nothing blocks it. Destroying it without close() breaks
/// the connection, and the broker tells the peers.
class MqttTransport : public ConnectionTransport
{
    Q_OBJECT

public:
    /// `link` is for tests; null means makeMqttLink().
    explicit MqttTransport(MqttOptions options, std::unique_ptr<MqttLink> link = nullptr,
                           QObject *parent = nullptr);
    ~MqttTransport() override;

    /// Whether this build can use a protocol: WebSocket it may lack.
    static bool supports(MqttOptions::Protocol protocol);

    TransportCapabilities capabilities() const override;
    void open(const DomainName &domain, const CloneId &clone) override;
    void close() override;
    Ticket broadcast(const QByteArray &payload) override;
    Ticket unicast(const Address &address, const QByteArray &payload) override;
    void openChannel(const QString &channelId, const CloneId &peer) override;
    void closeChannel(const QString &channelId) override;

private:
    /// Where the connection stands. The public State says less.
    enum class Phase {
        Idle,        ///< not opened, or ended for good
        Opening,     ///< the link is at it
        Subscribing, ///< connected; the first subscriptions are not granted yet
        Greeting,    ///< subscribed; presence is not known yet, see greet()
        Live,        ///< presence is known
        Waiting,     ///< for the next attempt
        Looking,     ///< whether another is connected by the same id, see look()
        Leaving,     ///< for the broker to take our leave
    };

    void attempt() override;
    void onUp();
    void onSubscribed(MqttLink::Token token, const QList<quint8> &granted);
    void onRefused(MqttLink::Token token, int reason);
    /// Two that go by one id throw each other out for ever, and no message says so. So after some connections
    /// that were ended from afar soon after they were made, the next one is by a name of its own, and looks
    /// whether one of our id is present.
    void look();
    void onLookedLongEnough();
    void endLooking(bool isInUse);
    void onDown(const NetFailure &failure);
    void onWatchdog() override;
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
    NetFailure greetingFailure() const;
    void onWho(const QByteArray &asker);
    void declarePresence() override;
    void subscribeToChannel(const QString &channelId);
    /// Loses the connection: what is under way fails, peers are unknown.
    void lose(const NetFailure &failure);
    /// The pause before the next attempt, in ms, as configured; nothing if there is to be none.
    std::optional<int> nextPause(const NetFailure &failure);
    /// Starts the watchdog for an answer; it has more time while anything comes.
    void awaitAnswer(int ms);
    void noteEnd(const NetFailure &failure);
    // Where the broker does not tell if it has taken an operation, it shows by sending it back, in order.
    void onOwnOperation(const QByteArray &payload);
    void checkEchoes();
    /// The oldest `count` did not come back, though something later did.
    void missEchoes(qsizetype count);
    void finishLeaving(bool isAcknowledged);
    Ticket publish(const QString &topic, const QByteArray &payload, quint8 qos);
    TransportError tooLarge(qint64 size) const;
    void settle(MqttLink::Token token);

    /// A message that is not confirmed yet.
    struct Sent
    {
        Ticket ticket = 0;
        qint64 size = 0;
        bool isConfirmed = false; ///< will be, by the broker
        bool awaitsEcho = false;
        bool isAcked = false;     ///< the broker has it, but may have thrown it away
    };
    /// An operation that is to come back.
    struct Echo
    {
        MqttLink::Token token = 0;
        qint64 size = 0;
        size_t hash = 0;
    };

    const MqttOptions m_options;
    const MqttFailures m_failures;
    std::unique_ptr<MqttLink> m_link;
    CloneId m_clone;
    MqttTopics m_topics;
    MqttPresence m_presence;
    Phase m_phase = Phase::Idle;
    QElapsedTimer m_upSince;
    PayloadLimit m_limit;
    int m_endsFromAfar = 0; ///< of connections that were young
    int m_endsToLook;       ///< after so many of them
    bool m_hasReached = false; ///< a connection stood in this attempt, though it may be that nothing was heard
    bool m_isSeen = false;  ///< one of our id, while we are not connected
    qint64 m_watchedBytes = 0; ///< had come when the watchdog was started
    QElapsedTimer m_watched;   ///< since it was started for what it watches
    QTimer m_answers; ///< runs while those who are present answer
    QTimer m_looking;
    QHash<MqttLink::Token, Sent> m_sent;
    std::deque<Echo> m_expected; ///< in the order in which they were sent
    QTimer m_echoTimer;
    qsizetype m_probed = 0;    ///< so many were sent before the ghost that is to show if they will come
    bool m_hasEchoed = false;  ///< any operation, in this connection
    MqttLink::Token m_greeting = 0;
    bool m_isGreetingTaken = false;
    MqttLink::Token m_subscription = 0;
    MqttLink::Token m_leave = 0;
    QHash<QString, CloneId> m_channels;
    QHash<MqttLink::Token, QString> m_channelSubscriptions;
    QHash<QString, QList<QByteArray>> m_echoes; ///< own notifications that will come back
};

} // namespace mld
