// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/carrying/vigil.h"

#include <QSet>
#include <QTest>

#include <deque>
#include <set>

using namespace mld::lan;

namespace {

constexpr qint64 kStepMs = 10;
constexpr qint64 kDepartureMs = 5000;

/// Members whose words take their time, on a clock of their own.
class Colony
{
public:
    explicit Colony(int count, qint64 delayMs = 20) : m_delay(delayMs)
    {
        for (int i = 0; i < count; ++i) {
            names.append(QByteArray(1, char('a' + i)).repeated(16));
            m_vigils.emplace_back(names.last());
        }
        lostBy.resize(count);
        sent.resize(count);
    }
    void link(int one, int other)
    {
        m_vigils[size_t(one)].add(names[other], now);
        m_vigils[size_t(other)].add(names[one], now);
    }
    void linkAll()
    {
        for (int i = 0; i < names.size(); ++i) {
            for (int j = 0; j < i; ++j)
                link(i, j);
        }
    }
    Vigil &vigil(int who) { return m_vigils[size_t(who)]; }
    /// What a message does.
    void exchange(int from, int to)
    {
        vigil(from).said(names[to], now);
        vigil(from).busy(names[to], now);
        m_words.push_back({now + m_delay, from, to, {}, true});
    }

    void run(qint64 ms)
    {
        for (const qint64 end = now + ms; now < end; now += kStepMs) {
            while (!m_words.empty() && m_words.front().at <= now) {
                const Spoken spoken = m_words.front();
                m_words.pop_front();
                hear(spoken);
            }
            for (int i = 0; i < names.size(); ++i) {
                if (!stopped.contains(i) && vigil(i).nextAt() <= now)
                    step(i);
            }
        }
    }

    qint64 now = 1'000'000;
    QList<QByteArray> names;
    QSet<int> stopped;                  ///< they hear and say nothing
    std::set<std::pair<int, int>> cuts; ///< what one says does not reach the other
    QList<QSet<int>> lostBy;
    QList<int> sent;
    int away = 0;

private:
    struct Spoken
    {
        qint64 at;
        int from, to;
        Vigil::Say say;
        bool isMessage;
        QByteArray view = {};
    };

    void step(int who)
    {
        const Vigil::Todo todo = vigil(who).step(now);
        away += todo.wasAway;
        for (const Vigil::Say &each : todo.say)
            speak(who, int(names.indexOf(each.instance)), each.word);
        for (const QByteArray &instance : todo.lost) {
            lostBy[who].insert(int(names.indexOf(instance)));
            vigil(who).remove(instance, now);
        }
    }
    void speak(int from, int to, Vigil::Word word)
    {
        ++sent[from];
        m_words.push_back({now + m_delay, from, to, {names[to], word}, false, vigil(from).view()});
    }
    void hear(const Spoken &spoken)
    {
        const auto &[at, from, to, say, isMessage, view] = spoken;
        if (stopped.contains(to) || cuts.contains({from, to}))
            return;
        vigil(to).heard(names[from], now);
        if (isMessage)
            return vigil(to).busy(names[from], now);
        if (say.word == Vigil::Word::View)
            vigil(to).noteView(names[from], view, now);
        if (say.word == Vigil::Word::Ask || say.word == Vigil::Word::Doubt) {
            vigil(to).said(names[from], now);
            speak(to, from, Vigil::Word::Alive);
        }
        if (say.word == Vigil::Word::Doubt)
            vigil(to).doubt(names[from], now);
    }

    const qint64 m_delay;
    std::deque<Vigil> m_vigils;
    std::deque<Spoken> m_words;
};

} // namespace

class TestLanVigil : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsSaidDoesNotGrowWithTheirNumber_data()
    {
        QTest::addColumn<int>("count");
        for (const int count : {2, 3, 10, 40})
            QTest::addRow("%d", count) << count;
    }
    void whatIsSaidDoesNotGrowWithTheirNumber()
    {
        QFETCH(int, count);
        Colony colony(count);
        colony.linkAll();
        colony.run(20'000);
        colony.sent.fill(0);
        colony.run(10 * Vigil::kRoundMs);
        for (int i = 0; i < count; ++i) {
            QVERIFY(colony.lostBy[i].isEmpty());
            // Signs to one, and for each link the rounds' question or the answer to it.
            QVERIFY2(colony.sent[i] <= 10 * Vigil::kRoundMs / Vigil::kSignMs + 11 * (count - 1),
                     qPrintable(QString::number(colony.sent[i])));
        }
        QCOMPARE(colony.away, 0);
    }

    void allMissOneInTime_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<QList<int>>("gone");
        QTest::newRow("one of two") << 2 << QList<int>{1};
        QTest::newRow("one of ten") << 10 << QList<int>{4};
        QTest::newRow("the first") << 10 << QList<int>{0};
        QTest::newRow("two beside each other") << 10 << QList<int>{4, 5};
        QTest::newRow("all but two") << 10 << QList<int>{0, 1, 2, 4, 5, 6, 8, 9};
    }
    void allMissOneInTime()
    {
        QFETCH(int, count);
        QFETCH(QList<int>, gone);
        const QSet<int> expected(gone.begin(), gone.end());
        for (qint64 moment = 0; moment < Vigil::kSignMs; moment += 330) {
            Colony colony(count);
            colony.linkAll();
            colony.run(20'000 + moment);
            colony.stopped = expected;
            colony.run(kDepartureMs);
            for (int i = 0; i < count; ++i) {
                if (!expected.contains(i))
                    QCOMPARE(colony.lostBy[i], expected);
            }
        }
    }

    void bothHalvesMissTheOther()
    {
        Colony colony(10);
        colony.linkAll();
        colony.run(20'000);
        for (int i = 0; i < 10; ++i) {
            for (int j = 0; j < 10; ++j) {
                if (i % 2 != j % 2)
                    colony.cuts.insert({i, j});
            }
        }
        colony.run(kDepartureMs);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(colony.lostBy[i], i % 2 ? QSet<int>({0, 2, 4, 6, 8}) : QSet<int>({1, 3, 5, 7, 9}));
        // And those who are left go on, as a ring of their own.
        colony.sent.fill(0);
        colony.run(60'000);
        QVERIFY(colony.sent[0] < 40);
        colony.stopped.insert(2);
        colony.run(kDepartureMs);
        QVERIFY(colony.lostBy[8].contains(2));
    }

    /// As where the others were typed: nobody but the hub knows all.
    void aHubIsMissedByThoseWhoKnowNobodyElse()
    {
        Colony colony(5);
        for (int i = 1; i < 5; ++i)
            colony.link(0, i);
        colony.run(20'000);
        colony.stopped.insert(0);
        colony.run(kDepartureMs);
        for (int i = 1; i < 5; ++i)
            QCOMPARE(colony.lostBy[i], QSet<int>{0});
    }

    void oneLinkAloneIsMissedWhereSomethingIsSent()
    {
        Colony colony(6);
        colony.linkAll();
        colony.run(20'000);
        colony.cuts = {{1, 4}, {4, 1}};
        colony.exchange(1, 4);
        colony.run(kDepartureMs);
        QCOMPARE(colony.lostBy[1], QSet<int>{4});
        QVERIFY(colony.lostBy[0].isEmpty() && colony.lostBy[2].isEmpty());
    }

    void oneLinkAloneIsMissedSoonerOrLater()
    {
        Colony colony(6);
        colony.linkAll();
        colony.run(20'000);
        colony.cuts = {{1, 4}, {4, 1}};
        colony.run(Vigil::kRoundMs * 10 / 9 + kDepartureMs);
        QCOMPARE(colony.lostBy[1], QSet<int>{4});
        QCOMPARE(colony.lostBy[4], QSet<int>{1});
        QVERIFY(colony.lostBy[0].isEmpty());
    }

    void aSlowNetworkIsNoDeadOne()
    {
        Colony colony(10, 700);
        colony.linkAll();
        for (int i = 0; i < 60; ++i) {
            colony.exchange(i % 10, (i + 3) % 10);
            colony.run(2000);
        }
        for (int i = 0; i < 10; ++i)
            QVERIFY(colony.lostBy[i].isEmpty());
    }

    void whoWasAwayAsksAll()
    {
        Colony colony(4);
        colony.linkAll();
        colony.run(20'000);
        colony.stopped.insert(2);
        colony.run(300'000);
        QCOMPARE(colony.lostBy[1], QSet<int>{2});
        QVERIFY(colony.vigil(2).isLate(colony.now));
        colony.stopped.clear();
        // They know nothing of it any more.
        for (int i = 0; i < 4; ++i)
            colony.cuts.insert({i, 2});
        colony.run(Vigil::kAnswerMs + 100);
        QCOMPARE(colony.away, 1);
        QCOMPARE(colony.lostBy[2], QSet<int>({0, 1, 3}));
    }

    void anotherNetworkIsAskedAtOnce()
    {
        Colony colony(3);
        colony.linkAll();
        colony.run(20'000);
        colony.cuts = {{0, 1}, {1, 0}};
        colony.run(Vigil::kSilentMs);
        colony.vigil(0).askAll(colony.now);
        colony.run(Vigil::kAnswerMs + 100);
        QCOMPARE(colony.lostBy[0], QSet<int>{1});
    }
};

QTEST_GUILESS_MAIN(TestLanVigil)
#include "tst_lanvigil.moc"
