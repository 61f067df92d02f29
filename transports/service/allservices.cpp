// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "amqp/amqpservice.h"
#include "gateway/gatewayservice.h"
#include "lan/lanservice.h"
#include "mqtt/mqttservice.h"
#include "service/service.h"
#include "socketio/socketioservice.h"

namespace mld {

const QList<const Service *> &allServices()
{
    static const MqttService mqtt;
    static const SocketIoService socketIo;
    static const GatewayService gateway;
    static const LanService lan;
    static const AmqpService amqp;
    static const QList<const Service *> all{&mqtt, &socketIo, &gateway, &lan, &amqp};
    return all;
}

const Service *serviceOf(const QString &kind)
{
    for (const Service *each : allServices()) {
        if (each->kind() == kind)
            return each;
    }
    return nullptr;
}

} // namespace mld
