// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "socketioserver.h"
#include "socketio/client/socket.h"
#include "socketio/socketiotransport.h"
#include "support/tcpproxy.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using sio::Fault;
using Way = sio::SessionOptions::Way;

Q_DECLARE_METATYPE(mld::sio::SessionOptions::Way)

/// The client library by itself, and the transport's failures, against a real server.
class TestSocketIoClient : public QObject
{
    Q_OBJECT

private:
    sio::SessionOptions options(Way way = Way::WebSocket) const
    {
        sio::SessionOptions made;
        made.origin = QUrl(u"http://127.0.0.1:%1"_s.arg(m_server.port()));
        made.way = way;
        made.query = {{u"a+b"_s, u"c&d@é"_s}};
        made.headers = {{"X-Test", "yes"}};
        return made;
    }
    TransportError failure(const QJsonObject &json)
    {
        SocketIoTransport transport(*SocketIoOptions::fromJson(json));
        TransportError error;
        connect(&transport, &Transport::stateChanged, this, [&](Transport::State, const TransportError &told) {
            if (told.code != TransportErrorCode::None)
                error = told;
        });
        transport.open(u"d.example.org"_s, u"me"_s);
        if (!QTest::qWaitFor([&] { return error.code != TransportErrorCode::None; }, 15'000))
            error.message = u"no failure"_s;
        return error;
    }

    test::SocketIoServer m_server;

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.problem())); }

    void eventsAndBytes_data()
    {
        QTest::addColumn<Way>("way");
        QTest::addColumn<int>("version");
        QTest::addColumn<bool>("isTorn");
        QTest::newRow("websocket") << Way::WebSocket << 4 << false;
        QTest::newRow("polling") << Way::Polling << 4 << false;
        QTest::newRow("websocket, torn") << Way::WebSocket << 4 << true;
        QTest::newRow("polling, torn") << Way::Polling << 4 << true;
        QTest::newRow("websocket, Socket.IO 3") << Way::WebSocket << 3 << false;
        QTest::newRow("polling, Socket.IO 3") << Way::Polling << 3 << false;
    }
    void eventsAndBytes()
    {
        QFETCH(Way, way);
        QFETCH(int, version);
        QFETCH(bool, isTorn);
        test::SocketIoServer server({{u"version"_s, version}});
        QVERIFY2(server.start(), qPrintable(server.problem()));
        test::TcpProxy proxy(server.port());
        if (isTorn)
            proxy.tear();
        auto made = options(way);
        made.origin.setPort(proxy.serverPort());
        sio::Socket socket(made, u"/echo"_s, {{u"token"_s, u"t"_s}});
        QSignalSpy connected(&socket, &sio::Socket::connected);
        QSignalSpy events(&socket, &sio::Socket::eventReceived);
        socket.open();
        QTRY_COMPARE(connected.size(), 1);
        QVERIFY(socket.emitEvent(u"who"_s, {}));
        QTRY_COMPARE(events.size(), 1);
        auto you = events.takeFirst().at(1).toList();
        QCOMPARE(you.at(0).toMap().value(u"a+b"_s).toString(), u"c&d@é"_s);
        QCOMPARE(you.at(1).toMap().value(u"token"_s).toString(), u"t"_s);
        QCOMPARE(you.at(2).toString(), u"yes"_s);
        QCOMPARE(you.at(3).toString(), way == Way::Polling ? u"polling"_s : u"websocket"_s);

        const QByteArray large(way == Way::Polling ? 700'000 : 1'000'000, '\xfe');
        const QVariantList sent{u"text ü"_s, QVariantMap{{u"deep"_s, QVariantList{QByteArray("\0\1", 2), large}}}, 7};
        QVERIFY(socket.emitEvent(u"echo"_s, sent));
        QTRY_COMPARE_WITH_TIMEOUT(events.size(), 1, 20'000);
        QCOMPARE(events.takeFirst().at(1).toList(), sent);

        // Each acknowledgement goes to whoever asked for it, with bytes in any place of it, or none.
        QList<QVariantList> asked, answers(20);
        for (int i = 0; i < answers.size(); ++i) {
            const QVariantMap inner{{u"bytes"_s, QByteArray(i, char(i))}, {u"_placeholder"_s, u"no"_s}};
            asked.append({QByteArray(), QVariantMap{{u"a"_s, QVariantList{i, inner, QByteArray("\0", 1)}}}, QByteArray("x")});
            QVERIFY(socket.emitEvent(u"echo"_s, asked.last(), [&answers, i](const QVariantList &told) { answers[i] = told; }));
        }
        QTRY_COMPARE(answers, asked);

        // Acknowledging what the server asks.
        QVERIFY(socket.emitEvent(u"ask me"_s, {u"what"_s}));
        QTRY_COMPARE(events.size(), 1);
        QVERIFY(socket.acknowledge(events.takeFirst().at(2).toLongLong(), {QByteArray("fine")}));
        QTRY_COMPARE(events.size(), 1);
        QCOMPARE(events.takeFirst().at(1).toList(), QVariantList{QByteArray("fine")});

        QVERIFY(!socket.emitEvent(u"echo"_s, {QByteArray(1'000'001, 'x')})); // and goes on
        QVERIFY(socket.emitEvent(u"end me"_s, {u"namespace"_s}));
        QSignalSpy ended(&socket, &sio::Socket::ended);
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(ended.first().first().value<Fault>(), Fault::EndedByServer);
    }

    void aServerThatFallsSilentIsMissed_data()
    {
        QTest::addColumn<Way>("way");
        QTest::newRow("websocket") << Way::WebSocket;
        QTest::newRow("polling") << Way::Polling;
    }
    void aServerThatFallsSilentIsMissed()
    {
        QFETCH(Way, way);
        test::SocketIoServer server({{u"pingInterval"_s, 300}, {u"pingTimeout"_s, 300}});
        QVERIFY2(server.start(), qPrintable(server.problem()));
        test::TcpProxy proxy(server.port());
        auto made = options(way);
        made.origin.setPort(proxy.serverPort());
        sio::Socket socket(made, u"/echo"_s, {});
        QSignalSpy connected(&socket, &sio::Socket::connected);
        QSignalSpy ended(&socket, &sio::Socket::ended);
        socket.open();
        QTRY_COMPARE(connected.size(), 1);
        proxy.freeze();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(ended.first().first().value<Fault>(), Fault::Silent);
        QVERIFY(!socket.emitEvent(u"who"_s, {}));
    }

    void aServerThatDiesIsMissedAtOnce()
    {
        test::SocketIoServer server;
        QVERIFY2(server.start(), qPrintable(server.problem()));
        auto made = options();
        made.origin.setPort(server.port());
        sio::Socket socket(made, u"/echo"_s, {});
        QSignalSpy connected(&socket, &sio::Socket::connected);
        QSignalSpy ended(&socket, &sio::Socket::ended);
        bool isAnswered = false;
        socket.open();
        QTRY_COMPARE(connected.size(), 1);
        QVERIFY(socket.emitEvent(u"nobody listens"_s, {}, [&](const QVariantList &) { isAnswered = true; }));
        server.kill();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(ended.first().first().value<Fault>(), Fault::Lost);
        QVERIFY(!isAnswered);
    }

    void aClosedTransportIsALoss()
    {
        sio::Socket socket(options(), u"/echo"_s, {});
        QSignalSpy connected(&socket, &sio::Socket::connected);
        QSignalSpy ended(&socket, &sio::Socket::ended);
        socket.open();
        QTRY_COMPARE(connected.size(), 1);
        socket.emitEvent(u"end me"_s, {u"transport"_s});
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(ended.first().first().value<Fault>(), Fault::Lost);
    }

    void automaticGoesByPollingWhereWebSocketDoesNot()
    {
        test::SocketIoServer server({{u"transports"_s, QJsonArray{u"polling"_s}}});
        QVERIFY(server.start());
        auto made = options(Way::Automatic);
        made.origin.setPort(server.port());
        sio::Socket socket(made, u"/echo"_s, {});
        QSignalSpy connected(&socket, &sio::Socket::connected);
        socket.open();
        QTRY_COMPARE(connected.size(), 1);
        QVERIFY(socket.session().isPolling());
    }

    void failuresHaveACureOfTheirOwn()
    {
        const auto at = [](int port, const QString &rest = {}) {
            return QJsonObject{{u"uri"_s, u"http://127.0.0.1:%1%2"_s.arg(port).arg(rest)}};
        };
        TransportError error = failure(at(m_server.port(), u"/elsewhere"_s));
        QCOMPARE(error.code, TransportErrorCode::BadConfiguration);
        QVERIFY(error.message.contains(u"/elsewhere"));
        QVERIFY(failure(at(1)).code == TransportErrorCode::ConnectionRefused);

        test::SocketIoServer strict({{u"auth"_s, QJsonObject{{u"key"_s, u"k"_s}}}});
        QVERIFY(strict.start());
        error = failure(at(strict.port()));
        QCOMPARE(error.code, TransportErrorCode::BadCredentials);
        QVERIFY(!error.message.contains(u"secret")); // the server's words

        test::SocketIoServer other({{u"service"_s, false}});
        QVERIFY(other.start());
        error = failure(at(other.port()));
        QCOMPARE(error.code, TransportErrorCode::ProtocolError);
        QVERIFY2(error.message.contains(u"m-ld service"), qPrintable(error.message));

        error = failure({{u"uri"_s, u"http://127.0.0.1:%1"_s.arg(m_server.port())},
                         {u"opts"_s, QJsonObject{{u"path"_s, u"/other/"_s}}}});
        QCOMPARE(error.code, TransportErrorCode::ProtocolError);
        QVERIFY2(error.message.contains(u"not a Socket.IO server"), qPrintable(error.message));
    }

    void socketIoTwoIsOld_data()
    {
        QTest::addColumn<QString>("way");
        QTest::newRow("websocket") << u"websocket"_s;
        QTest::newRow("polling") << u"polling"_s;
    }
    void socketIoTwoIsOld()
    {
        QFETCH(QString, way);
        test::SocketIoServer server({{u"version"_s, 2}, {u"service"_s, false}});
        QVERIFY2(server.start(), qPrintable(server.problem()));
        const auto error = failure({{u"uri"_s, u"http://127.0.0.1:%1"_s.arg(server.port())},
                                    {u"opts"_s, QJsonObject{{u"transports"_s, QJsonArray{way}}}}});
        QCOMPARE(error.code, TransportErrorCode::ProtocolError);
        QVERIFY2(error.message.contains(u"old version"), qPrintable(error.message));
    }

    void protocolThreeIsOld()
    {
        QTcpServer old;
        QVERIFY(old.listen(QHostAddress::LocalHost));
        connect(&old, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *peer = old.nextPendingConnection();
            connect(peer, &QTcpSocket::readyRead, peer, [peer] {
                peer->readAll();
                const QByteArray body = R"({"code":5,"message":"Unsupported protocol version"})";
                peer->write("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n"
                            "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
                peer->disconnectFromHost();
            });
        });
        const auto error = failure({{u"uri"_s, u"http://127.0.0.1:%1"_s.arg(old.serverPort())}});
        QCOMPARE(error.code, TransportErrorCode::ProtocolError);
        QVERIFY2(error.message.contains(u"old version"), qPrintable(error.message));
    }
};

QTEST_GUILESS_MAIN(TestSocketIoClient)
#include "tst_socketioclient.moc"
