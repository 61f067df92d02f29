// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/mqttlink.h"
#include "protocol/transport.h"

#include <variant>

namespace mld {

/// The topics of one clone on one domain (wire.md 16): from meaning to name and back.
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
    /// What a topic means to this clone; monostate for nothing.
    using Meaning = std::variant<std::monostate, Presence, Operation, Unicast, Notification>;

    MqttTopics() = default;
    MqttTopics(const DomainName &domain, const CloneId &clone);

    /// Whether a string can be one level of a topic: not empty, no `/`, `+`, `#` or NUL.
    static bool isLevel(const QString &string);

    /// What a clone subscribes to at once, in the order and with the quality of the reference.
    QList<MqttSubscription> subscriptions() const;
    QString presence() const;
    QString operations() const;
    /// The address that a present clone gives for itself.
    QString control() const;
    QString channel(const QString &channelId) const;
    /// The topic for a message of ours; empty if a part of the address cannot be a level.
    QString forMessage(const Address &address) const;
    Meaning meaning(const QString &topic) const;

private:
    DomainName m_domain;
    CloneId m_clone;
};

} // namespace mld
