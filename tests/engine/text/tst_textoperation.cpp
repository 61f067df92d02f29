// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/msgpackwriter.h"
#include "text/textoperation.h"

#include <QJsonDocument>
#include <QTest>

#include <rapidcheck.h>

using namespace mld;

namespace {

QJsonValue json(const char *text)
{
    return QJsonDocument::fromJson(text).array();
}

TextOperation operation(const char *text)
{
    const auto result = TextOperation::fromJson(json(text));
    if (!result)
        qFatal("%s: %s", text, qPrintable(result.error().message));
    return *result;
}

QByteArray packed(const QJsonValue &value)
{
    MsgPackWriter writer;
    if (value.isArray()) {
        writer.beginArray(value.toArray().size());
        for (const QJsonValue &item : value.toArray())
            writer.writeRaw(packed(item));
    } else if (value.isString()) {
        writer.writeString(value.toString());
    } else {
        writer.writeNumber(value.toDouble());
    }
    return writer.takeBytes();
}

} // namespace

class TestTextOperation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytes();
    void otherForms();
    void roundTrip();
    void malformed_data();
    void malformed();
    void truncated();
    void deepPath();
    void units();
    void emptyRuns();
    void fuse();
    void fuseWithoutRevert();
    void cut();
    void revertRoundTrip();
};

// semantics.md 12.4, in the smallest forms of MessagePack.
void TestTextOperation::bytes()
{
    const char *text = R"([[[["p1",3],["p1",0]],[["x",2],["",200],["é",70000]]]])";
    QCOMPARE(operation(text).toMsgPack(), packed(json(text)));
    QCOMPARE(operation("[]").toMsgPack(), QByteArray("\x90"));
    QVERIFY(operation("[]").isEmpty());
    // A negative index, and every width of a tick.
    const char *wide = R"([[[["p",-1]],[["a",127],["b",128],["c",255],["d",256],["e",65535],
                             ["f",65536],["g",4294967295],["h",4294967296]]],
                           [[["p",-40]],[["a",1]]],[[["p",-200]],[["a",1]]],
                           [[["p",-40000]],[["a",1]]]])";
    QCOMPARE(operation(wide).toMsgPack(), packed(json(wide)));
}

// Others may write wider forms than needed, and whole numbers as floats.
void TestTextOperation::otherForms()
{
    const QByteArray bytes
        = QByteArray::fromHex("dd00000001 dc0002 91 92 d90170 d30000000000000005"
                              "91 92 da000178 cb4000000000000000");
    const auto read = TextOperation::fromMsgPack(bytes);
    QVERIFY(read);
    QCOMPARE(*read, operation(R"([[[["p",5]],[["x",2]]]])"));
}

void TestTextOperation::roundTrip()
{
    QVERIFY(rc::check("an operation is what its bytes say", [] {
        const auto genChar = rc::gen::map(
            rc::gen::pair(rc::gen::oneOf(rc::gen::just(0), rc::gen::inRange(0x20, 0xd800),
                                         rc::gen::inRange(0xe000, 0x10000)),
                          rc::gen::inRange<qint64>(0, TextOperation::MaxTick)),
            [](const std::pair<int, qint64> &pair) {
                return TextChar{char16_t(pair.first), pair.second};
            });
        TextOperation operation;
        for (int runs = *rc::gen::inRange(0, 4); runs > 0; --runs) {
            TextRun run;
            for (int names = *rc::gen::inRange(1, 5); names > 0; --names)
                run.path.push_back({*rc::gen::element(QStringLiteral("a"), QStringLiteral("bé"),
                                                      QStringLiteral("a-much-longer-process-id-of-a-clone")),
                                    *rc::gen::inRange(-100000, 100000)});
            run.chars = *rc::gen::nonEmpty(rc::gen::container<std::vector<TextChar>>(genChar));
            operation.runs.push_back(run);
        }
        const auto read = TextOperation::fromMsgPack(operation.toMsgPack());
        RC_ASSERT(read.isOk());
        RC_ASSERT(*read == operation);
        const auto fromJson = TextOperation::fromJson(operation.toJson());
        RC_ASSERT(fromJson.isOk());
        RC_ASSERT(*fromJson == operation);
    }));
}

void TestTextOperation::malformed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("not a list") << QByteArray(R"(["x"])");
    QTest::newRow("a run of one") << QByteArray(R"([[[["p",0]]]])");
    QTest::newRow("a run of three") << QByteArray(R"([[[["p",0]],[["a",1]],0]])");
    QTest::newRow("no path") << QByteArray(R"([[[],[["a",1]]]])");
    QTest::newRow("a path of text") << QByteArray(R"([["p",[["a",1]]]])");
    QTest::newRow("a name without index") << QByteArray(R"([[[["p"]],[["a",1]]]])");
    QTest::newRow("a name without process") << QByteArray(R"([[[["",0]],[["a",1]]]])");
    QTest::newRow("a process that is a number") << QByteArray(R"([[[[1,0]],[["a",1]]]])");
    QTest::newRow("an index that is text") << QByteArray(R"([[[["p","0"]],[["a",1]]]])");
    QTest::newRow("a broken index") << QByteArray(R"([[[["p",0.5]],[["a",1]]]])");
    QTest::newRow("a huge index") << QByteArray(R"([[[["p",1000000000]],[["a",1]]]])");
    QTest::newRow("a huge negative index") << QByteArray(R"([[[["p",-1000000000]],[["a",1]]]])");
    QTest::newRow("an index beyond integers") << QByteArray(R"([[[["p",1e300]],[["a",1]]]])");
    QTest::newRow("chars that are text") << QByteArray(R"([[[["p",0]],"a"]])");
    QTest::newRow("a char without tick") << QByteArray(R"([[[["p",0]],[["a"]]]])");
    QTest::newRow("a char with children") << QByteArray(R"([[[["p",0]],[["a",1,[]]]]])");
    QTest::newRow("two units") << QByteArray(R"([[[["p",0]],[["ab",1]]]])");
    QTest::newRow("a pair of surrogates") << QByteArray("[[[[\"p\",0]],[[\"\xf0\x9f\x98\x80\",1]]]]");
    QTest::newRow("a char that is a number") << QByteArray(R"([[[["p",0]],[[1,1]]]])");
    QTest::newRow("a negative tick") << QByteArray(R"([[[["p",0]],[["a",-1]]]])");
    QTest::newRow("a broken tick") << QByteArray(R"([[[["p",0]],[["a",1.5]]]])");
    QTest::newRow("a huge tick") << QByteArray(R"([[[["p",0]],[["a",1e18]]]])");
    QTest::newRow("a char missing") << QByteArray(R"([[[["p",0]],["a",1]]])");
}

void TestTextOperation::malformed()
{
    QFETCH(QByteArray, text);
    const QJsonArray value = QJsonDocument::fromJson(text).array();
    const auto read = TextOperation::fromMsgPack(
        packed(text == R"(["x"])" ? QJsonValue(QStringLiteral("x")) : QJsonValue(value)));
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::Malformed);
    QVERIFY(!TextOperation::fromJson(value));
}

// Lengths that the bytes do not bear out are found out without allocating for them.
void TestTextOperation::truncated()
{
    const QByteArray whole
        = operation(R"([[[["p1",3],["p2",0]],[["x",2],["y",300]]],[[["q",0]],[["z",3]]]])")
              .toMsgPack();
    QVERIFY(TextOperation::fromMsgPack(whole));
    for (qsizetype size = 0; size < whole.size(); ++size)
        QVERIFY(!TextOperation::fromMsgPack(whole.left(size)));
    QVERIFY(!TextOperation::fromMsgPack(QByteArray(whole).append('\0')));
    QVERIFY(!TextOperation::fromMsgPack(QByteArray("\xdd\xff\xff\xff\xff", 5)));
    QVERIFY(!TextOperation::fromMsgPack(QByteArray("\x91\x92\xdd\xff\xff\xff\xff", 7)));
    QVERIFY(!TextOperation::fromMsgPack(QByteArray("\x91\x92\x91\x92\xa1p\0\xdd\xff\xff\xff\xff", 12)));
}

void TestTextOperation::deepPath()
{
    const auto withNames = [](qsizetype count) {
        MsgPackWriter writer;
        writer.beginArray(1).beginArray(2).beginArray(count);
        for (qsizetype i = 0; i < count; ++i)
            writer.beginArray(2).writeString(u"p").writeInteger(0);
        writer.beginArray(1).beginArray(2).writeString(u"a").writeInteger(1);
        return writer.takeBytes();
    };
    QVERIFY(TextOperation::fromMsgPack(withNames(TextOperation::MaxPathLength)));
    QVERIFY(!TextOperation::fromMsgPack(withNames(TextOperation::MaxPathLength + 1)));
}

// What comes from a clone that knows nothing of private-use halves (semantics.md 12.11).
void TestTextOperation::units()
{
    QCOMPARE(operation("[[[[\"p\",0]],[[\"\xef\xbf\xbd\",1]]]]").runs[0].chars[0].unit, u'\ufffd');
    // JSON can hold what MessagePack cannot.
    // (An array of one array is spelled out: compilers differ on what braces alone mean.)
    const QJsonArray surrogates{QJsonValue(QJsonArray{
        QJsonArray{QJsonValue(QJsonArray{QStringLiteral("p"), 0})},
        QJsonArray{QJsonArray{QString(QChar(0xd83d)), 1}, QJsonArray{QString(QChar(0xde00)), 1}}})};
    const auto read = TextOperation::fromJson(surrogates);
    QVERIFY(read);
    QCOMPARE(read->runs[0].chars[0].unit, char16_t(0xe03d));
    QCOMPARE(read->runs[0].chars[1].unit, char16_t(0xe600));
    // U+0000 is not "no character".
    const QByteArray zero("\x91\x92\x91\x92\xa1p\x00\x91\x92\xa1\x00\x01", 12);
    QCOMPARE(TextOperation::fromMsgPack(zero)->runs[0].chars[0].unit, u'\ufffd');
}

void TestTextOperation::emptyRuns()
{
    QCOMPARE(operation(R"([[[["p",0]],[]],[[["p",1]],[["a",1]]]])"),
             operation(R"([[[["p",1]],[["a",1]]]])"));
}

// semantics.md 12.9; the vectors have more.
void TestTextOperation::fuse()
{
    const auto revert = [](const char *text) { return *TextRevert::fromJson(json(text)); };
    const std::vector<TextLocalOperation> parts{
        {operation(R"([[[["p",0]],[["a",1],["b",1]]]])"), revert(R"([[["",0],["",0]]])")},
        {operation(R"([[[["p",3]],[["d",2]]]])"), revert(R"([[["x",0]]])")},
        {operation(R"([[[["p",1]],[["",1],["c",3],["",2]]]])"), revert(R"([[["b",1],null,["d",2]]])")}};
    const TextLocalOperation fused = TextOperation::fuse(parts);
    QCOMPARE(fused.operation, operation(R"([[[["p",0]],[["a",1],["",1],["c",3],["",2]]]])"));
    QCOMPARE(fused.revert, revert(R"([[["",0],["",0],null,["x",0]]])"));
}

// The reference throws here (wire.md T4).
void TestTextOperation::fuseWithoutRevert()
{
    std::vector<TextLocalOperation> parts;
    for (int i = 0; i < 4; ++i)
        parts.push_back({operation(R"([[[["p",0]],[["a",1]]]])"), {}});
    for (int i = 0; i < 4; ++i)
        parts[size_t(i)].operation.runs[0].path[0].index = i;
    const TextLocalOperation fused = TextOperation::fuse(parts);
    QCOMPARE(fused.operation, operation(R"([[[["p",0]],[["a",1],["a",1],["a",1],["a",1]]]])"));
    QVERIFY(!fused.revert.at(0, 0));
    parts[2].revert = *TextRevert::fromJson(json(R"([[["z",0]]])"));
    QCOMPARE(TextOperation::fuse(parts).revert.at(0, 2), (TextChar{u'z', 0}));
    QVERIFY(TextOperation::fuse({}).operation.isEmpty());
}

void TestTextOperation::cut()
{
    const TextOperation whole = operation(R"([[[["p",0]],[["a",1],["",1],["c",3],["d",2]]]])");
    QCOMPARE(TextOperation::cut(operation(R"([[[["p",0]],[["a",1],["b",1],["x",2]]]])"), whole),
             operation(R"([[[["p",1]],[["",1],["c",3],["d",2]]]])"));
    QCOMPARE(TextOperation::cut(operation("[]"), whole), whole);
    QVERIFY(TextOperation::cut(whole, operation(R"([[[["p",0]],[["a",1]]]])")).isEmpty());
    // Another array, though the same process and index.
    QCOMPARE(TextOperation::cut(operation(R"([[[["p",0],["p",0]],[["a",1]]]])"), whole), whole);
}

void TestTextOperation::revertRoundTrip()
{
    const auto revert = TextRevert::fromJson(json(R"([[["a",1],null,["",0]],[],null])"));
    QVERIFY(revert);
    QCOMPARE(revert->runs.size(), size_t(3));
    QVERIFY(!revert->at(0, 1));
    QCOMPARE(revert->at(0, 2), (TextChar{0, 0}));
    QVERIFY(!revert->at(1, 0));
    QVERIFY(!revert->at(7, 0));
    QCOMPARE(*TextRevert::fromMsgPack(revert->toMsgPack()), *revert);
    QVERIFY(!TextRevert::fromJson(json(R"([["a",1]])")));
    QVERIFY(!TextRevert::fromMsgPack(QByteArray("\x91\xdd\xff\xff\xff\xff", 6)));
}

QTEST_GUILESS_MAIN(TestTextOperation)
#include "tst_textoperation.moc"
