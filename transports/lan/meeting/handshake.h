// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"

#include <QByteArray>

#include <functional>
#include <optional>

namespace mld::lan {

constexpr qsizetype kInstanceSize = 16;
constexpr qsizetype kNonceSize = 32;
constexpr qsizetype kSecretSize = 32;
/// No message of a handshake is longer, so nobody unknown makes us keep more.
constexpr qsizetype kLongestGreeting = 1024;
constexpr qsizetype kLongestCloneId = 512; ///< bytes of UTF-8

/// Which end of a connection one is.
enum class Role : quint8 { Dialler, Listener };

/// Why an end does not let the other in.
enum class Refusal {
    None,
    Malformed,    ///< what it says is no handshake
    OtherVersion, ///< it speaks another version of this protocol
    Stranger,     ///< it does not know the secret, is a member of another notebook, or somebody sits in between
    Ourselves,    ///< we have dialled ourselves, or are sent back what we say
};

/// What one end of a meeting knows of itself and of the notebook.
struct Self
{
    QByteArray secret;   ///< of the notebook, kSecretSize bytes
    DomainName domain;
    CloneId clone;
    QByteArray instance; ///< random, kInstanceSize bytes, new whenever the notebook is opened
};

/// Who the other is; believed only once it is proved.
struct Met
{
    QByteArray instance;
    CloneId clone;
    bool hasLink = false; ///< it has another connection with us already, and takes it for alive
};

/// How two members of a notebook prove to each other that they are, over a TLS connection on which neither certificate
/// is known. Each proves with HMAC-SHA-256, keyed by the notebook's secret, over both nonces, both instances, both
/// certificates and the domain. So nobody who knows less than the secret can take part, and nobody in between can pass
/// a proof on: one of the certificates would be his. Role is a part of each proof, so none can be sent back; nonces are,
/// so none can be used again. Who the clone is, each says only when the other has proved itself.
///
///     dialler  → Hello     instance, nonce
///     listener → Answer    instance, nonce, proof
///     dialler  → Identity  proof, hasLink, clone id, and a tag over the last two
///     listener → Identity  the same
///
/// Pure: takes bytes and gives bytes.
class Handshake
{
public:
    /// `ownCertificate` and `otherCertificate` are the SHA-256 hashes of what the two showed each other by TLS.
    Handshake(Role role, Self self, QByteArray ownCertificate, QByteArray otherCertificate, QByteArray nonce);

    /// What is said first; empty if the other begins.
    QByteArray begin();
    struct Step
    {
        QByteArray answer = {};           ///< to be sent; may be empty
        Refusal refusal = Refusal::None;  ///< what follows then has no effect
    };
    /// `isLinked`: whether we have another connection with this instance.
    Step receive(const QByteArray &message, const std::function<bool(const QByteArray &instance)> &isLinked);
    /// Set once the other has proved all.
    const std::optional<Met> &met() const { return m_met; }
    /// Has said all that it has to say, and heard all.
    bool isDone() const { return m_met && m_expected == Kind::None; }

private:
    enum class Kind : quint8 { None, Hello, Answer, Identity };

    Step refuse(Refusal refusal);
    Step onHello(QByteArrayView body);
    Step onAnswer(QByteArrayView body, bool isLinked);
    Step onIdentity(QByteArrayView body, bool isLinked);
    Refusal take(QByteArrayView instance, QByteArrayView nonce);
    QByteArray proofOf(Role role) const;
    QByteArray tagOf(Role role, QByteArrayView statement) const;
    QByteArray identity(bool isLinked, bool hasProved) const;

    const Role m_role;
    const Self m_self;
    const QByteArray m_ownCertificate;
    const QByteArray m_otherCertificate;
    const QByteArray m_nonce;
    const QByteArray m_key;
    QByteArray m_otherInstance;
    QByteArray m_otherNonce;
    Kind m_expected;
    std::optional<Met> m_met;
};

/// Whether both are the same; takes as long whatever they are.
bool isEqual(QByteArrayView a, QByteArrayView b);
/// A key for another purpose, from which the secret cannot be had.
QByteArray derivedKey(const QByteArray &secret, const char *purpose, const DomainName &domain);

} // namespace mld::lan
