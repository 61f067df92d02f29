// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "websocketmodule.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLibrary>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

MakeBridge load()
{
    const QDir programs(QCoreApplication::applicationDirPath());
    QString path = programs.filePath(QStringLiteral(MLD_WEBSOCKET_MODULE));
    if (!QFile::exists(path))
        path = programs.filePath(QStringLiteral(MLD_MODULE_FOLDER "/" MLD_WEBSOCKET_MODULE));
    QLibrary module(QDir::cleanPath(path));
    const auto make = reinterpret_cast<MakeBridge>(module.resolve(makeBridgeName));
    if (!make)
        qWarning().noquote() << u"MQTT over WebSocket cannot be used: "_s + module.errorString();
    return make;
}

} // namespace

std::unique_ptr<MqttBridge> bridgeOfModule(const MqttOptions &options)
{
    static const MakeBridge make = load();
    return std::unique_ptr<MqttBridge>(make ? make(options) : nullptr);
}

} // namespace mld
