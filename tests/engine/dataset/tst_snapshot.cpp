// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "datasetfixture.h"
#include "text/textoperation.h"

using namespace mld;
using namespace mld::test;
using namespace Qt::Literals::StringLiterals;

namespace {

using States = QHash<QString, QByteArray>;

/// Data of every kind.
void fill(Replica &replica, int subjects = 300)
{
    std::vector<Triple> triples;
    for (int i = 0; i < subjects; ++i) {
        const QString name = u"s%1"_s.arg(i);
        triples.push_back(triple(name, u"type"_s, node(u"T"_s)));
        triples.push_back(triple(name, u"name"_s, name));
        triples.push_back(triple(name, u"age"_s, integer(i % 7)));
    }
    replica.insert(triples, "t1");
    replica.insert({ triples[1], triples[2] }, "t2");
    for (int i = 0; i < 20; ++i) {
        replica.newText(triple(u"s%1"_s.arg(i), u"text"_s, text(u"id%1"_s.arg(i))),
                        u"body %1"_s.arg(i), "t3");
    }
    Patch patch;
    patch.inserts = { triple(u"s1"_s, u"picture"_s, Term::literal(u"b1"_s, iris::xsdBase64Binary)) };
    patch.newBinaries.insert(u"b1"_s, "bytes");
    patch.entailedInserts = { triple(u"s1"_s, u"index"_s, integer(0)) };
    replica.write(patch, "t4");
    if (!replica.store->commit())
        qFatal("commit");
}

void copy(Snapshot &snapshot, Dataset &to)
{
    to.beginLoad();
    while (true) {
        const auto batch = snapshot.next(10);
        if (!batch || !*batch)
            break;
        if (!to.load(**batch))
            qFatal("load");
    }
    while (true) {
        const auto batch = snapshot.nextHidden(10);
        if (!batch || !*batch)
            break;
        if (!to.loadHidden(**batch))
            qFatal("load");
    }
    to.endLoad();
}

} // namespace

/// wire.md 14.5, 14.6
class TestSnapshot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void copiesAll();
    void copiesWhatIsHidden();
    void emptyDataHasNoBatches();
    void batchesAreBounded();
    void staysAsItWasTaken();
    void endsWhenDataIsReplaced();
    void usesNoTickTwiceAfterLoading();
    void outlivesTheDataset();
    void loadReplacesAll();
    void loadIsOneTransaction();
    void loadedDataCanBeChanged();
    void malformedTextIsRefused();
};

void TestSnapshot::copiesAll()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    fill(ann);
    const auto snapshot = ann.dataset->snapshot();
    copy(*snapshot, *bob.dataset);
    QVERIFY(snapshot->isAtEnd());
    QVERIFY(bob.store->commit());
    QVERIFY(bob.store->check());
    States annStates, bobStates;
    QCOMPARE(contentsOf(*bob.dataset, &bobStates), contentsOf(*ann.dataset, &annStates));
    QCOMPARE(bobStates, annStates);
    QCOMPARE(bob.textOf(u"id7"_s), u"body 7"_s);
    QCOMPARE(bob.dataset->binaryOf(u"b1"_s), QByteArray("bytes"));
}

/// A value that another has displaced shows again when that goes (semantics.md 9.2, 12.6): for a newcomer, too.
void TestSnapshot::copiesWhatIsHidden()
{
    Replica ann(u"ann"_s);
    fill(ann);
    Patch patch;
    patch.entailedDeletes = { triple(u"s4"_s, u"name"_s, u"s4"_s) };
    ann.write(patch, "t5");
    OperationContent both;
    const Triple lesser = triple(u"s1"_s, u"text"_s, text(u"id01"_s));
    both.inserts = { { lesser, {} } };
    TSeq content(u"writer"_s);
    QVERIFY(content.splice(0, 0, u"lesser"_s));
    both.states.insert(u"id01"_s, content.saveState());
    QVERIFY(ann.dataset->applyRemote(both, "t7", Author::OtherInSequence));
    QVERIFY(ann.store->commit());
    QCOMPARE(valuesOf(*ann.dataset, u"s1"_s, u"text"_s), std::set<QString>{ u"id1"_s });

    const auto snapshot = ann.dataset->snapshot();
    Replica bob(u"bob"_s);
    {
        // What happens while it is read does not change it.
        OperationContent change;
        change.deletes = { { lesser, { "t7" } } };
        QVERIFY(ann.dataset->applyRemote(change, "t8", Author::OtherInSequence));
        QVERIFY(ann.store->commit());
    }
    copy(*snapshot, *bob.dataset);
    QVERIFY(bob.store->commit());
    QVERIFY(valuesOf(*bob.dataset, u"s4"_s, u"name"_s).empty());
    OperationContent removal;
    removal.deletes = { { triple(u"s1"_s, u"text"_s, text(u"id1"_s)), { "t3" } } };
    QVERIFY(bob.dataset->applyRemote(removal, "t9", Author::OtherInSequence));
    QCOMPARE(valuesOf(*bob.dataset, u"s1"_s, u"text"_s), std::set<QString>{ u"id01"_s });
    QCOMPARE(bob.textOf(u"id01"_s), u"lesser"_s);
    Patch back;
    back.entailedInserts = { triple(u"s4"_s, u"name"_s, u"s4"_s) };
    bob.dataset->applyEntailed(back);
    OperationContent of4;
    of4.deletes = { { triple(u"s4"_s, u"name"_s, u"s4"_s), { "t1" } } };
    QVERIFY(bob.dataset->applyRemote(of4, "t10", Author::OtherInSequence));
    QVERIFY(valuesOf(*bob.dataset, u"s4"_s, u"name"_s).empty());
}

void TestSnapshot::emptyDataHasNoBatches()
{
    Replica ann(u"ann"_s);
    const auto snapshot = ann.dataset->snapshot();
    QVERIFY(snapshot->isAtEnd());
    const auto batch = snapshot->next();
    QVERIFY(batch);
    QVERIFY(!*batch);
}

void TestSnapshot::batchesAreBounded()
{
    Replica ann(u"ann"_s);
    fill(ann);
    const auto snapshot = ann.dataset->snapshot();
    size_t triples = 0;
    while (const auto batch = *snapshot->next(7)) {
        QVERIFY(batch->inserts.size() <= 7);
        QVERIFY(!batch->inserts.empty());
        triples += batch->inserts.size();
    }
    QCOMPARE(triples, size_t(300 * 3 + 20 + 2));
    // By the size of texts.
    const auto bySize = ann.dataset->snapshot();
    while (const auto batch = *bySize->next(1000, 1))
        QVERIFY(batch->states.size() + batch->binaries.size() <= 1);
}

void TestSnapshot::staysAsItWasTaken()
{
    Replica ann(u"ann"_s);
    fill(ann);
    States expectedStates;
    const Contents expected = contentsOf(*ann.dataset, &expectedStates);
    const auto snapshot = ann.dataset->snapshot();
    States states;
    Contents seen;
    int round = 0;
    while (const auto batch = *snapshot->next(20)) {
        for (const TripleTids &inserted : batch->inserts)
            seen[shown(inserted.triple)] = { inserted.tids.begin(), inserted.tids.end() };
        states.insert(batch->states);
        // Meanwhile the world goes on.
        const Tid tid = "u" + QByteArray::number(round);
        ann.insert({ triple(u"new%1"_s.arg(round), u"name"_s, u"x"_s) }, tid);
        ann.remove({ triple(u"s%1"_s.arg(round * 10), u"name"_s, u"s%1"_s.arg(round * 10)) }, tid);
        const QString id = u"id%1"_s.arg(round % 20);
        ann.splice(triple(u"s%1"_s.arg(round % 20), u"text"_s, text(id)), { { 0, 1, u"B"_s } }, tid);
        if (round % 5 == 0)
            ann.store->rollback();
        else
            QVERIFY(ann.store->commit());
        ++round;
    }
    QVERIFY(round > 20);
    QCOMPARE(seen, expected);
    QCOMPARE(states, expectedStates);
}

void TestSnapshot::endsWhenDataIsReplaced()
{
    Replica ann(u"ann"_s);
    fill(ann);
    const auto snapshot = ann.dataset->snapshot();
    ann.dataset->beginLoad();
    const auto batch = snapshot->next();
    QVERIFY(!batch);
    QCOMPARE(batch.error().code, ErrorCode::DataLocked);
    ann.dataset->endLoad();
}

void TestSnapshot::usesNoTickTwiceAfterLoading()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    const Triple body = triple(u"note"_s, u"text"_s, text(u"id1"_s));
    ann.newText(body, u"a"_s, "t1");
    if (!ann.store->commit())
        qFatal("commit");
    copy(*ann.dataset->snapshot(), *bob.dataset);
    // Bob types and takes it back, so that no trace of it is left in the state; Ann hears of nothing.
    for (int i = 0; i < 5; ++i) {
        bob.splice(body, { { 1, 0, u"b"_s } }, "t2");
        bob.splice(body, { { 1, 1, QString() } }, "t3");
    }
    if (!bob.store->commit())
        qFatal("commit");
    copy(*ann.dataset->snapshot(), *bob.dataset);
    const QByteArray operation = bob.splice(body, { { 1, 0, u"c"_s } }, "t4").content.updates.at(0).operation;
    const auto decoded = TextOperation::fromMsgPack(operation);
    QVERIFY(decoded && decoded->runs.size() == 1);
    QVERIFY(decoded->runs[0].chars[0].tick > 6);
}

void TestSnapshot::outlivesTheDataset()
{
    Replica ann(u"ann"_s);
    fill(ann);
    const auto snapshot = ann.dataset->snapshot();
    ann.dataset.reset();
    QVERIFY(!snapshot->next());
}

void TestSnapshot::loadReplacesAll()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    fill(ann);
    bob.newText(triple(u"old"_s, u"text"_s, text(u"id1"_s)), u"old"_s, "t1");
    bob.insert({ triple(u"old"_s, u"name"_s, u"old"_s) }, "t1");
    copy(*ann.dataset->snapshot(), *bob.dataset);
    QCOMPARE(contentsOf(*bob.dataset), contentsOf(*ann.dataset));
    QCOMPARE(bob.textOf(u"id1"_s), u"body 1"_s);
    QCOMPARE(bob.dataset->find(node(u"old"_s)), TermId(0));
}

void TestSnapshot::loadIsOneTransaction()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    fill(ann);
    const Triple old = triple(u"old"_s, u"name"_s, u"old"_s);
    bob.insert({ old }, "t1");
    QVERIFY(bob.store->commit());
    copy(*ann.dataset->snapshot(), *bob.dataset);
    bob.crash();
    QCOMPARE(contentsOf(*bob.dataset), (Contents { { shown(old), { "t1" } } }));
    bob.insert({ triple(u"new"_s, u"name"_s, u"new"_s) }, "t2");
    QVERIFY(bob.store->commit());
    QVERIFY(bob.store->check());
}

void TestSnapshot::loadedDataCanBeChanged()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    fill(ann);
    copy(*ann.dataset->snapshot(), *bob.dataset);
    const Triple body = triple(u"s7"_s, u"text"_s, text(u"id7"_s));
    const auto edit = ann.splice(body, { { Splice::end, 0, u"!"_s } }, "t9");
    QCOMPARE(bob.receive(edit.content, "t9").splices.size(), size_t(1));
    QCOMPARE(bob.textOf(u"id7"_s), u"body 7!"_s);
    const Triple named = triple(u"s0"_s, u"name"_s, u"s0"_s);
    const auto deleted = bob.remove({ named }, "t10");
    QCOMPARE(deleted.content.deletes, (std::vector<TripleTids> { { named, { "t1", "t2" } } }));
    // Texts compete as ever.
    const Triple greater = triple(u"s7"_s, u"text"_s, text(u"id8x"_s));
    const auto change = bob.receive(ann.newText(greater, u"x"_s, "t11").content, "t11");
    QCOMPARE(change.deletes, std::vector<Triple> { body });
}

void TestSnapshot::malformedTextIsRefused()
{
    Replica bob(u"bob"_s);
    bob.dataset->beginLoad();
    OperationContent batch;
    batch.inserts = { { triple(u"s"_s, u"text"_s, text(u"id1"_s)), { "t1" } } };
    batch.states.insert(u"id1"_s, "\xc1");
    const auto loaded = bob.dataset->load(batch);
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::Malformed);
    bob.store->rollback();
    QVERIFY(bob.dataset->isEmpty());
}

QTEST_GUILESS_MAIN(TestSnapshot)
#include "tst_snapshot.moc"
