// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/mqttstream.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>

namespace mld {

/// Lets a library that wants to connect by itself talk through a MqttStream: once that is open,
/// there is a local socket, in a folder that only this user may enter, for the library to connect
/// to. It takes one connection. On one thread, with an event loop.
class StreamBridge : public QObject
{
    Q_OBJECT

public:
    explicit StreamBridge(const MqttOptions &options, QObject *parent = nullptr);
    ~StreamBridge() override;

    void open();
    /// Passes on what the library wrote last, and ends the connection in order.
    void close();

Q_SIGNALS:
    /// The path of the local socket.
    void ready(const QString &path);
    /// As MqttStream::ended. What had come from afar has been written to the local socket, and that
    /// is closed, so the library may know more.
    void ended(const std::optional<mld::MqttFailure> &failure);

private:
    void listen();
    void accept();
    void onEnded(const std::optional<MqttFailure> &failure);

    std::unique_ptr<MqttStream> m_stream;
    QTemporaryDir m_folder;
    QLocalServer m_server;
    QLocalSocket *m_library = nullptr; ///< the server's child
};

} // namespace mld
