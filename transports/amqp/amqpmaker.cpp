// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "amqp/amqpmaker.h"

#include "amqp/amqptransport.h"

namespace mld {

bool hasAmqp()
{
    return true;
}

bool hasSecureAmqp()
{
    return AmqpTransport::canBeSecure();
}

std::unique_ptr<Transport> makeAmqp(const AmqpOptions &options)
{
    return std::make_unique<AmqpTransport>(options);
}

} // namespace mld
