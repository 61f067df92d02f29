// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "datasetfixture.h"

using namespace mld;
using namespace mld::test;
using namespace Qt::Literals::StringLiterals;

using Values = std::set<QString>;

/// semantics.md 7, wire.md 7
class TestDataset : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void termsRoundTrip_data();
    void termsRoundTrip();
    void unknownTermsHaveNoNumber();
    void loneSurrogatesAreReplaced();
    void equalValues_data();
    void equalValues();
    void matchesEveryPattern();
    void matchStops();
    void estimatesAreGuesses();
    void insertAddsATid();
    void localDeleteListsAllTids();
    void localDeleteOfAbsentIsNotListed();
    void localDeleteAndInsertKeepsTids();
    void remoteDeleteOfUnseenTidIsForgotten();
    void concurrentInsertSurvives();
    void remoteReportsWhatWentAway();
    void fusedInsertsKeepTheirTids();
    void previewIsWhatWouldHappen();
    void entailmentsHaveNoTids();
    void hiddenTriplesKeepTheirTids();
    void remoteReachesHiddenTriples();
    void binariesAreHeld();
    void followsASavepoint();
    void surviveACrash();
    void isEmptyUntilWritten();
};

void TestDataset::termsRoundTrip_data()
{
    QTest::addColumn<Term>("term");
    QTest::newRow("iri") << node(u"fred"_s);
    QTest::newRow("string") << Term::string(u"Fred"_s);
    QTest::newRow("empty string") << Term::string(QString());
    QTest::newRow("string that looks like the iri") << Term::string(node(u"fred"_s).text());
    QTest::newRow("with U+0000") << Term::string(QString::fromUtf8("a\0b", 3));
    QTest::newRow("emoji") << Term::string(u"\U0001F600"_s);
    QTest::newRow("language") << Term::literal(u"x"_s, iris::rdfLangString, u"de"_s);
    QTest::newRow("other language") << Term::literal(u"x"_s, iris::rdfLangString, u"en"_s);
    QTest::newRow("datatype") << Term::literal(u"x"_s, u"http://example.org/T"_s);
    QTest::newRow("empty, with datatype") << Term::literal(u""_s, u"http://example.org/T"_s);
}

void TestDataset::termsRoundTrip()
{
    QFETCH(Term, term);
    Replica replica;
    // Others of the same text must not be taken for it.
    replica.insert({ triple(u"s"_s, u"p"_s, Term::literal(term.text(), u"http://x.org/"_s)),
                     triple(u"s"_s, u"p"_s, Term::iri(u"http://x.org/"_s + term.text())) },
                   "t0");
    QCOMPARE(replica.dataset->find(term), TermId(0));
    replica.insert({ triple(u"s"_s, u"q"_s, term) }, "t1");
    QVERIFY(replica.store->commit());
    const TermId id = replica.dataset->find(term);
    QVERIFY(id);
    QCOMPARE(replica.dataset->term(id), term);
    replica.crash(); // without what is kept in memory
    QCOMPARE(replica.dataset->find(term), id);
    QCOMPARE(replica.dataset->term(id), term);
    QVERIFY(!replica.dataset->term(id).isNull());
}

void TestDataset::unknownTermsHaveNoNumber()
{
    Replica replica;
    QCOMPARE(replica.dataset->find(node(u"fred"_s)), TermId(0));
    QCOMPARE(replica.dataset->find(Term()), TermId(0));
    QCOMPARE(replica.dataset->find(Term::literal(u"x"_s, u"http://no.type/"_s)), TermId(0));
    QVERIFY(replica.dataset->term(0).isNull());
    QVERIFY(replica.dataset->term(12345).isNull());
    QVERIFY(replica.dataset->findEqual(integer(1)).empty());
}

/// They would be on the wire (semantics.md 12.11), so that all clones hold the same literal.
void TestDataset::loneSurrogatesAreReplaced()
{
    Replica replica;
    const QString lone = u"a"_s + QChar(0xd800) + u"b"_s;
    replica.insert({ triple(u"s"_s, u"p"_s, lone) }, "t1");
    QCOMPARE(valuesOf(*replica.dataset, u"s"_s, u"p"_s), Values { u"a\ufffdb"_s });
    QCOMPARE(replica.dataset->find(Term::string(lone)),
             replica.dataset->find(Term::string(u"a\ufffdb"_s)));
}

void TestDataset::equalValues_data()
{
    QTest::addColumn<Term>("asked");
    QTest::addColumn<Values>("found");
    QTest::newRow("integer") << integer(1) << Values { u"1"_s, u"01"_s, u"1.0E0"_s, u"1.0"_s };
    QTest::newRow("not stored, but its value is")
            << Term::literal(u"001"_s, iris::xsdInteger)
            << Values { u"1"_s, u"01"_s, u"1.0E0"_s, u"1.0"_s };
    QTest::newRow("string") << Term::string(u"1"_s) << Values { u"1"_s };
    QTest::newRow("other value") << integer(2) << Values {};
    QTest::newRow("instant") << Term::literal(u"2024-01-01T01:00:00+01:00"_s, iris::xsdDateTime)
                             << Values { u"2024-01-01T00:00:00Z"_s, u"2024-01-01T00:00:00.000Z"_s };
}

void TestDataset::equalValues()
{
    QFETCH(Term, asked);
    QFETCH(Values, found);
    Replica replica;
    std::vector<Triple> triples;
    for (const Term &term :
         { integer(1), Term::literal(u"01"_s, iris::xsdInteger),
           Term::literal(u"1.0E0"_s, iris::xsdDouble), Term::literal(u"1.0"_s, iris::xsdDecimal),
           Term::string(u"1"_s), integer(3),
           Term::literal(u"2024-01-01T00:00:00Z"_s, iris::xsdDateTime),
           Term::literal(u"2024-01-01T00:00:00.000Z"_s, iris::xsdDateTime) })
        triples.push_back(triple(u"s"_s, u"p"_s, term));
    replica.insert(triples, "t1");
    Values equal;
    for (const TermId id : replica.dataset->findEqual(asked))
        equal.insert(replica.dataset->term(id).text());
    QCOMPARE(equal, found);
}

void TestDataset::matchesEveryPattern()
{
    Replica replica;
    std::vector<Triple> triples;
    for (const auto *subject : { u"a", u"b" }) {
        for (const auto *property : { u"p", u"q" }) {
            const QString s = QString::fromUtf16(subject);
            const QString p = QString::fromUtf16(property);
            triples.push_back(triple(s, p, node(u"a"_s)));
            triples.push_back(triple(s, p, node(u"c"_s)));
            triples.push_back(triple(s, p, u"x"_s));
        }
    }
    replica.insert(triples, "t1");
    replica.insert(triples, "t2"); // each is visited once all the same
    const std::vector<Term> subjects { {}, node(u"a"_s), node(u"b"_s) };
    const std::vector<Term> properties { {}, node(u"p"_s), node(u"q"_s) };
    const std::vector<Term> objects { {}, node(u"a"_s), node(u"c"_s), Term::string(u"x"_s) };
    for (const Term &s : subjects) {
        for (const Term &p : properties) {
            for (const Term &o : objects) {
                std::vector<Triple> expected;
                for (const Triple &t : triples) {
                    if ((s.isNull() || t.subject == s) && (p.isNull() || t.predicate == p)
                        && (o.isNull() || t.object == o))
                        expected.push_back(t);
                }
                std::vector<Triple> found;
                const Dataset &data = *replica.dataset;
                data.match(data.find(s), data.find(p), data.find(o),
                           [&](TermId fs, TermId fp, TermId fo) {
                               found.push_back({ data.term(fs), data.term(fp), data.term(fo) });
                               return true;
                           });
                QCOMPARE(found.size(), expected.size());
                QCOMPARE(shown(found), shown(expected));
                QVERIFY(data.estimate(data.find(s), data.find(p), data.find(o))
                        >= qint64(expected.size()));
            }
        }
    }
}

void TestDataset::matchStops()
{
    Replica replica;
    replica.insert({ triple(u"a"_s, u"p"_s, u"x"_s), triple(u"b"_s, u"q"_s, u"x"_s) }, "t1");
    const TermId object = replica.dataset->find(Term::string(u"x"_s));
    for (const TermId o : { TermId(0), object }) {
        int visits = 0;
        replica.dataset->match(0, 0, o, [&](TermId, TermId, TermId) {
            ++visits;
            return false;
        });
        QCOMPARE(visits, 1);
    }
}

void TestDataset::estimatesAreGuesses()
{
    Replica replica;
    std::vector<Triple> triples;
    for (int i = 0; i < 1000; ++i)
        triples.push_back(triple(u"s%1"_s.arg(i), u"p"_s, node(i == 0 ? u"x"_s : u"y"_s)));
    replica.insert(triples, "t1");
    const Dataset &data = *replica.dataset;
    const TermId p = data.find(node(u"p"_s));
    QCOMPARE(data.estimate(0, p, data.find(node(u"x"_s))), 1);
    QVERIFY(data.estimate(0, p, data.find(node(u"y"_s))) >= 999);
    QCOMPARE(data.estimate(data.find(node(u"s7"_s)), 0, 0), 1);
}

void TestDataset::insertAddsATid()
{
    Replica replica;
    const Triple fred = triple(u"fred"_s, u"name"_s, u"Fred"_s);
    const LocalChange first = replica.insert({ fred }, "t1");
    const LocalChange second = replica.insert({ fred }, "t2");
    QCOMPARE(first.content.inserts, (std::vector<TripleTids> { { fred, {} } }));
    QCOMPARE(second.content.inserts, (std::vector<TripleTids> { { fred, {} } }));
    QCOMPARE(contentsOf(*replica.dataset), (Contents { { shown(fred), { "t1", "t2" } } }));
}

void TestDataset::localDeleteListsAllTids()
{
    Replica replica;
    const Triple fred = triple(u"fred"_s, u"name"_s, u"Fred"_s);
    replica.insert({ fred }, "t1");
    replica.insert({ fred }, "t2");
    const LocalChange deleted = replica.remove({ fred }, "t3");
    QCOMPARE(deleted.content.deletes, (std::vector<TripleTids> { { fred, { "t1", "t2" } } }));
    QVERIFY(deleted.content.inserts.empty());
    QVERIFY(contentsOf(*replica.dataset).empty());
}

void TestDataset::localDeleteOfAbsentIsNotListed()
{
    Replica replica;
    replica.insert({ triple(u"fred"_s, u"name"_s, u"Fred"_s) }, "t1");
    const auto deleted = replica.remove({ triple(u"fred"_s, u"name"_s, u"Bob"_s),
                                          triple(u"fred"_s, u"age"_s, u"Fred"_s) },
                                        "t2");
    QVERIFY(deleted.content.isEmpty());
    QVERIFY(deleted.change.undo.isEmpty());
}

void TestDataset::localDeleteAndInsertKeepsTids()
{
    Replica replica;
    const Triple fred = triple(u"fred"_s, u"name"_s, u"Fred"_s);
    replica.insert({ fred }, "t1");
    Patch patch;
    patch.deletes = { fred };
    patch.inserts = { fred };
    const LocalChange change = replica.write(patch, "t2");
    QVERIFY(change.content.deletes.empty());
    QCOMPARE(change.content.inserts.size(), size_t(1));
    QCOMPARE(contentsOf(*replica.dataset), (Contents { { shown(fred), { "t1", "t2" } } }));
}

void TestDataset::remoteDeleteOfUnseenTidIsForgotten()
{
    Replica replica;
    const Triple fred = triple(u"fred"_s, u"name"_s, u"Fred"_s);
    const auto change = replica.receive({ { { fred, { "t1" } } }, {}, {}, {}, {} }, "t2");
    QVERIFY(change.deletes.empty());
    replica.receive({ {}, { { fred, {} } }, {}, {}, {} }, "t1");
    QCOMPARE(contentsOf(*replica.dataset), (Contents { { shown(fred), { "t1" } } }));
}

void TestDataset::concurrentInsertSurvives()
{
    Replica replica;
    const Triple fred = triple(u"fred"_s, u"name"_s, u"Fred"_s);
    replica.insert({ fred }, "t1");
    replica.insert({ fred }, "t2");
    const auto change = replica.receive({ { { fred, { "t1" } } }, {}, {}, {}, {} }, "t3");
    QVERIFY(change.deletes.empty());
    QCOMPARE(contentsOf(*replica.dataset), (Contents { { shown(fred), { "t2" } } }));
}

/// semantics.md 6
void TestDataset::remoteReportsWhatWentAway()
{
    Replica replica;
    const Triple gone = triple(u"fred"_s, u"name"_s, u"Fred"_s);
    const Triple kept = triple(u"fred"_s, u"name"_s, u"Freddy"_s);
    const Triple again = triple(u"fred"_s, u"age"_s, integer(40));
    replica.insert({ gone, kept, again }, "t1");
    replica.insert({ kept }, "t2");
    OperationContent content;
    content.deletes = { { gone, { "t1" } }, { kept, { "t1" } }, { again, { "t1" } } };
    content.inserts = { { again, {} } };
    const DatasetChange change = replica.receive(content, "t3");
    QCOMPARE(change.deletes, std::vector<Triple> { gone });
    QCOMPARE(change.inserts, std::vector<Triple> { again });
    QCOMPARE(contentsOf(*replica.dataset),
             (Contents { { shown(kept), { "t2" } }, { shown(again), { "t3" } } }));
}

void TestDataset::fusedInsertsKeepTheirTids()
{
    Replica replica;
    const Triple fred = triple(u"fred"_s, u"name"_s, u"Fred"_s);
    const Triple bob = triple(u"bob"_s, u"name"_s, u"Bob"_s);
    replica.receive({ {}, { { fred, { "t1", "t2" } }, { bob, { "t3" } } }, {}, {}, {} }, "t3");
    QCOMPARE(contentsOf(*replica.dataset),
             (Contents { { shown(fred), { "t1", "t2" } }, { shown(bob), { "t3" } } }));
}

void TestDataset::previewIsWhatWouldHappen()
{
    Replica replica;
    const Triple gone = triple(u"fred"_s, u"name"_s, u"Fred"_s);
    const Triple kept = triple(u"fred"_s, u"name"_s, u"Freddy"_s);
    const Triple again = triple(u"fred"_s, u"age"_s, integer(40));
    replica.insert({ gone, kept, again }, "t1");
    replica.insert({ kept }, "t2");
    OperationContent content;
    content.deletes = { { gone, { "t1", "t9" } }, { kept, { "t1", "t9" } }, { again, { "t1" } },
                        { triple(u"x"_s, u"y"_s, u"z"_s), { "t1" } } };
    content.inserts = { { again, {} } };
    const Contents before = contentsOf(*replica.dataset);
    const Patch patch = replica.dataset->preview(content);
    QCOMPARE(patch.deletes, std::vector<Triple> { gone });
    QCOMPARE(patch.inserts, std::vector<Triple> { again });
    QCOMPARE(contentsOf(*replica.dataset), before);
}

void TestDataset::entailmentsHaveNoTids()
{
    Replica replica;
    const Triple index = triple(u"slot"_s, u"index"_s, integer(1));
    Patch patch;
    patch.entailedInserts = { index };
    const LocalChange change = replica.write(patch, "t1");
    QVERIFY(change.content.isEmpty());
    QCOMPARE(contentsOf(*replica.dataset), (Contents { { shown(index), {} } }));
    const LocalChange deleted = replica.remove({ index }, "t2");
    QVERIFY(deleted.content.isEmpty());
    QVERIFY(contentsOf(*replica.dataset).empty());
    replica.undo(deleted.change.undo);
    QCOMPARE(contentsOf(*replica.dataset), (Contents { { shown(index), {} } }));
    Patch back;
    back.entailedDeletes = { index };
    QCOMPARE(replica.dataset->applyEntailed(back).deletes, std::vector<Triple> { index });
    QVERIFY(contentsOf(*replica.dataset).empty());
}

/// semantics.md 9.2
void TestDataset::hiddenTriplesKeepTheirTids()
{
    Replica replica;
    const Triple low = triple(u"fred"_s, u"name"_s, u"A"_s);
    const Triple high = triple(u"fred"_s, u"name"_s, u"B"_s);
    replica.insert({ low, high }, "t1");
    Patch hide;
    hide.entailedDeletes = { low };
    const DatasetChange hidden = replica.dataset->applyEntailed(hide);
    QCOMPARE(hidden.deletes, std::vector<Triple> { low });
    QCOMPARE(valuesOf(*replica.dataset, u"fred"_s, u"name"_s), Values { u"B"_s });
    std::vector<Triple> seen;
    replica.dataset->matchHidden(low.subject, low.predicate,
                                 [&](const Triple &triple) { seen.push_back(triple); });
    QCOMPARE(seen, std::vector<Triple> { low });
    replica.dataset->matchHidden(low.subject, node(u"other"_s), [](const Triple &) { QFAIL("none"); });

    Patch show;
    show.entailedInserts = { low };
    QCOMPARE(replica.dataset->applyEntailed(show).inserts, std::vector<Triple> { low });
    QCOMPARE(contentsOf(*replica.dataset),
             (Contents { { shown(low), { "t1" } }, { shown(high), { "t1" } } }));
}

void TestDataset::remoteReachesHiddenTriples()
{
    Replica replica;
    const Triple low = triple(u"fred"_s, u"name"_s, u"A"_s);
    replica.insert({ low }, "t1");
    Patch hide;
    hide.entailedDeletes = { low };
    replica.dataset->applyEntailed(hide);
    replica.receive({ {}, { { low, {} } }, {}, {}, {} }, "t2"); // stays hidden
    QVERIFY(valuesOf(*replica.dataset, u"fred"_s, u"name"_s).empty());
    const DatasetChange deleted
            = replica.receive({ { { low, { "t1", "t2" } } }, {}, {}, {}, {} }, "t3");
    QVERIFY(deleted.deletes.empty()); // it was not visible
    QVERIFY(replica.dataset->isEmpty());
    replica.undo(deleted.undo); // hidden again
    QVERIFY(valuesOf(*replica.dataset, u"fred"_s, u"name"_s).empty());
    const LocalChange removed = replica.remove({ low }, "t4");
    QCOMPARE(removed.content.deletes, (std::vector<TripleTids> { { low, { "t1", "t2" } } }));
}

void TestDataset::binariesAreHeld()
{
    Replica replica;
    const Triple picture = triple(u"fred"_s, u"picture"_s,
                                  Term::literal(u"id1"_s, iris::xsdBase64Binary));
    Patch patch;
    patch.inserts = { picture };
    patch.newBinaries.insert(u"id1"_s, "bytes");
    QCOMPARE(replica.write(patch, "t1").content.binaries.value(u"id1"_s), QByteArray("bytes"));
    QCOMPARE(replica.dataset->binaryOf(u"id1"_s), QByteArray("bytes"));
    QVERIFY(!replica.dataset->binaryOf(u"id2"_s));

    Replica other;
    other.receive({ {}, { { picture, {} } }, {}, {}, { { u"id1"_s, "bytes" } } }, "t1");
    QCOMPARE(other.dataset->binaryOf(u"id1"_s), QByteArray("bytes"));
    const auto batch = other.dataset->snapshot()->next();
    QCOMPARE((*batch)->binaries.value(u"id1"_s), QByteArray("bytes"));
}

void TestDataset::followsASavepoint()
{
    Replica replica;
    replica.insert({ triple(u"fred"_s, u"name"_s, u"Fred"_s) }, "t1");
    const Term lost = Term::string(u"Lost"_s);
    {
        Store::Savepoint part(*replica.store);
        replica.insert({ triple(u"fred"_s, u"name"_s, lost) }, "t2");
        QVERIFY(replica.dataset->find(lost));
    }
    QCOMPARE(replica.dataset->find(lost), TermId(0));
    replica.insert({ triple(u"fred"_s, u"name"_s, u"Bob"_s) }, "t3");
    QVERIFY(replica.store->commit());
    QCOMPARE(contentsOf(*replica.dataset),
             (Contents { { shown(triple(u"fred"_s, u"name"_s, u"Fred"_s)), { "t1" } },
                         { shown(triple(u"fred"_s, u"name"_s, u"Bob"_s)), { "t3" } } }));
}

void TestDataset::surviveACrash()
{
    Replica replica;
    replica.insert({ triple(u"fred"_s, u"name"_s, u"Fred"_s) }, "t1");
    QVERIFY(replica.store->commit());
    replica.insert({ triple(u"fred"_s, u"name"_s, u"Lost"_s) }, "t2");
    replica.crash();
    QCOMPARE(contentsOf(*replica.dataset),
             (Contents { { shown(triple(u"fred"_s, u"name"_s, u"Fred"_s)), { "t1" } } }));
}

void TestDataset::isEmptyUntilWritten()
{
    Replica replica;
    QVERIFY(replica.dataset->isEmpty());
    replica.insert({ triple(u"fred"_s, u"name"_s, u"Fred"_s) }, "t1");
    QVERIFY(!replica.dataset->isEmpty());
    replica.remove({ triple(u"fred"_s, u"name"_s, u"Fred"_s) }, "t2");
    QVERIFY(replica.dataset->isEmpty());
}

QTEST_GUILESS_MAIN(TestDataset)
#include "tst_dataset.moc"
