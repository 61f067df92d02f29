// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/journal.h"

#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

TreeClock clockAt(qint64 ticks)
{
    return *TreeClock().ticked(ticks);
}

JournalEntry entryAt(qint64 tick)
{
    JournalEntry entry;
    entry.tick = tick;
    entry.time = clockAt(tick);
    entry.tid = entry.time.hash();
    entry.prevTick = tick - 1;
    entry.prevTid = clockAt(tick - 1).hash();
    entry.enc = "enc " + QByteArray::number(tick);
    entry.undo = "undo " + QByteArray::number(tick);
    return entry;
}

std::vector<qint64> ticksOf(Journal::Cursor cursor)
{
    std::vector<qint64> ticks;
    while (const auto entry = cursor.next())
        ticks.push_back(entry->tick);
    return ticks;
}

using Ticks = std::vector<qint64>;

} // namespace

/// wire.md 21
class TestJournal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void newCloneHasNoTime();
    void clocksRoundTrip();
    void clocksAreSavedWithTheRest();
    void entriesRoundTrip();
    void readsEntriesInOrder();
    void cursorSeesChanges();
    void removesFromTheEnd();
    void fusionTakesThePlace();
    void truncatesAndRetains();
    void movesTicks();
    void findsOperations();
    void remembersTheAgreementBeforeADoubt();
    void resetForgets();
    void packingChangesNothing();
    void packsTheOldest();
    void damagedPackIsDamage();
    void damagedClockIsNoNewClone();

private:
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Journal> m_journal;
};

void TestJournal::init()
{
    m_journal.reset();
    m_store = *Store::open(u":memory:"_s);
    QVERIFY(m_store->begin());
    m_journal = std::make_unique<Journal>(*m_store);
}

void TestJournal::newCloneHasNoTime()
{
    QVERIFY(!m_journal->time());
    QCOMPARE(m_journal->globalClock(), GlobalClock());
    QCOMPARE(m_journal->lastAgreement(), TreeClock::genesis());
    QCOMPARE(m_journal->start(), 0);
    QVERIFY(!m_journal->last());
    QVERIFY(!m_store->error());
}

void TestJournal::clocksRoundTrip()
{
    const TreeClock time = clockAt(5).forked()->left.ticked();
    GlobalClock clock;
    QVERIFY(clock.set(clockAt(5)));
    QVERIFY(clock.set(time));
    m_journal->setTime(time);
    m_journal->setGlobalClock(clock);
    m_journal->setLastAgreement(clockAt(3));
    m_journal->setStart(2);
    QCOMPARE(m_journal->time(), time);
    QCOMPARE(m_journal->globalClock(), clock);
    QCOMPARE(m_journal->lastAgreement(), clockAt(3));
    QCOMPARE(m_journal->start(), 2);
}

void TestJournal::clocksAreSavedWithTheRest()
{
    m_journal->setTime(clockAt(1));
    m_journal->append(entryAt(1));
    QVERIFY(m_store->commit());
    QVERIFY(m_store->begin());
    m_journal->setTime(clockAt(2));
    m_journal->append(entryAt(2));
    m_store->rollback();
    Journal again(*m_store);
    QCOMPARE(again.time(), clockAt(1));
    QCOMPARE(again.last(), entryAt(1));
}

void TestJournal::entriesRoundTrip()
{
    JournalEntry attributed = entryAt(1);
    attributed.attr = Attribution { u"http://example.org/ann"_s, QByteArray("\0sig", 4) };
    attributed.isAgreement = true;
    JournalEntry unsignedEntry = entryAt(2);
    unsignedEntry.attr = Attribution { u"http://example.org/bob"_s, {} };
    unsignedEntry.undo.clear();
    for (const auto &entry : { attributed, unsignedEntry, entryAt(3) }) {
        m_journal->append(entry);
        QCOMPARE(m_journal->last(), entry);
        QCOMPARE(m_journal->find(entry.tid), entry);
    }
    QVERIFY(!m_journal->find("nothing"));
}

void TestJournal::readsEntriesInOrder()
{
    for (const qint64 tick : { 2, 4, 7, 300 })
        m_journal->append(entryAt(tick));
    QCOMPARE(ticksOf(m_journal->entriesAfter(0)), (Ticks { 2, 4, 7, 300 }));
    QCOMPARE(ticksOf(m_journal->entriesAfter(4)), (Ticks { 7, 300 }));
    QCOMPARE(ticksOf(m_journal->entriesAfter(3, 7)), (Ticks { 4, 7 }));
    QCOMPARE(ticksOf(m_journal->entriesAfter(300)), Ticks());
    QCOMPARE(m_journal->atOrBefore(6)->tick, 4);
    QCOMPARE(m_journal->atOrBefore(7)->tick, 7);
    QVERIFY(!m_journal->atOrBefore(1));
}

void TestJournal::cursorSeesChanges()
{
    m_journal->append(entryAt(1));
    m_journal->append(entryAt(2));
    auto cursor = m_journal->entriesAfter(0);
    QCOMPARE(cursor.next()->tick, 1);
    m_journal->removeLast();
    m_journal->append(entryAt(3));
    QCOMPARE(cursor.next()->tick, 3);
    QVERIFY(!cursor.next());
    m_journal->append(entryAt(4));
    QCOMPARE(cursor.next()->tick, 4);
}

void TestJournal::removesFromTheEnd()
{
    m_journal->append(entryAt(1));
    m_journal->append(entryAt(5));
    m_journal->removeLast();
    QCOMPARE(m_journal->last(), entryAt(1));
    QVERIFY(!m_journal->find(entryAt(5).tid));
    m_journal->removeLast();
    QVERIFY(!m_journal->last());
    m_journal->removeLast();
    QVERIFY(!m_store->error());
}

void TestJournal::fusionTakesThePlace()
{
    for (const qint64 tick : { 1, 2, 3, 4 })
        m_journal->append(entryAt(tick));
    JournalEntry fusion = entryAt(3);
    fusion.prevTick = entryAt(2).prevTick;
    fusion.enc = "fused";
    m_journal->replace(2, fusion);
    QCOMPARE(ticksOf(m_journal->entriesAfter(0)), (Ticks { 1, 3, 4 }));
    QCOMPARE(m_journal->atOrBefore(3), fusion);
    QVERIFY(!m_journal->find(entryAt(2).tid));
}

void TestJournal::truncatesAndRetains()
{
    for (const qint64 tick : { 1, 2, 3, 4 })
        m_journal->append(entryAt(tick));
    m_journal->truncate(3, { entryAt(2).tid, entryAt(4).tid });
    QCOMPARE(m_journal->start(), 3);
    QCOMPARE(ticksOf(m_journal->entriesAfter(0)), Ticks { 4 });
    QVERIFY(!m_journal->operation(entryAt(1).tid));
    QCOMPARE(m_journal->operation(entryAt(2).tid)->enc, entryAt(2).enc);
    QCOMPARE(m_journal->operation(entryAt(4).tid)->enc, entryAt(4).enc);
}

void TestJournal::movesTicks()
{
    m_journal->reset(TreeClock(), GlobalClock(), TreeClock(), 1);
    for (int tick : { 2, 3, 7 })
        m_journal->append(entryAt(tick));
    m_journal->moveTicks(1);
    QCOMPARE(m_journal->start(), 2);
    QCOMPARE(ticksOf(m_journal->entriesAfter(2)), (Ticks{ 3, 4, 8 }));
    QCOMPARE(m_journal->last()->tid, entryAt(7).tid);
    m_journal->moveTicks(0);
    QCOMPARE(m_journal->last()->tick, 8);
    m_journal->pack(1);
    m_journal->moveTicks(2);
    QCOMPARE(m_journal->start(), 4);
    QCOMPARE(ticksOf(m_journal->entriesAfter(4)), (Ticks{ 5, 6, 10 }));
    QCOMPARE(m_journal->find(entryAt(2).tid)->tick, 5);
}

void TestJournal::findsOperations()
{
    const RetainedOperation kept { clockAt(7).hash(), clockAt(7), "kept" };
    m_journal->retain(kept);
    m_journal->append(entryAt(8));
    QCOMPARE(m_journal->operation(kept.tid), kept);
    QVERIFY(!m_journal->find(kept.tid));
    const RetainedOperation journalled { entryAt(8).tid, entryAt(8).time, entryAt(8).enc };
    QCOMPARE(m_journal->operation(journalled.tid), journalled);
}

void TestJournal::remembersTheAgreementBeforeADoubt()
{
    QVERIFY(!m_journal->agreementBeforeDoubt());
    m_journal->setUnverifiedSince(5, entryAt(3).time);
    QCOMPARE(m_journal->unverifiedSince(), 5);
    QCOMPARE(m_journal->agreementBeforeDoubt(), entryAt(3).time);
    m_journal->setUnverifiedSince({});
    QVERIFY(!m_journal->agreementBeforeDoubt());
}

void TestJournal::resetForgets()
{
    m_journal->append(entryAt(1));
    m_journal->retain({ clockAt(7).hash(), clockAt(7), "kept" });
    GlobalClock clock;
    QVERIFY(clock.set(clockAt(9)));
    m_journal->reset(clockAt(10), clock, clockAt(4), 10);
    QVERIFY(!m_journal->last());
    QVERIFY(!m_journal->operation(clockAt(7).hash()));
    QCOMPARE(m_journal->time(), clockAt(10));
    QCOMPARE(m_journal->globalClock(), clock);
    QCOMPARE(m_journal->lastAgreement(), clockAt(4));
    QCOMPARE(m_journal->start(), 10);
}

/// Whatever is done with a journal that is packed now and then, it is as one that never is.
void TestJournal::packingChangesNothing()
{
    std::mt19937 random(7);
    const auto below = [&](qint64 bound) { return qint64(random() % quint64(bound)); };
    for (int round = 0; round < 40; ++round) {
        const auto otherStore = *Store::open(u":memory:"_s);
        QVERIFY(otherStore->begin());
        Journal other(*otherStore);
        m_journal->reset(clockAt(0), GlobalClock(), TreeClock(), 0);
        other.reset(clockAt(0), GlobalClock(), TreeClock(), 0);
        qint64 tick = 0;
        const auto both = [&](auto change) {
            change(*m_journal);
            change(other);
        };
        for (int step = 0; step < 150; ++step) {
            switch (below(12)) {
            case 0:
                m_journal->pack(int(below(10)));
                break;
            case 1:
                both([](Journal &journal) { journal.removeLast(); });
                tick = other.last() ? other.last()->tick : other.start();
                break;
            case 2: {
                const qint64 end = below(tick + 1);
                const Tid kept = clockAt(end).hash();
                both([&](Journal &journal) { journal.truncate(std::max(end / 2, journal.start()), { kept }); });
                break;
            }
            case 3: {
                // What the store undoes must not be remembered.
                Store::Savepoint part(*m_store);
                m_journal->append(entryAt(tick + 1));
                m_journal->pack(0);
                m_journal->find(clockAt(tick).hash());
                break;
            }
            case 4:
                if (const auto last = other.last()) {
                    JournalEntry fusion = *last;
                    fusion.enc = "fused";
                    const qint64 first = std::max<qint64>(1, fusion.tick - below(20));
                    both([&](Journal &journal) { journal.replace(first, fusion); });
                }
                break;
            default: {
                tick += 1 + below(3);
                JournalEntry entry = entryAt(tick);
                entry.enc += QByteArray(below(3), 'x'); // not the same each time
                both([&](Journal &journal) { journal.append(entry); });
            }
            }
            const qint64 some = below(tick + 2);
            QCOMPARE(m_journal->last(), other.last());
            QCOMPARE(m_journal->find(clockAt(some).hash()), other.find(clockAt(some).hash()));
            QCOMPARE(m_journal->operation(clockAt(some).hash()), other.operation(clockAt(some).hash()));
            QCOMPARE(m_journal->atOrBefore(some), other.atOrBefore(some));
            QCOMPARE(m_journal->count(), other.count());
            QCOMPARE(m_journal->start(), other.start());
            QCOMPARE(m_journal->base(), other.base());
            QCOMPARE(ticksOf(m_journal->entriesAfter(some)), ticksOf(other.entriesAfter(some)));
            QCOMPARE(ticksOf(m_journal->entriesAfter(some / 2, some)), ticksOf(other.entriesAfter(some / 2, some)));
        }
        QVERIFY(!m_store->error());
    }
}

void TestJournal::packsTheOldest()
{
    for (qint64 tick = 1; tick <= 2500; ++tick)
        m_journal->append(entryAt(tick));
    QVERIFY(m_journal->pack(20)); // a thousand or so
    QVERIFY(m_journal->countLoose() > 20);
    while (m_journal->pack(20)) { }
    QCOMPARE(m_journal->countLoose(), 20);
    QCOMPARE(m_journal->count(), 2500);
    QVERIFY(!m_journal->pack(20));
    m_journal->append(entryAt(2501));
    QVERIFY(m_journal->pack(20));
    QCOMPARE(m_journal->countLoose(), 20);
    QCOMPARE(m_journal->find(entryAt(1).tid), entryAt(1));
    QCOMPARE(m_journal->atOrBefore(2481), entryAt(2481));
    QVERIFY(!m_journal->find("nothing"));
}

void TestJournal::damagedPackIsDamage()
{
    for (qint64 tick = 1; tick <= 9; ++tick)
        m_journal->append(entryAt(tick));
    QVERIFY(m_journal->pack(0));
    m_store->execute("UPDATE journalpack SET entries = x'00'");
    QVERIFY(!Journal(*m_store).last());
    QVERIFY(m_store->error());
    QCOMPARE(m_store->error()->code, ErrorCode::StoreDamaged);
}

/// A clone that took itself for a new one would use its ticks again (design.md 2, rule 1).
void TestJournal::damagedClockIsNoNewClone()
{
    m_store->setMeta("time", "\xc1");
    QVERIFY(m_store->commit());
    QVERIFY(!m_journal->time());
    QVERIFY(m_store->error());
    QCOMPARE(m_store->error()->code, ErrorCode::StoreDamaged);
}

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"
