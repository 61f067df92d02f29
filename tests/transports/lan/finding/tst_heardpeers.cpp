// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/finding/heardpeers.h"

#include <QTest>

using namespace mld;
using namespace Qt::Literals::StringLiterals;
using Kind = Announcement::Kind;
using News = HeardPeers::News;

namespace {

constexpr qint64 silence = 45'000;
const QHostAddress here(u"192.0.2.1"_s);
const QHostAddress there(u"fe80::1%eth0"_s);

Announcement from(char instance, quint64 sequence, Kind kind = Kind::Here, quint16 port = 4000)
{
    return {kind, QByteArray(16, instance), port, sequence};
}

} // namespace

class TestHeardPeers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Now and then again also of one that was never silent: who could not reach it may have given up.
    void tellsNowAndThen()
    {
        HeardPeers peers;
        QCOMPARE(peers.note(from('a', 1), here, 0, silence), News::Found);
        QCOMPARE(peers.note(from('a', 2), here, 15'000, silence), News::Nothing);
        QCOMPARE(peers.note(from('a', 3), here, silence - 1, silence), News::Nothing);
        QCOMPARE(peers.note(from('b', 3), here, silence - 1, silence), News::Found);
        QCOMPARE(peers.note(from('a', 4), here, silence, silence), News::Found);
        QCOMPARE(peers.note(from('a', 5), here, silence + 15'000, silence), News::Nothing);
        QCOMPARE(peers.note(from('a', 6), here, 10 * silence, silence), News::Found);
    }

    void tellsEachAddressAndPort()
    {
        HeardPeers peers;
        QCOMPARE(peers.note(from('a', 1), here, 0, silence), News::Found);
        QCOMPARE(peers.note(from('a', 1), there, 0, silence), News::Found); // one round goes by several interfaces
        QCOMPARE(peers.note(from('a', 1), there, 1, silence), News::Nothing);
        QCOMPARE(peers.note(from('a', 2, Kind::Here, 4001), here, 2, silence), News::Found);
        QCOMPARE(peers.count(2, silence), 1);
        QCOMPARE(peers.count(2 + silence, silence), 0);
    }

    void tellsOneWhoAsks()
    {
        HeardPeers peers;
        QCOMPARE(peers.note(from('a', 1, Kind::Question), here, 0, silence), News::Found);
        QCOMPARE(peers.note(from('a', 2, Kind::Question), here, 100, silence), News::Nothing);
        QCOMPARE(peers.note(from('a', 3, Kind::Question), here, 20'000, silence), News::Found);
        QCOMPARE(peers.note(from('a', 4, Kind::Question), here, 20'100, silence), News::Nothing);
    }

    /// A stranger records what members say, and plays it again.
    void recordingsTellNothing()
    {
        HeardPeers peers;
        QCOMPARE(peers.note(from('a', 5), here, 0, silence), News::Found);
        QCOMPARE(peers.note(from('a', 5), here, silence, silence), News::Nothing);
        QCOMPARE(peers.note(from('a', 4, Kind::Question), here, silence, silence), News::Nothing);
        QCOMPARE(peers.note(from('a', 4, Kind::Goodbye), here, silence, silence), News::Nothing);
        QCOMPARE(peers.note(from('a', 4, Kind::Goodbye), there, silence, silence), News::Nothing);
        QCOMPARE(peers.note(from('a', 6), here, 2 * silence, silence), News::Found);
    }

    void goodbye()
    {
        HeardPeers peers;
        QCOMPARE(peers.note(from('a', 1, Kind::Goodbye), here, 0, silence), News::Nothing); // never heard
        QCOMPARE(peers.note(from('a', 5), here, 0, silence), News::Found);
        QCOMPARE(peers.note(from('a', 6, Kind::Goodbye), there, 1, silence), News::Gone);
        QCOMPARE(peers.note(from('a', 6, Kind::Goodbye), here, 1, silence), News::Nothing);
        QCOMPARE(peers.count(2, silence), 0);
        QCOMPARE(peers.note(from('a', 5), here, 2, silence), News::Nothing); // overtaken by the goodbye
        QCOMPARE(peers.note(from('a', 7), here, 3, silence), News::Found);   // has begun again
        QCOMPARE(peers.note(from('a', 6, Kind::Goodbye), here, 4, silence), News::Nothing);
    }

    void remembersNoMoreThanItMay()
    {
        HeardPeers peers;
        for (int i = 0; i < 1000; ++i) {
            Announcement announcement = from('a', 1);
            announcement.instance = QByteArray::number(i).rightJustified(16, '0');
            QCOMPARE(peers.note(announcement, here, i, silence), News::Found);
        }
        QCOMPARE(peers.count(1000, silence), 256);
        for (quint32 i = 1; i <= 9; ++i)
            QCOMPARE(peers.note(from('b', 1), QHostAddress(i), 1000 + i, silence), News::Found);
        QCOMPARE(peers.note(from('b', 2), QHostAddress(9u), 1010, silence), News::Nothing);
        QCOMPARE(peers.note(from('b', 2), QHostAddress(1u), 1010, silence), News::Found); // the first was forgotten
    }
};

QTEST_GUILESS_MAIN(TestHeardPeers)
#include "tst_heardpeers.moc"
