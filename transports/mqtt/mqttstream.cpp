// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqttstream.h"

#include "mqtt/tcpstream.h"
#ifdef MLD_HAVE_WEBSOCKETS
#include "mqtt/websocketstream.h"
#endif

#include "moc_mqttstream.cpp"

namespace mld {

bool MqttStream::supports(MqttOptions::Protocol protocol)
{
    switch (protocol) {
    case MqttOptions::Protocol::Tcp:
    case MqttOptions::Protocol::Tls:
        return true;
    case MqttOptions::Protocol::WebSocket:
    case MqttOptions::Protocol::SecureWebSocket:
        break;
    }
#ifdef MLD_HAVE_WEBSOCKETS
    return true;
#else
    return false;
#endif
}

std::unique_ptr<MqttStream> MqttStream::make(const MqttOptions &options)
{
#ifdef MLD_HAVE_WEBSOCKETS
    if (options.isWebSocket())
        return std::make_unique<WebSocketStream>(options);
#endif
    return std::make_unique<TcpStream>(options);
}

} // namespace mld
