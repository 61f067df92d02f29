// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqttoptions.h"

#include "net/proxy.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonValue>
#include <QRegularExpression>
#include <QUrl>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

struct Sentence
{
    Q_DECLARE_TR_FUNCTIONS(MqttOptions)
};

Error bad(const QString &key, const QString &what)
{
    return {ErrorCode::BadConfiguration, u"mqtt.%1: %2"_s.arg(key, what)};
}

Result<void> readInteger(const QString &key, const QJsonValue &value, int least, int most,
                         int &into)
{
    const double number = value.toDouble(std::nan(""));
    if (!(number >= least && number <= most) || number != std::floor(number))
        return bad(key, Sentence::tr("must be a whole number from %1 to %2.").arg(least).arg(most));
    into = static_cast<int>(number);
    return {};
}

Result<void> readString(const QString &key, const QJsonValue &value, QString &into)
{
    if (!value.isString())
        return bad(key, Sentence::tr("must be a string."));
    into = value.toString();
    return {};
}

Result<void> readProtocol(const QString &key, const QJsonValue &value, MqttOptions::Protocol &into)
{
    using Protocol = MqttOptions::Protocol;
    static const QHash<QString, Protocol> kProtocols = {
        {u"mqtt"_s, Protocol::Tcp},
        {u"tcp"_s, Protocol::Tcp},
        {u"mqtts"_s, Protocol::Tls},
        {u"ssl"_s, Protocol::Tls},
        {u"tls"_s, Protocol::Tls},
        {u"ws"_s, Protocol::WebSocket},
        {u"wss"_s, Protocol::SecureWebSocket},
    };
    const auto it = kProtocols.constFind(value.toString());
    if (it == kProtocols.constEnd())
        return bad(key, Sentence::tr("must be one of “mqtt”, “mqtts”, “ws” and “wss”."));
    into = *it;
    return {};
}

/// A host as people write it: a name or an address, `[::1]`, either with a port behind it, or the address of a
/// service, whose protocol, port and path hold then.
Result<void> readHost(const QString &key, const QJsonValue &value, MqttOptions &into)
{
    QString text;
    MLD_TRY(readString(key, value, text));
    text = text.trimmed();
    const Error wrong = bad(key, Sentence::tr("must be a host name or an address, such as “broker.example.org”, "
                                              "“broker.example.org:1883” or “mqtts://broker.example.org”."));
    if (!text.contains(u"://"_s)) {
        // A bare IPv6 address has colons too, but none of them is before a port.
        const bool isBracketed = text.startsWith(u'[');
        const bool hasPort = isBracketed ? text.contains(u"]:"_s) : text.count(u':') == 1;
        const QString name = hasPort ? text.section(u':', 0, -2) : text;
        if (hasPort) {
            into.port = text.section(u':', -1).toUShort();
            if (into.port == 0)
                return wrong;
        }
        if (isBracketed && !name.endsWith(u']'))
            return wrong;
        into.host = isBracketed ? name.sliced(1, name.size() - 2) : name;
        static const QRegularExpression unfit(u"[/@\\s\\[\\]]"_s);
        return into.host.isEmpty() || into.host.contains(unfit) ? Result<void>(wrong) : Result<void>();
    }
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || url.hasFragment() || url.port() == 0)
        return wrong;
    if (!url.userInfo().isEmpty())
        return bad(key, Sentence::tr("must have no user name in it: give username and password apart."));
    MLD_TRY(readProtocol(key, url.scheme().toLower(), into.protocol));
    const QString path = url.path() + (url.hasQuery() ? u'?' + url.query() : QString());
    if (into.isWebSocket() && !path.isEmpty())
        into.path = path;
    else if (!into.isWebSocket() && !path.isEmpty() && path != u"/")
        return wrong;
    if (url.port() > 0)
        into.port = static_cast<quint16>(url.port());
    into.host = url.host();
    return {};
}

Result<void> readVersion(const QString &key, const QJsonValue &value, MqttOptions::Version &into)
{
    if (value.toInt() == 4)
        into = MqttOptions::Version::V311;
    else if (value.toInt() == 5)
        into = MqttOptions::Version::V5;
    else
        return bad(key, Sentence::tr("must be 4, for MQTT 3.1.1, or 5."));
    return {};
}

Result<void> readPort(const QString &key, const QJsonValue &value, quint16 &into)
{
    int port = 0;
    MLD_TRY(readInteger(key, value, 1, 65535, port));
    into = static_cast<quint16>(port);
    return {};
}

Result<void> readPath(const QString &key, const QJsonValue &value, QString &into)
{
    MLD_TRY(readString(key, value, into));
    if (!into.startsWith(u'/'))
        return bad(key, Sentence::tr("must begin with “/”, as in “/mqtt”."));
    return {};
}

Result<void> readDialect(const QString &key, const QJsonValue &value, MqttOptions::Dialect &into)
{
    if (value.toString() == u"standard")
        into = MqttOptions::Dialect::Standard;
    else if (value.toString() == u"rabbitmq")
        into = MqttOptions::Dialect::RabbitMq;
    else
        return bad(key, Sentence::tr("must be “standard” or “rabbitmq”."));
    return {};
}

Result<void> readKey(const QString &key, const QJsonValue &value, MqttOptions &options)
{
    constexpr int kDay = 24 * 3600 * 1000;
    if (key == u"host" || key == u"hostname")
        return {}; // read first, see fromJson()
    if (key == u"port")
        return readPort(key, value, options.port);
    if (key == u"protocol")
        return readProtocol(key, value, options.protocol);
    if (key == u"protocolVersion")
        return readVersion(key, value, options.version);
    if (key == u"path")
        return readPath(key, value, options.path);
    if (key == u"dialect")
        return readDialect(key, value, options.dialect);
    if (key == u"username")
        return readString(key, value, options.username);
    if (key == u"password")
        return readString(key, value, options.password);
    if (key == u"keepalive")
        return readInteger(key, value, 0, 65535, options.keepAliveSeconds);
    if (TlsOptions::isKey(key)) {
        const auto read = options.tls.read(key, value);
        return read ? read : bad(key, read.error().message);
    }
    if (key == u"proxy") {
        auto proxy = proxyFrom(value.toString());
        if (!proxy)
            return bad(key, proxy.error().message);
        options.proxy = std::move(*proxy);
        return {};
    }
    if (key == u"connectTimeout")
        return readInteger(key, value, 100, kDay, options.connectTimeoutMs);
    if (key == u"reconnectPeriod")
        return readInteger(key, value, 0, kDay, options.reconnectPeriodMs);
    return bad(key,
               Sentence::tr(
                   "is not known. The keys are host (or hostname), port, protocol, protocolVersion, path, username, "
                   "password, keepalive, ca, cert, key, rejectUnauthorized, proxy, connectTimeout and "
                   "reconnectPeriod."));
}

} // namespace

Result<MqttOptions> MqttOptions::fromJson(const QJsonObject &json)
{
    // An address may tell protocol and port.
    MqttOptions address;
    for (const auto key : {"host"_L1, "hostname"_L1}) {
        if (json.contains(key))
            MLD_TRY(readHost(key, json.value(key), address));
    }
    MqttOptions options = address;
    for (auto it = json.constBegin(); it != json.constEnd(); ++it)
        MLD_TRY(readKey(it.key(), it.value(), options));
    if (json.contains(u"host") && json.contains(u"hostname") && json[u"host"] != json[u"hostname"])
        return bad(u"hostname"_s, Sentence::tr("differs from host. Give one of the two."));
    if (const QString missing = options.tls.missingKey(); !missing.isEmpty())
        return bad(missing, TlsOptions::missingKeyText());
    const bool isUrl = json.value(u"host").toString().contains(u"://"_s) ||
                       json.value(u"hostname").toString().contains(u"://"_s);
    if (isUrl && options.protocol != address.protocol)
        return bad(u"protocol"_s, Sentence::tr("differs from the one in host. Give one of the two."));
    if (address.port != 0 && options.port != address.port)
        return bad(u"port"_s, Sentence::tr("differs from the one in host. Give one of the two."));
    if (!options.isSecure()) {
        for (const auto key : {"ca"_L1, "cert"_L1, "key"_L1, "rejectUnauthorized"_L1}) {
            if (json.contains(key))
                return bad(key, Sentence::tr("is only for protocol “mqtts” or “wss”."));
        }
    }
    if (!options.isWebSocket() && json.contains(u"path"))
        return bad(u"path"_s, Sentence::tr("is only for protocol “ws” or “wss”."));
    if (options.username.isEmpty() && !options.password.isEmpty())
        return bad(u"password"_s, Sentence::tr("needs a username beside it."));
    return options;
}

quint16 MqttOptions::effectivePort() const
{
    if (port != 0)
        return port;
    switch (protocol) {
    case Protocol::Tcp:
        return 1883;
    case Protocol::Tls:
        return 8883;
    case Protocol::WebSocket:
        return 80;
    case Protocol::SecureWebSocket:
        return 443;
    }
    return 0;
}

Endpoint MqttOptions::endpoint() const
{
    Endpoint endpoint{host, effectivePort(), isSecure(), tls, {}, connectTimeoutMs, proxy};
    if (isWebSocket())
        endpoint.webSocket = {path, u"mqtt"_s}; // MQTT 3.1.1, 6
    return endpoint;
}

} // namespace mld
