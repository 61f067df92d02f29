// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/mqttlink.h"
#include "net/bytestream.h"
#include "mqtt/outbox.h"

#include <QHash>
#include <QMqttClient>
#include <QTimer>

#include <memory>

namespace mld {

class StreamDevice;

/// MqttLink by Qt MQTT. Each attempt is a new client on a new ByteStream: the library never makes
/// a connection itself, so names, addresses, TLS and their failures are treated as the other link
/// treats them, and WebSocket is one stream among others.
class QtMqttLink : public MqttLink
{
    Q_OBJECT

public:
    explicit QtMqttLink(QObject *parent = nullptr);
    ~QtMqttLink() override;

    bool supports(MqttOptions::Protocol protocol) const override;
    void open(const MqttOptions &options, const QString &clientId, const MqttWill &will) override;
    void close() override;
    void abort() override;
    Token subscribe(const QList<MqttSubscription> &subscriptions) override;
    void unsubscribe(const QString &filter) override;
    Token publish(const QString &topic, const QByteArray &payload, quint8 qos,
                  bool retain) override;
    qint64 bytesReceived() const override { return m_bytesReceived; }

private:
    /// A subscribe of which not every filter is answered.
    struct Request
    {
        QList<quint8> granted;
        qsizetype missing = 0;
    };
    /// A filter for which Qt MQTT still awaits the end of an earlier subscription.
    struct Deferred
    {
        MqttSubscription subscription;
        Token token = 0;
        qsizetype place = 0;
    };

    void onOpened();
    void onReceived(const QByteArray &bytes);
    void onClientState(QMqttClient::ClientState state);
    void onKeepAlive();
    bool ask(const MqttSubscription &subscription, Token token, qsizetype place);
    void follow(QMqttSubscription *subscription, Token token, qsizetype place);
    void answer(Token token, qsizetype place, quint8 granted);
    void askDeferred(const QString &filter);
    void fail(const NetFailure &failure);
    void release();

    MqttOptions m_options;
    MqttFailures m_failures;
    QString m_clientId;
    MqttWill m_will;
    std::unique_ptr<ByteStream> m_stream;
    std::unique_ptr<StreamDevice> m_device;
    std::unique_ptr<QMqttClient> m_client;
    QTimer m_keepAlive;
    qint64 m_bytesReceived = 0;
    int m_unansweredPings = 0;
    bool m_hasHeard = false;  ///< anything, since the last beat of m_keepAlive
    bool m_isUp = false;      ///< the broker has accepted
    bool m_hasFailed = false; ///< and down() is due
    Token m_lastToken = 0;
    QHash<qint32, Token> m_tokens; ///< by the library's message id, until confirmed
    QHash<Token, Request> m_requests;
    QHash<QString, QMqttSubscription *> m_subscriptions; ///< by filter, while the library has them
    QSet<QString> m_ending;                              ///< filters whose end it awaits
    QHash<QString, QList<Deferred>> m_deferred;          ///< by filter
    Outbox m_outbox;
};

} // namespace mld
