// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transportsecurity.h"

#include <functional>
#include <memory>
#include <vector>

namespace mld {

/// The keys that a domain declares in its own data (wire.md 20): asked for at each message, since
/// they change with the data.
struct AclKeys
{
    /// The domain's AES key, of 16 or 32 bytes; nothing while the data declares none.
    std::function<std::optional<QByteArray>()> secret;
    /// The public keys of a principal (DER, SubjectPublicKeyInfo); none if it is unknown.
    std::function<std::vector<QByteArray>(const QString &principalIri)> publicKeys;
};

/// The format of the reference's MeldAclTransportSecurity: operations are encrypted by AES-CBC with
/// the domain's secret, operations and control messages signed by RSASSA-PKCS1-v1_5 with SHA-256.
/// Who is not known in the data is refused.
class AclSecurity final : public TransportSecurity
{
public:
    /// `privateKey` is the principal's RSA key, PEM or DER (PKCS#8).
    /// Errors: BadConfiguration if the key is not one.
    static Result<std::unique_ptr<AclSecurity>> create(QString principalIri,
                                                       const QByteArray &privateKey, AclKeys keys);
    ~AclSecurity() override;

    Result<QByteArray> seal(const QByteArray &data, MessagePurpose purpose) override;
    Result<QByteArray> unseal(const QByteArray &data, MessagePurpose purpose) override;
    Result<std::optional<Attribution>> sign(const QByteArray &data) override;
    Result<void> verify(const QByteArray &data, const std::optional<Attribution> &attr,
                        MessagePurpose purpose) override;

private:
    struct PrivateKey;

    AclSecurity(QString principalIri, std::unique_ptr<PrivateKey> key, AclKeys keys);

    QString m_principalIri;
    std::unique_ptr<PrivateKey> m_key;
    AclKeys m_keys;
};

} // namespace mld
