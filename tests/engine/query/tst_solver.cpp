// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "memorygraph.h"
#include "query/projection.h"
#include "query/solver.h"
#include "rdf/vocabulary.h"

#include <rapidcheck.h>

#include <QTest>

#include <map>
#include <set>

using namespace mld;
using namespace mld::query;

namespace {

Term node(int i)
{
    return Term::iri(QStringLiteral("n:%1").arg(i));
}

/// Four literals of two values, and two strings.
Term literalTerm(int i)
{
    static const std::array terms = {
        Term::literal(QStringLiteral("1"), iris::xsdInteger),
        Term::literal(QStringLiteral("1.0E0"), iris::xsdDouble),
        Term::literal(QStringLiteral("2"), iris::xsdInteger),
        Term::literal(QStringLiteral("02"), iris::xsdInteger),
        Term::string(QStringLiteral("1")),
        Term::string(QStringLiteral("x")),
    };
    return terms[size_t(i) % terms.size()];
}

bool matchesByValue(const Term &a, const Term &b)
{
    return a == b || (!literal::valueKey(a).isEmpty() && literal::valueKey(a) == literal::valueKey(b));
}

using Solution = std::map<Variable, Term>;

/// The plainest solver there can be: all triples for all patterns, in the order given.
std::vector<Solution> naive(const std::vector<Triple> &data, const std::vector<TriplePattern> &patterns)
{
    std::vector<Solution> solutions = { {} };
    for (const TriplePattern &pattern : patterns) {
        std::vector<Solution> next;
        for (const Solution &solution : solutions) {
            for (const Triple &triple : data) {
                Solution extended = solution;
                const auto fits = [&](const Node &place, const Term &term) {
                    if (!place.isVariable())
                        return matchesByValue(place.term, term);
                    const auto [it, isNew] = extended.emplace(place.variable, term);
                    return isNew || matchesByValue(it->second, term);
                };
                if (fits(pattern.subject, triple.subject) && fits(pattern.predicate, triple.predicate)
                    && fits(pattern.object, triple.object)) {
                    next.push_back(extended);
                }
            }
        }
        solutions = std::move(next);
    }
    return solutions;
}

/// Solutions as texts that are equal if the values are: the order of patterns decides which spelling of
/// a number a variable holds.
std::multiset<QString> textsOf(const std::vector<Solution> &solutions)
{
    std::multiset<QString> texts;
    for (const Solution &solution : solutions) {
        QString text;
        for (const auto &[variable, term] : solution) {
            const QString key = literal::valueKey(term);
            text += QString::number(variable) + u'=' + (key.isEmpty() ? term.text() + term.datatype() : key) + u' ';
        }
        texts.insert(text);
    }
    return texts;
}

std::vector<Solution> solutionsOf(const Table &table, const TermTable &terms)
{
    std::vector<Solution> solutions;
    for (size_t i = 0; i < table.size(); ++i) {
        Solution solution;
        for (const Variable variable : table.columns())
            solution.emplace(variable, terms.term(table.at(i, variable)));
        solutions.push_back(std::move(solution));
    }
    return solutions;
}

std::vector<Triple> randomData()
{
    std::set<std::tuple<int, int, int>> codes;
    const int count = *rc::gen::inRange(0, 25);
    for (int i = 0; i < count; ++i)
        codes.emplace(*rc::gen::inRange(0, 4), *rc::gen::inRange(4, 6), *rc::gen::inRange(-6, 6));
    std::vector<Triple> data;
    for (const auto &[s, p, o] : codes)
        data.push_back({ node(s), node(p), o < 0 ? literalTerm(-o - 1) : node(o) });
    return data;
}

TriplePattern randomPattern()
{
    const auto place = [](bool isObject) -> Node {
        const int code = *rc::gen::inRange(isObject ? -6 : 0, 10);
        if (code < 0)
            return literalTerm(-code - 1);
        return code < 4 ? Node::of(code) : Node(node(code - 4));
    };
    return { place(false), place(false), place(true) };
}

std::vector<TriplePattern> randomPatterns()
{
    std::vector<TriplePattern> patterns;
    const int count = *rc::gen::inRange(1, 4);
    for (int i = 0; i < count; ++i)
        patterns.push_back(randomPattern());
    return patterns;
}

} // namespace

class TestSolver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatThereIs();
    void partsAreThePiecesOfTheWhole();
    void projectionsAreThoseOfTheWhole();
    void solutionsAreBounded();
};

void TestSolver::findsWhatThereIs()
{
    const bool isTrue = rc::check("joins find what comparing all triples finds", [] {
        const std::vector<Triple> data = randomData();
        const std::vector<TriplePattern> patterns = randomPatterns();
        MemoryGraph graph;
        for (const Triple &triple : data)
            graph.insert(triple);
        TermTable terms(graph);
        const Result<Table> table = Solver(graph, terms).solve(patterns, {});
        RC_ASSERT(table.isOk());
        const auto found = textsOf(solutionsOf(*table, terms));
        RC_ASSERT(found == textsOf(naive(data, patterns)));
    });
    QVERIFY(isTrue);
}

void TestSolver::partsAreThePiecesOfTheWhole()
{
    const bool isTrue = rc::check("combinations of parts are the solutions", [] {
        MemoryGraph graph;
        for (const Triple &triple : randomData())
            graph.insert(triple);
        Group group;
        group.triples = randomPatterns();
        TermTable terms(graph);
        Solver solver(graph, terms);
        const Result<Table> whole = solver.solve(group);
        const Result<std::vector<Table>> parts = solver.solveParts(group);
        RC_ASSERT(whole.isOk() && parts.isOk());
        size_t count = 1;
        std::set<Variable> seen;
        for (const Table &part : *parts) {
            count *= part.size();
            for (const Variable variable : part.columns())
                RC_ASSERT(seen.insert(variable).second);
        }
        RC_ASSERT(count == whole->size());
    });
    QVERIFY(isTrue);
}

void TestSolver::projectionsAreThoseOfTheWhole()
{
    const bool isTrue = rc::check("each different row of a projection is visited once", [] {
        MemoryGraph graph;
        for (const Triple &triple : randomData())
            graph.insert(triple);
        Group group;
        group.triples = randomPatterns();
        TermTable terms(graph);
        Solver solver(graph, terms);
        const Result<Table> whole = solver.solve(group);
        const Result<std::vector<Table>> parts = solver.solveParts(group);
        RC_ASSERT(whole.isOk() && parts.isOk());
        const std::vector<Variable> wanted = { *rc::gen::inRange(0, 4), *rc::gen::inRange(0, 4) };
        std::set<std::vector<TermId>> expected;
        for (size_t i = 0; i < whole->size(); ++i)
            expected.insert({ whole->at(i, wanted[0]), whole->at(i, wanted[1]) });
        std::set<std::vector<TermId>> visited;
        const Projection projection(*parts);
        RC_ASSERT(projection.isEmpty() == (whole->size() == 0));
        const auto visit = [&](const Projection::Row &row) -> Result<void> {
            RC_ASSERT(visited.insert({ row(wanted[0]), row(wanted[1]) }).second);
            return {};
        };
        RC_ASSERT(projection.forEach(wanted, visit).isOk());
        RC_ASSERT(visited == expected);
    });
    QVERIFY(isTrue);
}

void TestSolver::solutionsAreBounded()
{
    MemoryGraph graph;
    for (int i = 0; i < 500; ++i)
        graph.insert({ node(i), node(1000), node(1001) });
    std::vector<TriplePattern> patterns;
    for (int i = 0; i < 4; ++i)
        patterns.push_back({ Node::of(i), node(1000), node(1001) });
    TermTable terms(graph);
    const Result<Table> table = Solver(graph, terms).solve(patterns, {});
    QVERIFY(!table);
    QCOMPARE(table.error().code, ErrorCode::BadPattern);
    Group group;
    group.triples = patterns;
    QVERIFY(Solver(graph, terms).solveParts(group)); // in parts it is no work
}

QTEST_GUILESS_MAIN(TestSolver)
#include "tst_solver.moc"
