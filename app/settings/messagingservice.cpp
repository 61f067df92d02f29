// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/messagingservice.h"

#include <QCoreApplication>
#include <QFileInfo>
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
    if (host.trimmed().isEmpty())
        return tr("Enter the name or address of the broker, such as broker.example.org.");
    if (host.contains(u' ') || host.contains(u'/'))
        return tr("“%1” is not the name of a computer: leave out “mqtt://” and anything after the name.").arg(host);
    if (port < 0 || port > 65535)
        return tr("A port is a number from 1 to 65535.");
    if (useTls && !caFile.isEmpty() && !QFileInfo(caFile).isReadable())
        return tr("The certificate file %1 cannot be read.").arg(caFile);
    return {};
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
