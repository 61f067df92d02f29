// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connectiontransport.h"
#include "socketio/client/socket.h"
#include "socketio/socketiofailure.h"
#include "socketio/socketiooptions.h"

#include <QElapsedTimer>
#include <QHash>
#include <QTimer>

#include <functional>
#include <memory>

namespace mld {

/// m-ld over a Socket.IO server with m-ld-js's IoRemotesService in it (wire.md 17). Owns presence,
/// tickets and reconnection; the connection itself is a sio::Socket's.
///
/// Lives on one thread with an event loop; nothing blocks it. Destroying it without close() breaks
/// the connection, and the server tells the peers.
class SocketIoTransport : public ConnectionTransport
{
    Q_OBJECT

public:
    explicit SocketIoTransport(SocketIoOptions options, QObject *parent = nullptr);
    ~SocketIoTransport() override;

    TransportCapabilities capabilities() const override;
    void open(const DomainName &domain, const CloneId &clone) override;
    void close() override;
    Ticket broadcast(const QByteArray &payload) override;
    Ticket unicast(const Address &address, const QByteArray &payload) override;
    void openChannel(const QString &channelId, const CloneId &peer) override;
    void closeChannel(const QString &channelId) override;

    /// Takes an event as from the server. For tests; answers are not sent.
    void onEvent(const QString &name, const QVariantList &arguments, qint64 id);

protected:
    /// Gets what one attempt to connect needs, and says so by goOn() or giveUp() with the attempt's number, at once
    /// or later, but not from inside a call of the clone's. What is said of an attempt that is over has no effect.
    virtual void prepare(quint64 attempt);
    /// Connects with these credentials.
    void goOn(quint64 attempt, const QJsonObject &auth);
    void giveUp(quint64 attempt, const NetFailure &failure);
    /// Ends before anything is sent: `Failed` follows.
    void refuseToOpen(const QString &why);
    /// What ended a connection, or an attempt at one, means here.
    virtual NetFailure failureOf(sio::Fault fault);
    /// Connected, and no list of who is present came.
    virtual NetFailure noService() const;
    /// Whether a first list can be believed. One that cannot is told all the same when no better one came for a
    /// while.
    virtual bool isComplete(const QSet<CloneId> &others) const;
    const DomainName &domain() const { return m_domain; }

private:
    /// Where the connection stands. The public State says less.
    enum class Phase {
        Idle,     ///< not opened, or ended for good
        Opening,  ///< prepared for, or the socket is at it
        Greeting, ///< the server let us in; no list of who is present yet
        Joining,  ///< a list came, but we, who are present, are not in it yet
        Live,     ///< presence is known
        Waiting,  ///< for the next attempt
        Leaving,  ///< until what was accepted is sent
    };

    void attempt() override;
    void onConnected();
    void onEnded(sio::Fault fault);
    void onWatchdog() override;
    void declarePresence() override;
    void onPresence(const QVariantList &arguments);
    bool onMessage(Lane lane, const QVariantList &arguments);
    void onAcknowledged(Ticket ticket, const QVariantList &arguments);
    void expireTickets();
    void showPresence();
    void lose(const NetFailure &failure);
    void leave();
    void finishLeaving();
    void dropSocket();
    bool isUp() const { return m_phase == Phase::Joining || m_phase == Phase::Live; }
    bool emitMessage(const QString &event, QVariantMap params, const QByteArray &payload, Ticket ticket);
    TransportError tooLarge(qint64 size) const;
    bool isCompleteFor(const QSet<CloneId> &listed) const;

    const SocketIoOptions m_options;
    const SocketIoFailures m_failures;
    QSslConfiguration m_tls;
    std::unique_ptr<sio::Socket> m_socket;
    DomainName m_domain;
    CloneId m_clone;
    Phase m_phase = Phase::Idle;
    QElapsedTimer m_upSince;
    QElapsedTimer m_downSince;
    QTimer m_expiry;
    quint64 m_attempt = 0;
    int m_refusals = 0;
    bool m_wasIn = false; ///< the server has let us in since open()
    QSet<CloneId> m_listed; ///< with this clone
    sio::Handshake m_handshake;
    qint64 m_largest;
    QHash<Ticket, qint64> m_tickets; ///< not acknowledged yet, and until when they may be
    QElapsedTimer m_clock;
    QHash<QString, CloneId> m_channels;
};

} // namespace mld
