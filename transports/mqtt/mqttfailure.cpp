// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqttfailure.h"

namespace mld {

MqttFailures::MqttFailures(const MqttOptions &options)
    : NetFailures(options.endpoint()), m_hasUser(!options.username.isEmpty())
{
}

NetFailure MqttFailures::notTaken() const
{
    return {{TransportErrorCode::ConnectionLost, tr("%1 did not take a message just now.").arg(host())}};
}

NetFailure MqttFailures::notMqtt() const
{
    return {{TransportErrorCode::ProtocolError,
             tr("What answers at %1, port %2, is not an MQTT service. Check the port.")
                 .arg(host())
                 .arg(port())}};
}

NetFailure MqttFailures::webServer() const
{
    return {{TransportErrorCode::ProtocolError,
             tr("What answers at %1, port %2, is a web server, not an MQTT service. Check the port; if the service "
                "is reached by way of the web, use “ws” or “wss”.")
                 .arg(host())
                 .arg(port())}};
}

NetFailure MqttFailures::refusal(int code) const
{
    switch (code) {
    case 1:
    case 0x84:
        return {
            {TransportErrorCode::ProtocolError, tr("%1 does not speak MQTT 3.1.1.").arg(host())},
            false};
    case 2:
    case 0x85:
        return {{TransportErrorCode::BadConfiguration,
                 tr("%1 does not accept the name of this clone.").arg(host())},
                false};
    case 4:
    case 5:
    case 0x86:
    case 0x87:
    case 0x8C:
        return {{TransportErrorCode::BadCredentials,
                 m_hasUser ? tr("%1 does not accept the user name or the password.").arg(host())
                           : tr("%1 wants a user name and a password.").arg(host())},
                false};
    case 0x8A:
        return {{TransportErrorCode::Forbidden,
                 tr("%1 has banned this account or computer. Ask whoever runs it.").arg(host())},
                false};
    default:
        return {{TransportErrorCode::ConnectionRefused,
                 tr("%1 cannot take connections at the moment.").arg(host())}};
    }
}

NetFailure MqttFailures::dismissal(int code) const
{
    switch (code) {
    case 0x87:
        return {{TransportErrorCode::Forbidden,
                 tr("%1 does not let this account go on. Ask whoever runs it for access.").arg(host())},
                false};
    case 0x8B:
        return {{TransportErrorCode::ConnectionLost, tr("%1 is being shut down or restarted.").arg(host())}};
    case 0x8E:
        return idInUse();
    case 0x95:
        return {{TransportErrorCode::TooLarge, tr("%1 does not take messages as large as the last one.").arg(host())}};
    case 0x96:
    case 0x97:
        return {{TransportErrorCode::ConnectionLost,
                 tr("%1 has closed the connection because too much was sent. It goes on after a pause.").arg(host())}};
    default:
        return lost();
    }
}

NetFailure MqttFailures::publishDenied() const
{
    return {{TransportErrorCode::Forbidden,
             tr("%1 accepts you, but does not let this account publish: nobody would get what is written here. Ask "
                "whoever runs it for the right to publish.")
                 .arg(host())},
            false};
}

NetFailure MqttFailures::receiveDenied() const
{
    return {{TransportErrorCode::Forbidden,
             tr("%1 accepts you, but does not let this account receive messages (subscribe): what others write "
                "would never come. Ask whoever runs it for the right to subscribe and read.")
                 .arg(host())},
            false};
}

NetFailure MqttFailures::passesNothingOn() const
{
    return {{TransportErrorCode::Forbidden,
             tr("%1 accepts you, but does not pass messages on. The account may lack the right to publish, or "
                "the right to subscribe and read. Ask whoever runs it.")
                 .arg(host())},
            false};
}

NetFailure MqttFailures::idInUse() const
{
    return {{TransportErrorCode::IdInUse,
             tr("Another program is connected to %1 under the same name as this one, and each throws the other out. "
                "If this notebook's data were copied to another computer or profile, let it run in one place only, "
                "and join it anew in the other.")
                 .arg(host())},
            false};
}

} // namespace mld
