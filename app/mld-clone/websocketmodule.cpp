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

template <typename Maker>
Maker load(const char *name, const QString &service)
{
    const QDir programs(QCoreApplication::applicationDirPath());
    QString path = programs.filePath(QStringLiteral(MLD_WEBSOCKET_MODULE));
    if (!QFile::exists(path))
        path = programs.filePath(QStringLiteral(MLD_MODULE_FOLDER "/" MLD_WEBSOCKET_MODULE));
    QLibrary module(QDir::cleanPath(path));
    const auto make = reinterpret_cast<Maker>(module.resolve(name));
    if (!make)
        qWarning().noquote() << u"%1 cannot be used: %2"_s.arg(service, module.errorString());
    return make;
}

} // namespace

std::unique_ptr<Bridge> bridgeOfModule(const Endpoint &endpoint)
{
    static const auto make = load<MakeBridge>(makeBridgeName, u"WebSocket"_s);
    return std::unique_ptr<Bridge>(make ? make(endpoint) : nullptr);
}

Transport *socketIoOfModule(const SocketIoOptions &options)
{
    static const auto make = load<SocketIoMaker>(makeSocketIoName, u"Socket.IO"_s);
    return make ? make(options) : nullptr;
}

Transport *gatewayOfModule(const GatewayOptions &options)
{
    static const auto make = load<GatewayMaker>(makeGatewayName, u"The gateway"_s);
    return make ? make(options) : nullptr;
}

Transport *lanOfModule(const LanOptions &options)
{
    static const auto make = load<LanMaker>(makeLanName, u"The local network"_s);
    return make ? make(options) : nullptr;
}

} // namespace mld
