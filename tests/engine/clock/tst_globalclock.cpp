// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clock/globalclock.h"

#include "../../support/clocks.h"
#include "../../support/vectors.h"

#include <QTest>

using namespace mld;
using mld::test::text;

class TestGlobalClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void genesis();
    void sequences_data();
    void sequences();
    void errorChangesNothing();
    void blocked();
    void decodeRefuses_data();
    void decodeRefuses();
    void keepsTheLatestOfEachProcess();
    void goesBehindAForkWhereVoided();
    void decodesAnything();
};

void TestGlobalClock::genesis()
{
    QCOMPARE(text(GlobalClock().toJson()), QByteArray(R"([0,"kA=="])"));
    QCOMPARE(GlobalClock().tid(TreeClock::genesis()), genesisTid);
    QCOMPARE(TreeClock::genesis().hash(), genesisTid);
}

void TestGlobalClock::sequences_data()
{
    QTest::addColumn<QJsonObject>("row");
    const QJsonArray rows = mld::test::loadVectors(
            QStringLiteral("clocks.json"))[QLatin1String("globalClock")].toArray();
    for (qsizetype i = 0; i < rows.size(); ++i)
        QTest::addRow("%d", int(i)) << rows[i].toObject();
}

// wire.md 3.6, T28, T29
void TestGlobalClock::sequences()
{
    QFETCH(QJsonObject, row);
    GlobalClock gwc = GlobalClock::fromJson(row[QLatin1String("start")]).value();
    const QJsonArray steps = row[QLatin1String("steps")].toArray();
    for (const QJsonValue &step : steps) {
        const TreeClock time = TreeClock::fromJson(step[QLatin1String("set")]).value();
        const QString tid = step[QLatin1String("tid")].toString(
                step[QLatin1String("tidIsHash")].toString());
        if (step.toObject().contains(QLatin1String("tidIsHash")))
            QCOMPARE(QString::fromLatin1(time.hash()), tid);
        const auto result = gwc.set(time, tid.toLatin1());
        QCOMPARE(result.isOk(), !step.toObject().contains(QLatin1String("error")));
        if (!result)
            continue;
        QCOMPARE(text(gwc.toJson()), text(step[QLatin1String("result")]));
        QJsonArray tids;
        for (const Tid &each : gwc.tids())
            tids.append(QString::fromLatin1(each));
        QCOMPARE(text(tids), text(step[QLatin1String("tids")]));
        QCOMPARE(gwc.ticksOf(time), step[QLatin1String("getTicks")].toInteger());
        QCOMPARE(QString::fromLatin1(gwc.tid(time)), step[QLatin1String("tidOfTime")].toString());
        QCOMPARE(GlobalClock::decode(gwc.encode()).value(), gwc);
    }
}

void TestGlobalClock::errorChangesNothing()
{
    GlobalClock gwc;
    QVERIFY(gwc.set(*TreeClock::fromJson(QJsonArray{ QJsonArray{ 1 }, 0 })).isOk());
    const GlobalClock forked = gwc;
    const auto result = gwc.set(*TreeClock::fromJson(
            QJsonArray{ 0, QJsonArray{ 5, QJsonArray{ 2 }, 0 } }));
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::BadUpdate);
    QCOMPARE(gwc, forked);
}

// wire.md 8.4
void TestGlobalClock::blocked()
{
    GlobalClock gwc;
    const auto time = TreeClock::fromJson(QJsonArray{ 1, QJsonArray{}, 0 });
    QVERIFY(gwc.set(TreeClock::genesis().ticked()).isOk());
    QVERIFY(!gwc.isBlocked(*time));
    QVERIFY(gwc.set(*time, blockedTid).isOk());
    QVERIFY(gwc.isBlocked(*time));
    QCOMPARE(text(gwc.toJson()), QByteArray(R"([1,[[0,"!blocked!"],[0,"kQE="]]])"));
}

void TestGlobalClock::decodeRefuses_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("nothing") << QByteArray("");
    QTest::newRow("null") << QByteArray("c0");
    QTest::newRow("tree clock, T24") << QByteArray("93019000");
    QTest::newRow("leaf without TID") << QByteArray("9101");
    QTest::newRow("empty TID") << QByteArray("9201a0");
    QTest::newRow("negative ticks") << QByteArray("92ffa16b");
    QTest::newRow("one branch") << QByteArray("920191") + QByteArray("9201a16b");
    QTest::newRow("trailing byte") << QByteArray("9201a16b00");
    QTest::newRow("deep") << QByteArray("920092").repeated(5000);
    QTest::newRow("long TID") << QByteArray("9201d950") + QByteArray("6b").repeated(80);
}

void TestGlobalClock::decodeRefuses()
{
    QFETCH(QByteArray, hex);
    const auto clock = GlobalClock::decode(QByteArray::fromHex(hex));
    QVERIFY(!clock);
    QCOMPARE(clock.error().code, ErrorCode::Malformed);
}

void TestGlobalClock::keepsTheLatestOfEachProcess()
{
    QVERIFY(rc::check("what was set last for a process is what is found", [] {
        // Processes that publish each tick, fork at it, and hear of no one else.
        std::vector<TreeClock> processes{ TreeClock::genesis() };
        GlobalClock gwc;
        const int steps = *rc::gen::inRange(0, 60);
        for (int i = 0; i < steps; ++i) {
            const size_t a = *rc::gen::inRange<size_t>(0, processes.size());
            if (*rc::gen::arbitrary<bool>()) {
                processes[a] = processes[a].ticked();
                RC_ASSERT(gwc.set(processes[a]).isOk());
            } else {
                const auto fork = *processes[a].forked();
                processes[a] = fork.left;
                processes.push_back(fork.right);
            }
        }
        for (const TreeClock &process : processes) {
            RC_ASSERT(*gwc.ticksOf(process) == process.ticks());
            RC_ASSERT(!gwc.anyLt(process));
            RC_ASSERT(*gwc.ticksOf(process.ticked()) == process.ticks());
            if (!process.isZeroId())
                RC_ASSERT(gwc.tid(process) == process.hash());
        }
        RC_ASSERT(*GlobalClock::decode(gwc.encode()) == gwc);
        RC_ASSERT(*GlobalClock::fromJson(gwc.toJson()) == gwc);
    }));
}

/// wire.md 13: a process forked at tick 5, and then an agreement voided all but its first 2 ticks.
void TestGlobalClock::goesBehindAForkWhereVoided()
{
    GlobalClock gwc;
    const TreeClock left = TreeClock::fromJson(QJsonArray{ 5, QJsonArray{ 3 }, 0 }).value();
    const TreeClock right = TreeClock::fromJson(QJsonArray{ 5, 0, QJsonArray{ 1 } }).value();
    QVERIFY(gwc.set(TreeClock::fromJson(QJsonArray{ 2 }).value(), "two"));
    QVERIFY(!gwc.set(left, "left"));
    QCOMPARE(text(gwc.toJson()), QByteArray(R"([2,"two"])"));
    QVERIFY(gwc.setDespiteVoids(left, "left"));
    QCOMPARE(text(gwc.toJson()), QByteArray(R"([5,[[3,"left"],[0,"two"]]])"));
    QCOMPARE(gwc.ticksOf(left), 8);
    QCOMPARE(gwc.tid(right), Tid("two"));
    QVERIFY(gwc.setDespiteVoids(right, "right"));
    QCOMPARE(text(gwc.toJson()), QByteArray(R"([5,[[3,"left"],[1,"right"]]])"));
    QVERIFY(!gwc.setDespiteVoids(TreeClock::fromJson(QJsonArray{ 6, QJsonArray{ 3 }, 0 }).value(), "other"));
}

void TestGlobalClock::decodesAnything()
{
    QVERIFY(rc::check("bytes give a global clock that reads back, or an error", [] {
        const auto bytes = *rc::gen::container<std::vector<char>>(rc::gen::weightedOneOf<char>(
                { { 4, rc::gen::element('\x92', '\xa1', 'k', '\0', '\1') },
                  { 1, rc::gen::arbitrary<char>() } }));
        const auto gwc =
                GlobalClock::decode(QByteArrayView(bytes.data(), qsizetype(bytes.size())));
        if (gwc)
            RC_ASSERT(*GlobalClock::decode(gwc->encode()) == *gwc);
    }));
}

QTEST_GUILESS_MAIN(TestGlobalClock)
#include "tst_globalclock.moc"
