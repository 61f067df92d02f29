// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QNetworkProxy>
#include <QUrl>

namespace mld {

/// What Qt's own sockets are told of a proxy that proxyFrom() has read; of none, to do as the application does.
QNetworkProxy qtProxy(const QUrl &proxy);

} // namespace mld
