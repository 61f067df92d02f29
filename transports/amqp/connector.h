// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/bridge.h"
#include "net/endpoint.h"
#include "net/hostlookup.h"
#include "net/netfailure.h"
#include "net/progress.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>

class QSocketNotifier;

namespace mld {

/// Makes a connection for a library that only uses one: by TCP itself, with TLS by a Bridge. All of a name's addresses
/// are tried, each for its share of the time. One attempt per object; on one thread, with an event loop, which nothing
/// blocks. The handlers are called from the event loop, and may destroy it.
class Connector : public QObject
{
public:
    struct Handlers
    {
        std::function<void(const ConnectionProgress &)> progressed;
        /// A connected socket that does not block. It is the caller's.
        std::function<void(int socket)> connected;
        std::function<void(const NetFailure &)> failed;
    };

    Connector(const Endpoint &endpoint, Handlers handlers, QObject *parent = nullptr);
    ~Connector() override;

    /// Whether this program can make secure connections.
    static bool canBeSecure() { return Bridge::maker() != nullptr; }

    void start();
    /// Why the connection ended, if what carries it knows: for one that is over.
    const std::optional<NetFailure> &lastWords() const { return m_lastWords; }
    /// Passes on what was written last, and ends the connection in order, if it is carried by a bridge.
    void close();

private:
    void openBridge();
    void tryNextAddress();
    void onWritable();
    void dropSocket();
    void fail(const NetFailure &failure);

    const Endpoint m_endpoint;
    const NetFailures m_failures;
    const Handlers m_handlers;
    HostLookup m_lookup;
    QStringList m_addresses;
    qsizetype m_nextAddress = 0;
    QTimer m_addressTimer;
    int m_socket = -1; ///< while it is being connected
    std::unique_ptr<QSocketNotifier> m_writable;
    std::unique_ptr<Bridge> m_bridge;
    std::optional<NetFailure> m_lastWords;
};

} // namespace mld
