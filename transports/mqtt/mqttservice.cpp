// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqttservice.h"

#include "mqtt/mqttoptions.h"
#ifdef MLD_HAVE_MQTT
#include "mqtt/mqtttransport.h"
#endif

#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

bool isSecure(const Values &values)
{
    const QString protocol = values.value(u"protocol"_s).toString();
    return protocol == u"mqtts" || protocol == u"wss";
}

bool isWebSocket(const Values &values)
{
    return values.value(u"protocol"_s).toString().startsWith(u"ws");
}

/// The other names that a configuration may use for the same.
QString plainProtocol(const QString &name)
{
    if (name == u"tcp" || name.isEmpty())
        return u"mqtt"_s;
    return name == u"ssl" || name == u"tls" ? u"mqtts"_s : name;
}

} // namespace

QString MqttService::kind() const
{
    return u"mqtt"_s;
}

QString MqttService::title() const
{
    return tr("MQTT");
}

QString MqttService::sentence() const
{
    return tr("A message broker, such as Mosquitto, EMQX or HiveMQ: light, and easy to run yourself.");
}

QStringList MqttService::schemes() const
{
    return {u"mqtt"_s, u"mqtts"_s, u"ws"_s, u"wss"_s};
}

QList<Field> MqttService::fields() const
{
    using Kind = Field::Kind;
    return {
        {u"host"_s, Kind::Host, Field::Required | Field::Shared, tr("Broker"), u"broker.example.org"_s},
        {u"port"_s, Kind::Port, Field::Shared, tr("Port"), tr("The usual one")},
        {u"protocol"_s, Kind::Choice, Field::Shared, tr("Connection"), {}, u"mqtt"_s, u"mqtts"_s,
         {{u"mqtts"_s, tr("Secure (TLS)")},
          {u"mqtt"_s, tr("Not secure")},
          {u"wss"_s, tr("Secure, by way of the web (WebSocket)")},
          {u"ws"_s, tr("Not secure, by way of the web (WebSocket)")}}},
        {u"username"_s, Kind::Text, Field::Shared | Field::Account, tr("User"), tr("None")},
        {u"password"_s, Kind::Password, Field::Secret, tr("Password"), {}, {}, {}, {},
         [](const Values &values) { return !values.value(u"username"_s).toString().isEmpty(); }},
        {u"ca"_s, Kind::Pem, Field::Shared, tr("Certificate of the broker's own authority"),
         tr("The system's certificates"), {}, {}, {}, isSecure},
        {u"path"_s, Kind::Text, Field::Shared | Field::Advanced, tr("Path"), u"/mqtt"_s, u"/"_s, {}, {}, isWebSocket},
        {u"cert"_s, Kind::Pem, Field::Advanced, tr("Certificate of your own"), tr("None"), {}, {}, {}, isSecure},
        {u"key"_s, Kind::Pem, Field::Advanced | Field::Secret, tr("Its key"), tr("None"), {}, {}, {}, isSecure},
        {u"dialect"_s, Kind::Choice, Field::Shared | Field::Advanced, tr("Kind of broker"), {}, u"standard"_s, {},
         {{u"standard"_s, tr("Any")}, {u"rabbitmq"_s, tr("RabbitMQ's MQTT plugin")}}},
        {u"protocolVersion"_s, Kind::Choice, Field::Advanced, tr("Version of MQTT"), {}, {}, {},
         {{{}, tr("The newest that the broker takes")}, {u"5"_s, u"5"_s}, {u"4"_s, u"3.1.1"_s}}},
        {u"keepalive"_s, Kind::Number, Field::Advanced, tr("Seconds between signs of life"), {}, 5},
        {u"proxy"_s, Kind::Text, Field::Advanced, tr("Proxy"), tr("None")},
        {u"hostname"_s, Kind::Host, Field::FileOnly},
        {u"rejectUnauthorized"_s, Kind::Switch, Field::FileOnly, {}, {}, true},
        {u"connectTimeout"_s, Kind::Number, Field::FileOnly, {}, {}, 5000},
        {u"reconnectPeriod"_s, Kind::Number, Field::FileOnly},
    };
}

QString MqttService::unavailable() const
{
#ifdef MLD_HAVE_MQTT
    return {};
#else
    return tr("This program was built without MQTT.");
#endif
}

Result<ServiceSettings> MqttService::fromConfig(const QJsonObject &config) const
{
    const auto options = MqttOptions::fromJson(config);
    if (!options)
        return options.error();
    ServiceSettings settings = sorted(config);
    // As the form has it: the host apart from what an address says beside.
    settings.values.remove(u"hostname"_s);
    settings.values.insert(u"host"_s, options->host);
    settings.values.insert(u"protocol"_s, QStringList{u"mqtt"_s, u"mqtts"_s, u"ws"_s, u"wss"_s}[int(options->protocol)]);
    if (options->port != 0)
        settings.values.insert(u"port"_s, int(options->port));
    if (options->isWebSocket())
        settings.values.insert(u"path"_s, options->path);
    if (config.contains(u"protocolVersion"_s))
        settings.values.insert(u"protocolVersion"_s, QString::number(config.value(u"protocolVersion"_s).toInt()));
    return settings;
}

QJsonObject MqttService::toConfig(const ServiceSettings &settings) const
{
    Values known = settings.values;
    known.insert(u"protocol"_s, plainProtocol(known.value(u"protocol"_s).toString()));
    QJsonObject config;
    const QList<Field> all = fields();
    for (const Field &field : all) {
        if (field.isShown && !field.isShown(known))
            continue;
        const bool isSecret = field.flags.testFlag(Field::Secret);
        const QVariant given = isSecret ? QVariant(settings.secrets.value(field.key)) : known.value(field.key);
        const bool isNumber = field.kind == Field::Kind::Port || field.kind == Field::Kind::Number;
        if (!given.isValid() || given.toString().isEmpty() || (field.kind == Field::Kind::Port && given == 0))
            continue;
        if (isNumber || field.key == u"protocolVersion") {
            bool isWhole = false;
            const int number = given.toInt(&isWhole);
            // What is no number is refused where numbers are read.
            config.insert(field.key, isWhole ? QJsonValue(number) : QJsonValue(given.toString()));
        } else {
            config.insert(field.key, QJsonValue::fromVariant(given));
        }
    }
    return config;
}

Result<ServiceSettings> MqttService::fromPaste(const QString &text) const
{
    QUrl url(text.trimmed(), QUrl::StrictMode);
    ServiceSettings settings;
    if (!url.isValid() || !schemes().contains(url.scheme().toLower())) {
        const auto host = MqttOptions::fromJson({{u"host"_s, text.trimmed()}});
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
    auto read = fromConfig({{u"host"_s, url.toString()}});
    if (!read)
        return read;
    if (!user.isEmpty())
        read->values.insert(u"username"_s, user);
    if (!password.isEmpty())
        read->secrets.insert(u"password"_s, password);
    return read;
}

QString MqttService::address(const Values &values) const
{
    const auto options = MqttOptions::fromJson(placeConfig(values));
    QUrl url;
    url.setScheme(plainProtocol(values.value(u"protocol"_s).toString()));
    url.setHost(values.value(u"host"_s).toString());
    if (options) {
        url.setPort(options->effectivePort());
        if (options->isWebSocket() && options->path != u"/")
            url.setPath(options->path.section(u'?', 0, 0));
    }
    return url.toString();
}

bool MqttService::isSamePlace(const Values &one, const Values &other) const
{
    const auto a = MqttOptions::fromJson(placeConfig(one));
    const auto b = MqttOptions::fromJson(placeConfig(other));
    return a && b && a->host.compare(b->host, Qt::CaseInsensitive) == 0 && a->effectivePort() == b->effectivePort()
           && a->protocol == b->protocol && a->path == b->path && a->dialect == b->dialect && a->tls.ca == b->tls.ca;
}

Result<TransportMaker> MqttService::maker(const ServiceSettings &settings) const
{
    const auto options = MqttOptions::fromJson(toConfig(settings));
    if (!options)
        return options.error();
#ifdef MLD_HAVE_MQTT
    if (!MqttTransport::supports(options->protocol)) {
        return Error{ErrorCode::BadConfiguration,
                     tr("mqtt.protocol: this program was built without MQTT over WebSocket; it can be “mqtt” or "
                        "“mqtts”.")};
    }
    return TransportMaker([mqtt = *options] { return std::make_unique<MqttTransport>(mqtt); });
#else
    return Error{ErrorCode::BadConfiguration, unavailable()};
#endif
}

} // namespace mld
