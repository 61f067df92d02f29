// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "socketio/socketiotransport.h"
#include "websocketmodule.h"
#ifdef MLD_HAVE_MQTT
#include "mqtt/streambridge.h"
#endif

// The whole of the library, to whoever loads it. Of the same build as the program, so they share C++.
#ifdef MLD_HAVE_MQTT
extern "C" Q_DECL_EXPORT mld::MqttBridge *mldMakeBridge(const mld::MqttOptions &options)
{
    return mld::StreamBridge::make(options).release();
}
static_assert(std::is_same_v<decltype(&mldMakeBridge), mld::MakeBridge>);
#endif

extern "C" Q_DECL_EXPORT mld::Transport *mldMakeSocketIo(const mld::SocketIoOptions &options)
{
    return new mld::SocketIoTransport(options);
}
static_assert(std::is_same_v<decltype(&mldMakeSocketIo), mld::SocketIoMaker>);
