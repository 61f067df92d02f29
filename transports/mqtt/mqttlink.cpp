// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqttlink.h"

#ifdef MLD_MQTT_LINK_qtmqtt
#include "mqtt/qtmqttlink.h"
#else
#include "mqtt/mosquittolink.h"
#endif

#include "moc_mqttlink.cpp"

namespace mld {

std::unique_ptr<MqttLink> makeMqttLink()
{
#ifdef MLD_MQTT_LINK_qtmqtt
    return std::make_unique<QtMqttLink>();
#else
    return std::make_unique<MosquittoLink>();
#endif
}

} // namespace mld
