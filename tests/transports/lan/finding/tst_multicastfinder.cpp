// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/finding/multicastfinder.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QNetworkInterface>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QTimer>
#include <QUdpSocket>

#include <algorithm>
#include <atomic>
#include <ctime>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray secret(32, 's');
const QHostAddress group(u"239.255.77.108"_s);

int warnings = 0;

double cpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

/// A finder and what it has told.
struct Member
{
    explicit Member(const MulticastOptions &options) : finder(options) { }

    void start(char name, const QByteArray &key = secret)
    {
        finder.start(key, QByteArray(16, name), quint16(4000 + name));
    }
    bool hasFound(char name, int since = 0) const
    {
        return std::any_of(found.begin() + since, found.end(), [&](const QList<QVariant> &signal) {
            const auto peer = signal.first().value<FoundPeer>();
            return peer.instance == QByteArray(16, name) && peer.port == 4000 + name
                && peer.address == QHostAddress(QHostAddress::LocalHost);
        });
    }

    MulticastFinder finder;
    QSignalSpy found{&finder, &PeerFinder::found};
    QSignalSpy gone{&finder, &PeerFinder::goneBy};
    QSignalSpy hampered{&finder, &PeerFinder::hampered};
};

} // namespace

/// On loopback alone, and at a port of its own, so that what else runs on this computer is not met.
class TestMulticastFinder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QList<UsableInterface> usable = usableInterfaces({});
        const auto loopback = std::find_if(usable.begin(), usable.end(), [](const UsableInterface &one) {
            return one.isLoopback;
        });
        if (loopback == usable.end())
            QSKIP("this computer has no loopback interface");
        m_options.interface = loopback->name;
    }
    void init() { m_options.port = quint16(QRandomGenerator::global()->bounded(30'000, 60'000)); }

    void findEachOtherWithinASecond()
    {
        Member first(m_options);
        first.start('a');
        QTRY_VERIFY(!first.hampered.isEmpty()); // it has begun
        QTest::qWait(0);
        QElapsedTimer time;
        time.start();
        Member second(m_options);
        second.start('b');
        QTRY_VERIFY_WITH_TIMEOUT(first.hasFound('b') && second.hasFound('a'), 1000);
        qInfo("found each other in %lld ms", time.elapsed());
        Member third(m_options);
        third.start('c');
        QTRY_VERIFY_WITH_TIMEOUT(third.hasFound('a') && third.hasFound('b') && first.hasFound('c'), 1000);
        QCOMPARE(third.found.size(), 2); // told once, however often heard
    }

    void strangersDoNot()
    {
        Member member(m_options);
        member.start('a');
        Member stranger(m_options);
        stranger.start('b', QByteArray(32, 't'));
        QTRY_VERIFY(member.finder.foreignCount() > 0 && stranger.finder.foreignCount() > 0);
        QVERIFY(member.found.isEmpty() && stranger.found.isEmpty());
        QCOMPARE(member.finder.malformedCount(), 0);
    }

    void saysGoodbyeAndComesBack()
    {
        Member member(m_options);
        member.start('a');
        Member guest(m_options);
        guest.start('b');
        QTRY_VERIFY(member.hasFound('b'));
        guest.finder.stop();
        QTRY_COMPARE(member.gone.size(), 1);
        QCOMPARE(member.gone.first().first().toByteArray(), QByteArray(16, 'b'));
        const auto before = member.found.size();
        guest.start('b');
        QTRY_VERIFY(member.hasFound('b', int(before)));
        QTRY_VERIFY(guest.hasFound('a'));
    }

    void nothingIsToldInsideACallNorAfterStop()
    {
        Member member(m_options);
        Member other(m_options);
        other.start('b');
        member.start('a');
        QVERIFY(member.found.isEmpty() && member.hampered.isEmpty());
        QTRY_VERIFY(member.hasFound('b'));
        const auto told = member.found.size() + member.hampered.size();
        member.finder.stop();
        other.finder.stop();
        other.start('c');
        Member third(m_options);
        third.start('d');
        QTRY_VERIFY(third.hasFound('c'));
        QCOMPARE(member.found.size() + member.hampered.size(), told);
        QCOMPARE(member.gone.size(), 0);
    }

    /// What is told may be the reason to stop.
    void canBeStoppedByWhatItTells()
    {
        Member member(m_options);
        connect(&member.finder, &PeerFinder::hampered, &member.finder, [&] { member.finder.stop(); });
        member.start('a');
        QTRY_COMPARE(member.hampered.size(), 1);
        Member other(m_options);
        connect(&other.finder, &PeerFinder::found, &other.finder, [&] { other.finder.stop(); });
        other.start('b');
        member.start('c');
        QTRY_COMPARE(other.found.size(), 1);
    }

    void saysThatThereIsNoNetwork()
    {
        Member member(m_options);
        member.start('a');
        QTRY_COMPARE(member.hampered.size(), 1);
        const auto error = member.hampered.first().first().value<TransportError>();
        QCOMPARE(error.code, TransportErrorCode::ConnectionLost);
        QVERIFY2(error.message.contains("not connected to a network"_L1), qPrintable(error.message));
    }

    void saysThatThePortIsTaken()
    {
        QUdpSocket other;
        QVERIFY(other.bind(QHostAddress::Any, m_options.port, QAbstractSocket::DontShareAddress));
        Member member(m_options);
        member.start('a');
        QTRY_COMPARE(member.hampered.size(), 1);
        const auto error = member.hampered.first().first().value<TransportError>();
        if (error.code == TransportErrorCode::ConnectionLost)
            QSKIP("this system lets programs share a port that another wants for itself");
        QCOMPARE(error.code, TransportErrorCode::BadConfiguration);
        QVERIFY(error.message.contains(QString::number(m_options.port)));
    }

    /// After sleep, or when its clock was set, a computer may be on another network.
    void asksAgainWhenTheClockLeaps()
    {
        std::atomic<qint64> ahead = 0;
        MulticastOptions options = m_options;
        options.wallClock = [&] { return QDateTime::currentMSecsSinceEpoch() + ahead; };
        Member member(options);
        member.start('a');
        Member other(m_options);
        other.start('b');
        QTRY_VERIFY(other.hasFound('a'));
        // Well after the first announcements, none is due for long.
        qint64 sent = 0;
        QTRY_VERIFY_WITH_TIMEOUT(std::exchange(sent, member.finder.sentBytes()) >= 6 * AnnouncementCodec::kSize, 10'000);
        const auto before = other.found.size();
        ahead = 3'600'000;
        QTRY_VERIFY_WITH_TIMEOUT(other.hasFound('a', int(before)), 5000);
        QVERIFY(member.finder.sentBytes() > sent);
    }

    void garbageIsCountedAndToldOnce()
    {
        Member member(m_options);
        member.start('a');
        QTRY_COMPARE(member.hampered.size(), 1);
        // Foremost that it is told of once: further lines would fail the test.
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"ignored a message that means nothing.*multicast port"_s));
        QUdpSocket anybody;
        prepare(anybody);
        const QByteArray announced = AnnouncementCodec(secret).encode(
            {Announcement::Kind::Here, QByteArray(16, 'x'), 1, 1}, 12, QByteArray(16, 'n'));
        for (const QByteArray &datagram : {QByteArray("x"), QByteArray(), QByteArray(67, 'x'), QByteArray(1400, 'x'),
                                           QByteArray("CpN1"), announced, announced.first(66)})
            QCOMPARE(anybody.writeDatagram(datagram, group, m_options.port), datagram.size());
        QTRY_COMPARE(member.finder.malformedCount(), 7);
        QVERIFY(member.found.isEmpty());
    }

    /// A program that sends as fast as it can costs little, and those who are there are found nevertheless.
    void floodCostsLittle()
    {
        warnings = 0;
        const QtMessageHandler before = qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) {
            ++warnings;
        });
        const auto restore = qScopeGuard([before] { qInstallMessageHandler(before); });
        std::atomic<bool> isOver = false;
        std::atomic<qint64> sent = 0;
        const auto flood = std::unique_ptr<QThread>(QThread::create([&, options = m_options] {
            QUdpSocket anybody;
            prepare(anybody);
            while (!isOver)
                sent += anybody.writeDatagram("garbage", group, options.port) > 0;
        }));
        Member member(m_options);
        member.start('a');
        QTRY_COMPARE(member.hampered.size(), 1);
        flood->start();
        QTRY_VERIFY(member.finder.malformedCount() > 0);
        const double usedBefore = cpuSeconds();
        const qint64 counted = member.finder.malformedCount();
        QElapsedTimer time;
        time.start();
        QEventLoop loop; // measures for as long as this
        QTimer::singleShot(1500, &loop, &QEventLoop::quit);
        loop.exec();
        const double used = (cpuSeconds() - usedBefore) / (double(time.elapsed()) / 1000);
        const qint64 rate = (member.finder.malformedCount() - counted) * 1000 / time.elapsed();
        isOver = true;
        flood->wait();
        before(QtInfoMsg, {}, u"%1 sent, %2 read in a second, %3 % of a processor"_s.arg(sent).arg(rate).arg(used * 100));
        QVERIFY(rate <= 1200);
        QVERIFY(used < 0.1);
        Member other(m_options);
        other.start('b');
        QTRY_VERIFY_WITH_TIMEOUT(member.hasFound('b') && other.hasFound('a'), 4000);
        // At most one line a second, of each of the two.
        QVERIFY2(warnings <= 2 * (2 + time.elapsed() / 1000), qPrintable(QString::number(warnings)));
    }

private:
    void prepare(QUdpSocket &socket) const
    {
        QVERIFY(socket.bind(QHostAddress::LocalHost, 0));
        socket.setMulticastInterface(QNetworkInterface::interfaceFromName(m_options.interface));
    }

    MulticastOptions m_options;
};

QTEST_GUILESS_MAIN(TestMulticastFinder)
#include "tst_multicastfinder.moc"
