// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clock/globalclock.h"
#include "clock/treeclock.h"

#include "../../support/clocks.h"
#include "../../support/vectors.h"

#include <QTest>

using namespace mld;
using mld::test::clockDomains;
using mld::test::clocks;
using mld::test::text;

namespace {

TreeClock clockOf(const QJsonValue &json)
{
    return TreeClock::fromJson(json).value();
}

TreeClock clockOf(const char *json)
{
    return clockOf(QJsonDocument::fromJson(QByteArray("[") + json + "]").array().at(0));
}

std::optional<qint64> ticksOf(const QJsonValue &json)
{
    return json.isDouble() ? std::optional(json.toInteger()) : std::nullopt;
}

/// A row for each object in the array `key` of clocks.json.
void addRows(const char *key)
{
    static const QJsonObject vectors = mld::test::loadVectors(QStringLiteral("clocks.json"));
    QTest::addColumn<QJsonObject>("row");
    const QJsonArray rows = vectors[QLatin1String(key)].toArray();
    QVERIFY(!rows.isEmpty());
    for (qsizetype i = 0; i < rows.size(); ++i)
        QTest::addRow("%d", int(i)) << rows[i].toObject();
}

} // namespace

class TestTreeClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void values_data() { addRows("clocks"); }
    void values();
    void badJson_data() { addRows("badJson"); }
    void badJson();
    void forks_data() { addRows("forks"); }
    void forks();
    void ticked_data() { addRows("ticked"); }
    void ticked();
    void joined_data() { addRows("update"); }
    void joined();
    void comparisons_data() { addRows("compare"); }
    void comparisons();
    void globalComparisons_data() { addRows("globalClockCompare"); }
    void globalComparisons();
    void decodeRefuses_data();
    void decodeRefuses();
    void acceptsWideNumbers();
    void isBoundedInDepth();
    void sumsDoNotOverflow();
    void roundTrips();
    void forkedIdentitiesNeverOverlap();
    void joiningMergesKnowledge();
    void unusedForksDoNotChangeTheHash();
    void knowsItsOwn();
    void knowsNothingOfOthers();
    void decodesAnything();
};

// wire.md 3.1–3.3
void TestTreeClock::values()
{
    QFETCH(QJsonObject, row);
    const TreeClock clock = clockOf(row[QLatin1String("json")]);
    QCOMPARE(text(clock.toJson()), text(row[QLatin1String("canonical")]));
    QCOMPARE(clock.toText(), text(row[QLatin1String("canonical")]));
    QCOMPARE(clock.ticks(), row[QLatin1String("ticks")].toInteger());
    QCOMPARE(clock.hasId(), row[QLatin1String("ticks")].isDouble());
    QCOMPARE(clock.deepTicks(), row[QLatin1String("deepTicks")].toInteger());
    QCOMPARE(clock.nonIdTicks(), ticksOf(row[QLatin1String("nonIdTicks")]));
    QCOMPARE(clock.isRootId(), row[QLatin1String("isId")].toBool());
    QCOMPARE(clock.isZeroId(), row[QLatin1String("isZeroId")].toBool());
    QCOMPARE(QString::fromLatin1(clock.hash()), row[QLatin1String("hash")].toString());
    QCOMPARE(TreeClock::decode(clock.encode()).value(), clock);
}

void TestTreeClock::badJson()
{
    QFETCH(QJsonObject, row);
    const auto clock = TreeClock::fromJson(row[QLatin1String("json")]);
    QVERIFY(!clock);
    QCOMPARE(clock.error().code, ErrorCode::Malformed);
}

// wire.md 3.2, 3.5
void TestTreeClock::forks()
{
    QFETCH(QJsonObject, row);
    const TreeClock::Fork fork = clockOf(row[QLatin1String("clock")]).forked().value();
    QCOMPARE(text(fork.left.toJson()), text(row[QLatin1String("left")]));
    QCOMPARE(text(fork.right.toJson()), text(row[QLatin1String("right")]));
    QCOMPARE(QString::fromLatin1(fork.left.hash()), row[QLatin1String("leftHash")].toString());
    QCOMPARE(QString::fromLatin1(fork.right.hash()), row[QLatin1String("rightHash")].toString());
}

// wire.md 3.2, T28
void TestTreeClock::ticked()
{
    QFETCH(QJsonObject, row);
    const TreeClock clock = clockOf(row[QLatin1String("clock")]);
    const QJsonValue argument = row[QLatin1String("ticked")];
    const Result<TreeClock> result = argument.isNull() ? clock.ticked()
            : argument.isDouble()                      ? clock.ticked(argument.toInteger())
                                  : clock.ticked(clockOf(argument[QLatin1String("clock")]));
    QCOMPARE(result.isOk(), !row.contains(QLatin1String("error")));
    if (result)
        QCOMPARE(text(result->toJson()), text(row[QLatin1String("result")]));
}

// wire.md 3.2: update
void TestTreeClock::joined()
{
    QFETCH(QJsonObject, row);
    const TreeClock clock = clockOf(row[QLatin1String("clock")]);
    const auto result = clock.joined(clockOf(row[QLatin1String("other")]));
    QCOMPARE(result.isOk(), !row.contains(QLatin1String("error")));
    if (!result) {
        QCOMPARE(result.error().code, ErrorCode::BadUpdate);
        return;
    }
    QCOMPARE(text(result->toJson()), text(row[QLatin1String("result")]));
    QCOMPARE(result->hash() == clock.hash(), row[QLatin1String("hashUnchanged")].toBool());
}

// wire.md 3.2, T26, T27
void TestTreeClock::comparisons()
{
    QFETCH(QJsonObject, row);
    const TreeClock a = clockOf(row[QLatin1String("a")]);
    const TreeClock b = clockOf(row[QLatin1String("b")]);
    QCOMPARE(a.anyLt(b), row[QLatin1String("anyLt")].toBool());
    QCOMPARE(a.anyNonIdLt(b), row[QLatin1String("anyNonIdLt")].toBool());
    QCOMPARE(a == b, row[QLatin1String("equals")].toBool());
    QCOMPARE(a.ticksOf(b), ticksOf(row[QLatin1String("aGetTicksB")]));
}

// wire.md 3.6
void TestTreeClock::globalComparisons()
{
    QFETCH(QJsonObject, row);
    const GlobalClock gwc = GlobalClock::fromJson(row[QLatin1String("gwc")]).value();
    const TreeClock time = clockOf(row[QLatin1String("time")]);
    QCOMPARE(time.anyLt(gwc), row[QLatin1String("timeAnyLtGwc")].toBool());
    QCOMPARE(gwc.anyLt(time), row[QLatin1String("gwcAnyLtTime")].toBool());
    QCOMPARE(gwc.ticksOf(time), ticksOf(row[QLatin1String("timeGetTicksFromGwc")]));
    const auto joined = time.joined(gwc);
    QCOMPARE(joined.isOk(), row.contains(QLatin1String("joined")));
    if (joined)
        QCOMPARE(text(joined->toJson()), text(row[QLatin1String("joined")]));
}

void TestTreeClock::decodeRefuses_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("nothing") << QByteArray("");
    QTest::newRow("undefined, T3") << QByteArray("d40000");
    QTest::newRow("null") << QByteArray("c0");
    QTest::newRow("map") << QByteArray("80");
    QTest::newRow("string") << QByteArray("a131");
    QTest::newRow("negative ticks") << QByteArray("91ff");
    QTest::newRow("a fraction") << QByteArray("91cb3fe0000000000000");
    QTest::newRow("more ticks than m-ld-js can count") << QByteArray("91cf0020000000000000");
    QTest::newRow("four members") << QByteArray("9401010101");
    QTest::newRow("two identities") << QByteArray("929090");
    QTest::newRow("array where ticks are meant") << QByteArray("93909000");
    QTest::newRow("cut off") << QByteArray("930190");
    QTest::newRow("trailing byte") << QByteArray("9000");
    QTest::newRow("huge count") << QByteArray("ddffffffff");
}

void TestTreeClock::decodeRefuses()
{
    QFETCH(QByteArray, hex);
    const auto clock = TreeClock::decode(QByteArray::fromHex(hex));
    QVERIFY(!clock);
    QCOMPARE(clock.error().code, ErrorCode::Malformed);
}

void TestTreeClock::acceptsWideNumbers()
{
    // [5] as uint64, and as float64; T25: the hash has the smallest form.
    for (const char *hex : { "91cf0000000000000005", "91cb4014000000000000" }) {
        const auto clock = TreeClock::decode(QByteArray::fromHex(hex));
        QVERIFY(clock.isOk());
        QCOMPARE(clock->hash(), clockOf("[5]").hash());
    }
}

void TestTreeClock::isBoundedInDepth()
{
    TreeClock clock;
    int forks = 0;
    for (auto fork = clock.forked(); fork; fork = clock.forked(), ++forks)
        clock = fork->left;
    QCOMPARE(forks, clocktree::maxDepth);
    QCOMPARE(TreeClock::decode(clock.encode()).value(), clock);
    QCOMPARE(TreeClock::fromJson(clock.toJson()).value(), clock);

    const QByteArray deeper = QByteArray("\x92") + clock.encode() + QByteArray(1, '\0');
    QVERIFY(!TreeClock::decode(deeper));
    const QByteArray bottomless(100000, '\x92');
    QVERIFY(!TreeClock::decode(bottomless));
}

void TestTreeClock::sumsDoNotOverflow()
{
    QJsonValue json = double(clocktree::maxTicks);
    for (int i = 0; i < 11; ++i)
        json = QJsonArray{ double(clocktree::maxTicks), json, json };
    const TreeClock clock = clockOf(json);
    QCOMPARE(clock.deepTicks(), std::numeric_limits<qint64>::max());
    QVERIFY(!clock.anyLt(clock));
}

void TestTreeClock::roundTrips()
{
    QVERIFY(rc::check("a clock reads back from each of its forms", [] {
        const TreeClock clock = *clocks();
        RC_ASSERT(*TreeClock::decode(clock.encode()) == clock);
        RC_ASSERT(*TreeClock::fromJson(clock.toJson()) == clock);
        RC_ASSERT(clock.toText() == text(clock.toJson()));
    }));
}

// wire.md 3.5: what one side does after a fork, the other does not seem to have done.
void TestTreeClock::forkedIdentitiesNeverOverlap()
{
    QVERIFY(rc::check("processes of one domain are told apart", [] {
        const auto domain = *clockDomains();
        const auto &processes = domain.processes;
        for (size_t a = 0; a < processes.size(); ++a) {
            for (size_t b = 0; b < processes.size(); ++b) {
                if (a == b)
                    continue;
                const TreeClock later = processes[a].ticked();
                RC_ASSERT(*processes[b].ticksOf(later) < later.ticks());
                RC_ASSERT(processes[b].ticked().hash() != later.hash());
                RC_ASSERT(processes[b].joined(later).isOk());
            }
        }
    }));
}

void TestTreeClock::joiningMergesKnowledge()
{
    QVERIFY(rc::check("join is idempotent, associative, and commutes but for identity", [] {
        const auto domain = *clockDomains();
        const TreeClock a = *rc::gen::elementOf(domain.processes);
        const TreeClock b = *rc::gen::elementOf(domain.processes);
        const TreeClock c = *rc::gen::elementOf(domain.processes);
        RC_PRE(a != b && b != c && a != c);
        RC_ASSERT(*a.joined(a) == a);
        const TreeClock ab = *a.joined(b);
        const TreeClock ba = *b.joined(a);
        RC_ASSERT(!ab.anyLt(ba) && !ba.anyLt(ab));
        RC_ASSERT(!ab.anyLt(a) && !ab.anyLt(b));
        RC_ASSERT(ab.ticks() == a.ticks());
        RC_ASSERT(*ab.ticksOf(b) == b.ticks());
        RC_ASSERT(*ab.joined(c) == *a.joined(*b.joined(c)));
        // T26: with all of b known, nothing of b is waited for.
        RC_ASSERT(!ab.anyNonIdLt(b));
    }));
}

// wire.md 3.3
void TestTreeClock::unusedForksDoNotChangeTheHash()
{
    QVERIFY(rc::check("a fork not yet ticked has the hash of its parent", [] {
        const TreeClock clock = *clocks();
        const auto fork = *clock.forked();
        RC_ASSERT(fork.left.hash() == clock.hash());
        RC_ASSERT(fork.right.hash() == clock.hash());
        RC_ASSERT(fork.left.ticked().hash() != fork.right.ticked().hash());
    }));
}

void TestTreeClock::knowsItsOwn()
{
    const TreeClock clock = clockOf("[3,[2,3,[5]],[1,4,2]]");
    QVERIFY(clockOf("[3,[2,0,[4]],9]").isOf(clock));
    QVERIFY(clockOf("[3,[2,0,[6]],9]").isOf(clock));
    QVERIFY(clockOf("[3,[2],0]").isOf(clock)); // before it forked
    QVERIFY(clockOf("[3]").isOf(clock));
    QVERIFY(!clockOf("[3,[3],0]").isOf(clock));
    QVERIFY(!clockOf("[4]").isOf(clock));
    QVERIFY(!clockOf("[3,[2,[5],5],[1,4,2]]").isOf(clock)); // has as many ticks
    QVERIFY(!clockOf("[3,[2,3,[5,[],0]],[1,4,2]]").isOf(clock));
    QVERIFY(!clockOf("[3,2,[1]]").isOf(clock));
    QVERIFY(rc::check("a clock is of its own process, and not of what forks off", [] {
        const TreeClock time = *clocks();
        RC_ASSERT(time.isOf(time));
        const auto fork = *time.forked();
        RC_ASSERT(time.isOf(fork.left) && time.isOf(fork.right));
        RC_ASSERT(!fork.left.ticked().isOf(fork.right) && !fork.right.ticked().isOf(fork.left));
    }));
}

void TestTreeClock::knowsNothingOfOthers()
{
    const TreeClock clock = clockOf("[3,[2,1,[5]],[1,4,2]]");
    QCOMPARE(clock.withoutOthers().toText(), QByteArray("[3,[2,0,[5]],0]"));
    QCOMPARE(clock.inheritedTicks(), 5);
    QCOMPARE(clockOf("[7]").withoutOthers().toText(), QByteArray("[7]"));
    QCOMPARE(clockOf("[7]").inheritedTicks(), 0);
    QVERIFY(rc::check("a clock alone with what it knew is the clock", [] {
        const TreeClock time = *clocks();
        const TreeClock alone = time.withoutOthers();
        RC_ASSERT(alone.ticks() == time.ticks());
        RC_ASSERT(!time.anyLt(alone));
        const TreeClock again = *alone.joined(time);
        RC_ASSERT(!again.anyLt(time) && !time.anyLt(again));
        RC_ASSERT(time.inheritedTicks() <= time.ticks());
    }));
}

void TestTreeClock::decodesAnything()
{
    QVERIFY(rc::check("bytes give a clock that reads back, or an error", [] {
        const auto bytes = *rc::gen::container<std::vector<char>>(rc::gen::weightedOneOf<char>(
                { { 3, rc::gen::element('\x90', '\x91', '\x92', '\x93', '\0', '\1') },
                  { 1, rc::gen::arbitrary<char>() } }));
        const auto clock = TreeClock::decode(QByteArrayView(bytes.data(), qsizetype(bytes.size())));
        if (clock)
            RC_ASSERT(*TreeClock::decode(clock->encode()) == *clock);
    }));
}

QTEST_GUILESS_MAIN(TestTreeClock)
#include "tst_treeclock.moc"
