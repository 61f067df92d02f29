// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/carrying/lantransport.h"
#include "lan/meeting/certificate.h"
#include "room.h"
#include "support/expectedwarnings.h"

#include <QSslServer>
#include <QTcpServer>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using namespace mld::lan;
using mld::test::ExpectedWarnings;
using mld::test::Room;
using mld::test::TcpProxy;

namespace {

constexpr int kPatienceMs = 20'000;
const QByteArray kSecret(kSecretSize, 's');
const DomainName kDomain = u"notes.example.org"_s;

/// A member, and what it has seen.
struct Member
{
    explicit Member(const CloneId &name, LanOptions options = {}, Room *room = nullptr) : id(name)
    {
        if (options.secret.isEmpty())
            options.secret = kSecret;
        transport = std::make_unique<LanTransport>(
            options, room ? LanTransport::FinderMaker([room, name] { return room->makeFinder(name); }) : nullptr);
        QObject::connect(transport.get(), &Transport::presenceChanged, transport.get(),
                         [this](const QSet<CloneId> &set) { present = set; });
        QObject::connect(transport.get(), &Transport::operationReceived, transport.get(),
                         [this](const QByteArray &payload) {
                             ++operations;
                             last = payload.left(16);
                         });
        QObject::connect(transport.get(), &Transport::stateChanged, transport.get(),
                         [this](Transport::State, const TransportError &told) { error = told; });
    }
    bool open()
    {
        transport->open(kDomain, id);
        transport->setPresent(true);
        return QTest::qWaitFor([this] { return transport->state() == Transport::State::Connected; }, kPatienceMs);
    }
    quint16 port() const { return transport->mesh()->port(); }
    const Refusals &refusals() const { return transport->mesh()->refusals(); }

    const CloneId id;
    std::unique_ptr<LanTransport> transport;
    QSet<CloneId> present;
    int operations = 0;
    QByteArray last;
    TransportError error;
};

LanOptions dialling(std::initializer_list<quint16> ports)
{
    LanOptions options;
    for (const quint16 port : ports)
        options.peers.append({u"127.0.0.1"_s, port});
    return options;
}

/// Ends TLS towards both with certificates of its own, and passes on all that it reads.
class InBetween : public QSslServer
{
public:
    explicit InBetween(quint16 port)
    {
        const auto tls = ownTls();
        setSslConfiguration(*tls);
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::pendingConnectionAvailable, this, [this, port, tls] {
            auto *dialler = nextPendingConnection();
            auto *listener = new QSslSocket(dialler);
            listener->setSslConfiguration(*tls);
            listener->ignoreSslErrors();
            connect(dialler, &QIODevice::readyRead, listener, [dialler, listener] { listener->write(dialler->readAll()); });
            connect(listener, &QIODevice::readyRead, dialler, [this, dialler, listener] {
                const QByteArray bytes = listener->readAll();
                passed += bytes.size();
                dialler->write(bytes);
            });
            connect(listener, &QAbstractSocket::disconnected, dialler, &QAbstractSocket::disconnectFromHost);
            connect(dialler, &QAbstractSocket::disconnected, dialler, &QObject::deleteLater);
            listener->connectToHostEncrypted(u"127.0.0.1"_s, port);
        });
    }
    qint64 passed = 0;
};

} // namespace

class TestLanMesh : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Who is refused is told in the log, once a second at most.
    void init() { m_refusals = std::make_unique<mld::test::ExpectedWarnings>(u"ignored a message"_s); }
    void cleanup() { m_refusals.reset(); }

    void typedPeersNeedNoFinding()
    {
        Member a(u"a"_s);
        QVERIFY(a.open());
        Member b(u"b"_s, dialling({a.port()}));
        QVERIFY(b.open());
        QCOMPARE(b.present, QSet<CloneId>{u"a"_s}); // who answered at once is there from the start
        QTRY_COMPARE_WITH_TIMEOUT(a.present, QSet<CloneId>{u"b"_s}, kPatienceMs);
        // Where something was typed, it is tried until somebody is there.
        const quint16 port = a.port();
        a.transport.reset();
        QTRY_VERIFY_WITH_TIMEOUT(b.present.isEmpty(), kPatienceMs);
        LanOptions same;
        same.port = port;
        Member again(u"a"_s, same);
        QVERIFY(again.open());
        QTRY_COMPARE_WITH_TIMEOUT(b.present, QSet<CloneId>{u"a"_s}, kPatienceMs);
    }

    /// A program has several notebooks, and whoever types its address does not know which is at which port.
    void severalNotebooksShareATypedAddress()
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::Any));
        LanOptions several;
        several.port = taken.serverPort();
        several.ports = 8;
        LanOptions another = several;
        another.secret = QByteArray(kSecretSize, 'x');
        Member other(u"x"_s, another);
        QVERIFY(other.open());
        Member a(u"a"_s, several);
        QVERIFY(a.open());
        taken.close();
        QVERIFY(other.port() > several.port && a.port() > other.port());
        LanOptions typed = dialling({several.port});
        typed.ports = 8;
        Member b(u"b"_s, typed);
        QVERIFY(b.open());
        QTRY_COMPARE_WITH_TIMEOUT(b.present, QSet<CloneId>{u"a"_s}, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(a.present, QSet<CloneId>{u"b"_s}, kPatienceMs);
        QVERIFY(other.present.isEmpty());
    }

    void twoWhoDialEachOtherKeepOneLink()
    {
        Room room;
        Member a(u"a"_s, {}, &room);
        QVERIFY(a.open());
        // Found and typed, so that both dial at the same time.
        LanOptions options = dialling({a.port()});
        Member b(u"b"_s, options, &room);
        QVERIFY(b.open());
        QTRY_COMPARE_WITH_TIMEOUT(a.present, QSet<CloneId>{u"b"_s}, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(b.present, QSet<CloneId>{u"a"_s}, kPatienceMs);
        for (int i = 0; i < 100; ++i)
            b.transport->broadcast(QByteArray::number(i));
        QTRY_COMPARE_WITH_TIMEOUT(a.last, QByteArray("99"), kPatienceMs);
        QCOMPARE(a.operations, 100);
    }

    void oneWhoDialsItselfIsNobody()
    {
        const ExpectedWarnings expected(u"a handshake, refused"_s);
        QTcpServer free;
        QVERIFY(free.listen(QHostAddress::Any));
        LanOptions options = dialling({free.serverPort()});
        options.port = free.serverPort();
        free.close();
        Member a(u"a"_s, options);
        QVERIFY(a.open());
        QTRY_VERIFY_WITH_TIMEOUT(a.refusals().reflected > 0, kPatienceMs);
        QVERIFY(a.present.isEmpty());
    }

    void strangersAreNobody()
    {
        const ExpectedWarnings expected(u"a handshake, refused"_s);
        Member a(u"a"_s);
        QVERIFY(a.open());
        LanOptions other = dialling({a.port()});
        other.secret = QByteArray(kSecretSize, 'x');
        Member stranger(u"stranger"_s, other);
        QVERIFY(stranger.open());
        QTRY_VERIFY_WITH_TIMEOUT(stranger.refusals().strangers > 0, kPatienceMs);
        QVERIFY(a.present.isEmpty() && stranger.present.isEmpty());
        a.transport->broadcast("secret");
        Member b(u"b"_s, dialling({a.port()}));
        QVERIFY(b.open());
        QTRY_COMPARE_WITH_TIMEOUT(a.present, QSet<CloneId>{u"b"_s}, kPatienceMs);
        QCOMPARE(stranger.operations, 0);
    }

    void oneInBetweenIsNobody()
    {
        const ExpectedWarnings expected(u"a handshake, refused"_s);
        Member a(u"a"_s);
        QVERIFY(a.open());
        InBetween inBetween(a.port());
        Member b(u"b"_s, dialling({inBetween.serverPort()}));
        QVERIFY(b.open());
        QTRY_VERIFY_WITH_TIMEOUT(b.refusals().strangers > 0, kPatienceMs);
        QVERIFY(inBetween.passed > 0); // and it did pass on what the two said
        QVERIFY(a.present.isEmpty() && b.present.isEmpty());
    }

    void copiesOfUsAreTold()
    {
        Member a(u"a"_s);
        QVERIFY(a.open());
        Member copy(u"a"_s, dialling({a.port()}));
        QVERIFY(copy.open());
        QTRY_COMPARE_WITH_TIMEOUT(copy.error.code, TransportErrorCode::IdInUse, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(a.error.code, TransportErrorCode::IdInUse, kPatienceMs);
        QVERIFY(a.present.isEmpty() && copy.present.isEmpty());
        QVERIFY(a.error.message.endsWith(u'.'));
    }

    void aPortThatIsTakenIsTold()
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::Any));
        LanOptions options;
        options.port = taken.serverPort();
        Member a(u"a"_s, options);
        a.transport->open(kDomain, a.id);
        QTRY_COMPARE_WITH_TIMEOUT(a.transport->state(), Transport::State::Offline, kPatienceMs);
        QVERIFY(a.error.message.contains(QString::number(taken.serverPort())));
        taken.close();
        QTRY_COMPARE_WITH_TIMEOUT(a.transport->state(), Transport::State::Connected, kPatienceMs);
    }

    void aCrowdAtTheDoorDoesNoHarm()
    {
        Member a(u"a"_s);
        QVERIFY(a.open());
        constexpr int kAtATime = 400;
        std::vector<std::unique_ptr<QTcpSocket>> crowd(kAtATime);
        for (int i = 0; i < 1000; ++i) {
            auto socket = std::make_unique<QTcpSocket>();
            socket->connectToHost(u"127.0.0.1"_s, a.port());
            if (i % 3 == 1)
                socket->write(QByteArray(100'000, char(i)));
            crowd[size_t(i % kAtATime)] = std::move(socket);
            if (i % 50 == 0)
                QCoreApplication::processEvents();
        }
        // And some who know TLS, and then say what is no WebSocket, without an end.
        const auto tls = ownTls();
        std::vector<std::unique_ptr<QSslSocket>> readers;
        for (int i = 0; i < 20; ++i) {
            auto socket = std::make_unique<QSslSocket>();
            socket->setSslConfiguration(*tls);
            socket->ignoreSslErrors();
            QObject::connect(socket.get(), &QSslSocket::encrypted, socket.get(),
                             [socket = socket.get()] { socket->write("GET / HTTP/1.1\r\nX: " + QByteArray(1'000'000, 'x')); });
            socket->connectToHostEncrypted(u"127.0.0.1"_s, a.port());
            readers.push_back(std::move(socket));
        }
        QElapsedTimer timer;
        timer.start();
        Member b(u"b"_s, dialling({a.port()}));
        QVERIFY(b.open());
        QTRY_COMPARE_WITH_TIMEOUT(a.present, QSet<CloneId>{u"b"_s}, kPatienceMs);
        QVERIFY(a.transport->mesh()->strangersCount() <= Door::kMostWaiting + Mesh::kMostMeetings);
        b.transport->broadcast("still heard");
        QTRY_COMPARE_WITH_TIMEOUT(a.operations, 1, kPatienceMs);
        // Nobody stays at the door.
        QTRY_COMPARE_WITH_TIMEOUT(a.transport->mesh()->strangersCount(), 0, kPatienceMs);
    }

    void aSlowPeerIsCutAndTheOthersGoOn()
    {
        Member a(u"a"_s);
        QVERIFY(a.open());
        TcpProxy line(a.port());
        line.limitToClients(200'000);
        Member b(u"b"_s, dialling({a.port()}));
        Member slow(u"slow"_s, dialling({line.serverPort()}));
        QVERIFY(b.open() && slow.open());
        QTRY_COMPARE_WITH_TIMEOUT(a.present.size(), 2, kPatienceMs);
        const QByteArray piece(16 * 1024 * 1024, 'x');
        for (int sent = 0; a.transport->slowCount() == 0; ++sent) {
            QVERIFY(sent < 20);
            a.transport->broadcast(piece);
            QTRY_COMPARE_WITH_TIMEOUT(b.operations, sent + 1, kPatienceMs);
        }
        QCOMPARE(a.transport->slowCount(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(a.present, QSet<CloneId>{u"b"_s}, kPatienceMs);
        // It comes back by itself.
        QTRY_COMPARE_WITH_TIMEOUT(a.present.size(), 2, kPatienceMs);
        a.transport->broadcast("welcome back");
        QTRY_COMPARE_WITH_TIMEOUT(slow.last, QByteArray("welcome back"), kPatienceMs);
    }

    void manyAreMet()
    {
        Member hub(u"hub"_s);
        QVERIFY(hub.open());
        std::vector<std::unique_ptr<Member>> members;
        for (int i = 0; i < 32; ++i) {
            members.push_back(std::make_unique<Member>(u"m%1"_s.arg(i), dialling({hub.port()})));
            members.back()->transport->open(kDomain, members.back()->id);
            members.back()->transport->setPresent(true);
        }
        QTRY_COMPARE_WITH_TIMEOUT(hub.present.size(), 32, kPatienceMs);
        for (const auto &member : members) // who is not connected yet asks for what it missed when it is
            QTRY_COMPARE_WITH_TIMEOUT(member->transport->state(), Transport::State::Connected, kPatienceMs);
        hub.transport->broadcast("to all");
        for (const auto &member : members)
            QTRY_COMPARE_WITH_TIMEOUT(member->operations, 1, kPatienceMs);
    }

private:
    std::unique_ptr<mld::test::ExpectedWarnings> m_refusals;
};

QTEST_GUILESS_MAIN(TestLanMesh)
#include "tst_lanmesh.moc"
