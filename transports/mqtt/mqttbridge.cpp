// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqttbridge.h"

#include <atomic>

namespace mld {

namespace {

std::atomic<MqttBridge::Maker> makerInUse = nullptr;

} // namespace

void MqttBridge::setMaker(Maker maker)
{
    makerInUse = maker;
}

MqttBridge::Maker MqttBridge::maker()
{
    return makerInUse;
}

} // namespace mld
