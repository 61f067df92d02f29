// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "socketio/socketiooptions.h"

#include "net/proxy.h"

#include <QCoreApplication>

#include <atomic>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

struct Sentence
{
    Q_DECLARE_TR_FUNCTIONS(SocketIoOptions)
};

std::atomic<SocketIoMaker> makerInUse = nullptr;

Error bad(const QString &key, const QString &what)
{
    return {ErrorCode::BadConfiguration, u"io.%1: %2"_s.arg(key, what)};
}

Result<void> readTime(const QString &key, const QJsonValue &value, int least, int &into)
{
    constexpr int kDay = 24 * 3600 * 1000;
    const double number = value.toDouble(std::nan(""));
    if (!(number >= least && number <= kDay) || number != std::floor(number))
        return bad(key, Sentence::tr("must be a whole number of milliseconds, from %1 to a day.").arg(least));
    into = int(number);
    return {};
}

Result<void> readStrings(const QString &key, const QJsonValue &value, QJsonObject &into)
{
    if (!value.isObject())
        return bad(key, Sentence::tr("must be an object."));
    into = value.toObject();
    for (auto it = into.constBegin(); it != into.constEnd(); ++it) {
        const QString text = it.value().toString();
        if (!it.value().isString() || it.key().isEmpty() || text.contains(u'\n') || text.contains(u'\r') ||
            it.key().contains(u'\n') || it.key().contains(u'\r'))
            return bad(key + u'.' + it.key(), Sentence::tr("must be a string of one line."));
    }
    return {};
}

Result<void> readUri(const QJsonValue &value, SocketIoOptions &into)
{
    const QUrl uri(value.toString(), QUrl::StrictMode);
    QString scheme = uri.scheme();
    if (scheme == u"ws" || scheme == u"wss")
        scheme.replace(u"ws"_s, u"http"_s);
    if (!uri.isValid() || uri.host().isEmpty() || (scheme != u"http" && scheme != u"https"))
        return bad(u"uri"_s, Sentence::tr("must be the server's address, such as “https://notes.example.org”."));
    if (!uri.userInfo().isEmpty())
        return bad(u"uri"_s, Sentence::tr("must hold no name and password. Put them in opts.auth."));
    into.origin.setScheme(scheme);
    into.origin.setHost(uri.host());
    into.origin.setPort(uri.port());
    into.nsp = uri.path().isEmpty() ? u"/"_s : uri.path();
    if (into.nsp.contains(u','))
        return bad(u"uri"_s, Sentence::tr("must have no comma in its path, which is the namespace."));
    return {};
}

Result<void> readTransports(const QString &key, const QJsonValue &value, SocketIoOptions &into)
{
    const QStringList ways = value.toVariant().toStringList();
    if (ways == QStringList{u"websocket"_s})
        into.way = SocketIoOptions::Way::WebSocket;
    else if (ways == QStringList{u"polling"_s})
        into.way = SocketIoOptions::Way::Polling;
    else if (ways.size() != 2 || !ways.contains(u"websocket"_s) || !ways.contains(u"polling"_s))
        return bad(key, Sentence::tr("must be an array of “websocket”, “polling”, or both."));
    return {};
}

Result<void> readProxy(const QString &key, const QJsonValue &value, QUrl &into)
{
    auto proxy = proxyFrom(value.toString());
    if (!proxy)
        return bad(key, proxy.error().message);
    into = std::move(*proxy);
    return {};
}

Result<void> readOption(const QString &name, const QJsonValue &value, SocketIoOptions &into)
{
    const QString key = u"opts."_s + name;
    if (name == u"auth") {
        if (!value.isObject())
            return bad(key, Sentence::tr("must be an object."));
        into.auth = value.toObject();
        return {};
    }
    if (name == u"query")
        return readStrings(key, value, into.query);
    if (name == u"extraHeaders")
        return readStrings(key, value, into.extraHeaders);
    if (name == u"path") {
        into.path = value.toString();
        if (!into.path.startsWith(u'/') || into.path.contains(u'?') || into.path.contains(u'#'))
            return bad(key, Sentence::tr("must begin with “/”, as in “/socket.io/”."));
        if (!into.path.endsWith(u'/'))
            into.path += u'/';
        return {};
    }
    if (name == u"transports")
        return readTransports(key, value, into);
    if (name == u"timeout")
        return readTime(key, value, 100, into.connectTimeoutMs);
    if (name == u"reconnectionDelay")
        return readTime(key, value, 1, into.reconnectionDelayMs);
    if (name == u"reconnectionDelayMax")
        return readTime(key, value, 1, into.reconnectionDelayMaxMs);
    if (TlsOptions::isKey(name)) {
        const auto read = into.tls.read(name, value);
        return read ? read : bad(key, read.error().message);
    }
    if (name == u"proxy")
        return readProxy(key, value, into.proxy);
    return bad(key, Sentence::tr("is not known. The keys are auth, query, extraHeaders, path, transports, timeout, "
                                 "reconnectionDelay, reconnectionDelayMax, ca, cert, key, rejectUnauthorized and "
                                 "proxy."));
}

} // namespace

Result<SocketIoOptions> SocketIoOptions::fromJson(const QJsonObject &json)
{
    SocketIoOptions options;
    MLD_TRY(readUri(json.value(u"uri"_s), options));
    for (auto it = json.constBegin(); it != json.constEnd(); ++it) {
        if (it.key() == u"opts" && !it.value().isObject())
            return bad(it.key(), Sentence::tr("must be an object."));
        if (it.key() != u"opts" && it.key() != u"uri")
            return bad(it.key(), Sentence::tr("is not known. The keys are uri and opts."));
    }
    const QJsonObject opts = json.value(u"opts"_s).toObject();
    for (auto it = opts.constBegin(); it != opts.constEnd(); ++it)
        MLD_TRY(readOption(it.key(), it.value(), options));
    if (const QString missing = options.tls.missingKey(); !missing.isEmpty())
        return bad(u"opts."_s + missing, TlsOptions::missingKeyText());
    if (options.reconnectionDelayMaxMs < options.reconnectionDelayMs) {
        if (opts.contains(u"reconnectionDelayMax"_s))
            return bad(u"opts.reconnectionDelayMax"_s, Sentence::tr("must not be less than reconnectionDelay."));
        options.reconnectionDelayMaxMs = options.reconnectionDelayMs;
    }
    return options;
}

Endpoint SocketIoOptions::endpoint() const
{
    return {origin.host(), quint16(origin.port(isSecure() ? 443 : 80)), isSecure(), tls, {}, connectTimeoutMs};
}

void setSocketIoMaker(SocketIoMaker maker)
{
    makerInUse = maker;
}

std::unique_ptr<Transport> makeSocketIo(const SocketIoOptions &options)
{
    const SocketIoMaker make = makerInUse;
    return std::unique_ptr<Transport>(make ? make(options) : nullptr);
}

} // namespace mld
