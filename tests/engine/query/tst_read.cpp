// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook.h"
#include "query/read.h"
#include "rdf/vocabulary.h"

#include <QTest>

#include <algorithm>

/// What the vectors leave open: refusals, and where this engine does better than the reference.
class TestRead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void results_data();
    void results();
    void refused_data();
    void refused();
    void unsupported_data();
    void unsupported();
    void valuesAreInOrderWhateverCameFirst();
    void listsWithFaultsAreRead();
};

namespace {

const QByteArray people = R"([
    {"@id": "fred", "@type": "Person", "name": "Fred", "age": 40, "knows": [{"@id": "wilma"}, {"@id": "dino"}]},
    {"@id": "wilma", "@type": "Person", "name": "Wilma", "age": 35},
    {"@id": "dino", "@type": "Pet", "name": "Dino", "age": 2.5},
    {"@id": "times", "at": {"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": "2020-01-01T00:00:00Z"}}
])";

} // namespace

void TestRead::results_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("result");
    const auto row = [](const char *name, const char *pattern, const char *result) {
        QTest::newRow(name) << QByteArray(pattern) << QByteArray(result);
    };
    row("fixed subject and object, free property", // ends the reference's process (4.2)
        R"({"@select": "?p", "@where": {"@id": "fred", "?p": {"@id": "wilma"}}})",
        R"([{"@id": "_:b1", "?p": {"@id": "#knows"}}])");
    row("dateTime by instant",
        R"({"@select": "?s", "@where": {"@id": "?s", "at": {"@type": "http://www.w3.org/2001/XMLSchema#dateTime",
            "@value": "2020-01-01T01:00:00.000+01:00"}}})",
        R"([{"@id": "_:b1", "?s": {"@id": "times"}}])");
    row("values match by value",
        R"({"@select": "?s", "@where": {"@graph": {"@id": "?s", "age": "?a"}, "@values": [{"?a": {
            "@type": "http://www.w3.org/2001/XMLSchema#decimal", "@value": "40.0"}}]}})",
        R"([{"@id": "_:b1", "?s": {"@id": "fred"}}])");
    row("values that leave a variable open",
        R"({"@select": ["?s", "?x"], "@where": {"@graph": {"@id": "?s", "age": 40}, "@values": [{"?x": 1}, {}]}})",
        R"([{"@id": "_:b1", "?s": {"@id": "fred"}, "?x": 1}, {"@id": "_:b2", "?s": {"@id": "fred"}}])");
    row("no values at all",
        R"({"@select": "?s", "@where": {"@graph": {"@id": "?s", "age": 40}, "@values": []}})",
        R"([{"@id": "_:b1", "?s": {"@id": "fred"}}])");
    row("a later bind uses an earlier one",
        R"({"@select": "?z", "@where": {"@graph": {"@id": "fred", "age": "?a"},
            "@bind": [{"?y": {"@plus": ["?a", 1]}}, {"?z": {"@times": ["?y", 2]}}]}})",
        R"([{"@id": "_:b1", "?z": 82}])");
    row("a bind that fails is unbound",
        R"({"@select": ["?s", "?y"], "@where": {"@graph": {"@id": "?s", "age": 40}, "@bind": {"?y": {"@plus": ["?s", 1]}}}})",
        R"([{"@id": "_:b1", "?s": {"@id": "fred"}}])");
    row("describe of what a branch leaves open gives nothing",
        R"({"@describe": "?x", "@where": {"@union": [{"@id": "fred", "knows": "?x", "name": "?n"},
            {"@id": "wilma", "name": "?n"}]}})",
        R"([{"@id": "wilma", "@type": "Person", "name": "Wilma", "age": 35},
            {"@id": "dino", "@type": "Pet", "name": "Dino", "age": 2.5}])");
    row("describe of literals gives nothing",
        R"({"@describe": "?n", "@where": {"@id": "fred", "name": "?n"}})", "[]");
    row("blank ids match nothing", R"({"@select": "?n", "@where": {"@id": "_:b1", "name": "?n"}})", "[]");
    row("blank references match nothing",
        R"({"@select": "?s", "@where": {"@id": "?s", "knows": {"@id": "_:b1"}}})", "[]");
    row("all names but anonymous ones", R"({"@select": "*", "@where": {"@id": "?s", "age": 40, "knows": "?"}})",
        R"([{"@id": "_:b1", "?s": {"@id": "fred"}}, {"@id": "_:b2", "?s": {"@id": "fred"}}])");
    row("construct fills references",
        R"({"@construct": {"@id": "?s", "friend": {"@id": "?f"}}, "@where": {"@id": "?s", "knows": "?f"}})",
        R"([{"@id": "fred", "friend": [{"@id": "wilma"}, {"@id": "dino"}]}])");
    row("construct gives constants as describe does",
        R"({"@construct": {"@id": "fred", "name": "?n",
            "n": {"@type": "http://www.w3.org/2001/XMLSchema#double", "@value": 1}}})",
        R"([{"@id": "fred", "name": "Fred", "n": 1}])");
    row("construct of a nested subject without its property",
        R"({"@construct": {"@id": "?s", "knows": {"@id": "?k", "nope": "?x"}}})",
        R"([{"@id": "fred", "knows": [{"@id": "wilma"}, {"@id": "dino"}]}])");
    row("a nested context is not looked at",
        R"({"@select": "?n", "@where": {"@id": "fred", "@context": {"@vocab": "http://x.org/"}, "name": "?n"}})",
        R"([{"@id": "_:b1", "?n": "Fred"}])");
}

void TestRead::results()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, result);
    Notebook notebook(people);
    QCOMPARE(notebook.read(pattern), Notebook::canonical(result));
}

void TestRead::refused_data()
{
    QTest::addColumn<QByteArray>("pattern");
    const auto row = [](const char *pattern) { QTest::newRow(pattern) << QByteArray(pattern); };
    row(R"({"@describe": "?x", "@where": {"@id": "?s"}})");
    row(R"({"@describe": {"@id": "fred"}})");
    row(R"({"@select": "name", "@where": {"@id": "fred"}})");
    row(R"({"@select": "?s", "@where": "fred"})");
    row(R"({"@select": "?s", "@where": [{"@graph": {"@id": "?s"}}]})");
    row(R"({"@select": "?s", "@where": {"@graph": {"@graph": {"@id": "?s"}}}})");
    row(R"({"@select": "?s", "@where": {"@graph": {"@id": "?s"}, "name": "Fred"}})");
    row(R"({"@select": "?s", "@where": {"@graph": {"@id": "?s"}, "@filter": "?s"}})");
    row(R"({"@select": "?s", "@where": {"@graph": {"@id": "?s"}, "@filter": {}}})");
    row(R"({"@select": "?s", "@where": {"@graph": {"@id": "?s"}, "@bind": {"?s": 1}}})");
    row(R"({"@select": "?s", "@where": {"@bind": [{"?s": 1}, {"?s": 2}]}})");
    row(R"({"@select": "?s", "@where": {"@bind": {"s": 1}}})");
    row(R"({"@select": "?y", "@where": {"@bind": {"?y": {"@plus": [1, 2], "@minus": [1, 2]}}}})");
    row(R"({"@select": "?s", "@where": {"@values": [{"?s": "?t"}]}})");
    row(R"({"@select": "?s", "@where": {"@values": [{"s": 1}]}})");
    row(R"({"@select": "?s", "@where": {"@union": {"@id": "?s"}}})");
    row(R"({"@select": "?s", "@where": {"@id": "?s", "p": {"@value": "x"}}})");
    row(R"({"@select": "?s", "@where": {"@id": "?s", "p": {"@value": "?x"}}})");
    row(R"({"@select": "?s", "@where": {"@id": "?s", "p": {"@value": "?x", "q": 1}}})");
    row(R"({"@select": "?s", "@where": {"@id": "?s", "@type": 5}})");
    row(R"({"@select": "?s", "@where": {"@id": 5}})");
    row(R"({"@select": "?s", "@where": {"@id": "?s", "@foo": 5}})");
    row(R"({"@select": "?s", "@where": {"@id": "?s", "@list": {"x": 1}}})");
    row(R"({"@construct": "fred"})");
    row(R"({"@construct": {"@graph": {"@id": "fred"}}})");
    row(R"({"@describe": "fred", "@context": "http://ex.org/context"})");
}

void TestRead::refused()
{
    QFETCH(QByteArray, pattern);
    Notebook notebook(people);
    QCOMPARE(notebook.read(pattern), QStringLiteral("error %1").arg(int(mld::ErrorCode::BadPattern)));
}

void TestRead::unsupported_data()
{
    QTest::addColumn<QByteArray>("pattern");
    const auto row = [](const char *pattern) { QTest::newRow(pattern) << QByteArray(pattern); };
    row("{}");
    row(R"({"@select": "?s"})");
    row(R"({"@where": {"@id": "?s"}})");
    row(R"({"@distinct": "?s", "@where": {"@id": "?s"}})");
    row(R"({"@insert": {"@id": "s"}})");
}

void TestRead::unsupported()
{
    QFETCH(QByteArray, pattern);
    Notebook notebook(people);
    QCOMPARE(notebook.read(pattern), QStringLiteral("error 5011"));
}

void TestRead::valuesAreInOrderWhateverCameFirst()
{
    using mld::Term;
    const auto iri = [](const char *tail) {
        return Term::iri(QStringLiteral("http://test.m-ld.org/") + QLatin1String(tail));
    };
    std::vector<Term> values{ iri("b"), Term::string(QStringLiteral("d")), Term::string(QStringLiteral("e")),
                              Term::literal(QStringLiteral("9"), mld::iris::xsdInteger),
                              Term::literal(QStringLiteral("11"), mld::iris::xsdInteger) };
    const QJsonArray shown{ QJsonObject{ { QStringLiteral("@id"), QStringLiteral("b") } },
                            QStringLiteral("d"), QStringLiteral("e"), 9, 11 };
    const auto context = mld::Context::forDomain(QStringLiteral("test.m-ld.org"));
    for (size_t turn = 0; turn < values.size(); ++turn) {
        std::rotate(values.begin(), values.begin() + 1, values.end());
        MemoryGraph graph;
        for (const Term &value : values)
            graph.insert({ iri("s"), iri("#p"), value });
        const auto found = mld::query::get(graph, *context, QStringLiteral("s"));
        QVERIFY(found && *found);
        QCOMPARE((*found)->value(QStringLiteral("p")).toArray(), shown);
    }
}

void TestRead::listsWithFaultsAreRead() // semantics.md 8.6
{
    using mld::Term;
    MemoryGraph graph;
    const auto iri = [](const char *tail) {
        return Term::iri(QStringLiteral("http://test.m-ld.org/") + QLatin1String(tail));
    };
    const auto put = [&](const char *position, const char *slot, const char *item) {
        graph.insert({ iri("l"), Term::iri(mld::iris::listPosition + QLatin1String(position)), iri(slot) });
        if (item)
            graph.insert({ iri(slot), Term::iri(mld::iris::item), Term::string(QString::fromLatin1(item)) });
    };
    put("2b", "y", "second");
    put("1a", "x", "first");
    put("2b", "x2", "before second");
    put("3c", "z", nullptr); // its item was deleted elsewhere
    const auto context = mld::Context::forDomain(QStringLiteral("test.m-ld.org"));
    const auto found = mld::query::get(graph, *context, QStringLiteral("l"));
    QVERIFY(found && *found);
    QCOMPARE(QJsonValue(**found),
             json(R"({"@id": "l", "@list": ["first", "before second", "second"]})"));
}

QTEST_GUILESS_MAIN(TestRead)
#include "tst_read.moc"
