// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "amqp/amqpmaker.h"

namespace mld {

bool hasAmqp()
{
    return false;
}

bool hasSecureAmqp()
{
    return false;
}

std::unique_ptr<Transport> makeAmqp(const AmqpOptions &)
{
    return nullptr;
}

} // namespace mld
