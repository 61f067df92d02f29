// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "service/linked.h"

#include "net/streambridge.h"
#ifdef MLD_HAVE_WEBSOCKETS
#include "lan/nearby.h"
#endif
#ifdef MLD_HAVE_SOCKETIO
#include "gateway/gatewayregistrar.h"
#include "gateway/gatewaytransport.h"
#include "gateway/gatewaytrial.h"
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
    setGatewayTrialMaker([](const GatewayOptions &options) -> Transport * { return new GatewayTrial(options); });
    setGatewayRegistrarMaker(
        [](const GatewayOptions &options) -> Registrar * { return new GatewayRegistrar(options); });
#endif
}

} // namespace mld
