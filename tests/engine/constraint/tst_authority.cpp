// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/authority.h"
#include "rdf/vocabulary.h"
#include "support/memorygraph.h"

#include <QTest>

using namespace mld;
using namespace mld::test;

namespace {

const QString alice = QStringLiteral("https://alice.example/profile#me");
const QString bob = QStringLiteral("https://bob.example/profile#me");
const QString state = QStringLiteral("http://d.example.org/#state");
const QString other = QStringLiteral("http://d.example.org/#other");
const QString invoice = QStringLiteral("http://d.example.org/#Invoice");

QString meld(const char *name)
{
    return QStringLiteral("http://m-ld.org/#") + QLatin1String(name);
}

Triple link(const QString &subject, const QString &predicate, const QString &object)
{
    return triple(subject, predicate, Term::iri(object));
}

Triple value(const QString &subject, const QString &predicate)
{
    return triple(subject, predicate, Term::string(QStringLiteral("v")));
}

Patch inserting(const Triple &triple)
{
    Patch patch;
    patch.inserts = { triple };
    return patch;
}

/// What the property `state` and the class Invoice are to be under.
MemoryGraph shapes()
{
    return MemoryGraph({ link(QStringLiteral("a:stateShape"), iris::shNs + QStringLiteral("path"), state),
                         link(QStringLiteral("a:invoiceShape"), iris::shNs + QStringLiteral("targetClass"), invoice) });
}

} // namespace

/// semantics.md 10.3, 10.4
class tst_Authority : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void permissionIsNeeded();
    void permissionByClass();
    void editsNeedNoPermission();
    void statuteIsProven();
    void everyTouchedPartMustBeCovered();
    void agreementsAreTested();
    void unknownConditionsAreNotJudged();
};

void tst_Authority::permissionIsNeeded()
{
    MemoryGraph graph = shapes();
    graph.insert(link(QStringLiteral("a:permission"), iris::rdfType, meld("WritePermission")));
    graph.insert(link(QStringLiteral("a:permission"), meld("controlled-shape"), QStringLiteral("a:stateShape")));
    graph.insert(link(alice, meld("has-permission"), QStringLiteral("a:permission")));
    const Authority authority(graph);
    const Patch controlled = inserting(value(QStringLiteral("a:x"), state));
    QVERIFY(authority.checkPermissions(controlled, alice));
    for (const QString &principal : { bob, QString() }) {
        const auto refused = authority.checkPermissions(controlled, principal);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Unauthorised);
        QCOMPARE(refused.error().status(), 4030);
        QVERIFY(authority.checkPermissions(inserting(value(QStringLiteral("a:x"), other)), principal));
    }
    Patch deleting;
    deleting.deletes = { value(QStringLiteral("a:x"), state) };
    QVERIFY(!authority.checkPermissions(deleting, bob));
}

/// By what a subject is before the change, and by what the change makes it.
void tst_Authority::permissionByClass()
{
    MemoryGraph graph = shapes();
    graph.insert(link(QStringLiteral("a:permission"), iris::rdfType, meld("WritePermission")));
    graph.insert(link(QStringLiteral("a:permission"), meld("controlled-shape"), QStringLiteral("a:invoiceShape")));
    graph.insert(link(QStringLiteral("a:old"), iris::rdfType, invoice));
    const Authority authority(graph);
    QVERIFY(!authority.checkPermissions(inserting(value(QStringLiteral("a:old"), other)), bob));
    QVERIFY(authority.checkPermissions(inserting(value(QStringLiteral("a:new"), other)), bob));
    QVERIFY(!authority.checkPermissions(inserting(link(QStringLiteral("a:new"), iris::rdfType, invoice)), bob));
}

void tst_Authority::editsNeedNoPermission()
{
    MemoryGraph graph = shapes();
    graph.insert(link(QStringLiteral("a:permission"), iris::rdfType, meld("WritePermission")));
    graph.insert(link(QStringLiteral("a:permission"), meld("controlled-shape"), QStringLiteral("a:stateShape")));
    Patch edit;
    edit.splices = { { value(QStringLiteral("a:x"), state), {} } };
    QVERIFY(Authority(graph).checkPermissions(edit, bob));
}

void tst_Authority::statuteIsProven()
{
    MemoryGraph graph = shapes();
    graph.insert(link(QStringLiteral("a:statute"), iris::rdfType, meld("Statute")));
    graph.insert(link(QStringLiteral("a:statute"), meld("statutory-shape"), QStringLiteral("a:stateShape")));
    graph.insert(link(QStringLiteral("a:statute"), meld("sufficient-condition"), meld("has-authority")));
    graph.insert(link(alice, meld("has-authority"), QStringLiteral("a:stateShape")));
    const Authority authority(graph);
    const Patch statutory = inserting(value(QStringLiteral("a:x"), state));
    QCOMPARE(*authority.proveStatutes(statutory, alice), true);
    QCOMPARE(*authority.proveStatutes(inserting(value(QStringLiteral("a:x"), other)), bob), false);
    QCOMPARE(authority.proveStatutes(statutory, bob).error().code, ErrorCode::ConstraintViolated);
    QVERIFY(authority.proveStatutes(statutory, bob).error().message.contains(QLatin1String("not provable")));
    QCOMPARE(authority.proveStatutes(statutory, {}).error().code, ErrorCode::Unauthorised);
    Patch edit;
    edit.splices = { { value(QStringLiteral("a:x"), state), {} } };
    QCOMPARE(*authority.proveStatutes(edit, alice), true);
}

void tst_Authority::everyTouchedPartMustBeCovered()
{
    MemoryGraph graph = shapes();
    graph.insert(link(QStringLiteral("a:statute"), iris::rdfType, meld("Statute")));
    for (const char *shape : { "a:stateShape", "a:invoiceShape" })
        graph.insert(link(QStringLiteral("a:statute"), meld("statutory-shape"), QLatin1String(shape)));
    graph.insert(link(QStringLiteral("a:statute"), meld("sufficient-condition"), meld("has-authority")));
    graph.insert(link(alice, meld("has-authority"), QStringLiteral("a:stateShape")));
    graph.insert(link(QStringLiteral("a:bill"), iris::rdfType, invoice));
    Patch patch = inserting(value(QStringLiteral("a:bill"), state));
    QCOMPARE(*Authority(graph).proveStatutes(patch, alice), true);
    patch.inserts.push_back(value(QStringLiteral("a:bill"), other));
    QVERIFY(!Authority(graph).proveStatutes(patch, alice));
    graph.insert(link(alice, meld("has-authority"), QStringLiteral("a:invoiceShape")));
    QCOMPARE(*Authority(graph).proveStatutes(patch, alice), true);
}

void tst_Authority::agreementsAreTested()
{
    MemoryGraph graph = shapes();
    graph.insert(link(QStringLiteral("a:statute"), iris::rdfType, meld("Statute")));
    graph.insert(link(QStringLiteral("a:statute"), meld("statutory-shape"), QStringLiteral("a:stateShape")));
    graph.insert(link(QStringLiteral("a:statute"), meld("sufficient-condition"), meld("has-authority")));
    graph.insert(link(alice, meld("has-authority"), QStringLiteral("a:stateShape")));
    const Authority authority(graph);
    const Patch statutory = inserting(value(QStringLiteral("a:x"), state));
    QVERIFY(authority.testAgreement(statutory, alice));
    QVERIFY(authority.testAgreement(inserting(value(QStringLiteral("a:x"), other)), bob));
    for (const QString &principal : { bob, QString() }) {
        const auto refused = authority.testAgreement(statutory, principal);
        QVERIFY(!refused);
        QCOMPARE(refused.error().status(), 4030);
    }
}

void tst_Authority::unknownConditionsAreNotJudged()
{
    MemoryGraph graph = shapes();
    graph.insert(link(QStringLiteral("a:statute"), iris::rdfType, meld("Statute")));
    graph.insert(link(QStringLiteral("a:statute"), meld("statutory-shape"), QStringLiteral("a:stateShape")));
    graph.insert(link(QStringLiteral("a:statute"), meld("sufficient-condition"), QStringLiteral("a:vote")));
    const Patch statutory = inserting(value(QStringLiteral("a:x"), state));
    QVERIFY(Authority(graph).testAgreement(statutory, bob));
    QVERIFY(!Authority(graph).proveStatutes(statutory, alice)); // nor is it proven here
}

QTEST_GUILESS_MAIN(tst_Authority)
#include "tst_authority.moc"
