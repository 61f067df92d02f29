// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/netfailure.h"
#include "net/endpoint.h"
#include "net/progress.h"

#include <QObject>

#include <memory>
#include <optional>

namespace mld {

/// The bytes of one connection to a service, by Qt's own sockets: what a library without sockets of
/// its own, or without WebSocket, is given to talk through.
///
/// On one thread, with an event loop; nothing blocks. Signals come from the event loop alone, never
/// from inside a call, except that write() may find the connection broken, which is told later.
class ByteStream : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Whether this build has WebSocket, which needs Qt WebSockets.
    static bool supportsWebSocket();
    static std::unique_ptr<ByteStream> make(const Endpoint &endpoint);

    /// One attempt, which ends in opened() or ended(). Once only.
    virtual void open() = 0;
    virtual void write(const QByteArray &bytes) = 0;
    /// Writes what the system takes at once, then ends the connection in order. No signal follows.
    virtual void close() = 0;

Q_SIGNALS:
    /// How far it has come, before opened(). Who hears this must not destroy the stream in it.
    void progressed(const mld::ConnectionProgress &progress);
    void opened();
    void received(const QByteArray &bytes);
    /// `failure` is null if the other side closed it, or it broke: what that means depends on what
    /// had been said.
    void ended(const std::optional<mld::NetFailure> &failure);
};

} // namespace mld
