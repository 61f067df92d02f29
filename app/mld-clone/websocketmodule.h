// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gateway/gatewayoptions.h"
#include "lan/lanoptions.h"
#include "net/bridge.h"
#include "socketio/socketiooptions.h"

namespace mld {

/// Makes the bridges for connections by WebSocket, by a library that is loaded when the first is wanted: most clones
/// never need it, and Qt Network, with what it brings along, is a tenth of the memory of one that is idle. The
/// library stands beside the program, or where it is installed. None, with a line in the log, if it cannot be
/// loaded.
std::unique_ptr<Bridge> bridgeOfModule(const Endpoint &endpoint);
/// Makes the transport for a Socket.IO server by the same library. The caller owns it. Null, with a line in the
/// log, if the library cannot be loaded.
Transport *socketIoOfModule(const SocketIoOptions &options);
/// The same, for a gateway.
Transport *gatewayOfModule(const GatewayOptions &options);
/// The same, for others on the same network.
Transport *lanOfModule(const LanOptions &options);

/// What the library exports.
using MakeBridge = Bridge *(*)(const Endpoint &endpoint);
constexpr char makeBridgeName[] = "mldMakeBridge";
constexpr char makeSocketIoName[] = "mldMakeSocketIo"; ///< a SocketIoMaker
constexpr char makeGatewayName[] = "mldMakeGateway";   ///< a GatewayMaker
constexpr char makeLanName[] = "mldMakeLan";           ///< a LanMaker

} // namespace mld
