// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "sealing/seal.h"

#include "protocol/environment.h"
#include "sealing/sealedname.h"

#include <sodium.h>

#include <QtEndian>

#include <algorithm>

namespace mld {

// E1 | the first 8 bytes of the key id | nonce, 24 bytes | XChaCha20-Poly1305 of the payload, padded to blocks of 64
namespace {

constexpr char sealMark = '\xE1';
constexpr qsizetype headSize = 1 + 8;
constexpr qsizetype nonceSize = 24;
constexpr qsizetype proofSize = 16;
constexpr qsizetype block = 64;
constexpr qsizetype overhead = headSize + nonceSize + proofSize;
constexpr qsizetype tagBytes = 10;
constexpr qsizetype tagLength = 16;

unsigned char *raw(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

const unsigned char *raw(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

/// Text with its length before it, so that no two lists of texts give the same bytes.
void append(QByteArray &to, const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    std::array<char, 4> length;
    qToBigEndian(quint32(utf8.size()), length.data());
    to.append(length.data(), length.size());
    to += utf8;
}

} // namespace

Seal::Seal(const NotebookKey &key)
    : m_domain(key.domain()), m_head(sealMark + key.record().keyId().first(headSize - 1)), m_content(key.contentSecret()),
      m_tag(key.tagSecret())
{
    static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == Secret::size
                  && crypto_aead_xchacha20poly1305_ietf_NPUBBYTES == nonceSize
                  && crypto_aead_xchacha20poly1305_ietf_ABYTES == proofSize);
}

QByteArray Seal::associated(const SealedPlace &place) const
{
    QByteArray bytes = m_head + char(place.lane);
    for (const QString *text : {&m_domain, &place.from, &place.to, &place.messageId, &place.sentMessageId, &place.channelId})
        append(bytes, *text);
    return bytes;
}

QByteArray Seal::sealed(QByteArrayView payload, const SealedPlace &place, Environment &environment) const
{
    std::array<unsigned char, nonceSize> nonce;
    fillRandomly(nonce, environment);
    return sealedWith({nonce.data(), nonceSize}, payload, place);
}

QByteArray Seal::sealedWith(QByteArrayView nonce, QByteArrayView payload, const SealedPlace &place) const
{
    const QByteArray with = associated(place);
    const qsizetype paddedSize = (payload.size() / block + 1) * block;
    QByteArray message(overhead + paddedSize, '\0');
    std::copy(m_head.cbegin(), m_head.cend(), message.begin());
    std::copy(nonce.begin(), nonce.end(), message.begin() + headSize);
    unsigned char *const padded = raw(message) + headSize + nonceSize;
    std::copy(payload.begin(), payload.end(), padded);
    padded[payload.size()] = 0x80;
    crypto_aead_xchacha20poly1305_ietf_encrypt(padded, nullptr, padded, static_cast<unsigned long long>(paddedSize),
                                               raw(with), static_cast<unsigned long long>(with.size()), nullptr,
                                               raw(message) + headSize, m_content.data());
    return message;
}

Seal::Opened Seal::opened(QByteArrayView message, const SealedPlace &place) const
{
    if (nonceOf(message).isEmpty())
        return {SealOutcome::NotSealed, {}};
    if (!message.startsWith(m_head))
        return {SealOutcome::OtherKey, {}};
    const QByteArray with = associated(place);
    const QByteArrayView hidden = message.sliced(headSize + nonceSize);
    QByteArray payload(hidden.size() - proofSize, Qt::Uninitialized);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(payload), nullptr, nullptr, raw(hidden),
                                                   static_cast<unsigned long long>(hidden.size()), raw(with),
                                                   static_cast<unsigned long long>(with.size()),
                                                   raw(message.sliced(headSize)), m_content.data())
        != 0)
        return {SealOutcome::Broken, {}};
    // Only a member could have padded it wrongly.
    qsizetype size = payload.size();
    while (size > 0 && payload[size - 1] == '\0')
        --size;
    if (size == 0 || payload[size - 1] != '\x80' || payload.size() - size >= block)
        return {SealOutcome::Broken, {}};
    payload.truncate(size - 1);
    return {SealOutcome::Opened, std::move(payload)};
}

qint64 Seal::payloadFor(qint64 message)
{
    return std::max<qint64>((message - overhead) / block * block - 1, 1);
}

QByteArrayView Seal::nonceOf(QByteArrayView message)
{
    if (message.size() < overhead + block || (message.size() - overhead) % block != 0 || message[0] != sealMark)
        return {};
    return message.sliced(headSize, nonceSize);
}

QString Seal::wireId(const QString &cloneId) const
{
    QByteArray marked;
    append(marked, m_domain);
    append(marked, cloneId);
    std::array<unsigned char, crypto_generichash_BYTES_MIN> hash;
    crypto_generichash(hash.data(), hash.size(), raw(QByteArrayView(marked)), static_cast<unsigned long long>(marked.size()),
                       m_tag.data(), Secret::size);
    return cloneId + u'-' + base32({hash.data(), tagBytes});
}

std::optional<QString> Seal::cloneId(const QString &wireId) const
{
    if (wireId.size() <= tagLength + 1)
        return {};
    const QString id = wireId.chopped(tagLength + 1);
    const QByteArray given = wireId.toUtf8();
    const QByteArray right = this->wireId(id).toUtf8();
    if (given.size() != right.size() || sodium_memcmp(given.constData(), right.constData(), std::size_t(right.size())) != 0)
        return {};
    return id;
}

} // namespace mld
