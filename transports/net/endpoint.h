// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/tlsoptions.h"

#include <QString>
#include <QUrl>

#include <optional>

namespace mld {

/// What a WebSocket's handshake asks for (RFC 6455, 4.1).
struct WebSocketOptions
{
    QString path = QStringLiteral("/"); ///< with the query if any
    QString subprotocol;                ///< empty for none; otherwise the server must take it
};

/// Where a service is, and how its bytes get there. A value; the key in it is a secret.
struct Endpoint
{
    QString host;
    quint16 port = 0;
    bool isSecure = false; ///< TLS
    TlsOptions tls;        ///< for secure ones
    std::optional<WebSocketOptions> webSocket;
    int connectTimeoutMs = 5000; ///< which all addresses of a name share
    QUrl proxy = {};             ///< by way of which, as proxyFrom() reads it; empty: as the system has it
};

} // namespace mld
