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

} // namespace mld
