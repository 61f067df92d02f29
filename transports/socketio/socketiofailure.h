// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"
#include "socketio/client/session.h"
#include "socketio/socketiooptions.h"

#include <QCoreApplication>

namespace mld {

/// What ended a connection, or an attempt at one.
struct SocketIoFailure
{
    TransportError error;
    bool canRetry = true; ///< false when the same attempt would fail again
};

/// The failures of connections, in our own words for people. Pure.
class SocketIoFailures
{
    Q_DECLARE_TR_FUNCTIONS(SocketIoFailures)

public:
    explicit SocketIoFailures(const SocketIoOptions &options);

    SocketIoFailure of(sio::Fault fault) const;
    /// Connected, and no list of who is present came: no m-ld service is behind it.
    SocketIoFailure noService() const;

private:
    QString m_host;
    int m_port;
    QString m_nsp;
    QString m_path;
    bool m_hasAuth;
};

} // namespace mld
