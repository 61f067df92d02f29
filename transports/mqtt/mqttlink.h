// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/mqttfailure.h"
#include "mqtt/mqttoptions.h"
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

/// One MQTT 3.1.1 connection with a clean session. Does nothing by itself: no retry, no queue while
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
    static constexpr quint8 kRefused = 0x80; ///< as a granted QoS: the subscription was refused

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

Q_SIGNALS:
    void up();
    void down(const mld::MqttFailure &failure);
    void subscribed(quint32 token, const QList<quint8> &granted);
    /// The broker has the message (QoS 1), or the socket has it (QoS 0).
    void published(quint32 token);
    void messageReceived(const QString &topic, const QByteArray &payload);
};

/// A link by the library that this build prefers (MLD_MQTT_BACKEND).
std::unique_ptr<MqttLink> makeMqttLink();

} // namespace mld
