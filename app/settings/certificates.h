// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QByteArray>

namespace commonplace {

/// How many certificates an invitation carries at most: a service's own and those that vouch for it,
/// not all that a system trusts.
inline constexpr int maxInvitationCertificates = 10;

/// The certificates in a PEM text, written anew, each once: nothing else that the text holds, above
/// all no private key, and no explanations. BadConfiguration if there is none, or one is damaged, or
/// there are more than `limit` (0: any number).
mld::Result<QByteArray> onlyCertificates(const QByteArray &pem, int limit = 0);

/// The certificates in a PEM text, or in the file that a path names. BadConfiguration as above, or if the file cannot
/// be read.
mld::Result<QByteArray> certificatesIn(const QString &textOrPath);

/// Whether there is a private key in a PEM text, or in the file that a path names. BadConfiguration if not.
mld::Result<void> checkKeyIn(const QString &textOrPath);

} // namespace commonplace
