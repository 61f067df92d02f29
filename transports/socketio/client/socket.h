// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "socketio/client/session.h"

#include <QHash>

#include <functional>

namespace mld::sio {

/// One Socket.IO connection to one namespace: events with bytes anywhere in them, and
/// acknowledgements both ways. No retry. One use per object.
class Socket : public QObject
{
    Q_OBJECT

public:
    /// What is told when the other side acknowledges.
    using Acknowledged = std::function<void(const QVariantList &arguments)>;

    /// `auth` goes with the CONNECT packet; invalid is none.
    Socket(SessionOptions options, QString nsp, QVariantMap auth, QObject *parent = nullptr);

    /// One attempt; `connected` or `ended` follows.
    void open();
    /// Leaves the namespace, and closes; `ended` follows.
    void close();
    bool isConnected() const { return m_isConnected; }
    const Session &session() const { return m_session; }

    /// False, and nothing is sent, if it is not connected or some message of it is too large.
    bool emitEvent(const QString &name, const QVariantList &arguments, Acknowledged acknowledged = nullptr);
    /// Answers an event that came with an id.
    bool acknowledge(qint64 id, const QVariantList &arguments);

Q_SIGNALS:
    /// As Session::progressed.
    void progressed(const mld::ConnectionProgress &progress);
    void connected();
    /// `id` is of the acknowledgement that is asked for, or -1.
    void eventReceived(const QString &name, const QVariantList &arguments, qint64 id);
    /// Something that is well-formed and has no meaning here: another namespace, an answer to nothing.
    void strangeReceived(const QString &what);
    void ended(mld::sio::Fault fault);

private:
    bool send(const Packet &packet);
    void take(Decoder::Outcome outcome);
    void onPacket(Packet packet);
    void end(Fault fault);

    const QString m_nsp;
    const QVariantMap m_auth;
    const int m_connectTimeoutMs;
    Session m_session;
    Decoder m_decoder;
    QTimer m_answer;
    bool m_isConnected = false;
    bool m_isOver = false;
    qint64 m_nextId = 0;
    QHash<qint64, Acknowledged> m_waiting;
};

} // namespace mld::sio
