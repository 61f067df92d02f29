// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"
#include "settings/messagingservice.h"

#include "protocol/transport.h"

#include <functional>
#include <memory>

namespace commonplace {

/// A recipe for a transport to a service, to be followed on the thread that will use it. Reads the
/// certificate file now; BadConfiguration if that fails, or if this program cannot speak to services
/// of that kind.
mld::Result<std::function<std::unique_ptr<mld::Transport>()>> transportMaker(const MessagingService &service,
                                                                             const QString &secret);

/// The certificates to trust besides the system's: from the file, or as they came with an invitation.
/// Nothing else that the file may hold, such as a key.
mld::Result<QByteArray> trustedCertificates(const MessagingService &service);

} // namespace commonplace
