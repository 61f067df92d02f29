// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/gatewayservice.h"

#include "gateway/gatewayoptions.h"
#include "service/registrar.h"

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

bool isSecure(const Values &values)
{
    return values.value(u"uri"_s).toString().startsWith(u"https:");
}

} // namespace

QString GatewayService::kind() const
{
    return u"gateway"_s;
}

QString GatewayService::title() const
{
    return tr("m-ld Gateway");
}

QString GatewayService::sentence() const
{
    return tr("A server on the web that passes changes on and keeps a copy of each notebook, which whoever runs it can "
              "read.");
}

QStringList GatewayService::schemes() const
{
    return {u"https"_s, u"http"_s};
}

QList<Field> GatewayService::fields() const
{
    using Kind = Field::Kind;
    return {
        {u"uri"_s, Kind::Host, Field::Required | Field::Shared, tr("Address"), u"https://gw.m-ld.org"_s, {},
         u"https://gw.m-ld.org"_s},
        {u"account"_s, Kind::Text, Field::Required | Field::Shared, tr("Account"), u"ada"_s},
        {u"key"_s, Kind::Password, Field::Secret, tr("Key of the account"), tr("None, as a guest")},
        {u"ca"_s, Kind::Pem, Field::Shared | Field::Advanced, tr("Certificate of the server's own authority"),
         tr("The system's certificates"), {}, {}, {}, isSecure},
        {u"proxy"_s, Kind::Text, Field::Advanced, tr("Proxy"), tr("As the system has it")},
        {u"rejectUnauthorized"_s, Kind::Switch, Field::FileOnly, {}, {}, true},
        {u"timeout"_s, Kind::Number, Field::FileOnly, {}, {}, 10'000},
        {u"reconnectionDelay"_s, Kind::Number, Field::FileOnly, {}, {}, 200},
        {u"reconnectionDelayMax"_s, Kind::Number, Field::FileOnly, {}, {}, 30'000},
    };
}

QString GatewayService::unavailable() const
{
#ifdef MLD_HAVE_SOCKETIO
    return {};
#else
    return tr("This program was built without Socket.IO, which a gateway needs.");
#endif
}

Result<ServiceSettings> GatewayService::fromConfig(const QJsonObject &config) const
{
    if (const auto options = GatewayOptions::fromJson(config); !options)
        return options.error();
    return sorted(config);
}

QJsonObject GatewayService::toConfig(const ServiceSettings &settings) const
{
    QJsonObject config;
    const QList<Field> all = fields();
    for (const Field &field : all) {
        if (field.isShown && !field.isShown(settings.values))
            continue;
        const QVariant given = field.flags.testFlag(Field::Secret) ? QVariant(settings.secrets.value(field.key))
                                                                   : settings.values.value(field.key);
        if (!given.isValid() || given.toString().isEmpty())
            continue;
        config.insert(field.key, field.kind == Field::Kind::Number ? QJsonValue(given.toDouble())
                                                                   : QJsonValue::fromVariant(given));
    }
    return config;
}

Result<ServiceSettings> GatewayService::fromPaste(const QString &text) const
{
    QString address = text.trimmed();
    // Nobody listens within one machine; everywhere else somebody may.
    if (!address.contains(u"://"_s))
        address.prepend(isThisMachine(QUrl(u"https://"_s + address).host()) ? u"http://"_s : u"https://"_s);
    QUrl url(address, QUrl::StrictMode);
    const QString account = url.path().section(u'/', 1, -1, QString::SectionSkipEmpty);
    url.setPath({});
    // What is not in the address is not judged.
    const QString uri = url.toString(QUrl::FullyEncoded);
    const auto options =
        GatewayOptions::fromJson({{u"uri"_s, uri}, {u"account"_s, account.isEmpty() ? u"any"_s : account}});
    if (!options)
        return options.error();
    ServiceSettings settings;
    settings.values.insert(u"uri"_s, uri);
    if (!account.isEmpty())
        settings.values.insert(u"account"_s, account);
    return settings;
}

QString GatewayService::address(const Values &values) const
{
    QUrl url(values.value(u"uri"_s).toString(), QUrl::StrictMode);
    url.setUserInfo({});
    url.setPath(values.contains(u"account"_s) ? u'/' + values.value(u"account"_s).toString() : QString());
    return url.toString();
}

bool GatewayService::isSamePlace(const Values &one, const Values &other) const
{
    const auto place = [this](const Values &values) {
        QUrl url(address(values));
        url.setPort(url.port(url.scheme() == u"https" ? 443 : 80));
        return url;
    };
    return place(one) == place(other) && value(one, u"ca"_s) == value(other, u"ca"_s);
}

Result<void> GatewayService::checkDomain(const Values &values, const DomainName &domain, bool isGenesis) const
{
    const auto bad = [](const QString &key, const QString &what) {
        return Error{ErrorCode::BadConfiguration, u"%1: %2"_s.arg(key, what)};
    };
    const auto name = GatewayName::of(domain);
    if (!name) {
        return bad(u"@domain"_s, tr("must be such as “notes.ada.gw.m-ld.org”: a name, the account and the gateway. Each "
                                    "part %1")
                                     .arg(GatewayName::rule()));
    }
    if (name->account != values.value(u"account"_s).toString())
        return bad(u"@domain"_s, tr("belongs to the account “%1”, not to the one that is given.").arg(name->account));
    // The gateway has made the first clone of a named domain, and two first ones never agree.
    if (isGenesis && !GatewayName::isUuid(name->name))
        return bad(u"genesis"_s, tr("must be false: the gateway itself has the first clone of this domain."));
    return {};
}

Result<std::unique_ptr<Registrar>> GatewayService::registrar(const ServiceSettings &settings) const
{
    const auto options = GatewayOptions::fromJson(toConfig(settings));
    if (!options)
        return options.error();
    auto made = makeGatewayRegistrar(*options);
    if (!made)
        return Error{ErrorCode::BadConfiguration, unavailable()};
    return made;
}

QString GatewayService::sharingNote(const Values &values) const
{
    return tr("It takes a key of the account “%1”, which opens every notebook of that account, for reading and for "
              "writing, and can be withdrawn only by whoever runs the gateway. They can read all of it too.")
        .arg(values.value(u"account"_s).toString());
}

Result<TransportMaker> GatewayService::maker(const ServiceSettings &settings) const
{
    const auto options = GatewayOptions::fromJson(toConfig(settings));
    if (!options)
        return options.error();
    if (const QString why = unavailable(); !why.isEmpty())
        return Error{ErrorCode::BadConfiguration, why};
    return TransportMaker([gateway = *options] { return makeGateway(gateway); });
}

Result<TransportMaker> GatewayService::trialMaker(const ServiceSettings &settings) const
{
    const auto options = GatewayOptions::fromJson(toConfig(settings));
    if (!options)
        return options.error();
    if (const QString why = unavailable(); !why.isEmpty())
        return Error{ErrorCode::BadConfiguration, why};
    return TransportMaker([gateway = *options] { return makeGatewayTrial(gateway); });
}

} // namespace mld
