// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/lanservice.h"

#include "lan/lanoptions.h"

#include <QJsonArray>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace mld {

QString LanService::kind() const
{
    return u"lan"_s;
}

QString LanService::title() const
{
    return tr("Nearby");
}

QString LanService::sentence() const
{
    return tr("Computers on the same network, with no server and no account. Two that are never there at the same time "
              "exchange nothing.");
}

QStringList LanService::schemes() const
{
    return {u"lan"_s};
}

QList<Field> LanService::fields() const
{
    using Kind = Field::Kind;
    return {
        {u"peers"_s, Kind::Text, Field::Shared | Field::Advanced, tr("Computers that are not found by themselves"),
         tr("192.168.1.20:47110, where the network hides them")},
        {u"port"_s, Kind::Port, Field::Advanced, tr("Port to be reached at; further notebooks use those after it"),
         tr("Any that is free"), 0},
        {u"ports"_s, Kind::Number, Field::FileOnly, {}, {}, 1, 8},
        {u"secret"_s, Kind::Password, Field::Secret | Field::OfNotebook | Field::FileOnly},
        {u"interface"_s, Kind::Text, Field::FileOnly},
    };
}

QString LanService::unavailable() const
{
#ifdef MLD_HAVE_WEBSOCKETS
    return {};
#else
    return tr("This program was built without WebSocket, by which computers nearby are reached.");
#endif
}

Result<ServiceSettings> LanService::fromConfig(const QJsonObject &config) const
{
    if (const auto options = LanOptions::fromJson(config); !options)
        return options.error();
    ServiceSettings settings = sorted(config);
    // Several in an array, or in one line.
    if (config.value(u"peers"_s).isArray())
        settings.values.insert(u"peers"_s, config.value(u"peers"_s).toVariant().toStringList().join(u' '));
    return settings;
}

QJsonObject LanService::toConfig(const ServiceSettings &settings) const
{
    QJsonObject config;
    const QList<Field> all = fields();
    for (const Field &field : all) {
        const QVariant given = field.flags.testFlag(Field::Secret) ? QVariant(settings.secrets.value(field.key))
                                                                   : settings.values.value(field.key);
        if (given.isValid() && !given.toString().isEmpty())
            config.insert(field.key, QJsonValue::fromVariant(given));
    }
    return config;
}

Result<ServiceSettings> LanService::fromPaste(const QString &text) const
{
    QString peer = text.trimmed();
    const bool isAddress = peer.startsWith(u"lan://"_s);
    if (isAddress)
        peer.remove(0, 6);
    const auto read = LanOptions::peersFromText(peer);
    if (!read)
        return read.error();
    // An address of nobody is of those who are found.
    if (read->isEmpty() && !isAddress)
        return Error{ErrorCode::BadConfiguration, u"lan.peers: "_s + tr("there is no address.")};
    return peer.isEmpty() ? ServiceSettings{} : ServiceSettings{{{u"peers"_s, peer}}, {}};
}

QString LanService::address(const Values &values) const
{
    return u"lan://"_s + values.value(u"peers"_s).toString();
}

bool LanService::isSamePlace(const Values &, const Values &) const
{
    return true; // wherever one is
}

Values LanService::withInvited(const Values &own, const Values &invited) const
{
    static const QRegularExpression gap(u"[\\s,;]+"_s);
    const QString key = u"peers"_s;
    QStringList peers = own.value(key).toString().split(gap, Qt::SkipEmptyParts);
    const QStringList more = invited.value(key).toString().split(gap, Qt::SkipEmptyParts);
    for (const QString &peer : more) {
        // As many as can be kept; who goes on sending others does not push out what is there.
        if (!peers.contains(peer) && LanOptions::peersFromText((peers + QStringList{peer}).join(u' ')))
            peers.append(peer);
    }
    Values all = own;
    if (!peers.isEmpty())
        all.insert(key, peers.join(u' '));
    return all;
}

Secrets LanService::newNotebookSecrets() const
{
    return {{u"secret"_s, LanOptions::newSecret()}};
}

Result<TransportMaker> LanService::maker(const ServiceSettings &settings) const
{
    const auto options = LanOptions::fromJson(toConfig(settings));
    if (!options)
        return options.error();
    if (options->secret.isEmpty()) {
        return Error{ErrorCode::BadConfiguration,
                     u"lan.secret: "_s + tr("is missing: the notebook's secret, which each member has.")};
    }
    if (const QString why = unavailable(); !why.isEmpty())
        return Error{ErrorCode::BadConfiguration, why};
    return TransportMaker([lan = *options] { return makeLan(lan); });
}

} // namespace mld
