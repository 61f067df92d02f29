// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "sealing/notebookkey.h"

#include "sealing/sealedname.h"

#include <sodium.h>

#include <QtEndian>

using namespace Qt::Literals::StringLiterals;

namespace mld {

// version | role | suite | number, 4 bytes | the owner's public key, or an owner's seed | secret | signature | checksum
namespace {

constexpr char textVersion = 1;
constexpr char textSuite = 1;
constexpr qsizetype textNumberAt = 3;
constexpr qsizetype textOwnerAt = textNumberAt + 4;
constexpr qsizetype textSecretAt = textOwnerAt + 32;
constexpr qsizetype textSignatureAt = textSecretAt + qsizetype(Secret::size);
constexpr qsizetype checksumSize = 4;
constexpr qsizetype textSize = textSignatureAt + OwnerKey::signatureSize + checksumSize;
constexpr qsizetype mostText = 100'000;

/// How a secret is known, without being known.
QByteArray idOf(const Secret &secret)
{
    return secret.derived(4).view().toByteArray();
}

QByteArray checksumOf(QByteArrayView bytes)
{
    std::array<unsigned char, crypto_generichash_BYTES_MIN> hash;
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char *>(bytes.data()),
                       static_cast<unsigned long long>(bytes.size()), nullptr, 0);
    return QByteArray(reinterpret_cast<const char *>(hash.data()), checksumSize);
}

Error damaged()
{
    return {ErrorCode::Malformed,
            u"The key of the notebook is damaged or incomplete. Copy it once more, from its beginning to its end."_s};
}

} // namespace

NotebookKey::NotebookKey(const Secret &secret, EpochRecord record, std::optional<OwnerKey> owner)
    : m_secret(secret), m_record(std::move(record)), m_owner(std::move(owner))
{
}

NotebookKey NotebookKey::make(const OwnerKey &owner, quint32 number, const Secret &secret)
{
    return {secret, EpochRecord::signedBy(owner, number, idOf(secret)), owner};
}

NotebookKey NotebookKey::create(Environment &environment)
{
    const Secret seed = Secret::random(environment);
    return make(OwnerKey(seed), 0, Secret::random(environment));
}

QString NotebookKey::domain() const
{
    return sealedName(m_record.ownerPublicKey());
}

NotebookKey NotebookKey::forEditor() const
{
    return {m_secret, m_record, {}};
}

Result<NotebookKey> NotebookKey::replacement(Environment &environment, const std::optional<EpochRecord> &newest) const
{
    if (!m_owner) {
        return Error{ErrorCode::Unauthorised,
                     u"Only an owner of the notebook can replace its key. Ask whoever invited you."_s};
    }
    const quint32 number = std::max(m_record.number(), newest ? newest->number() : 0);
    if (number == std::numeric_limits<quint32>::max())
        return Error{ErrorCode::Unauthorised, u"The key of this notebook cannot be replaced any more."_s};
    return make(*m_owner, number + 1, Secret::random(environment));
}

QString NotebookKey::toText() const
{
    QByteArray bytes(1, textVersion);
    bytes += char(role());
    bytes += textSuite;
    bytes.resize(textOwnerAt);
    qToBigEndian(m_record.number(), bytes.data() + textNumberAt);
    bytes += m_owner ? m_owner->seed().view().toByteArray() : m_record.ownerPublicKey();
    bytes += m_secret.view();
    bytes += m_record.signature();
    bytes += checksumOf(bytes);
    return QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

Result<NotebookKey> NotebookKey::fromText(const QString &text)
{
    if (text.size() > mostText)
        return damaged();
    const auto decoded = QByteArray::fromBase64Encoding(
            text.trimmed().toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    const QByteArray &bytes = decoded.decoded;
    if (!decoded || bytes.size() < textOwnerAt + checksumSize
        || checksumOf(QByteArrayView(bytes).chopped(checksumSize)) != bytes.last(checksumSize))
        return damaged();
    const bool isEditor = bytes[1] == char(Role::Editor);
    if (bytes[0] != textVersion || bytes[2] != textSuite || (!isEditor && bytes[1] != char(Role::Owner))) {
        return Error{ErrorCode::StoreTooNew,
                     u"The key of the notebook was made by a newer version of this program. Update it, and try again."_s};
    }
    if (bytes.size() != textSize)
        return damaged();
    const auto number = qFromBigEndian<quint32>(bytes.constData() + textNumberAt);
    const QByteArrayView ownerPart = QByteArrayView(bytes).sliced(textOwnerAt, 32);
    const Secret secret = *Secret::fromBytes(QByteArrayView(bytes).sliced(textSecretAt, Secret::size));
    if (!isEditor)
        return make(OwnerKey(*Secret::fromBytes(ownerPart)), number, secret);
    const QByteArrayView signature = QByteArrayView(bytes).sliced(textSignatureAt, OwnerKey::signatureSize);
    auto record = EpochRecord::assembled(ownerPart, number, idOf(secret), signature);
    if (!record)
        return damaged();
    return NotebookKey(secret, std::move(*record), {});
}

bool operator==(const NotebookKey &one, const NotebookKey &other)
{
    return one.m_secret == other.m_secret && one.m_record == other.m_record && one.role() == other.role();
}

} // namespace mld
