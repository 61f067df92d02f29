// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sealing/secret.h"

#include <QByteArray>

namespace mld {

/// What makes somebody the owner of a sealed domain: its name comes of the public half, and only the other half can
/// sign which key is in force. An Ed25519 pair.
class OwnerKey
{
public:
    static constexpr qsizetype publicSize = 32;
    static constexpr qsizetype signatureSize = 64;

    /// The pair that `seed` gives.
    explicit OwnerKey(const Secret &seed);

    const Secret &seed() const { return m_seed; }
    const QByteArray &publicKey() const { return m_publicKey; }
    QByteArray signatureOf(QByteArrayView message) const;
    /// False too for a key or a signature of another size.
    static bool hasSigned(QByteArrayView publicKey, QByteArrayView message, QByteArrayView signature);

private:
    Secret m_seed;
    QByteArray m_publicKey;
};

} // namespace mld
