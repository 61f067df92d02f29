// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/bridge.h"
#include "net/bytestream.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>

namespace mld {

/// Bridge by a ByteStream: once that is open, there is a local socket, in a folder that only this user
/// may enter.
class StreamBridge : public QObject, public Bridge
{
    Q_OBJECT

public:
    explicit StreamBridge(const Endpoint &endpoint);
    ~StreamBridge() override;

    void open(Progressed progressed, Ready ready, Ended ended) override;
    void close() override;

    /// From now on, bridges of this program are of this class, if the build has WebSocket. Who never calls
    /// it need not link Qt Network.
    static void use();
    static std::unique_ptr<Bridge> make(const Endpoint &endpoint);

private:
    void listen();
    void accept();
    void onEnded(const std::optional<NetFailure> &failure);

    Ready m_ready;
    Ended m_ended;
    std::unique_ptr<ByteStream> m_stream;
    QTemporaryDir m_folder;
    QLocalServer m_server;
    QLocalSocket *m_library = nullptr; ///< the server's child
};

} // namespace mld
