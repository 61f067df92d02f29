// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"

#include <QByteArray>
#include <QHostAddress>
#include <QMetaType>
#include <QObject>

namespace mld {

/// Somebody who may be a member of the notebook and can be dialled. Nothing about it is proved yet.
struct FoundPeer
{
    QByteArray instance; ///< 16 random bytes that the peer chose when it opened the notebook; empty for a typed address
    QHostAddress address; ///< with its scope id, if it has one
    quint16 port = 0;
};

/// Finds those on the same network who have the same secret. One thread with an event loop.
class PeerFinder : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Begins to announce (instance, port) and to listen. `secret` is the notebook's (32 bytes).
    virtual void start(const QByteArray &secret, const QByteArray &instance, quint16 port) = 0;
    virtual void stop() = 0; ///< says goodbye where it can; no signal follows
    /// Asks who is there now, as after a start: some who were there have been lost.
    virtual void askAgain() { }

Q_SIGNALS:
    void found(const mld::FoundPeer &peer); ///< again whenever it is heard again after a silence, or at another address
    void goneBy(const QByteArray &instance); ///< it said goodbye
    void networkChanged(); ///< an address or an interface has come, or the computer has slept
    void hampered(const mld::TransportError &error); ///< multicast cannot be sent or heard: what is blocked, what to do; None when it works again
};

} // namespace mld

Q_DECLARE_METATYPE(mld::FoundPeer)
