// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/netfailure.h"
#include "socketio/client/session.h"
#include "socketio/socketiooptions.h"

namespace mld {

/// The failures of connections to a Socket.IO server, in our own words for people. Pure.
class SocketIoFailures : public NetFailures
{
    Q_DECLARE_TR_FUNCTIONS(SocketIoFailures)

public:
    explicit SocketIoFailures(const SocketIoOptions &options);

    NetFailure of(sio::Fault fault) const;
    /// Connected, and no list of who is present came: no m-ld service is behind it.
    NetFailure noService() const;

private:
    QString m_nsp;
    QString m_path;
    bool m_hasAuth;
};

} // namespace mld
