// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/finding/announcingrhythm.h"

#include <QSet>
#include <QTest>

using namespace mld;
using Kind = Announcement::Kind;

class TestAnnouncingRhythm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Found within a second although two datagrams of three are lost; silent soon.
    void beginsOftenAndSlowsDown()
    {
        AnnouncingRhythm rhythm([] { return 0.0; });
        rhythm.begin(1000);
        QList<qint64> at;
        QList<Kind> kinds;
        while (rhythm.nextAt() < 1000 + 120'000) {
            at.append(rhythm.nextAt() - 1000);
            kinds.append(rhythm.take(rhythm.nextAt(), 0));
        }
        QCOMPARE(at.first(8), (QList<qint64>{0, 100, 300, 700, 1500, 3100, 6300, 12'700}));
        QCOMPARE(at[9] - at[8], 20'000);
        QCOMPARE(kinds.first(5), (QList<Kind>{Kind::Question, Kind::Question, Kind::Question, Kind::Question, Kind::Here}));
        QVERIFY(at.size() <= 16);

        rhythm.begin(200'000);
        QCOMPARE(rhythm.nextAt(), 200'000);
        QCOMPARE(rhythm.take(200'000, 0), Kind::Question);
    }

    void whatOneHearsDoesNotGrowWithTheOthers()
    {
        for (const int others : {0, 1, 5, 9, 31, 60}) {
            const double heardEachSecond = 1000.0 * (others + 1) / double(AnnouncingRhythm::periodMs(others));
            QVERIFY2(heardEachSecond < 0.51, qPrintable(QString::number(others)));
        }
    }

    void answersSoonButSeldom()
    {
        AnnouncingRhythm rhythm([] { return 0.5; });
        rhythm.begin(0);
        while (rhythm.nextAt() < 60'000)
            rhythm.take(rhythm.nextAt(), 0);
        const qint64 planned = rhythm.nextAt();
        const qint64 begun = planned - 15'000;

        // Whoever asks as often as he can, hears two answers a second.
        int answers = 0;
        for (qint64 now = begun; now < begun + 5000; ++now) {
            rhythm.answer(now);
            if (rhythm.nextAt() <= now) {
                QCOMPARE(rhythm.take(now, 0), Kind::Here);
                ++answers;
            }
        }
        QVERIFY2(answers >= 9 && answers <= 11, qPrintable(QString::number(answers)));

        rhythm.take(rhythm.nextAt(), 0);
        rhythm.answer(begun + 6000);
        QCOMPARE(rhythm.nextAt(), begun + 6050);
        rhythm.take(begun + 6050, 0);
        QCOMPARE(rhythm.nextAt(), planned); // answers do not delay what was planned
    }

    void thoseWhoBeganTogetherDriftApart()
    {
        QSet<qint64> times;
        for (int i = 0; i < 8; ++i) {
            AnnouncingRhythm one([i] { return i / 8.0; });
            one.begin(0);
            for (int taken = 0; taken < 12; ++taken)
                one.take(one.nextAt(), 0);
            times.insert(one.nextAt());
        }
        QCOMPARE(times.size(), 8);
    }
};

QTEST_GUILESS_MAIN(TestAnnouncingRhythm)
#include "tst_announcingrhythm.moc"
