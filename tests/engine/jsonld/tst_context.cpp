// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "jsonld/context.h"
#include "rdf/literal.h"
#include "rdf/vocabulary.h"

#include <rapidcheck.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace mld;
using Coercion = Context::Property::Coercion;

namespace {

const QString domain = QStringLiteral("test.m-ld.org");

QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

Context contextOf(const char *text = "{}")
{
    Result<Context> context = Context::forDomain(domain, json(text));
    return context ? *context : Context();
}

QString iriOf(const char *tail)
{
    return QStringLiteral("http://test.m-ld.org/") + QLatin1String(tail);
}

} // namespace

class TestContext : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void domains_data();
    void domains();
    void defaultsFollowTheBase();
    void ids_data();
    void ids();
    void idsRefused_data();
    void idsRefused();
    void names_data();
    void names();
    void keysChosenByValue();
    void absoluteIriAsATerm();
    void baseWithDots();
    void termsThatAreRefused_data();
    void termsThatAreRefused();
    void contextsRefused_data();
    void contextsRefused();
    void requestContextsExtend();
    void compactNeverMisleads();
    void compactExpandsBack();
};

void TestContext::domains_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("plain") << QStringLiteral("test.m-ld.org") << true;
    QTest::newRow("underscore") << QStringLiteral("my_notes.org") << true;
    QTest::newRow("upper case") << QStringLiteral("Test.org") << false;
    QTest::newRow("one label") << QStringLiteral("localhost") << false;
    QTest::newRow("long last label") << QStringLiteral("a.travelers") << false;
    QTest::newRow("slash") << QStringLiteral("a.org/") << false;
    QTest::newRow("empty") << QString() << false;
}

void TestContext::domains()
{
    QFETCH(QString, name);
    QFETCH(bool, isGood);
    const Result<Context> context = Context::forDomain(name);
    QCOMPARE(context.isOk(), isGood);
    if (!isGood)
        QCOMPARE(context.error().code, ErrorCode::BadConfiguration);
}

void TestContext::defaultsFollowTheBase() // semantics.md 2.1
{
    QCOMPARE(contextOf().base(), iriOf(""));
    QCOMPARE(contextOf().vocab(), iriOf("#"));
    const Context own = contextOf(R"({"@base": "http://ex.org/base/"})");
    QCOMPARE(own.base(), QStringLiteral("http://ex.org/base/"));
    QCOMPARE(own.vocab(), QStringLiteral("http://ex.org/#"));
    QCOMPARE(own.domainBase(), iriOf(""));
}

void TestContext::ids_data() // semantics.md 2.2, 2.3
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("iri");
    QTest::addColumn<QString>("compact");
    const auto row = [](const char *id, const QString &iri, const char *compact = nullptr) {
        QTest::newRow(*id ? id : "empty") << QString::fromLatin1(id) << iri
                                          << QString::fromLatin1(compact ? compact : id);
    };
    row("fred", iriOf("fred"));
    row("a b", iriOf("a b"));
    row("/c", iriOf("c"), "c");
    row("../up", iriOf("up"), "up");
    row("#frag", iriOf("#frag"));
    row("x?q=1", iriOf("x?q=1"));
    row("a:b", QStringLiteral("a:b"));
    row("http://test.m-ld.org/abs", iriOf("abs"), "abs");
    row("ex:fred", QStringLiteral("http://ex.org/fred"));
    row("http://ex.org/fred", QStringLiteral("http://ex.org/fred"), "ex:fred");
    row("name", iriOf("name")); // terms are not looked up
    row("notprefix:x", QStringLiteral("notprefix:x"));
    row("ex://x", QStringLiteral("ex://x"));
    row("?x y", iriOf("?x y"), "http://test.m-ld.org/?x y");
}

void TestContext::ids()
{
    QFETCH(QString, id);
    QFETCH(QString, iri);
    QFETCH(QString, compact);
    const Context context = contextOf(R"({"ex": "http://ex.org/", "name": "http://ex.org/name",
                                          "notprefix": {"@id": "http://not.org/"}})");
    const Result<QString> expanded = context.expandId(id);
    QVERIFY(expanded);
    QCOMPARE(*expanded, iri);
    QCOMPARE(context.compactId(iri), compact);
}

void TestContext::idsRefused_data()
{
    QTest::addColumn<QString>("id");
    QTest::newRow("blank") << QStringLiteral("_:b1");
    QTest::newRow("keyword") << QStringLiteral("@type");
    QTest::newRow("control character") << QStringLiteral("a\tb");
}

void TestContext::idsRefused()
{
    QFETCH(QString, id);
    const Result<QString> expanded = contextOf().expandId(id);
    QVERIFY(!expanded);
    QCOMPARE(expanded.error().code, ErrorCode::BadPattern);
    QVERIFY(!contextOf().expandVocab(id) || id.contains(u'\t'));
}

void TestContext::names_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("iri");
    QTest::addColumn<QString>("compact");
    const auto row = [](const char *name, const QString &iri, const char *compact = nullptr) {
        QTest::newRow(*name ? name : "empty") << QString::fromLatin1(name) << iri
                                              << QString::fromLatin1(compact ? compact : name);
    };
    row("age", iriOf("#age"));
    row("name", QStringLiteral("http://ex.org/name"));
    row("ex:name", QStringLiteral("http://ex.org/name"), "name");
    row("ex:other", QStringLiteral("http://ex.org/other"));
    row("", iriOf("#"), "http://test.m-ld.org/#");
    row("a:b", QStringLiteral("a:b"));
    row("http://test.m-ld.org/#name", iriOf("#name"), "http://test.m-ld.org/#name");
    row("http://test.m-ld.org/fred", iriOf("fred"), "http://test.m-ld.org/fred");
    row("http://test.m-ld.org/#@type", iriOf("#@type"), "http://test.m-ld.org/#@type");
    row("http://test.m-ld.org/#?x", iriOf("#?x"), "http://test.m-ld.org/#?x");
    row("http://test.m-ld.org/#ex:y", iriOf("#ex:y"), "http://test.m-ld.org/#ex:y");
    row("far", QStringLiteral("http://ex.org/other/far"));
}

void TestContext::names()
{
    QFETCH(QString, name);
    QFETCH(QString, iri);
    QFETCH(QString, compact);
    const Context context =
            contextOf(R"({"ex": "http://ex.org/", "name": "ex:name", "far": "ex:other/far"})");
    const Result<QString> expanded = context.expandVocab(name);
    QVERIFY(expanded);
    QCOMPARE(*expanded, iri);
    QCOMPARE(context.compactVocab(iri), compact);
}

void TestContext::absoluteIriAsATerm()
{
    // Text under such a key would be read as a reference, so it must be shown as what it is.
    const Context context = contextOf(R"({"x:n": {"@type": "@id"}})");
    Coercion coercion;
    QCOMPARE(context.compactProperty(QStringLiteral("x:n"), Term::string(QStringLiteral("a")), &coercion),
             QStringLiteral("x:n"));
    QCOMPARE(coercion, Coercion::Id);
}

void TestContext::baseWithDots()
{
    const Context context = contextOf(R"({"@base": "http:.//ex.org/"})");
    for (const char *id : { "http:.//ex.org/a", "http://ex.org/a", "a" }) {
        const auto iri = context.expandId(QString::fromLatin1(id));
        QVERIFY(iri);
        QCOMPARE(*context.expandId(context.compactId(*iri)), *iri);
    }
}

void TestContext::keysChosenByValue() // semantics.md 2.3, 2.4
{
    const Context context = contextOf(R"({
        "knows": {"@id": "knows", "@type": "@id"},
        "status": {"@id": "status", "@type": "@vocab"},
        "when": {"@id": "when", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"},
        "label": "#l", "lbl": "#l",
        "items": {"@id": "items", "@container": "@list"},
        "both": {"@id": "b2", "@type": "@id"}, "plain": "b2"
    })");
    const auto key = [&](const char *property, const Term &value) {
        Coercion coercion;
        const QString name = context.compactProperty(iriOf(property), value, &coercion);
        return std::pair(name, coercion);
    };
    const Term reference = Term::iri(iriOf("x"));
    const Term text = Term::string(QStringLiteral("x"));
    const Term date = Term::literal(QStringLiteral("x"), iris::xsdDateTime);
    QCOMPARE(key("#knows", reference), std::pair(QStringLiteral("knows"), Coercion::Id));
    QCOMPARE(key("#knows", text), std::pair(iriOf("#knows"), Coercion::None));
    QCOMPARE(key("#status", reference), std::pair(QStringLiteral("status"), Coercion::Vocab));
    QCOMPARE(key("#when", date), std::pair(QStringLiteral("when"), Coercion::Datatype));
    QCOMPARE(key("#when", text), std::pair(iriOf("#when"), Coercion::None));
    QCOMPARE(key("##l", text), std::pair(QStringLiteral("lbl"), Coercion::None));
    QCOMPARE(key("#items", text), std::pair(iriOf("#items"), Coercion::None));
    QCOMPARE(key("#b2", reference), std::pair(QStringLiteral("both"), Coercion::Id));
    QCOMPARE(key("#b2", text), std::pair(QStringLiteral("plain"), Coercion::None));
    QCOMPARE(key("#other", text), std::pair(QStringLiteral("other"), Coercion::None));
}

void TestContext::termsThatAreRefused_data() // semantics.md 2.4: the rows that fail or go wrong
{
    QTest::addColumn<QString>("definition");
    QTest::newRow("keyword alias") << QString::fromUtf8(R"("@id")");
    QTest::newRow("aliased in an object") << QString::fromUtf8(R"({"@id": "@type"})");
    QTest::newRow("null") << QStringLiteral("null");
    QTest::newRow("reverse") << QString::fromUtf8(R"({"@reverse": "hasChild"})");
    QTest::newRow("json") << QString::fromUtf8(R"({"@id": "t", "@type": "@json"})");
    QTest::newRow("scoped context") << QString::fromUtf8(R"({"@id": "t", "@context": {}})");
}

void TestContext::termsThatAreRefused()
{
    QFETCH(QString, definition);
    const QByteArray text = QString::fromUtf8(R"({"t": %1})").arg(definition).toUtf8();
    const Result<Context> context = Context::forDomain(domain, json(text.constData()));
    QVERIFY(context); // a clone starts with it; only the term does not work
    const Result<Context::Property> property = context->expandProperty(QStringLiteral("t"));
    QVERIFY(!property);
    QVERIFY(property.error().message.contains(QLatin1String("\"t\"")));
    QVERIFY(context->expandProperty(QStringLiteral("other")));
    QCOMPARE(context->compactVocab(iriOf("#t")), iriOf("#t")); // its name stays taken
}

void TestContext::contextsRefused_data()
{
    QTest::addColumn<QString>("context");
    QTest::newRow("cycle") << QString::fromUtf8(R"({"a": "b:x", "b": "a:y"})");
    QTest::newRow("number") << QString::fromUtf8(R"({"a": 1})");
    QTest::newRow("control character") << QString::fromUtf8(R"({"a": "http://ex.org/\u0001"})");
    QTest::newRow("relative, with control character") << QString::fromUtf8(R"({"a": "b\u0001"})");
    QTest::newRow("lone surrogate") << QString::fromUtf8(R"({"a": "b\ud800"})");
    QTest::newRow("import") << QString::fromUtf8(R"({"@import": "http://ex.org"})");
    QTest::newRow("base") << QString::fromUtf8(R"({"@base": 1})");
    QTest::newRow("blank term") << QString::fromUtf8(R"({"_:a": "http://ex.org"})");
}

void TestContext::contextsRefused()
{
    QFETCH(QString, context);
    const QJsonObject object = json(context.toUtf8().constData());
    QVERIFY(!object.isEmpty());
    const Result<Context> result = Context::forDomain(domain, object);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::BadConfiguration);
}

void TestContext::requestContextsExtend()
{
    const Context clone = contextOf(R"({"name": "http://ex.org/name"})");
    const Result<Context> request =
            clone.extended(json(R"({"name": null, "nom": "http://ex.org/name"})"));
    QVERIFY(request);
    QCOMPARE(request->compactVocab(QStringLiteral("http://ex.org/name")), QStringLiteral("nom"));
    QVERIFY(!request->expandProperty(QStringLiteral("name")));
    QCOMPARE(clone.compactVocab(QStringLiteral("http://ex.org/name")), QStringLiteral("name"));
    const Result<Context> list = clone.extended(
            QJsonArray{ json(R"({"@vocab": "http://v.org/"})"), json(R"({"x": "y"})") });
    QVERIFY(list);
    QCOMPARE(*list->expandVocab(QStringLiteral("x")), QStringLiteral("http://v.org/y"));
    QVERIFY(!clone.extended(QStringLiteral("http://ex.org/context.json")));
}

void TestContext::compactNeverMisleads()
{
    // What comes out is used in patterns again, where these would be a variable and a keyword.
    const Context context = contextOf();
    QCOMPARE(context.compactId(iriOf("?x")), iriOf("?x"));
    QCOMPARE(context.compactId(iriOf("@x")), iriOf("@x"));
    QCOMPARE(context.compactVocab(iriOf("#@graph")), iriOf("#@graph"));
}

void TestContext::compactExpandsBack()
{
    const Context context = contextOf(R"({
        "@base": "http://ex.org/base/x", "a": "http://ex.org/", "ab": "http://ex.org/b/",
        "c": "http://ex.org/base/", "b": {"@id": "a:b", "@type": "@id"}, "a:c": "c:x"
    })");
    const bool isTrue = rc::check("what is compacted expands to the same IRI", [&] {
        const std::string tail = *rc::gen::container<std::string>(
                rc::gen::elementOf(std::string("abc/:?#._ @")));
        const QString origin = *rc::gen::element(QStringLiteral("http://ex.org/"), iriOf("#"),
                                                 QStringLiteral("http://ex.org/#"),
                                                 QStringLiteral("http://ex.org/base/"),
                                                 QStringLiteral("a:"), QStringLiteral("urn:"));
        const QString iri = origin + QString::fromStdString(tail);
        // An absolute text that itself begins with a prefix is an IRI nobody can write.
        const Result<QString> itself = context.expandId(iri);
        RC_PRE(itself.isOk() && *itself == iri);
        const Result<QString> id = context.expandId(context.compactId(iri));
        RC_ASSERT(id.isOk());
        RC_ASSERT(*id == iri);
        const Result<QString> name = context.expandVocab(context.compactVocab(iri));
        RC_ASSERT(name.isOk());
        RC_ASSERT(*name == iri);
    });
    QVERIFY(isTrue);
}

QTEST_GUILESS_MAIN(TestContext)
#include "tst_context.moc"
