// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/mqttlink.h"
#include "protocol/transport.h"

#include <variant>

namespace mld {

/// The topics of one clone on one domain (wire.md 16): from meaning to name and back. Pure.
///
/// RabbitMQ keeps both `/` and `.` as `.`, and gives both back as `/`. So in its dialect `~` stands
/// for each dot, and no id may have a `~` of its own; a topic has at most 255 bytes; and there is
/// one topic more, on which a clone that comes asks who is there.
class MqttTopics
{
public:
    struct Presence
    {
        QString clientId;
    };
    struct Operation
    {
        CloneId publisher;
    };
    struct Unicast
    {
        Address address;
    };
    struct Notification
    {
        QString channelId;
    };
    /// Somebody has come, and asks who is there.
    struct Who
    {
    };
    /// What a topic means to this clone; monostate for nothing.
    using Meaning = std::variant<std::monostate, Presence, Operation, Unicast, Notification, Who>;

    MqttTopics() = default;
    MqttTopics(const DomainName &domain, const CloneId &clone,
               MqttOptions::Dialect dialect = MqttOptions::Dialect::Standard);

    /// Whether a string can be one level of a topic: not empty, no `/`, `+`, `#` or NUL.
    static bool isLevel(const QString &string);

    /// The same, for this dialect.
    bool canBeLevel(const QString &string) const;
    /// Whether the domain's and the clone's names can be used.
    bool areValid() const;

    /// What a clone subscribes to at once, in the order and with the quality of the reference.
    QList<MqttSubscription> subscriptions() const;
    QString presence() const;
    QString operations() const;
    /// Where this clone asks who is there; for the dialect that needs it.
    QString who() const;
    /// The address that a present clone gives for itself: the same in each dialect.
    QString control() const;
    QString channel(const QString &channelId) const;
    /// The topic for a message of ours; empty if a part of the address cannot be a level.
    QString forMessage(const Address &address) const;
    Meaning meaning(const QString &topic) const;

private:
    bool isRabbitMq() const { return m_dialect == MqttOptions::Dialect::RabbitMq; }
    /// As the broker is told.
    QString wire(QString topic) const;

    DomainName m_domain;
    CloneId m_clone;
    MqttOptions::Dialect m_dialect = MqttOptions::Dialect::Standard;
};

} // namespace mld
