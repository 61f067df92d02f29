// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook.h"
#include "query/events.h"
#include "rdf/vocabulary.h"

#include <QTest>

using namespace mld;

class TestEvents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsAllSplices();
    void looksUpWhatIsGoneAndWhatIsNew();
    void showsEntailments();

private:
    const Context m_context = *Context::forDomain(QStringLiteral("test.m-ld.org"));
};

namespace {

Term node(const char *tail)
{
    return Term::iri(QStringLiteral("http://test.m-ld.org/") + QLatin1String(tail));
}

Term text(const char *id)
{
    return Term::literal(QString::fromLatin1(id), iris::text);
}

} // namespace

void TestEvents::showsAllSplices() // semantics.md 12.6: the reference gives only the last
{
    Patch patch;
    patch.splices.push_back({ { node("n"), node("#body"), text("1") },
                              { { 0, 2, QString() }, { 5, 0, QStringLiteral("x") } } });
    patch.splices.push_back({ { node("n"), node("#title"), text("2") },
                              { { Splice::end, 0, QStringLiteral("y") } } });
    patch.splices.push_back({ { node("m"), node("#body"), text("3") }, { { 1, 0, QStringLiteral("") } } });
    const auto sides = query::updateSides(patch, m_context, {});
    QVERIFY(sides.deletes.isEmpty() && sides.inserts.isEmpty());
    QCOMPARE(QJsonValue(sides.updates), json(R"([
        {"@id": "n", "body": [{"@splice": [0, 2]}, {"@splice": [5, 0, "x"]}], "title": {"@concat": "y"}},
        {"@id": "m", "body": {"@splice": [1, 0, ""]}}])"));
}

void TestEvents::looksUpWhatIsGoneAndWhatIsNew()
{
    Patch patch;
    patch.deletes.push_back({ node("n"), node("#body"), text("old") });
    patch.inserts.push_back({ node("n"), node("#body"), text("new") });
    patch.newTexts.insert(QStringLiteral("new"), QStringLiteral("after"));
    const DataLookup lookup{ [](const QString &id) {
                                return id == QLatin1String("old")
                                        ? std::optional(QStringLiteral("before"))
                                        : std::nullopt;
                            },
                             {} };
    const auto sides = query::updateSides(patch, m_context, lookup);
    QCOMPARE(QJsonValue(sides.deletes), json(R"([{"@id": "n", "body": "before"}])"));
    QCOMPARE(QJsonValue(sides.inserts), json(R"([{"@id": "n", "body": "after"}])"));
    QVERIFY(query::updateSides({}, m_context, lookup).isEmpty());
}

void TestEvents::showsEntailments()
{
    const Triple position{ node("l"), Term::iri(iris::listPosition + u'1'), node("s") };
    const Term index = Term::literal(QStringLiteral("2"), iris::xsdInteger);
    Patch patch;
    patch.deletes.push_back(position);
    patch.listIndexes.insert(position, 2);
    patch.entailedDeletes.push_back({ node("s"), Term::iri(iris::index), index });
    patch.entailedInserts.push_back({ node("t"), Term::iri(iris::index), index });
    const auto sides = query::updateSides(patch, m_context, {});
    QCOMPARE(QJsonValue(sides.deletes),
             json(R"([{"@id": "l", "@list": {"2": {"@id": "s"}}}, {"@id": "s", "@index": 2}])"));
    QCOMPARE(QJsonValue(sides.inserts), json(R"([{"@id": "t", "@index": 2}])"));
}

QTEST_GUILESS_MAIN(TestEvents)
#include "tst_events.moc"
