// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/constraintset.h"
#include "constraint/shapeconstraint.h"
#include "constraint/textconstraint.h"
#include "rdf/vocabulary.h"
#include "support/memorygraph.h"

#include <QJsonDocument>
#include <QTest>

using namespace mld;
using namespace mld::test;

namespace {

const QString subject = QStringLiteral("http://test.m-ld.org/s");
const QString name = QStringLiteral("http://test.m-ld.org/#name");

Triple named(const char *value)
{
    return triple(subject, name, Term::string(QString::fromLatin1(value)));
}

Triple texted(const char *valueId)
{
    return triple(subject, name, Term::literal(QString::fromLatin1(valueId), iris::text));
}

PropertyShape shape(std::optional<qint64> minCount, std::optional<qint64> maxCount)
{
    return { name, minCount, maxCount };
}

} // namespace

/// Shapes, which hide values (semantics.md 9.2), the constraint on texts (12.6), and configuration.
class tst_Constraints : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shapeChecksCounts();
    void shapeAllowsWholeDelete();
    void shapeLeavesOtherPropertiesAlone();
    void shapeHidesAllButTheGreatest();
    void shapeShowsHiddenAgain();
    void shapeRestoresTheGreatestDeleted();
    void writeDeletesHidden();
    void textRefusesASecondValue();
    void plainValuesAreNoMatterOfText();
    void configuration();
    void badConfiguration_data();
    void badConfiguration();
};

void tst_Constraints::shapeChecksCounts()
{
    const MemoryGraph before({ named("a"), triple(subject, name + u'2', Term::string(name)) });
    Patch second;
    second.inserts = { named("b") };
    const auto many = ShapeConstraint(shape({}, 1)).check(before, second);
    QVERIFY(!many);
    QVERIFY(many.error().message.startsWith(QLatin1String("Too many values")));
    QVERIFY(ShapeConstraint(shape({}, 2)).check(before, second).isOk());
    Patch none;
    none.deletes = { named("a") };
    const auto few = ShapeConstraint(shape(1, {})).check(before, none);
    QVERIFY(!few);
    QVERIFY(few.error().message.startsWith(QLatin1String("Too few values")));
}

void tst_Constraints::shapeAllowsWholeDelete()
{
    Patch patch;
    patch.deletes = { named("a") };
    QVERIFY(ShapeConstraint(shape(1, 1)).check(MemoryGraph({ named("a") }), patch).isOk());
}

// m-ld-js deletes the rest of the subject here (semantics.md 9.2, "Defect")
void tst_Constraints::shapeLeavesOtherPropertiesAlone()
{
    const MemoryGraph before({ named("a"), triple(subject, name + u'2', Term::string(name)) });
    Patch patch;
    patch.deletes = { named("a") };
    patch.inserts = { named("b") };
    QVERIFY(ShapeConstraint(shape(1, 1)).check(before, patch).isOk());
    QCOMPARE(patch.deletes, std::vector { named("a") });
}

void tst_Constraints::shapeHidesAllButTheGreatest()
{
    const MemoryGraph before({ named("a"), named("c") });
    Patch remote;
    remote.inserts = { named("b") };
    Patch resolution;
    QVERIFY(ShapeConstraint(shape({}, 2)).apply(before, remote, resolution).isOk());
    QCOMPARE(resolution.entailedDeletes, std::vector { named("a") });
    QVERIFY(resolution.isEmpty());
    // jrql-cases.json, "shape maxCount 2: three concurrent values"
    const Patch event = combinedChange(before, remote, resolution);
    QSet<Triple> shown(event.inserts.begin(), event.inserts.end());
    for (const Triple &inserted : event.entailedInserts)
        shown.insert(inserted);
    QCOMPARE(shown, QSet<Triple>({ named("b"), named("c") }));
}

void tst_Constraints::shapeShowsHiddenAgain()
{
    MemoryGraph before({ named("c") });
    before.hidden = { named("a"), named("b") };
    Patch remote;
    remote.deletes = { named("c"), named("a") };
    Patch resolution;
    QVERIFY(ShapeConstraint(shape({}, 1)).apply(before, remote, resolution).isOk());
    QCOMPARE(resolution.entailedInserts, std::vector { named("b") });
}

void tst_Constraints::shapeRestoresTheGreatestDeleted()
{
    const MemoryGraph before(
            { named("a"), named("b"), triple(subject, name + u'2', Term::string(name)) });
    Patch remote;
    remote.deletes = { named("a"), named("b") };
    Patch resolution;
    QVERIFY(ShapeConstraint(shape(1, {})).apply(before, remote, resolution).isOk());
    QCOMPARE(resolution.inserts, std::vector { named("b") });
    QCOMPARE(combinedChange(before, remote, resolution).deletes, std::vector { named("a") });

    Patch whole;
    QVERIFY(ShapeConstraint(shape(1, {}))
                    .apply(MemoryGraph({ named("a"), named("b") }), remote, whole)
                    .isOk());
    QVERIFY(whole.inserts.empty());
}

void tst_Constraints::writeDeletesHidden()
{
    MemoryGraph before({ named("c") });
    before.hidden = { named("a") };
    Patch patch;
    patch.deletes = { named("c") };
    patch.inserts = { named("d") };
    QVERIFY(ShapeConstraint(shape({}, 1)).check(before, patch).isOk());
    QCOMPARE(patch.deletes, (std::vector { named("c"), named("a") }));
}

void tst_Constraints::textRefusesASecondValue()
{
    Patch patch;
    patch.inserts = { texted("id2") };
    const auto refused = TextConstraint().check(MemoryGraph({ texted("id1") }), patch);
    QVERIFY(!refused);
    QVERIFY(refused.error().message.startsWith(QLatin1String("Multiple shared data values")));
    QVERIFY(!TextConstraint().check(MemoryGraph({ named("plain") }), patch));
    patch.deletes = { texted("id1") };
    QVERIFY(TextConstraint().check(MemoryGraph({ texted("id1") }), patch).isOk());
}

void tst_Constraints::plainValuesAreNoMatterOfText()
{
    Patch patch;
    patch.inserts = { named("b") };
    QVERIFY(TextConstraint().check(MemoryGraph({ named("a") }), patch).isOk());
}

void tst_Constraints::configuration()
{
    const auto context = Context::forDomain(QStringLiteral("test.m-ld.org"));
    QVERIFY(context.isOk());
    const auto entry = [](const char *json) {
        return QJsonDocument::fromJson(json).object();
    };
    const QJsonArray config {
        entry(R"({"@type": "single-valued", "property": "name"})"),
        entry(R"({"@type": "shared-text", "property": "name"})"),
        entry(R"({"@type": "shape", "path": "name", "maxCount": 1})"),
    };
    const auto configured = ConfiguredConstraints::read(config, *context);
    QVERIFY(configured.isOk());
    QCOMPARE(configured->singleValued, std::vector { name });
    QCOMPARE(configured->textProperties, QSet<QString> { name });
    QCOMPARE(configured->shapes, std::vector { shape({}, 1) });

    const auto constraints = makeConstraints(*configured, Extensions(), QStringLiteral("c"),
                                             [] { return QStringLiteral("genid:1"); });
    Patch patch;
    patch.inserts = { named("a"), named("b") };
    QVERIFY(!constraints->check(MemoryGraph(), patch));
}

void tst_Constraints::badConfiguration_data()
{
    QTest::addColumn<QJsonValue>("entry");
    QTest::newRow("no object") << QJsonValue(1);
    QTest::newRow("other type") << QJsonValue(
            QJsonObject { { QStringLiteral("@type"), QStringLiteral("multi-valued") } });
    QTest::newRow("no property") << QJsonValue(
            QJsonObject { { QStringLiteral("@type"), QStringLiteral("single-valued") } });
    QTest::newRow("negative count") << QJsonValue(
            QJsonObject { { QStringLiteral("@type"), QStringLiteral("shape") },
                          { QStringLiteral("path"), QStringLiteral("name") },
                          { QStringLiteral("minCount"), -1 } });
}

void tst_Constraints::badConfiguration()
{
    QFETCH(QJsonValue, entry);
    const auto context = Context::forDomain(QStringLiteral("test.m-ld.org"));
    const auto configured = ConfiguredConstraints::read({ entry }, *context);
    QVERIFY(!configured);
    QCOMPARE(configured.error().code, ErrorCode::BadConfiguration);
}

QTEST_GUILESS_MAIN(tst_Constraints)
#include "tst_constraints.moc"
