// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/mqttfailure.h"
#include "mqtt/mqttoptions.h"
#include "net/progress.h"
#include "protocol/transport.h"

#include <QList>
#include <QObject>

#include <memory>
#include <optional>

namespace mld {

/// A message that the broker holds, and sends when the connection ends without a word.
struct MqttWill
{
    QString topic;
    QByteArray payload;
    quint8 qos = 1;
    bool retain = false;
};

struct MqttSubscription
{
    QString filter;
    quint8 qos = 0;
};

/// One MQTT connection, 5 or 3.1.1, with a clean session. Does nothing by itself: no retry, no queue while
/// there is no connection, no meaning of topics. Hides which MQTT library is used.
///
/// All on one thread, with an event loop. No call blocks, not even for a name look-up. No signal is
/// emitted from inside a call. Destroying it breaks the connection, so that the broker sends the
/// will.
class MqttLink : public QObject
{
    Q_OBJECT

public:
    /// Names a publish or subscribe until it is confirmed; 0 means that it was not accepted.
    using Token = quint32;
    static constexpr quint8 kRefused = 0x80; ///< as a granted QoS, or more: the subscription was refused
    // Why a message was refused.
    static constexpr int kNoReason = 0x80;
    static constexpr int kNotAuthorized = 0x87;
    static constexpr int kTooLarge = 0x95;

    using QObject::QObject;

    virtual bool supports(MqttOptions::Protocol protocol) const = 0;
    /// One attempt, which ends in up() or down(). Ends the present connection, without a signal.
    /// Has no time limit of its own: the caller calls abort().
    virtual void open(const MqttOptions &options, const QString &clientId,
                      const MqttWill &will) = 0;
    /// Takes leave: what was accepted is written if the socket takes it, then DISCONNECT. The will
    /// is not sent. No signal follows.
    virtual void close() = 0;
    /// Breaks the connection: the broker sends the will. No signal follows.
    virtual void abort() = 0;
    virtual Token subscribe(const QList<MqttSubscription> &subscriptions) = 0;
    virtual void unsubscribe(const QString &filter) = 0;
    virtual Token publish(const QString &topic, const QByteArray &payload, quint8 qos,
                          bool retain) = 0;
    /// The largest packet that the broker takes, as it said when it let us in; 0 if it did not say.
    virtual qint64 maxPacketSize() const { return 0; }
    /// Whether the broker tells of each message (QoS 1) if it has taken it, as MQTT 5 does. Otherwise
    /// published() means that it has come to the broker, which may have thrown it away.
    virtual bool tellsRefusals() const { return false; }
    /// How many bytes have come in this connection, more or less: what tells a slow line from a dead one.
    virtual qint64 bytesReceived() const = 0;

Q_SIGNALS:
    /// Before up(): of what lies below MQTT.
    void progressed(const mld::ConnectionProgress &progress);
    void up();
    void down(const mld::NetFailure &failure);
    void subscribed(quint32 token, const QList<quint8> &granted);
    /// The broker has the message (QoS 1), or the socket has it (QoS 0).
    void published(quint32 token);
    /// In place of published(): the broker has not taken it. `reason` is PUBACK's (MQTT 5, 3.4.2.1).
    void refused(quint32 token, int reason);
    void messageReceived(const QString &topic, const QByteArray &payload);
};

/// A link by the library that this build prefers (MLD_MQTT_BACKEND).
std::unique_ptr<MqttLink> makeMqttLink();

} // namespace mld
