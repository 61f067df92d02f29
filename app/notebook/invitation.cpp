// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/invitation.h"

#include "settings/certificates.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

namespace commonplace {
namespace {

const QString prefix = QStringLiteral("commonplace:join?");
const QString version = QStringLiteral("1");

constexpr qsizetype maxLinkLength = 64 * 1024;
constexpr qsizetype maxNameLength = 200;

QString tr(const char *text)
{
    return QCoreApplication::translate("Invitation", text);
}

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

} // namespace

bool Invitation::isDomain(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("\\A[a-z0-9_]+(?:[-.][a-z0-9_]+)*\\.[a-z]{2,6}\\z"));
    return text.size() <= 253 && pattern.match(text).hasMatch();
}

QString Invitation::toLink() const
{
    QUrl address(service.address());
    address.setUserName(service.user);
    QString link = prefix;
    addItem(link, QStringLiteral("v"), version);
    addItem(link, QStringLiteral("d"), domain);
    addItem(link, QStringLiteral("n"), notebookName);
    addItem(link, QStringLiteral("s"), address.toString(QUrl::FullyEncoded));
    if (!service.caPem.isEmpty()) {
        addItem(link, QStringLiteral("ca"),
                QString::fromLatin1(service.caPem.toBase64(QByteArray::Base64UrlEncoding
                                                           | QByteArray::OmitTrailingEquals)));
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
        return broken(tr("Paste the link that you were sent."));
    if (link.size() > maxLinkLength)
        return broken(tr("This is far too long to be an invitation."));
    if (!link.startsWith(prefix, Qt::CaseInsensitive))
        return broken(tr("This is not an invitation to a notebook: such a link begins with “commonplace:join”."));

    const QUrlQuery query(link.mid(prefix.size()));
    if (item(query, QStringLiteral("v")) != version) {
        return broken(query.hasQueryItem(QStringLiteral("v"))
                          ? tr("This invitation was made by a newer version of Commonplace. Update yours to use it.")
                          : tr("The link is incomplete. Ask for it again, and copy the whole of it."));
    }
    Invitation invitation;
    invitation.domain = item(query, QStringLiteral("d"));
    if (invitation.domain.isEmpty())
        return broken(tr("The link does not say which notebook it is for. Ask for it again, and copy the whole of it."));
    if (!isDomain(invitation.domain))
        return broken(tr("“%1” in the link cannot be a notebook. Ask for the link again.").arg(invitation.domain.left(80)));
    invitation.notebookName = item(query, QStringLiteral("n")).simplified().left(maxNameLength);

    invitation.sender = item(query, QStringLiteral("by")).simplified().left(maxNameLength);

    const QString address = item(query, QStringLiteral("s"));
    if (address.isEmpty())
        return broken(tr("The link does not say how to reach the notebook. Ask for it again, and copy the whole of it."));
    auto service = MessagingService::fromUrl(address);
    if (!service)
        return service.error();
    invitation.service = std::move(*service);
    if (const QString ca = item(query, QStringLiteral("ca")); !ca.isEmpty()) {
        const auto decoded = QByteArray::fromBase64Encoding(
            ca.toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            return broken(tr("The certificate in the link is damaged. Ask for the link again."));
        auto certificates = onlyCertificates(decoded.decoded, maxInvitationCertificates);
        if (!certificates)
            return broken(tr("The certificate in the link is damaged. Ask for the link again. (%1)")
                              .arg(certificates.error().message));
        invitation.service.caPem = std::move(*certificates);
    }
    return invitation;
}

} // namespace commonplace
