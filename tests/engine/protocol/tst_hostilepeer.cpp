// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// What peers may do that they must not, and what comes of it: never that a clone stops serving its user.
#include "stranger.h"

#include "constraint/extensions.h"

#include <QTemporaryDir>
#include <QTest>

using namespace mld;
using namespace mld::byhand;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString textProperty = u"http://hand.example.org/#body"_s;

/// A clone with some data and a text, that has a clock of its own and has met one peer, `a`.
struct Household
{
    Household() : a(u"a"_s, true), b(u"b"_s)
    {
        a.write(Extensions::textDeclaration({textProperty}));
        a.write(u"note"_s, u"body"_s, u"a text"_s);
        a.write(u"x"_s, u"n"_s, 1);
        meet({&a, &b});
        meet({&a, &b});
        settle({&a, &b});
        b.loseConnection();
        b.changes.clear();
    }

    /// Whether b can do what its user wants.
    bool serves()
    {
        const QJsonValue before = b.read(u"x"_s, u"count"_s);
        const int count = before.isDouble() ? before.toInt() : before.toArray().size();
        return b.machine->state() != Machine::State::Ended && b.write(u"x"_s, u"served"_s, ++served)
                && b.read(u"x"_s, u"n"_s) == QJsonValue(1) && count == 0;
    }

    Member a;
    Member b;
    int served = 0;
};

QJsonObject splice(int index, int deleteCount, const QString &content)
{
    const QJsonObject value{{u"@splice"_s, QJsonArray{index, deleteCount, content}}};
    return {{u"@update"_s, QJsonObject{{u"@id"_s, u"note"_s}, {u"body"_s, value}}}};
}

} // namespace

class TestHostilePeer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Whoever has recorded a newcomer's request may send it again at any time: the clock is divided for it once.
    void aRecordedRequestForksOnce()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"a.mld"_s);
        const QByteArray request = encodeControl({encodeRequest(SnapshotRequest{true, {}}), {}});
        const auto answersTo = [&request](Member &a, const CloneId &newcomer, const QString &messageId) {
            a.machine->messageReceived({Lane::Send, newcomer, a.id, messageId, {}, {}}, request);
            a.commit();
            return std::exchange(a.unicasts, {}).size();
        };
        {
            Member a(u"a"_s, true, path);
            a.see({});
            QVERIFY(a.write(u"x"_s, u"n"_s, 1));
            QCOMPARE(answersTo(a, u"c"_s, u"m1"_s), 1u);
            const TreeClock time = a.replica->time();
            for (int i = 0; i < 10; ++i)
                QCOMPARE(answersTo(a, u"c"_s, u"m1"_s), 0u);
            QCOMPARE(a.replica->time(), time);
            // Another request, and somebody else's.
            QCOMPARE(answersTo(a, u"c"_s, u"m2"_s), 1u);
            QCOMPARE(answersTo(a, u"d"_s, u"m1"_s), 1u);
            QVERIFY(a.replica->time() != time);
        }
        // Nor after a restart, nor when a snapshot has taken the place of the data.
        Member a(u"a"_s, false, path);
        const auto isStill = [&](const TreeClock &time) {
            return answersTo(a, u"c"_s, u"m1"_s) == 0 && answersTo(a, u"c"_s, u"m2"_s) == 0
                    && answersTo(a, u"d"_s, u"m1"_s) == 0 && a.replica->time() == time;
        };
        a.see({});
        QVERIFY(isStill(a.replica->time()));
        QVERIFY(a.replica->beginLoad({{}, a.replica->seen(), TreeClock::genesis()}));
        QCOMPARE(answersTo(a, u"e"_s, u"m5"_s), 1u); // while the snapshot comes
        a.commit();
        const auto data = a.replica->snapshot(1000);
        QVERIFY(data);
        for (auto batch = (*data)->next(); batch && *batch; batch = (*data)->next())
            QVERIFY(a.replica->loadBatch(**batch));
        QVERIFY(a.replica->finishLoad());
        QVERIFY(isStill(a.replica->time()));
        QCOMPARE(answersTo(a, u"e"_s, u"m5"_s), 0u);
    }

    /// A snapshot whose end cannot be read leaves no trace, in memory neither.
    void brokenSnapshotLeavesNoTrace()
    {
        Household house;
        Member &b = house.b;
        // What b is offered: another text for the same note, and other rules.
        Member other(u"other"_s, true);
        QVERIFY(other.write(u"note"_s, u"body"_s, u"not a text there"_s));
        QVERIFY(b.write(splice(0, 0, u"b: "_s)));
        QCOMPARE(b.read(u"note"_s, u"body"_s).toString(), u"b: a text"_s);
        b.changes.clear();
        const TreeClock time = b.replica->time();

        Stranger z(u"z"_s, b);
        b.see({u"z"_s});
        QVERIFY(z.takeRequest());
        z.refuseRevup();
        QVERIFY(z.takeRequest());
        // The very text that b has, without what b has just written, and then what is no triple at all.
        z.respondSnapshot({}, house.a.replica->seen());
        z.sendDataOf(other);
        z.next(z.data(), QByteArray("rubbish"));
        z.complete(z.data());
        z.complete(z.updates());

        QCOMPARE(b.read(u"note"_s, u"body"_s).toString(), u"b: a text"_s);
        QCOMPARE(b.replica->time(), time);
        QVERIFY(b.changes.empty());
        QVERIFY(b.rules->isTextProperty(textProperty));
        QVERIFY(b.write(splice(0, 3, u"B: "_s)));
        QCOMPARE(b.read(u"note"_s, u"body"_s).toString(), u"B: a text"_s);
        QVERIFY(house.serves());
    }

    /// As above, but the snapshot fails when what was written here is made again upon it.
    void refusedSnapshotLeavesNoTrace()
    {
        Household house;
        Member &b = house.b;
        QVERIFY(b.write(splice(0, 0, u"b: "_s)));
        Stranger z(u"z"_s, b);
        b.see({u"z"_s});
        QVERIFY(z.takeRequest());
        z.refuseRevup();
        QVERIFY(z.takeRequest());
        // It knows nothing of the process that b was forked from.
        GlobalClock foreign;
        QVERIFY(foreign.set(*TreeClock::genesis().ticked(90)));
        z.respondSnapshot({}, foreign);
        z.sendDataOf(house.a);
        z.complete(z.data());
        z.complete(z.updates());
        QVERIFY(b.machine->status().outdated);
        QCOMPARE(b.read(u"note"_s, u"body"_s).toString(), u"b: a text"_s);
        QVERIFY(b.write(splice(0, 3, u"B: "_s)));
        QCOMPARE(b.read(u"note"_s, u"body"_s).toString(), u"B: a text"_s);
        QVERIFY(house.serves());
    }

    void triplesThatNobodyInserted_data()
    {
        QTest::addColumn<bool>("isNumbered");
        QTest::newRow("as from us") << true;
        QTest::newRow("as from m-ld-js") << false;
    }

    /// m-ld-js reads a triple and its ids at two moments: what is deleted in between comes without any. Nobody else
    /// has it, and no delete would ever name it (wire.md 14.5). But the numbers of a list's items never have ids.
    void triplesThatNobodyInserted()
    {
        QFETCH(bool, isNumbered);
        Household house;
        QVERIFY(house.a.write({{u"@id"_s, u"list"_s}, {u"@list"_s, QJsonArray{u"one"_s, u"two"_s}}}));
        Member c(u"c"_s);
        Stranger z(u"z"_s, c);
        c.see({u"z"_s});
        QVERIFY(z.takeRequest());
        z.respondSnapshot(*house.a.replica->forkForNewcomer(), house.a.replica->seen());
        const auto all = house.a.dataset->snapshot();
        qint64 part = 0;
        bool hasIndexes = false;
        const auto send = [&](const OperationContent &content, bool isLast) {
            const auto payload = encodeSnapshotBatch(content, OperationContext(domain),
                                                     isNumbered ? std::optional(SnapshotPart{part++, isLast}) : std::nullopt);
            QVERIFY(payload);
            z.next(z.data(), *payload);
        };
        for (auto batch = all->next(100); batch && *batch; batch = all->next(100)) {
            for (const TripleTids &entry : (*batch)->inserts)
                hasIndexes = hasIndexes || entry.tids.empty();
            send(**batch, false);
        }
        QVERIFY(hasIndexes);
        const QString base = u"http://%1/"_s.arg(domain);
        const Term value = Term::literal(u"gone"_s, u"http://www.w3.org/2001/XMLSchema#string"_s);
        OperationContent gone;
        gone.inserts.push_back({{Term::iri(base + u"x"_s), Term::iri(base + u"#name"_s), value}, {}});
        gone.inserts.push_back({{Term::iri(base + u"nobody"_s), Term::iri(base + u"#name"_s), value}, {}});
        send(gone, true);
        z.complete(z.data());
        z.complete(z.updates());

        QCOMPARE(c.machine->state(), Machine::State::Live);
        QCOMPARE(c.read(u"x"_s, u"n"_s), QJsonValue(1));
        QVERIFY(c.read(u"x"_s, u"name"_s).isUndefined());
        QVERIFY(c.read(u"nobody"_s, u"name"_s).isUndefined());
        QCOMPARE(c.read(u"list"_s, u"@list"_s), (QJsonArray{u"one"_s, u"two"_s}));
        const auto found = query::read(*c.dataset, c.context,
                                       {{u"@select"_s, u"?item"_s},
                                        {u"@where"_s, QJsonObject{{u"@id"_s, u"list"_s},
                                                                  {u"@list"_s, QJsonObject{{u"1"_s, u"?item"_s}}}}}});
        QVERIFY(found);
        QCOMPARE(found->size(), 1);
    }

    /// A newcomer whose first snapshot is broken has no clock, not after a restart either.
    void brokenJoinGivesNoClock()
    {
        QTemporaryDir folder;
        Household house;
        {
            Member c(u"c"_s, false, folder.filePath(u"c.mld"_s));
            Stranger z(u"z"_s, c);
            c.see({u"z"_s});
            QVERIFY(z.takeRequest());
            z.respondSnapshot(*house.a.replica->forkForNewcomer(), house.a.replica->seen());
            z.sendDataOf(house.a);
            z.next(z.data(), QByteArray("rubbish"));
            z.complete(z.data());
            z.complete(z.updates());
            QVERIFY(!c.replica->hasClock());
            QVERIFY(!c.isStarted);
        }
        Member c(u"c"_s, false, folder.filePath(u"c.mld"_s));
        QVERIFY(!c.replica->hasClock());
        QVERIFY(!c.isStarted);
        QVERIFY(c.dataset->isEmpty());
        c.see({u"a"_s});
        carry({&house.a, &c});
        QCOMPARE(c.machine->state(), Machine::State::Live);
        QCOMPARE(c.read(u"x"_s, u"n"_s), QJsonValue(1));
    }

    /// Operations that can never be applied: a bounded number waits, nobody else is held up, and after some
    /// recoveries in vain the clone goes on as if they were not there.
    void floodOfTheImpossible()
    {
        Household house;
        Member &b = house.b;
        b.see({u"a"_s});
        carry({&house.a, &b});
        settle({&house.a, &b});
        QCOMPARE(b.machine->state(), Machine::State::Live);
        const TreeClock unknown = *TreeClock::genesis().forked()->left.ticked(1'000'000);
        const TreeClock stranger = *house.a.replica->time().forked()->right.joined(unknown);
        for (int i = 1; i <= 12'000; ++i)
            b.machine->operationReceived(Stranger::operation(*stranger.ticked(stranger.ticks() + i), 0));
        b.commit();
        QVERIFY(house.serves());
        // What can be applied is, at once.
        QVERIFY(house.a.write(u"x"_s, u"m"_s, 1));
        b.hear(house.a.nextBroadcast());
        QCOMPARE(b.read(u"x"_s, u"m"_s), QJsonValue(1));
        int recoveries = 0;
        for (int i = 0; i < 100 && b.machine->wakeAt(); ++i) {
            b.wait(std::max<qint64>(0, *b.machine->wakeAt() - b.environment.now));
            recoveries += b.machine->state() == Machine::State::Recovering;
            carry({&house.a, &b});
        }
        QVERIFY(!b.machine->wakeAt());
        QVERIFY(recoveries <= 8);
        QCOMPARE(b.machine->state(), Machine::State::Live);
        QVERIFY(!b.machine->status().outdated);
        // A real gap is seen as ever.
        QVERIFY(house.a.write(u"x"_s, u"m"_s, 2));
        house.a.nextBroadcast(); // lost
        QVERIFY(house.a.write(u"x"_s, u"m"_s, 3));
        b.hear(house.a.nextBroadcast());
        QCOMPARE(b.machine->state(), Machine::State::Recovering);
        carry({&house.a, &b});
        QCOMPARE(b.read(u"x"_s, u"m"_s).toArray().size(), 3);
        QVERIFY(house.serves());
    }

    /// What was dropped from a buffer that overflowed comes with a recovery.
    void whatIsDroppedIsRecovered()
    {
        Household house;
        Member &b = house.b;
        Member c(u"c"_s);
        house.a.see({});
        meet({&house.a, &c});
        settle({&house.a, &c});
        b.see({u"a"_s});
        carry({&house.a, &b});
        settle({&house.a, &b});
        // c writes what b does not hear, a goes on from there; b hears a, and has to wait for c.
        QVERIFY(c.write(u"cause"_s, u"n"_s, 1));
        house.a.hear(c.nextBroadcast());
        for (int i = 0; i < 20; ++i) {
            QVERIFY(house.a.write(u"effect"_s, u"n"_s, i));
            b.hear(house.a.nextBroadcast());
        }
        QCOMPARE(b.read(u"effect"_s, u"n"_s), QJsonValue(QJsonValue::Undefined));
        const TreeClock unknown = *TreeClock::genesis().forked()->left.ticked(1'000'000);
        const TreeClock stranger = *house.a.replica->time().forked()->right.joined(unknown);
        for (int i = 1; i <= 10'000; ++i)
            b.machine->operationReceived(Stranger::operation(*stranger.ticked(stranger.ticks() + i), 0));
        b.commit();
        settle({&house.a, &b});
        QCOMPARE(b.read(u"effect"_s, u"n"_s).toArray().size(), 20);
        QCOMPARE(b.read(u"cause"_s, u"n"_s), QJsonValue(1));
        QVERIFY(house.serves());
    }

    /// A peer that begins and does not go on costs a network timeout; then others are asked, and in the end
    /// pauses grow.
    void stallingPeersAreGivenUp_data()
    {
        QTest::addColumn<int>("stage");
        QTest::newRow("no answer") << 0;
        QTest::newRow("revup without end") << 1;
        QTest::newRow("snapshot without end") << 2;
        QTest::newRow("revup that breaks off") << 3;
    }
    void stallingPeersAreGivenUp()
    {
        QFETCH(int, stage);
        Household house;
        Member &b = house.b;
        Stranger z(u"z"_s, b);
        b.see({u"z"_s});
        std::vector<qint64> asked; // when an attempt began
        const qint64 begin = b.environment.now;
        while (b.environment.now < begin + 600'000 && asked.size() < 30) {
            if (const auto request = z.takeRequest()) {
                const bool isRevup = std::holds_alternative<RevupRequest>(*request);
                if (isRevup)
                    asked.push_back(b.environment.now);
                if (stage == 1 || stage == 3)
                    z.respondRevup(b.replica->seen());
                else if (stage == 2 && isRevup)
                    z.refuseRevup();
                else if (stage == 2) {
                    z.respondSnapshot({}, b.replica->seen());
                    z.sendDataOf(house.a);
                }
                if (stage == 3)
                    z.breakOff(z.updates());
                continue;
            }
            QVERIFY(b.machine->wakeAt().has_value());
            b.wait(std::max<qint64>(1, *b.machine->wakeAt() - b.environment.now));
        }
        QVERIFY(b.machine->status().outdated);
        // In ten minutes of one-second timeouts.
        QVERIFY(asked.size() > 4);
        QVERIFY(asked.size() < 30);
        QVERIFY(house.serves());
        // One who can help is asked at once when it comes.
        b.see({u"z"_s, u"a"_s});
        for (int i = 0; i < 3 && b.machine->state() != Machine::State::Live; ++i) {
            carry({&house.a, &b});
            if (b.machine->state() != Machine::State::Live)
                b.wait(1000);
        }
        QCOMPARE(b.machine->state(), Machine::State::Live);
    }

    /// Nobody but this clone has its clock: an operation that says so is no reason to believe it.
    void operationsInOnesOwnName()
    {
        Household house;
        Member &b = house.b;
        b.see({u"a"_s});
        carry({&house.a, &b});
        settle({&house.a, &b});
        const TreeClock own = b.replica->time();
        b.hear(Stranger::operation(*own.ticked(own.ticks() + 50), b.replica->publicTicks()));
        QCOMPARE(b.replica->time().ticks(), own.ticks());
        settle({&house.a, &b});
        QCOMPARE(b.clockLosses, 0);
        QCOMPARE(b.machine->state(), Machine::State::Live);
        QVERIFY(!b.machine->status().outdated);
        QCOMPARE(b.read(u"stranger"_s, u"says"_s), QJsonValue(QJsonValue::Undefined));
        QVERIFY(house.serves());
        house.a.hear(b.nextBroadcast());
        QVERIFY(house.a.read(u"x"_s, u"served"_s).isDouble());
    }

    /// A second operation with the clock of one that is known is a duplicate, whatever it says.
    void operationsUnderAKnownClock()
    {
        Household house;
        Member &b = house.b;
        b.see({u"a"_s});
        carry({&house.a, &b});
        settle({&house.a, &b});
        QVERIFY(house.a.write(u"x"_s, u"m"_s, 1));
        const QByteArray operation = house.a.nextBroadcast();
        b.hear(operation);
        const TreeClock time = decodeTuple(decodeMessage(operation)->enc, OperationContext(domain))->time;
        const TreeClock before = b.replica->time();
        b.hear(Stranger::operation(time, 0));
        QCOMPARE(b.replica->time(), before);
        QCOMPARE(b.read(u"stranger"_s, u"says"_s), QJsonValue(QJsonValue::Undefined));
        QVERIFY(house.serves());
    }

    /// Huge ticks, and `prev` of what never was.
    void clocksOutOfAllProportion()
    {
        Household house;
        Member &b = house.b;
        b.see({u"a"_s});
        carry({&house.a, &b});
        settle({&house.a, &b});
        const TreeClock stranger = house.a.replica->forkForNewcomer()->ticked();
        const qint64 huge = (qint64(1) << 53) - 2;
        b.hear(Stranger::operation(*stranger.ticked(huge), huge - 1)); // a gap that nobody fills
        b.hear(Stranger::operation(*stranger.ticked(huge - 5), -1));
        settle({&house.a, &b});
        QCOMPARE(b.machine->state(), Machine::State::Live);
        QVERIFY(house.serves());
        QVERIFY(house.a.write(u"x"_s, u"m"_s, 1));
        b.hear(house.a.nextBroadcast());
        QCOMPARE(b.read(u"x"_s, u"m"_s), QJsonValue(1));
    }

    /// Requests by the thousand: a bounded number is served at a time.
    void floodOfRequests()
    {
        Household house;
        Stranger z(u"z"_s, house.a);
        for (int i = 0; i < 1000; ++i)
            z.ask(SnapshotRequest{false});
        int refused = 0;
        for (const effect::Unicast &unicast : std::exchange(house.a.unicasts, {})) {
            const auto response = decodeResponse(decodeControl(unicast.payload)->enc);
            refused += std::holds_alternative<Rejected>(*response);
        }
        QCOMPARE(refused, 1000 - 32);
        house.a.wait(1000); // nobody has acked
        z.ask(RevupRequest{house.a.replica->time()});
        const auto response = decodeResponse(decodeControl(house.a.unicasts.at(0).payload)->enc);
        QVERIFY(std::holds_alternative<RevupResponse>(*response));
        QVERIFY(house.a.write(u"x"_s, u"m"_s, 1));
    }

    /// Who knows of more than it sends has not made anybody level: m-ld-js does so after a snapshot.
    void revupThatFallsShortIsFollowedByASnapshot()
    {
        Household house;
        Member &b = house.b;
        Stranger z(u"z"_s, b);
        b.see({u"z"_s});
        QVERIFY(z.takeRequest());
        house.a.write(u"x"_s, u"m"_s, 2);
        z.respondRevup(house.a.replica->seen());
        z.complete(z.updates());
        QVERIFY(b.machine->status().outdated);
        const auto request = z.takeRequest();
        QVERIFY(request && std::holds_alternative<SnapshotRequest>(*request));
        QVERIFY(!std::get<SnapshotRequest>(*request).newClock);
        z.respondSnapshot({}, house.a.replica->seen());
        z.sendDataOf(house.a);
        z.complete(z.data());
        z.complete(z.updates());
        QCOMPARE(b.machine->state(), Machine::State::Live);
        QVERIFY(!b.machine->status().outdated);
        QCOMPARE(b.read(u"x"_s, u"m"_s), QJsonValue(2));
        QVERIFY(house.serves());
    }
};

QTEST_GUILESS_MAIN(TestHostilePeer)
#include "tst_hostilepeer.moc"
