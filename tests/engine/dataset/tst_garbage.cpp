// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "datasetfixture.h"

#include <limits>

using namespace mld;
using namespace mld::test;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kAll = std::numeric_limits<int>::max();

qint64 rowsOf(Store &store, const char *sql)
{
    Store::Query query(store, sql);
    return query.next() ? query.integer(0) : -1;
}

/// Removes all that may go when the journal has forgotten what came up to `forgotten`.
void sweepAll(Replica &replica, qint64 forgotten, qint64 last = 100)
{
    for (int i = 0; replica.dataset->sweep(forgotten, last); ++i)
        QVERIFY(i < 1000);
    QVERIFY(replica.store->commit());
}

void look(Replica &replica, qint64 tick, const QByteArray &undo)
{
    QVERIFY(replica.dataset->lookThrough(tick, undo, kAll));
    QCOMPARE(replica.dataset->lookedThrough(), tick);
}

bool isKnown(const Replica &replica, const QString &value)
{
    return replica.dataset->find(Term::string(value)) != 0;
}

} // namespace

class TestGarbage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsRemovedGoesWhenTheJournalHasForgottenIt()
    {
        Replica a;
        look(a, 1, a.insert({ triple(u"s"_s, u"p"_s, u"gone"_s), triple(u"s"_s, u"p"_s, u"kept"_s) }, "AQ==").change.undo);
        const QByteArray undo = a.remove({ triple(u"s"_s, u"p"_s, u"gone"_s) }, "Ag==").change.undo;
        look(a, 2, undo);
        sweepAll(a, 1);
        QVERIFY(isKnown(a, u"gone"_s));
        // It can be taken back.
        a.undo(undo);
        QCOMPARE(valuesOf(*a.dataset, u"s"_s, u"p"_s), (std::set<QString> { u"gone"_s, u"kept"_s }));
        a.dataset->journalRewound(2);
        look(a, 2, a.remove({ triple(u"s"_s, u"p"_s, u"gone"_s) }, "Ag==").change.undo);
        sweepAll(a, 2);
        QVERIFY(!isKnown(a, u"gone"_s));
        QVERIFY(isKnown(a, u"kept"_s));
        QCOMPARE(valuesOf(*a.dataset, u"s"_s, u"p"_s), (std::set<QString> { u"kept"_s }));
        QCOMPARE(rowsOf(*a.store, "SELECT count(*) FROM unusedterm"), 0);
    }

    void whatIsNamedAgainStays()
    {
        Replica a;
        look(a, 1, a.insert({ triple(u"s"_s, u"p"_s, u"word"_s) }, "AQ==").change.undo);
        look(a, 2, a.remove({ triple(u"s"_s, u"p"_s, u"word"_s) }, "Ag==").change.undo);
        const QByteArray again = a.insert({ triple(u"t"_s, u"q"_s, u"word"_s) }, "Aw==").change.undo;
        look(a, 3, again);
        // Taken back, no operation tells that it is gone.
        a.undo(again);
        a.dataset->journalRewound(3);
        sweepAll(a, 1);
        QVERIFY(isKnown(a, u"word"_s));
        look(a, 3, a.insert({ triple(u"t"_s, u"q"_s, u"word"_s) }, "Aw==").change.undo);
        sweepAll(a, 3);
        QVERIFY(isKnown(a, u"word"_s));
        QVERIFY(a.dataset->find(node(u"s"_s)) == 0);
        QCOMPARE(valuesOf(*a.dataset, u"t"_s, u"q"_s), (std::set<QString> { u"word"_s }));
    }

    void whatIsTakenBackForGoodGoes()
    {
        Replica a;
        look(a, 1, a.insert({ triple(u"s"_s, u"p"_s, u"kept"_s) }, "AQ==").change.undo);
        a.undo(a.insert({ triple(u"s"_s, u"p"_s, u"void"_s) }, "Ag==").change.undo);
        sweepAll(a, 1);
        QVERIFY(!isKnown(a, u"void"_s));
        QVERIFY(isKnown(a, u"kept"_s));
    }

    void usedOtherwiseItStays()
    {
        Replica a;
        // As a datatype, as a property, as an object, under another property, hidden.
        const Term odd = Term::literal(u"odd"_s, node(u"type"_s).text());
        const std::vector<Triple> gone { { node(u"type"_s), node(u"p"_s), Term::string(u"x"_s) },
                                         { node(u"q"_s), node(u"p"_s), Term::string(u"x"_s) },
                                         { node(u"o"_s), node(u"p"_s), Term::string(u"x"_s) } };
        a.insert(gone, "AQ==");
        a.insert({ { node(u"s"_s), node(u"q"_s), odd }, { node(u"s"_s), node(u"q"_s), node(u"o"_s) },
                   { node(u"s"_s), node(u"q"_s), Term::string(u"x"_s) } }, "Ag==");
        Patch hides;
        hides.inserts = { triple(u"s"_s, u"r"_s, u"hidden"_s) };
        a.write(hides, "Aw==");
        Patch hidden;
        hidden.entailedDeletes = hides.inserts;
        a.dataset->applyEntailed(hidden);
        look(a, 4, a.remove(gone, "BA==").change.undo);
        sweepAll(a, 4);
        QVERIFY(a.dataset->find(node(u"type"_s)) != 0);
        QVERIFY(a.dataset->find(node(u"q"_s)) != 0);
        QVERIFY(a.dataset->find(node(u"o"_s)) != 0);
        QVERIFY(a.dataset->find(odd) != 0);
        QVERIFY(isKnown(a, u"x"_s));
        QVERIFY(isKnown(a, u"hidden"_s));
    }

    /// The greatest number is not given to another term, also after a restart.
    void numbersAreForGood()
    {
        Replica a;
        a.insert({ triple(u"s"_s, u"p"_s, u"kept"_s) }, "AQ==");
        a.insert({ triple(u"s"_s, u"p"_s, u"gone"_s) }, "Ag==");
        const TermId number = a.dataset->find(Term::string(u"gone"_s));
        look(a, 3, a.remove({ triple(u"s"_s, u"p"_s, u"gone"_s) }, "Aw==").change.undo);
        sweepAll(a, 3);
        a.crash();
        a.insert({ triple(u"s"_s, u"p"_s, u"new"_s) }, "BA==");
        QVERIFY(a.dataset->find(Term::string(u"new"_s)) > number);
    }

    /// With a text its data go, and should it come back, its ticks do not.
    void textsAndBinariesGo()
    {
        Replica a;
        const Triple body = triple(u"s"_s, u"p"_s, text(u"id"_s));
        const Triple picture = triple(u"s"_s, u"q"_s, Term::literal(u"data"_s, iris::xsdBase64Binary));
        const QByteArray state = *[&] {
            a.newText(body, u"Some words"_s, "AQ==");
            return a.dataset->textState(body.object);
        }();
        Patch patch;
        patch.inserts = { picture };
        patch.newBinaries.insert(u"data"_s, QByteArray("bytes"));
        a.write(patch, "Ag==");
        for (int i = 0; i < 20; ++i)
            a.splice(body, { { 0, 0, u"x"_s } }, "Aw==");
        look(a, 4, a.remove({ body, picture }, "BA==").change.undo);
        sweepAll(a, 4);
        QCOMPARE(rowsOf(*a.store, "SELECT (SELECT count(*) FROM text) + (SELECT count(*) FROM textlog)"), 0);
        QCOMPARE(rowsOf(*a.store, "SELECT count(*) FROM binary"), 0);
        OperationContent content;
        content.inserts = { { body, {} } };
        content.states.insert(u"id"_s, state);
        a.receive(content, "BQ==");
        QCOMPARE(a.textOf(u"id"_s), u"Some words"_s);
        const auto edit = a.splice(body, { { 0, 0, u"y"_s } }, "Bg==");
        const auto operation = TextOperation::fromMsgPack(edit.content.updates.front().operation);
        QVERIFY(operation);
        QVERIFY(operation->runs.front().chars.front().tick > 20);
    }

    /// Transaction ids go when there are many; those of rows that stay, stay.
    void transactionIdsGo()
    {
        Replica a;
        const auto tidOf = [](int i) { return QByteArray::number(i + 1000).toBase64(); };
        for (int i = 0; i < 400; ++i) {
            const auto value = [](int n) { return triple(u"s"_s, u"p"_s, integer(n)); };
            Patch patch;
            patch.inserts = { value(i) };
            if (i < 4)
                patch.inserts.push_back(triple(u"s"_s, u"also"_s, integer(i)));
            if (i > 0)
                patch.deletes = { value(i - 1) };
            look(a, i + 1, a.write(patch, tidOf(i)).change.undo);
        }
        const Contents before = contentsOf(*a.dataset);
        sweepAll(a, 400, 400);
        QVERIFY(rowsOf(*a.store, "SELECT count(*) FROM tid") < 20);
        QCOMPARE(rowsOf(*a.store, "SELECT count(*) FROM unusedtid"), 0);
        QCOMPARE(contentsOf(*a.dataset), before);
    }

    /// A large operation is looked through in parts, also over a restart.
    void largeOperationsAreLookedThroughInParts()
    {
        Replica a;
        std::vector<Triple> triples;
        for (int i = 0; i < 100; ++i)
            triples.push_back(triple(u"s%1"_s.arg(i), u"p"_s, u"value %1"_s.arg(i)));
        look(a, 1, a.insert(triples, "AQ==").change.undo);
        const QByteArray undo = a.remove(triples, "Ag==").change.undo;
        QVERIFY(a.store->commit());
        for (int i = 0; i < 10; ++i) {
            QCOMPARE(*a.dataset->lookThrough(2, undo, 10), 10);
            QCOMPARE(a.dataset->lookedThrough(), 1);
            QVERIFY(a.store->commit());
            a.crash();
        }
        QCOMPARE(*a.dataset->lookThrough(2, undo, 10), 0);
        QCOMPARE(a.dataset->lookedThrough(), 2);
        sweepAll(a, 2);
        QVERIFY(!isKnown(a, u"value 0"_s));
        QVERIFY(!isKnown(a, u"value 99"_s));
    }

    /// Whoever is being sent a snapshot gets it as it was.
    void snapshotsAreWaitedFor()
    {
        Replica a;
        a.insert({ triple(u"s"_s, u"p"_s, u"gone"_s), triple(u"z"_s, u"p"_s, u"kept"_s) }, "AQ==");
        QVERIFY(a.store->commit());
        auto snapshot = a.dataset->snapshot();
        look(a, 2, a.remove({ triple(u"s"_s, u"p"_s, u"gone"_s) }, "Ag==").change.undo);
        sweepAll(a, 2);
        QVERIFY(isKnown(a, u"gone"_s));
        QCOMPARE(contentsOf(*snapshot).size(), 2);
        snapshot.reset();
        sweepAll(a, 2);
        QVERIFY(!isKnown(a, u"gone"_s));
    }

    /// What earlier versions left, of which nobody took note.
    void oldStoresAreSwept()
    {
        Replica a;
        a.insert({ triple(u"s"_s, u"p"_s, u"gone"_s), triple(u"s"_s, u"p"_s, u"kept"_s) }, "AQ==");
        a.remove({ triple(u"s"_s, u"p"_s, u"gone"_s) }, "Ag==");
        a.store->setMeta("unswept", "0");
        sweepAll(a, 1, 2);
        QVERIFY(isKnown(a, u"gone"_s)); // the journal may have it
        sweepAll(a, 2, 2);
        QVERIFY(!isKnown(a, u"gone"_s));
        QVERIFY(isKnown(a, u"kept"_s));
        QVERIFY(!a.store->meta("unswept"));
    }

    void whatWasUndoneIsNotForgotten()
    {
        Replica a;
        look(a, 1, a.insert({ triple(u"s"_s, u"p"_s, u"gone"_s) }, "AQ==").change.undo);
        look(a, 2, a.remove({ triple(u"s"_s, u"p"_s, u"gone"_s) }, "Ag==").change.undo);
        QVERIFY(a.store->commit());
        while (a.dataset->sweep(2, 2)) { }
        QVERIFY(!isKnown(a, u"gone"_s));
        a.store->rollback(); // as when the disk was full
        QVERIFY(isKnown(a, u"gone"_s));
        QCOMPARE(a.dataset->term(a.dataset->find(Term::string(u"gone"_s))), Term::string(u"gone"_s));
        sweepAll(a, 2);
        QVERIFY(!isKnown(a, u"gone"_s));
    }
};

QTEST_GUILESS_MAIN(TestGarbage)
#include "tst_garbage.moc"
