// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>
#include <QString>

namespace mld {

/// Whether a domain's name says that it is sealed: nothing may be sent there that is not.
bool isSealedName(const QString &domain);
/// The name of the sealed domain of an owner: 32 letters and digits that only this public key gives, and `.sealed`.
/// So whoever has the name can tell what its owner has signed.
QString sealedName(QByteArrayView ownerPublicKey);
/// In the alphabet of RFC 4648 in lower case, without padding.
QString base32(QByteArrayView bytes);

} // namespace mld
