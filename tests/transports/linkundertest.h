// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/mqtttransport.h"

#ifdef MLD_TEST_LINK_qtmqtt
#include "mqtt/qtmqttlink.h"
#else
#include "mqtt/mosquittolink.h"
#include "net/streambridge.h"
#endif

namespace mld::test {

/// The link that this program tests: it is built once for each MQTT library there is.
#ifdef MLD_TEST_LINK_qtmqtt
class LinkUnderTest : public QtMqttLink
{
public:
    static constexpr bool tellsLimits = false; ///< it speaks MQTT 3.1.1, which has no word for them
};
#else
class LinkUnderTest : public MosquittoLink
{
public:
    static constexpr bool tellsLimits = true;
    LinkUnderTest() { StreamBridge::use(); }
};
#endif

inline std::unique_ptr<MqttTransport> makeTransport(const MqttOptions &options)
{
    return std::make_unique<MqttTransport>(options, std::make_unique<LinkUnderTest>());
}

} // namespace mld::test
