// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "datasetfixture.h"

#include "text/tseq.h"

#include <QJsonDocument>
#include <QTemporaryDir>

#include <random>

using namespace mld;
using namespace mld::test;
using namespace Qt::Literals::StringLiterals;

using Values = std::set<QString>;

namespace {

Triple body(const QString &valueId)
{
    return triple(u"note"_s, u"text"_s, test::text(valueId));
}

TextOperation textOperation(const QByteArray &json)
{
    const auto operation = TextOperation::fromJson(QJsonDocument::fromJson(json).array());
    if (!operation)
        qFatal("%s", qPrintable(operation.error().message));
    return *operation;
}

qint64 rowsOf(const Store &store, const char *sql)
{
    Store::Query query(store, sql);
    return query.next() ? query.integer(0) : -1;
}

QByteArray stateRow(const Store &store)
{
    Store::Query query(store, "SELECT state FROM text");
    return query.next() ? query.bytes(0) : QByteArray();
}

} // namespace

/// semantics.md 11, 12.6–12.10
class TestDatasetTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newTextIsSentWhole();
    void spliceIsSentAsAnOperation();
    void splicesOfOneWriteAreOneOperation();
    void refusedSpliceChangesNothing();
    void savepointRestoresTheText();
    void rollbackRestoresTheText();
    void whatWasUndoneStaysSoAfterTheCommit();
    void tickSurvivesUndoOfCreation();
    void survivesARestart();
    void tickSurvivesARestart();
    void keystrokeWritesItselfAlone();
    void logIsCompacted();
    void logIsBounded();
    void damagedStateIsNoText();
    void remoteEditIsReported();
    void editOfUnknownTextIsIgnored();
    void editOfDeletedTextIsSilent();
    void malformedTextIsRefused();
    void placesOfOthersAreKept_data();
    void placesOfOthersAreKept();
    void ownOperationFromElsewhereRaisesTheTick();
    void restartIsExact();
    void pairsSurviveAllWays();
    void fusedTextIsNotEditedTwice();
    void undoTakesTextBack();
    void undoOfCreationForgetsTheState();
    void greatestIdWins();
    void winnerIsTheSameInAnyOrder();
    void hiddenTextReappears();
    void plainValueIsHiddenByText();
    void localWriteDeletesHidden();
    void manyTextsStayCorrect();
};

void TestDatasetTexts::newTextIsSentWhole()
{
    Replica ann(u"ann"_s);
    const LocalChange change = ann.newText(body(u"id1"_s), u"hello"_s, "t1");
    QCOMPARE(ann.textOf(u"id1"_s), u"hello"_s);
    QVERIFY(change.content.states.contains(u"id1"_s));
    QVERIFY(change.content.updates.empty());

    Replica bob(u"bob"_s);
    const DatasetChange seen = bob.receive(change.content, "t1");
    QCOMPARE(seen.inserts, std::vector<Triple> { body(u"id1"_s) });
    QCOMPARE(bob.textOf(u"id1"_s), u"hello"_s);
    QVERIFY(!bob.dataset->textOf(u"id2"_s));
}

void TestDatasetTexts::spliceIsSentAsAnOperation()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    bob.receive(ann.newText(body(u"id1"_s), u"hello"_s, "t1").content, "t1");
    const LocalChange change = ann.splice(body(u"id1"_s), { { 5, 0, u" world"_s } }, "t2");
    QVERIFY(change.content.inserts.empty());
    QVERIFY(change.content.deletes.empty());
    QCOMPARE(change.content.updates.size(), size_t(1));
    const DatasetChange seen = bob.receive(change.content, "t2");
    QCOMPARE(seen.splices.size(), size_t(1));
    QCOMPARE(seen.splices[0].triple, body(u"id1"_s));
    QCOMPARE(seen.splices[0].splices, (std::vector<Splice> { { 5, 0, u" world"_s } }));
    QCOMPARE(bob.textOf(u"id1"_s), u"hello world"_s);
}

void TestDatasetTexts::splicesOfOneWriteAreOneOperation()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    bob.receive(ann.newText(body(u"id1"_s), u"hello"_s, "t1").content, "t1");
    const LocalChange change = ann.splice(
            body(u"id1"_s), { { 0, 1, u"J"_s }, { Splice::end, 0, u"!"_s }, { 1, 1, u""_s } }, "t2");
    QCOMPARE(ann.textOf(u"id1"_s), u"Jllo!"_s);
    QCOMPARE(change.content.updates.size(), size_t(1));
    QCOMPARE(change.change.splices.at(0).splices.size(), size_t(3));
    bob.receive(change.content, "t2");
    QCOMPARE(bob.textOf(u"id1"_s), u"Jllo!"_s);
    ann.undo(change.change.undo);
    QCOMPARE(ann.textOf(u"id1"_s), u"hello"_s);
}

/// A refused write leaves the text as it was (semantics.md 12.6).
void TestDatasetTexts::refusedSpliceChangesNothing()
{
    Replica ann(u"ann"_s);
    ann.newText(body(u"id1"_s), u"hello"_s, "t1");
    for (const auto &[valueId, index] : { std::pair(u"id1"_s, -1), std::pair(u"id2"_s, 0) }) {
        Store::Savepoint part(*ann.store);
        Patch patch;
        patch.splices = { { body(u"id1"_s), { { 0, 0, u"X"_s } } },
                          { body(valueId), { { index, 0, u"Y"_s } } } };
        const auto refused = ann.dataset->applyLocal(patch, "t2");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::BadPattern);
    }
    QCOMPARE(ann.textOf(u"id1"_s), u"hello"_s);
}

void TestDatasetTexts::savepointRestoresTheText()
{
    Replica ann(u"ann"_s);
    ann.newText(body(u"id1"_s), u"a"_s, "t1");
    QVERIFY(ann.store->commit());
    {
        Store::Savepoint part(*ann.store);
        ann.splice(body(u"id1"_s), { { 1, 0, u"b"_s } }, "t2");
        QVERIFY(part.release());
    }
    {
        Store::Savepoint part(*ann.store);
        ann.splice(body(u"id1"_s), { { 2, 0, u"c"_s } }, "t3");
        ann.newText(triple(u"x"_s, u"text"_s, test::text(u"id2"_s)), u"x"_s, "t3");
    }
    QCOMPARE(ann.textOf(u"id1"_s), u"ab"_s);
    QVERIFY(!ann.dataset->textOf(u"id2"_s));
    ann.splice(body(u"id1"_s), { { 2, 0, u"d"_s } }, "t4");
    QVERIFY(ann.store->commit());
    ann.crash();
    QCOMPARE(ann.textOf(u"id1"_s), u"abd"_s);
}

void TestDatasetTexts::rollbackRestoresTheText()
{
    Replica ann(u"ann"_s);
    ann.newText(body(u"id1"_s), u"a"_s, "t1");
    QVERIFY(ann.store->commit());
    ann.splice(body(u"id1"_s), { { 1, 0, u"b"_s } }, "t2");
    QCOMPARE(ann.textOf(u"id1"_s), u"ab"_s);
    ann.store->rollback(); // with the same dataset
    QCOMPARE(ann.textOf(u"id1"_s), u"a"_s);
}

void TestDatasetTexts::whatWasUndoneStaysSoAfterTheCommit()
{
    Replica ann(u"ann"_s);
    ann.newText(body(u"id1"_s), u"a"_s, "t1");
    QVERIFY(ann.store->commit());
    {
        Store::Savepoint part(*ann.store);
        ann.splice(body(u"id1"_s), { { 1, 0, u"b"_s } }, "t2");
    }
    QVERIFY(ann.store->commit()); // before anybody looks at the text again
    QCOMPARE(ann.textOf(u"id1"_s), u"a"_s);
}

/// A text that was undone, and then comes back, uses none of the ticks again that it used before (semantics.md
/// 12.10).
void TestDatasetTexts::tickSurvivesUndoOfCreation()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    const auto created = ann.newText(body(u"id1"_s), u"hello"_s, "t1");
    const auto received = bob.receive(created.content, "t1");
    const auto tickOf = [](const LocalChange &change) {
        return TextOperation::fromMsgPack(change.content.updates.at(0).operation)->runs.at(0).chars.at(0).tick;
    };
    qint64 tick = 0;
    QByteArray undo = received.undo;
    for (int i = 0; i < 3; ++i) {
        const LocalChange edit = bob.splice(body(u"id1"_s), { { Splice::end, 0, u"x"_s } }, "t2");
        QVERIFY(tickOf(edit) > tick);
        tick = tickOf(edit);
        undo += edit.change.undo;
    }
    bob.undo(undo);
    QCOMPARE(bob.dataset->textsIn(undo)->size(), 1);
    bob.receive(created.content, "t1");
    QCOMPARE(bob.textOf(u"id1"_s), u"hello"_s);
    QVERIFY(tickOf(bob.splice(body(u"id1"_s), { { Splice::end, 0, u"y"_s } }, "t3")) > tick);
}

void TestDatasetTexts::survivesARestart()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"notebook"_s);
    {
        Replica ann(u"ann"_s, path);
        ann.newText(body(u"id1"_s), u"hello"_s, "t1");
        ann.splice(body(u"id1"_s), { { 0, 1, u"J"_s } }, "t2");
        QVERIFY(ann.store->commit());
    }
    Replica renamed(u"ann2"_s, path); // a clone id may change (wire.md 21)
    QCOMPARE(renamed.textOf(u"id1"_s), u"Jello"_s);
}

/// semantics.md 12.10: a tick used twice makes replicas diverge.
void TestDatasetTexts::tickSurvivesARestart()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    bob.receive(ann.newText(body(u"id1"_s), u"abc"_s, "t1").content, "t1");
    int tid = 2;
    for (int round = 0; round < 5; ++round) {
        // Insert and delete at one place: after the restart nothing in the text shows the tick.
        for (const Splice &splice : { Splice { 3, 0, u"xyz"_s }, Splice { 3, 3, {} } }) {
            const Tid id = "t" + QByteArray::number(tid++);
            bob.receive(ann.splice(body(u"id1"_s), { splice }, id).content, id);
        }
        QVERIFY(ann.store->commit());
        ann.crash();
        const Tid id = "t" + QByteArray::number(tid++);
        bob.receive(ann.splice(body(u"id1"_s), { { 3, 0, QString::number(round) } }, id).content,
                    id);
        QCOMPARE(bob.textOf(u"id1"_s), ann.textOf(u"id1"_s));
    }
    QCOMPARE(ann.textOf(u"id1"_s), u"abc43210"_s);
}

/// However long the note is; also in the middle, and when the operations have outgrown the state that
/// they came after, as long as somebody types.
void TestDatasetTexts::keystrokeWritesItselfAlone()
{
    const QString id = u"ckx5q3yzt0000"_s; // as long as those of real clones
    Replica ann(id);
    ann.newText(body(u"id1"_s), QString(1'000'000, u'x'), "t1");
    QVERIFY(ann.store->commit());
    const QByteArray state = stateRow(*ann.store);
    qint64 before = 0;
    for (int i = 0; i < 2000; ++i) {
        const Splice splice = i % 10 == 9 ? Splice { i % 7 * 100'000, 1, {} }
                                          : Splice { 500'000 + i, 0, QString(u'y') };
        ann.splice(body(u"id1"_s), { splice }, "t2");
        const qint64 after = rowsOf(*ann.store, "SELECT sum(length(op) + 16) FROM textlog");
        QVERIFY2(after - before > 0 && after - before < 300, qPrintable(QString::number(after - before)));
        before = after;
    }
    QCOMPARE(stateRow(*ann.store), state);
}

void TestDatasetTexts::logIsCompacted()
{
    Replica ann(u"ann"_s);
    ann.newText(body(u"id1"_s), {}, "t1");
    QString expected;
    for (int i = 0; i < 3000; ++i) {
        const QChar c(u'a' + i % 26);
        ann.splice(body(u"id1"_s), { { i, 0, c } }, "t" + QByteArray::number(i));
        expected += c;
    }
    QVERIFY(ann.dataset->needsUpkeep());
    QVERIFY(ann.store->commit());
    ann.crash();
    QCOMPARE(ann.textOf(u"id1"_s), expected);
    QVERIFY(ann.dataset->needsUpkeep());
    QVERIFY(ann.dataset->upkeep());
    QVERIFY(!ann.dataset->needsUpkeep());
    QCOMPARE(rowsOf(*ann.store, "SELECT count(*) FROM textlog"), 0);
    QVERIFY(stateRow(*ann.store).size() < 4000);
    ann.store->rollback(); // as if it had failed
    QCOMPARE(ann.textOf(u"id1"_s), expected);
    QCOMPARE(rowsOf(*ann.store, "SELECT count(*) FROM textlog"), 3000);
    QVERIFY(ann.dataset->upkeep());
    QVERIFY(ann.store->commit());
    ann.splice(body(u"id1"_s), { { 0, 3, {} } }, "u");
    QVERIFY(ann.store->commit());
    ann.crash();
    QCOMPARE(ann.textOf(u"id1"_s), expected.mid(3));
    // What others get is as ever.
    QHash<QString, QByteArray> states;
    contentsOf(*ann.dataset, &states);
    const auto sent = TSeq::load(u"bob"_s, states.value(u"id1"_s));
    QVERIFY(sent);
    QCOMPARE(sent->text(), expected.mid(3));
    QCOMPARE(sent->tick(), 3000);
}

/// Should there never be time, the operations do not grow without bound.
void TestDatasetTexts::logIsBounded()
{
    Replica ann(u"ann"_s);
    ann.newText(body(u"id1"_s), {}, "t1");
    for (int i = 0; i < 12'000; ++i)
        ann.splice(body(u"id1"_s), { { i % 50, i % 2, u"a"_s } }, "t2");
    QVERIFY(rowsOf(*ann.store, "SELECT sum(length(op)) FROM textlog") < 300'000);
}

void TestDatasetTexts::damagedStateIsNoText()
{
    Replica ann(u"ann"_s);
    ann.newText(body(u"id1"_s), u"hello"_s, "t1");
    for (int i = 0; i < 1000; ++i)
        ann.splice(body(u"id1"_s), { { i % 5, 0, u"a"_s } }, "t2");
    QVERIFY(ann.dataset->upkeep());
    QVERIFY(ann.store->commit());
    const QByteArray state = stateRow(*ann.store);
    for (qsizetype size = 0; size < state.size(); size += 1 + size / 20) {
        Store::Query query(*ann.store, "UPDATE text SET state = ?");
        query.bindBlob(1, QByteArrayView(state).first(size)).run();
        QVERIFY(ann.store->commit());
        ann.crash();
        QVERIFY(!ann.dataset->textOf(u"id1"_s));
    }
}

void TestDatasetTexts::remoteEditIsReported()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    bob.receive(ann.newText(body(u"id1"_s), u"one two three"_s, "t1").content, "t1");
    // A delete around text inserted concurrently takes two splices (semantics.md 12.6).
    const auto inserted = bob.splice(body(u"id1"_s), { { 6, 0, u"XX"_s } }, "t2");
    const auto deleted = ann.splice(body(u"id1"_s), { { 4, 4, {} } }, "t3");
    const DatasetChange seen = bob.receive(deleted.content, "t3");
    QCOMPARE(seen.splices.at(0).splices,
             (std::vector<Splice> { { 4, 2, {} }, { 8, 2, {} } }));
    ann.receive(inserted.content, "t2");
    QCOMPARE(ann.textOf(u"id1"_s), u"one XXthree"_s);
    QCOMPARE(bob.textOf(u"id1"_s), u"one XXthree"_s);
}

void TestDatasetTexts::editOfUnknownTextIsIgnored()
{
    Replica ann(u"ann"_s);
    ann.newText(body(u"id1"_s), u"a"_s, "t1");
    const auto edit = ann.splice(body(u"id1"_s), { { 0, 0, u"b"_s } }, "t2");
    Replica bob(u"bob"_s);
    const DatasetChange seen = bob.receive(edit.content, "t2");
    QVERIFY(seen.splices.empty());
    QVERIFY(seen.undo.isEmpty());
}

/// It is applied all the same: voiding the delete brings the text back (wire.md 13).
void TestDatasetTexts::editOfDeletedTextIsSilent()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    bob.receive(ann.newText(body(u"id1"_s), u"a"_s, "t1").content, "t1");
    const auto deleted = bob.remove({ body(u"id1"_s) }, "t2");
    const auto edit = ann.splice(body(u"id1"_s), { { 1, 0, u"b"_s } }, "t3");
    QVERIFY(bob.receive(edit.content, "t3").splices.empty());
    const DatasetChange back = bob.undo(deleted.change.undo);
    QCOMPARE(back.inserts, std::vector<Triple> { body(u"id1"_s) });
    QCOMPARE(bob.textOf(u"id1"_s), u"ab"_s);
}

void TestDatasetTexts::malformedTextIsRefused()
{
    Replica bob(u"bob"_s);
    bob.newText(body(u"id1"_s), u"a"_s, "t1");
    const Triple other = triple(u"other"_s, u"text"_s, test::text(u"id2"_s));
    for (const OperationContent &content :
         { OperationContent { {}, { { other, {} } }, {}, { { u"id2"_s, "\xc1" } }, {} },
           OperationContent { {}, {}, { { body(u"id1"_s), "\xc1" } }, {}, {} } }) {
        Store::Savepoint part(*bob.store);
        const auto refused = bob.dataset->applyRemote(content, "t2");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Malformed);
    }
    QCOMPARE(bob.textOf(u"id1"_s), u"a"_s);
    QCOMPARE(contentsOf(*bob.dataset), (Contents { { shown(body(u"id1"_s)), { "t1" } } }));
}

void TestDatasetTexts::placesOfOthersAreKept_data()
{
    QTest::addColumn<QByteArray>("operation");
    QTest::addColumn<bool>("isFusion");
    QTest::addColumn<QString>("reason"); // empty: it is accepted
    const QString ours = u"An operation of another clone writes in the place of this one."_s;
    const QString several = u"An operation writes in the places of several clones."_s;
    const QByteArray inOurs = R"([[[["bob",5]],[["x",9]]]])";
    const QByteArray deepInOurs = R"([[[["ann",0],["bob",0]],[["x",9]]]])";
    const QByteArray inTwo = R"([[[["ann",5]],[["x",9]]],[[["cat",0]],[["y",9]]]])";
    QTest::newRow("ours") << inOurs << false << ours;
    QTest::newRow("ours, deep") << deepInOurs << false << ours;
    QTest::newRow("ours, fused") << deepInOurs << true << ours;
    QTest::newRow("of two") << inTwo << false << several;
    // A clone that was restarted under another id.
    QTest::newRow("of two, fused") << inTwo << true << QString();
    QTest::newRow("deletes") << QByteArray(R"([[[["bob",0]],[["",1]]],[[["ann",0]],[["",1]]]])")
                             << false << QString();
}

void TestDatasetTexts::placesOfOthersAreKept()
{
    QFETCH(QByteArray, operation);
    QFETCH(bool, isFusion);
    QFETCH(QString, reason);
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    bob.receive(ann.newText(body(u"id1"_s), u"hello"_s, "t1").content, "t1");
    ann.receive(bob.splice(body(u"id1"_s), { { 0, 0, u"Oh, "_s } }, "t2").content, "t2");
    QVERIFY(bob.store->commit());
    const Contents before = contentsOf(*bob.dataset);

    OperationContent content;
    content.updates.push_back({ body(u"id1"_s), textOperation(operation).toMsgPack() });
    Store::Savepoint part(*bob.store);
    const auto applied = bob.dataset->applyRemote(
            content, "t3", isFusion ? Author::OtherInSequence : Author::Other);
    QCOMPARE(applied ? QString() : applied.error().message, reason);
    if (applied)
        return;
    QCOMPARE(applied.error().code, ErrorCode::Malformed);
    QCOMPARE(bob.textOf(u"id1"_s), u"Oh, hello"_s);
    QCOMPARE(contentsOf(*bob.dataset), before);
    QCOMPARE(rowsOf(*bob.store, "SELECT count(*) FROM textlog"), 1);
}

/// The store went back in time, and what it lost comes back from a peer: its ticks are used
/// (semantics.md 12.10).
void TestDatasetTexts::ownOperationFromElsewhereRaisesTheTick()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    bob.receive(ann.newText(body(u"id1"_s), u"a"_s, "t1").content, "t1");
    QVERIFY(ann.store->commit());
    const auto lost = ann.splice(body(u"id1"_s), { { 1, 0, u"b"_s } }, "t2");
    const auto lostToo = ann.splice(body(u"id1"_s), { { 1, 1, {} } }, "t3");
    bob.receive(lost.content, "t2");
    bob.receive(lostToo.content, "t3");
    ann.crash();
    QCOMPARE(ann.textOf(u"id1"_s), u"a"_s);
    QVERIFY(ann.dataset->applyRemote(lost.content, "t2", Author::Self));
    QVERIFY(ann.dataset->applyRemote(lostToo.content, "t3", Author::Self));
    QVERIFY(ann.store->commit());
    ann.crash();
    bob.receive(ann.splice(body(u"id1"_s), { { 1, 0, u"c"_s } }, "t4").content, "t4");
    QCOMPARE(ann.textOf(u"id1"_s), u"ac"_s);
    QCOMPARE(bob.textOf(u"id1"_s), u"ac"_s);
}

/// The text is as it was in every bit, its tick too, also after writes that set and emptied
/// positions at once.
void TestDatasetTexts::restartIsExact()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    bob.receive(ann.newText(body(u"id1"_s), u"hello"_s, "t0").content, "t0");
    std::mt19937 random(5);
    const auto draw = [&](unsigned below) { return qint64(random() % below); };
    const auto stateOf = [](const Replica &replica) {
        if (!replica.store->commit())
            qFatal("Not committed");
        QHash<QString, QByteArray> states;
        contentsOf(*replica.dataset, &states);
        return states.value(u"id1"_s);
    };
    for (int i = 1; i <= 400; ++i) {
        Replica &author = i % 3 == 0 ? bob : ann;
        Replica &reader = i % 3 == 0 ? ann : bob;
        const Tid tid = "t" + QByteArray::number(i);
        std::vector<Splice> splices;
        for (qint64 n = 1 + draw(5); n > 0; --n)
            splices.push_back({ draw(12), draw(4), QString(draw(4), QChar(u'a' + i % 26)) });
        reader.receive(author.splice(body(u"id1"_s), splices, tid).content, tid);
        QCOMPARE(ann.textOf(u"id1"_s), bob.textOf(u"id1"_s));
        for (Replica *replica : { &ann, &bob }) {
            const QByteArray before = stateOf(*replica);
            replica->crash();
            QCOMPARE(stateOf(*replica), before);
        }
    }
}

/// semantics.md 12.11: by state, by operation, through the disk and the compact form.
void TestDatasetTexts::pairsSurviveAllWays()
{
    const QString emoji = u"\U0001F469\U0001F3FD\u200D\U0001F33E"_s;
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    bob.receive(ann.newText(body(u"id1"_s), QString(u"a" + emoji), "t1").content, "t1");
    const auto edit = ann.splice(body(u"id1"_s), { { Splice::end, 0, emoji } }, "t2");
    bob.receive(edit.content, "t2");
    // Half a pair is none: both halves go. What cannot travel is replaced.
    const QString odd = u"x"_s + QChar(0xd83d) + QChar(u'\0');
    ann.receive(bob.splice(body(u"id1"_s), { { 2, 1, odd } }, "t3").content, "t3");
    QString expected = u"a" + emoji + emoji;
    expected.replace(1, 2, u"x\ufffd\ufffd"_s);
    QVERIFY(ann.store->commit() && bob.store->commit());
    ann.crash();
    QCOMPARE(ann.textOf(u"id1"_s), expected);
    QCOMPARE(bob.textOf(u"id1"_s), expected);
    QHash<QString, QByteArray> states;
    contentsOf(*ann.dataset, &states);
    QCOMPARE(TSeq::load(u"cat"_s, states.value(u"id1"_s))->text(), expected);
    QVERIFY(!states.value(u"id1"_s).contains("\xf0")); // no position holds a whole pair
    QVERIFY(!states.value(u"id1"_s).contains("\xed\xa0"));
    const TSeq text = *TSeq::load(u"ann"_s, states.value(u"id1"_s));
    QCOMPARE(TSeq::loadCompact(u"ann"_s, text.saveCompact())->text(), expected);
}

/// wire.md 12.1, T23
void TestDatasetTexts::fusedTextIsNotEditedTwice()
{
    Replica ann(u"ann"_s);
    auto fused = ann.newText(body(u"id1"_s), u"a"_s, "t1").content;
    const auto edit = ann.splice(body(u"id1"_s), { { 1, 0, u"b"_s } }, "t2");
    fused.inserts[0].tids = { "t1" };
    fused.updates = edit.content.updates;
    fused.states = (*ann.dataset->snapshot()->next())->states;
    Replica bob(u"bob"_s);
    bob.receive(fused, "t2");
    QCOMPARE(bob.textOf(u"id1"_s), u"ab"_s);
}

void TestDatasetTexts::undoTakesTextBack()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    bob.receive(ann.newText(body(u"id1"_s), u"hello"_s, "t1").content, "t1");
    const auto first = bob.receive(
            ann.splice(body(u"id1"_s), { { 1, 3, u"ipp"_s } }, "t2").content, "t2");
    const auto second = bob.receive(
            ann.splice(body(u"id1"_s), { { 5, 0, u"!"_s } }, "t3").content, "t3");
    QCOMPARE(bob.textOf(u"id1"_s), u"hippo!"_s);
    const DatasetChange undone = bob.undo(second.undo);
    QCOMPARE(undone.splices.at(0).splices, (std::vector<Splice> { { 5, 1, {} } }));
    bob.undo(first.undo);
    QCOMPARE(bob.textOf(u"id1"_s), u"hello"_s);
    QVERIFY(bob.store->commit());
    bob.crash();
    QCOMPARE(bob.textOf(u"id1"_s), u"hello"_s);
}

void TestDatasetTexts::undoOfCreationForgetsTheState()
{
    Replica ann(u"ann"_s);
    const auto created = ann.newText(body(u"id1"_s), u"old"_s, "t1");
    Replica bob(u"bob"_s);
    const auto received = bob.receive(created.content, "t1");
    const DatasetChange undone = bob.undo(received.undo);
    QCOMPARE(undone.deletes, std::vector<Triple> { body(u"id1"_s) });
    QVERIFY(!bob.dataset->textOf(u"id1"_s));
    ann.splice(body(u"id1"_s), { { 0, 3, u"new"_s } }, "t2");
    OperationContent again = created.content;
    again.states = (*ann.dataset->snapshot()->next())->states;
    bob.receive(again, "t3");
    QCOMPARE(bob.textOf(u"id1"_s), u"new"_s);
}

void TestDatasetTexts::greatestIdWins()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    const auto byAnn = ann.newText(body(u"id1"_s), u"ann's"_s, "t1");
    const auto byBob = bob.newText(body(u"id2"_s), u"bob's"_s, "t2");
    const DatasetChange seenByAnn = ann.receive(byBob.content, "t2");
    QCOMPARE(seenByAnn.deletes, std::vector<Triple> { body(u"id1"_s) });
    QCOMPARE(seenByAnn.inserts, std::vector<Triple> { body(u"id2"_s) });
    const DatasetChange seenByBob = bob.receive(byAnn.content, "t1");
    QVERIFY(seenByBob.deletes.empty());
    QVERIFY(seenByBob.inserts.empty()); // it was never visible
    for (const Replica *replica : { &ann, &bob })
        QCOMPARE(valuesOf(*replica->dataset, u"note"_s, u"text"_s), Values { u"id2"_s });
    // Voiding gives each its own back.
    QCOMPARE(ann.undo(seenByAnn.undo).inserts, std::vector<Triple> { body(u"id1"_s) });
    QCOMPARE(valuesOf(*ann.dataset, u"note"_s, u"text"_s), Values { u"id1"_s });
    QCOMPARE(contentsOf(*ann.dataset), (Contents { { shown(body(u"id1"_s)), { "t1" } } }));
}

void TestDatasetTexts::winnerIsTheSameInAnyOrder()
{
    std::vector<OperationContent> operations;
    for (const QString &id : { u"id1"_s, u"id2"_s, u"id3"_s }) {
        Replica author(id);
        operations.push_back(author.newText(body(id), id, "t" + id.toUtf8()).content);
    }
    std::vector<int> order { 0, 1, 2 };
    do {
        Replica replica(u"reader"_s);
        for (const int i : order)
            replica.receive(operations[size_t(i)], "t" + QByteArray::number(i));
        QCOMPARE(valuesOf(*replica.dataset, u"note"_s, u"text"_s), Values { u"id3"_s });
    } while (std::next_permutation(order.begin(), order.end()));
}

void TestDatasetTexts::hiddenTextReappears()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    const auto byAnn = ann.newText(body(u"id1"_s), u"ann's"_s, "t1");
    const auto byBob = bob.newText(body(u"id2"_s), u"bob's"_s, "t2");
    ann.receive(byBob.content, "t2");
    const auto deleted = bob.remove({ body(u"id2"_s) }, "t3"); // has not seen ann's
    const DatasetChange seen = ann.receive(deleted.content, "t3");
    QCOMPARE(seen.deletes, std::vector<Triple> { body(u"id2"_s) });
    QCOMPARE(seen.inserts, std::vector<Triple> { body(u"id1"_s) });
    QCOMPARE(contentsOf(*ann.dataset), (Contents { { shown(body(u"id1"_s)), { "t1" } } }));
}

void TestDatasetTexts::plainValueIsHiddenByText()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    const Triple plain = triple(u"note"_s, u"text"_s, u"plain"_s);
    const auto byAnn = ann.newText(body(u"id1"_s), u"ann's"_s, "t1");
    const auto byBob = bob.insert({ plain }, "t2");
    QVERIFY(ann.receive(byBob.content, "t2").inserts.empty());
    QCOMPARE(bob.receive(byAnn.content, "t1").deletes, std::vector<Triple> { plain });
    for (const Replica *replica : { &ann, &bob })
        QCOMPARE(valuesOf(*replica->dataset, u"note"_s, u"text"_s), Values { u"id1"_s });
}

/// semantics.md 12.6: a later local write deletes the hidden ones for good.
void TestDatasetTexts::localWriteDeletesHidden()
{
    Replica ann(u"ann"_s);
    Replica bob(u"bob"_s);
    ann.newText(body(u"id1"_s), u"ann's"_s, "t1");
    ann.receive(bob.newText(body(u"id2"_s), u"bob's"_s, "t2").content, "t2");
    Patch replace;
    replace.deletes = { body(u"id2"_s) };
    replace.inserts = { body(u"id3"_s) };
    replace.newTexts.insert(u"id3"_s, u"new"_s);
    const LocalChange change = ann.write(replace, "t3");
    QCOMPARE(shown({ change.content.deletes.at(0).triple, change.content.deletes.at(1).triple }),
             shown({ body(u"id1"_s), body(u"id2"_s) }));
    QCOMPARE(contentsOf(*ann.dataset), (Contents { { shown(body(u"id3"_s)), { "t3" } } }));
    bool hidden = false;
    ann.dataset->matchHidden(node(u"note"_s), node(u"text"_s),
                             [&](const Triple &) { hidden = true; });
    QVERIFY(!hidden);
}

/// More texts than are held in memory.
void TestDatasetTexts::manyTextsStayCorrect()
{
    Replica ann(u"ann"_s);
    const auto at = [](int i) {
        return triple(u"n%1"_s.arg(i), u"text"_s, test::text(u"id%1"_s.arg(i)));
    };
    for (int i = 0; i < 600; ++i)
        ann.newText(at(i), QString::number(i), "t" + QByteArray::number(i));
    for (int i = 0; i < 600; ++i)
        ann.splice(at(i), { { Splice::end, 0, u"!"_s } }, "u" + QByteArray::number(i));
    for (int i = 0; i < 600; ++i)
        QCOMPARE(ann.textOf(u"id%1"_s.arg(i)), QString::number(i) + u'!');
}

QTEST_GUILESS_MAIN(TestDatasetTexts)
#include "tst_datasettexts.moc"
