// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook.h"
#include "query/write.h"
#include "rdf/vocabulary.h"

#include <QElapsedTimer>
#include <QTest>

using namespace mld;

/// What the vectors leave open: refusals, and where this engine does better than the reference.
class TestWrite : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void events_data();
    void events();
    void refused_data();
    void refused();
    void unsupported_data();
    void unsupported();
    void nothingIsChangedByARefusal();
    void textsKeepTheirIds();
    void manyDeletesAreNoProduct();
    void agreements_data();
    void agreements();
};

namespace {

const QByteArray people = R"([
    {"@id": "fred", "name": "Fred", "age": 40, "tags": ["a", "b"]},
    {"@id": "wilma", "name": "Wilma", "age": 35},
    {"@id": "note", "body": "Some text", "title": "T"},
    {"@id": "other", "plain": "p"}
])";
const QByteArray withTexts = R"({"plugins": [{"kind": "TSeqText", "properties": ["body", "text"]}]})";

} // namespace

void TestWrite::events_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QString>("event");
    const auto row = [](const char *name, const char *pattern, const char *event) {
        QTest::newRow(name) << QByteArray(pattern)
                            << (*event == '{' ? Notebook::canonical(event)
                                              : QString::fromLatin1(event));
    };
    row("blank ids delete nothing", R"({"@delete": {"@id": "_:b", "p": 1}})", "nothing");
    row("blank references delete nothing", R"({"@delete": {"@id": "fred", "p": {"@id": "_:b"}}})", "nothing");
    row("an empty property still makes a reference", R"({"@delete": {"@id": "other", "p": []}})",
        R"({"@delete": [{"@id": "other", "plain": "p"}]})");
    row("a delete in parts needs them all", R"({"@delete": [{"@id": "fred"}, {"@id": "nobody"}]})", "nothing");
    row("combinations of independent parts",
        R"({"@delete": [{"@id": "fred", "age": "?a"}, {"@id": "wilma", "name": "?n"}], "@insert": {"@id": "x", "?n": "?a", "a": "?a", "n": "?n"}})",
        R"({"@delete": [{"@id": "fred", "age": 40}, {"@id": "wilma", "name": "Wilma"}],
            "@insert": [{"@id": "x", "a": 40, "n": "Wilma"}]})");
    row("where and inserts of all combinations",
        R"({"@insert": {"@id": "?s", "tag": "?t"}, "@where": [{"@id": "?s", "age": "?a"}, {"@id": "fred", "tags": "?t"}]})",
        R"({"@insert": [{"@id": "fred", "tag": ["a", "b"]}, {"@id": "wilma", "tag": ["a", "b"]}]})");
    row("where with a union",
        R"({"@delete": {"@id": "?s", "name": "?n"}, "@where": {"@union": [{"@id": "?s", "name": "?n", "age": 40},
            {"@id": "?s", "name": "?n", "age": 35}]}})",
        R"({"@delete": [{"@id": "fred", "name": "Fred"}, {"@id": "wilma", "name": "Wilma"}]})");
    row("values bound by a bind are inserted",
        R"({"@insert": {"@id": "?s", "next": "?y"}, "@where": {"@graph": {"@id": "?s", "age": "?a"}, "@bind": {"?y": {"@plus": ["?a", 1]}}}})",
        R"({"@insert": [{"@id": "fred", "next": 41}, {"@id": "wilma", "next": 36}]})");
    row("an empty where has one solution", R"({"@insert": {"@id": "x", "p": 1}, "@where": []})",
        R"({"@insert": [{"@id": "x", "p": 1}]})");
    row("a literal cannot become a subject",
        R"({"@insert": {"@id": "?n", "p": 1}, "@where": {"@id": "fred", "name": "?n"}})", "nothing");
    row("one new subject for all solutions",
        R"({"@insert": {"@id": "?s", "boss": {"name": "B"}}, "@where": {"@id": "?s", "age": "?a"}})",
        R"({"@insert": [{"@id": "fred", "boss": {"@id": ".well-known/genid/x"}},
            {"@id": ".well-known/genid/x", "name": "B"}, {"@id": "wilma", "boss": {"@id": ".well-known/genid/x"}}]})");
    row("update adds to a concatenation of expressions",
        R"({"@update": {"@id": "fred", "name": {"@value": "?o", "@concat": ["-", "?o"]}}})",
        R"({"@delete": [{"@id": "fred", "name": "Fred"}], "@insert": [{"@id": "fred", "name": "Fred-Fred"}]})");
    row("append to a text", R"({"@update": {"@id": "note", "body": {"@concat": ["!", "?"]}}})", "error 1");
    row("append constants to a text", R"({"@update": {"@id": "note", "body": {"@concat": ["!", "!"]}}})",
        R"({"@update": [{"@id": "note", "body": {"@concat": "!!"}}]})");
    row("append a value to a text",
        R"({"@update": {"@id": "note", "body": {"@value": "?o", "@concat": "?t"}}, "@where": {"@id": "note", "body": "?o", "title": "?t"}})",
        R"({"@update": [{"@id": "note", "body": {"@concat": "T"}}]})");
    row("an edit of a text that is deleted",
        R"({"@delete": {"@id": "note", "body": "?b"}, "@update": {"@id": "note", "body": {"@splice": [0, 1]}}})",
        R"({"@delete": [{"@id": "note", "body": "Some text"}]})");
    row("a copied text is a new text",
        R"({"@insert": {"@id": "copy", "text": "?b"}, "@where": {"@id": "note", "body": "?b"}})",
        R"({"@insert": [{"@id": "copy", "text": "Some text"}]})");
    row("a text copied to a plain property is plain",
        R"({"@insert": {"@id": "copy", "plain": "?b"}, "@where": {"@id": "note", "body": "?b"}})",
        R"({"@insert": [{"@id": "copy", "plain": "Some text"}]})");
    row("regular expressions see into texts",
        R"({"@insert": {"@id": "?s", "found": true}, "@where": {"@id": "?s", "body": {"@value": "?b", "@regex": "text$"}}})",
        R"({"@insert": [{"@id": "note", "found": true}]})");
    row("a context of its own", R"({"@context": {"@base": "http://x.org/"}, "@insert": {"@id": "a", "p": 1}})",
        R"({"@insert": [{"@id": "http://x.org/a", "p": 1}]})");
    row("indexes are not deleted", R"({"@delete": {"@id": "fred", "@index": 1}})", "nothing");
}

void TestWrite::events()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QString, event);
    Notebook notebook(people, withTexts);
    QCOMPARE(notebook.write(pattern), event);
}

void TestWrite::refused_data()
{
    QTest::addColumn<QByteArray>("pattern");
    const auto row = [](const char *pattern) { QTest::newRow(pattern) << QByteArray(pattern); };
    row(R"({"@insert": {"@graph": {"@id": "x", "p": 1}}})");
    row(R"({"@delete": {"@graph": {"@id": "x", "p": 1}}})");
    row(R"({"@insert": {"@id": "x"}, "name": 1})");
    row(R"(["x"])");
    row(R"([{"@graph": []}])");
    row(R"({"@id": "_:b", "p": 1})");
    row(R"({"@id": "x", "p": {"@id": "_:b"}})");
    row(R"({"@id": "x", "p": {"@value": "?y"}})");
    row(R"({"@id": "x", "p": {"@splice": [0, 1]}})");
    row(R"({"@id": "x", "@index": 1})");
    row(R"({"@id": "x", "@type": 1})");
    row(R"({"@id": "x", "@type": {"@value": "T", "@language": "en"}})");
    row(R"({"@id": "x", "@language": "en"})");
    row(R"({"@id": "x", "p": {"@graph": []}})");
    row(R"({"@id": "x", "@list": [null]})");
    row(R"({"@id": "x", "@list": {"@id": "y"}})");
    row(R"({"@id": "x", "p": {"@type": "@json", "@value": 1}})");
    row(R"({"@update": {"@id": "fred", "age": "?x"}})");
    row(R"({"@update": {"@id": "fred", "age": {"@plus": 1, "@times": 2}}})");
    row(R"({"@update": {"@id": "?s", "age": 9}, "@where": {"@id": "?s", "name": "Fred"}})");
    row(R"({"@delete": {"@id": "?s", "age": "?"}, "@where": {"@id": "?s", "name": "Fred"}})");
    row(R"({"@update": {"@id": "fred", "name": {"@plus": 1}}})");
    row(R"({"@update": {"@id": "fred", "name": {"@splice": [0, 1, "X"]}}})");
    row(R"({"@update": {"@id": "note", "body": [{"@splice": [0, 1]}, {"@splice": [1, 1]}]}})");
    row(R"({"@update": {"@id": "note", "body": {"@splice": [0]}}})");
    row(R"({"@update": {"@id": "note", "body": {"@splice": [0, -1]}}})");
    row(R"({"@update": {"@id": "note", "body": {"@splice": [0.5, 1]}}})");
    row(R"({"@update": {"@id": "note", "body": {"@splice": [0, 1, 2]}}})");
    row(R"({"@update": {"@id": "note", "body": {"@splice": [0, 1, "", 3]}}})");
    row(R"({"@update": {"@id": "note", "body": {"@splice": [1e300, 1]}}})");
    row(R"({"@update": {"@id": "note", "body": {"@plus": 1}}})");
}

void TestWrite::refused()
{
    QFETCH(QByteArray, pattern);
    Notebook notebook(people, withTexts);
    QCOMPARE(notebook.write(pattern), QStringLiteral("error %1").arg(int(ErrorCode::BadPattern)));
}

void TestWrite::unsupported_data()
{
    QTest::addColumn<QByteArray>("pattern");
    const auto row = [](const char *pattern) { QTest::newRow(pattern) << QByteArray(pattern); };
    row(R"("x")");
    row("5");
    row("null");
    row(R"({"@describe": "fred"})");
    row(R"({"@where": {"@id": "fred"}})");
    row(R"({"@union": [{"@id": "fred"}]})");
    row(R"({"@graph": {"@id": "x", "p": 1}, "@filter": {"@eq": [1, 1]}})");
}

void TestWrite::unsupported()
{
    QFETCH(QByteArray, pattern);
    Notebook notebook(people, withTexts);
    QCOMPARE(notebook.write(pattern), QStringLiteral("error 5011"));
}

void TestWrite::nothingIsChangedByARefusal()
{
    Notebook notebook(people, withTexts);
    const QByteArray all = R"({"@describe": "?s", "@where": {"@id": "?s"}})";
    const QString before = notebook.read(all);
    QCOMPARE(notebook.write(R"({"@delete": {"@id": "fred"}, "@insert": {"@id": "note", "body": "second"}})"),
             QStringLiteral("error %1").arg(int(ErrorCode::ConstraintViolated)));
    QCOMPARE(notebook.write(R"([{"@id": "new", "p": 1}, {"@id": "note", "body": ["a", "b"]}])"),
             QStringLiteral("error %1").arg(int(ErrorCode::ConstraintViolated)));
    QCOMPARE(notebook.read(all), before);
}

void TestWrite::textsKeepTheirIds()
{
    Notebook notebook(people, withTexts);
    const auto context = Context::forDomain(QStringLiteral("test.m-ld.org"));
    int ids = 0;
    const query::WriteEnvironment environment{
        [&] { return QStringLiteral("new%1").arg(++ids); },
        [](const QString &property) { return property.endsWith(QLatin1String("#body")); }
    };
    // One text for one value, however many solutions insert it.
    const auto patch = query::evaluateWrite(
            notebook.graph(), *context,
            json(R"({"@insert": {"@id": "x", "body": "text", "tag": "?t"}, "@where": {"@id": "fred", "tags": "?t"}})"),
            environment);
    QVERIFY(patch);
    QCOMPARE(patch->inserts.size(), size_t(3));
    QCOMPARE(patch->newTexts.size(), 1);
    const QString id = patch->newTexts.keys().first();
    QCOMPARE(patch->newTexts.value(id), QStringLiteral("text"));
    QVERIFY(std::ranges::any_of(patch->inserts, [&](const Triple &triple) {
        return triple.object == Term::literal(id, iris::text);
    }));
    // An edit is of the text that is there; a concatenation is at its end, wherever that is.
    const auto edit = query::evaluateWrite(notebook.graph(), *context,
                                           json(R"({"@update": {"@id": "note", "body": {"@concat": "!"}}})"),
                                           environment);
    QVERIFY(edit && edit->splices.size() == 1 && edit->inserts.empty() && edit->deletes.empty());
    QCOMPARE(edit->splices[0].splices, (std::vector<Splice>{ { Splice::end, 0, QStringLiteral("!") } }));
    QCOMPARE(notebook.graph().textOf(edit->splices[0].triple.object.text()).value_or(QString()),
             QStringLiteral("Some text"));
}

void TestWrite::manyDeletesAreNoProduct()
{
    // Ten properties each of thirty subjects have 10^30 combinations.
    QJsonArray subjects;
    QJsonArray references;
    for (int i = 0; i < 30; ++i) {
        const QString id = QStringLiteral("s%1").arg(i);
        QJsonObject subject{ { QStringLiteral("@id"), id } };
        for (int p = 0; p < 10; ++p)
            subject.insert(QStringLiteral("p%1").arg(p), i * p);
        subjects.append(subject);
        references.append(QJsonObject{ { QStringLiteral("@id"), id } });
    }
    Notebook notebook;
    QVERIFY(notebook.backend().write(subjects));
    QCOMPARE(notebook.graph().size(), size_t(300));
    QVERIFY(notebook.backend().write(QJsonObject{ { QStringLiteral("@delete"), references } }));
    QCOMPARE(notebook.graph().size(), size_t(0));
}

void TestWrite::agreements_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<bool>("isAgreement");
    const auto row = [](const char *pattern, bool isAgreement) {
        QTest::newRow(pattern) << QByteArray(pattern) << isAgreement;
    };
    row(R"({"@insert": {"@id": "x"}, "@agree": true})", true);
    row(R"({"@insert": {"@id": "x"}, "@agree": "why"})", true);
    row(R"({"@insert": {"@id": "x"}, "@agree": {}})", true);
    row(R"({"@insert": {"@id": "x"}, "@agree": false})", false);
    row(R"({"@insert": {"@id": "x"}, "@agree": ""})", false);
    row(R"({"@insert": {"@id": "x"}, "@agree": 0})", false);
    row(R"({"@insert": {"@id": "x"}})", false);
    row(R"({"@id": "x"})", false);
    row("[]", false);
}

void TestWrite::agreements()
{
    QFETCH(QByteArray, pattern);
    QFETCH(bool, isAgreement);
    QCOMPARE(!query::agreementOf(json(pattern)).isUndefined(), isAgreement);
}

QTEST_GUILESS_MAIN(TestWrite)
#include "tst_write.moc"
