// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"
#include "sealing/epochrecord.h"
#include "sealing/ownerkey.h"
#include "sealing/secret.h"

#include <QString>

#include <optional>

namespace mld {

/// What a member of a sealed notebook has: the secret that is in force, the owner's word that it is, and, if the member
/// is an owner, what signs such words. One value, so that it is kept and replaced as a whole.
class NotebookKey
{
public:
    enum class Role { Editor = 1, Owner = 2 };

    /// The owner's key of a new notebook.
    static NotebookKey create(Environment &environment);
    /// Reads toText(). Malformed if it is damaged, or the owner has not signed it; StoreTooNew if a newer version of
    /// this program has made it.
    static Result<NotebookKey> fromText(const QString &text);

    /// For an invitation, the keychain, or an environment variable: some 190 letters, digits, '-' and '_'. Secret.
    QString toText() const;

    Role role() const { return m_owner ? Role::Owner : Role::Editor; }
    /// The name of the domain, which certifies its owner.
    QString domain() const;
    const EpochRecord &record() const { return m_record; }

    /// The same without what makes an owner, for those who are invited to write.
    NotebookKey forEditor() const;
    /// A key in place of this one, and of `newest`, a record that was heard, if there is one. Unauthorised unless an
    /// owner does it.
    Result<NotebookKey> replacement(Environment &environment, const std::optional<EpochRecord> &newest = {}) const;

    /// What seals the messages.
    Secret contentSecret() const { return m_secret.derived(1); }
    /// What marks the ids of members.
    Secret tagSecret() const { return m_secret.derived(2); }
    /// What members on one network know each other by.
    Secret nearbySecret() const { return m_secret.derived(3); }

    friend bool operator==(const NotebookKey &one, const NotebookKey &other);

private:
    NotebookKey(const Secret &secret, EpochRecord record, std::optional<OwnerKey> owner);
    static NotebookKey make(const OwnerKey &owner, quint32 number, const Secret &secret);

    Secret m_secret;
    EpochRecord m_record;
    std::optional<OwnerKey> m_owner;
};

} // namespace mld
