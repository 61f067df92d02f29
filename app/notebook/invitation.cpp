// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/invitation.h"

#include "sealing/sealedname.h"
#include "settings/certificates.h"
#include "settings/words.h"

#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

namespace commonplace {
namespace {

const QString prefix = QStringLiteral("commonplace:join?");
const QString version = QStringLiteral("2");
const QString earlierVersion = QStringLiteral("1");

constexpr qsizetype maxLinkLength = 64 * 1024;
constexpr qsizetype maxNameLength = 200;

mld::Error broken(const QString &message)
{
    return { mld::ErrorCode::BadConfiguration, message };
}

void addItem(QString &link, const QString &key, const QString &value)
{
    if (!link.endsWith(u'?'))
        link += u'&';
    link += key + u'=' + QString::fromLatin1(QUrl::toPercentEncoding(value));
}

QString item(const QUrlQuery &query, const QString &key)
{
    return query.queryItemValue(key, QUrl::FullyDecoded);
}

mld::Error damagedCertificate(const QString &why)
{
    const QString message = Words::tr("The certificate in the link is damaged. Ask for the link again.");
    return broken(why.isEmpty() ? message : QStringLiteral("%1 (%2)").arg(message, why));
}

mld::Error noService()
{
    return broken(Words::tr("The link does not say how to reach the notebook. Ask for it again, and copy the whole of it."));
}

/// As the link of an earlier version names it.
mld::Result<MessagingService> earlierService(const QUrlQuery &query)
{
    const QString address = item(query, QStringLiteral("s"));
    if (address.isEmpty())
        return noService();
    auto service = MessagingService::fromAddress(address);
    if (!service)
        return service.error();
    if (service->kind != QLatin1String("mqtt")) // the one that there was
        return broken(Words::tr("“%1” in the link is not the address of a broker. Ask for the link again.").arg(address.left(80)));
    if (const QString ca = item(query, QStringLiteral("ca")); !ca.isEmpty()) {
        const auto decoded = QByteArray::fromBase64Encoding(
            ca.toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            return damagedCertificate({});
        const auto certificates = onlyCertificates(decoded.decoded, maxInvitationCertificates);
        if (!certificates)
            return damagedCertificate(certificates.error().message);
        service->values.insert(QStringLiteral("ca"), QString::fromLatin1(*certificates));
    }
    return service;
}

QVariant readValue(const mld::Field &field, const QString &text)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    switch (field.kind) {
    case mld::Field::Kind::Port:
    case mld::Field::Kind::Number:
        return isNumber ? QVariant(number) : QVariant(text);
    case mld::Field::Kind::Switch:
        return text == QLatin1String("true");
    default:
        return text;
    }
}

/// Takes what the kind of service shares, and nothing else that the link may hold.
mld::Result<MessagingService> readService(const QUrlQuery &query)
{
    MessagingService service;
    service.kind = item(query, QStringLiteral("s"));
    if (service.kind.isEmpty())
        return noService();
    if (const QString why = service.unusable(); !why.isEmpty())
        return broken(Words::tr("This invitation cannot be used here: %1").arg(why.left(200)));
    const QStringList secrets = item(query, QStringLiteral("k")).split(u',');
    const QList<mld::Field> fields = service.service()->fields();
    for (const mld::Field &field : fields) {
        if (field.flags.testFlag(mld::Field::Secret)) {
            if (secrets.contains(field.key) && !field.flags.testFlag(mld::Field::OfNotebook))
                service.secrets.append(field.key);
            continue;
        }
        const QString text = item(query, QStringLiteral("s.") + field.key);
        if (text.isEmpty() || !field.flags.testFlag(mld::Field::Shared))
            continue;
        service.values.insert(field.key, readValue(field, text));
        if (field.kind == mld::Field::Kind::Pem) { // never the path of a file here
            const auto certificates = onlyCertificates(text.toLatin1(), maxInvitationCertificates);
            if (!certificates)
                return damagedCertificate(certificates.error().message);
            service.values.insert(field.key, QString::fromLatin1(*certificates));
        }
    }
    if (const QList<mld::Fault> faults = service.faults(); !faults.isEmpty())
        return broken(Words::tr("The link does not lead anywhere. Ask for it again. (%1)").arg(faults.first().sentence.left(300)));
    // As its kind writes it, so that what is shown of it is what is used.
    const auto plain = service.service()->fromConfig(service.service()->toConfig({ service.values, {} }));
    if (!plain)
        return plain.error();
    service.values = service.service()->sharedPart(plain->values);
    return service;
}

} // namespace

bool Invitation::isDomain(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("\\A[a-z0-9_]+(?:[-.][a-z0-9_]+)*\\.[a-z]{2,6}\\z"));
    return text.size() <= 253 && pattern.match(text).hasMatch();
}

mld::Result<QString> Invitation::toLink() const
{
    const auto guest = service.forGuests();
    if (!guest)
        return guest.error();
    QString link = prefix;
    addItem(link, QStringLiteral("v"), version);
    addItem(link, QStringLiteral("d"), domain);
    addItem(link, QStringLiteral("n"), notebookName);
    addItem(link, QStringLiteral("s"), guest->kind);
    for (auto it = guest->values.constBegin(); it != guest->values.constEnd(); ++it)
        addItem(link, QStringLiteral("s.") + it.key(), it.value().toString());
    if (!guest->secrets.isEmpty())
        addItem(link, QStringLiteral("k"), guest->secrets.join(u','));
    const QStringList ofNotebook = guest->notebookSecrets();
    for (const QString &key : ofNotebook) {
        if (secrets.value(key).isEmpty())
            return broken(Words::tr("This computer does not have the secret by which members of the notebook know each other. "
                             "Somebody who has it can send you an invitation."));
        addItem(link, QStringLiteral("p.") + key, secrets.value(key));
    }
    if (!sender.isEmpty())
        addItem(link, QStringLiteral("by"), sender);
    return link;
}

mld::Result<Invitation> Invitation::fromLink(const QString &text)
{
    // Mail programs wrap long links, and people copy a blank too much.
    static const QRegularExpression blanks(QStringLiteral("\\s+"));
    QString link = text.left(maxLinkLength + 1);
    link.remove(blanks);
    if (link.startsWith(u'<') && link.endsWith(u'>'))
        link = link.mid(1, link.size() - 2);
    if (link.isEmpty())
        return broken(Words::tr("Paste the link that you were sent."));
    if (link.size() > maxLinkLength)
        return broken(Words::tr("This is far too long to be an invitation."));
    if (!link.startsWith(prefix, Qt::CaseInsensitive))
        return broken(Words::tr("This is not an invitation to a notebook: such a link begins with “commonplace:join”."));

    const QUrlQuery query(link.mid(prefix.size()));
    const QString written = item(query, QStringLiteral("v"));
    if (written != version && written != earlierVersion) {
        return broken(query.hasQueryItem(QStringLiteral("v"))
                          ? Words::tr("This invitation was made by a newer version of Commonplace. Update yours to use it.")
                          : Words::tr("The link is incomplete. Ask for it again, and copy the whole of it."));
    }
    Invitation invitation;
    invitation.domain = item(query, QStringLiteral("d"));
    if (invitation.domain.isEmpty())
        return broken(Words::tr("The link does not say which notebook it is for. Ask for it again, and copy the whole of it."));
    if (!isDomain(invitation.domain))
        return broken(Words::tr("“%1” in the link cannot be a notebook. Ask for the link again.").arg(invitation.domain.left(80)));
    invitation.notebookName = item(query, QStringLiteral("n")).simplified().left(maxNameLength);

    invitation.sender = item(query, QStringLiteral("by")).simplified().left(maxNameLength);

    auto service = written == version ? readService(query) : earlierService(query);
    if (!service)
        return service.error();
    invitation.service = std::move(*service);
    const auto fits = invitation.service.takes(invitation.domain);
    if (!fits && mld::isSealedName(invitation.domain))
        return fits.error();
    if (!fits)
        return broken(Words::tr("“%1” in the link cannot be a notebook at %2. Ask for the link again.")
                          .arg(invitation.domain.left(80), invitation.service.displayName()));
    const QStringList keys = invitation.service.notebookSecrets();
    for (const QString &key : keys)
        invitation.secrets.insert(key, item(query, QStringLiteral("p.") + key));
    if (!keys.isEmpty() && !invitation.service.service()->maker({ invitation.service.values, invitation.secrets }))
        return broken(Words::tr("The link is incomplete. Ask for it again, and copy the whole of it."));
    return invitation;
}

} // namespace commonplace
