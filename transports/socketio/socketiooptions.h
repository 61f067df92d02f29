// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/endpoint.h"
#include "protocol/transport.h"
#include "result.h"

#include <QJsonObject>
#include <QUrl>

#include <memory>

namespace mld {

/// How to reach a Socket.IO server. A value; holds secrets, so it is neither logged nor stored by the
/// transport. Needs QtCore alone.
struct SocketIoOptions
{
    enum class Way { Automatic, WebSocket, Polling };

    QUrl origin;            ///< scheme, host and port
    QString nsp = QStringLiteral("/"); ///< the namespace: the path of the configured URI
    QString path = QStringLiteral("/socket.io/");
    QJsonObject auth;
    QJsonObject query;        ///< strings
    QJsonObject extraHeaders; ///< strings
    Way way = Way::Automatic;
    int connectTimeoutMs = 5000;
    int reconnectionDelayMs = 200;
    int reconnectionDelayMaxMs = 30'000;
    TlsOptions tls;
    QUrl proxy;               ///< http or socks5; empty: as the system has it

    /// Reads the `io` object of a configuration: `uri` and `opts`, with m-ld-js's names. The error
    /// names the key, what is wrong, and what it may be.
    static Result<SocketIoOptions> fromJson(const QJsonObject &json);

    bool isSecure() const { return origin.scheme() == u"https"; }
    Endpoint endpoint() const;
};

/// Makes transports where what they need is loaded only when it is wanted. Null by itself.
using SocketIoMaker = Transport *(*)(const SocketIoOptions &options);
void setSocketIoMaker(SocketIoMaker maker);
/// None if there is no maker, or it cannot.
std::unique_ptr<Transport> makeSocketIo(const SocketIoOptions &options);

} // namespace mld
