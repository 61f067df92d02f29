// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"
#include "protocol/transportsecurity.h"

#include <QHash>

#include <memory>
#include <vector>

namespace mld {

/// The keys that a domain declares in its own data (wire.md 20).
struct AclKeys
{
    /// The domain's AES key, of 16 or 32 bytes; nothing while the data declare none.
    std::optional<QByteArray> secret;
    /// By the IRI of a principal: public keys (DER, SubjectPublicKeyInfo).
    QHash<QString, std::vector<QByteArray>> publicKeys;

    /// What the data of `domain` declare. The greatest, if they declare several secrets at once.
    static AclKeys read(const Graph &data, const DomainName &domain);
    /// Whether a change is one of keys.
    static bool areTouchedBy(const Patch &patch);
};

/// The format of the reference's MeldAclTransportSecurity: operations are encrypted by AES-CBC with
/// the domain's secret, operations and control messages signed by RSASSA-PKCS1-v1_5 with SHA-256.
/// Who is not known in the data is refused.
class AclSecurity final : public TransportSecurity
{
public:
    /// `privateKey` is the principal's RSA key, PEM or DER (PKCS#8). `keys` hold until the data are
    /// read.
    /// Errors: BadConfiguration if the key is not one.
    static Result<std::unique_ptr<AclSecurity>> create(DomainName domain, QString principalIri,
                                                       const QByteArray &privateKey,
                                                       AclKeys keys = {});
    ~AclSecurity() override;

    void read(const Graph &data) override;
    void follow(const Graph &data, const Patch &patch) override;

    Result<QByteArray> seal(const QByteArray &data, MessagePurpose purpose) override;
    Result<QByteArray> unseal(const QByteArray &data, MessagePurpose purpose) override;
    Result<std::optional<Attribution>> sign(const QByteArray &data) override;
    Result<void> verify(const QByteArray &data, const std::optional<Attribution> &attr,
                        MessagePurpose purpose) override;

private:
    struct PrivateKey;

    AclSecurity(DomainName domain, QString principalIri, std::unique_ptr<PrivateKey> key,
                AclKeys keys);

    const DomainName m_domain;
    QString m_principalIri;
    std::unique_ptr<PrivateKey> m_key;
    AclKeys m_keys;
};

} // namespace mld
