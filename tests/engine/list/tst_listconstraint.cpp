// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/graphread.h"
#include "list/listconstraint.h"
#include "list/listrows.h"
#include "rdf/listkey.h"
#include "rdf/vocabulary.h"
#include "support/memoryclones.h"

#include <QTest>
#include <rapidcheck.h>

using namespace mld;
using namespace mld::test;

namespace {

const Term listIri = Term::iri(QStringLiteral("http://d.example.org/l"));
const Term otherList = Term::iri(QStringLiteral("http://d.example.org/m"));
const Term itemIri = Term::iri(iris::item);
const Term indexIri = Term::iri(iris::index);
const Triple typed { listIri, Term::iri(iris::rdfType), Term::iri(iris::list) };

Term slot(const QString &name)
{
    return Term::iri(QStringLiteral("http://d.example.org/slot/") + name);
}

Term integer(qint64 value)
{
    return Term::literal(QString::number(value), iris::xsdInteger);
}

// What query/ makes of an item under `@list`
void insertItem(Patch &patch, const ListKey &key, const QString &name, const Term &list = listIri)
{
    patch.inserts.push_back({ list, Term::iri(key.toIri()), slot(name) });
    patch.inserts.push_back({ slot(name), itemIri, Term::string(name) });
}

// … and of a delete of an index
void deleteAt(const Graph &graph, Patch &patch, size_t index, bool withItem = true)
{
    size_t rank = 0;
    for (const list::Row &row : list::rowsOf(graph, listIri)) {
        if (!row.item || rank++ != index)
            continue;
        patch.deletes.push_back(list::positionTriple(listIri, row.position, row.slot));
        patch.deletes.push_back({ row.slot, indexIri, integer(qint64(index)) });
        if (withItem)
            patch.deletes.push_back({ row.slot, itemIri, *row.item });
    }
}

void moveItem(const Graph &graph, Patch &patch, size_t from, qint64 to)
{
    const std::vector<list::Row> rows = list::rowsOf(graph, listIri);
    std::vector<list::Row> live;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(live),
                 [](const list::Row &row) { return row.item.has_value(); });
    deleteAt(graph, patch, from, false);
    patch.inserts.push_back({ listIri, Term::iri(ListKey { to, 0 }.toIri()), live[from].slot });
}

QString textOf(const Graph &graph, const Term &list = listIri)
{
    QString text;
    for (const Term &item : list::itemsOf(graph, list))
        text += item.text();
    return text;
}

// The invariants of one clone: ranks as indexes, one place and one item for each slot
bool isSound(const Graph &graph, const Term &list = listIri)
{
    qint64 rank = 0;
    QSet<Term> placed;
    for (const list::Row &row : list::rowsOf(graph, list)) {
        const auto indexes = objectsOf(graph, row.slot, indexIri);
        if (placed.contains(row.slot) || objectsOf(graph, row.slot, itemIri).size() > 1)
            return false;
        placed.insert(row.slot);
        if (row.item ? indexes != std::vector { integer(rank++) } : !indexes.empty())
            return false;
    }
    return true;
}

std::unique_ptr<Constraint> listConstraint(int clone)
{
    auto count = std::make_shared<int>(0); // outlives this function in the lambda
    return std::make_unique<ListConstraint>(QStringLiteral("clone%1").arg(clone), [clone, count] {
        return QStringLiteral("http://d.example.org/new/%1-%2").arg(clone).arg(++*count);
    });
}

} // namespace

class tst_ListConstraint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void createsAList();
    void insertsAtOldIndexes();
    void replacesInPlace();
    void swaps();
    void deletesSlotWithPosition();
    void movesKeepTheSlot();
    void moveToWhereItWas();
    void refusesTwoPlaces();
    void refusesTwoItems();
    void refusesOtherTypes();
    void refusesMalformedPositions();
    void restoresADeletedType();
    void neverAssertsIndexes();
    void copyGetsSlotsOfItsOwn();
    void moveToAnotherListKeepsTheItem();
    void slotWithoutItemIsSkipped();
    void slotWithoutItemMayReturn();
    void conflictingMovesKeepTheLeast();
    void conflictingItemsKeepTheGreatest();
    void twoSlotsAtOnePosition();
    void remoteEventIndexes();
    void lostMoveHasNoIndex();
    void reindexIgnoresWhatIsThere();
    void converges();

private:
    void write(const Patch &patch, int clone = 0)
    {
        const auto written = m_clones->write(clone, patch);
        QVERIFY2(written.isOk(), written ? "" : qPrintable(written.error().message));
    }
    void create(const QString &items)
    {
        Patch patch;
        for (qsizetype i = 0; i < items.size(); ++i)
            insertItem(patch, { i, 0 }, items.mid(i, 1));
        write(patch);
        m_clones->deliverAll();
    }
    const MemoryGraph &graph(int clone = 0) const { return m_clones->graph(clone); }
    Patch checked(Patch patch) const
    {
        const auto result = listConstraint(0)->check(graph(), patch);
        Q_ASSERT(result.isOk());
        return patch;
    }

    std::unique_ptr<MemoryClones> m_clones;
};

void tst_ListConstraint::init()
{
    m_clones = std::make_unique<MemoryClones>(2, listConstraint);
}

void tst_ListConstraint::createsAList()
{
    Patch patch;
    for (const char *name : { "a", "b", "c" })
        insertItem(patch, { name[0] - 'a', 0 }, QString::fromLatin1(name));
    const Patch done = checked(patch);
    QVERIFY(std::find(done.inserts.begin(), done.inserts.end(), typed) != done.inserts.end());
    QStringList positions;
    for (const Triple &triple : done.inserts) {
        QVERIFY(!ListKey::fromIri(triple.predicate.text()));
        if (list::isPosition(triple)) {
            positions.append(list::positionOf(triple).left(1));
            QCOMPARE(done.listIndexes.value(triple, -1), 0);
        }
    }
    QCOMPARE(positions.join(u' '), QStringLiteral("3 5 7")); // semantics.md 8.2, "Checks"
    write(patch);
    QVERIFY(isSound(graph()));
    QCOMPARE(textOf(graph()), QStringLiteral("abc"));
}

// semantics.md 8.3
void tst_ListConstraint::insertsAtOldIndexes()
{
    create(QStringLiteral("abc"));
    Patch patch;
    insertItem(patch, { 2, 0 }, QStringLiteral("y"));
    insertItem(patch, { 0, 0 }, QStringLiteral("x"));
    insertItem(patch, { 0, 1 }, QStringLiteral("X"));
    insertItem(patch, { 99, 0 }, QStringLiteral("z"));
    const Patch done = checked(patch);
    write(patch);
    QCOMPARE(textOf(graph()), QStringLiteral("xXabycz"));
    QVERIFY(isSound(graph()));
    QSet<qint64> keys(done.listIndexes.cbegin(), done.listIndexes.cend());
    QCOMPARE(keys, QSet<qint64>({ 0, 2, 3 }));
}

// semantics.md 8.4.2, "Defect"
void tst_ListConstraint::replacesInPlace()
{
    create(QStringLiteral("abcd"));
    Patch patch;
    deleteAt(graph(), patch, 1);
    insertItem(patch, { 1, 0 }, QStringLiteral("N"));
    write(patch);
    QCOMPARE(textOf(graph()), QStringLiteral("aNcd"));
    QVERIFY(isSound(graph()));
}

void tst_ListConstraint::swaps()
{
    create(QStringLiteral("abcd"));
    Patch patch;
    moveItem(graph(), patch, 1, 3);
    moveItem(graph(), patch, 2, 1);
    write(patch);
    QCOMPARE(textOf(graph()), QStringLiteral("acbd"));
    QVERIFY(isSound(graph()));
}

void tst_ListConstraint::deletesSlotWithPosition()
{
    create(QStringLiteral("abc"));
    Patch patch;
    deleteAt(graph(), patch, 1, false);
    const Patch done = checked(patch);
    QVERIFY(std::find(done.deletes.begin(), done.deletes.end(),
                      Triple { slot(QStringLiteral("b")), itemIri, Term::string(QStringLiteral("b")) })
            != done.deletes.end());
    write(patch);
    QCOMPARE(textOf(graph()), QStringLiteral("ac"));
    QVERIFY(triplesOf(graph(), slot(QStringLiteral("b"))).empty());
    QVERIFY(isSound(graph()));
}

void tst_ListConstraint::movesKeepTheSlot()
{
    create(QStringLiteral("abc"));
    Patch patch;
    moveItem(graph(), patch, 2, 0);
    write(patch);
    QCOMPARE(textOf(graph()), QStringLiteral("cab"));
    QCOMPARE(list::rowsOf(graph(), listIri).front().slot, slot(QStringLiteral("c")));
    QVERIFY(isSound(graph()));
}

void tst_ListConstraint::moveToWhereItWas()
{
    create(QStringLiteral("abc"));
    for (const qint64 to : { 1, 2 }) {
        Patch patch;
        moveItem(graph(), patch, 1, to);
        write(patch);
        QCOMPARE(textOf(graph()), QStringLiteral("abc"));
        QVERIFY(isSound(graph()));
    }
}

void tst_ListConstraint::refusesTwoPlaces()
{
    create(QStringLiteral("ab"));
    Patch again;
    insertItem(again, { 2, 0 }, QStringLiteral("a"));
    QVERIFY(!m_clones->write(0, again));
    Patch twice;
    insertItem(twice, { 0, 0 }, QStringLiteral("n"));
    insertItem(twice, { 1, 0 }, QStringLiteral("n"));
    const auto refused = m_clones->write(0, twice);
    QVERIFY(!refused);
    QVERIFY(refused.error().message.startsWith(QLatin1String("Slot cannot appear more than once")));
    QCOMPARE(textOf(graph()), QStringLiteral("ab"));
}

void tst_ListConstraint::refusesTwoItems()
{
    create(QStringLiteral("a"));
    Patch patch;
    patch.inserts = { { slot(QStringLiteral("a")), itemIri, Term::string(QStringLiteral("b")) } };
    const auto refused = m_clones->write(0, patch);
    QVERIFY(!refused);
    QVERIFY(refused.error().message.startsWith(QLatin1String("Multiple values for")));
}

// semantics.md 8.4, "Should"
void tst_ListConstraint::refusesOtherTypes()
{
    const Triple mine { listIri, Term::iri(iris::rdfType), Term::iri(QStringLiteral("x:MyList")) };
    Patch other;
    other.inserts = { mine };
    insertItem(other, { 0, 0 }, QStringLiteral("a"));
    QVERIFY(!m_clones->write(0, other));
    Patch both;
    both.inserts = { mine, typed };
    insertItem(both, { 0, 0 }, QStringLiteral("a"));
    write(both);
    QCOMPARE(textOf(graph()), QStringLiteral("a"));
}

void tst_ListConstraint::refusesMalformedPositions()
{
    Patch patch;
    patch.inserts = { list::positionTriple(listIri, QStringLiteral("rubbish"),
                                           slot(QStringLiteral("a"))) };
    QVERIFY(!m_clones->write(0, patch));
    Patch literal;
    literal.inserts = { { listIri, Term::iri(ListKey {}.toIri()), Term::string(QString()) } };
    QVERIFY(!m_clones->write(0, literal));
}

void tst_ListConstraint::restoresADeletedType()
{
    create(QStringLiteral("a"));
    Patch patch;
    patch.deletes = { typed };
    insertItem(patch, { 1, 0 }, QStringLiteral("b"));
    write(patch);
    QVERIFY(contains(graph(), typed));
}

void tst_ListConstraint::neverAssertsIndexes()
{
    create(QStringLiteral("ab"));
    Patch patch;
    patch.inserts = { { slot(QStringLiteral("a")), indexIri, integer(7) } };
    patch.deletes = { { slot(QStringLiteral("b")), indexIri, integer(1) } };
    const Patch done = checked(patch);
    QVERIFY(done.isEmpty());
    QVERIFY(done.entailedDeletes.empty() && done.entailedInserts.empty());
}

// jrql-cases.json, "list: copy a list item by variable index"
void tst_ListConstraint::copyGetsSlotsOfItsOwn()
{
    create(QStringLiteral("ab"));
    Patch patch;
    for (const list::Row &row : list::rowsOf(graph(), listIri)) {
        patch.inserts.push_back(list::positionTriple(otherList, row.position, row.slot));
        patch.inserts.push_back({ row.slot, itemIri, *row.item });
    }
    write(patch);
    QCOMPARE(textOf(graph()), QStringLiteral("ab"));
    QCOMPARE(textOf(graph(), otherList), QStringLiteral("ab"));
    QVERIFY(isSound(graph()));
    QVERIFY(isSound(graph(), otherList));
    for (const list::Row &row : list::rowsOf(graph(), otherList))
        QCOMPARE(list::listsOf(graph(), row.slot), std::vector { otherList });
}

void tst_ListConstraint::moveToAnotherListKeepsTheItem()
{
    create(QStringLiteral("ab"));
    Patch patch;
    deleteAt(graph(), patch, 0, false);
    patch.inserts.push_back(
            { otherList, Term::iri(ListKey {}.toIri()), slot(QStringLiteral("a")) });
    write(patch);
    QCOMPARE(textOf(graph()), QStringLiteral("b"));
    QCOMPARE(textOf(graph(), otherList), QStringLiteral("a"));
    QVERIFY(isSound(graph()) && isSound(graph(), otherList));
}

// semantics.md 8.6
void tst_ListConstraint::slotWithoutItemIsSkipped()
{
    create(QStringLiteral("abc"));
    Patch patch;
    patch.deletes = { { slot(QStringLiteral("b")), itemIri, Term::string(QStringLiteral("b")) } };
    write(patch);
    QCOMPARE(textOf(graph()), QStringLiteral("ac"));
    QVERIFY(isSound(graph()));
    Patch insert;
    insertItem(insert, { 1, 0 }, QStringLiteral("N"));
    write(insert);
    QCOMPARE(textOf(graph()), QStringLiteral("aNc"));
    QVERIFY(isSound(graph()));
}

void tst_ListConstraint::slotWithoutItemMayReturn()
{
    create(QStringLiteral("ab"));
    Patch patch;
    patch.deletes = { { slot(QStringLiteral("a")), itemIri, Term::string(QStringLiteral("a")) } };
    write(patch);
    Patch again;
    insertItem(again, { 1, 0 }, QStringLiteral("a"));
    write(again);
    QCOMPARE(textOf(graph()), QStringLiteral("ba"));
    QVERIFY(isSound(graph()));
}

// semantics.md 8.5.2
void tst_ListConstraint::conflictingMovesKeepTheLeast()
{
    create(QStringLiteral("abcd"));
    Patch toHead, toEnd;
    moveItem(graph(0), toHead, 2, 0);
    moveItem(graph(1), toEnd, 2, 4);
    write(toHead, 0);
    write(toEnd, 1);
    QVERIFY(m_clones->deliverAll());
    for (const int clone : { 0, 1 }) {
        QCOMPARE(textOf(graph(clone)), QStringLiteral("cabd"));
        QVERIFY(isSound(graph(clone)));
    }
}

// semantics.md 8.5.1
void tst_ListConstraint::conflictingItemsKeepTheGreatest()
{
    create(QStringLiteral("abc"));
    for (const int clone : { 0, 1 }) {
        Patch patch;
        const Term changed = slot(QStringLiteral("b"));
        patch.deletes = { { changed, itemIri, Term::string(QStringLiteral("b")) } };
        patch.inserts = { { changed, itemIri, Term::string(clone == 0 ? u"x"_qs : u"y"_qs) } };
        write(patch, clone);
    }
    QVERIFY(m_clones->deliverAll());
    for (const int clone : { 0, 1 })
        QCOMPARE(textOf(graph(clone)), QStringLiteral("ayc"));
}

// semantics.md 16.30: m-ld-js can make these
void tst_ListConstraint::twoSlotsAtOnePosition()
{
    create(QStringLiteral("ab"));
    const QString position = list::rowsOf(graph(), listIri).back().position;
    Patch remote;
    remote.inserts = { list::positionTriple(listIri, position, slot(QStringLiteral("a2"))),
                       { slot(QStringLiteral("a2")), itemIri, Term::string(QStringLiteral("A")) } };
    MemoryGraph after = graph();
    Patch resolution;
    QVERIFY(listConstraint(0)->apply(after, remote, resolution).isOk());
    QVERIFY(resolution.isEmpty());
    after.apply(remote);
    after.apply(resolution);
    QCOMPARE(textOf(after), QStringLiteral("aAb"));
    QVERIFY(isSound(after));
    for (const qint64 index : { 1, 2, 3 }) {
        Patch patch;
        insertItem(patch, { index, 0 }, QStringLiteral("N"));
        QVERIFY(listConstraint(0)->check(after, patch).isOk());
    }
}

// semantics.md 8.7: the number of old items before the position
void tst_ListConstraint::remoteEventIndexes()
{
    create(QStringLiteral("abc"));
    Patch patch;
    deleteAt(graph(), patch, 0);
    insertItem(patch, { 2, 0 }, QStringLiteral("N"));
    Patch remote = checked(patch);
    const QHash<Triple, qint64> expected = remote.listIndexes;
    remote.listIndexes.clear();
    remote.entailedDeletes.clear();
    remote.entailedInserts.clear();
    Patch resolution;
    QVERIFY(listConstraint(1)->apply(graph(1), remote, resolution).isOk());
    QCOMPARE(resolution.listIndexes, expected);
    QCOMPARE(expected.size(), 2);
}

// A position that a conflict takes back at once has no index: an app would delete another item
void tst_ListConstraint::lostMoveHasNoIndex()
{
    create(QStringLiteral("abc"));
    Patch here, there;
    moveItem(graph(), here, 2, 0);
    write(here, 0);
    moveItem(graph(1), there, 2, 1);
    QVERIFY(listConstraint(1)->check(graph(1), there).isOk());
    Patch remote;
    remote.deletes = there.deletes;
    remote.inserts = there.inserts;
    Patch resolution;
    QVERIFY(listConstraint(0)->apply(graph(0), remote, resolution).isOk());
    QCOMPARE(resolution.deletes.size(), size_t(1));
    QVERIFY(!resolution.listIndexes.contains(resolution.deletes.front()));
}

// semantics.md 8.1: indexes in a snapshot are not to be trusted
void tst_ListConstraint::reindexIgnoresWhatIsThere()
{
    create(QStringLiteral("abc"));
    MemoryGraph received = graph();
    received.remove({ slot(QStringLiteral("a")), indexIri, integer(0) });
    received.insert({ slot(QStringLiteral("b")), indexIri, integer(5) });
    received.insert({ slot(QStringLiteral("c")), indexIri, Term::string(QStringLiteral("x")) });
    QVERIFY(!isSound(received));
    received.apply(list::reindex(received));
    QVERIFY(isSound(received));
}

// Any history of concurrent edits: all clones end with the same rows, each of them sound
void tst_ListConstraint::converges()
{
    const bool isOk = rc::check([] {
        const int count = *rc::gen::inRange(2, 4);
        MemoryClones clones(count, listConstraint);
        int names = 0;
        for (int step = *rc::gen::inRange(3, 40); step > 0; --step) {
            const int clone = *rc::gen::inRange(0, count);
            const MemoryGraph &graph = clones.graph(clone);
            const qint64 length = qint64(list::itemsOf(graph, listIri).size());
            const auto anyIndex = [&] { return *rc::gen::inRange<qint64>(0, length); };
            Patch patch;
            switch (*rc::gen::weightedElement<int>({ { 5, 0 }, { 2, 1 }, { 3, 2 }, { 1, 3 }, { 5, 4 } })) {
            case 0: {
                const qint64 index = *rc::gen::inRange<qint64>(0, length + 2);
                for (qint64 order = *rc::gen::inRange<qint64>(1, 4); order > 0; --order)
                    insertItem(patch, { index, order }, QString::number(++names));
                break;
            }
            case 1:
                if (length > 0)
                    deleteAt(graph, patch, size_t(anyIndex()));
                break;
            case 2:
                if (length > 0) {
                    const qint64 from = anyIndex();
                    moveItem(graph, patch, size_t(from), *rc::gen::inRange<qint64>(0, length + 1));
                }
                break;
            case 3:
                if (length > 0) {
                    const qint64 index = anyIndex();
                    for (const list::Row &row : list::rowsOf(graph, listIri)) {
                        if (row.item && contains(graph, { row.slot, indexIri, integer(index) })) {
                            patch.deletes = { { row.slot, itemIri, *row.item } };
                            const Term changed = Term::string(QString::number(++names));
                            patch.inserts = { { row.slot, itemIri, changed } };
                        }
                    }
                }
                break;
            default:
                clones.deliverNext(clone);
            }
            if (!patch.isEmpty())
                RC_ASSERT(clones.write(clone, patch).isOk());
            RC_ASSERT(isSound(clones.graph(clone)));
        }
        RC_ASSERT(clones.deliverAll());
        for (int clone = 0; clone < count; ++clone) {
            RC_ASSERT(isSound(clones.graph(clone)));
            RC_ASSERT(clones.graph(clone).triples() == clones.graph(0).triples());
        }
    });
    QVERIFY(isOk);
}

QTEST_GUILESS_MAIN(tst_ListConstraint)
#include "tst_listconstraint.moc"
