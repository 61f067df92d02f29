// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "amqp/amqpoptions.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

struct AmqpSentence
{
    Q_DECLARE_TR_FUNCTIONS(AmqpOptions)
};

constexpr qsizetype kLongestPrefix = 60;

Error badAmqp(const QString &key, const QString &what)
{
    return {ErrorCode::BadConfiguration, u"amqp.%1: %2"_s.arg(key, what)};
}

Result<int> readWhole(const QString &key, const QJsonValue &value, int least, int most)
{
    const double number = value.toDouble(std::nan(""));
    if (!(number >= least && number <= most) || number != std::floor(number))
        return badAmqp(key, AmqpSentence::tr("must be a whole number from %1 to %2.").arg(least).arg(most));
    return int(number);
}

/// A string whose UTF-8 is at most so long: the server's own limit for names is 255 bytes.
Result<QString> readText(const QString &key, const QJsonValue &value, qsizetype longest)
{
    if (!value.isString() || value.toString().contains(QChar(0)))
        return badAmqp(key, AmqpSentence::tr("must be a string."));
    if (value.toString().toUtf8().size() > longest)
        return badAmqp(key, AmqpSentence::tr("is too long: it can have %1 bytes.").arg(longest));
    return value.toString();
}

Result<bool> readProtocol(const QString &key, const QString &name)
{
    if (name == u"amqp" || name == u"amqps")
        return name == u"amqps";
    return badAmqp(key, AmqpSentence::tr("must be “amqps” or “amqp”."));
}

/// A host as people write it: a name or an address, `[::1]`, either with a port behind it, or the address of a
/// service without user and password, whose protocol, port and virtual host hold then.
Result<void> readHost(const QString &key, const QJsonValue &value, AmqpOptions &into)
{
    const QString text = value.toString().trimmed();
    const Error wrong = badAmqp(key, AmqpSentence::tr("must be a host name or an address, such as "
                                                      "“rabbit.example.org”, “rabbit.example.org:5672” or "
                                                      "“amqps://rabbit.example.org”."));
    const bool isAddress = text.contains(u"://"_s);
    // A bare IPv6 address has colons too, but none of them is before a port.
    const bool isBare = !isAddress && !text.startsWith(u'[') && text.count(u':') > 1;
    const QUrl url(isAddress ? text : u"amqp://"_s + (isBare ? u'[' + text + u']' : text), QUrl::StrictMode);
    static const QRegularExpression unfit(u"[/@\\s?#]"_s);
    if (!url.isValid() || url.host().isEmpty() || url.hasFragment() || url.hasQuery() || url.port() == 0
        || (!isAddress && text.contains(unfit)))
        return wrong;
    if (!url.userInfo().isEmpty())
        return badAmqp(key, AmqpSentence::tr("must have no user name in it: give username and password apart."));
    into.host = url.host();
    if (url.port() > 0)
        into.port = quint16(url.port());
    if (!isAddress)
        return {};
    const auto isSecure = readProtocol(key, url.scheme().toLower());
    if (!isSecure)
        return isSecure.error();
    into.isSecure = *isSecure;
    // What follows the slash is encoded: the virtual host “/” is “/%2f” there. An empty one nobody means.
    const QString path = url.path(QUrl::FullyEncoded).mid(1);
    if (path.contains(u'/'))
        return wrong;
    if (!path.isEmpty())
        into.vhost = QUrl::fromPercentEncoding(path.toUtf8());
    return {};
}

template <typename Value>
Result<void> takeAs(Result<Value> read, Value &into)
{
    if (!read)
        return read.error();
    into = std::move(*read);
    return {};
}

Result<void> readKey(const QString &key, const QJsonValue &value, AmqpOptions &options)
{
    constexpr int kDay = 24 * 3600 * 1000;
    if (key == u"host")
        return {}; // read first, see fromJson()
    if (key == u"port") {
        int port = 0;
        MLD_TRY(takeAs(readWhole(key, value, 1, 65535), port));
        options.port = quint16(port);
        return {};
    }
    if (key == u"protocol")
        return takeAs(readProtocol(key, value.toString()), options.isSecure);
    if (key == u"vhost") {
        MLD_TRY(takeAs(readText(key, value, 255), options.vhost));
        return options.vhost.isEmpty() ? Result<void>(badAmqp(key, AmqpSentence::tr("must not be empty. The usual one is “/”.")))
                                       : Result<void>();
    }
    if (key == u"username")
        return takeAs(readText(key, value, 255), options.username);
    if (key == u"password")
        return takeAs(readText(key, value, 4096), options.password);
    if (key == u"prefix") {
        MLD_TRY(takeAs(readText(key, value, kLongestPrefix), options.prefix));
        static const QRegularExpression fit(u"\\A[A-Za-z0-9][A-Za-z0-9_.-]*\\z"_s);
        const bool isKept = options.prefix.startsWith(u"amq."_s); // for the server itself
        if (!fit.match(options.prefix).hasMatch() || isKept)
            return badAmqp(key, AmqpSentence::tr("must be letters, digits, “-”, “_” and “.”, such as “mld”."));
        return {};
    }
    if (key == u"heartbeat")
        return takeAs(readWhole(key, value, 1, 600), options.heartbeatSeconds);
    if (key == u"connectTimeout")
        return takeAs(readWhole(key, value, 100, kDay), options.connectTimeoutMs);
    if (TlsOptions::isKey(key)) {
        const auto read = options.tls.read(key, value);
        return read ? read : badAmqp(key, read.error().message);
    }
    return badAmqp(key, AmqpSentence::tr("is not known. The keys are host, port, protocol, vhost, username, password, "
                                         "prefix, heartbeat, connectTimeout, ca, cert, key and rejectUnauthorized."));
}

} // namespace

Result<AmqpOptions> AmqpOptions::fromJson(const QJsonObject &json)
{
    // An address may tell protocol, port and virtual host.
    AmqpOptions address;
    const QString host = json.value(u"host").toString();
    if (json.contains(u"host"))
        MLD_TRY(readHost(u"host"_s, json.value(u"host"), address));
    AmqpOptions options = address;
    for (auto it = json.constBegin(); it != json.constEnd(); ++it)
        MLD_TRY(readKey(it.key(), it.value(), options));
    if (const QString missing = options.tls.missingKey(); !missing.isEmpty())
        return badAmqp(missing, TlsOptions::missingKeyText());
    if (host.contains(u"://"_s) && options.isSecure != address.isSecure)
        return badAmqp(u"protocol"_s, AmqpSentence::tr("differs from the one in host. Give one of the two."));
    if (address.port != 0 && options.port != address.port)
        return badAmqp(u"port"_s, AmqpSentence::tr("differs from the one in host. Give one of the two."));
    if (!options.isSecure) {
        for (const auto key : {"ca"_L1, "cert"_L1, "key"_L1, "rejectUnauthorized"_L1}) {
            if (json.contains(key))
                return badAmqp(key, AmqpSentence::tr("is only for protocol “amqps”."));
        }
    }
    if (options.username.isEmpty() && !options.password.isEmpty())
        return badAmqp(u"password"_s, AmqpSentence::tr("needs a username beside it."));
    return options;
}

} // namespace mld
