// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "sealing/secret.h"

#include "protocol/environment.h"

#include <sodium.h>

#include <algorithm>

namespace mld {

Secret::~Secret()
{
    sodium_memzero(m_bytes.data(), m_bytes.size());
}

Secret Secret::random(Environment &environment)
{
    Secret secret;
    fillRandomly(secret.m_bytes, environment);
    return secret;
}

std::optional<Secret> Secret::fromBytes(QByteArrayView bytes)
{
    if (bytes.size() != qsizetype(size))
        return {};
    Secret secret;
    std::copy(bytes.begin(), bytes.end(), secret.m_bytes.begin());
    return secret;
}

Secret Secret::derived(quint64 use) const
{
    static_assert(crypto_kdf_KEYBYTES == size);
    Secret secret;
    crypto_kdf_derive_from_key(secret.data(), size, use, "cmnplace", data());
    return secret;
}

bool operator==(const Secret &one, const Secret &other)
{
    return sodium_memcmp(one.data(), other.data(), Secret::size) == 0;
}

void fillRandomly(std::span<unsigned char> bytes, Environment &environment)
{
    for (std::size_t i = 0; i < bytes.size();) {
        quint32 random = environment.random();
        for (int part = 0; part < 4 && i < bytes.size(); ++part, random >>= 8)
            bytes[i++] = static_cast<unsigned char>(random);
    }
}

} // namespace mld
