// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/transportsecurity.h"

namespace mld {

TransportSecurity::~TransportSecurity() = default;

void TransportSecurity::read(const Graph &) { }

void TransportSecurity::follow(const Graph &, const Patch &) { }

Result<QByteArray> TransportSecurity::seal(const QByteArray &data, MessagePurpose)
{
    return data;
}

Result<QByteArray> TransportSecurity::unseal(const QByteArray &data, MessagePurpose)
{
    return data;
}

Result<std::optional<Attribution>> TransportSecurity::sign(const QByteArray &)
{
    return std::optional<Attribution>();
}

Result<void> TransportSecurity::verify(const QByteArray &, const std::optional<Attribution> &,
                                       MessagePurpose)
{
    return {};
}

} // namespace mld
