// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/extensions.h"
#include "handdriven.h"
#include "protocol/snapshotsource.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace mld;
using namespace mld::byhand;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int subjects = 40; ///< some 80 triples, in messages of five

bool isPart(const effect::Unicast &unicast)
{
    return unicast.address.lane == Lane::Notify;
}

/// A domain with some data, and a newcomer whose messages the test carries one by one.
struct Joining
{
    explicit Joining(const QString &path = u":memory:"_s) : a(u"a"_s, true), c(u"c"_s, false, path)
    {
        a.see({});
        for (int i = 0; i < subjects; ++i)
            writeSubject(i);
        a.broadcasts.clear();
        c.see({u"a"_s});
        request();
    }

    void writeSubject(int i)
    {
        a.write({{u"@id"_s, u"s%1"_s.arg(i)}, {u"name"_s, u"Name %1"_s.arg(i)}, {u"n"_s, i}});
    }

    /// Carries all up to the ack, so that the data are about to come.
    void request()
    {
        toA();
        toC();
        for (const QString &channel : std::exchange(c.opened, {}))
            c.machine->channelOpened(channel);
        c.commit();
        toA();
    }
    void toA() { pass(c, a, std::exchange(c.unicasts, {})); }
    void toC() { pass(a, c, std::exchange(a.unicasts, {})); }
    static void pass(Member &from, Member &to, const std::vector<effect::Unicast> &unicasts)
    {
        for (const effect::Unicast &unicast : unicasts) {
            Address address = unicast.address;
            address.from = from.id;
            if (address.to == to.id)
                to.machine->messageReceived(address, unicast.payload);
            to.commit();
            from.machine->ticketDone(unicast.ticket, true);
            from.commit();
        }
    }
    /// Lets the server make its next piece, and takes it; empty at the end.
    std::vector<effect::Unicast> nextPieces()
    {
        if (a.unicasts.empty())
            a.wait(0);
        return std::exchange(a.unicasts, {});
    }
    /// Passes on so many pieces; false when there are no more.
    bool passPieces(int count)
    {
        for (int i = 0; i < count; ++i) {
            const auto pieces = nextPieces();
            if (pieces.empty())
                return false;
            pass(a, c, pieces);
        }
        return true;
    }
    /// What goes out meanwhile, and is lost with the connection.
    void losePieces(int count)
    {
        for (int i = 0; i < count; ++i) {
            for (const effect::Unicast &unicast : nextPieces())
                a.machine->ticketDone(unicast.ticket, true);
            a.commit();
        }
    }
    int countAt(const Member &member) const
    {
        int count = 0;
        member.dataset->match(0, 0, 0, [&](TermId, TermId, TermId) { return ++count; });
        return count;
    }
    bool isLevel() const
    {
        return c.machine->state() == Machine::State::Live && countAt(c) == countAt(a)
                && c.replica->seen() == a.replica->seen();
    }

    Member a;
    Member c;
};

} // namespace

/// wire.md 14.5, 14.6: snapshots of many parts, and what can come between.
class TestSnapshots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesInManyParts()
    {
        Joining joining;
        int pieces = 0;
        joining.c.statuses.clear();
        while (joining.passPieces(1)) {
            ++pieces;
            if (joining.c.machine->state() == Machine::State::Joining)
                QCOMPARE(joining.countAt(joining.c), 0); // nothing by halves
        }
        QVERIFY(pieces > 2 * subjects / 5);
        QVERIFY(joining.isLevel());
        QVERIFY(joining.c.isStarted);
        QVERIFY(joining.c.statuses.size() <= 3); // no time has passed: it is not told of each piece
    }

    /// One piece at a time, so that whoever writes need not wait for it.
    void piecesAreSmall()
    {
        Joining joining;
        for (;;) {
            const auto pieces = joining.nextPieces();
            if (pieces.empty())
                break;
            QVERIFY(pieces.size() <= 2); // the last comes with the end
            Joining::pass(joining.a, joining.c, pieces);
        }
        QVERIFY(joining.isLevel());
    }

    void writesWhileItIsServed()
    {
        Joining joining;
        int i = 0;
        // One that is still to be sent, one that may have been, and a new one.
        while (joining.passPieces(1)) {
            if (++i > 12)
                continue;
            joining.a.write({{u"@delete"_s, QJsonObject{{u"@id"_s, u"s%1"_s.arg(subjects - i)}, {u"n"_s, subjects - i}}}});
            joining.a.write({{u"@delete"_s, QJsonObject{{u"@id"_s, u"s%1"_s.arg(i)}, {u"n"_s, i}}}});
            joining.writeSubject(1000 + i);
        }
        QCOMPARE(joining.countAt(joining.a), 2 * subjects - 24 + 24);
        QVERIFY(joining.isLevel());
        QCOMPARE(joining.c.read(u"s1012"_s, u"n"_s), QJsonValue(1012));
        QVERIFY(joining.c.read(u"s1"_s, u"n"_s).isUndefined());
        QVERIFY(joining.c.read(u"s%1"_s.arg(subjects - 1), u"n"_s).isUndefined());
    }

    void peerLeaves()
    {
        Joining joining;
        QVERIFY(joining.passPieces(3));
        joining.c.see({});
        QCOMPARE(joining.c.machine->state(), Machine::State::Waiting);
        QVERIFY(!joining.c.replica->hasClock());
        QCOMPARE(joining.countAt(joining.c), 0);
        // What is still on its way comes to nothing.
        joining.passPieces(2);
        QCOMPARE(joining.countAt(joining.c), 0);
        joining.c.see({u"a"_s});
        carry({&joining.a, &joining.c});
        QVERIFY(joining.isLevel());
    }

    void peerStalls()
    {
        Joining joining;
        QVERIFY(joining.passPieces(3));
        joining.c.wait(2999); // a busy peer may pause, and to begin anew would cost it more
        QCOMPARE(joining.c.machine->state(), Machine::State::Joining);
        QCOMPARE(joining.c.warnings.size(), 0);
        joining.c.wait(1);
        QCOMPARE(joining.countAt(joining.c), 0);
        QCOMPARE(joining.c.warnings.size(), 1);
        joining.a.unicasts.clear();
        settle({&joining.a, &joining.c});
        QVERIFY(joining.isLevel());
    }

    void connectionIsLost()
    {
        Joining joining;
        QVERIFY(joining.passPieces(3));
        joining.c.loseConnection();
        joining.a.loseConnection();
        QVERIFY(!joining.a.machine->wakeAt().has_value());
        joining.a.unicasts.clear();
        joining.a.see({});
        joining.c.see({u"a"_s});
        carry({&joining.a, &joining.c});
        QVERIFY(joining.isLevel());
    }

    void goesOnWhereItBrokeOff_data()
    {
        QTest::addColumn<int>("lost");
        QTest::newRow("what was on its way") << 3;
        QTest::newRow("all that the service held") << 1000;
    }

    /// A line so bad that no connection lasts for the whole of it: what came is kept, and the newcomer's clock with it.
    void goesOnWhereItBrokeOff()
    {
        QFETCH(int, lost);
        Joining joining;
        const qsizetype forks = joining.a.replica->time().toText().count('[');
        qint64 fetched = 0;
        int connections = 0;
        QVERIFY(joining.passPieces(4));
        while (joining.c.machine->state() != Machine::State::Live && ++connections < 50) {
            const CloneStatus status = joining.c.machine->status();
            QVERIFY(status.fetched > fetched);
            QVERIFY(status.expected >= 2 * subjects);
            fetched = status.fetched;
            joining.losePieces(lost);
            joining.c.loseConnection();
            joining.c.unicasts.clear();
            joining.a.write({{u"@id"_s, u"s%1"_s.arg(100 + connections)}, {u"n"_s, connections}});
            joining.a.broadcasts.clear();
            QCOMPARE(joining.c.machine->status().fetched, fetched);
            joining.c.see({u"a"_s});
            joining.request();
            joining.passPieces(4);
        }
        QVERIFY(connections > 3);
        QVERIFY(joining.isLevel());
        QCOMPARE(joining.c.read(u"s0"_s, u"n"_s), QJsonValue(0));
        QCOMPARE(joining.c.read(u"s101"_s, u"n"_s), QJsonValue(1));
        QCOMPARE(joining.a.replica->time().toText().count('['), forks);
        QCOMPARE(joining.c.warnings, QStringList());
    }

    /// One that asks to go on with what the other has forgotten, or never had, gets everything anew.
    void beginsAnewWhereItCannotGoOn()
    {
        Joining joining;
        QVERIFY(joining.passPieces(4));
        joining.c.loseConnection();
        joining.a.loseConnection();
        joining.a.see({});
        joining.a.write({{u"@delete"_s, QJsonObject{{u"@id"_s, u"s0"_s}, {u"n"_s, 0}}}});
        joining.c.unicasts.clear();
        joining.a.unicasts.clear();
        joining.c.see({u"a"_s});
        joining.request();
        while (joining.passPieces(1))
            ;
        QVERIFY(joining.isLevel());
        QVERIFY(joining.c.read(u"s0"_s, u"n"_s).isUndefined());
    }

    /// What is begun with one is not mixed with what another sends.
    void anotherBeginsAnew()
    {
        Joining joining;
        QVERIFY(joining.passPieces(4));
        Member b(u"b"_s);
        b.see({u"a"_s});
        carry({&joining.a, &b});
        QCOMPARE(b.machine->state(), Machine::State::Live);
        QVERIFY(b.write({{u"@delete"_s, QJsonObject{{u"@id"_s, u"s0"_s}, {u"n"_s, 0}}}}));
        joining.c.loseConnection();
        joining.c.unicasts.clear();
        joining.a.unicasts.clear();
        joining.c.see({u"b"_s});
        carry({&b, &joining.c});
        QCOMPARE(joining.c.machine->state(), Machine::State::Live);
        QVERIFY(joining.c.read(u"s0"_s, u"n"_s).isUndefined());
        QCOMPARE(joining.countAt(joining.c), joining.countAt(b));
    }

    /// A service that takes 16 kB: parts are as small, whatever is in them.
    void partsFitTheService()
    {
        constexpr qint64 limit = 16 << 10;
        Member a(u"a"_s, true);
        a.see({});
        const auto random = [&a](int length) { // which cannot be packed
            QString text;
            for (int i = 0; i < length; ++i)
                text += QChar(u'!' + a.environment.below(90));
            return text;
        };
        QVERIFY(a.write(Extensions::textDeclaration({u"http://hand.example.org/#body"_s})));
        for (int i = 0; i < subjects; ++i)
            QVERIFY(a.write({{u"@id"_s, u"s%1"_s.arg(i)}, {u"name"_s, random(5000)}, {u"body"_s, random(8000)}}));
        QJsonArray values;
        for (int i = 0; i < subjects; ++i)
            values.append(random(1000));
        QVERIFY(a.write({{u"@id"_s, u"last"_s}, {u"name"_s, values}})); // one operation of 40 kB
        a.broadcasts.clear();
        a.machine->setMaxPayload(limit);
        Member c(u"c"_s);
        c.see({u"a"_s});
        qsizetype largest = 0;
        int parts = 0;
        for (int rounds = 0; rounds < 2000 && !c.isStarted; ++rounds) {
            for (const effect::Unicast &unicast : a.unicasts) {
                parts += isPart(unicast);
                largest = std::max(largest, unicast.payload.size());
            }
            Joining::pass(a, c, std::exchange(a.unicasts, {}));
            for (const QString &channel : std::exchange(c.opened, {}))
                c.machine->channelOpened(channel);
            c.commit();
            Joining::pass(c, a, std::exchange(c.unicasts, {}));
            a.wait(10);
        }
        QVERIFY(c.isStarted);
        QVERIFY2(largest <= limit, qPrintable(QString::number(largest)));
        QVERIFY2(parts < 120, qPrintable(QString::number(parts))); // of some 50 kB each three
        QCOMPARE(c.warnings, QStringList());
        QCOMPARE(c.replica->seen(), a.replica->seen());
        QCOMPARE(c.read(u"last"_s, u"name"_s).toArray().size(), subjects);
        for (int i = 0; i < subjects; ++i) {
            for (const QString &property : {u"name"_s, u"body"_s})
                QCOMPARE(c.read(u"s%1"_s.arg(i), property), a.read(u"s%1"_s.arg(i), property));
        }
        // What is written from now on rests on an operation that did not come with the rest.
        meet({&a, &c});
        QVERIFY(a.write(u"last"_s, u"n"_s, 1));
        meet({&a, &c});
        QCOMPARE(c.read(u"last"_s, u"n"_s), QJsonValue(1));
    }

    /// Many newcomers, each of whom has got everything and is heard of no more: what is kept for them is bounded, and
    /// goes in time though nothing else happens.
    void whatIsKeptIsBounded()
    {
        Member a(u"a"_s, true);
        a.see({});
        for (int i = 0; i < 50; ++i) {
            QString text;
            for (int k = 0; k < 100'000; ++k)
                text += QChar(u'!' + a.environment.below(90));
            QVERIFY(a.write(u"s%1"_s.arg(i), u"name"_s, text));
        }
        EffectQueue outbox;
        Serving serving(*a.replica, outbox, a.environment, 1000, 5);
        qint64 most = 0;
        for (int newcomer = 0; newcomer < 6; ++newcomer) {
            Address from;
            from.from = u"z%1"_s.arg(newcomer);
            from.messageId = u"request"_s;
            serving.requestReceived(from, SnapshotRequest{true});
            for (auto effects = outbox.take(); !effects.empty(); effects = outbox.take()) {
                for (const Effect &effect : effects) {
                    const auto &unicast = std::get<effect::Unicast>(effect);
                    if (unicast.address.lane == Lane::Reply) {
                        from.sentMessageId = unicast.address.messageId;
                        QVERIFY(serving.replyReceived(from, true));
                    }
                    serving.ticketDone(unicast.ticket, true);
                }
                serving.timePassed();
                most = std::max(most, serving.keptBytes());
            }
        }
        QVERIFY(most > 12 << 20);
        QVERIFY2(most <= 16 << 20, qPrintable(QString::number(most)));
        for (auto at = serving.wakeAt(); at; at = serving.wakeAt()) {
            QVERIFY(*at <= a.environment.now + 60'000);
            a.environment.now = std::max(*at, a.environment.now);
            serving.timePassed();
        }
        QCOMPARE(serving.keptBytes(), qint64(0));
    }

    void partIsLost_data()
    {
        QTest::addColumn<int>("lost");
        QTest::newRow("first") << 0;
        QTest::newRow("third") << 2;
        QTest::newRow("last") << -1;
    }
    /// The service takes a message and never delivers it: nobody tells the receiver.
    void partIsLost()
    {
        QFETCH(int, lost);
        Joining joining;
        std::vector<effect::Unicast> all;
        for (auto pieces = joining.nextPieces(); !pieces.empty(); pieces = joining.nextPieces()) {
            for (const effect::Unicast &unicast : pieces) {
                all.push_back(unicast);
                joining.a.machine->ticketDone(unicast.ticket, true);
                joining.a.commit();
            }
        }
        QVERIFY(std::all_of(all.begin(), all.end(), isPart));
        // At the end are both channels' completions, and before them the last part.
        const size_t index = lost >= 0 ? size_t(lost) : all.size() - 3;
        all.erase(all.begin() + qsizetype(index));
        Joining::pass(joining.a, joining.c, all);
        QVERIFY(!joining.c.replica->hasClock());
        QCOMPARE(joining.countAt(joining.c), 0);
        QVERIFY(joining.c.warnings.value(0).contains(u"lost"));
        settle({&joining.a, &joining.c});
        QVERIFY(joining.isLevel());
    }

    void partCannotBeSent()
    {
        Joining joining;
        QVERIFY(joining.passPieces(3));
        const auto pieces = joining.nextPieces();
        QVERIFY(!pieces.empty());
        joining.a.machine->ticketDone(pieces[0].ticket, false);
        joining.a.commit();
        carry({&joining.a, &joining.c});
        settle({&joining.a, &joining.c});
        QVERIFY(joining.isLevel());
    }

    void partIsMalformed()
    {
        Joining joining;
        QVERIFY(joining.passPieces(3));
        auto pieces = joining.nextPieces();
        QVERIFY(!pieces.empty());
        pieces[0].payload = encodeNotification(NextNotification{QByteArray("\xc1")});
        Joining::pass(joining.a, joining.c, pieces);
        QCOMPARE(joining.countAt(joining.c), 0);
        settle({&joining.a, &joining.c});
        QVERIFY(joining.isLevel());
    }

    /// A process that dies leaves a file beside the store, of which nothing must come.
    void crashLeavesACleanNewcomer()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"c.mld"_s);
        const QString beside = path + u"-incoming"_s;
        {
            Joining joining(path);
            QVERIFY(joining.passPieces(5));
            QVERIFY(QFile::exists(beside));
            QVERIFY(QFile::copy(beside, folder.filePath(u"left"_s)));
        }
        QVERIFY(!QFile::exists(beside));
        QVERIFY(QFile::copy(folder.filePath(u"left"_s), beside));
        Joining joining(path);
        QVERIFY(joining.passPieces(5));
        QCOMPARE(joining.countAt(joining.c), 0);
        while (joining.passPieces(1)) { }
        QVERIFY(joining.isLevel());
        QVERIFY(!QFile::exists(beside));
    }

    /// A member that must take everything anew goes on in the old data until the new are whole.
    void memberWritesWhileItReceives()
    {
        Member a(u"a"_s, true);
        Member b(u"b"_s);
        meet({&a, &b});
        meet({&a, &b});
        settle({&a, &b});
        b.loseConnection();
        QVERIFY(b.write(u"mine"_s, u"n"_s, 1));
        for (int i = 0; i < subjects; ++i)
            QVERIFY(a.write(u"s%1"_s.arg(i), u"n"_s, i));
        a.broadcasts.clear();
        a.journal->truncate(a.replica->time().ticks(), {});
        a.commit();
        b.changes.clear();
        b.see({u"a"_s});
        int writes = 1;
        for (int rounds = 0; rounds < 200; ++rounds) {
            for (const QString &channel : std::exchange(b.opened, {}))
                b.machine->channelOpened(channel);
            b.commit();
            Joining::pass(b, a, std::exchange(b.unicasts, {}));
            a.wait(0);
            Joining::pass(a, b, std::exchange(a.unicasts, {}));
            if (b.machine->state() == Machine::State::Recovering && rounds % 3 == 0) {
                QVERIFY(b.write(u"mine"_s, u"n"_s, ++writes));
                QVERIFY(b.read(u"s1"_s, u"n"_s).isUndefined());
            }
        }
        QVERIFY(writes > 3);
        QCOMPARE(b.machine->state(), Machine::State::Live);
        QCOMPARE(b.read(u"mine"_s, u"n"_s).toArray().size(), writes);
        QCOMPARE(b.read(u"s7"_s, u"n"_s), QJsonValue(7));
        // Each write was told when it was made, and the difference when it came.
        QCOMPARE(b.changes.back().patch.inserts.size(), size_t(subjects));
        QVERIFY(b.changes.back().patch.deletes.empty());
        settle({&a, &b});
        for (int rounds = 0; rounds < 3; ++rounds) {
            while (!b.broadcasts.empty())
                a.hear(b.nextBroadcast());
        }
        QCOMPARE(a.read(u"mine"_s, u"n"_s).toArray().size(), writes);
        QCOMPARE(a.replica->seen(), b.replica->seen());
    }

    /// What a clone made before it took over a snapshot is in no journal: another snapshot, which lacks it,
    /// must not look complete because what was made since is applied to it again.
    void leavesNoGapBeforeWhatIsAppliedAgain()
    {
        Member a(u"a"_s, true);
        Member behind(u"behind"_s);
        Member c(u"c"_s);
        a.see({});
        meet({&a, &behind, &c});
        QVERIFY(behind.isStarted && c.isStarted);
        QVERIFY(c.write(u"s"_s, u"before"_s, 1));
        a.hear(c.nextBroadcast());

        QVERIFY(renew(c, a));
        QVERIFY(c.write(u"s"_s, u"since"_s, 2));
        QVERIFY(!renew(c, behind));
        QCOMPARE(c.read(u"s"_s, u"before"_s), QJsonValue(1));
        QCOMPARE(c.read(u"s"_s, u"since"_s), QJsonValue(2));
    }

    /// Who took a change over with a snapshot can give it only as one. That others, who lack it too, have
    /// nothing to tell must not satisfy those who were shown that they are behind.
    void takesAllOfOneWhoCannotTellOtherwise()
    {
        Member a(u"a"_s, true);
        Member gone(u"gone"_s);
        Member other(u"other"_s);
        a.see({});
        meet({&a, &gone, &other});
        gone.see({});
        QVERIFY(gone.write(u"s"_s, u"name"_s, u"kept"_s));
        Member heir(u"heir"_s);
        heir.see({gone.id});
        gone.see({heir.id});
        carry({&gone, &heir});
        QVERIFY(heir.isStarted);
        for (Member *member : {&a, &other, &heir})
            member->loseConnection();

        meet({&a, &other, &heir});
        settle({&a, &other, &heir});
        for (const Member *member : {&a, &other, &heir})
            QCOMPARE(member->read(u"s"_s, u"name"_s), QJsonValue(u"kept"_s));
    }

private:
    /// Replaces the data of a clone with a snapshot of another's.
    static bool renew(Member &member, Member &of)
    {
        const auto source = of.replica->snapshot(1000);
        if (!source || !member.replica->beginLoad({std::nullopt, of.replica->seen(), of.replica->agreed()}))
            return false;
        for (auto batch = (*source)->next(); batch && *batch; batch = (*source)->next()) {
            if (!member.replica->loadBatch(**batch))
                return false;
        }
        const bool isLoaded = member.replica->finishLoad().isOk();
        member.commit();
        return isLoaded;
    }
};

QTEST_GUILESS_MAIN(TestSnapshots)
#include "tst_snapshots.moc"
