// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "sealing/ownerkey.h"

#include <sodium.h>

namespace mld {

namespace {

const unsigned char *bytesOf(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

} // namespace

OwnerKey::OwnerKey(const Secret &seed) : m_seed(seed), m_publicKey(publicSize, '\0')
{
    static_assert(crypto_sign_SEEDBYTES == Secret::size && crypto_sign_PUBLICKEYBYTES == publicSize
                  && crypto_sign_BYTES == signatureSize);
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> whole;
    crypto_sign_seed_keypair(reinterpret_cast<unsigned char *>(m_publicKey.data()), whole.data(), seed.data());
    sodium_memzero(whole.data(), whole.size());
}

QByteArray OwnerKey::signatureOf(QByteArrayView message) const
{
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> publicKey;
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> whole;
    crypto_sign_seed_keypair(publicKey.data(), whole.data(), m_seed.data());
    QByteArray signature(signatureSize, '\0');
    crypto_sign_detached(reinterpret_cast<unsigned char *>(signature.data()), nullptr, bytesOf(message),
                         static_cast<unsigned long long>(message.size()), whole.data());
    sodium_memzero(whole.data(), whole.size());
    return signature;
}

bool OwnerKey::hasSigned(QByteArrayView publicKey, QByteArrayView message, QByteArrayView signature)
{
    return publicKey.size() == publicSize && signature.size() == signatureSize
            && crypto_sign_verify_detached(bytesOf(signature), bytesOf(message), static_cast<unsigned long long>(message.size()),
                                           bytesOf(publicKey))
            == 0;
}

} // namespace mld
