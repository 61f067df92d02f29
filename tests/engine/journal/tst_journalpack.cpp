// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/journalpack.h"

#include <QTest>

#include <rapidcheck.h>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

template <typename Property>
void holds(const char *what, Property property)
{
    QVERIFY2(rc::check(what, property), what);
}

TreeClock clockAt(qint64 ticks)
{
    return *TreeClock().ticked(ticks);
}

/// As a key press makes it: what differs from the one before is the character, and numbers that go up.
JournalEntry keyPress(qint64 tick, char typed)
{
    JournalEntry entry;
    entry.tick = tick;
    entry.time = clockAt(tick);
    entry.tid = entry.time.hash();
    entry.prevTick = tick - 1;
    entry.prevTid = clockAt(tick - 1).hash();
    const QByteArray number = QByteArray::number(1'000'000 + tick);
    entry.enc = QByteArray(100, 'e') + number + typed + QByteArray(50, 'f');
    entry.undo = QByteArray(100, 'u') + number + typed;
    return entry;
}

QByteArray someBytes(qsizetype most)
{
    const auto length = *rc::gen::inRange<qsizetype>(0, most);
    // Few values, so that columns are found that are even.
    const auto bytes = *rc::gen::container<std::string>(size_t(length), rc::gen::inRange<char>('a', 'd'));
    return QByteArray::fromStdString(bytes);
}

std::vector<JournalEntry> someEntries()
{
    std::vector<JournalEntry> entries;
    const auto count = *rc::gen::inRange(1, 60);
    const bool areAlike = *rc::gen::arbitrary<bool>();
    qint64 tick = *rc::gen::inRange(0, 1000);
    for (int i = 0; i < count; ++i) {
        tick += *rc::gen::inRange(1, 300);
        JournalEntry entry = keyPress(tick, char(*rc::gen::inRange<int>('a', 'z')));
        if (!areAlike) {
            entry.enc = someBytes(40);
            entry.undo = someBytes(4);
        }
        if (*rc::gen::inRange(0, 4) == 0)
            entry.time = entry.time.forked()->right.ticked();
        if (*rc::gen::inRange(0, 4) == 0)
            entry.attr = Attribution { QString::fromUtf8(someBytes(10)), someBytes(10) };
        if (*rc::gen::inRange(0, 4) != 0)
            entry.tid = entry.time.hash();
        if (!entries.empty() && *rc::gen::inRange(0, 3) != 0)
            entry.prevTid = entries[size_t(*rc::gen::inRange<int>(0, int(entries.size())))].tid;
        entry.prevTick = *rc::gen::inRange<qint64>(0, tick);
        entry.isAgreement = *rc::gen::inRange(0, 9) == 0;
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace

class TestJournalPack : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesOutAsItWentIn()
    {
        holds("what is packed comes out", [] {
            const auto entries = someEntries();
            const auto again = journalpack::unpack(journalpack::pack(entries));
            RC_ASSERT(bool(again));
            RC_ASSERT(*again == entries);
        });
    }

    void damageIsSeen()
    {
        holds("no bytes make it crash", [] {
            const auto entries = someEntries();
            QByteArray packed = journalpack::pack(entries);
            const auto place = *rc::gen::inRange<qsizetype>(0, packed.size());
            packed[place] = char(packed[place] + *rc::gen::inRange(1, 255));
            packed.truncate(*rc::gen::inRange<qsizetype>(place, packed.size() + 1));
            if (const auto again = journalpack::unpack(packed); !again)
                RC_ASSERT(again.error().code == ErrorCode::StoreDamaged);
        });
    }

    void filterFindsAll()
    {
        holds("a filter lets pass what it was made of", [] {
            const auto entries = someEntries();
            const QByteArray filter = journalpack::filterOf(entries);
            for (const JournalEntry &entry : entries)
                RC_ASSERT(journalpack::mayContain(filter, entry.tid));
        });
    }

    void filterKeepsMostOut()
    {
        std::vector<JournalEntry> entries;
        for (qint64 tick = 1; tick <= 1000; ++tick)
            entries.push_back(keyPress(tick, 'a'));
        const QByteArray filter = journalpack::filterOf(entries);
        QCOMPARE(filter.size(), 1000);
        int passed = 0;
        for (qint64 tick = 1001; tick <= 11000; ++tick)
            passed += journalpack::mayContain(filter, clockAt(tick).hash()) ? 1 : 0;
        QVERIFY2(passed < 400, qPrintable(QString::number(passed)));
    }

    /// Typing takes hardly more than the characters.
    void isSmall()
    {
        std::vector<JournalEntry> entries;
        const QByteArray text = "What is typed is not all one letter, but some come more often than others do; and so on. ";
        for (qint64 tick = 1; tick <= 1000; ++tick)
            entries.push_back(keyPress(tick, text[tick * tick % text.size()]));
        const qsizetype size = journalpack::pack(entries).size();
        QVERIFY2(size < 1500, qPrintable(QString::number(size)));
    }
};

QTEST_GUILESS_MAIN(TestJournalPack)
#include "tst_journalpack.moc"
