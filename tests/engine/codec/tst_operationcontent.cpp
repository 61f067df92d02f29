// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clock/treeclock.h"
#include "codec/contentlimits.h"
#include "codec/msgpackwriter.h"
#include "codec/operationcontent.h"
#include "rdf/literal.h"
#include "rdf/vocabulary.h"

#include "../../support/contents.h"
#include "../../support/packed.h"
#include "../../support/vectors.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <QTest>
#include <rapidcheck.h>

#include <algorithm>
#include <tuple>

Q_DECLARE_METATYPE(mld::Term)

using namespace mld;
using mld::test::packJson;
using mld::test::text;

namespace {

/// The labels of reified triples as numbers, in order of appearance.
QByteArray numbered(QByteArray json)
{
    static const QRegularExpression label(QStringLiteral("\"_:b[0-9a-z]+\""));
    QStringList seen;
    QString text = QString::fromUtf8(json);
    for (auto match = label.match(text); match.hasMatch();
         match = label.match(text, match.capturedStart() + 1)) {
        if (!seen.contains(match.captured()))
            seen.append(match.captured());
        text.replace(match.capturedStart(), match.capturedLength(),
                     QStringLiteral("\"_:b%1\"").arg(seen.indexOf(match.captured())));
    }
    return text.toUtf8();
}

const OperationContext &context()
{
    static const OperationContext forExample(QStringLiteral("ex.org"));
    return forExample;
}

Term iri(const char *name)
{
    return Term::iri(QStringLiteral("http://ex.org/") + QString::fromUtf8(name));
}

Term xsd(const char *lexical, const char *type)
{
    return Term::literal(QString::fromUtf8(lexical), iris::xsdNs + QString::fromUtf8(type));
}

QJsonValue json(const char *source)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray("[") + source + "]", &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("%s: %s", source, qPrintable(error.errorString()));
    return document.array().at(0);
}

/// The inserts of content in direct form.
Result<OperationContent> decodeInserts(const QByteArray &source)
{
    const QJsonValue inserts = json(source.constData());
    return decodeContent(packJson(QJsonArray{ QJsonObject(), inserts }), context(), false);
}

std::vector<Triple> triplesOf(const Result<OperationContent> &content)
{
    std::vector<Triple> triples;
    for (const TripleTids &insert : content.value().inserts)
        triples.push_back(insert.triple);
    return triples;
}

/// What `object` is on the wire, as a value of a property.
QByteArray wireForm(const Term &object)
{
    OperationContent content;
    content.inserts.push_back({ { iri("a"), iri("#v"), object }, {} });
    const auto packed = encodeContent(content, context(), false);
    if (!packed)
        return "error";
    return text(mld::test::unpackJson(*packed)[1][QLatin1String("v")]);
}

} // namespace

// wire.md 4
class TestOperationContent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// T42: the reference sends such at times; who cannot read it never catches up.
    void placesInAListAreRead()
    {
        const auto content = decodeInserts(
                R"({"@id": "l", "@list": {"0": [{"@id": "a"}, {"@id": "b"}], "3": {"@id": "c"}}})");
        QVERIFY2(content, qPrintable(content ? QString() : content.error().message));
        const auto place = [](const char *key) {
            return Term::iri(QLatin1String("data:application/mld-li,") + QLatin1String(key));
        };
        const std::vector<Triple> expected{ { iri("l"), place("0,0"), iri("a") },
                                            { iri("l"), place("0,1"), iri("b") },
                                            { iri("l"), place("3"), iri("c") } };
        QVERIFY(triplesOf(content) == expected);
        for (const char *bad : { R"({"@id": "l", "@list": {"x": {"@id": "a"}}})", R"({"@id": "l", "@list": {"-1": {"@id": "a"}}})",
                                 R"({"@id": "l", "@list": 5})" }) {
            QVERIFY(!decodeInserts(bad));
        }
    }

    void writesValues_data();
    void writesValues();
    void readsValues_data();
    void readsValues();
    void acceptsFreedoms_data();
    void acceptsFreedoms();
    void refuses_data();
    void refuses();
    void keysWithMeaning();
    void reifiedFreedoms();
    void writesTheThreeSizes();
    void labelsBelongToTriples();
    void groupsSubjects();
    void binaries();
    void sharedText();
    void textUpdates();
    void jsonLiterals();
    void missingData();
    void unsoundData();
    void isBounded();
    void minimalPeer();
    void roundTrips();
    void decodesAnything();
};

// wire.md 4.4, semantics.md 3.2
void TestOperationContent::writesValues_data()
{
    QTest::addColumn<Term>("term");
    QTest::addColumn<QByteArray>("wire");
    const auto row = [](const char *name, const Term &term, const char *wire) {
        QTest::newRow(name) << term << QByteArray(wire);
    };
    row("string", Term::string(QStringLiteral("x")), R"("x")");
    row("reference", iri("fred"), R"({"@id":"fred"})");
    row("true", xsd("true", "boolean"), "true");
    row("false", xsd("false", "boolean"), "false");
    row("1 as boolean", xsd("1", "boolean"), R"({"@type":"xs:boolean","@value":"1"})");
    row("integer", xsd("-42", "integer"), "-42");
    row("zero", xsd("0", "integer"), "0");
    row("largest", xsd("9007199254740992", "integer"), "9007199254740992");
    // T6: these would be read as another literal.
    row("padded integer", xsd("007", "integer"), R"({"@type":"xs:integer","@value":"007"})");
    row("minus zero", xsd("-0", "integer"), R"({"@type":"xs:integer","@value":"-0"})");
    row("plus", xsd("+1", "integer"), R"({"@type":"xs:integer","@value":"+1"})");
    row("long integer", xsd("9007199254740993", "integer"),
        R"({"@type":"xs:integer","@value":"9007199254740993"})");
    row("no integer", xsd("abc", "integer"), R"({"@type":"xs:integer","@value":"abc"})");
    row("double", xsd("1.5E0", "double"), "1.5");
    row("tenth", xsd("1.0E-1", "double"), "0.1");
    row("large double", xsd("5.0E22", "double"), "5e+22");
    row("whole double", xsd("5.0E0", "double"), R"({"@type":"xs:double","@value":"5.0E0"})");
    row("tiny double", xsd("1.0E-7", "double"), R"({"@type":"xs:double","@value":"1.0E-7"})");
    row("other double", xsd("1.5", "double"), R"({"@type":"xs:double","@value":"1.5"})");
    row("date", xsd("2020-01-01", "date"), R"({"@type":"xs:date","@value":"2020-01-01"})");
    row("own type", Term::literal(QStringLiteral("x"), QStringLiteral("http://ex.org/#T")),
        R"({"@type":"T","@value":"x"})");
    row("foreign type", Term::literal(QStringLiteral("x"), QStringLiteral("http://a.org/T")),
        R"({"@type":"http://a.org/T","@value":"x"})");
    row("language",
        Term::literal(QStringLiteral("x"), iris::rdfLangString, QStringLiteral("de")),
        R"({"@language":"de","@value":"x"})");
    row("JSON, T8", Term::literal(QStringLiteral("x"), iris::rdfJson), "error");
    row("no IRI", Term::iri(QStringLiteral("nonsense")), "error");
}

void TestOperationContent::writesValues()
{
    QFETCH(Term, term);
    QTEST(wireForm(term), "wire");
}

void TestOperationContent::readsValues_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<Term>("term");
    const auto row = [](const char *wire, const Term &term) {
        QTest::newRow(wire) << QByteArray(wire) << term;
    };
    row("\"x\"", Term::string(QStringLiteral("x")));
    row("5", xsd("5", "integer"));
    row("-5", xsd("-5", "integer"));
    row("5.5", xsd("5.5E0", "double"));
    row("1e20", xsd("100000000000000000000", "integer"));
    row("1e21", xsd("1.0E21", "double"));
    row("1e-7", xsd("0", "integer"));
    row("1.5e-9", xsd("1.5E-9", "double"));
    row("123456789012345680000", xsd("123456789012345683968", "integer"));
    row("true", xsd("true", "boolean"));
    row(R"({"@id":"fred"})", iri("fred"));
    row(R"({"@id":["fred"]})", iri("fred"));
    row(R"({"@value":"x"})", Term::string(QStringLiteral("x")));
    row(R"({"@value":5})", xsd("5", "integer"));
    row(R"({"@value":"hi","@language":"en"})", Term::string(QStringLiteral("hi")));
    row(R"({"@value":"x","@type":"xs:string"})", Term::string(QStringLiteral("x")));
    row(R"({"@value":"x","@type":["xs:date"]})", xsd("x", "date"));
    row(R"({"@value":"5.0E0","@type":"xs:double"})", xsd("5.0E0", "double"));
    row(R"({"@value":"5","@type":"xs:double"})", xsd("5.0E0", "double"));
    row(R"({"@value":"INF","@type":"xs:double"})", xsd("INF", "double"));
    row(R"({"@value":5,"@type":"xs:double"})", xsd("5", "double"));
    row(R"({"@value":"007","@type":"xs:integer"})", xsd("007", "integer"));
    row(R"({"@value":"12345678901234567890","@type":"xs:integer"})",
        xsd("12345678901234567890", "integer"));
    row(R"({"@value":true,"@type":"xs:boolean"})", xsd("true", "boolean"));
    row(R"({"@value":"x","@type":"T"})",
        Term::literal(QStringLiteral("x"), QStringLiteral("http://ex.org/#T")));
}

void TestOperationContent::readsValues()
{
    QFETCH(QByteArray, wire);
    QFETCH(Term, term);
    const auto content = decodeInserts(QByteArray(R"({"@id":"a","v":)" + wire + "}"));
    QVERIFY(content.isOk());
    QCOMPARE(triplesOf(content), (std::vector<Triple>{ { iri("a"), iri("#v"), term } }));
}

// wire.md 4, minimal-peer.json, T17
void TestOperationContent::acceptsFreedoms_data()
{
    QTest::addColumn<QByteArray>("inserts");
    QTest::addColumn<int>("count");
    QTest::newRow("nothing") << QByteArray("{}") << 0;
    QTest::newRow("empty array") << QByteArray("[]") << 0;
    QTest::newRow("null") << QByteArray("null") << 0;
    QTest::newRow("array of one") << QByteArray(R"([{"@id":"a","v":"x"}])") << 1;
    QTest::newRow("id last") << QByteArray(R"({"v":"x","q":"y","@id":"a"})") << 2;
    QTest::newRow("absolute") << QByteArray(R"({"@id":"http://ex.org/a","http://ex.org/#v":["x"]})")
                              << 1;
    QTest::newRow("nested arrays") << QByteArray(R"([[{"@id":"a","v":[["x"],[["y"]]]}]])") << 2;
    QTest::newRow("nulls") << QByteArray(R"([null,{"@id":"a","v":[null,"y"],"q":null}])") << 1;
    QTest::newRow("set") << QByteArray(R"({"@id":"a","v":{"@set":["x","y"]}})") << 2;
    QTest::newRow("id alone") << QByteArray(R"({"@id":"a"})") << 0;
}

void TestOperationContent::acceptsFreedoms()
{
    QFETCH(QByteArray, inserts);
    QFETCH(int, count);
    const auto content = decodeInserts(inserts);
    QVERIFY(content.isOk());
    QCOMPARE(int(content->inserts.size()), count);
    for (const TripleTids &insert : content->inserts) {
        QCOMPARE(insert.triple.subject, iri("a"));
        QVERIFY(insert.triple.predicate == iri("#v") || insert.triple.predicate == iri("#q"));
    }
}

void TestOperationContent::refuses_data()
{
    QTest::addColumn<QByteArray>("inserts");
    QTest::newRow("text") << QByteArray(R"("x")");
    QTest::newRow("no id") << QByteArray(R"({"v":"x"})");
    QTest::newRow("blank node") << QByteArray(R"({"@id":"_:b","v":"x"})");
    QTest::newRow("reference to blank node") << QByteArray(R"({"@id":"a","v":{"@id":"_:b"}})");
    QTest::newRow("id is no text") << QByteArray(R"({"@id":1,"v":"x"})");
    QTest::newRow("two ids") << QByteArray(R"({"@id":["a","b"],"v":"x"})");
    QTest::newRow("nested subject") << QByteArray(R"({"@id":"a","v":{"@id":"b","q":1}})");
    QTest::newRow("empty value") << QByteArray(R"({"@id":"a","v":{}})");
    QTest::newRow("keyword") << QByteArray(R"({"@id":"a","@reverse":"x"})");
    QTest::newRow("type is no text") << QByteArray(R"({"@id":"a","@type":1})");
    QTest::newRow("object as value") << QByteArray(R"({"@id":"a","v":{"@value":{},"@type":"T"}})");
    QTest::newRow("bytes as value") << QByteArray(R"({"@id":"a","v":{"$bin":"AQID"}})");
    QTest::newRow("deep arrays")
            << QByteArray(R"({"@id":"a","v":)" + QByteArray(100, '[') + QByteArray(100, ']') + "}");
}

void TestOperationContent::refuses()
{
    QFETCH(QByteArray, inserts);
    const auto content = decodeInserts(inserts);
    QVERIFY(!content);
    QCOMPARE(content.error().code, ErrorCode::Malformed);
}

// wire.md 4.1: reserved keys
void TestOperationContent::keysWithMeaning()
{
    const auto content = decodeInserts(R"({"@id":"a","@type":["T","xs:date"],"@item":5,"@index":1,
            "s":["x",{"@id":"y"}],"rdf:subject":"text","o":"z","tid":"t","op":{"@id":"w"}})");
    QVERIFY(content.isOk());
    const Term mldTid = Term::iri(QStringLiteral("http://m-ld.org/#tid"));
    const Term mldOp = Term::iri(QStringLiteral("http://m-ld.org/#op"));
    const std::vector<Triple> expected{
        { iri("a"), Term::iri(iris::rdfType), iri("#T") },
        { iri("a"), Term::iri(iris::rdfType), Term::iri(iris::xsdNs + QStringLiteral("date")) },
        { iri("a"), Term::iri(iris::item), xsd("5", "integer") },
        { iri("a"), Term::iri(iris::index), xsd("1", "integer") },
        { iri("a"), Term::iri(iris::rdfSubject), iri("x") },
        { iri("a"), Term::iri(iris::rdfSubject), iri("y") },
        { iri("a"), Term::iri(iris::rdfSubject), Term::string(QStringLiteral("text")) },
        { iri("a"), Term::iri(iris::rdfObject), Term::string(QStringLiteral("z")) },
        { iri("a"), mldTid, Term::string(QStringLiteral("t")) },
        { iri("a"), mldOp, iri("w") },
    };
    std::vector<Triple> triples = triplesOf(content);
    QCOMPARE(triples.size(), expected.size());
    for (const Triple &triple : expected)
        QVERIFY(std::count(triples.begin(), triples.end(), triple) == 1);

    // All of them go out again so that they come back.
    const auto packed = encodeContent(*content, context(), false);
    QVERIFY(packed.isOk());
    const std::vector<Triple> back = triplesOf(decodeContent(*packed, context(), false));
    QCOMPARE(back.size(), expected.size());
    for (const Triple &triple : expected)
        QVERIFY(std::count(back.begin(), back.end(), triple) == 1);
    // A type that is no IRI cannot be under @type.
    OperationContent odd;
    odd.inserts.push_back(
            { { iri("a"), Term::iri(iris::rdfType), Term::string(QStringLiteral("T")) }, {} });
    odd.inserts.push_back({ { iri("a"), Term::iri(iris::rdfType), iri("#T") }, {} });
    QCOMPARE(text(mld::test::unpackJson(*encodeContent(odd, context(), false))[1]),
             QByteArray(R"({"@id":"a","@type":"T","rdf:type":"T"})"));
}

// wire.md 4.2, T17, T22
void TestOperationContent::reifiedFreedoms()
{
    const auto content = decodeContent(packJson(json(R"([
        [{"@id":"_:b","s":"a","p":"#v","o":"x","tid":"t1"},
         {"@id":"_:b","s":["a"],"p":["http://ex.org/#v"],"o":[5],"tid":["t1","t2"]},
         {"s":"./","p":"rdf:type","o":{"@id":"#T"}},
         {}],
        {"@id":"_:c","s":"b","p":"#q","o":{"@value":true},"tid":null,"more":1}
    ])")), context(), true);
    QVERIFY(content.isOk());
    QCOMPARE(content->deletes, (std::vector<TripleTids>{
            { { iri("a"), iri("#v"), Term::string(QStringLiteral("x")) }, { "t1" } },
            { { iri("a"), iri("#v"), xsd("5", "integer") }, { "t1", "t2" } },
            { { iri(""), Term::iri(iris::rdfType), iri("#T") }, {} } }));
    QCOMPARE(content->inserts, (std::vector<TripleTids>{
            { { iri("b"), iri("#q"), xsd("true", "boolean") }, {} } }));

    for (const char *bad : {
                 R"([{"@id":"_:b","p":"#v","o":"x"},{}])",
                 R"([{"@id":"_:b","s":"a","o":"x"},{}])",
                 R"([{"@id":"_:b","s":"a","p":"#v"},{}])",
                 R"([{"@id":"_:b","s":"_:a","p":"#v","o":"x"},{}])",
                 R"([{"@id":"_:b","s":"a","p":"#v","o":["x","y"]},{}])",
                 R"([{"@id":"_:b","s":"a","p":"#v","o":"x","tid":1},{}])",
                 R"([{"@id":"_:b","s":"a","p":"#v","o":"x","tid":""},{}])",
                 R"([{}])", R"([])", R"({})", R"("x")" }) {
        QVERIFY2(!decodeContent(packJson(json(bad)), context(), false), bad);
    }
}

void TestOperationContent::writesTheThreeSizes()
{
    OperationContent content;
    const auto members = [&](bool isReified) {
        return numbered(text(mld::test::unpackJson(*encodeContent(content, context(), isReified))));
    };
    QCOMPARE(members(false), QByteArray("[{},{}]"));
    QCOMPARE(members(true), QByteArray("[{},{}]"));
    content.inserts.push_back({ { iri("a"), iri("#v"), xsd("1", "integer") }, { "t1" } });
    QCOMPARE(members(false), QByteArray(R"([{},{"@id":"a","v":1}])"));
    QCOMPARE(members(true),
             QByteArray(R"([{},{"@id":"_:b0","o":1,"p":"#v","s":"a","tid":"t1"}])"));
    content.inserts.push_back({ { iri("b"), iri("#v"), xsd("2", "integer") }, { "t1", "t2" } });
    QCOMPARE(members(false), QByteArray(R"([{},[{"@id":"a","v":1},{"@id":"b","v":2}]])"));
    QCOMPARE(members(true),
             QByteArray(R"([{},[{"@id":"_:b0","o":1,"p":"#v","s":"a","tid":"t1"},)"
                        R"({"@id":"_:b1","o":2,"p":"#v","s":"b","tid":["t1","t2"]}]])"));
}

// wire.md T39: 0.10.0 fuses triples of one label, from whatever operations, into one.
void TestOperationContent::labelsBelongToTriples()
{
    const auto labels = [](const OperationContent &content) {
        QStringList found;
        const QJsonValue packed = mld::test::unpackJson(*encodeContent(content, context(), true));
        for (const auto &member : packed.toArray()) {
            const QJsonArray triples = member.isArray() ? member.toArray() : QJsonArray{ member };
            for (const auto &triple : triples) {
                if (triple.toObject().contains(u"s"))
                    found.append(triple.toObject().value(u"@id").toString());
            }
        }
        return found;
    };
    const Triple one{ iri("a"), iri("#v"), xsd("1", "integer") };
    const Triple two{ iri("a"), iri("#v"), Term::string(QStringLiteral("1")) };
    const Triple note{ iri("a"), iri("#text"), Term::literal(QStringLiteral("id1"), iris::text) };
    OperationContent first;
    first.deletes = { { one, { "t1" } } };
    first.inserts = { { two, { "t2" } } };
    OperationContent second;
    second.deletes = { { two, { "t2" } } };
    second.updates = { { note, packJson(json("[]")) } };
    QCOMPARE(labels(first).size(), 2);
    QCOMPARE(labels(second).size(), 2);
    QVERIFY(labels(first)[0] != labels(first)[1]);
    QVERIFY(labels(second)[0] != labels(second)[1]);
    QVERIFY(labels(first)[0] != labels(second)[0]);
    QCOMPARE(labels(first)[1], labels(second)[0]);
}

// wire.md 4.3
void TestOperationContent::groupsSubjects()
{
    OperationContent content;
    const auto insert = [&](const char *subject, const char *property, const char *value) {
        content.inserts.push_back({ { iri(subject), iri(property), xsd(value, "integer") }, {} });
    };
    insert("z", "#v", "1");
    insert("a", "#q", "2");
    insert("z", "#q", "3");
    insert("a", "#q", "1");
    insert("z", "#v", "4");
    QCOMPARE(text(mld::test::unpackJson(*encodeContent(content, context(), false))[1]),
             QByteArray(R"([{"@id":"z","q":3,"v":[1,4]},{"@id":"a","q":[2,1]}])"));
}

// T19
void TestOperationContent::binaries()
{
    const QByteArray bytes("\x01\x02\x03");
    const QString id = QStringLiteral("cDeAcZjCKn0rCAc3HXY3eahP388="); // from mqtt-terms.json
    const Term binary = Term::literal(id, iris::xsdBase64Binary);
    OperationContent content;
    content.inserts.push_back({ { iri("a"), iri("#v"), binary }, {} });
    content.binaries.insert(id, bytes);
    const auto packed = encodeContent(content, context(), false);
    QVERIFY(packed.isOk());
    QCOMPARE(text(mld::test::unpackJson(*packed)[1]),
             QByteArray(R"({"@id":"a","v":{"@id":"cDeAcZjCKn0rCAc3HXY3eahP388=",)"
                        R"("@type":"xs:base64Binary","@value":{"$bin":"AQID"}}})"));
    QCOMPARE(*decodeContent(*packed, context(), false), content);

    // Without the id, it is made.
    const auto bare = decodeInserts(
            R"({"@id":"a","v":{"@type":"xs:base64Binary","@value":{"$bin":"AQID"}}})");
    QCOMPARE(bare.value(), content);
}

// wire.md 12.1
void TestOperationContent::sharedText()
{
    const QByteArray state =
            packJson(json(R"({"tick":1,"rest":[["p",0,["a",1],{"$undefined":true},["b",1]]]})"));
    const Term value = Term::literal(QStringLiteral("id1"), iris::text);
    OperationContent content;
    content.inserts.push_back({ { iri("a"), iri("#t"), value }, {} });
    content.states.insert(QStringLiteral("id1"), state);
    const auto packed = encodeContent(content, context(), false);
    QVERIFY(packed.isOk());
    // The state stays as it is to the byte, holes too (T18).
    QVERIFY(packed->contains(state));
    QCOMPARE(*decodeContent(*packed, context(), false), content);

    // A delete has some state, which is ignored.
    OperationContent deleting;
    deleting.deletes.push_back({ { iri("a"), iri("#t"), value }, { "t1" } });
    const auto packedDelete = encodeContent(deleting, context(), false);
    QVERIFY(packedDelete.isOk());
    QCOMPARE(text(mld::test::unpackJson(*packedDelete)[0][QLatin1String("o")]),
             QByteArray(R"({"@id":"id1","@type":"http://ext.m-ld.org/tseq/TSeq",)"
                        R"("@value":{"rest":[],"tick":0}})"));
    QCOMPARE(*decodeContent(*packedDelete, context(), false), deleting);

    // A datatype that we do not know is carried all the same.
    OperationContent foreign = content;
    foreign.inserts[0].triple.object =
            Term::literal(QStringLiteral("id1"), QStringLiteral("http://a.org/Counter"));
    QCOMPARE(*decodeContent(*encodeContent(foreign, context(), true), context(), true), foreign);
}

void TestOperationContent::textUpdates()
{
    OperationContent content;
    content.updates.push_back(
            { { iri("doc"), iri("#text"), Term::literal(QStringLiteral("id1"), iris::text) },
              packJson(json(R"([[[["p",0]],[["a",1]]]])")) });
    const auto packed = encodeContent(content, context(), false);
    QVERIFY(packed.isOk());
    QCOMPARE(numbered(text(mld::test::unpackJson(*packed))),
             QByteArray(R"([{},{},{"@id":"_:b0","o":{"@type":"http://ext.m-ld.org/tseq/TSeq",)"
                        R"("@value":"id1"},"op":{"@id":"\u0000","@type":"@json",)"
                        R"("@value":[[[["p",0]],[["a",1]]]]},"p":"#text","s":"doc"}])"));
    QCOMPARE(*decodeContent(*packed, context(), false), content);

    content.updates[0].operation = "\x91";
    QVERIFY(!encodeContent(content, context(), false));
    QVERIFY(!decodeContent(packJson(json(
            R"([{},{},{"@id":"_:b","s":"a","p":"#v","o":{"@value":"i","@type":"T"}}])")),
            context(), false));
    QVERIFY(!decodeContent(packJson(json(
            R"([{},{},{"@id":"_:b","s":"a","p":"#v","o":{"@id":"x"},"op":{"@value":1}}])")),
            context(), false));
}

// T8
void TestOperationContent::jsonLiterals()
{
    for (const char *type : { "@json", "rdf:JSON" }) {
        const QByteArray wire = QByteArray(R"({"@id":"a","v":{"@type":")") + type
                + R"(","@value":{"a":1},"@id":"abc"},"q":1})";
        const auto content = decodeInserts(wire);
        QVERIFY(content.isOk());
        QCOMPARE(triplesOf(content),
                 (std::vector<Triple>{ { iri("a"), iri("#q"), xsd("1", "integer") } }));
        QVERIFY(content->states.isEmpty());
    }
}

void TestOperationContent::missingData()
{
    for (const QString &datatype : { iris::text, iris::xsdBase64Binary }) {
        OperationContent content;
        content.inserts.push_back(
                { { iri("a"), iri("#v"), Term::literal(QStringLiteral("id"), datatype) }, {} });
        const auto packed = encodeContent(content, context(), false);
        QVERIFY(!packed);
        QCOMPARE(packed.error().code, ErrorCode::BadUpdate);
        // Deletes do without.
        std::swap(content.deletes, content.inserts);
        QVERIFY(encodeContent(content, context(), false).isOk());
    }
}

// T9
void TestOperationContent::unsoundData()
{
    for (const QByteArray &state : { QByteArray(), QByteArray("\x91"), QByteArray("\x01\x02") }) {
        OperationContent content;
        content.inserts.push_back(
                { { iri("a"), iri("#v"), Term::literal(QStringLiteral("id"), iris::text) }, {} });
        content.states.insert(QStringLiteral("id"), state);
        QVERIFY(!encodeContent(content, context(), false));
        QVERIFY(!encodeTriples(content, context()));
    }
}

void TestOperationContent::isBounded()
{
    MsgPackWriter writer;
    writer.beginArray(2).beginMap(0).beginMap(2).writeUtf8("@id").writeUtf8("a").writeUtf8("p");
    writer.beginArray(qsizetype(maxTriples) + 1);
    for (size_t i = 0; i <= maxTriples; ++i)
        writer.writeInteger(1);
    QVERIFY(!decodeContent(writer.bytes(), context(), false));
}

namespace {

/// A triple as minimal-peer.json shows it: with the domain left out.
QString shown(const Triple &triple)
{
    QString object = triple.object.text();
    if (triple.object.isLiteral()) {
        const QString type = triple.object.datatype().mid(iris::xsdNs.size());
        object = u'"' + object + QStringLiteral("\"^^xs:") + type;
    }
    QString quad = triple.subject.text() + u' ' + triple.predicate.text() + u' ' + object;
    return quad.replace(QStringLiteral("http://minimal.example.org/"), QStringLiteral("http://"));
}

} // namespace

// What a hand-made peer sent to m-ld-js, and what that had afterwards.
void TestOperationContent::minimalPeer()
{
    const OperationContext minimal(QStringLiteral("minimal.example.org"));
    QHash<Triple, QSet<Tid>> data;
    data[{ Term::iri(QStringLiteral("http://minimal.example.org/fred")),
           Term::iri(QStringLiteral("http://minimal.example.org/#name")),
           Term::string(QStringLiteral("Fred")) }] = { "kQE=" };
    int count = 0;
    const QJsonObject vectors = mld::test::loadVectors(QStringLiteral("minimal-peer.json"));
    for (const QJsonValue &row : vectors[QLatin1String("results")].toArray()) {
        const QJsonValue result = row[QLatin1String("result")];
        const QJsonArray quads = result[QLatin1String("quadsOfAaa")].toArray();
        const QString what = row[QLatin1String("what")].toString();
        if (quads.isEmpty() || what.startsWith(u"prev too high"))
            continue; // not an operation, not delivered, or what stopped the clone (T8)
        const auto content =
                decodeContent(packJson(result[QLatin1String("update")]), minimal, false);
        QVERIFY2(content.isOk(), qPrintable(what));
        for (const auto &[triple, tids] : content->deletes) {
            for (const Tid &tid : tids)
                data[triple].remove(tid);
        }
        const Tid tid = TreeClock::fromJson(result[QLatin1String("time")])->hash();
        for (const TripleTids &insert : content->inserts)
            data[insert.triple].insert(tid);
        QStringList held;
        for (auto entry = data.begin(); entry != data.end(); ++entry) {
            if (!entry->isEmpty())
                held.append(shown(entry.key()));
        }
        held.sort();
        QStringList expected;
        for (const QJsonValue &quad : quads)
            expected.append(quad.toString());
        expected.sort();
        QCOMPARE(held, expected);
        ++count;
    }
    QVERIFY(count >= 9);
}

namespace {

bool isLess(const TripleTids &a, const TripleTids &b)
{
    const auto key = [](const TripleTids &entry) {
        const auto &[s, p, o] = entry.triple;
        return std::tuple(s.text(), p.text(), o.text(), o.datatype(), o.isIri(), entry.tids);
    };
    return key(a) < key(b);
}

OperationContent sorted(OperationContent content)
{
    std::sort(content.deletes.begin(), content.deletes.end(), isLess);
    std::sort(content.inserts.begin(), content.inserts.end(), isLess);
    return content;
}

} // namespace

void TestOperationContent::roundTrips()
{
    QVERIFY(rc::check("content reads back as it was", [] {
        const bool isReified = *rc::gen::arbitrary<bool>();
        const OperationContent content = *mld::test::contents(isReified);
        const auto packed = encodeContent(content, context(), isReified);
        RC_ASSERT(packed.isOk());
        const auto back = decodeContent(*packed, context(), isReified);
        RC_ASSERT(back.isOk());
        RC_ASSERT(sorted(*back) == sorted(content));
    }));
}

void TestOperationContent::decodesAnything()
{
    QVERIFY(rc::check("damaged content is refused, or is some content that can be sent on", [] {
        const bool isReified = *rc::gen::arbitrary<bool>();
        QByteArray bytes = *encodeContent(*mld::test::contents(isReified), context(), isReified);
        for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
            const auto at = *rc::gen::inRange<qsizetype>(0, bytes.size());
            bytes[at] = *rc::gen::arbitrary<char>();
        }
        const auto content = decodeContent(bytes, context(), isReified);
        if (!content)
            return;
        const auto packed = encodeContent(*content, context(), isReified);
        if (packed)
            RC_ASSERT(decodeContent(*packed, context(), isReified).isOk());
    }));
}

QTEST_GUILESS_MAIN(TestOperationContent)
#include "tst_operationcontent.moc"
