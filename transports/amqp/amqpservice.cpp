// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "amqp/amqpservice.h"

#include "amqp/amqpmaker.h"
#include "amqp/amqpoptions.h"

#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

bool isSecureAmqp(const Values &values)
{
    return values.value(u"protocol"_s).toString() == u"amqps";
}

} // namespace

QString AmqpService::kind() const
{
    return u"amqp"_s;
}

QString AmqpService::title() const
{
    return tr("RabbitMQ");
}

QString AmqpService::sentence() const
{
    return tr("A RabbitMQ server that you or your team already run, by its own protocol (AMQP 0-9-1).");
}

QStringList AmqpService::schemes() const
{
    return {u"amqps"_s, u"amqp"_s};
}

QList<Field> AmqpService::fields() const
{
    using Kind = Field::Kind;
    return {
        {u"host"_s, Kind::Host, Field::Required | Field::Shared, tr("Server"), u"rabbit.example.org"_s},
        {u"port"_s, Kind::Port, Field::Shared, tr("Port"), tr("The usual one")},
        {u"protocol"_s, Kind::Choice, Field::Shared, tr("Connection"), {}, u"amqp"_s, u"amqps"_s,
         {{u"amqps"_s, tr("Secure (TLS)")}, {u"amqp"_s, tr("Not secure")}}},
        {u"vhost"_s, Kind::Text, Field::Shared, tr("Virtual host"), u"/"_s, u"/"_s},
        {u"username"_s, Kind::Text, Field::Shared | Field::Account, tr("User"), u"guest"_s},
        {u"password"_s, Kind::Password, Field::Secret, tr("Password"), {}, {}, {}, {},
         [](const Values &values) { return !values.value(u"username"_s).toString().isEmpty(); }},
        {u"ca"_s, Kind::Pem, Field::Shared, tr("Certificate of the server's own authority"),
         tr("The system's certificates"), {}, {}, {}, isSecureAmqp},
        {u"prefix"_s, Kind::Text, Field::Shared | Field::Advanced, tr("Names there begin with"), u"mld"_s, u"mld"_s},
        {u"cert"_s, Kind::Pem, Field::Advanced, tr("Certificate of your own"), tr("None"), {}, {}, {}, isSecureAmqp},
        {u"key"_s, Kind::Pem, Field::Advanced | Field::Secret, tr("Its key"), tr("None"), {}, {}, {}, isSecureAmqp},
        {u"heartbeat"_s, Kind::Number, Field::Advanced, tr("Seconds between signs of life"), {}, 10},
        {u"rejectUnauthorized"_s, Kind::Switch, Field::FileOnly, {}, {}, true},
        {u"connectTimeout"_s, Kind::Number, Field::FileOnly, {}, {}, 5000},
    };
}

QString AmqpService::unavailable() const
{
    return hasAmqp() ? QString() : tr("This program was built without RabbitMQ (librabbitmq).");
}

Result<ServiceSettings> AmqpService::fromConfig(const QJsonObject &config) const
{
    const auto options = AmqpOptions::fromJson(config);
    if (!options)
        return options.error();
    ServiceSettings settings = sorted(config);
    // As the form has it: the host apart from what an address says beside.
    settings.values.insert(u"host"_s, options->host);
    settings.values.insert(u"protocol"_s, options->isSecure ? u"amqps"_s : u"amqp"_s);
    if (options->port != 0)
        settings.values.insert(u"port"_s, int(options->port));
    if (options->vhost != u"/")
        settings.values.insert(u"vhost"_s, options->vhost);
    return settings;
}

QJsonObject AmqpService::toConfig(const ServiceSettings &settings) const
{
    QJsonObject config;
    const QList<Field> all = fields();
    for (const Field &field : all) {
        if (field.isShown && !field.isShown(settings.values))
            continue;
        const bool isSecret = field.flags.testFlag(Field::Secret);
        const QVariant given =
            isSecret ? QVariant(settings.secrets.value(field.key)) : settings.values.value(field.key);
        const bool isNumber = field.kind == Field::Kind::Port || field.kind == Field::Kind::Number;
        if (!given.isValid() || given.toString().isEmpty() || (field.kind == Field::Kind::Port && given == 0))
            continue;
        bool isWhole = false;
        const int number = isNumber ? given.toInt(&isWhole) : 0;
        // What is no number is refused where numbers are read.
        config.insert(field.key, isWhole ? QJsonValue(number) : QJsonValue::fromVariant(given));
    }
    return config;
}

Result<ServiceSettings> AmqpService::fromPaste(const QString &text) const
{
    QUrl url(text.trimmed(), QUrl::StrictMode);
    ServiceSettings settings;
    if (!url.isValid() || !schemes().contains(url.scheme().toLower())) {
        const auto host = AmqpOptions::fromJson({{u"host"_s, text.trimmed()}});
        if (!host)
            return host.error();
        settings.values = {{u"host"_s, host->host}};
        if (host->port != 0)
            settings.values.insert(u"port"_s, int(host->port));
        return settings;
    }
    const QString user = url.userName(QUrl::FullyDecoded);
    const QString password = url.password(QUrl::FullyDecoded);
    url.setUserInfo({});
    url.setQuery(QString()); // settings of other clients
    auto read = fromConfig({{u"host"_s, url.toString(QUrl::FullyEncoded)}});
    if (!read)
        return read;
    if (!user.isEmpty())
        read->values.insert(u"username"_s, user);
    if (!password.isEmpty())
        read->secrets.insert(u"password"_s, password);
    return read;
}

QString AmqpService::address(const Values &values) const
{
    const auto options = AmqpOptions::fromJson(placeConfig(values));
    QUrl url;
    url.setScheme(isSecureAmqp(values) ? u"amqps"_s : u"amqp"_s);
    url.setHost(values.value(u"host"_s).toString());
    if (options) {
        url.setPort(options->effectivePort());
        if (options->vhost != u"/")
            url.setPath(u'/' + QString::fromUtf8(QUrl::toPercentEncoding(options->vhost)));
    }
    return url.toString();
}

bool AmqpService::isSamePlace(const Values &one, const Values &other) const
{
    const auto a = AmqpOptions::fromJson(placeConfig(one));
    const auto b = AmqpOptions::fromJson(placeConfig(other));
    return a && b && a->host.compare(b->host, Qt::CaseInsensitive) == 0 && a->effectivePort() == b->effectivePort()
           && a->isSecure == b->isSecure && a->vhost == b->vhost && a->prefix == b->prefix && a->tls.ca == b->tls.ca;
}

Result<TransportMaker> AmqpService::maker(const ServiceSettings &settings) const
{
    const auto options = AmqpOptions::fromJson(toConfig(settings));
    if (!options)
        return options.error();
    if (const QString why = unavailable(); !why.isEmpty())
        return Error{ErrorCode::BadConfiguration, why};
    if (options->isSecure && !hasSecureAmqp()) {
        return Error{ErrorCode::BadConfiguration,
                     tr("amqp.protocol: this program was built without TLS for RabbitMQ; it can be “amqp”.")};
    }
    return TransportMaker([amqp = *options] { return makeAmqp(amqp); });
}

} // namespace mld
