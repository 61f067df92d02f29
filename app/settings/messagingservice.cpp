// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/messagingservice.h"

#include "sealing/sealedname.h"
#include "service/registrar.h"
#include "settings/certificates.h"
#include "settings/words.h"

#include <QJsonArray>
#include <QUrl>

#include <algorithm>

namespace commonplace {
namespace {

using Field = mld::Field;

mld::Error bad(const QString &message)
{
    return { mld::ErrorCode::BadConfiguration, message };
}

bool isShown(const Field &field, const mld::Values &values)
{
    return !field.isShown || field.isShown(values);
}

bool isCertificate(const Field &field)
{
    return field.kind == Field::Kind::Pem && !field.flags.testFlag(Field::Secret);
}

/// The one kind that there was when services were kept without their values apart.
mld::Values earlierValues(const QJsonObject &json)
{
    QString host = json.value(QStringLiteral("host")).toString();
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    mld::Values values { { QStringLiteral("host"), host } };
    if (const int port = json.value(QStringLiteral("port")).toInt(); port > 0)
        values.insert(QStringLiteral("port"), port);
    values.insert(QStringLiteral("protocol"), json.value(QStringLiteral("tls")).toBool() ? QStringLiteral("mqtts")
                                                                                         : QStringLiteral("mqtt"));
    const auto take = [&](const QString &from, const QString &to) {
        if (const QString text = json.value(from).toString(); !text.isEmpty())
            values.insert(to, text);
    };
    take(QStringLiteral("user"), QStringLiteral("username"));
    take(QStringLiteral("caPem"), QStringLiteral("ca"));
    take(QStringLiteral("caFile"), QStringLiteral("ca"));
    return values;
}

} // namespace

QString MessagingService::unusable() const
{
    if (const mld::Service *known = service())
        return known->unavailable();
    return Words::tr("This Commonplace cannot use “%1” services. A newer version may.").arg(kind);
}

QString MessagingService::address() const
{
    const mld::Service *known = service();
    return known ? known->address(values) : unusable();
}

QString MessagingService::detail() const
{
    const QString why = unusable();
    return !why.isEmpty() ? why : isBuiltIn() ? service()->sentence() : address();
}

QString MessagingService::displayName() const
{
    if (!name.isEmpty())
        return name;
    const mld::Service *known = service();
    const QString host = known && !isBuiltIn() ? QUrl(known->address(values)).host() : QString();
    return !host.isEmpty() ? host : known ? known->title() : kind;
}

QString MessagingService::account() const
{
    const mld::Service *known = service();
    const QList<Field> fields = known ? known->fields() : QList<Field>();
    for (const Field &field : fields) {
        if (field.flags.testFlag(Field::Account))
            return values.value(field.key).toString();
    }
    return {};
}

bool MessagingService::isSamePlace(const MessagingService &other) const
{
    const auto here = kind == other.kind ? settled() : bad({});
    const auto there = other.settled();
    return here && there && service()->isSamePlace(*here, *there);
}

bool MessagingService::leadsToPlaceOf(const MessagingService &other) const
{
    return withoutCertificates().isSamePlace(other.withoutCertificates());
}

MessagingService MessagingService::withoutCertificates() const
{
    MessagingService bare = *this;
    const QList<Field> fields = service() ? service()->fields() : QList<Field>();
    for (const Field &field : fields) {
        if (isCertificate(field) && field.flags.testFlag(Field::Shared))
            bare.values.remove(field.key);
    }
    return bare;
}

QStringList MessagingService::wantedSecrets() const
{
    QStringList wanted = secrets;
    const QList<Field> fields = service() ? service()->fields() : QList<Field>();
    for (const Field &field : fields) {
        if (!field.flags.testFlag(Field::Secret))
            continue;
        if (!isShown(field, values) || field.flags.testFlag(Field::OfNotebook)) {
            wanted.removeAll(field.key);
            continue;
        }
        // One that comes up because of what else was entered goes with that, as a password does with its user.
        const bool goesWithAnother = field.isShown && !field.flags.testFlag(Field::Advanced);
        if ((goesWithAnother || field.flags.testFlag(Field::Required)) && !wanted.contains(field.key))
            wanted.append(field.key);
    }
    return wanted;
}

QStringList MessagingService::notebookSecrets() const
{
    QStringList keys;
    const QList<Field> fields = service() ? service()->fields() : QList<Field>();
    for (const Field &field : fields) {
        if (field.flags.testFlag(Field::OfNotebook))
            keys.append(field.key);
    }
    return keys;
}

QString MessagingService::secretEntry(const QString &field) const
{
    // Passwords are where they were when they were the only secrets.
    return field == QLatin1String("password") ? id : id + u'/' + field;
}

QList<mld::Fault> MessagingService::faults() const
{
    const mld::Service *known = service();
    if (!known)
        return { { {}, unusable() } };
    QList<mld::Fault> found = known->faults(values);
    const QList<Field> fields = known->fields();
    for (const Field &field : fields) {
        const QString given = values.value(field.key).toString();
        if (!isCertificate(field) || given.isEmpty() || !isShown(field, values))
            continue;
        const bool isTold = std::any_of(found.cbegin(), found.cend(),
                                        [&](const mld::Fault &fault) { return fault.key == field.key; });
        if (const auto pem = certificatesIn(given); !pem && !isTold)
            found.append({ field.key, pem.error().message });
    }
    return found;
}

mld::Result<mld::Values> MessagingService::settled() const
{
    const mld::Service *known = service();
    if (!known)
        return bad(unusable());
    mld::Values counting = values;
    const QList<Field> fields = known->fields();
    for (const Field &field : fields) {
        const QString given = values.value(field.key).toString();
        if (!isShown(field, values)) {
            counting.remove(field.key);
        } else if (isCertificate(field) && !given.isEmpty()) {
            const auto pem = certificatesIn(given);
            if (!pem)
                return pem.error();
            counting.insert(field.key, QString::fromLatin1(*pem));
        }
    }
    return counting;
}

mld::Result<MessagingService> MessagingService::forGuests() const
{
    auto counting = settled();
    if (!counting)
        return counting.error();
    MessagingService guest { {}, kind, {}, service()->sharedPart(*counting), wantedSecrets() };
    const QList<Field> fields = service()->fields();
    for (const Field &field : fields) {
        const QByteArray pem = guest.values.value(field.key).toString().toLatin1();
        if (!isCertificate(field) || pem.isEmpty())
            continue;
        if (const auto few = onlyCertificates(pem, maxInvitationCertificates); !few)
            return few.error();
    }
    return guest;
}

bool MessagingService::givesNames() const
{
    return service() && service()->givesNames();
}

mld::Result<void> MessagingService::takes(const QString &domain) const
{
    // Its name promises that nothing goes there openly, and this program has nothing to seal it with.
    if (mld::isSealedName(domain)) {
        return bad(Words::tr("This notebook is sealed: only who has its key can read it, and Commonplace cannot take part in "
                             "such a notebook yet. Use mld-clone for it, or ask for an invitation to one that is not sealed."));
    }
    if (!service() || service()->checkDomain(values, domain, false))
        return {};
    if (!givesNames())
        return bad(Words::tr("%1 cannot carry this notebook. Choose another service.").arg(displayName()));
    return bad(Words::tr("%1 begins each of its notebooks itself, so this one cannot go there as it is. A new one there can begin "
                  "with copies of its notes; whoever writes in it with you needs a new invitation then.")
                   .arg(displayName()));
}

mld::Result<mld::ServiceSettings> MessagingService::settings(const mld::Secrets &given) const
{
    if (const QList<mld::Fault> found = faults(); !found.isEmpty())
        return bad(found.first().sentence);
    auto counting = settled();
    if (!counting)
        return counting.error();
    return mld::ServiceSettings { *counting, given };
}

mld::Result<std::unique_ptr<mld::Registrar>> MessagingService::registrar(const mld::Secrets &given) const
{
    const auto all = settings(given);
    if (!all)
        return all.error();
    return service()->registrar(*all);
}

mld::Result<mld::TransportMaker> MessagingService::maker(const mld::Secrets &given) const
{
    if (isOff)
        return bad(Words::tr("%1 is switched off. Switch it on in Settings → Messaging services.").arg(displayName()));
    const auto all = settings(given);
    if (!all)
        return all.error();
    return service()->maker(*all);
}

mld::Result<mld::TransportMaker> MessagingService::trialMaker(const mld::Secrets &given) const
{
    const auto all = settings(given);
    if (!all)
        return all.error();
    return service()->trialMaker(*all);
}

QJsonObject MessagingService::toJson() const
{
    QJsonObject json { { QStringLiteral("id"), id },
                       { QStringLiteral("kind"), kind },
                       { QStringLiteral("name"), name },
                       { QStringLiteral("values"), QJsonObject::fromVariantMap(values) } };
    if (!secrets.isEmpty())
        json.insert(QStringLiteral("secrets"), QJsonArray::fromStringList(secrets));
    if (isOff)
        json.insert(QStringLiteral("off"), true);
    return json;
}

MessagingService MessagingService::fromJson(const QJsonObject &json)
{
    MessagingService service;
    service.id = json.value(QStringLiteral("id")).toString();
    service.kind = json.value(QStringLiteral("kind")).toString();
    service.name = json.value(QStringLiteral("name")).toString();
    const QJsonValue values = json.value(QStringLiteral("values"));
    service.values = values.isObject() ? values.toObject().toVariantMap() : earlierValues(json);
    service.secrets = json.value(QStringLiteral("secrets")).toVariant().toStringList();
    service.isOff = json.value(QStringLiteral("off")).toBool();
    return service;
}

mld::Result<MessagingService> MessagingService::fromAddress(const QString &text)
{
    const QString scheme = text.trimmed().section(QStringLiteral("://"), 0, 0).toLower();
    for (const mld::Service *known : mld::allServices()) {
        if (!known->schemes().contains(scheme) || !text.contains(QLatin1String("://")))
            continue;
        const auto read = known->fromPaste(text);
        if (!read || !known->faults(read->values).isEmpty())
            break;
        if (!read->secrets.isEmpty()) {
            return bad(Words::tr("A password does not belong in an address, where others can see it. Leave it out: "
                          "Commonplace asks for it."));
        }
        return MessagingService { {}, known->kind(), {}, read->values, {} };
    }
    return bad(Words::tr("“%1” is not the address of a messaging service: it looks like mqtts://broker.example.org or "
                  "https://notes.example.org.").arg(text));
}

} // namespace commonplace
