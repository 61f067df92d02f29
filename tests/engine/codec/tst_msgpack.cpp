// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"
#include "codec/rawmap.h"

#include "../../support/packed.h"
#include "../../support/vectors.h"

#include <QTest>
#include <rapidcheck.h>

#include <limits>

using namespace mld;
using mld::test::text;
using Type = MsgPackReader::Type;

namespace {

/// Reads a value of any kind and writes it again.
void copy(MsgPackReader &in, MsgPackWriter &out)
{
    switch (in.peek()) {
    case Type::Undefined:
        in.skipNull();
        out.writeUndefined();
        break;
    case Type::Null:
        in.skipNull();
        out.writeNull();
        break;
    case Type::Boolean:
        out.writeBoolean(in.readBoolean());
        break;
    case Type::Integer:
    case Type::Float:
        out.writeNumber(in.readNumber());
        break;
    case Type::String:
        out.writeString(in.readString());
        break;
    case Type::Binary:
        out.writeBinary(in.readBinary());
        break;
    case Type::Array: {
        const qsizetype count = in.readArray();
        out.beginArray(count);
        for (qsizetype i = 0; i < count; ++i)
            copy(in, out);
        break;
    }
    case Type::Map: {
        const qsizetype count = in.readMap();
        out.beginMap(count);
        for (qsizetype i = 0; i < 2 * count; ++i)
            copy(in, out);
        break;
    }
    case Type::Extension:
    case Type::Invalid:
        in.fail();
    }
}

/// `bytes` read and written; nothing if they cannot be read.
QByteArray copied(const QByteArray &bytes)
{
    MsgPackReader in(bytes);
    MsgPackWriter out;
    copy(in, out);
    return in.isDone() ? out.bytes() : QByteArray();
}

QByteArray number(double value)
{
    return MsgPackWriter().writeNumber(value).bytes().toHex();
}

QByteArray string(const QString &value)
{
    return MsgPackWriter().writeString(value).bytes().toHex();
}

void addRows(const char *key)
{
    QTest::addColumn<QJsonObject>("row");
    const QJsonArray rows =
            mld::test::loadVectors(QStringLiteral("msgpack.json"))[QLatin1String(key)].toArray();
    QVERIFY(!rows.isEmpty());
    for (qsizetype i = 0; i < rows.size(); ++i)
        QTest::addRow("%d", int(i)) << rows[i].toObject();
}

} // namespace

// wire.md 2
class TestMsgPack : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void encode_data() { addRows("encode"); }
    void encode();
    void decode_data() { addRows("decode"); }
    void decode();
    void undefined();
    void specialNumbers();
    void surrogates();
    void byteOrderMark();
    void integers_data();
    void integers();
    void countsAreBornOutByBytes_data();
    void countsAreBornOutByBytes();
    void failureSticks();
    void problems_data();
    void problems();
    void problemOfAPart();
    void skipsWhatIsDeep();
    void refusesWhatIsDeeper();
    void rawIsOneValue();
    void readsAnything();
};

void TestMsgPack::encode()
{
    QFETCH(QJsonObject, row);
    const QByteArray hex = row[QLatin1String("hex")].toString().toLatin1();
    const QByteArray bytes = QByteArray::fromHex(hex);
    QCOMPARE(copied(bytes).toHex(), hex);
    const QJsonValue value = row[QLatin1String("value")];
    QCOMPARE(text(mld::test::unpackJson(copied(bytes))), text(value));
    if (value.isDouble())
        QCOMPARE(number(value.toDouble()), hex);
    if (value.isString())
        QCOMPARE(string(value.toString()), hex);
}

void TestMsgPack::decode()
{
    QFETCH(QJsonObject, row);
    const QByteArray bytes = QByteArray::fromHex(row[QLatin1String("hex")].toString().toLatin1());
    if (row.contains(QLatin1String("error"))) {
        MsgPackReader in(bytes);
        in.skip();
        QVERIFY(!in.isDone());
        QVERIFY(copied(bytes).isEmpty());
        return;
    }
    MsgPackReader in(bytes);
    if (in.nextIs(Type::Extension)) { // m-ld-js makes an array of it; nothing uses that
        in.skip();
        QVERIFY(in.isDone());
        return;
    }
    QCOMPARE(text(mld::test::unpackJson(copied(bytes))), text(row[QLatin1String("decoded")]));
}

// T18
void TestMsgPack::undefined()
{
    QCOMPARE(MsgPackWriter().writeUndefined().bytes().toHex(), QByteArray("d40000"));
    MsgPackReader in(QByteArrayView("\x93\x01\xd4\0\0\x03", 6));
    QCOMPARE(in.readArray(), 3);
    QVERIFY(!in.skipNull());
    QCOMPARE(in.readInteger(), 1);
    QCOMPARE(in.peek(), Type::Undefined);
    QVERIFY(in.skipNull());
    QCOMPARE(in.readInteger(), 3);
    QVERIFY(in.isDone());
}

void TestMsgPack::specialNumbers()
{
    QCOMPARE(number(-0.0), QByteArray("00"));
    QCOMPARE(number(std::numeric_limits<double>::quiet_NaN()), QByteArray("cb7ff8000000000000"));
    QCOMPARE(number(std::numeric_limits<double>::infinity()), QByteArray("cb7ff0000000000000"));
    QCOMPARE(number(9223372036854775808.0), QByteArray("cf8000000000000000"));
    QCOMPARE(number(-9223372036854775808.0), QByteArray("d38000000000000000"));
    QCOMPARE(number(18446744073709551616.0), QByteArray("cb43f0000000000000"));
    QCOMPARE(number(-1e19), QByteArray("cbc3e158e460913d00"));
}

void TestMsgPack::surrogates()
{
    QCOMPARE(string(QString(QChar(0xd83e))), QByteArray("a3efbfbd"));
    QCOMPARE(string(QString(QChar(0xdd95))), QByteArray("a3efbfbd"));
    QCOMPARE(string(QStringLiteral("a") + QChar(0xdd95) + QChar(0xd83e) + QStringLiteral("b")),
             QByteArray("a861efbfbdefbfbd62"));
    QCOMPARE(string(QStringLiteral("a\U0001f995") + QChar(0xd83e)),
             QByteArray("a861f09fa695efbfbd"));
}

void TestMsgPack::byteOrderMark()
{
    const QString marked = QStringLiteral("\ufeff\ufeffx");
    const QByteArray bytes = MsgPackWriter().writeString(marked).bytes();
    QCOMPARE(MsgPackReader(bytes).readString(), marked);
}

void TestMsgPack::integers_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<bool>("isRead");
    QTest::addColumn<qint64>("value");
    QTest::newRow("uint64") << QByteArray("cf0000000000000005") << true << qint64(5);
    QTest::newRow("largest") << QByteArray("cf7fffffffffffffff") << true
                             << std::numeric_limits<qint64>::max();
    QTest::newRow("too large") << QByteArray("cf8000000000000000") << false << qint64(0);
    QTest::newRow("whole float64") << QByteArray("cbc014000000000000") << true << qint64(-5);
    QTest::newRow("whole float32") << QByteArray("ca40a00000") << true << qint64(5);
    QTest::newRow("fraction") << QByteArray("ca3fc00000") << false << qint64(0);
    QTest::newRow("large float") << QByteArray("cb43e0000000000000") << false << qint64(0);
    QTest::newRow("NaN") << QByteArray("cb7ff8000000000000") << false << qint64(0);
    QTest::newRow("string") << QByteArray("a135") << false << qint64(0);
    QTest::newRow("cut off") << QByteArray("cf00000000000000") << false << qint64(0);
}

void TestMsgPack::integers()
{
    QFETCH(QByteArray, hex);
    const QByteArray bytes = QByteArray::fromHex(hex);
    MsgPackReader in(bytes);
    QTEST(in.readInteger(), "value");
    QTEST(in.isDone(), "isRead");
}

void TestMsgPack::countsAreBornOutByBytes_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("array") << QByteArray("ddffffffff00");
    QTest::newRow("map") << QByteArray("dfffffffff0000");
    QTest::newRow("map without value") << QByteArray("81a0");
    QTest::newRow("string") << QByteArray("dbffffffff61");
    QTest::newRow("binary") << QByteArray("c6ffffffff61");
    QTest::newRow("extension") << QByteArray("c9ffffffff0061");
    QTest::newRow("nested") << QByteArray("dd00000009dd00000009dd0000000901");
}

void TestMsgPack::countsAreBornOutByBytes()
{
    QFETCH(QByteArray, hex);
    const QByteArray bytes = QByteArray::fromHex(hex);
    MsgPackReader skipping(bytes);
    QVERIFY(skipping.readRaw().isNull());
    QVERIFY(skipping.hasFailed());
    MsgPackReader array(bytes);
    QVERIFY(array.readArray() <= bytes.size());
    MsgPackReader map(bytes);
    QVERIFY(map.readMap() <= bytes.size() / 2);
    QVERIFY(MsgPackReader(bytes).readUtf8().isEmpty());
    QVERIFY(MsgPackReader(bytes).readBinary().isEmpty());
}

void TestMsgPack::failureSticks()
{
    MsgPackReader in(QByteArrayView("\x01\x02\x03"));
    QVERIFY(in.readUtf8().isNull());
    QVERIFY(in.hasFailed());
    QCOMPARE(in.readInteger(), 0);
    QCOMPARE(in.bytesLeft(), 0);
    QCOMPARE(in.peek(), Type::Invalid);
    QVERIFY(!in.isDone());
}

void TestMsgPack::problems_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<QString>("problem");
    const auto add = [](const char *name, const char *hex, const char *problem) {
        QTest::newRow(name) << QByteArray(hex) << QString::fromLatin1(problem);
    };
    add("sound", "81a16101", "");
    add("nothing", "", "the bytes end within a value");
    add("cut off in a key", "81a2", "the bytes end within a value");
    add("cut off in a value", "81a161cd01", "the bytes end within a value");
    add("cut off in a number of bytes", "81a161db0000", "the bytes end within a value");
    add("more keys than bytes", "dfffffffff", "the bytes end within a value");
    add("not MessagePack", "c1", "a byte is not MessagePack");
    add("not MessagePack for a value", "81a161c1", "a byte is not MessagePack");
    add("key is a number", "810101", "a key of a map is not a string");
    add("key is an extension", "81d4010101", "a key of a map is not a string");
    add("key is bytes", "81c4016101", "a key of a map is not a string");
    add("no map", "93010203", "a map is missing");
    add("no number", "81a161a130", "a whole number is missing");
    add("extension for a number", "81a161d40105", "a whole number is missing");
    add("another key", "81a16201", "a map lacks a key");
    add("bytes after it", "81a1610107", "more bytes follow than it should have");
}

void TestMsgPack::problems()
{
    QFETCH(QByteArray, hex);
    const QByteArray bytes = QByteArray::fromHex(hex);
    MsgPackReader in(bytes);
    const RawMap map(in);
    MsgPackReader value = map.at("a");
    value.readInteger();
    in.failWith(value);
    QTEST(in.problem(), "problem");
    QCOMPARE(in.isDone(), in.problem().isEmpty());
}

void TestMsgPack::problemOfAPart()
{
    MsgPackReader in(QByteArrayView("\x01\x02"));
    MsgPackReader part(QByteArrayView("\x01"));
    in.failWith(part);
    QVERIFY(!in.hasFailed());
    part.fail("this is wrong");
    in.failWith(part);
    in.fail("and so is this");
    QCOMPARE(in.problem(), QStringLiteral("this is wrong"));
    QCOMPARE(in.bytesLeft(), 0);
}

void TestMsgPack::skipsWhatIsDeep()
{
    const QByteArray deep = QByteArray(1000000, '\x91') + '\0';
    MsgPackReader in(deep);
    QCOMPARE(in.readRaw().size(), deep.size());
    QVERIFY(in.isDone());
}

void TestMsgPack::refusesWhatIsDeeper()
{
    for (const char level : { '\x91', '\x81' }) {
        const QByteArray deep = QByteArray(1100000, level) + '\0';
        MsgPackReader in(deep);
        QVERIFY(in.readRaw().isNull());
        QVERIFY(in.hasFailed());
    }
    const QByteArray deep = QByteArray(1100000, '\x91') + '\0';
    MsgPackReader in(deep);
    in.skip();
    QCOMPARE(in.problem(), QStringLiteral("a value has too many levels"));
}

void TestMsgPack::rawIsOneValue()
{
    const QByteArray bytes = QByteArray::fromHex("82a16193c4010203cb3ff8000000000000a162c0" "07");
    MsgPackReader in(bytes);
    QCOMPARE(in.readRaw().toByteArray(), bytes.chopped(1));
    QCOMPARE(in.readInteger(), 7);
}

void TestMsgPack::readsAnything()
{
    QVERIFY(rc::check("bytes are copied or refused, as msgpack-cxx has it", [] {
        const auto chars = *rc::gen::container<std::vector<char>>(rc::gen::weightedOneOf<char>(
                { { 1, rc::gen::element('\x91', '\x82', '\xa1', '\xc4', '\x01', '\xd4', '\0') },
                  { 2, rc::gen::arbitrary<char>() } }));
        const QByteArray bytes(chars.data(), qsizetype(chars.size()));
        MsgPackReader in(bytes);
        const QByteArrayView raw = in.readRaw();
        size_t end = 0;
        bool isSound = true;
        // It would make room for as many items as a length says.
        const msgpack::unpack_limit items(chars.size(), chars.size());
        try {
            msgpack::unpack(bytes.constData(), size_t(bytes.size()), end, nullptr, nullptr, items);
        } catch (const std::exception &) {
            isSound = false;
        }
        RC_ASSERT(isSound == !in.hasFailed());
        if (isSound)
            RC_ASSERT(raw.size() == qsizetype(end));
    }));
}

QTEST_GUILESS_MAIN(TestMsgPack)
#include "tst_msgpack.moc"
