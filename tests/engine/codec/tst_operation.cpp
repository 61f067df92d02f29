// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/gzip.h"
#include "codec/operation.h"
#include "codec/operationcontent.h"

#include "../../support/packed.h"
#include "../../support/vectors.h"

#include <QTest>

using namespace mld;
using mld::test::packJson;
using mld::test::text;

namespace {

const OperationContext &context()
{
    static const OperationContext forExample(QStringLiteral("ex.org"));
    return forExample;
}

QJsonValue json(const QByteArray &source)
{
    return QJsonDocument::fromJson("[" + source + "]").array().at(0);
}

TreeClock clockOf(const char *source)
{
    return TreeClock::fromJson(json(source)).value();
}

OperationContent oneString(const QString &value)
{
    OperationContent content;
    content.inserts.push_back({ { Term::iri(QStringLiteral("http://ex.org/fred")),
                                  Term::iri(QStringLiteral("http://ex.org/#name")),
                                  Term::string(value) }, {} });
    return content;
}

OperationTuple tupleAt(qint64 from, const char *time)
{
    OperationTuple tuple;
    tuple.from = from;
    tuple.time = clockOf(time);
    return tuple;
}

} // namespace

// wire.md 5, 6
class TestOperation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void workedExample();
    void messageRefuses_data();
    void messageRefuses();
    void attribution();
    void tupleVersions();
    void tupleRefuses_data();
    void tupleRefuses();
    void principalAndAgreement();
    void compressesAbove1024();
    void fusionDecidesTheForm();
    void encodings();
};

void TestOperation::workedExample()
{
    OperationTuple tuple = tupleAt(1, "[1]");
    QVERIFY(packContent(tuple, oneString(QStringLiteral("Fred")), context()).isOk());
    OperationMessage message;
    message.enc = encodeTuple(tuple, context()).value();
    QCOMPARE(encodeMessage(message).toHex(),
             QByteArray("83a47072657600a3656e63c4219705019101c416928082a3406964a466726564a46e616d65"
                        "a4467265649101c0c0a461747472c0"));
}

void TestOperation::messageRefuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("C1") << QByteArray("\xc1");
    QTest::newRow("array") << packJson(json("[1,2]"));
    const auto row = [](const char *name, const char *source) {
        QTest::newRow(name) << packJson(json(source));
    };
    row("no attr", R"({"prev":0,"enc":{"$bin":"AQ=="}})");
    row("no prev", R"({"enc":{"$bin":"AQ=="},"attr":null})");
    row("no enc", R"({"prev":0,"attr":null})");
    row("text as enc", R"({"prev":0,"enc":"x","attr":null})");
    row("negative prev", R"({"prev":-1,"enc":{"$bin":"AQ=="},"attr":null})");
    row("text as attr", R"({"prev":0,"enc":{"$bin":"AQ=="},"attr":"x"})");
    row("text as signature", R"({"prev":0,"enc":{"$bin":"AQ=="},"attr":{"pid":"x","sig":"x"}})");
    QTest::newRow("trailing byte")
            << packJson(json(R"({"prev":0,"enc":{"$bin":"AQ=="},"attr":null})")).append('\0');
}

void TestOperation::messageRefuses()
{
    QFETCH(QByteArray, bytes);
    const auto message = decodeMessage(bytes);
    QVERIFY(!message);
    QCOMPARE(message.error().code, ErrorCode::Malformed);
}

void TestOperation::attribution()
{
    OperationMessage message;
    message.prev = 7;
    message.enc = "abc";
    QCOMPARE(message.size(), 11);
    message.attr = Attribution{ QStringLiteral("http://a.org/é"), "sig" };
    QCOMPARE(message.size(), 11 + 15 + 3);
    QCOMPARE(decodeMessage(encodeMessage(message)).value(), message);
    // Keys may come in any order.
    const auto other = decodeMessage(packJson(json(
            R"({"attr":{"pid":"http://a.org/é","sig":{"$bin":"c2ln"}},"enc":{"$bin":"YWJj"},)"
            R"("more":[1],"prev":7})")));
    QCOMPARE(other.value(), message);
}

// minimal-peer.json
void TestOperation::tupleVersions()
{
    const auto decode = [](const char *source) {
        return decodeTuple(packJson(json(source)), context());
    };
    const auto v5 = decode(R"([5,1,[1],{"$bin":"koCA"},[1],null,null])");
    QVERIFY(v5.isOk());
    QCOMPARE(*v5, [] {
        OperationTuple tuple = tupleAt(1, "[1]");
        tuple.update = QByteArray::fromHex("928080");
        tuple.encoding = { UpdateEncoding::MsgPack };
        return tuple;
    }());
    const auto v3 = decode(R"([3,1,[1],{"$bin":"koCA"},[1]])");
    QVERIFY(v3.isOk());
    QCOMPARE(v3->version, 3);
    QCOMPARE(v3->update, v5->update);
    QVERIFY(decode(R"([4,1,[1],{"$bin":"koCA"},[1],null,null])").isOk());
    QVERIFY(decode(R"([6,1,[1],{"$bin":"koCA"},[1],null,null,"more"])").isOk());
    const auto v2 = decode(R"([2,1,[1],{},{}])");
    QVERIFY(!v2);
    QCOMPARE(v2.error().code, ErrorCode::BadUpdate);
}

void TestOperation::tupleRefuses_data()
{
    QTest::addColumn<QByteArray>("source");
    const auto row = [](const char *name, const char *source) {
        QTest::newRow(name) << QByteArray(source);
    };
    row("map", R"({})");
    row("short", R"([5,1,[1],{"$bin":"koCA"}])");
    row("no identity", R"([5,1,1,{"$bin":"koCA"},[1],null,null])");
    row("no clock, T3", R"([5,1,null,{"$bin":"koCA"},[1],null,null])");
    row("from after time", R"([5,2,[1],{"$bin":"koCA"},[1],null,null])");
    row("negative from", R"([5,-1,[1],{"$bin":"koCA"},[1],null,null])");
    row("text as update", R"([5,1,[1],"koCA",[1],null,null])");
    row("unknown encoding", R"([5,1,[1],{"$bin":"koCA"},[4],null,null])");
    row("many encodings", R"([5,1,[1],{"$bin":"koCA"},[1,2,2,2,2,2,2,2,2],null,null])");
    row("number as principal", R"([5,1,[1],{"$bin":"koCA"},[1],7,null])");
    row("blank principal", R"([5,1,[1],{"$bin":"koCA"},[1],"_:x",null])");
    row("agreement without proof", R"([5,1,[1],{"$bin":"koCA"},[1],null,[1]])");
    row("text as version", R"(["5",1,[1],{"$bin":"koCA"},[1],null,null])");
}

void TestOperation::tupleRefuses()
{
    QFETCH(QByteArray, source);
    const auto tuple = decodeTuple(packJson(json(source)), context());
    QVERIFY(!tuple);
    QCOMPARE(tuple.error().code, ErrorCode::Malformed);
    QVERIFY(!decodeTuple(packJson(json(R"([5,1,[1],{"$bin":"koCA"},[1],null,null])")).append('x'),
                         context()));
}

void TestOperation::principalAndAgreement()
{
    OperationTuple tuple = tupleAt(1, "[[3],2]");
    tuple.principalId = QStringLiteral("http://ex.org/alice");
    tuple.agreed = Agreement{ 2, packJson(json(R"({"proof":[1]})")) };
    tuple.update = "x";
    tuple.encoding = { UpdateEncoding::MsgPack, UpdateEncoding::GZip, UpdateEncoding::Secured };
    QVERIFY(tuple.isFusion());
    QVERIFY(tuple.isSecured());
    const auto packed = encodeTuple(tuple, context());
    QVERIFY(packed.isOk());
    QCOMPARE(text(mld::test::unpackJson(*packed)),
             QByteArray(R"([5,1,[[3],2],{"$bin":"eA=="},[1,2,3],"alice",[2,{"proof":[1]}]])"));
    QCOMPARE(decodeTuple(*packed, context()).value(), tuple);
    tuple.principalId = QStringLiteral("no IRI");
    QVERIFY(!encodeTuple(tuple, context()));
}

// T20
void TestOperation::compressesAbove1024()
{
    OperationTuple tuple = tupleAt(1, "[1]");
    const auto pack = [&](qsizetype length) {
        const OperationContent content = oneString(QString(length, u'x'));
        if (!packContent(tuple, content, context()) || *unpackContent(tuple, context()) != content)
            return qsizetype(-1);
        return encodeContent(content, context(), false)->size();
    };
    const qsizetype around = pack(1000) - 1000;
    QCOMPARE(pack(1024 - around), 1024);
    QCOMPARE(tuple.encoding, std::vector{ UpdateEncoding::MsgPack });
    QCOMPARE(tuple.update.size(), 1024);
    QCOMPARE(pack(1025 - around), 1025);
    QCOMPARE(tuple.encoding, (std::vector{ UpdateEncoding::MsgPack, UpdateEncoding::GZip }));
    QVERIFY(tuple.update.size() < 100);
}

// T21
void TestOperation::fusionDecidesTheForm()
{
    OperationContent content = oneString(QStringLiteral("Fred"));
    content.inserts[0].tids = { "kQE=" };
    OperationTuple fusion = tupleAt(1, "[2]");
    QVERIFY(packContent(fusion, content, context()).isOk());
    QCOMPARE(unpackContent(fusion, context()).value(), content);
    OperationTuple single = tupleAt(2, "[2]");
    QVERIFY(packContent(single, content, context()).isOk());
    QVERIFY(unpackContent(single, context())->inserts[0].tids.empty());
    QVERIFY(single.update.size() < fusion.update.size());
}

// wire.md 5, T5
void TestOperation::encodings()
{
    OperationTuple tuple = tupleAt(1, "[1]");
    const OperationContent content = oneString(QStringLiteral("Fred"));
    QVERIFY(packContent(tuple, content, context()).isOk());
    const QByteArray plain = tuple.update;
    using E = UpdateEncoding;
    const auto unpack = [&](const QByteArray &update, std::vector<E> encoding) {
        tuple.update = update;
        tuple.encoding = std::move(encoding);
        return unpackContent(tuple, context());
    };
    QCOMPARE(unpack(gzip::compress(plain), { E::MsgPack, E::GZip }).value(), content);
    QCOMPARE(unpack(plain, { E::MsgPack, E::Secured }).value(), content);
    QCOMPARE(unpack(gzip::compress(plain), { E::MsgPack, E::GZip, E::Secured }).value(), content);
    QVERIFY(!unpack(plain, {}));
    QVERIFY(!unpack(plain, { E::Json }));
    QVERIFY(!unpack(plain, { E::GZip }));
    QVERIFY(!unpack(plain, { E::MsgPack, E::MsgPack }));
    QCOMPARE(unpack(plain, { E::MsgPack, E::GZip }).error().code, ErrorCode::Malformed);
    const auto encrypted = unpack(packJson(json(R"({"@type":"http://m-ld.org/#Encrypted"})")),
                                  { E::MsgPack, E::Secured });
    QCOMPARE(encrypted.error().code, ErrorCode::BadUpdate);
}

QTEST_GUILESS_MAIN(TestOperation)
#include "tst_operation.moc"
