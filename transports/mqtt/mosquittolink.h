// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/hostlookup.h"
#include "mqtt/mqttlink.h"
#include "mqtt/outbox.h"

#include <QElapsedTimer>
#include <QHash>
#include <QStringList>
#include <QTimer>

#include <memory>

class QSocketNotifier;
struct mosquitto;
struct mosquitto_message;
struct mqtt5__property;

namespace mld {

class Bridge;
class TlsContext;

/// MqttLink by libmosquitto, in the event loop of its thread: the library's own threads and loops
/// are not used. Each attempt is a new instance of the library's client, so nothing is left of the
/// one before. Names are looked up by HostLookup, which does not block; libmosquitto is given
/// addresses, and all of a name's addresses are tried. It speaks MQTT 5, which tells of each message if it was
/// taken; and 3.1.1 to brokers that do not take that, which it remembers. WebSocket, which Debian's libmosquitto lacks,
/// is Qt's, with a Bridge between the two, if the program has one.
class MosquittoLink : public MqttLink
{
    Q_OBJECT

public:
    explicit MosquittoLink(QObject *parent = nullptr);
    ~MosquittoLink() override;

    bool supports(MqttOptions::Protocol protocol) const override;
    void open(const MqttOptions &options, const QString &clientId, const MqttWill &will) override;
    void close() override;
    void abort() override;
    Token subscribe(const QList<MqttSubscription> &subscriptions) override;
    void unsubscribe(const QString &filter) override;
    Token publish(const QString &topic, const QByteArray &payload, quint8 qos,
                  bool retain) override;
    qint64 maxPacketSize() const override { return m_maxPacketSize; }
    bool tellsRefusals() const override { return m_isUp && m_isVersion5; }
    qint64 bytesReceived() const override { return m_bytesReceived; }

private:
    struct Destroy
    {
        void operator()(mosquitto *client) const;
    };

    void onLookedUp(const QStringList &addresses);
    void tell(const ConnectionProgress &progress);
    void openBridge();
    void tryNextAddress();
    /// Begins a connection to an address, or with port 0 to a local socket.
    void connectTo(const QString &address, quint16 port);
    bool makeClient();
    void watchSocket();
    void onReadable();
    void readPackets();
    void onWritable();
    /// Finds out how the TCP connection went; whether there is one.
    bool checkSocket();
    void onSocketUp();
    /// Looks at the first bytes that come, which tell what answers; whether that may be a broker.
    bool checkAnswer();
    /// Once a second: signs of life, to and from the broker.
    void beat();
    bool usesVersion5() const;
    /// Looks at what a library call returned, and goes on or ends.
    void check(int rc);
    /// The end of this address; of the attempt, if there is no other or it is worth none.
    void failAddress(const NetFailure &failure);
    NetFailure failure(int rc, int systemError) const;
    NetFailure systemFailure(int error) const;
    void release();
    void grant(int mid, const QList<quint8> &grants);

    static void onConnect(mosquitto *, void *self, int code, int flags, const mqtt5__property *properties);
    static void onDisconnect(mosquitto *, void *self, int rc);
    static void onPublish(mosquitto *, void *self, int mid, int reason, const mqtt5__property *properties);
    static void onLog(mosquitto *, void *self, int level, const char *text);
    static void onSubscribe(mosquitto *, void *self, int mid, int count, const int *granted);
    static void onMessage(mosquitto *, void *self, const mosquitto_message *message);

    MqttOptions m_options;
    MqttFailures m_failures;
    QString m_clientId;
    MqttWill m_will;
    HostLookup m_lookup;
    QStringList m_addresses;
    qsizetype m_nextAddress = 0;
    std::unique_ptr<Bridge> m_bridge;     ///< for WebSocket
    std::optional<NetFailure> m_bridgeFailure; ///< why that ended, if it knows
    std::unique_ptr<TlsContext> m_tls;          ///< outlives the client
    std::unique_ptr<mosquitto, Destroy> m_client;
    std::unique_ptr<QSocketNotifier> m_reader;
    std::unique_ptr<QSocketNotifier> m_writer;
    QTimer m_beat;
    QTimer m_addressTimer;      ///< when an address has had its time, and there is another
    bool m_isSocketUp = false;  ///< TCP is connected
    bool m_isSecured = false;   ///< TLS stands, and that was told
    bool m_isUp = false;        ///< the broker has accepted
    bool m_isVersion5 = false;  ///< of MQTT, in this attempt
    bool m_prefersOld = false;  ///< MQTT 3.1.1: the broker has not answered 5
    bool m_hasAnswered = false; ///< anything at all
    bool m_isMqtt = false;      ///< as far as the first byte tells, if it can be seen
    qint64 m_maxPacketSize = 0;
    qint64 m_bytesReceived = 0;
    QElapsedTimer m_heard;               ///< since anything came
    std::optional<QElapsedTimer> m_ping; ///< since one that is not answered yet
    QElapsedTimer m_said;                ///< since the broker was given a sign of life while that is so
    int m_refusal = 0;          ///< CONNACK's code
    std::optional<int> m_ended; ///< what the library gave as the reason of the end
    Token m_lastToken = 0;
    QHash<int, Token> m_tokens; ///< by the library's message id, until confirmed
    /// A subscribe of which not every packet is answered.
    struct Subscription
    {
        QList<quint8> granted;
        QHash<int, qsizetype> parts; ///< message id of a packet to the place of its first filter
    };
    QHash<Token, Subscription> m_subscriptions;
    Outbox m_outbox;
};

} // namespace mld
