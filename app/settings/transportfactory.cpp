// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/transportfactory.h"

#include "settings/certificates.h"

#ifdef MLD_HAVE_MQTT
#include "mqtt/mqtttransport.h"
#endif

#include <QCoreApplication>
#include <QFile>

namespace commonplace {
namespace {

constexpr qint64 maxCertificateFile = 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("TransportFactory", text);
}

mld::Error bad(const QString &message)
{
    return { mld::ErrorCode::BadConfiguration, message };
}

} // namespace

mld::Result<QByteArray> trustedCertificates(const MessagingService &service)
{
    if (service.caFile.isEmpty())
        return service.caPem;
    QFile file(service.caFile);
    if (!file.open(QIODevice::ReadOnly))
        return bad(tr("The certificate file %1 cannot be read: %2.").arg(service.caFile, file.errorString()));
    const QByteArray pem = file.read(maxCertificateFile);
    if (!pem.contains("-----BEGIN CERTIFICATE-----"))
        return bad(tr("%1 holds no certificate in PEM form.").arg(service.caFile));
    auto certificates = onlyCertificates(pem);
    if (!certificates)
        return bad(tr("The certificate file %1 cannot be used. %2").arg(service.caFile, certificates.error().message));
    return certificates;
}

mld::Result<std::function<std::unique_ptr<mld::Transport>()>> transportMaker(const MessagingService &service,
                                                                             const QString &secret)
{
    if (const QString fault = service.fault(); !fault.isEmpty())
        return bad(fault);
#ifdef MLD_HAVE_MQTT
    if (service.kind == QLatin1String("mqtt")) {
        mld::MqttOptions options;
        options.host = service.host;
        options.port = quint16(service.effectivePort());
        options.protocol = service.useTls ? mld::MqttOptions::Protocol::Tls : mld::MqttOptions::Protocol::Tcp;
        options.username = service.user;
        options.password = service.user.isEmpty() ? QString() : secret;
        if (service.useTls) {
            auto ca = trustedCertificates(service);
            if (!ca)
                return ca.error();
            options.tls.ca = std::move(*ca);
        }
        return std::function<std::unique_ptr<mld::Transport>()>(
            [options] { return std::make_unique<mld::MqttTransport>(options); });
    }
#endif
    return bad(tr("This Commonplace cannot use “%1” services.").arg(service.kind));
}

} // namespace commonplace
