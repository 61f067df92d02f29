// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "socketioserver.h"
#include "socketio/socketiotransport.h"
#include "support/certificates.h"
#include "support/connectproxy.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using State = Transport::State;

/// Whom the transport trusts, who it says it is, and by which way it goes: with a real server.
class TestSocketIoSecurity : public QObject
{
    Q_OBJECT

private:
    QJsonObject tls(const QString &certificate) const
    {
        return {{u"key"_s, m_certificates.keyFile(certificate)},
                {u"cert"_s, m_certificates.certificateFile(certificate)}};
    }
    SocketIoOptions options(const test::SocketIoServer &server, bool isSecure = true) const
    {
        SocketIoOptions made;
        made.origin = QUrl(u"%1://127.0.0.1:%2"_s.arg(isSecure ? u"https"_s : u"http"_s).arg(server.port()));
        if (isSecure)
            made.tls.ca = m_certificates.certificate(u"ca"_s);
        return made;
    }
    /// How an attempt ends: with code None if it is connected.
    TransportError outcome(const SocketIoOptions &with)
    {
        SocketIoTransport transport(with);
        QSignalSpy told(&transport, &Transport::stateChanged);
        transport.open(u"d.example.org"_s, u"me"_s);
        const bool isOver = QTest::qWaitFor(
            [&] { return transport.state() == State::Connected || transport.state() == State::Failed
                         || transport.state() == State::Offline; },
            15'000);
        if (!isOver)
            return {TransportErrorCode::TimedOut, u"no state"_s};
        return transport.state() == State::Connected ? TransportError() : told.last().at(1).value<TransportError>();
    }

    QTemporaryDir m_folder;
    test::Certificates m_certificates{m_folder.path()};

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_certificates.makeAuthority(u"ca"_s) && m_certificates.makeAuthority(u"other-ca"_s) &&
                     m_certificates.make(u"server"_s, u"DNS:localhost,IP:127.0.0.1"_s) &&
                     m_certificates.make(u"elsewhere"_s, u"DNS:other.example.org"_s) &&
                     m_certificates.make(u"expired"_s, u"IP:127.0.0.1"_s, -1) &&
                     m_certificates.make(u"client"_s, u"DNS:client.example.org"_s),
                 qPrintable(m_certificates.problem()));
    }

    void anAuthorityOfOnesOwn_data()
    {
        QTest::addColumn<int>("way");
        QTest::newRow("websocket") << int(SocketIoOptions::Way::WebSocket);
        QTest::newRow("polling") << int(SocketIoOptions::Way::Polling);
    }
    void anAuthorityOfOnesOwn()
    {
        QFETCH(int, way);
        test::SocketIoServer server({{u"tls"_s, tls(u"server"_s)}});
        QVERIFY2(server.start(), qPrintable(server.problem()));
        SocketIoOptions with = options(server);
        with.way = SocketIoOptions::Way(way);
        TransportError error = outcome(with);
        QVERIFY2(error.code == TransportErrorCode::None, qPrintable(error.message));

        with.tls.ca.clear(); // the system's authorities
        error = outcome(with);
        QCOMPARE(error.code, TransportErrorCode::CertificateRejected);
        QVERIFY2(error.message.contains(u"authority"), qPrintable(error.message));
        with.tls.verifyServer = false;
        QCOMPARE(outcome(with).code, TransportErrorCode::None);
        with = options(server);
        with.tls.ca = m_certificates.certificate(u"other-ca"_s);
        with.way = SocketIoOptions::Way(way);
        QCOMPARE(outcome(with).code, TransportErrorCode::CertificateRejected);
        with.tls.ca = "no certificate";
        QCOMPARE(outcome(with).code, TransportErrorCode::BadConfiguration);
    }

    void certificatesOfAnotherNameOrTime()
    {
        test::SocketIoServer elsewhere({{u"tls"_s, tls(u"elsewhere"_s)}});
        QVERIFY(elsewhere.start());
        TransportError error = outcome(options(elsewhere));
        QCOMPARE(error.code, TransportErrorCode::CertificateRejected);
        QVERIFY2(error.message.contains(u"another name"), qPrintable(error.message));
        test::SocketIoServer expired({{u"tls"_s, tls(u"expired"_s)}});
        QVERIFY(expired.start());
        error = outcome(options(expired));
        QCOMPARE(error.code, TransportErrorCode::CertificateRejected);
        QVERIFY2(error.message.contains(u"expired"), qPrintable(error.message));
    }

    void aServerThatWantsOurCertificate()
    {
        QJsonObject strict = tls(u"server"_s);
        strict.insert(u"ca"_s, m_certificates.certificateFile(u"ca"_s));
        strict.insert(u"requestCert"_s, true);
        test::SocketIoServer server({{u"tls"_s, strict}});
        QVERIFY(server.start());
        SocketIoOptions with = options(server);
        QCOMPARE(outcome(with).code, TransportErrorCode::ClientCertificate);
        with.tls.certificate = m_certificates.certificate(u"client"_s);
        with.tls.key = m_certificates.key(u"client"_s);
        const TransportError error = outcome(with);
        QVERIFY2(error.code == TransportErrorCode::None, qPrintable(error.message));
        with.tls.key = m_certificates.key(u"other-ca"_s);
        QCOMPARE(outcome(with).code, TransportErrorCode::BadConfiguration);
    }

    void secureAtAPlainPort()
    {
        test::SocketIoServer server;
        QVERIFY(server.start());
        QCOMPARE(outcome(options(server)).code, TransportErrorCode::TlsFailed);
    }

    void byAProxy()
    {
        test::SocketIoServer server;
        QVERIFY(server.start());
        test::ConnectProxy open;
        SocketIoOptions with = options(server, false);
        with.way = SocketIoOptions::Way::WebSocket;
        with.proxy = QUrl(open.url());
        TransportError error = outcome(with);
        QVERIFY2(error.code == TransportErrorCode::None, qPrintable(error.message));
        QCOMPARE(open.asked(), QStringList{u"127.0.0.1:%1"_s.arg(server.port())});

        test::ConnectProxy closed(true);
        with.proxy = QUrl(closed.url());
        error = outcome(with);
        QCOMPARE(error.code, TransportErrorCode::ConnectionRefused);
        QVERIFY2(error.message.contains(u"proxy"), qPrintable(error.message));
    }

    void aLoginThatIsTakenLater()
    {
        const QJsonObject key{{u"key"_s, u"right"_s}};
        auto strict = std::make_unique<test::SocketIoServer>(QJsonObject{{u"auth"_s, key}});
        QVERIFY(strict->start());
        const int port = strict->port();
        SocketIoOptions with = options(*strict, false);
        with.auth = {{u"key"_s, u"wrong"_s}};
        SocketIoTransport transport(with);
        QSignalSpy told(&transport, &Transport::stateChanged);
        transport.open(u"d.example.org"_s, u"me"_s);
        QTRY_COMPARE(transport.state(), State::Failed);
        QCOMPARE(told.last().at(1).value<TransportError>().code, TransportErrorCode::BadCredentials);
        const auto saidOnce = told.size();
        strict.reset();
        test::SocketIoServer mended({{u"port"_s, port}, {u"auth"_s, with.auth}});
        QVERIFY(mended.start());
        QTRY_COMPARE_WITH_TIMEOUT(transport.state(), State::Connected, 15'000);
        QVERIFY(told.size() <= saidOnce + 2); // at most that it was away, and that it is connected
    }
};

QTEST_GUILESS_MAIN(TestSocketIoSecurity)
#include "tst_socketiosecurity.moc"
