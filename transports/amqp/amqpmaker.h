// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "amqp/amqpoptions.h"
#include "protocol/transport.h"

#include <memory>

namespace mld {

/// Whether this build has the transport for RabbitMQ.
bool hasAmqp();
/// Whether it can make secure connections there, as this program is put together.
bool hasSecureAmqp();
/// Null if the build does not have it.
std::unique_ptr<Transport> makeAmqp(const AmqpOptions &options);

} // namespace mld
