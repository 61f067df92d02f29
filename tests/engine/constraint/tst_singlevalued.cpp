// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/singlevalued.h"
#include "rdf/vocabulary.h"
#include "support/memorygraph.h"

#include <QTest>

using namespace mld;
using namespace mld::test;

namespace {

const QString subject = QStringLiteral("http://d.example.org/s");
const QString name = QStringLiteral("http://d.example.org/#name");

Term text(const char16_t *value)
{
    return Term::string(QString::fromUtf16(value));
}

Term integer(int value)
{
    return Term::literal(QString::number(value), iris::xsdInteger);
}

Triple named(const Term &value)
{
    return triple(subject, name, value);
}

} // namespace

class tst_SingleValued : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void greatest_data();
    void greatest();
    void checkRefusesASecondValue();
    void checkAllowsReplacing();
    void checkLeavesOldConflictsAlone();
    void applyKeepsTheGreatest();
    void applyCountsWhatEarlierConstraintsDelete();
};

// semantics.md 9.1: numbers as numbers, strings by UTF-16 code unit
void tst_SingleValued::greatest_data()
{
    QTest::addColumn<Term>("greater");
    QTest::addColumn<Term>("smaller");
    QTest::newRow("numbers") << integer(10) << integer(9);
    QTest::newRow("integer against double")
            << integer(2) << Term::literal(QStringLiteral("1.5E0"), iris::xsdDouble);
    QTest::newRow("text") << text(u"b") << text(u"a");
    QTest::newRow("digits as text") << text(u"9") << text(u"10");
    QTest::newRow("code units") << text(u"\uFF5E") << text(u"\U0001F600");
    QTest::newRow("prefix") << text(u"ab") << text(u"a");
    QTest::newRow("reference above literal") << Term::iri(QStringLiteral("a:a")) << text(u"z");
}

void tst_SingleValued::greatest()
{
    QFETCH(Term, greater);
    QFETCH(Term, smaller);
    QVERIFY(isGreater(greater, smaller));
    QVERIFY(!isGreater(smaller, greater));
    QVERIFY(!isGreater(greater, greater));
    QCOMPARE(greatestOf({ smaller, greater }), greater);
    QCOMPARE(greatestOf({ greater, smaller }), greater);
}

void tst_SingleValued::checkRefusesASecondValue()
{
    const SingleValued constraint(name);
    Patch patch;
    patch.inserts = { named(text(u"b")) };
    QVERIFY(constraint.check(MemoryGraph(), patch).isOk());
    const auto refused = constraint.check(MemoryGraph({ named(text(u"a")) }), patch);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::ConstraintViolated);
    QVERIFY(refused.error().message.contains(QLatin1String("Multiple values for")));

    Patch both;
    both.inserts = { named(text(u"a")), named(text(u"b")) };
    QVERIFY(!constraint.check(MemoryGraph(), both));
}

void tst_SingleValued::checkAllowsReplacing()
{
    Patch patch;
    patch.deletes = { named(text(u"a")) };
    patch.inserts = { named(text(u"b")) };
    QVERIFY(SingleValued(name).check(MemoryGraph({ named(text(u"a")) }), patch).isOk());
    Patch again;
    again.inserts = { named(text(u"a")) };
    QVERIFY(SingleValued(name).check(MemoryGraph({ named(text(u"a")) }), again).isOk());
}

void tst_SingleValued::checkLeavesOldConflictsAlone()
{
    const MemoryGraph conflicting({ named(text(u"a")), named(text(u"b")), named(text(u"c")) });
    Patch patch;
    patch.deletes = { named(text(u"a")) };
    QVERIFY(SingleValued(name).check(conflicting, patch).isOk());
}

void tst_SingleValued::applyKeepsTheGreatest()
{
    const MemoryGraph before({ named(text(u"b")) });
    Patch remote;
    remote.inserts = { named(text(u"a")), named(text(u"c")) };
    Patch resolution;
    QVERIFY(SingleValued(name).apply(before, remote, resolution).isOk());
    const QSet<Triple> deleted(resolution.deletes.begin(), resolution.deletes.end());
    QCOMPARE(deleted, QSet<Triple>({ named(text(u"a")), named(text(u"b")) }));

    Patch event = combinedChange(before, remote, resolution);
    QCOMPARE(event.inserts, std::vector { named(text(u"c")) });
    QCOMPARE(event.deletes.size(), size_t(2));
}

void tst_SingleValued::applyCountsWhatEarlierConstraintsDelete()
{
    Patch remote;
    remote.inserts = { named(text(u"c")) };
    Patch resolution;
    resolution.deletes = { named(text(u"c")) };
    QVERIFY(SingleValued(name).apply(MemoryGraph({ named(text(u"b")) }), remote, resolution).isOk());
    QCOMPARE(resolution.deletes.size(), size_t(1));
}

QTEST_GUILESS_MAIN(tst_SingleValued)
#include "tst_singlevalued.moc"
