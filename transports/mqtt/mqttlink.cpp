// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqttlink.h"

#include "mqtt/mosquittolink.h"

#include "moc_mqttlink.cpp"

namespace mld {

std::unique_ptr<MqttLink> makeMqttLink()
{
    return std::make_unique<MosquittoLink>();
}

} // namespace mld
