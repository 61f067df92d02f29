// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "handdriven.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace mld;
using namespace mld::byhand;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 keep = 50;

void tidy(Member &member)
{
    for (int i = 0; i < 100; ++i) {
        if (!member.replica->tidyJournal(keep))
            qFatal("the journal cannot be tidied");
    }
    member.commit();
}

/// All that a rest allows.
void rest(Member &member)
{
    for (auto isMore = member.replica->tidy(); !isMore || *isMore; isMore = member.replica->tidy()) {
        if (!isMore)
            qFatal("%s", qPrintable(isMore.error().message));
    }
    member.commit();
}

void writeMany(Member &author, const std::vector<Member *> &hearers, int from, int to)
{
    for (int i = from; i < to; ++i) {
        author.write(u"s%1"_s.arg(i % 7), u"n"_s, i);
        const QByteArray operation = author.nextBroadcast();
        for (Member *hearer : hearers)
            hearer->hear(operation);
    }
}

/// The operations of a journal from tick `from` on as one.
QByteArray fused(const Member &author, qint64 from)
{
    std::vector<Operation> run;
    qint64 prev = -1;
    auto cursor = author.journal->entriesAfter(from - 1);
    while (auto entry = cursor.next()) {
        if (prev < 0)
            prev = entry->prevTick;
        run.push_back(*decodeOperation(*decodeTuple(entry->enc, author.replica->context()), author.replica->context()));
    }
    const auto whole = fuse(run, TextFusion());
    OperationMessage message;
    message.prev = prev;
    message.enc = *encodeTuple(*encodeOperation(*whole, author.replica->context()), author.replica->context());
    return encodeMessage(message);
}

} // namespace

/// wire.md 9, 21: what may be dropped, and what must be kept.
class TestJournalTidying : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isBounded()
    {
        Member a(u"a"_s, true);
        a.see({});
        writeMany(a, {}, 0, 400);
        QCOMPARE(a.journal->count(), 400);
        tidy(a);
        QCOMPARE(a.journal->count(), keep);
        QCOMPARE(a.journal->start(), 400 - keep);
        writeMany(a, {}, 400, 1000);
        tidy(a);
        QCOMPARE(a.journal->count(), keep);
        QCOMPARE(a.replica->journalCount(), keep);
    }

    /// Each call does a little.
    void stepsAreSmall()
    {
        Member a(u"a"_s, true);
        a.see({});
        writeMany(a, {}, 0, 400);
        QVERIFY(a.replica->tidyJournal(keep));
        QCOMPARE(a.journal->count(), 400 - 128);
    }

    void whoWasAwayTooLongTakesASnapshot_data()
    {
        QTest::addColumn<int>("missed");
        QTest::newRow("a little") << 10;
        QTest::newRow("much") << 300;
    }
    void whoWasAwayTooLongTakesASnapshot()
    {
        QFETCH(int, missed);
        Member a(u"a"_s, true);
        Member b(u"b"_s);
        meet({&a, &b});
        meet({&a, &b});
        settle({&a, &b});
        b.loseConnection();
        const qint64 start = b.journal->start();
        writeMany(a, {}, 0, missed);
        tidy(a);
        QVERIFY(b.write(u"mine"_s, u"n"_s, 1));
        b.see({u"a"_s});
        carry({&a, &b});
        settle({&a, &b});
        QCOMPARE(b.machine->state(), Machine::State::Live);
        while (!b.broadcasts.empty())
            a.hear(b.nextBroadcast());
        QCOMPARE(a.replica->seen(), b.replica->seen());
        QCOMPARE(a.read(u"s3"_s, u"n"_s), b.read(u"s3"_s, u"n"_s));
        QCOMPARE(a.read(u"mine"_s, u"n"_s), QJsonValue(1));
        // A snapshot begins the journal anew.
        QCOMPARE(b.journal->start() > start, missed > keep);
    }

    /// Of each process one operation is retained, however long the journal has been tidied: the last that was
    /// dropped.
    void onlyTheLastIsRetained()
    {
        Member a(u"a"_s, true);
        Member b(u"b"_s);
        meet({&a, &b});
        meet({&a, &b});
        settle({&a, &b});
        std::vector<Tid> dropped;
        for (int i = 0; i < 400; ++i) {
            // What one hears comes between: no two of one author are contiguous.
            writeMany(i % 2 ? b : a, {i % 2 ? &a : &b}, i, i + 1);
            dropped.push_back(a.journal->last()->tid);
            tidy(a);
        }
        dropped.resize(dropped.size() - size_t(keep));
        const auto isRetained = [&a](const Tid &tid) { return a.journal->retained(tid).has_value(); };
        QCOMPARE(std::count_if(dropped.cbegin(), dropped.cend(), isRetained), 2);
        QVERIFY(isRetained(dropped.back()));
    }

    /// What a clone did that nobody ever joined is in the snapshots of all who ever join it. Of its operations only
    /// the time of the last stays, which the reference asks for.
    void nobodyNeedsWhatNobodyJoined()
    {
        Member a(u"a"_s, true);
        a.see({});
        writeMany(a, {}, 0, 400);
        const Tid last = a.journal->last()->tid;
        rest(a);
        QCOMPARE(a.journal->count(), 0);
        const auto retained = a.journal->retained(last);
        QVERIFY(retained.has_value());
        const auto mark = decodeOperation(*decodeTuple(retained->enc, a.replica->context()), a.replica->context());
        QVERIFY(mark.isOk());
        QCOMPARE(mark->time.hash(), last);
        QVERIFY(mark->content.isEmpty());

        // It is joined like any other, and who joined it can be joined.
        Member b(u"b"_s);
        meet({&a, &b});
        meet({&a, &b});
        settle({&a, &b});
        QVERIFY(b.journal->retained(last).has_value());
        writeMany(a, {&b}, 400, 410);
        a.loseConnection();
        Member c(u"c"_s);
        meet({&b, &c});
        meet({&b, &c});
        settle({&b, &c});
        writeMany(a, {}, 410, 420);
        a.see({u"b"_s, u"c"_s});
        b.see({u"a"_s, u"c"_s});
        c.see({u"a"_s, u"b"_s});
        carry({&a, &b, &c});
        settle({&a, &b, &c});
        while (!a.broadcasts.empty()) {
            const QByteArray operation = a.nextBroadcast();
            b.hear(operation);
            c.hear(operation);
        }
        QCOMPARE(b.replica->seen(), a.replica->seen());
        QCOMPARE(c.replica->seen(), a.replica->seen());
        for (int i = 0; i < 7; ++i) {
            QCOMPARE(b.read(u"s%1"_s.arg(i), u"n"_s), a.read(u"s%1"_s.arg(i), u"n"_s));
            QCOMPARE(c.read(u"s%1"_s.arg(i), u"n"_s), a.read(u"s%1"_s.arg(i), u"n"_s));
        }
    }

    /// A copy joins anew, and then makes again what it has written.
    void nothingGoesUnderAClockThatIsGivenUp()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"clone.mld"_s);
        {
            Member a(u"a"_s, true, path);
            a.see({});
            writeMany(a, {}, 0, 10);
        }
        Member copy(u"copy"_s, false, path, {}, u"a"_s);
        writeMany(copy, {}, 10, 100);
        rest(copy);
        QCOMPARE(copy.journal->count(), 100);
    }

    /// Those who have been forked off are reckoned with from that moment on.
    void whatOthersMayNeedStays()
    {
        Member a(u"a"_s, true);
        Member b(u"b"_s);
        meet({&a, &b});
        meet({&a, &b});
        settle({&a, &b});
        writeMany(a, {&b}, 0, 10);
        rest(a);
        QCOMPARE(a.journal->count(), 10); // b has not shown yet that it has them
        writeMany(b, {&a}, 10, 11);
        rest(a);
        rest(b);
        QCOMPARE(a.journal->count(), 0);
        QCOMPARE(b.journal->count(), 1); // its own, which a has not shown to have
        b.loseConnection();
        writeMany(a, {}, 11, 20);
        writeMany(b, {}, 20, 400);
        rest(a);
        rest(b);
        QVERIFY(a.journal->count() >= 9);
        QVERIFY(b.journal->count() >= 380);
        const qint64 start = b.journal->start();
        meet({&a, &b});
        settle({&a, &b});
        meet({&a, &b});
        QCOMPARE(a.replica->seen(), b.replica->seen());
        for (int i = 0; i < 7; ++i)
            QCOMPARE(a.read(u"s%1"_s.arg(i), u"n"_s), b.read(u"s%1"_s.arg(i), u"n"_s));
        QCOMPARE(b.journal->start(), start); // no snapshot
    }

    /// Packed entries are as the others: who lacks some of them gets just these.
    void whatIsPackedIsServed()
    {
        Member a(u"a"_s, true);
        Member b(u"b"_s);
        meet({&a, &b});
        meet({&a, &b});
        settle({&a, &b});
        b.loseConnection();
        const qint64 start = b.journal->start();
        writeMany(a, {}, 0, 300);
        while (*a.replica->packJournal(10)) { }
        a.commit();
        QCOMPARE(a.journal->countLoose(), 10);
        b.see({u"a"_s});
        carry({&a, &b});
        settle({&a, &b});
        QCOMPARE(b.machine->state(), Machine::State::Live);
        QCOMPARE(a.replica->seen(), b.replica->seen());
        QCOMPARE(a.read(u"s3"_s, u"n"_s), b.read(u"s3"_s, u"n"_s));
        QCOMPARE(b.journal->start(), start); // no snapshot
    }

    /// A fusion may begin with what was dropped long ago: it must be cut all the same.
    void fusionsAreCutByWhatIsRetained()
    {
        Member a(u"a"_s, true);
        Member b(u"b"_s);
        meet({&a, &b});
        meet({&a, &b});
        settle({&a, &b});
        writeMany(b, {&a}, 0, 12);
        const qint64 tick = b.replica->time().ticks();
        writeMany(a, {}, 1000, 1300); // b is not told: nothing comes between its own
        tidy(a);
        QVERIFY(!a.journal->find(b.journal->last()->tid)); // dropped, but for one operation
        QVERIFY(a.journal->operation(b.journal->last()->tid).has_value());

        // Of what a has already, b deletes some in the rest of its run.
        for (int i = 0; i < 12; i += 2)
            b.write({{u"@delete"_s, QJsonObject{{u"@id"_s, u"s%1"_s.arg(i % 7)}, {u"n"_s, i}}}});
        b.broadcasts.clear();
        a.hear(fused(b, tick - 7));
        QCOMPARE(a.replica->seen().ticksOf(b.replica->time()), b.replica->publicTicks());
        for (int i = 0; i < 12; ++i) {
            const QJsonValue values = a.read(u"s%1"_s.arg(i % 7), u"n"_s);
            const bool isThere = values.isArray() ? values.toArray().contains(i) : values == i;
            QCOMPARE(isThere, i % 2 == 1);
        }
    }
};

QTEST_GUILESS_MAIN(TestJournalTidying)
#include "tst_journaltidying.moc"
