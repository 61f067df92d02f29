// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Who is there, and what follows from it: wire.md 14 and 15, semantics.md 13.
#include "stranger.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace mld;
using namespace mld::byhand;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A genesis clone `a`, and `b` that has joined it and is live.
struct Two
{
    Two() : a(u"a"_s, true), b(u"b"_s)
    {
        meet({&a, &b});
        meet({&a, &b});
        settle({&a, &b});
        b.unicasts.clear();
    }
    Member a;
    Member b;
};

std::vector<CloneId> askedBy(Member &member)
{
    std::vector<CloneId> asked;
    for (const effect::Unicast &unicast : member.unicasts) {
        if (unicast.address.lane == Lane::Send)
            asked.push_back(unicast.address.to);
    }
    return asked;
}

} // namespace

class TestPresence : public QObject
{
    Q_OBJECT

    /// One has what the other made, which is much, and has then written a little without a connection.
    static void hearMuchAndWriteOffline(Two &two)
    {
        QString big;
        for (int i = 0; i < 4000; ++i)
            big += QChar(u'a' + two.a.environment.below(26));
        QVERIFY(two.b.write(u"x"_s, u"n"_s, big));
        two.a.hear(two.b.nextBroadcast());
        two.a.loseConnection();
        QVERIFY(two.a.write(u"y"_s, u"n"_s, 1));
        two.a.broadcasts.clear();
    }

private Q_SLOTS:
    /// "A clone with a clock is present even while its recovery goes on or fails"; a newcomer is when it
    /// is live; a genesis clone when it has looked.
    void whoIsPresent()
    {
        Member a(u"a"_s, true);
        QVERIFY(!a.isPresent);
        a.see({});
        QVERIFY(a.isPresent);

        Member b(u"b"_s);
        b.see({u"a"_s});
        QVERIFY(!b.isPresent);
        carry({&a, &b});
        QCOMPARE(b.machine->state(), Machine::State::Live);
        QVERIFY(b.isPresent);

        b.loseConnection();
        QVERIFY(b.isPresent); // the transport declares it again
        b.see({u"deaf"_s});
        QCOMPARE(b.machine->state(), Machine::State::Recovering);
        QVERIFY(b.isPresent);
        b.wait(1000);
        QCOMPARE(b.machine->state(), Machine::State::Silo);
        QVERIFY(b.machine->status().unanswered);
        QVERIFY(b.isPresent);
        b.machine->close();
        b.commit();
        QVERIFY(!b.isPresent);
    }

    /// "At each change of this value, not at presence changes which leave it true".
    void othersWhoComeAreNoReasonToAsk()
    {
        Two two;
        two.b.see({u"a"_s, u"c"_s});
        two.b.see({u"c"_s});
        QVERIFY(two.b.unicasts.empty());
        QCOMPARE(two.b.machine->state(), Machine::State::Live);
        two.b.see({});
        QCOMPARE(two.b.machine->state(), Machine::State::Silo);
        QVERIFY(two.b.unicasts.empty());
        two.b.see({u"c"_s});
        QCOMPARE(askedBy(two.b), std::vector<CloneId>{u"c"_s});
    }

    /// A newcomer is asked for a revup as soon as it is present (14.4).
    void newcomerIsAskedAtOnce()
    {
        Member a(u"a"_s, true);
        Member b(u"b"_s);
        a.see({});
        b.see({u"a"_s});
        carry({&a, &b});
        a.see({u"b"_s});
        QCOMPARE(askedBy(a), std::vector<CloneId>{u"b"_s});
        carry({&a, &b});
        QCOMPARE(a.machine->state(), Machine::State::Live);
    }

    /// "A genesis clone that has already forked is safe."
    void genesisThatHasForkedIsSafe()
    {
        Member a(u"a"_s, true);
        a.see({});
        Stranger(u"z"_s, a).ask(SnapshotRequest{true});
        a.see({u"rival"_s});
        QCOMPARE(a.failure, QString());
        QCOMPARE(a.machine->state(), Machine::State::Recovering);
    }

    /// A clone that has data goes on, whoever seems to be there; what does not answer is nobody.
    void ghostsEndNobody()
    {
        Member a(u"a"_s, true);
        QVERIFY(a.write(u"x"_s, u"n"_s, 1));
        a.see({u"ghost"_s});
        QCOMPARE(a.failure, QString());
        a.wait(1000);
        QCOMPARE(a.machine->state(), Machine::State::Silo);
        QVERIFY(a.isPresent);
        QVERIFY(a.machine->status().unanswered);
        QVERIFY(!a.machine->status().outdated);
        QVERIFY(a.write(u"x"_s, u"n"_s, 2));

        Member b(u"b"_s);
        b.see({u"a"_s, u"ghost"_s});
        for (int i = 0; i < 10 && b.machine->state() != Machine::State::Live; ++i) {
            carry({&a, &b});
            b.wait(125);
        }
        QCOMPARE(b.machine->state(), Machine::State::Live);
        QCOMPARE(b.read(u"x"_s, u"n"_s), (QJsonArray{1, 2}));
    }

    /// Somebody with another beginning: each keeps what it has, says so, and joins nothing by itself.
    void anotherBeginning()
    {
        Member a(u"a"_s, true);
        Member z(u"z"_s, true);
        QVERIFY(a.write(u"x"_s, u"n"_s, 1));
        QVERIFY(z.write(u"x"_s, u"n"_s, 2));
        z.see({});
        a.see({u"z"_s});
        carry({&a, &z});
        QCOMPARE(a.machine->state(), Machine::State::Apart);
        QVERIFY(a.machine->status().apart);
        QVERIFY(!a.isPresent);
        QCOMPARE(a.failure, QString());
        QVERIFY(a.write(u"y"_s, u"n"_s, 1));
        Stranger newcomer(u"n"_s, a);
        a.unicasts.clear();
        newcomer.ask(SnapshotRequest{true});
        QVERIFY(a.replica->time().isRootId()); // nobody is given a part of it

        // Not at once, or two of them would step aside for one another over and over.
        a.see({});
        QCOMPARE(a.machine->state(), Machine::State::Apart);
        a.wait(std::max<qint64>(0, *a.machine->wakeAt() - a.environment.now));
        QCOMPARE(a.machine->state(), Machine::State::Silo);
        QVERIFY(!a.machine->status().apart);
        QVERIFY(a.isPresent);
        QCOMPARE(a.read(u"x"_s, u"n"_s), QJsonValue(1));
    }

    void beginnerAmongGhosts_data() { memberAmongGhosts_data(); }

    /// One that nobody has joined, with ghosts that appear while it runs, and that are there when it starts again: it
    /// goes on within a few seconds, and can be joined.
    void beginnerAmongGhosts()
    {
        QFETCH(int, ghosts);
        QTemporaryDir folder;
        const QString path = folder.filePath(u"a.mld"_s);
        QSet<CloneId> present;
        for (int i = 0; i < ghosts; ++i)
            present.insert(u"ghost%1"_s.arg(i));
        const auto comesToTerms = [&](Member &a) {
            a.see(present);
            for (int waited = 0; waited < 2000 && a.machine->state() != Machine::State::Silo; waited += 25)
                a.wait(25);
            const CloneStatus status = a.machine->status();
            return a.failure.isEmpty() && a.machine->state() == Machine::State::Silo && a.isPresent && status.unanswered
                    && status.silo && !status.outdated && !status.apart;
        };
        {
            Member a(u"a"_s, true, path);
            a.see({});
            QVERIFY(a.write(u"x"_s, u"n"_s, 1));
            QVERIFY(comesToTerms(a));
            QVERIFY(a.write(u"x"_s, u"n"_s, 2));
            a.loseConnection();
            QVERIFY(comesToTerms(a));
        }
        Member a(u"a"_s, true, path);
        QVERIFY(comesToTerms(a));
        Member c(u"c"_s);
        QSet<CloneId> others = present;
        others.insert(u"a"_s);
        c.see(others);
        for (int waited = 0; waited < 1000 && c.machine->state() != Machine::State::Live; waited += 25) {
            carry({&a, &c});
            c.wait(25);
        }
        QCOMPARE(c.machine->state(), Machine::State::Live);
        QCOMPARE(c.read(u"x"_s, u"n"_s), (QJsonArray{1, 2}));
    }

    void newcomerAmongGhostsAlone_data() { memberAmongGhosts_data(); }

    /// It knows soon that none of them is there, and joins as soon as somebody is.
    void newcomerAmongGhostsAlone()
    {
        QFETCH(int, ghosts);
        QSet<CloneId> present;
        for (int i = 0; i < ghosts; ++i)
            present.insert(u"ghost%1"_s.arg(i));
        Member c(u"c"_s);
        c.see(present);
        for (int waited = 0; waited < 2000 && !c.machine->status().waiting; waited += 25)
            c.wait(25);
        QVERIFY(c.machine->status().waiting);
        QVERIFY(c.machine->status().unanswered);
        Member a(u"a"_s, true);
        QVERIFY(a.write(u"x"_s, u"n"_s, 1));
        a.see({});
        present.insert(u"a"_s);
        c.see(present);
        QVERIFY(!c.machine->status().unanswered);
        for (int waited = 0; waited < 1000 && c.machine->state() != Machine::State::Live; waited += 25) {
            carry({&a, &c});
            c.wait(25);
        }
        QCOMPARE(c.machine->state(), Machine::State::Live);
        QVERIFY(!c.machine->status().waiting);
    }

    void memberAmongGhosts_data()
    {
        QTest::addColumn<int>("ghosts");
        for (const int ghosts : {1, 5, 20, 60})
            QTest::addRow("%d", ghosts) << ghosts;
    }

    /// A service keeps the presence of who died without a word: a newcomer finds the one who is there, whatever
    /// their number, and takes one fork of its clock; and an old member that is alone with them knows it soon.
    void memberAmongGhosts()
    {
        QFETCH(int, ghosts);
        Two two;
        QSet<CloneId> present;
        for (int i = 0; i < ghosts; ++i)
            present.insert(u"ghost%1"_s.arg(i));
        two.a.see(present);
        Member c(u"c"_s);
        QSet<CloneId> others = present;
        others.insert(u"a"_s);
        c.see(others);
        int waited = 0;
        for (; waited < 1000 && c.machine->state() != Machine::State::Live; waited += 25) {
            carry({&two.a, &c});
            c.wait(25);
        }
        QCOMPARE(c.machine->state(), Machine::State::Live);

        two.a.loseConnection();
        two.a.see(present);
        for (waited = 0; waited < 2000 && two.a.machine->state() != Machine::State::Silo; waited += 25)
            two.a.wait(25);
        QCOMPARE(two.a.machine->state(), Machine::State::Silo);
        QVERIFY(two.a.machine->status().unanswered);

        // Whoever does answer is missed at once.
        Stranger late(u"ghost0"_s, two.a);
        late.ask(RevupRequest{TreeClock::genesis()});
        QVERIFY(!two.a.machine->status().unanswered);
        QCOMPARE(two.a.machine->state(), Machine::State::Recovering);
    }

    /// m-ld-js stands still until its answer is acked or refused: so one that is not followed is refused at once,
    /// though it comes after the attempt; but not a second copy of the one that is.
    void answersThatAreNotFollowedAreRefused()
    {
        Two two;
        Stranger peer(u"b"_s, two.a);
        two.a.loseConnection();
        two.a.see({u"b"_s});
        QVERIFY(peer.takeRequest());
        const auto refusals = [&] {
            return int(std::erase_if(two.a.unicasts, [](const auto &sent) {
                const auto control = decodeControl(sent.payload);
                const auto response = control ? decodeResponse(control->enc) : Result<Response>(Error());
                return sent.address.lane == Lane::Reply && response && std::holds_alternative<Rejected>(*response);
            }));
        };
        two.a.wait(1000);
        QVERIFY(two.a.machine->state() != Machine::State::Recovering);
        two.a.unicasts.clear();
        peer.respondRevup(two.a.replica->seen());
        QCOMPARE(refusals(), 1);
        peer.refuseRevup();
        QCOMPARE(refusals(), 1);

        // There it is, so it is asked again.
        QVERIFY(peer.takeRequest());
        peer.respondRevup(two.a.replica->seen());
        QCOMPARE(refusals(), 0); // but an ack
        QCOMPARE(two.a.machine->state(), Machine::State::Recovering);
        peer.respondRevup(two.a.replica->seen());
        QCOMPARE(refusals(), 1);
    }

    void onesOwnTypingIsNoProgress_data()
    {
        QTest::addColumn<bool>("brings");
        QTest::addColumn<int>("least");
        QTest::addColumn<int>("most");
        QTest::newRow("attempts that bring nothing") << false << 3 << 40;
        QTest::newRow("attempts that bring something") << true << 100 << 3000;
    }

    /// Who always breaks off is asked less and less often, though somebody types here; not so, while each attempt
    /// brings some of what is missing.
    void onesOwnTypingIsNoProgress()
    {
        QFETCH(bool, brings);
        Two two;
        Stranger peer(u"b"_s, two.a);
        TreeClock time = two.b.replica->time();
        qint64 prev = 0;
        two.a.loseConnection();
        two.a.see({u"b"_s});
        int attempts = 0;
        for (const qint64 end = two.a.environment.now + 600'000; two.a.environment.now < end;) {
            while (peer.takeRequest()) {
                ++attempts;
                peer.respondRevup(two.a.replica->seen());
                if (brings) {
                    time = time.ticked();
                    peer.next(peer.updates(), Stranger::operation(time, prev));
                    prev = time.ticks();
                }
                peer.breakOff(peer.updates());
            }
            QVERIFY(two.a.write(u"x"_s, u"n"_s, attempts));
            two.a.broadcasts.clear();
            two.a.wait(250);
        }
        QFETCH(int, least);
        QFETCH(int, most);
        QVERIFY2(attempts >= least && attempts <= most, qPrintable(QString::number(attempts)));
    }

    /// What nobody could be sent is refused before it is anybody's; what is in the journal already is held back.
    void moreThanTheServiceTakes()
    {
        Two two;
        QString big;
        for (int i = 0; i < 4000; ++i) // so that it cannot be packed
            big += QChar(u'a' + two.a.environment.below(26));
        two.a.machine->setMaxPayload(1000);
        two.a.broadcasts.clear();
        QVERIFY(!two.a.write(u"x"_s, u"n"_s, big));
        QCOMPARE(two.a.replica->publicTicks(), 0);
        QVERIFY(two.a.read(u"x"_s, u"n"_s).isUndefined());
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 1));
        QCOMPARE(two.a.broadcasts.size(), size_t(1));

        two.a.machine->setMaxPayload(0);
        two.a.loseConnection();
        QVERIFY(two.a.write(u"x"_s, u"n"_s, big));
        QVERIFY(two.a.write(u"y"_s, u"n"_s, 1));
        two.a.broadcasts.clear();
        two.a.machine->setMaxPayload(1000);
        two.a.see({u"b"_s});
        carry({&two.a, &two.b});
        QVERIFY(two.a.machine->status().withheld);
        QCOMPARE(two.a.broadcasts.size(), size_t(1)); // what was written before it, and got lost
    }

    /// What another made, and is too large by now, is not passed on, and nothing that was made here waits for it.
    void anothersThatIsTooLargeHoldsNothingBack()
    {
        Two two;
        hearMuchAndWriteOffline(two);
        two.a.machine->setMaxPayload(1000);
        // Somebody is there who has neither.
        two.a.see({u"c"_s});
        Stranger c(u"c"_s, two.a);
        QVERIFY(c.takeRequest());
        c.respondRevup(GlobalClock());
        c.complete(c.updates());
        QVERIFY(!two.a.machine->status().withheld);
        QCOMPARE(two.a.broadcasts.size(), size_t(1));
        const auto message = decodeMessage(two.a.broadcasts[0].payload);
        QVERIFY(decodeTuple(message->enc, OperationContext(domain))->time.ticksOf(two.a.replica->time()) > 0);
        two.a.machine->ticketDone(two.a.broadcasts[0].ticket, true);
        two.a.commit();
        QCOMPARE(two.a.publishedTicks, two.a.replica->publicTicks());
    }

    /// The same, where the service shows its limit only then.
    void anothersThatIsRefusedHoldsNothingBack()
    {
        Two two;
        hearMuchAndWriteOffline(two);
        two.a.see({u"c"_s});
        Stranger c(u"c"_s, two.a);
        QVERIFY(c.takeRequest());
        c.respondRevup(GlobalClock());
        c.complete(c.updates());
        const auto broadcasts = std::exchange(two.a.broadcasts, {});
        QCOMPARE(broadcasts.size(), size_t(2));
        two.a.machine->setMaxPayload(1000);
        for (const auto &broadcast : broadcasts)
            two.a.machine->ticketDone(broadcast.ticket, broadcast.payload.size() < 1000);
        two.a.commit();
        QVERIFY(!two.a.machine->status().withheld);
        QCOMPARE(two.a.publishedTicks, two.a.replica->publicTicks());
    }

    /// The service shows its limit only by not taking a message: that one is not offered again, and whatever was
    /// written after it waits; nobody is told that it was published. With a larger limit all goes out.
    void limitThatShowsByARefusal()
    {
        Two two;
        QString big;
        for (int i = 0; i < 4000; ++i)
            big += QChar(u'a' + two.a.environment.below(26));
        two.a.broadcasts.clear();
        QVERIFY(two.a.write(u"x"_s, u"n"_s, big));
        QCOMPARE(two.a.broadcasts.size(), size_t(1));
        const auto refused = std::exchange(two.a.broadcasts, {});
        two.a.machine->setMaxPayload(1000);
        two.a.machine->ticketDone(refused[0].ticket, false);
        two.a.commit();
        QVERIFY(two.a.machine->status().withheld);
        QCOMPARE(two.a.machine->state(), Machine::State::Live);
        QVERIFY(two.a.write(u"y"_s, u"n"_s, 1));
        two.a.wait(60'000);
        QVERIFY(two.a.broadcasts.empty());
        QVERIFY(two.a.publishedTicks < two.a.replica->publicTicks() - 1);

        two.a.loseConnection();
        two.a.machine->setMaxPayload(100'000);
        two.a.see({u"b"_s});
        carry({&two.a, &two.b});
        QVERIFY(!two.a.machine->status().withheld);
        QCOMPARE(two.a.broadcasts.size(), size_t(2));
        for (const auto &broadcast : std::exchange(two.a.broadcasts, {})) {
            two.b.hear(broadcast.payload);
            two.a.machine->ticketDone(broadcast.ticket, true);
            two.a.commit();
        }
        QCOMPARE(two.b.read(u"x"_s, u"n"_s), QJsonValue(big));
        QCOMPARE(two.b.read(u"y"_s, u"n"_s), QJsonValue(1));
        QCOMPARE(two.a.publishedTicks, two.a.replica->publicTicks());
    }

    /// "The flag is ignored by a clone with stored data."
    void genesisFlagIsIgnoredWithData()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"b.mld"_s);
        Member a(u"a"_s, true);
        TreeClock time;
        {
            Member b(u"b"_s, false, path);
            meet({&a, &b});
            QVERIFY(b.write(u"x"_s, u"n"_s, 1));
            time = b.replica->time();
        }
        Member b(u"b"_s, true, path);
        QVERIFY(!b.replica->time().isRootId());
        QVERIFY(b.replica->time().ticks() >= time.ticks());
        QCOMPARE(b.read(u"x"_s, u"n"_s), QJsonValue(1));
        b.see({u"a"_s});
        QCOMPARE(b.machine->state(), Machine::State::Recovering);
    }

    /// semantics.md 13.2: final for one that must not wait.
    void newcomerThatMustNotWait()
    {
        Member alone(u"b"_s, false, u":memory:"_s, {}, {}, false);
        alone.see({});
        QCOMPARE(alone.failure, u"New clone is siloed."_s);
        QCOMPARE(alone.machine->state(), Machine::State::Ended);

        Member unanswered(u"b"_s, false, u":memory:"_s, {}, {}, false);
        unanswered.see({u"deaf"_s});
        unanswered.wait(1000);
        QCOMPARE(unanswered.machine->state(), Machine::State::Ended);
        QVERIFY(!unanswered.failure.isEmpty());

        Member offline(u"b"_s, false, u":memory:"_s, {}, {}, false);
        offline.loseConnection();
        QCOMPARE(offline.machine->state(), Machine::State::Waiting);
    }

    /// One that may wait does, says nothing meanwhile, and joins when somebody comes.
    void newcomerThatWaits()
    {
        Member b(u"b"_s);
        b.see({});
        QVERIFY(!b.machine->wakeAt().has_value());
        QVERIFY(b.machine->status().waiting);
        b.statuses.clear();
        Member a(u"a"_s, true);
        a.see({});
        b.see({u"a"_s});
        carry({&a, &b});
        QCOMPARE(b.machine->state(), Machine::State::Live);
        QVERIFY(!b.statuses.empty());
        QVERIFY(b.statuses.back().online);
        QVERIFY(!b.statuses.back().waiting);
    }

    /// 14.3: the next one is asked with the same message id, each once; then everybody again.
    void peersAreAskedInTurn()
    {
        Two two;
        two.b.loseConnection();
        two.b.see({u"x"_s, u"y"_s, u"z"_s});
        QSet<CloneId> asked;
        QSet<QString> ids;
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(two.b.unicasts.size(), size_t(1));
            asked.insert(two.b.unicasts[0].address.to);
            ids.insert(two.b.unicasts[0].address.messageId);
            two.b.unicasts.clear();
            two.b.wait(1000);
        }
        QCOMPARE(asked, (QSet<CloneId>{u"x"_s, u"y"_s, u"z"_s}));
        QCOMPARE(ids.size(), 1);
        QCOMPARE(two.b.machine->state(), Machine::State::Silo); // none of them is there
        // "retry after a random delay", with another id
        QVERIFY(two.b.unicasts.empty());
        two.b.wait(std::max<qint64>(0, *two.b.machine->wakeAt() - two.b.environment.now));
        QCOMPARE(two.b.unicasts.size(), size_t(1));
        QVERIFY(!ids.contains(two.b.unicasts[0].address.messageId));
    }

    /// A request shows what its sender has seen: if that is more, it is asked in its turn. It may be the
    /// only one who knows, and unable to broadcast what it has from a snapshot.
    void whoAsksShowsWhatIsMissing()
    {
        Two two;
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 1));
        two.a.broadcasts.clear(); // lost
        const TreeClock fork = *two.a.replica->forkForNewcomer();
        Stranger z(u"z"_s, two.b);
        two.b.see({u"a"_s, u"z"_s, u"y"_s, u"x"_s});
        z.ask(RevupRequest{two.b.replica->time()});
        QVERIFY(!two.b.machine->wakeAt() || *two.b.machine->wakeAt() > two.b.environment.now);
        two.b.unicasts.clear();
        z.ask(RevupRequest{*fork.joined(two.a.replica->time())});
        two.b.unicasts.clear();
        two.b.wait(1000);
        QCOMPARE(askedBy(two.b), std::vector<CloneId>{u"z"_s});
    }

    /// All say that they cannot: a snapshot is asked for, and the clock is kept.
    void nobodyCanTell()
    {
        Two two;
        two.b.loseConnection();
        Stranger x(u"x"_s, two.b);
        Stranger y(u"y"_s, two.b);
        two.b.see({u"x"_s, u"y"_s});
        for (int i = 0; i < 2; ++i) {
            Stranger &next = askedBy(two.b).at(0) == u"x" ? x : y;
            const auto request = next.takeRequest();
            QVERIFY(request && std::holds_alternative<RevupRequest>(*request));
            next.refuseRevup();
        }
        Stranger &next = askedBy(two.b).at(0) == u"x" ? x : y;
        const auto request = next.takeRequest();
        QVERIFY(request && std::holds_alternative<SnapshotRequest>(*request));
        QVERIFY(!std::get<SnapshotRequest>(*request).newClock);
    }

    /// "If sending itself fails: no retry", but at a later time.
    void requestThatCannotBeSent()
    {
        Two two;
        two.b.loseConnection();
        two.b.see({u"x"_s, u"y"_s});
        two.b.machine->ticketDone(two.b.unicasts.at(0).ticket, false);
        two.b.commit();
        QCOMPARE(two.b.unicasts.size(), size_t(1));
        QCOMPARE(two.b.machine->state(), Machine::State::Retrying);
        QVERIFY(two.b.machine->wakeAt().has_value());
    }

    /// 14.2: what is sent on a channel nobody listens to is lost.
    void ackComesAfterOpening()
    {
        Member a(u"a"_s, true);
        Member c(u"c"_s);
        a.see({});
        c.see({u"a"_s});
        Address from = c.unicasts.at(0).address;
        from.from = u"c"_s;
        a.machine->messageReceived(from, c.unicasts.at(0).payload);
        a.commit();
        c.unicasts.clear();
        Address reply = a.unicasts.at(0).address;
        reply.from = u"a"_s;
        c.machine->messageReceived(reply, a.unicasts.at(0).payload);
        c.commit();
        QCOMPARE(c.opened.size(), 2);
        QVERIFY(c.unicasts.empty());
        c.machine->channelOpened(c.opened.at(0));
        c.commit();
        QVERIFY(c.unicasts.empty());
        c.machine->channelOpened(c.opened.at(1));
        c.commit();
        QCOMPARE(c.unicasts.size(), size_t(1));
        QVERIFY(isAck(c.unicasts[0].payload));
        QCOMPARE(c.unicasts[0].address.sentMessageId, reply.messageId);
    }

    /// "It replies `rejected` in place of the ack": nothing is sent to it, and nothing is waited for.
    void requesterThatGivesUp()
    {
        Two two;
        Stranger z(u"z"_s, two.a);
        two.a.unicasts.clear();
        z.ask(SnapshotRequest{false});
        QCOMPARE(two.a.unicasts.size(), size_t(1));
        Address from;
        from.lane = Lane::Reply;
        from.from = u"z"_s;
        from.messageId = u"m3"_s;
        from.sentMessageId = two.a.unicasts[0].address.messageId;
        two.a.unicasts.clear();
        two.a.machine->messageReceived(from, encodeControl({*encodeResponse(Rejected{5003}), {}}));
        two.a.commit();
        QVERIFY(two.a.unicasts.empty());
        QVERIFY(!two.a.machine->wakeAt().has_value());
    }

    /// "The snapshot updates channel has no such limit."
    void updatesOfASnapshotMayStayOpen()
    {
        Member a(u"a"_s, true);
        QVERIFY(a.write(u"x"_s, u"n"_s, 1));
        Member c(u"c"_s);
        Stranger z(u"z"_s, c);
        c.see({u"z"_s});
        QVERIFY(z.takeRequest());
        z.respondSnapshot(*a.replica->forkForNewcomer(), a.replica->seen());
        z.sendDataOf(a);
        z.complete(z.data());
        c.wait(1000);
        QCOMPARE(c.machine->state(), Machine::State::Live);
        QCOMPARE(c.read(u"x"_s, u"n"_s), QJsonValue(1));
    }

    /// A pause of one network timeout ends a revup, also before the first notification.
    void pausesEndARevup()
    {
        Two two;
        two.b.loseConnection();
        Stranger z(u"z"_s, two.b);
        two.b.see({u"z"_s});
        QVERIFY(z.takeRequest());
        z.respondRevup(two.b.replica->seen());
        two.b.wait(999);
        QCOMPARE(two.b.machine->state(), Machine::State::Recovering);
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 1));
        z.next(z.updates(), two.a.nextBroadcast());
        two.b.wait(999);
        QCOMPARE(two.b.machine->state(), Machine::State::Recovering);
        two.b.wait(1);
        QVERIFY(two.b.machine->state() != Machine::State::Live);
        QCOMPARE(two.b.read(u"x"_s, u"n"_s), QJsonValue(1)); // what came is kept
    }

    /// semantics.md 13.1: the sequence seen.
    void statusOfAGenesisClone()
    {
        Member a(u"a"_s, true);
        Member b(u"b"_s);
        a.see({});
        a.loseConnection();
        a.see({});
        b.see({u"a"_s});
        carry({&a, &b});
        a.see({u"b"_s});
        carry({&a, &b});
        const auto status = [](bool online, bool outdated, bool silo) {
            CloneStatus made;
            made.online = online;
            made.outdated = outdated;
            made.silo = silo;
            made.ticks = 0;
            return made;
        };
        const std::vector<CloneStatus> expected{status(false, false, false), status(true, false, true),
                                                status(false, false, false), status(true, false, true),
                                                status(true, true, false),   status(true, false, false)};
        QCOMPARE(a.statuses, expected);
    }
};

QTEST_GUILESS_MAIN(TestPresence)
#include "tst_presence.moc"
