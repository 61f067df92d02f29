// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/streambridge.h"
#include "websocketmodule.h"

// The whole of the library, to whoever loads it. Of the same build as the program, so they share C++.
extern "C" Q_DECL_EXPORT mld::MqttBridge *mldMakeBridge(const mld::MqttOptions &options)
{
    return mld::StreamBridge::make(options).release();
}
static_assert(std::is_same_v<decltype(&mldMakeBridge), mld::MakeBridge>);
