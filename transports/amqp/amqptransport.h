// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "amqp/amqplink.h"
#include "common/chunker.h"
#include "common/heartbeatpresence.h"
#include "common/sequencer.h"
#include "connectiontransport.h"

#include <QElapsedTimer>
#include <QHash>
#include <QTimer>

namespace mld {

/// m-ld over a RabbitMQ server by AMQP 0-9-1: an exchange for each domain, a queue for each member. What travels is an
/// Envelope; who is there is known by HeartbeatPresence. The connection itself is an AmqpLink's.
///
/// Lives on one thread with an event loop; nothing blocks it. Destroying it without close() breaks the connection, and
/// peers notice by its silence.
class AmqpTransport : public ConnectionTransport
{
    Q_OBJECT

public:
    explicit AmqpTransport(AmqpOptions options, QObject *parent = nullptr);
    ~AmqpTransport() override;

    /// Whether this program can use `amqps`.
    static bool canBeSecure() { return Connector::canBeSecure(); }

    TransportCapabilities capabilities() const override;
    void open(const DomainName &domain, const CloneId &clone) override;
    void close() override;
    Ticket broadcast(const QByteArray &payload) override;
    Ticket unicast(const Address &address, const QByteArray &payload) override;
    void openChannel(const QString &channelId, const CloneId &peer) override;
    void closeChannel(const QString &channelId) override;

private:
    /// Where the connection stands. The public State says less.
    enum class Phase {
        Idle,     ///< not opened, or ended for good
        Opening,  ///< the link is at it
        Greeting, ///< connected; those who are present are being asked
        Live,     ///< presence is known
        Waiting,  ///< for the next attempt
        Leaving,  ///< until what was accepted is sent
    };
    /// A message of which the server does not have all pieces yet.
    struct Sent
    {
        qsizetype pieces = 0;
        qint64 size = 0;
        bool isGood = true;
        TransportError error = {};
        CloneId to = {};             ///< of one to a peer
        QByteArray peerSession = {}; ///< as that was known then
    };

    void attempt() override;
    void onWatchdog() override;
    void declarePresence() override;
    void onUp();
    void onDown(const NetFailure &failure);
    void onReceived(const QByteArray &body);
    void onReturned(quint64 token);
    void onSettled(quint64 token, bool isTaken);
    void onBlocked(bool isBlocked);
    void goLive();
    void take(QList<Sequencer::Arrival> arrivals);
    void hand(const Envelope &envelope);
    /// Sends it in as many pieces as it takes.
    Ticket post(Envelope envelope, const QByteArray &key, bool isMandatory);
    /// Sends what nobody need be told the fate of.
    quint64 say(const Envelope &envelope);
    void say(const QList<Envelope> &envelopes);
    void tick();
    void scheduleTick();
    void showPresence();
    void lose(const NetFailure &failure);
    void leaveIfSent();
    void finishLeaving();
    void forgetConnection();
    bool isUp() const { return m_phase == Phase::Greeting || m_phase == Phase::Live; }
    qint64 now() const { return m_clock.elapsed(); }

    const AmqpOptions m_options;
    const AmqpFailures m_failures;
    AmqpLink m_link;
    DomainName m_domain;
    CloneId m_clone;
    QByteArray m_session;
    Phase m_phase = Phase::Idle;
    bool m_hasReached = false; ///< a connection stood in this attempt
    bool m_wasIn = false;      ///< the server has let us in since open()
    int m_refusals = 0;
    QElapsedTimer m_clock;
    QElapsedTimer m_upSince;
    QElapsedTimer m_downSince;
    HeartbeatPresence m_presence;
    Sequencer m_sequencer;
    Chunker m_chunker;
    QTimer m_tick;
    quint64 m_question = 0; ///< the token of the one who is there
    quint64 m_sequence = 0; ///< of the last message to everybody
    QHash<CloneId, quint64> m_sequences; ///< of the last to each
    QHash<quint64, Ticket> m_tokens;     ///< each piece's
    QHash<Ticket, Sent> m_sent;
    qint64 m_sentBytes = 0;
    qsizetype m_piece;
    QHash<QString, CloneId> m_channels;
};

} // namespace mld
