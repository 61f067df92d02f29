// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// A store that was copied, restored or rolled back never publishes with its old clock: it becomes a new
// member, with all that it has (design.md 2, rule 8).
#include "stranger.h"

#include "constraint/extensions.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace mld;
using namespace mld::byhand;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject splice(int index, int deleteCount, const QString &content)
{
    const QJsonValue value = QJsonObject{{u"@splice"_s, QJsonArray{index, deleteCount, content}}};
    return {{u"@update"_s, QJsonObject{{u"@id"_s, u"note"_s}, {u"body"_s, value}}}};
}

QString textOf(const Member &member)
{
    return member.read(u"note"_s, u"body"_s).toString();
}

TreeClock timeOf(const QByteArray &payload)
{
    return decodeTuple(decodeMessage(payload)->enc, OperationContext(domain))->time;
}

/// Whether an operation is by the process of `clock`.
bool isBy(const TreeClock &time, const TreeClock &clock)
{
    const auto theirs = clock.withTicks(time.ticks(), time);
    const auto ours = clock.ticked(time.ticks());
    return theirs && ours && *theirs == *ours;
}

/// A stranger claims to know more of a member than it does itself; whether the member gives up its clock.
bool isLiedTo(Member &member)
{
    Stranger liar(u"z"_s, member);
    member.see({liar.id});
    auto request = liar.takeRequest();
    for (int i = 0; i < 20 && !request; ++i) {
        member.wait(1000);
        request = liar.takeRequest();
    }
    const int losses = member.clockLosses;
    GlobalClock lie = member.replica->seen();
    if (!request || !lie.set(*member.replica->time().ticked(member.replica->time().ticks() + 1000)))
        return false;
    liar.respondRevup(lie);
    return member.clockLosses == losses + 1;
}

/// A genesis clone `a` with a text, which `b` has joined, whose store is a file. b is offline.
struct Household
{
    Household() : a(u"a"_s, true), path(folder.filePath(u"b.mld"_s))
    {
        a.write(Extensions::textDeclaration({u"http://hand.example.org/#body"_s}));
        a.write(u"note"_s, u"body"_s, u"a text"_s);
        openB();
        meetB();
        b->loseConnection();
    }

    void openB() { b = std::make_unique<Member>(u"b"_s, false, path); }
    void meetB()
    {
        meet({&a, b.get()});
        meet({&a, b.get()});
        settle({&a, b.get()});
        meet({&a, b.get()});
    }
    /// A copy of b's file as it is now; b must have been closed.
    QString copy(const QString &name)
    {
        const QString to = folder.filePath(name);
        QFile::remove(to);
        if (!QFile::copy(path, to))
            qFatal("no copy");
        return to;
    }
    /// Puts an earlier copy in b's place, so that it does not show.
    void restore(const QString &from)
    {
        QFile::remove(path);
        if (!QFile::copy(from, path))
            qFatal("no copy");
    }

    QTemporaryDir folder;
    Member a;
    const QString path;
    std::unique_ptr<Member> b;
};

} // namespace

class TestRejoin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void copyTakesItsEditsAlong()
    {
        Household house;
        // Not published when the copy is made: the original's as well.
        QVERIFY(house.b->write(u"x"_s, u"before"_s, 1));
        QVERIFY(house.b->write(splice(0, 0, u"before "_s)));
        QVERIFY(house.b->write(u"x"_s, u"gone"_s, 1));
        house.b.reset();
        const QString copied = house.copy(u"copy.mld"_s);
        const auto ownersTime = [&] { return house.b->replica->time(); };

        Member copy(u"c"_s, false, copied, {}, u"b"_s);
        QVERIFY(copy.isStarted);
        QCOMPARE(copy.machine->status().online, false);
        QVERIFY(copy.machine->status().outdated);
        QVERIFY(copy.write(u"x"_s, u"after"_s, 2));
        QVERIFY(copy.write(splice(7, 2, u"the"_s)));
        QVERIFY(copy.write({{u"@delete"_s, QJsonObject{{u"@id"_s, u"x"_s}, {u"gone"_s, 1}}}}));
        QVERIFY(copy.write(u"x"_s, u"passing"_s, 1));
        QVERIFY(copy.write({{u"@delete"_s, QJsonObject{{u"@id"_s, u"x"_s}, {u"passing"_s, 1}}}}));
        QVERIFY(copy.write({{u"@id"_s, u"other"_s}, {u"body"_s, u"a new text"_s}}));
        QCOMPARE(textOf(copy), u"before thetext"_s);
        copy.see({});
        QVERIFY(!copy.write(QJsonObject{{u"@insert"_s, 1}}));
        QVERIFY(!copy.isPresent);
        QVERIFY(copy.broadcasts.empty());
        QCOMPARE(copy.machine->state(), Machine::State::Waiting);

        // Meanwhile the text changes elsewhere, too.
        QVERIFY(house.a.write(splice(6, 0, u"!"_s)));
        house.a.broadcasts.clear();
        copy.changes.clear();
        copy.see({u"a"_s});
        carry({&house.a, &copy});
        QCOMPARE(copy.machine->state(), Machine::State::Live);
        QCOMPARE(copy.rejoinings, 1);
        QVERIFY(copy.machine->status().online);
        QCOMPARE(textOf(copy), u"before thetext!"_s);
        QCOMPARE(copy.read(u"x"_s, u"gone"_s), QJsonValue(QJsonValue::Undefined));
        QCOMPARE(copy.read(u"x"_s, u"passing"_s), QJsonValue(QJsonValue::Undefined));
        // The app saw all but the `!` before; the text that was begun in between goes by another name now.
        QCOMPARE(copy.changes.size(), size_t(1));
        const Patch &patch = copy.changes[0].patch;
        QCOMPARE(patch.splices.size(), size_t(1));
        QCOMPARE(patch.inserts.size(), size_t(1));
        QCOMPARE(patch.newTexts.value(patch.inserts[0].object.text()), u"a new text"_s);
        QCOMPARE(patch.deletes.size(), size_t(1));
        QCOMPARE(copy.changes[0].oldTexts.value(patch.deletes[0].object.text()), u"a new text"_s);

        house.openB();
        int ofOriginal = 0;
        QSet<QByteArray> ticks;
        for (const effect::Broadcast &broadcast : copy.broadcasts) {
            const TreeClock time = timeOf(broadcast.payload);
            // Under the original's clock only what the original has made itself.
            const bool isOriginal = isBy(time, ownersTime());
            ofOriginal += isOriginal;
            QVERIFY(!isOriginal || time.ticks() <= ownersTime().ticks());
            ticks.insert(time.hash());
            house.a.hear(broadcast.payload);
        }
        QCOMPARE(qsizetype(ticks.size()), qsizetype(copy.broadcasts.size()));
        QCOMPARE(ofOriginal, 3);
        QCOMPARE(textOf(house.a), u"before thetext!"_s);
        QCOMPARE(house.a.read(u"x"_s, u"after"_s), QJsonValue(2));
        QCOMPARE(house.a.read(u"x"_s, u"before"_s), QJsonValue(1));
        QCOMPARE(house.a.read(u"other"_s, u"body"_s), QJsonValue(u"a new text"_s));
        QCOMPARE(house.a.replica->seen(), copy.replica->seen());

        // The original comes back with the same edits, and with others.
        QVERIFY(house.b->write(splice(0, 0, u"B: "_s)));
        house.b->see({u"a"_s});
        house.a.see({u"b"_s, u"c"_s});
        carry({&house.a, house.b.get()});
        while (!house.b->broadcasts.empty()) {
            const QByteArray payload = house.b->nextBroadcast();
            house.a.hear(payload);
            copy.hear(payload);
        }
        QCOMPARE(house.b->clockLosses, 0);
        for (const Member *member : {&house.a, house.b.get(), &copy})
            QCOMPARE(textOf(*member), u"B: before thetext!"_s);
        QCOMPARE(house.a.replica->seen(), house.b->replica->seen());
        QCOMPARE(house.a.replica->seen(), copy.replica->seen());
    }

    /// What a copy got with its first snapshot is not in its journal: if it joined through someone who has not
    /// got it, its edits would rest on what it has not.
    void copyJoinsThroughNobodyWhoKnowsLess_data()
    {
        QTest::addColumn<bool>("hasHeardMore");
        QTest::newRow("knows the snapshot alone") << false;
        QTest::newRow("has later edits in its journal") << true;
    }
    void copyJoinsThroughNobodyWhoKnowsLess()
    {
        QFETCH(bool, hasHeardMore);
        Household house; // b has joined, and is offline
        Member e(u"e"_s, false);
        meet({&house.a, &e});
        meet({&house.a, &e});
        QVERIFY(e.write(splice(0, 1, u"The"_s)));
        house.a.hear(e.nextBroadcast());
        const QString path = house.folder.filePath(u"y.mld"_s);
        {
            Member y(u"y"_s, false, path);
            meet({&house.a, &y});
            if (hasHeardMore) {
                QVERIFY(e.write(splice(0, 0, u"> "_s)));
                const QByteArray edit = e.nextBroadcast();
                house.a.hear(edit);
                y.hear(edit);
                QCOMPARE(textOf(y), u"> The text"_s);
            }
        }
        const QString copied = house.folder.filePath(u"copy.mld"_s);
        QVERIFY(QFile::copy(path, copied));
        Member copy(u"c"_s, false, copied, {}, u"y"_s);
        QVERIFY(copy.write(splice(hasHeardMore ? 2 : 0, 3, u"This"_s)));
        const QString written = hasHeardMore ? u"> This text"_s : u"This text"_s;
        QCOMPARE(textOf(copy), written);

        meet({house.b.get(), &copy});
        QCOMPARE(copy.rejoinings, 0);
        QCOMPARE(textOf(copy), written);
        copy.see({});
        settle({&copy});
        meet({&house.a, &copy});
        settle({&house.a, &copy});
        meet({&house.a, house.b.get(), &e, &copy});
        settle({&house.a, house.b.get(), &e, &copy});
        QCOMPARE(copy.rejoinings, 1);
        for (const Member *member : {&house.a, house.b.get(), &e, &copy})
            QCOMPARE(textOf(*member), written);
        QCOMPARE(house.b->replica->seen(), copy.replica->seen());
    }

    /// What another wrote rests on what was made in doubt, and is made again: one who rejoins through somebody who has
    /// neither must not take it along alone.
    void rejoinsThroughNobodyWhoLacksCauses()
    {
        Member a(u"a"_s, true);
        Member b(u"b"_s, false);
        Member d(u"d"_s, false);
        a.see({});
        b.see({u"a"_s});
        d.see({u"a"_s});
        carry({&a, &b, &d});
        QVERIFY(!a.replica->isVerified());
        QVERIFY(a.write(u"x"_s, u"n"_s, 1));
        a.broadcasts.clear();
        b.loseConnection();
        b.see({u"a"_s});
        carry({&a, &b});
        QCOMPARE(b.read(u"x"_s, u"n"_s), QJsonValue(1));
        b.broadcasts.clear();
        QVERIFY(b.write(u"y"_s, u"n"_s, 2));
        a.hear(b.nextBroadcast());

        QVERIFY(isLiedTo(a));

        meet({&a, &d});
        QCOMPARE(a.rejoinings, 0);
        a.see({});
        settle({&a});
        for (int i = 0; i < 4; ++i) {
            meet({&a, &b, &d});
            settle({&a, &b, &d});
        }
        QCOMPARE(a.rejoinings, 1);
        for (const Member *member : {&a, &b, &d}) {
            QCOMPARE(member->read(u"x"_s, u"n"_s), QJsonValue(1));
            QCOMPARE(member->read(u"y"_s, u"n"_s), QJsonValue(2));
        }
        QCOMPARE(a.replica->seen(), b.replica->seen());
        QCOMPARE(a.replica->seen(), d.replica->seen());
    }

    /// One who made a text, and loses its clock, makes it again; by then others may hold it in another state.
    void remadeTextIsTheSameForAll_data()
    {
        QTest::addColumn<bool>("isDeleted");
        QTest::newRow("others have it still") << false;
        QTest::newRow("others have deleted it") << true;
    }
    void remadeTextIsTheSameForAll()
    {
        QFETCH(bool, isDeleted);
        Member a(u"a"_s, true);
        a.write(Extensions::textDeclaration({u"http://hand.example.org/#body"_s}));
        a.write(u"note"_s, u"body"_s, u"a text"_s);
        Member b(u"b"_s, false);
        Member d(u"d"_s, false);
        a.see({});
        b.see({u"a"_s});
        d.see({u"a"_s});
        carry({&a, &b, &d});
        QVERIFY(b.replica->hasClock() && d.replica->hasClock());
        QVERIFY(!a.replica->isVerified());
        QVERIFY(b.write(splice(6, 0, u" of b"_s)));
        if (isDeleted)
            QVERIFY(d.write({{u"@delete"_s, QJsonObject{{u"@id"_s, u"note"_s}, {u"body"_s, u"?"_s}}}}));
        QVERIFY(a.write(splice(0, 0, u"A: "_s)));
        a.broadcasts.clear();

        QVERIFY(isLiedTo(a));

        meet({&a, &d});
        settle({&a, &d});
        meet({&a, &d});
        QCOMPARE(a.rejoinings, 1);
        meet({&a, &b, &d});
        settle({&a, &b, &d});
        meet({&a, &b, &d});
        QCOMPARE(a.replica->seen(), b.replica->seen());
        QCOMPARE(a.replica->seen(), d.replica->seen());
        QCOMPARE(textOf(a), isDeleted ? u"A: a text"_s : u"A: a text of b"_s);
        QCOMPARE(textOf(b), textOf(a));
        QCOMPARE(textOf(d), textOf(a));
    }

    /// Who has joined by a snapshot cannot send what came with it, and need not.
    void doubtNeedsNoSnapshot_data()
    {
        QTest::addColumn<int>("round");
        for (int round = 0; round < 6; ++round)
            QTest::addRow("draw %d", round) << round; // each member draws other numbers
    }
    void doubtNeedsNoSnapshot()
    {
        Household house;
        house.b.reset();
        house.openB();
        Member &b = *house.b;
        QVERIFY(b.write(u"x"_s, u"n"_s, 1));
        const qint64 journalStart = b.replica->journalStart();
        const Stranger z(u"z"_s, b);
        b.see({z.id}); // which does not answer
        Member c(u"c"_s);
        c.see({u"b"_s});
        carry({&b, &c});
        QCOMPARE(c.read(u"x"_s, u"n"_s), QJsonValue(1));
        QVERIFY(c.write(u"x"_s, u"n"_s, 2));
        b.see({z.id, u"c"_s});
        for (int i = 0; i < 4 && b.machine->state() != Machine::State::Live; ++i) {
            b.wait(1000);
            carry({&b, &c});
        }
        QCOMPARE(b.machine->state(), Machine::State::Live);
        QVERIFY(b.replica->isVerified());
        QCOMPARE(b.read(u"x"_s, u"n"_s).toArray().size(), 2);
        QCOMPARE(b.replica->journalStart(), journalStart);
        QCOMPARE(b.clockLosses, 0);
    }

    /// Ticks that were spent on the operations of others are nobody's: no peer need know of them.
    void spentTicksAreNotMissed()
    {
        Household house;
        QVERIFY(house.b->write(u"x"_s, u"b"_s, 1));
        house.meetB();
        for (int i = 0; i < 5; ++i)
            QVERIFY(house.a.write(u"x"_s, u"a"_s, i));
        house.meetB();
        house.b.reset();
        house.openB();
        QVERIFY(house.b->write(u"x"_s, u"b"_s, 2));
        // A newcomer asks for a clock, and is never seen again: what was written is before the fork now.
        Stranger z(u"z"_s, *house.b);
        house.b->see({});
        z.ask(SnapshotRequest{true});
        QVERIFY(house.b->replica->time().inheritedTicks() >= house.b->replica->publicTicks());
        house.b->see({z.id});
        QVERIFY(z.takeRequest());
        GlobalClock lie = house.b->replica->seen();
        QVERIFY(lie.set(*house.b->replica->time().ticked(house.b->replica->time().ticks() + 1000)));
        z.respondRevup(lie);
        QCOMPARE(house.b->clockLosses, 1);

        house.meetB();
        house.meetB();
        QCOMPARE(house.b->rejoinings, 1);
        QCOMPARE(house.a.read(u"x"_s, u"b"_s).toArray().size(), 2);
        QCOMPARE(house.a.replica->seen(), house.b->replica->seen());
    }

    /// The store was replaced by an earlier one, and nothing shows it but what peers know.
    void rollbackIsNoticedByAPeer()
    {
        Household house;
        QVERIFY(house.b->write(u"x"_s, u"one"_s, 1));
        house.meetB();
        house.b.reset();
        const QString backup = house.copy(u"backup.mld"_s);

        // What the backup does not know: published, texts too.
        house.openB();
        house.meetB();
        QVERIFY(house.b->write(u"x"_s, u"lost"_s, 1));
        QVERIFY(house.b->write(splice(0, 0, u"Lost "_s)));
        for (int i = 0; i < 5; ++i)
            QVERIFY(house.b->write(u"y"_s, u"lost"_s, i));
        house.meetB();
        const TreeClock lost = house.b->replica->time();
        QCOMPARE(textOf(house.a), u"Lost a text"_s);
        house.b.reset();
        house.restore(backup);

        house.openB();
        QVERIFY(house.b->write(u"x"_s, u"kept"_s, 1));
        QVERIFY(house.b->write(splice(6, 0, u" of b"_s)));
        QVERIFY(house.b->write(u"y"_s, u"kept"_s, 2));
        QCOMPARE(textOf(*house.b), u"a text of b"_s);
        house.b->see({u"a"_s});
        QVERIFY(house.b->write(u"z"_s, u"kept"_s, 3)); // while it asks
        carry({&house.a, house.b.get()});
        QCOMPARE(house.b->clockLosses, 1);
        if (house.b->machine->state() != Machine::State::Live) {
            house.b->wait(0);
            carry({&house.a, house.b.get()});
        }
        QCOMPARE(house.b->rejoinings, 1);
        QCOMPARE(house.b->machine->state(), Machine::State::Live);
        for (const effect::Broadcast &broadcast : house.b->broadcasts)
            QVERIFY(!isBy(timeOf(broadcast.payload), lost));
        while (!house.b->broadcasts.empty())
            house.a.hear(house.b->nextBroadcast());
        for (const Member *member : {&house.a, house.b.get()}) {
            QCOMPARE(textOf(*member), u"Lost a text of b"_s);
            for (const QString &kept : {u"x"_s, u"y"_s, u"z"_s})
                QVERIFY(member->read(kept, u"kept"_s).isDouble());
            QCOMPARE(member->read(u"x"_s, u"one"_s), QJsonValue(1));
            QCOMPARE(member->read(u"x"_s, u"lost"_s), QJsonValue(1));
            QCOMPARE(member->read(u"y"_s, u"lost"_s).toArray().size(), 5);
        }
        QCOMPARE(house.a.replica->seen(), house.b->replica->seen());
        // Texts go on, with names that nobody ever used.
        QVERIFY(house.b->write(splice(0, 0, u"- "_s)));
        house.a.hear(house.b->nextBroadcast());
        QCOMPARE(textOf(house.a), u"- Lost a text of b"_s);
    }

    /// More was written since than was lost: the ticks alone do not tell.
    void rollbackIsNoticedByTheTransactionId()
    {
        Household house;
        house.b.reset();
        const QString backup = house.copy(u"backup.mld"_s);
        house.openB();
        house.meetB();
        QVERIFY(house.a.write(u"x"_s, u"cause"_s, 1));
        house.b->hear(house.a.nextBroadcast());
        QVERIFY(house.b->write(u"x"_s, u"lost"_s, 1));
        house.meetB();
        house.b.reset();
        house.restore(backup);
        house.openB();
        for (int i = 0; i < 9; ++i)
            QVERIFY(house.b->write(u"x"_s, u"kept"_s, i));
        house.b->see({u"a"_s});
        carry({&house.a, house.b.get()});
        house.b->wait(0);
        carry({&house.a, house.b.get()});
        QCOMPARE(house.b->clockLosses, 1);
        QCOMPARE(house.b->rejoinings, 1);
        while (!house.b->broadcasts.empty())
            house.a.hear(house.b->nextBroadcast());
        QCOMPARE(house.a.read(u"x"_s, u"kept"_s).toArray().size(), 9);
        QCOMPARE(house.b->read(u"x"_s, u"lost"_s), QJsonValue(1));
        QCOMPARE(house.a.replica->seen(), house.b->replica->seen());
    }

    /// Another process may have as many ticks.
    void operationOfAnotherIsNoContradiction()
    {
        Member a(u"a"_s, true);
        Member b(u"b"_s, false);
        a.see({});
        b.see({u"a"_s});
        carry({&a, &b});
        QVERIFY(!a.replica->isVerified());
        while (b.replica->time().ticks() < a.replica->time().ticks() + 10)
            b.machine->writeRefused();
        while (a.replica->time().ticks() + 2 < b.replica->time().ticks() + 1)
            a.machine->writeRefused();
        QVERIFY(b.write(u"x"_s, u"n"_s, 1));
        const OperationMessage message = b.replica->entriesAfter(0, 1).front().message;
        const auto tuple = decodeTuple(message.enc, OperationContext(domain));
        a.hear(encodeMessage(message));
        QCOMPARE(a.read(u"x"_s, u"n"_s), QJsonValue(1));
        QCOMPARE(a.replica->time().ticks(), tuple->time.ticks());
        QVERIFY(!a.replica->contradicts(message, *tuple));
    }

    /// That there was an agreement once does not hide it; nor that the peer was not there when the lost was made,
    /// so that it has no operation to show.
    void rollbackIsNoticedAfterAnAgreement()
    {
        Household house;
        house.meetB();
        QVERIFY(house.a.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"agreed"_s, 1}}, true));
        house.meetB();
        house.b.reset();
        const QString backup = house.copy(u"backup.mld"_s);
        house.openB();
        house.meetB();
        QVERIFY(house.a.write(u"x"_s, u"cause"_s, 1)); // by which the transaction ids differ
        house.meetB();
        QVERIFY(house.b->write(u"x"_s, u"lost"_s, 1));
        house.meetB();
        const qint64 lost = house.b->replica->time().ticks();
        house.b.reset();
        house.restore(backup);
        Member d(u"d"_s);
        meet({&house.a, &d});
        meet({&house.a, &d});
        QCOMPARE(d.read(u"x"_s, u"lost"_s), QJsonValue(1));

        house.openB();
        int kept = 0;
        while (house.b->replica->time().ticks() <= lost || kept < 2)
            QVERIFY(house.b->write(u"x"_s, u"kept"_s, kept++));
        meet({&d, house.b.get()});
        settle({&d, house.b.get()});
        meet({&d, house.b.get()});
        QCOMPARE(house.b->clockLosses, 1);
        QCOMPARE(house.b->rejoinings, 1);
        QCOMPARE(d.read(u"x"_s, u"kept"_s).toArray().size(), kept);
        QCOMPARE(house.b->read(u"x"_s, u"lost"_s), QJsonValue(1));
        QCOMPARE(d.replica->seen(), house.b->replica->seen());
    }

    /// An agreement that nobody heard of, made under a clock that was given up, voids nothing: what it wrote is
    /// made again like everything else.
    void agreementMadeInDoubtIsMadeAgain()
    {
        Household house;
        house.b.reset();
        const QString backup = house.copy(u"backup.mld"_s);
        house.openB();
        house.meetB();
        QVERIFY(house.b->write(u"x"_s, u"lost"_s, 1));
        house.meetB();
        house.b.reset();
        house.restore(backup);
        house.openB();
        QVERIFY(house.b->write(QJsonObject{{u"@id"_s, u"x"_s}, {u"kept"_s, 2}}, true));
        house.meetB();
        QCOMPARE(house.b->clockLosses, 1);
        QCOMPARE(house.b->rejoinings, 1);
        for (const Member *member : {&house.a, house.b.get()}) {
            QCOMPARE(member->read(u"x"_s, u"lost"_s), QJsonValue(1));
            QCOMPARE(member->read(u"x"_s, u"kept"_s), QJsonValue(2));
        }
        QCOMPARE(house.a.replica->seen(), house.b->replica->seen());
    }

    /// While it is not sure whose the clock is, nobody hears of such an agreement, even who asks: it would void what
    /// is made again.
    void agreementMadeInDoubtIsNotTold()
    {
        Household house;
        house.b.reset();
        const QString backup = house.copy(u"backup.mld"_s);
        house.openB();
        house.meetB();
        QVERIFY(house.b->write(u"x"_s, u"lost"_s, 1));
        house.meetB();
        const qint64 lost = house.b->replica->time().ticks();
        house.b.reset();
        house.restore(backup);
        house.openB();
        while (house.b->replica->time().ticks() < lost)
            house.b->machine->writeRefused(); // it costs a tick
        QVERIFY(house.b->write(u"x"_s, u"kept"_s, 1));
        QVERIFY(house.b->write(QJsonObject{{u"@id"_s, u"x"_s}, {u"kept"_s, 2}}, true));
        QVERIFY(house.b->write(u"x"_s, u"kept"_s, 3));
        house.b->see({u"a"_s});
        house.b->unicasts.clear(); // what it asks is lost
        house.a.see({});
        house.a.see({u"b"_s});
        carry({&house.a, house.b.get()});
        QCOMPARE(house.a.machine->state(), Machine::State::Live);
        QCOMPARE(house.a.replica->agreed(), TreeClock::genesis());
        QCOMPARE(house.a.read(u"x"_s, u"kept"_s), QJsonValue(1)); // made before it, and no harm
        settle({&house.a, house.b.get()});
        for (int i = 0; i < 4; ++i)
            house.meetB();
        QCOMPARE(house.b->clockLosses, 1);
        QCOMPARE(house.b->rejoinings, 1);
        for (const Member *member : {&house.a, house.b.get()})
            QCOMPARE(member->read(u"x"_s, u"kept"_s).toArray().size(), 3);
        QCOMPARE(house.a.replica->seen(), house.b->replica->seen());
    }

    /// Nobody can tell what was missed, and a snapshot would be void: who made the agreement has learnt all the same
    /// that the clock is its own.
    void agreementMadeInDoubtOutlivesAVoidSnapshot()
    {
        Household house;
        house.b.reset();
        house.openB();
        QVERIFY(!house.b->replica->isVerified());
        QVERIFY(house.b->write(QJsonObject{{u"@id"_s, u"x"_s}, {u"agreed"_s, 1}}, true));
        QVERIFY(house.a.write(u"y"_s, u"n"_s, 2));
        house.a.broadcasts.clear();
        house.a.journal->truncate(house.a.replica->time().ticks(), {});
        for (int i = 0; i < 4; ++i)
            house.meetB();
        QVERIFY(house.b->replica->isVerified());
        QCOMPARE(house.b->clockLosses, 0);
        for (const Member *member : {&house.a, house.b.get()}) {
            QCOMPARE(member->machine->state(), Machine::State::Live);
            QCOMPARE(member->read(u"x"_s, u"agreed"_s), QJsonValue(1));
            QVERIFY(member->read(u"y"_s, u"n"_s).isUndefined());
        }
        QCOMPARE(house.a.replica->seen(), house.b->replica->seen());
    }

    /// Nobody but a copy has the agreement, since the original is no more. It prevails: the copy takes a clock, and
    /// nothing that is void, and the others take the agreement over, be it that they cannot take back what it voids.
    void agreementComesBackWithACopy_data()
    {
        QTest::addColumn<bool>("isBeyondTheJournal");
        QTest::newRow("others can apply it") << false;
        QTest::newRow("others need a snapshot") << true;
    }
    void agreementComesBackWithACopy()
    {
        QFETCH(bool, isBeyondTheJournal);
        Household house;
        QVERIFY(house.b->write(u"x"_s, u"before"_s, 1));
        QVERIFY(house.b->write(QJsonObject{{u"@id"_s, u"x"_s}, {u"agreed"_s, 2}}, true));
        const TreeClock agreed = house.b->replica->agreed();
        house.b.reset();
        QVERIFY(house.a.write(u"y"_s, u"n"_s, 3)); // concurrent
        house.a.broadcasts.clear();
        if (isBeyondTheJournal)
            house.a.journal->truncate(house.a.replica->time().ticks(), {});

        Member copy(u"c"_s, false, house.copy(u"copy.mld"_s), {}, u"b"_s);
        QVERIFY(copy.write(u"z"_s, u"after"_s, 4));
        QVERIFY(copy.write(QJsonObject{{u"@id"_s, u"z"_s}, {u"agreed"_s, 5}}, true));
        meet({&house.a, &copy});
        settle({&house.a, &copy});
        meet({&house.a, &copy});
        QCOMPARE(copy.rejoinings, 1);
        for (const Member *member : {&house.a, &copy}) {
            QCOMPARE(member->read(u"x"_s, u"before"_s), QJsonValue(1));
            QCOMPARE(member->read(u"x"_s, u"agreed"_s), QJsonValue(2));
            QVERIFY(member->read(u"y"_s, u"n"_s).isUndefined());
            QCOMPARE(member->read(u"z"_s, u"after"_s), QJsonValue(4));
            QCOMPARE(member->read(u"z"_s, u"agreed"_s), QJsonValue(5));
            QCOMPARE(member->replica->agreed(), agreed);
        }
        QCOMPARE(house.a.replica->seen(), copy.replica->seen());
    }

    /// One who waits for a clock can be closed and opened, and goes on waiting.
    void lossOutlivesARestart()
    {
        Household house;
        house.b.reset();
        const QString backup = house.copy(u"backup.mld"_s);
        house.openB();
        house.meetB();
        QVERIFY(house.b->write(u"x"_s, u"lost"_s, 1));
        house.meetB();
        house.b.reset();
        house.restore(backup);
        house.openB();
        QVERIFY(house.b->write(u"x"_s, u"kept"_s, 1));
        Stranger z(u"z"_s, *house.b);
        house.b->see({u"z"_s});
        QVERIFY(z.takeRequest());
        z.respondRevup(house.a.replica->seen());
        QCOMPARE(house.b->clockLosses, 1);
        QVERIFY(!house.b->isPresent);
        house.b.reset();
        house.openB();
        QVERIFY(house.b->replica->isDetached());
        QVERIFY(house.b->isStarted);
        QVERIFY(house.b->write(u"x"_s, u"kept"_s, 2));
        house.b->see({u"a"_s});
        carry({&house.a, house.b.get()});
        QCOMPARE(house.b->rejoinings, 1);
        while (!house.b->broadcasts.empty())
            house.a.hear(house.b->nextBroadcast());
        QCOMPARE(house.a.read(u"x"_s, u"kept"_s).toArray().size(), 2);
        house.b.reset();
        house.openB();
        QVERIFY(!house.b->replica->isDetached());
    }

    /// A peer may say that it knows more of us; it costs the clock, never the user's work, and one who
    /// says so for ever is asked less and less.
    void liarsAreAskedLessAndLess()
    {
        Household house;
        Member &b = *house.b;
        QVERIFY(b.write(u"x"_s, u"n"_s, 1));
        qint64 pause = 0;
        for (int i = 0; i < 6; ++i) {
            Stranger z(u"z%1"_s.arg(i), b);
            b.see({z.id});
            auto request = z.takeRequest();
            while (!request) {
                const auto at = b.machine->wakeAt();
                QVERIFY(at.has_value());
                pause = *at - b.environment.now;
                b.wait(pause);
                request = z.takeRequest();
            }
            if (std::holds_alternative<SnapshotRequest>(*request)) {
                QVERIFY(std::get<SnapshotRequest>(*request).newClock);
                const TreeClock clock = *house.a.replica->forkForNewcomer();
                z.respondSnapshot(clock, house.a.replica->seen());
                z.sendDataOf(house.a);
                z.complete(z.data());
                z.complete(z.updates());
                QCOMPARE(b.machine->state(), Machine::State::Live);
                b.loseConnection();
                b.see({z.id});
                request = z.takeRequest();
                QVERIFY(request.has_value());
            }
            GlobalClock lie = b.replica->seen();
            QVERIFY(lie.set(*b.replica->time().ticked(b.replica->time().ticks() + 1000)));
            z.respondRevup(lie);
            QCOMPARE(b.clockLosses, i + 1);
            QVERIFY(b.write(u"x"_s, u"n"_s, i + 2));
            QCOMPARE(b.read(u"x"_s, u"n"_s).toArray().size(), i + 2);
            b.loseConnection();
        }
    }
};

QTEST_GUILESS_MAIN(TestRejoin)
#include "tst_rejoin.moc"
