// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/netfailure.h"
#include "net/endpoint.h"
#include "net/progress.h"

#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace mld {

/// Connects to a broker in place of a library that cannot, and gives that a local socket to talk through.
/// On one thread, with an event loop; destroying it ends the connection.
///
/// It is made by whatever the program has for it. What that needs, Qt Network and Qt WebSockets, thus need not
/// be part of a program that hardly ever uses them, and may come from a library that is loaded when it does.
class Bridge
{
public:
    /// As ByteStream::progressed.
    using Progressed = std::function<void(const ConnectionProgress &progress)>;
    /// The path of the local socket, which takes one connection.
    using Ready = std::function<void(const QString &path)>;
    /// As ByteStream::ended. What had come from afar has been written to the local socket, and that is
    /// closed, so the library may know more.
    using Ended = std::function<void(const std::optional<NetFailure> &failure)>;
    using Maker = std::unique_ptr<Bridge> (*)(const Endpoint &endpoint);

    virtual ~Bridge() = default;
    Bridge(const Bridge &) = delete;
    Bridge &operator=(const Bridge &) = delete;

    /// One attempt. The handlers are called from the event loop: `ready` at most once, then `ended` at most once,
    /// and `progressed` before.
    virtual void open(Progressed progressed, Ready ready, Ended ended) = 0;
    /// Passes on what the library wrote last, and ends the connection in order.
    virtual void close() = 0;

    /// How this program makes bridges, before the first is wanted. `maker` may give none, if it turns out that
    /// it cannot.
    static void setMaker(Maker maker);
    /// Null if this program has no bridges.
    static Maker maker();

protected:
    Bridge() = default;
};

} // namespace mld
