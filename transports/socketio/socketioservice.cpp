// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "socketio/socketioservice.h"

#include "socketio/socketiooptions.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

bool isSecure(const Values &values)
{
    const QString uri = values.value(u"uri"_s).toString();
    return uri.startsWith(u"https:") || uri.startsWith(u"wss:");
}

QStringList waysOf(const QString &transports)
{
    return transports.isEmpty() ? QStringList{} : QStringList{transports};
}

} // namespace

QString SocketIoService::kind() const
{
    return u"io"_s;
}

QString SocketIoService::title() const
{
    return tr("Socket.IO");
}

QString SocketIoService::sentence() const
{
    return tr("A web server of your own or your team's, with m-ld's service in it.");
}

QStringList SocketIoService::schemes() const
{
    return {u"https"_s, u"http"_s};
}

QList<Field> SocketIoService::fields() const
{
    using Kind = Field::Kind;
    return {
        {u"uri"_s, Kind::Host, Field::Required | Field::Shared, tr("Address"), u"https://notes.example.org"_s},
        {u"auth"_s, Kind::Json, Field::Secret, tr("What the server's login wants"), u"{\"token\": \"…\"}"_s},
        {u"ca"_s, Kind::Pem, Field::Shared, tr("Certificate of the server's own authority"),
         tr("The system's certificates"), {}, {}, {}, isSecure},
        {u"path"_s, Kind::Text, Field::Shared | Field::Advanced, tr("Path of Socket.IO"), u"/socket.io/"_s,
         u"/socket.io/"_s},
        {u"transports"_s, Kind::Choice, Field::Shared | Field::Advanced, tr("Way"), {}, {}, {},
         {{{}, tr("WebSocket, or long polling where that is blocked")},
          {u"websocket"_s, tr("WebSocket alone")},
          {u"polling"_s, tr("Long polling alone")}}},
        {u"cert"_s, Kind::Pem, Field::Advanced, tr("Certificate of your own"), tr("None"), {}, {}, {}, isSecure},
        {u"key"_s, Kind::Pem, Field::Advanced | Field::Secret, tr("Its key"), tr("None"), {}, {}, {}, isSecure},
        {u"extraHeaders"_s, Kind::Json, Field::Advanced | Field::Secret, tr("Headers of requests"),
         u"{\"Cookie\": \"…\"}"_s},
        {u"proxy"_s, Kind::Text, Field::Advanced, tr("Proxy"), tr("As the system has it")},
        {u"query"_s, Kind::Json, Field::FileOnly},
        {u"rejectUnauthorized"_s, Kind::Switch, Field::FileOnly, {}, {}, true},
        {u"timeout"_s, Kind::Number, Field::FileOnly, {}, {}, 5000},
        {u"reconnectionDelay"_s, Kind::Number, Field::FileOnly, {}, {}, 200},
        {u"reconnectionDelayMax"_s, Kind::Number, Field::FileOnly, {}, {}, 30'000},
    };
}

QString SocketIoService::unavailable() const
{
#ifdef MLD_HAVE_SOCKETIO
    return {};
#else
    return tr("This program was built without Socket.IO.");
#endif
}

Result<ServiceSettings> SocketIoService::fromConfig(const QJsonObject &config) const
{
    if (const auto options = SocketIoOptions::fromJson(config); !options)
        return options.error();
    ServiceSettings settings = sorted(config.value(u"opts"_s).toObject());
    settings.values.insert(u"uri"_s, config.value(u"uri"_s).toString());
    if (const QStringList ways = settings.values.take(u"transports"_s).toStringList(); ways.size() == 1)
        settings.values.insert(u"transports"_s, ways.first());
    return settings;
}

QJsonObject SocketIoService::toConfig(const ServiceSettings &settings) const
{
    QJsonObject opts;
    const QList<Field> all = fields();
    for (const Field &field : all) {
        if (field.key == u"uri" || (field.isShown && !field.isShown(settings.values)))
            continue;
        const bool isSecret = field.flags.testFlag(Field::Secret);
        const QVariant given =
            isSecret ? QVariant(settings.secrets.value(field.key)) : settings.values.value(field.key);
        if (!given.isValid() || given.toString().isEmpty())
            continue;
        if (field.kind == Field::Kind::Json) {
            // What is no object is refused where it is read.
            const auto document = QJsonDocument::fromJson(given.toString().toUtf8());
            opts.insert(field.key, document.isObject() ? QJsonValue(document.object()) : QJsonValue(given.toString()));
        } else if (field.key == u"transports") {
            opts.insert(field.key, QJsonArray::fromStringList(waysOf(given.toString())));
        } else if (field.kind == Field::Kind::Number) {
            opts.insert(field.key, given.toDouble());
        } else {
            opts.insert(field.key, QJsonValue::fromVariant(given));
        }
    }
    QJsonObject config{{u"uri"_s, settings.values.value(u"uri"_s).toString()}};
    if (!opts.isEmpty())
        config.insert(u"opts"_s, opts);
    return config;
}

Result<ServiceSettings> SocketIoService::fromPaste(const QString &text) const
{
    QString address = text.trimmed();
    // Nobody listens within one machine; everywhere else somebody may.
    if (!address.contains(u"://"_s)) {
        const QUrl host(u"https://"_s + address);
        address.prepend(isThisMachine(host.host()) ? u"http://"_s : u"https://"_s);
    }
    return fromConfig({{u"uri"_s, address}});
}

QString SocketIoService::address(const Values &values) const
{
    const auto options = SocketIoOptions::fromJson(placeConfig(values));
    if (!options)
        return values.value(u"uri"_s).toString();
    QUrl url = options->origin;
    if (options->nsp != u"/")
        url.setPath(options->nsp);
    return url.toString();
}

bool SocketIoService::isSamePlace(const Values &one, const Values &other) const
{
    const auto a = SocketIoOptions::fromJson(placeConfig(one));
    const auto b = SocketIoOptions::fromJson(placeConfig(other));
    return a && b && a->endpoint().host == b->endpoint().host && a->endpoint().port == b->endpoint().port
           && a->isSecure() == b->isSecure() && a->nsp == b->nsp && a->path == b->path && a->tls.ca == b->tls.ca;
}

Result<TransportMaker> SocketIoService::maker(const ServiceSettings &settings) const
{
    const auto options = SocketIoOptions::fromJson(toConfig(settings));
    if (!options)
        return options.error();
    if (const QString why = unavailable(); !why.isEmpty())
        return Error{ErrorCode::BadConfiguration, why};
    return TransportMaker([io = *options] { return makeSocketIo(io); });
}

} // namespace mld
