// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "amqp/amqpfailure.h"
#include "amqp/amqpnames.h"
#include "amqp/amqpoptions.h"

#include <QList>
#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>
#include <optional>

class QSocketNotifier;
struct amqp_connection_state_t_;
struct amqp_frame_t_;
struct amqp_method_t_;

namespace mld {

/// A connected socket that one thread uses, and another may break off, which ends any call that waits for it.
class AmqpSocket
{
public:
    /// Takes the socket.
    explicit AmqpSocket(int socket) : m_socket(socket) { }
    ~AmqpSocket();
    AmqpSocket(const AmqpSocket &) = delete;
    AmqpSocket &operator=(const AmqpSocket &) = delete;

    int descriptor() const { return m_socket; }
    /// From any thread.
    void breakOff();

private:
    const int m_socket;
};

/// A message on its way to the server.
struct AmqpMessage
{
    quint64 token = 0; ///< names it until its fate is known
    QByteArray key;
    QByteArray body;
    bool isMandatory = false; ///< to be returned if nobody gets it
};

/// What a session has to tell.
struct AmqpEvent
{
    enum class Kind {
        SignedIn,
        Up,        ///< whatever is sent from now on is received
        Confirmed, ///< the server has `token`
        Returned,  ///< the server has nobody for `token`; Confirmed follows
        Refused,   ///< the server could not take `token`
        Received,  ///< `body`
        Oversize,  ///< a message that is none of ours, for its size
        Blocked,   ///< the server takes nothing for now
        Unblocked,
        Closed,    ///< as was wished
        Down,      ///< with `failure`
    };
    Kind kind = Kind::Up;
    quint64 token = 0;
    QByteArray body = {};
    NetFailure failure = {};
};

/// A message that is coming from the server, from its method to its last byte.
struct AmqpIncoming
{
    bool isReturn = false;
    bool hasHead = false;
    quint64 token = 0; ///< of a return
    quint64 left = 0;
    bool isTooLarge = false;
    QByteArray body = {};
};

/// One conversation with a RabbitMQ server, from the greeting on, over a socket that is connected already: by
/// librabbitmq, which does nothing in the background, so that it must be given time whenever something comes and
/// for heartbeats. Lives in a thread of its own, for the library waits where the socket takes no more; that ends
/// when the socket is broken off.
class AmqpSession : public QObject
{
public:
    /// Called in the session's thread, with all that there is to tell.
    using Tell = std::function<void(const QList<AmqpEvent> &)>;

    AmqpSession(const AmqpOptions &options, const AmqpNames &names, const QByteArray &ownKey,
                std::shared_ptr<AmqpSocket> socket, Tell tell);
    ~AmqpSession() override;

    void start();
    void publish(const AmqpMessage &message);
    /// Begins, or ceases, to receive what is sent to those who are present.
    void setPresent(bool isPresent);
    /// So many events Received were looked at; more may come.
    void acknowledge(int count);
    void close();

    /// Bytes in one message; larger ones are none of ours.
    static constexpr qint64 kLargestBody = 1024 * 1024;

private:
    enum class Phase {
        Greeting, ///< for the server to say which ways of signing in it has
        SigningIn,
        Opening,  ///< the virtual host
        SettingUp,
        Up,
        Closing,
        Over,
    };
    struct Free
    {
        void operator()(amqp_connection_state_t_ *connection) const;
    };

    void drain();
    void flush();
    bool looksLikeAmqp();
    void onFrame(const amqp_frame_t_ &frame);
    void onMethod(const amqp_method_t_ &method);
    void onStart(const amqp_method_t_ &method);
    void onTune(const amqp_method_t_ &method);
    void setUp();
    void onIncomingHead(const amqp_frame_t_ &frame);
    void onIncomingBody(const amqp_frame_t_ &frame);
    void finishIncoming();
    void confirm(quint64 tag, bool isMultiple, AmqpEvent::Kind kind);
    bool send(quint16 channel, quint32 id, void *method);
    void check(int status);
    void end(const NetFailure &failure);
    void tell(AmqpEvent event) { m_events.append(std::move(event)); }
    void tellAll();

    const AmqpOptions m_options;
    const AmqpNames m_names;
    const QByteArray m_ownKey;
    const AmqpFailures m_failures;
    const std::shared_ptr<AmqpSocket> m_socket;
    const Tell m_tell;
    std::unique_ptr<amqp_connection_state_t_, Free> m_connection;
    std::unique_ptr<QSocketNotifier> m_readable;
    std::unique_ptr<QSocketNotifier> m_writable;
    std::unique_ptr<QTimer> m_beat;
    Phase m_phase = Phase::Greeting;
    QList<AmqpEvent> m_events;
    std::deque<AmqpMessage> m_outgoing;
    bool m_isBlocked = false;
    bool m_isFlushDue = false;
    quint64 m_lastTag = 0;
    std::deque<std::pair<quint64, quint64>> m_unconfirmed; ///< tags and tokens
    std::optional<AmqpIncoming> m_incoming;
    quint64 m_lastDelivery = 0;
    int m_unacknowledged = 0;
};

} // namespace mld
