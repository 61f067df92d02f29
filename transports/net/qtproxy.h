// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractSocket>
#include <QNetworkProxy>
#include <QUrl>

namespace mld {

/// What Qt's own sockets are told of a proxy that proxyFrom() has read; of none, to do as the application does.
QNetworkProxy qtProxy(const QUrl &proxy);
/// Whether it was a proxy that did not make a connection. `isNamed`: a person has named one.
bool isOfProxy(QAbstractSocket::SocketError error, bool isNamed);

} // namespace mld
