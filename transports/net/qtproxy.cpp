// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/qtproxy.h"

namespace mld {

QNetworkProxy qtProxy(const QUrl &proxy)
{
    if (proxy.isEmpty())
        return QNetworkProxy(QNetworkProxy::DefaultProxy);
    const auto type = proxy.scheme() == QStringLiteral("socks5") ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy;
    return {type, proxy.host(), quint16(proxy.port()), proxy.userName(QUrl::FullyDecoded),
            proxy.password(QUrl::FullyDecoded)};
}

bool isOfProxy(QAbstractSocket::SocketError error, bool isNamed)
{
    switch (error) {
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::ProxyConnectionTimeoutError:
    case QAbstractSocket::ProxyNotFoundError:
    case QAbstractSocket::ProxyAuthenticationRequiredError:
    case QAbstractSocket::ProxyProtocolError:
        return true;
    case QAbstractSocket::SocketAccessError: // so Qt calls a web proxy's "forbidden"
        return isNamed;
    default:
        return false;
    }
}

} // namespace mld
