// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/mqttbridge.h"
#include "mqtt/mqttstream.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>

namespace mld {

/// MqttBridge by a MqttStream: once that is open, there is a local socket, in a folder that only this user
/// may enter.
class StreamBridge : public QObject, public MqttBridge
{
    Q_OBJECT

public:
    explicit StreamBridge(const MqttOptions &options);
    ~StreamBridge() override;

    void open(Ready ready, Ended ended) override;
    void close() override;

    /// From now on, bridges of this program are of this class, if the build has WebSocket. Who never calls
    /// it need not link Qt Network.
    static void use();
    static std::unique_ptr<MqttBridge> make(const MqttOptions &options);

private:
    void listen();
    void accept();
    void onEnded(const std::optional<MqttFailure> &failure);

    Ready m_ready;
    Ended m_ended;
    std::unique_ptr<MqttStream> m_stream;
    QTemporaryDir m_folder;
    QLocalServer m_server;
    QLocalSocket *m_library = nullptr; ///< the server's child
};

} // namespace mld
