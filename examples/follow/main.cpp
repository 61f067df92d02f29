// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Joins a domain through an MQTT broker, says who it is, and prints what everyone writes:
//   follow DOMAIN CLONE-ID HOST PORT [genesis]        (a password is read from MQTT_PASSWORD)
#include <clone/clone.h>
#include <mqtt/mqtttransport.h>

#include <QCoreApplication>
#include <QJsonDocument>
#include <QTextStream>

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() < 5)
        qFatal("usage: follow DOMAIN CLONE-ID HOST PORT [genesis]");

    // Access is won before the clone hears of the transport: it knows nothing of passwords.
    mld::MqttOptions options;
    options.host = arguments[3];
    options.port = quint16(arguments[4].toUInt());
    options.username = arguments[2];
    options.password = qEnvironmentVariable("MQTT_PASSWORD");

    mld::CloneConfig config;
    config.domain = arguments[1];
    config.id = arguments[2];
    config.genesis = arguments.value(5) == QLatin1String("genesis");
    config.storePath = QStringLiteral(":memory:");
    mld::Clone clone(config, std::make_unique<mld::MqttTransport>(options));

    const auto print = [](const QJsonObject &json) {
        QTextStream(stdout) << QJsonDocument(json).toJson(QJsonDocument::Compact) << Qt::endl;
    };
    QObject::connect(&clone, &mld::Clone::updated, &app,
                     [print](const mld::CloneUpdate &update) { print(update.toJson()); });
    QObject::connect(&clone, &mld::Clone::failed, &app, [](const mld::Error &error) {
        qFatal("%s", qPrintable(error.message));
    });
    QObject::connect(&clone, &mld::Clone::started, &app, [&] {
        clone.write(QJsonObject { { QStringLiteral("@id"), config.id },
                                  { QStringLiteral("@type"), QStringLiteral("Follower") } });
        const auto followers = clone.read(
                { { QStringLiteral("@describe"), QStringLiteral("?id") },
                  { QStringLiteral("@where"),
                    QJsonObject { { QStringLiteral("@id"), QStringLiteral("?id") },
                                  { QStringLiteral("@type"), QStringLiteral("Follower") } } } });
        for (const QJsonValue &follower : followers ? *followers : QJsonArray())
            print(follower.toObject());
    });
    if (const auto started = clone.start(); !started)
        qFatal("%s", qPrintable(started.error().message));
    return app.exec();
}
