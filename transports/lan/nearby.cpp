// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/nearby.h"

#include "lan/carrying/lantransport.h"
#include "lan/finding/multicastfinder.h"

namespace mld {

Transport *newNearby(const LanOptions &options)
{
    return new LanTransport(options, [interface = options.interface] {
        MulticastOptions finding;
        finding.interface = interface;
        return std::make_unique<MulticastFinder>(finding);
    });
}

} // namespace mld
