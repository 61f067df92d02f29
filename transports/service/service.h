// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"
#include "result.h"
#include "service/field.h"

#include <QJsonObject>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace mld {

/// Makes transports for one service, each for one clone. On any thread; null if a part of the program that it
/// needs is not installed.
using TransportMaker = std::function<std::unique_ptr<Transport>()>;

/// All that is known of a service.
struct ServiceSettings
{
    Values values;
    Secrets secrets;
};

class Registrar;

/// A kind of messaging service: all that is particular to it, for forms, files, invitations and configurations,
/// which treat all kinds alike. Has no state; from any thread.
class Service
{
public:
    virtual ~Service() = default;
    Service(const Service &) = delete;
    Service &operator=(const Service &) = delete;

    /// The key in files, links and configurations; never changes.
    virtual QString kind() const = 0;
    /// What people call it.
    virtual QString title() const = 0;
    /// One plain sentence: what it is, and for whom.
    virtual QString sentence() const = 0;
    /// Of addresses that can be pasted, such as `mqtts`.
    virtual QStringList schemes() const = 0;
    /// In the order of the form.
    virtual QList<Field> fields() const = 0;
    /// Why this build cannot use it; empty if it can.
    virtual QString unavailable() const { return {}; }

    /// Reads the object under kind() in a configuration of mld-clone. `BadConfiguration`: the key, and what may
    /// stand there.
    virtual Result<ServiceSettings> fromConfig(const QJsonObject &config) const = 0;
    /// What fromConfig() reads.
    virtual QJsonObject toConfig(const ServiceSettings &settings) const = 0;
    /// Reads an address that a person has pasted, with the secrets in it, which must go to the keychain. What it
    /// does not say is absent.
    virtual Result<ServiceSettings> fromPaste(const QString &text) const = 0;
    /// Where it is, for people; no secret, no user.
    virtual QString address(const Values &values) const = 0;
    /// Whether both lead to the same place and trust the same authorities there.
    virtual bool isSamePlace(const Values &one, const Values &other) const;
    /// What is kept of a service that an invitation to the same place names too: what is known already, with what
    /// helps besides to find others.
    virtual Values withInvited(const Values &own, const Values &) const { return own; }
    /// Whether a clone of `domain` can be had there, and be its first if `isGenesis`. `BadConfiguration`:
    /// `@domain` or `genesis`, and what may stand there.
    virtual Result<void> checkDomain(const Values &values, const DomainName &domain, bool isGenesis) const;
    /// Whether domains get their names from the service, so that those with names of their own cannot go there.
    virtual bool givesNames() const { return false; }
    /// New secrets for the fields that are OfNotebook, for a notebook that has none yet.
    virtual Secrets newNotebookSecrets() const { return {}; }
    /// Whether a person can get an account there by e-mail.
    virtual bool givesAccounts() const { return false; }
    /// What makes them, and domains that have their names from the service. `BadConfiguration` if the settings have
    /// faults, or the service has no such thing.
    virtual Result<std::unique_ptr<Registrar>> registrar(const ServiceSettings &settings) const;
    /// What whoever is invited to a notebook gets beside it, for people; empty if that is nothing.
    virtual QString sharingNote(const Values &) const { return {}; }
    /// `BadConfiguration` if the settings have faults.
    virtual Result<TransportMaker> maker(const ServiceSettings &settings) const = 0;
    /// The same for a ConnectionTest. The domain to test with is that of a notebook; or none if there is none and
    /// givesNames(), anybody's otherwise.
    virtual Result<TransportMaker> trialMaker(const ServiceSettings &settings) const { return maker(settings); }

    /// What is missing or wrong; the values can be used if it is empty.
    QList<Fault> faults(const Values &values) const;
    /// What a guest needs: the shared fields, without those that have their fallback. Never a secret.
    Values sharedPart(const Values &values) const;
    /// The value of a field, or its fallback.
    QVariant value(const Values &values, const QString &key) const;
    /// Whether it has secrets of each notebook, so that nobody need set it up.
    bool hasNotebookSecrets() const;
    /// Null if there is none of that key.
    const Field *field(const QString &key) const;

protected:
    Service() = default;
    /// A configuration by which the place can be known: without a certificate of our own, which is nothing without
    /// its key.
    QJsonObject placeConfig(Values values) const;
    /// The first fault that reading as a configuration finds. Required fields are looked at before.
    virtual std::optional<Fault> firstFault(const Values &values) const;
    /// Takes an error apart that begins with the name of a key, `kind.key: …` or `kind.more.key: …`.
    std::optional<Fault> faultOf(const Error &error) const;
    /// Puts each value of a configuration where it belongs.
    ServiceSettings sorted(const QJsonObject &config) const;
};

/// Whether a host is surely this machine, so that nobody can listen on the way.
bool isThisMachine(const QString &host);

/// All kinds, in the order in which people are shown them.
const QList<const Service *> &allServices();
/// Null if there is none of that kind.
const Service *serviceOf(const QString &kind);

} // namespace mld
