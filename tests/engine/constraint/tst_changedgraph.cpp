// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/changedgraph.h"
#include "constraint/graphread.h"
#include "support/memorygraph.h"

#include <QTest>
#include <rapidcheck.h>

using namespace mld;
using namespace mld::test;

namespace {

Triple numbered(int subject, int predicate, int object)
{
    return triple(QStringLiteral("s:%1").arg(subject), QStringLiteral("p:%1").arg(predicate),
                  Term::string(QString::number(object)));
}

QSet<Triple> matches(const Graph &graph, const Triple &pattern)
{
    const auto idOf = [&](const Term &term) { return term.isNull() ? 0 : graph.find(term); };
    QSet<Triple> found;
    int count = 0;
    graph.match(idOf(pattern.subject), idOf(pattern.predicate), idOf(pattern.object),
                [&](TermId s, TermId p, TermId o) {
                    found.insert({ graph.term(s), graph.term(p), graph.term(o) });
                    ++count;
                    return true;
                });
    RC_ASSERT(count == found.size());
    return found;
}

} // namespace

class tst_ChangedGraph : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void laterChangesLieOnTop();
    void stopsVisiting();
    void equalsTheGraphChanged();
};

void tst_ChangedGraph::laterChangesLieOnTop()
{
    const MemoryGraph base({ numbered(1, 1, 1) });
    ChangedGraph changed(base);
    Patch first;
    first.deletes = { numbered(1, 1, 1) };
    first.inserts = { numbered(1, 1, 2), numbered(9, 9, 9) };
    changed.add(first);
    QVERIFY(!contains(changed, numbered(1, 1, 1)));
    QVERIFY(contains(changed, numbered(9, 9, 9)));
    Patch second;
    second.deletes = { numbered(9, 9, 9) };
    second.entailedInserts = { numbered(1, 1, 1) };
    changed.add(second);
    QVERIFY(contains(changed, numbered(1, 1, 1)));
    QVERIFY(!contains(changed, numbered(9, 9, 9)));
    QVERIFY(contains(base, numbered(1, 1, 1)));
}

void tst_ChangedGraph::stopsVisiting()
{
    const MemoryGraph base({ numbered(1, 1, 1) });
    ChangedGraph changed(base);
    changed.insert(numbered(1, 1, 2));
    changed.insert(numbered(1, 1, 3));
    for (int limit = 1; limit <= 3; ++limit) {
        int visited = 0;
        changed.match(0, 0, 0, [&](TermId, TermId, TermId) { return ++visited < limit; });
        QCOMPARE(visited, limit);
    }
}

void tst_ChangedGraph::equalsTheGraphChanged()
{
    const bool isOk = rc::check([] {
        const auto anyTriple = [] {
            return numbered(*rc::gen::inRange(0, 4), *rc::gen::inRange(0, 3),
                            *rc::gen::inRange(0, 4));
        };
        const auto anyTriples = [&] {
            std::vector<Triple> triples;
            for (int left = *rc::gen::inRange(0, 6); left > 0; --left)
                triples.push_back(anyTriple());
            return triples;
        };
        MemoryGraph expected(anyTriples());
        const MemoryGraph base = expected;
        ChangedGraph changed(base);
        for (int left = *rc::gen::inRange(1, 5); left > 0; --left) {
            Patch patch;
            patch.deletes = anyTriples();
            patch.inserts = anyTriples();
            changed.add(patch);
            expected.apply(patch);
        }
        for (int bound = 0; bound < 8; ++bound) {
            Triple pattern = anyTriple();
            if (!(bound & 1))
                pattern.subject = {};
            if (!(bound & 2))
                pattern.predicate = {};
            if (!(bound & 4))
                pattern.object = {};
            // A term nobody knows would stand for any
            const bool isKnown = (pattern.subject.isNull() || changed.find(pattern.subject))
                    && (pattern.predicate.isNull() || changed.find(pattern.predicate))
                    && (pattern.object.isNull() || changed.find(pattern.object));
            RC_PRE(isKnown);
            QSet<Triple> wanted;
            for (const Triple &one : expected.triples()) {
                if ((pattern.subject.isNull() || pattern.subject == one.subject)
                    && (pattern.predicate.isNull() || pattern.predicate == one.predicate)
                    && (pattern.object.isNull() || pattern.object == one.object))
                    wanted.insert(one);
            }
            RC_ASSERT(matches(changed, pattern) == wanted);
        }
    });
    QVERIFY(isOk);
}

QTEST_GUILESS_MAIN(tst_ChangedGraph)
#include "tst_changedgraph.moc"
