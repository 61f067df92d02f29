// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "jsonld/subjects.h"
#include "rdf/vocabulary.h"

#include <QJsonDocument>
#include <QTest>

using namespace mld;

namespace {

QJsonArray json(const char *text)
{
    return QJsonDocument::fromJson(text).array();
}

Term node(const char *tail)
{
    return Term::iri(QStringLiteral("http://test.m-ld.org/") + QLatin1String(tail));
}

} // namespace

class TestSubjects : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void groupsBySubject();
    void showsEqualValuesOnce();
    void showsListPlaces();

private:
    const Context m_context = *Context::forDomain(QStringLiteral("test.m-ld.org"));
    const DataLookup m_lookup{};
};

void TestSubjects::groupsBySubject()
{
    const std::vector<Triple> triples = {
        { node("b"), node("#knows"), node("a") },
        { node("a"), Term::iri(iris::rdfType), node("#Person") },
        { node("b"), node("#n"), Term::literal(QStringLiteral("1"), iris::xsdInteger) },
        { node("a"), node("#name"), Term::string(QStringLiteral("A")) },
        { node("b"), node("#n"), Term::literal(QStringLiteral("2"), iris::xsdInteger) },
        { node("s"), Term::iri(iris::item), Term::string(QStringLiteral("i")) },
        { node("s"), Term::iri(iris::index), Term::literal(QStringLiteral("0"), iris::xsdInteger) },
    };
    QCOMPARE(jsonld::subjectsOf(triples, m_context, m_lookup), json(R"([
        {"@id": "b", "knows": {"@id": "a"}, "n": [1, 2]},
        {"@id": "a", "@type": "Person", "name": "A"},
        {"@id": "s", "@item": "i", "@index": 0}
    ])"));
    QCOMPARE(jsonld::subjectsOf({}, m_context, m_lookup), QJsonArray());
}

void TestSubjects::showsEqualValuesOnce() // semantics.md 3.2
{
    const std::vector<Triple> triples = {
        { node("s"), node("#n"), Term::literal(QStringLiteral("1"), iris::xsdInteger) },
        { node("s"), node("#n"), Term::literal(QStringLiteral("1.0E0"), iris::xsdDouble) },
        { node("s"), node("#n"), Term::string(QStringLiteral("1")) },
        { node("s"), node("#n"), Term::literal(QStringLiteral("01"), iris::xsdInteger) },
    };
    QCOMPARE(jsonld::subjectsOf(triples, m_context, m_lookup),
             json(R"([{"@id": "s", "n": [1, "1"]}])"));
}

void TestSubjects::showsListPlaces() // semantics.md 8.7
{
    const Triple first{ node("l"), Term::iri(iris::listPosition + u'1'), node("x") };
    const Triple second{ node("l"), Term::iri(iris::listPosition + u'2'), node("y") };
    const QHash<Triple, qint64> places{ { first, 3 }, { second, 3 } };
    QCOMPARE(jsonld::subjectsOf({ first, second }, m_context, m_lookup, places, true),
             json(R"([{"@id": "l", "@list": {"3": [{"@id": "x"}, {"@id": "y"}]}}])"));
    QCOMPARE(jsonld::subjectsOf({ first }, m_context, m_lookup, places, false),
             json(R"([{"@id": "l", "@list": {"3": {"@id": "x"}}}])"));
}

QTEST_GUILESS_MAIN(TestSubjects)
#include "tst_subjects.moc"
