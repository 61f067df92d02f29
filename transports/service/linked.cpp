// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "service/linked.h"

#include "net/streambridge.h"
#ifdef MLD_HAVE_WEBSOCKETS
#include "lan/nearby.h"
#endif
#ifdef MLD_HAVE_SOCKETIO
#include "gateway/gatewaytransport.h"
#include "socketio/socketiotransport.h"
#endif

namespace mld {

void useLinkedServices()
{
    StreamBridge::use();
#ifdef MLD_HAVE_WEBSOCKETS
    setLanMaker(&newNearby);
#endif
#ifdef MLD_HAVE_SOCKETIO
    setSocketIoMaker([](const SocketIoOptions &options) -> Transport * { return new SocketIoTransport(options); });
    setGatewayMaker([](const GatewayOptions &options) -> Transport * { return new GatewayTransport(options); });
#endif
}

} // namespace mld
