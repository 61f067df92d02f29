// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/messagingservice.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QHostAddress>
#include <QRegularExpression>
#include <QUrl>

namespace commonplace {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MessagingService", text);
}

mld::Error badUrl(const QString &message)
{
    return { mld::ErrorCode::BadConfiguration, message };
}

} // namespace

QString MessagingService::address() const
{
    QUrl url;
    url.setScheme(useTls ? QStringLiteral("mqtts") : QStringLiteral("mqtt"));
    url.setHost(host);
    url.setPort(effectivePort());
    return url.toString();
}

bool MessagingService::isSamePlace(const MessagingService &other) const
{
    return kind == other.kind && host.compare(other.host, Qt::CaseInsensitive) == 0
        && effectivePort() == other.effectivePort() && useTls == other.useTls;
}

QString MessagingService::fault() const
{
    if (const QString found = hostFault(); !found.isEmpty())
        return found;
    if (const QString found = portFault(); !found.isEmpty())
        return found;
    if (useTls && !caFile.isEmpty() && !QFileInfo(caFile).isReadable())
        return tr("The certificate file %1 cannot be read.").arg(caFile);
    return {};
}

QString MessagingService::hostFault() const
{
    if (host.trimmed().isEmpty())
        return tr("Enter the name or address of the broker, such as broker.example.org.");
    if (host.contains(u' ') || host.contains(u'/'))
        return tr("“%1” is not the name of a computer: leave out “mqtt://” and anything after the name.").arg(host);
    if (host.contains(u':') && QHostAddress(host).protocol() != QAbstractSocket::IPv6Protocol)
        return tr("“%1” is not the name of a computer: the port has a field of its own.").arg(host);
    return {};
}

QString MessagingService::portFault() const
{
    return port < 0 || port > 65535 ? tr("A port is a number from 1 to 65535.") : QString();
}

bool MessagingService::isThisMachine() const
{
    return host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0
        || host.endsWith(QLatin1String(".localhost"), Qt::CaseInsensitive) || QHostAddress(host).isLoopback();
}

void MessagingService::readHost(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("\\A(?:(mqtts?)://)?(?:([^@:/\\s]+)@)?(\\[[0-9A-Fa-f:.]+\\]|[^:/@\\s\\[\\]]+)(?::(\\d{1,9}))?/?\\z"),
        QRegularExpression::CaseInsensitiveOption);
    host = text.trimmed();
    const auto match = pattern.match(host);
    if (!match.hasMatch())
        return; // an IPv6 address without brackets, or nothing that can be read
    host = match.captured(3);
    if (host.startsWith(u'['))
        host = host.mid(1, host.size() - 2);
    if (match.capturedLength(1) > 0)
        useTls = match.capturedLength(1) == 5; // mqtts
    if (match.capturedLength(2) > 0)
        user = match.captured(2);
    if (match.capturedLength(4) > 0) {
        const int number = match.captured(4).toInt();
        port = number > 0 ? number : -1;
    }
}

QJsonObject MessagingService::toJson() const
{
    QJsonObject json { { QStringLiteral("id"), id },
                       { QStringLiteral("kind"), kind },
                       { QStringLiteral("name"), name },
                       { QStringLiteral("host"), host },
                       { QStringLiteral("port"), port },
                       { QStringLiteral("tls"), useTls },
                       { QStringLiteral("user"), user } };
    if (!caFile.isEmpty())
        json.insert(QStringLiteral("caFile"), caFile);
    if (!caPem.isEmpty())
        json.insert(QStringLiteral("caPem"), QString::fromLatin1(caPem));
    return json;
}

MessagingService MessagingService::fromJson(const QJsonObject &json)
{
    MessagingService service;
    service.id = json.value(QStringLiteral("id")).toString();
    service.kind = json.value(QStringLiteral("kind")).toString();
    service.name = json.value(QStringLiteral("name")).toString();
    service.host = json.value(QStringLiteral("host")).toString();
    if (service.host.startsWith(u'[') && service.host.endsWith(u']'))
        service.host = service.host.mid(1, service.host.size() - 2); // as earlier versions kept it
    service.port = json.value(QStringLiteral("port")).toInt();
    service.useTls = json.value(QStringLiteral("tls")).toBool();
    service.user = json.value(QStringLiteral("user")).toString();
    service.caFile = json.value(QStringLiteral("caFile")).toString();
    service.caPem = json.value(QStringLiteral("caPem")).toString().toLatin1();
    return service;
}

mld::Result<MessagingService> MessagingService::fromUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool isTls = url.scheme() == QLatin1String("mqtts");
    if (!url.isValid() || (!isTls && url.scheme() != QLatin1String("mqtt")))
        return badUrl(tr("“%1” is not the address of a messaging service: it looks like "
                         "mqtt://broker.example:1883 or mqtts://broker.example.").arg(text));
    if (url.host().isEmpty())
        return badUrl(tr("“%1” names no broker.").arg(text));
    if (!url.password().isEmpty())
        return badUrl(tr("A password does not belong in an address, where others can see it. Leave it out: "
                         "Commonplace asks for it."));
    MessagingService service;
    service.host = url.host();
    service.port = url.port(0);
    service.useTls = isTls;
    service.user = url.userName();
    return service;
}

} // namespace commonplace
