// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"
#include "service/service.h"

#include <QJsonObject>
#include <QMetaType>
#include <QString>

namespace commonplace {

/// A messaging service that a person has told the app about: how to reach it, but not the secrets that open it,
/// which live in the keychain. What is particular to its kind, `mld::Service` knows.
struct MessagingService
{
    QString id;
    QString kind;
    QString name;        ///< what the person calls it
    mld::Values values;  ///< by the fields of its kind; a certificate is PEM text, or the path of a file
    QStringList secrets; ///< the fields whose secrets the keychain has
    bool isOff = false;  ///< the person does not want it used for now

    friend bool operator==(const MessagingService &, const MessagingService &) = default;

    /// Null if this program does not know the kind.
    const mld::Service *service() const { return mld::serviceOf(kind); }
    /// Why this program cannot use it, whatever its values; empty if it can.
    QString unusable() const;
    /// Whether nobody need set it up, so that it is always there: each notebook has a secret of its own instead.
    bool isBuiltIn() const { return service() && service()->hasNotebookSecrets(); }
    /// Whether it can carry notebooks as it is.
    bool isReady() const { return !isOff && unusable().isEmpty(); }
    /// Names it among people: no user, no secret.
    QString address() const;
    /// The address, or for what has none of its own its name: for sentences.
    QString place() const { return isBuiltIn() ? displayName() : address(); }
    /// The address, or for what has none of its own what it is.
    QString detail() const;
    /// The name given, or the host, or at least what kind it is of.
    QString displayName() const;
    /// Who one is there; empty if nobody in particular.
    QString account() const;

    /// Whether both lead to the same place and trust the same certificates there.
    bool isSamePlace(const MessagingService &other) const;
    /// Whether both lead to the same place, whoever is trusted there.
    bool leadsToPlaceOf(const MessagingService &other) const;
    /// Without the certificates that are trusted besides the system's.
    MessagingService withoutCertificates() const;
    bool hasCertificates() const { return *this != withoutCertificates(); }

    /// The fields whose secrets it takes to connect, besides those of each notebook.
    QStringList wantedSecrets() const;
    /// The fields that are secrets of each notebook.
    QStringList notebookSecrets() const;
    /// The name of a secret in the keychain.
    QString secretEntry(const QString &field) const;

    /// What is missing or wrong in which field. Reads the files of certificates.
    QList<mld::Fault> faults() const;
    /// The values that count: those of fields that are shown, and the certificates themselves instead of their
    /// files, without anything else that these hold, such as a key. `BadConfiguration` if they cannot be read.
    mld::Result<mld::Values> settled() const;
    /// All that it takes, if nothing is wrong.
    mld::Result<mld::ServiceSettings> settings(const mld::Secrets &secrets) const;
    /// What a guest needs, without id, name or secret. `BadConfiguration` if its certificates cannot be read, or are
    /// too many for a link.
    mld::Result<MessagingService> forGuests() const;
    /// Whether its notebooks have their names from it, so that one that has another cannot go there.
    bool givesNames() const;
    /// Whether a notebook can go there as it is; if not, why, and what to do.
    mld::Result<void> takes(const QString &domain) const;
    /// What makes notebooks and accounts there. `BadConfiguration` if something is wrong, or it has no such thing.
    mld::Result<std::unique_ptr<mld::Registrar>> registrar(const mld::Secrets &secrets) const;
    /// A recipe for a transport, to be followed on the thread that will use it. `BadConfiguration` if something is
    /// wrong, or this program cannot use it, or may not.
    mld::Result<mld::TransportMaker> maker(const mld::Secrets &secrets) const;
    /// The same for a test of it.
    mld::Result<mld::TransportMaker> trialMaker(const mld::Secrets &secrets) const;

    QJsonObject toJson() const;
    /// Reads what this or an earlier version has written.
    static MessagingService fromJson(const QJsonObject &json);
    /// Reads the address of a service of any kind, such as `mqtt://[user@]host[:port]`. A password in it is refused.
    static mld::Result<MessagingService> fromAddress(const QString &text);
};

} // namespace commonplace

Q_DECLARE_METATYPE(commonplace::MessagingService)
