// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/gatewaytransport.h"
#include "lan/nearby.h"
#include "net/streambridge.h"
#include "socketio/socketiotransport.h"
#include "websocketmodule.h"

// The whole of the library, to whoever loads it. Of the same build as the program, so they share C++.
extern "C" Q_DECL_EXPORT mld::Bridge *mldMakeBridge(const mld::Endpoint &endpoint)
{
    return mld::StreamBridge::make(endpoint).release();
}
static_assert(std::is_same_v<decltype(&mldMakeBridge), mld::MakeBridge>);

extern "C" Q_DECL_EXPORT mld::Transport *mldMakeSocketIo(const mld::SocketIoOptions &options)
{
    return new mld::SocketIoTransport(options);
}
static_assert(std::is_same_v<decltype(&mldMakeSocketIo), mld::SocketIoMaker>);

extern "C" Q_DECL_EXPORT mld::Transport *mldMakeGateway(const mld::GatewayOptions &options)
{
    return new mld::GatewayTransport(options);
}
static_assert(std::is_same_v<decltype(&mldMakeGateway), mld::GatewayMaker>);

extern "C" Q_DECL_EXPORT mld::Transport *mldMakeLan(const mld::LanOptions &options)
{
    return mld::newNearby(options);
}
static_assert(std::is_same_v<decltype(&mldMakeLan), mld::LanMaker>);
