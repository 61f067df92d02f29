// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "sealing/epochrecord.h"

#include "sealing/ownerkey.h"
#include "sealing/sealedname.h"

#include <QtEndian>

using namespace Qt::Literals::StringLiterals;

namespace mld {

// E2 | version | suite | number, 4 bytes, most significant first | owner | key id | what newer versions add | signature
namespace {

constexpr char recordMark = '\xE2';
constexpr char recordVersion = 1;
constexpr char recordSuite = 1;
constexpr qsizetype numberAt = 3;
constexpr qsizetype ownerAt = numberAt + 4;
constexpr qsizetype keyIdAt = ownerAt + OwnerKey::publicSize;
constexpr qsizetype leastSize = keyIdAt + EpochRecord::keyIdSize + OwnerKey::signatureSize;
/// Room for what newer versions may add, such as the key, sealed for each of some hundred devices.
constexpr qsizetype mostSize = 65'536;

/// What an owner signs: with words before it, so that nothing else that it ever signs can pass for a record.
QByteArray wordsOf(QByteArrayView body)
{
    return QByteArray("commonplace epoch record").append(body);
}

QByteArray bodyOf(QByteArrayView owner, quint32 number, const QByteArray &keyId)
{
    QByteArray record(1, recordMark);
    record += recordVersion;
    record += recordSuite;
    record.resize(ownerAt);
    qToBigEndian(number, record.data() + numberAt);
    return record + owner.toByteArray() + keyId;
}

quint32 numberIn(QByteArrayView record)
{
    return qFromBigEndian<quint32>(record.data() + numberAt);
}

QByteArrayView keyIdIn(QByteArrayView record)
{
    return record.sliced(keyIdAt, EpochRecord::keyIdSize);
}

int compare(QByteArrayView one, QByteArrayView other)
{
    if (numberIn(one) != numberIn(other))
        return numberIn(one) < numberIn(other) ? -1 : 1;
    return keyIdIn(one).compare(keyIdIn(other));
}

Error notSigned()
{
    return {ErrorCode::Malformed, u"This is no record that the owner of the notebook has signed."_s};
}

} // namespace

EpochRecord EpochRecord::signedBy(const OwnerKey &owner, quint32 number, const QByteArray &keyId)
{
    const QByteArray body = bodyOf(owner.publicKey(), number, keyId);
    return EpochRecord(body + owner.signatureOf(wordsOf(body)));
}

Result<EpochRecord> EpochRecord::assembled(QByteArrayView ownerPublicKey, quint32 number, const QByteArray &keyId,
                                           QByteArrayView signature)
{
    const QByteArray body = bodyOf(ownerPublicKey, number, keyId);
    if (!OwnerKey::hasSigned(ownerPublicKey, wordsOf(body), signature))
        return notSigned();
    return EpochRecord(body + signature.toByteArray());
}

bool EpochRecord::isRecord(QByteArrayView bytes)
{
    return bytes.size() >= leastSize && bytes.size() <= mostSize && bytes[0] == recordMark;
}

bool EpochRecord::mayReplace(QByteArrayView bytes, const EpochRecord &known)
{
    return isRecord(bytes) && bytes.sliced(ownerAt, OwnerKey::publicSize) == known.ownerPublicKey()
            && compare(bytes, known.m_encoded) > 0;
}

Result<EpochRecord> EpochRecord::decode(QByteArrayView bytes, const QString &domain)
{
    if (!isRecord(bytes))
        return notSigned();
    const QByteArrayView owner = bytes.sliced(ownerAt, OwnerKey::publicSize);
    const bool isOurs = bytes[1] == recordVersion && bytes[2] == recordSuite;
    if ((isOurs && bytes.size() != leastSize) || quint8(bytes[1]) < quint8(recordVersion) || sealedName(owner) != domain
        || !OwnerKey::hasSigned(owner, wordsOf(bytes.chopped(OwnerKey::signatureSize)), bytes.last(OwnerKey::signatureSize)))
        return notSigned();
    return EpochRecord(bytes.toByteArray());
}

bool EpochRecord::isUnderstood() const
{
    return m_encoded[1] == recordVersion && m_encoded[2] == recordSuite;
}

quint32 EpochRecord::number() const
{
    return numberIn(m_encoded);
}

QByteArray EpochRecord::ownerPublicKey() const
{
    return m_encoded.sliced(ownerAt, OwnerKey::publicSize);
}

QByteArray EpochRecord::keyId() const
{
    return keyIdIn(m_encoded).toByteArray();
}

QByteArray EpochRecord::signature() const
{
    return m_encoded.last(OwnerKey::signatureSize);
}

bool EpochRecord::replaces(const EpochRecord &other) const
{
    return compare(m_encoded, other.m_encoded) > 0;
}

} // namespace mld
