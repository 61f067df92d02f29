// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Joins a domain through an MQTT broker, says who it is, and prints what everyone writes:
//   follow DOMAIN CLONE-ID HOST PORT CA-FILE [genesis]
// The connection is secured: by the authority whose certificate is in CA-FILE, and by what the
// environment gives as MQTT_USER and MQTT_PASSWORD.
#include <clone/clone.h>
#include <mqtt/mqtttransport.h>

#include <QCoreApplication>
#include <QJsonDocument>
#include <QTextStream>

#include <cstdlib>

using namespace Qt::Literals::StringLiterals;

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    const auto fail = [](const QString &why) {
        QTextStream(stderr) << why << Qt::endl;
        std::exit(1);
    };
    if (arguments.size() < 6)
        fail(u"usage: follow DOMAIN CLONE-ID HOST PORT CA-FILE [genesis]"_s);
    const auto print = [](const QJsonObject &json) {
        QTextStream(stdout) << QJsonDocument(json).toJson(QJsonDocument::Compact) << Qt::endl;
    };

    // Access is won before the clone hears of the transport: it knows nothing of passwords.
    const auto options =
        mld::MqttOptions::fromJson({{u"protocol"_s, u"mqtts"_s},
                                    {u"host"_s, arguments[3]},
                                    {u"port"_s, arguments[4].toInt()},
                                    {u"ca"_s, arguments[5]},
                                    {u"username"_s, qEnvironmentVariable("MQTT_USER")},
                                    {u"password"_s, qEnvironmentVariable("MQTT_PASSWORD")}});
    if (!options)
        fail(options.error().message);
    auto transport = std::make_unique<mld::MqttTransport>(*options);
    QObject::connect(transport.get(), &mld::Transport::stateChanged, &app,
                     [fail](mld::Transport::State state, const mld::TransportError &error) {
                         if (state == mld::Transport::State::Failed)
                             fail(error.message);
                     });

    mld::CloneConfig config;
    config.domain = arguments[1];
    config.id = arguments[2];
    config.genesis = arguments.value(6) == u"genesis";
    config.storePath = u":memory:"_s;
    mld::Clone clone(config, std::move(transport));
    QObject::connect(&clone, &mld::Clone::updated, &app,
                     [print](const mld::CloneUpdate &update) { print(update.toJson()); });
    QObject::connect(&clone, &mld::Clone::failed, &app,
                     [fail](const mld::Error &error) { fail(error.message); });
    QObject::connect(&clone, &mld::Clone::started, &app, [&] {
        clone.write(QJsonObject{{u"@id"_s, config.id}, {u"@type"_s, u"Follower"_s}});
        const QJsonObject anyone{{u"@id"_s, u"?id"_s}, {u"@type"_s, u"Follower"_s}};
        const auto followers = clone.read({{u"@describe"_s, u"?id"_s}, {u"@where"_s, anyone}});
        for (const QJsonValue &follower : followers ? *followers : QJsonArray())
            print(follower.toObject());
    });
    if (const auto started = clone.start(); !started)
        fail(started.error().message);
    return app.exec();
}
