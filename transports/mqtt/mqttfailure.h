// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/mqttoptions.h"
#include "net/netfailure.h"

namespace mld {

/// The failures of connections to a broker, in words for people: the same whatever library met them. Pure.
class MqttFailures : public NetFailures
{
    Q_DECLARE_TR_FUNCTIONS(MqttFailures)

public:
    MqttFailures() = default;
    explicit MqttFailures(const MqttOptions &options);

    /// The service did not take a message, for a reason of its own.
    NetFailure notTaken() const;
    NetFailure notMqtt() const;
    NetFailure webServer() const;
    /// `code` is CONNACK's (MQTT 3.1.1, table 3.1; MQTT 5, 3.2.2.2).
    NetFailure refusal(int code) const;
    /// The service took leave; `code` is DISCONNECT's (MQTT 5, 3.14.2.1).
    NetFailure dismissal(int code) const;
    /// The account may not publish, or not receive.
    NetFailure publishDenied() const;
    NetFailure receiveDenied() const;
    /// One of the two, and it cannot be told which.
    NetFailure passesNothingOn() const;
    /// Another program is connected by the same id: each connection ends the other's.
    NetFailure idInUse() const;

private:
    bool m_hasUser = false;
};

} // namespace mld
