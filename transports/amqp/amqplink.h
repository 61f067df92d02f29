// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "amqp/amqpsession.h"
#include "amqp/connector.h"

#include <QPointer>
#include <QThread>

namespace mld {

/// One connection to a RabbitMQ server. Does nothing by itself: no retry, no queue while there is no connection, no
/// meaning of messages.
///
/// Lives on the thread of whoever uses it, which no call keeps waiting: what waits does so in a thread of the link's
/// own. No signal is emitted from inside a call.
class AmqpLink : public QObject
{
    Q_OBJECT

public:
    explicit AmqpLink(const AmqpOptions &options, QObject *parent = nullptr);
    ~AmqpLink() override;

    /// One attempt, which ends in up() or down(). Breaks the present connection, without a signal. Has no time limit
    /// of its own.
    void open(const AmqpNames &names, const QByteArray &ownKey);
    /// Breaks the connection. No signal follows.
    void abort();
    /// Takes leave: what was published is sent first. `closed` follows, or nothing if the server has died.
    void close();
    /// Names the message until its fate is told; if the connection ends, no more is.
    quint64 publish(const QByteArray &key, const QByteArray &body, bool isMandatory);
    /// Whether questions to those who are present come here, too.
    void setPresent(bool isPresent);

Q_SIGNALS:
    void progressed(const mld::ConnectionProgress &progress);
    void up();
    void down(const mld::NetFailure &failure);
    void closed();
    void confirmed(quint64 token);
    /// Nobody is there for it; confirmed() follows.
    void returned(quint64 token);
    void refused(quint64 token);
    void received(const QByteArray &body);
    /// Something came that is far larger than what is sent here.
    void oversizeReceived();
    void blockedChanged(bool isBlocked);

private:
    void begin(int socket);
    void onEvents(const QList<AmqpEvent> &events);
    template <typename What>
    void inSession(What what);

    const AmqpOptions m_options;
    AmqpNames m_names;
    QByteArray m_ownKey;
    std::unique_ptr<Connector> m_connector;
    QThread m_thread;
    std::shared_ptr<AmqpSocket> m_socket;
    AmqpSession *m_session = nullptr; ///< of the thread, which ends it
    quint64 m_attempt = 0;
    quint64 m_lastToken = 0;
};

} // namespace mld
