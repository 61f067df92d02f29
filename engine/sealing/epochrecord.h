// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QByteArray>
#include <QString>

namespace mld {

class OwnerKey;

/// The owner's word on which key of a sealed domain is in force: the key with the greatest number. It is no secret, and
/// tells nothing of the key but how to know it.
///
/// Two devices of an owner may replace a key at once, so that two records have one number: that of the greater key id
/// is in force then.
class EpochRecord
{
public:
    static constexpr qsizetype keyIdSize = 32;

    /// What is in force if nothing better is heard. `keyId` has 32 bytes.
    static EpochRecord signedBy(const OwnerKey &owner, quint32 number, const QByteArray &keyId);
    /// A record as it came from outside. Malformed if it is none, if another owner's than `domain`'s, or if not signed
    /// by it. A record of a newer version of this program is taken, if it is signed; see isUnderstood().
    static Result<EpochRecord> decode(QByteArrayView bytes, const QString &domain);
    /// A record of its parts, which come from outside. Malformed if that owner has not signed it.
    static Result<EpochRecord> assembled(QByteArrayView ownerPublicKey, quint32 number, const QByteArray &keyId,
                                         QByteArrayView signature);

    const QByteArray &encoded() const { return m_encoded; }
    /// False if this program is too old for the key that the record is about.
    bool isUnderstood() const;
    /// 0 for the first key.
    quint32 number() const;
    QByteArray ownerPublicKey() const;
    /// The hash of the key, by which it is known.
    QByteArray keyId() const;
    QByteArray signature() const;

    /// Whether it replaces `other`, which must be of the same domain.
    bool replaces(const EpochRecord &other) const;
    friend bool operator==(const EpochRecord &, const EpochRecord &) = default;

    /// Whether bytes might be a record that `known` does not replace: told by its first bytes, without looking at the
    /// signature, which takes 100 µs. `known` is of the domain in question.
    static bool mayReplace(QByteArrayView bytes, const EpochRecord &known);
    /// Whether bytes begin as a record does.
    static bool isRecord(QByteArrayView bytes);

private:
    explicit EpochRecord(QByteArray encoded) : m_encoded(std::move(encoded)) { }

    QByteArray m_encoded;
};

} // namespace mld
