// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "jsonld/values.h"
#include "rdf/literal.h"
#include "rdf/vocabulary.h"

#include <rapidcheck.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <limits>

using namespace mld;

namespace {

QJsonValue json(const QString &text)
{
    return QJsonDocument::fromJson(QByteArray("{\"v\":") + text.toUtf8() + '}')
            .object()
            .value(QLatin1String("v"));
}

Context context();

Result<ParsedValue> parse(const QJsonValue &value, const QString &key = QStringLiteral("p"))
{
    const Context names = context();
    return jsonld::termOf(value, names, *names.expandProperty(key), key);
}

} // namespace

class TestValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void terms_data();
    void terms();
    void refused_data();
    void refused();
    void outside_data();
    void outside();
    void binaryKeepsItsBytes();
    void textsShowTheirContent();
    void roundTrip();
};

namespace {

// Below the class, as moc stumbles over raw strings above it.
Context context()
{
    const QJsonObject definitions = json(QString::fromUtf8(R"({
        "knows": {"@id": "knows", "@type": "@id"},
        "kind": {"@id": "kind", "@type": "@vocab"},
        "when": {"@id": "when", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"},
        "size": {"@id": "size", "@type": "http://www.w3.org/2001/XMLSchema#double"},
        "photo": {"@id": "photo", "@type": "http://www.w3.org/2001/XMLSchema#base64Binary"}
    })")).toObject();
    return *Context::forDomain(QStringLiteral("test.m-ld.org"), definitions);
}

} // namespace

void TestValues::terms_data() // semantics.md 3
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<Term>("term");
    const auto row = [](const char *key, const char *value, const Term &term) {
        QTest::addRow("%s: %s", key, value)
                << QString::fromLatin1(key) << QString::fromUtf8(value) << term;
    };
    const auto literal = [](const char *text, const QString &datatype) {
        return Term::literal(QString::fromLatin1(text), datatype);
    };
    const auto iri = [](const char *tail) {
        return Term::iri(QStringLiteral("http://test.m-ld.org/") + QLatin1String(tail));
    };
    row("p", R"("x")", Term::string(QStringLiteral("x")));
    row("p", "1", literal("1", iris::xsdInteger));
    row("p", "1.5", literal("1.5E0", iris::xsdDouble));
    row("p", "true", literal("true", iris::xsdBoolean));
    row("p", R"({"@value": "x", "@language": "en"})", Term::string(QStringLiteral("x")));
    row("p", R"({"@value": "x", "@type": "http://www.w3.org/2001/XMLSchema#string"})",
        Term::string(QStringLiteral("x")));
    row("p", R"({"@value": "x", "@type": "mytype"})",
        literal("x", QStringLiteral("http://test.m-ld.org/mytype")));
    row("p", R"({"@value": "Active", "@type": "@vocab"})", iri("#Active"));
    row("p", R"({"@value": "fred", "@type": "@id"})", iri("fred"));
    row("p", R"({"@id": "fred"})", iri("fred"));
    row("p", R"({"@id": "fred", "q": [], "r": null})", iri("fred"));
    row("p", R"({"@vocab": "Active"})", iri("#Active"));
    row("knows", R"("fred")", iri("fred"));
    row("kind", R"("Active")", iri("#Active"));
    row("when", R"("2020")", literal("2020", iris::xsdDateTime));
    row("when", "2020", literal("2020", iris::xsdDateTime));
    row("size", "40", literal("4.0E1", iris::xsdDouble));
    row("size", R"("40")", literal("4.0E1", iris::xsdDouble));
    row("photo", R"("AQID")", literal("cDeAcZjCKn0rCAc3HXY3eahP388=", iris::xsdBase64Binary));
}

void TestValues::terms()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(Term, term);
    const Result<ParsedValue> parsed = parse(json(value), key);
    QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().message));
    QVERIFY(parsed->term == term);
}

void TestValues::refused_data()
{
    QTest::addColumn<QString>("value");
    const auto row = [](const char *value) {
        QTest::newRow(value) << QString::fromUtf8(value);
    };
    row(R"({"@value": {"a": 1}, "@type": "@json"})");
    row(R"({"@value": {"a": 1}, "@type": "mytype"})");
    row(R"({"@value": null, "@type": "mytype"})");
    row(R"({"@value": "x", "@type": 5})");
    row(R"({"@value": "x", "@type": "http://www.w3.org/2001/XMLSchema#integer"})");
    row(R"({"@value": "!", "@type": "http://www.w3.org/2001/XMLSchema#base64Binary"})");
    row(R"({"@value": "x", "@type": "http://ext.m-ld.org/tseq/TSeq"})");
    row(R"({"@value": 1, "extra": 2})");
    row(R"({"@id": "_:b"})");
    row("{}");
    row("null");
}

void TestValues::refused()
{
    QFETCH(QString, value);
    const Result<ParsedValue> parsed = parse(json(value));
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, ErrorCode::BadPattern);
    QVERIFY(parsed.error().message.contains(QLatin1String("\"p\"")));
    QVERIFY(!parse(std::numeric_limits<double>::quiet_NaN()));
}

void TestValues::outside_data()
{
    QTest::addColumn<Term>("term");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *text, const QString &datatype, const char *value) {
        QTest::addRow("%s as %s", text, qPrintable(datatype))
                << Term::literal(QString::fromLatin1(text), datatype) << QString::fromLatin1(value);
    };
    row("007", iris::xsdInteger, "7");
    row("12abc", iris::xsdInteger, "12");
    row("1.5E0", iris::xsdDouble, "1.5");
    row("true", iris::xsdBoolean, "true");
    row("1", iris::xsdBoolean, "false");
    row("20", iris::xsdDecimal, R"({"@type": "http://www.w3.org/2001/XMLSchema#decimal", "@value": "20"})");
    row("Infinity", iris::xsdDouble,
        R"({"@type": "http://www.w3.org/2001/XMLSchema#double", "@value": "Infinity"})");
    row("x", QStringLiteral("http://test.m-ld.org/t"),
        R"({"@type": "http://test.m-ld.org/t", "@value": "x"})");
    row("unknown", iris::text, R"({"@type": "http://ext.m-ld.org/tseq/TSeq", "@value": "unknown"})");
}

void TestValues::outside()
{
    QFETCH(Term, term);
    QFETCH(QString, value);
    const DataLookup nothing{ [](const QString &) { return std::nullopt; },
                              [](const QString &) { return std::nullopt; } };
    QCOMPARE(jsonld::jsonOf(term, context(), nothing), json(value));
}

void TestValues::binaryKeepsItsBytes() // semantics.md 3.6
{
    const QJsonValue value = QJsonObject{ { QStringLiteral("@type"), iris::xsdBase64Binary },
                                          { QStringLiteral("@value"), QStringLiteral("AQID") } };
    const Result<ParsedValue> parsed = parse(value);
    QVERIFY(parsed);
    QCOMPARE(parsed->binary.value_or(QByteArray()), QByteArray("\1\2\3"));
    QCOMPARE(parsed->term.text(), jsonld::binaryId("\1\2\3"));
    const DataLookup held{ {}, [](const QString &) { return QByteArray("\1\2\3"); } };
    QCOMPARE(jsonld::jsonOf(parsed->term, context(), held), value);
    QCOMPARE(jsonld::jsonOf(parsed->term, context(), held, Context::Property::Coercion::Datatype),
             QJsonValue(QStringLiteral("AQID")));
}

void TestValues::textsShowTheirContent()
{
    const DataLookup lookup{ [](const QString &id) { return QString(id + u'!'); }, {} };
    const Term text = Term::literal(QStringLiteral("id"), iris::text);
    QCOMPARE(jsonld::jsonOf(text, context(), lookup), QJsonValue(QStringLiteral("id!")));
}

void TestValues::roundTrip()
{
    const Context names = context();
    const bool isTrue = rc::check("what is shown of a value is read as the same value", [&] {
        const auto text = QString::fromStdString(*rc::gen::arbitrary<std::string>());
        RC_PRE(!text.startsWith(u'?'));
        const QJsonValue value = *rc::gen::element(
                QJsonValue(text), QJsonValue(*rc::gen::arbitrary<double>()),
                QJsonValue(qint64(*rc::gen::arbitrary<int>())), QJsonValue(true),
                QJsonValue(QJsonObject{ { QStringLiteral("@type"), QStringLiteral("t") },
                                        { QStringLiteral("@value"), text } }));
        const Result<ParsedValue> first = parse(value);
        RC_ASSERT(first.isOk());
        // Sixteen digits may round a double to a whole number, which is then read as an integer.
        const double number = literal::numericValue(first->term).value_or(0.5);
        RC_PRE(first->term.datatype() != iris::xsdDouble || number != std::trunc(number));
        const Result<ParsedValue> again = parse(jsonld::jsonOf(first->term, names, {}));
        RC_ASSERT(again.isOk());
        RC_ASSERT(again->term == first->term);
    });
    QVERIFY(isTrue);
}

QTEST_GUILESS_MAIN(TestValues)
#include "tst_values.moc"
