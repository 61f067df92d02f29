// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/meeting/handshake.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include <algorithm>

namespace mld::lan {

namespace {

constexpr char kVersion = 1;
constexpr qsizetype kProofSize = 32;

QByteArray hmac(const QByteArray &key, const QByteArray &message)
{
    return QMessageAuthenticationCode::hash(message, key, QCryptographicHash::Sha256);
}

Role other(Role role)
{
    return role == Role::Dialler ? Role::Listener : Role::Dialler;
}

/// What is no clone id of ours, to be shown and compared: bytes that are no text, or none.
std::optional<CloneId> cloneIdOf(QByteArrayView utf8)
{
    if (utf8.isEmpty() || utf8.size() > kLongestCloneId)
        return {};
    const QString id = QString::fromUtf8(utf8);
    return id.toUtf8() == utf8 ? std::optional(id) : std::nullopt;
}

} // namespace

bool isEqual(QByteArrayView a, QByteArrayView b)
{
    if (a.size() != b.size())
        return false;
    unsigned differences = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        differences |= unsigned(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
    return differences == 0;
}

QByteArray derivedKey(const QByteArray &secret, const char *purpose, const DomainName &domain)
{
    return hmac(secret, QByteArray("mld lan 1 ") + purpose + '\0' + domain.toUtf8());
}

Handshake::Handshake(Role role, Self self, QByteArray ownCertificate, QByteArray otherCertificate, QByteArray nonce)
    : m_role(role), m_self(std::move(self)), m_ownCertificate(std::move(ownCertificate)),
      m_otherCertificate(std::move(otherCertificate)), m_nonce(std::move(nonce)),
      m_key(derivedKey(m_self.secret, "meeting", m_self.domain)),
      m_expected(role == Role::Dialler ? Kind::Answer : Kind::Hello)
{
}

QByteArray Handshake::begin()
{
    if (m_role == Role::Listener)
        return {};
    return QByteArray(1, kVersion) + char(Kind::Hello) + m_self.instance + m_nonce;
}

Handshake::Step Handshake::refuse(Refusal refusal)
{
    m_expected = Kind::None;
    m_met.reset();
    return {{}, refusal};
}

Handshake::Step Handshake::receive(const QByteArray &message,
                                   const std::function<bool(const QByteArray &)> &isLinked)
{
    if (message.size() < 2 || message.size() > kLongestGreeting)
        return refuse(Refusal::Malformed);
    if (message[0] != kVersion)
        return refuse(Refusal::OtherVersion);
    if (m_expected == Kind::None || message[1] != char(m_expected))
        return refuse(Refusal::Malformed);
    const QByteArrayView body = QByteArrayView(message).sliced(2);
    switch (m_expected) {
    case Kind::Hello:
        return onHello(body);
    case Kind::Answer:
        return onAnswer(body, isLinked(body.first(std::min(kInstanceSize, body.size())).toByteArray()));
    default:
        return onIdentity(body, isLinked(m_otherInstance));
    }
}

Refusal Handshake::take(QByteArrayView instance, QByteArrayView nonce)
{
    m_otherInstance = instance.toByteArray();
    m_otherNonce = nonce.toByteArray();
    // Also when one's own words come back from a mirror.
    return m_otherInstance == m_self.instance || m_otherNonce == m_nonce ? Refusal::Ourselves : Refusal::None;
}

Handshake::Step Handshake::onHello(QByteArrayView body)
{
    if (body.size() != kInstanceSize + kNonceSize)
        return refuse(Refusal::Malformed);
    if (const Refusal refusal = take(body.first(kInstanceSize), body.sliced(kInstanceSize)); refusal != Refusal::None)
        return refuse(refusal);
    m_expected = Kind::Identity;
    return {QByteArray(1, kVersion) + char(Kind::Answer) + m_self.instance + m_nonce + proofOf(Role::Listener)};
}

Handshake::Step Handshake::onAnswer(QByteArrayView body, bool isLinked)
{
    if (body.size() != kInstanceSize + kNonceSize + kProofSize)
        return refuse(Refusal::Malformed);
    if (const Refusal refusal = take(body.first(kInstanceSize), body.sliced(kInstanceSize).first(kNonceSize));
        refusal != Refusal::None)
        return refuse(refusal);
    if (!isEqual(body.last(kProofSize), proofOf(Role::Listener)))
        return refuse(Refusal::Stranger);
    m_expected = Kind::Identity;
    return {identity(isLinked, false)};
}

Handshake::Step Handshake::onIdentity(QByteArrayView body, bool isLinked)
{
    // The dialler has proved nothing yet.
    if (m_role == Role::Listener) {
        if (body.size() < kProofSize)
            return refuse(Refusal::Malformed);
        if (!isEqual(body.first(kProofSize), proofOf(Role::Dialler)))
            return refuse(Refusal::Stranger);
        body = body.sliced(kProofSize);
    }
    if (body.size() < 2 + kProofSize)
        return refuse(Refusal::Malformed);
    const QByteArrayView statement = body.chopped(kProofSize);
    if (!isEqual(body.last(kProofSize), tagOf(other(m_role), statement)))
        return refuse(Refusal::Stranger);
    const auto clone = cloneIdOf(statement.sliced(1));
    if (!clone || quint8(statement[0]) > 1)
        return refuse(Refusal::Malformed);
    m_expected = Kind::None;
    m_met = Met{m_otherInstance, *clone, statement[0] == 1};
    return {m_role == Role::Listener ? identity(isLinked, true) : QByteArray()};
}

QByteArray Handshake::proofOf(Role role) const
{
    const bool isDialler = m_role == Role::Dialler;
    // Each part but the last has a size that never changes, so no two meetings make the same text.
    return hmac(m_key, (role == Role::Dialler ? QByteArray("proof of dialler") : QByteArray("proof of listener"))
                           + '\0' + (isDialler ? m_self.instance + m_otherInstance : m_otherInstance + m_self.instance)
                           + (isDialler ? m_nonce + m_otherNonce : m_otherNonce + m_nonce)
                           + (isDialler ? m_ownCertificate + m_otherCertificate : m_otherCertificate + m_ownCertificate));
}

QByteArray Handshake::tagOf(Role role, QByteArrayView statement) const
{
    return hmac(m_key, QByteArray("identity") + '\0' + proofOf(role) + statement.toByteArray());
}

QByteArray Handshake::identity(bool isLinked, bool hasProved) const
{
    const QByteArray statement = QByteArray(1, isLinked ? 1 : 0) + m_self.clone.toUtf8();
    return QByteArray(1, kVersion) + char(Kind::Identity) + (hasProved ? QByteArray() : proofOf(m_role)) + statement
           + tagOf(m_role, statement);
}

} // namespace mld::lan
