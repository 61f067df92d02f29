// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/msgpackwriter.h"
#include "texttest.h"

#include <random>
#include <vector>

using namespace texttest;

/// Texts against what comes from outside, and texts that are large, deep, wide or old.
class TestTSeqLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void author();
    void refusedLeavesAsItWas_data();
    void refusedLeavesAsItWas();
    void gaps();
    void longTextIsRefused();
    void repeatedPositions();
    void malformedStates_data();
    void malformedStates();
    void truncatedStates();
    void damagedCompactStates();
    void deepChain();
    void manySiblings();
    void undoIsAllOrNothing();
    void noProcess();
    void largePaste();
    void longSession();
};

// Only a process itself puts characters in its arrays (semantics.md 12.2); anybody may delete.
void TestTSeqLimits::author()
{
    TSeq text = textOf(p1, QStringLiteral("abc"));
    const QByteArray before = text.saveState();
    const TextOperation write = operation(R"([[[["p1",2],["p2",0]],[["x",1]]],[[["p1",1]],[["z",9]]]])");
    const auto refused = text.apply(write, p2);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Malformed);
    QCOMPARE(text.saveState(), before);
    VERIFY_OK(text.apply(operation(R"([[[["p1",1]],[["",1]]]])"), p2));
    QCOMPARE(text.text(), QStringLiteral("ac"));
}

void TestTSeqLimits::refusedLeavesAsItWas_data()
{
    QTest::addColumn<QByteArray>("last");
    QTest::newRow("gap above") << QByteArray(R"([[["p2",2000000]],[["x",1]]])");
    QTest::newRow("gap below") << QByteArray(R"([[["p2",-2000000]],[["x",1]]])");
    QTest::newRow("gap in a known array") << QByteArray(R"([[["p1",2000000]],[["x",9]]])");
    QTest::newRow("gap on the way") << QByteArray(R"([[["p1",2],["p2",-2000000],["p3",0]],[["x",1]]])");
}

// The runs before the bad one have made arrays, nodes and room; all that is unmade.
void TestTSeqLimits::refusedLeavesAsItWas()
{
    QFETCH(QByteArray, last);
    TSeq text = textOf(p1, QStringLiteral("abcdef"));
    VERIFY_OK(text.splice(2, 2));
    const QByteArray before = text.saveState();
    const TextOperation bad = operation(
        QByteArray(R"([[[["p1",1],["p2",3],["p3",-2]],[["x",1],["y",1]]],[[["p1",9]],[["z",9]]],
                       [[["p1",0]],[["",1],["q",7]]],)" + last + ']').constData());
    const auto refused = text.apply(bad);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Malformed);
    QVERIFY(refused.error().message.contains(QLatin1String("gap")));
    QCOMPARE(text.saveState(), before);
    VERIFY_OK(text.check());
}

// A gap that an honest clone can have left is none too many; neither are many small ones.
void TestTSeqLimits::gaps()
{
    TSeq text(p1);
    VERIFY_OK(text.apply(operation(R"([[[["p2",500000]],[["x",1]]]])"), p2));
    QCOMPARE(text.text(), QStringLiteral("x"));
    VERIFY_OK(text.apply(operation(R"([[[["p2",-300000]],[["y",1]]]])"), p2));
    QCOMPARE(text.text(), QStringLiteral("yx"));
    VERIFY_OK(text.apply(operation(R"([[[["p2",0]],[["",1]]],[[["p2",100]],[["z",2]]]])"), p2));
    QCOMPARE(text.text(), QStringLiteral("yzx"));
    VERIFY_OK(text.check());
}

void TestTSeqLimits::longTextIsRefused()
{
    // The holes alone come near the bound.
    TSeq text(p1);
    const qint64 step = TSeq::MaxGap;
    qint64 index = 0;
    Result<TextUpdate> update = TextUpdate();
    int count = 0;
    for (; update && count < 1000; ++count) {
        index += step;
        TextOperation far;
        far.runs.push_back({{{p2, qint32(index)}}, {{u'x', count + 1}}});
        update = text.apply(far, p2);
    }
    QVERIFY(!update);
    QCOMPARE(update.error().code, ErrorCode::DeltaTooBig);
    QCOMPARE(text.length(), count - 1);
    VERIFY_OK(text.check());
}

// Runs that name a position twice: the last counts, as in the reference.
void TestTSeqLimits::repeatedPositions()
{
    TSeq text = textOf(p1, QStringLiteral("abc"));
    QString mirror = text.text();
    const auto update = text.apply(operation(
        R"([[[["p1",0]],[["x",5],["y",5]]],[[["p1",1]],[["z",4],["",1]]],[[["p1",1]],[["w",3]]]])"));
    VERIFY_OK(update);
    applySplices(mirror, update->splices);
    QCOMPARE(text.text(), QStringLiteral("xw"));
    QCOMPARE(mirror, text.text());
    VERIFY_OK(text.check());
}

void TestTSeqLimits::malformedStates_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("empty") << QByteArray("{}");
    QTest::newRow("no rest") << QByteArray(R"({"tick":1})");
    QTest::newRow("no tick") << QByteArray(R"({"rest":[]})");
    QTest::newRow("a negative tick") << QByteArray(R"({"tick":-1,"rest":[]})");
    QTest::newRow("a tick that is text") << QByteArray(R"({"tick":"1","rest":[]})");
    QTest::newRow("rest that is text") << QByteArray(R"({"tick":1,"rest":"a"})");
    QTest::newRow("an array that is text") << QByteArray(R"({"tick":1,"rest":["a"]})");
    QTest::newRow("an array without start") << QByteArray(R"({"tick":1,"rest":[["a"]]})");
    QTest::newRow("an array without process") << QByteArray(R"({"tick":1,"rest":[["",0]]})");
    QTest::newRow("a huge start") << QByteArray(R"({"tick":1,"rest":[["a",1000000000,["x",1]]]})");
    QTest::newRow("a cell that is text") << QByteArray(R"({"tick":1,"rest":[["a",0,"x"]]})");
    QTest::newRow("a cell without tick") << QByteArray(R"({"tick":1,"rest":[["a",0,["x"]]]})");
    QTest::newRow("a cell of two units") << QByteArray(R"({"tick":1,"rest":[["a",0,["xy",1]]]})");
    QTest::newRow("a cell with a child that is text")
        << QByteArray(R"({"tick":1,"rest":[["a",0,["x",1,"b"]]]})");
    QTest::newRow("a process twice") << QByteArray(R"({"tick":1,"rest":[["a",0],["b",0],["a",1]]})");
    QTest::newRow("a process twice below")
        << QByteArray(R"({"tick":1,"rest":[["a",0,["x",1,["b",0],["b",0]]]]})");
}

void TestTSeqLimits::malformedStates()
{
    QFETCH(QByteArray, json);
    const auto text = TSeq::loadJson(p1, QJsonDocument::fromJson(json).object());
    QVERIFY(!text);
    QCOMPARE(text.error().code, ErrorCode::Malformed);
}

void TestTSeqLimits::truncatedStates()
{
    TSeq text = textOf(p1, QStringLiteral("abc"));
    VERIFY_OK(text.apply(operation(R"([[[["p1",1],["p2",2]],[["x",1]]]])"), p2));
    const QByteArray whole = text.saveState();
    for (qsizetype size = 0; size < whole.size(); ++size)
        QVERIFY(!TSeq::load(p1, whole.left(size)));
    QVERIFY(!TSeq::load(p1, QByteArray(whole).append('\0')));
    QVERIFY(!TSeq::load(p1, QByteArray("\x83\xa4tick\x01\xa4rest\x90\xa4rest\x90"))); // rest twice
    QVERIFY(!TSeq::load(p1, QByteArray("\xdf\xff\xff\xff\xff", 5)));
    QVERIFY(!TSeq::load(p1, QByteArray("\x82\xa4tick\x01\xa4rest\xdd\xff\xff\xff\xff", 16)));
}

// Two who type in turns nest ever deeper. Nothing may recurse.
// From a disk that lies. Whatever is read is a text.
void TestTSeqLimits::damagedCompactStates()
{
    TSeq text = textOf(p1, QStringLiteral("hello, \U0001f600 world"));
    VERIFY_OK(text.apply(operation(R"([[[["p1",4],["p2",2]],[["x",1],["y",1]]],[[["p2",40]],[["z",300]]]])")));
    VERIFY_OK(text.splice(3, 2));
    VERIFY_OK(text.splice(3, 0, u"ab"));
    const QByteArray sound = text.saveCompact();
    const auto whole = TSeq::loadCompact(p1, sound);
    VERIFY_OK(whole);
    VERIFY_OK(whole->check());
    QCOMPARE(whole->saveState(), text.saveState());
    for (qsizetype size = 0; size < sound.size(); ++size)
        QVERIFY(!TSeq::loadCompact(p1, sound.first(size)));
    QVERIFY(!TSeq::loadCompact(p1, QByteArray(sound + '\0')));
    QVERIFY(!TSeq::loadCompact(p1, text.saveState()));
    QVERIFY(!TSeq::isCompact(text.saveState()));
    int read = 0;
    for (qsizetype i = 2; i < sound.size(); ++i) {
        for (int byte = 0; byte < 256; ++byte) {
            QByteArray bytes = sound;
            bytes[i] = char(byte);
            const auto loaded = TSeq::loadCompact(p1, bytes);
            if (!loaded)
                continue;
            ++read;
            VERIFY_OK(loaded->check());
            const auto again = TSeq::load(p1, loaded->saveState());
            VERIFY_OK(again);
            QCOMPARE(again->text(), loaded->text());
        }
    }
    QVERIFY(read > 0);
}

void TestTSeqLimits::deepChain()
{
    TSeq first(p1);
    TSeq second(p2);
    for (int i = 0; i < 3000; ++i) {
        TSeq &writer = i % 2 ? second : first;
        TSeq &reader = i % 2 ? first : second;
        const auto edit = writer.splice(TSeq::End, 0, u"x");
        VERIFY_OK(edit);
        QCOMPARE(edit->operation.runs[0].path.size(), size_t(i + 1));
        VERIFY_OK(reader.apply(edit->operation, writer.pid()));
    }
    QCOMPARE(first.text(), second.text());
    VERIFY_OK(first.check());
    const auto loaded = TSeq::load(p1, first.saveState());
    VERIFY_OK(loaded);
    QCOMPARE(loaded->saveState(), first.saveState());
    // All but the last go, and then the last, which takes the whole chain with it.
    VERIFY_OK(first.splice(0, 2999));
    VERIFY_OK(first.check());
    VERIFY_OK(first.splice(0, 1));
    QCOMPARE(first.length(), 0);
    VERIFY_OK(first.check());
    // As deep as a path can be, from outside.
    TextOperation deep;
    deep.runs.push_back({TextPath(size_t(TextOperation::MaxPathLength), {p2, 0}), {{u'x', 1}}});
    TSeq bottomless(p1);
    VERIFY_OK(bottomless.apply(deep, p2));
    QCOMPARE(bottomless.text(), QStringLiteral("x"));
    VERIFY_OK(TSeq::load(p1, bottomless.saveState()));
    deep.runs[0].path.push_back({p2, 0});
    QVERIFY(!bottomless.apply(deep, p2));
    VERIFY_OK(bottomless.check());
}

void TestTSeqLimits::manySiblings()
{
    TSeq text = textOf(p1, QStringLiteral("ab"));
    TextOperation many;
    for (int i = 0; i < 2000; ++i)
        many.runs.push_back({{{p1, 0}, {QStringLiteral("s%1").arg((i * 7919) % 2000, 4, 10, QLatin1Char('0')), 0}},
                             {{char16_t(u'A' + i % 26), 1}}});
    QString mirror = text.text();
    const auto update = text.apply(many);
    VERIFY_OK(update);
    applySplices(mirror, update->splices);
    QCOMPARE(text.text(), mirror);
    QCOMPARE(text.length(), 2002);
    VERIFY_OK(text.check());
}

void TestTSeqLimits::undoIsAllOrNothing()
{
    TSeq text = textOf(p1, QStringLiteral("base"));
    const auto edit = text.splice(4, 0, u"!");
    const QByteArray before = text.saveState();
    const TextOperation bad = operation(R"([[[["p2",5000000]],[["x",1]]]])");
    const std::vector<TextLocalOperation> undone{{edit->operation, edit->revert}};
    QVERIFY(!text.undo(undone, &bad));
    QCOMPARE(text.saveState(), before);
}

// What has no process of its own is for reading.
void TestTSeqLimits::noProcess()
{
    TSeq text = *TSeq::load(QString(), textOf(p1, QStringLiteral("abc")).saveState());
    QCOMPARE(text.text(), QStringLiteral("abc"));
    VERIFY_OK(text.apply(operation(R"([[[["p1",0]],[["",1]]]])")));
    QVERIFY(!text.splice(0, 0, u"x"));
    QCOMPARE(text.text(), QStringLiteral("bc"));
}

// More at once than a block of the buffer takes, on both sides, edited where blocks meet.
void TestTSeqLimits::largePaste()
{
    QString plain;
    for (int i = 0; plain.size() < 200000; ++i)
        plain += QString::number(i);
    TSeq text(p1);
    TSeq other(p2);
    const auto paste = text.splice(0, 0, plain);
    VERIFY_OK(paste);
    VERIFY_OK(other.apply(*TextOperation::fromMsgPack(paste->operation.toMsgPack()), p1));
    std::mt19937 random(1);
    for (int i = 0; i < 300; ++i) {
        const qsizetype index = qsizetype(random() % 4) * 65536 + qsizetype(random() % 7) - 3;
        const TextSplice splice{std::clamp<qsizetype>(index, 0, plain.size() - 4),
                                qsizetype(random() % 4), QString(i % 3, QLatin1Char('x'))};
        const auto edit = text.splice(splice.index, splice.deleteCount, splice.content);
        VERIFY_OK(edit);
        VERIFY_OK(other.apply(edit->operation, p1));
        applySplices(plain, {splice});
    }
    QVERIFY(text.text() == plain);
    QVERIFY(other.text() == plain);
    VERIFY_OK(text.check());
    VERIFY_OK(other.check());
    QVERIFY(TSeq::load(p2, text.saveState())->text() == plain);
}

// So much comes and goes that the buffer of units is made anew, more than once.
void TestTSeqLimits::longSession()
{
    TSeq text = textOf(p1, QStringLiteral("[left alone]"));
    QString plain = text.text();
    std::mt19937 random(2);
    for (int i = 0; i < 1500; ++i) {
        const qsizetype index = qsizetype(random() % unsigned(plain.size() + 1));
        const TextSplice splice{index, 0, QString(1000, QChar(char16_t(u'a' + i % 26)))};
        VERIFY_OK(text.splice(splice.index, 0, splice.content));
        applySplices(plain, {splice});
        const qsizetype from = std::max<qsizetype>(0, index - 3);
        const qsizetype count = std::min<qsizetype>(998, plain.size() - from);
        VERIFY_OK(text.splice(from, count));
        plain.remove(from, count);
    }
    QCOMPARE(text.text(), plain);
    VERIFY_OK(text.check());
}

QTEST_GUILESS_MAIN(TestTSeqLimits)
#include "tst_tseqlimits.moc"
