// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace mld {

/// From now on, transports that need Qt Network are made by what is linked with this program. Who never calls it
/// need not link that, and may set makers of its own (Bridge::setMaker, setSocketIoMaker, setGatewayMaker,
/// setLanMaker).
void useLinkedServices();

} // namespace mld
