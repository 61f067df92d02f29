// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "handdriven.h"

#include "constraint/extensions.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace mld;
using namespace mld::byhand;
using namespace Qt::Literals::StringLiterals;

namespace {

OperationTuple tupleOf(const QByteArray &payload)
{
    const auto message = decodeMessage(payload);
    return message ? *decodeTuple(message->enc, OperationContext(domain)) : OperationTuple();
}

/// A genesis clone and one that has joined it; both live.
struct Two
{
    Two() : a(u"a"_s, true), b(u"b"_s)
    {
        meet({&a, &b}); // b joins
        meet({&a, &b}); // a sees b
        settle({&a, &b});
        a.changes.clear();
        b.changes.clear();
    }
    Member a;
    Member b;
};

} // namespace

class TestMachine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// wire.md 15, semantics.md 13.1.
    void genesisAlone()
    {
        Member a(u"a"_s, true);
        QVERIFY(a.isStarted);
        QVERIFY(!a.isPresent); // not before it knows whether it is alone
        QCOMPARE(a.machine->state(), Machine::State::Offline);
        a.see({});
        QVERIFY(a.isPresent);
        QCOMPARE(a.machine->state(), Machine::State::Silo);
        CloneStatus expected;
        expected.online = true;
        expected.silo = true;
        expected.ticks = 0;
        QCOMPARE(a.machine->status(), expected);
        a.loseConnection();
        expected.online = false;
        expected.silo = false;
        QCOMPARE(a.machine->status(), expected);
    }

    /// One that was to begin a domain, and has nothing yet, ends when somebody with another beginning answers.
    void emptyGenesisThatMeetsOthersEnds()
    {
        Member a(u"a"_s, true);
        Member z(u"z"_s, true);
        z.see({});
        a.see({u"z"_s});
        QCOMPARE(a.failure, QString());
        carry({&a, &z});
        QCOMPARE(a.failure, u"Genesis clone trying to join a live domain."_s);
        QCOMPARE(a.machine->state(), Machine::State::Ended);
        QVERIFY(!a.isPresent);
    }

    void newcomerWaitsForSomebody()
    {
        Member b(u"b"_s);
        QVERIFY(!b.isStarted);
        b.see({});
        QCOMPARE(b.machine->state(), Machine::State::Waiting);
        QVERIFY(!b.write(u"x"_s, u"n"_s, 1));
        QVERIFY(b.machine->status().waiting);
        QVERIFY(!b.machine->status().online);
    }

    /// wire.md 3.5: the longer run of that section.
    void clocksOfTheSpecification()
    {
        Two two;
        // b joined before anything was written; a is at tick 0.
        QCOMPARE(two.a.replica->time().toText(), QByteArray("[[],0]"));
        QCOMPARE(two.b.replica->time().toText(), QByteArray("[0,[]]"));
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 1));
        const QByteArray first = two.a.nextBroadcast();
        QCOMPARE(tupleOf(first).time.toText(), QByteArray("[[1],0]"));
        two.b.hear(first);
        QCOMPARE(two.b.replica->time().toText(), QByteArray("[1,[2]]"));
        QVERIFY(two.b.write(u"x"_s, u"n"_s, 2));
        const QByteArray second = two.b.nextBroadcast();
        QCOMPARE(tupleOf(second).time.toText(), QByteArray("[1,[3]]"));
        QCOMPARE(decodeMessage(second)->prev, 0);
        two.a.hear(second);
        QCOMPARE(two.a.replica->time().toText(), QByteArray("[[3],3]"));
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 3));
        const QByteArray third = two.a.nextBroadcast();
        QCOMPARE(tupleOf(third).from, 4);
        QCOMPARE(decodeMessage(third)->prev, 1);
    }

    /// wire.md 8.1: the same operation comes by several ways.
    void duplicatesAreIgnored()
    {
        Two two;
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 1));
        const QByteArray operation = two.a.nextBroadcast();
        two.b.hear(operation);
        const TreeClock time = two.b.replica->time();
        two.b.hear(operation);
        QCOMPARE(two.b.replica->time(), time);
        QCOMPARE(two.b.changes.size(), size_t(1));
        two.a.hear(operation); // an echo
        QCOMPARE(two.a.changes.size(), size_t(1));
    }

    /// wire.md 8.3: a missing operation is asked for, and the later one is not lost.
    void gapIsFilledByRevup()
    {
        Two two;
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 1));
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 2));
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 3));
        two.a.nextBroadcast(); // lost
        two.b.hear(two.a.nextBroadcast());
        QCOMPARE(two.b.machine->state(), Machine::State::Recovering);
        QVERIFY(two.b.machine->status().outdated);
        QVERIFY(two.b.changes.empty());
        two.b.hear(two.a.nextBroadcast());
        carry({&two.a, &two.b});
        QCOMPARE(two.b.machine->state(), Machine::State::Live);
        QVERIFY(!two.b.machine->status().outdated);
        QCOMPARE(two.b.read(u"x"_s, u"n"_s).toArray().size(), 3);
        QCOMPARE(two.b.changes.size(), size_t(3)); // each for itself
    }

    /// An operation that was lost about the time of a recovery leaves no gap until its author makes
    /// another: each recovery is followed by one more look.
    void recoveriesAreCheckedOnce()
    {
        Two two;
        two.b.loseConnection();
        two.b.see({u"a"_s});
        carry({&two.a, &two.b});
        QCOMPARE(two.b.machine->state(), Machine::State::Live);
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 1));
        two.a.nextBroadcast(); // lost
        two.b.wait(999);
        QCOMPARE(two.b.machine->state(), Machine::State::Live);
        two.b.wait(1);
        QVERIFY(!two.b.machine->status().outdated); // as far as anybody knows
        carry({&two.a, &two.b});
        QCOMPARE(two.b.read(u"x"_s, u"n"_s).toInt(), 1);
        QCOMPARE(two.b.machine->state(), Machine::State::Live);
        QVERIFY(!two.b.machine->wakeAt().has_value());
    }

    /// wire.md 8.1.1, 8.3: causes of a third process are waited for, and then asked for.
    void causesOfOthersAreWaitedFor()
    {
        Two two;
        Member c(u"c"_s);
        two.a.see({u"b"_s});
        c.see({u"a"_s});
        carry({&two.a, &c});
        settle({&two.a, &c});
        QCOMPARE(c.machine->state(), Machine::State::Live);

        QVERIFY(two.a.write(u"x"_s, u"n"_s, 1));
        const QByteArray cause = two.a.nextBroadcast();
        two.b.hear(cause);
        QVERIFY(two.b.write(u"x"_s, u"n"_s, 2));
        const QByteArray effect = two.b.nextBroadcast();

        c.hear(effect);
        QCOMPARE(c.machine->state(), Machine::State::Live); // it may come any moment
        QVERIFY(c.changes.empty());
        c.wait(999);
        QCOMPARE(c.machine->state(), Machine::State::Live);
        c.hear(cause);
        QCOMPARE(c.changes.size(), size_t(2));
        QVERIFY(!c.machine->wakeAt().has_value());

        // Once more, and it does not come.
        QVERIFY(two.a.write(u"y"_s, u"n"_s, 1));
        two.b.hear(two.a.nextBroadcast());
        QVERIFY(two.b.write(u"y"_s, u"n"_s, 2));
        c.hear(two.b.nextBroadcast());
        c.wait(1000);
        QCOMPARE(c.machine->state(), Machine::State::Recovering);
        carry({&two.a, &c});
        QCOMPARE(c.machine->state(), Machine::State::Live);
        QCOMPARE(c.read(u"y"_s, u"n"_s).toArray().size(), 2);
    }

    /// wire.md 8.5: what was written apart goes out when it shows that others lack it, in order.
    void offlineWritesAreEmittedAgain()
    {
        Two two;
        two.b.loseConnection();
        QVERIFY(two.b.write(u"x"_s, u"n"_s, 1));
        QVERIFY(two.b.write(u"x"_s, u"n"_s, 2));
        QVERIFY(two.b.broadcasts.empty());
        two.b.see({u"a"_s});
        QVERIFY(two.b.write(u"x"_s, u"n"_s, 3));
        QVERIFY(two.b.broadcasts.empty()); // those before must go first
        carry({&two.a, &two.b});
        QCOMPARE(two.b.broadcasts.size(), size_t(3));
        QCOMPARE(tupleOf(two.b.broadcasts[0].payload).time.ticks(), 1);
        QCOMPARE(tupleOf(two.b.broadcasts[2].payload).time.ticks(), 3);
        QCOMPARE(two.b.publishedTicks, 0 - 1);
        for (const effect::Broadcast &broadcast : two.b.broadcasts) {
            two.a.hear(broadcast.payload);
            two.b.machine->ticketDone(broadcast.ticket, true);
        }
        two.b.commit();
        QCOMPARE(two.a.read(u"x"_s, u"n"_s).toArray().size(), 3);
        QCOMPARE(two.b.publishedTicks, 3);
    }

    /// wire.md T41: m-ld-js would close at a fusion that follows an edit of a text, even though it has none.
    void noFusionFollowsAnEditOfAText()
    {
        Two two;
        const auto object = [](QByteArray text) { // moc reads no raw strings
            return QJsonDocument::fromJson(text.replace('\'', '"')).object();
        };
        QVERIFY(two.b.write(object(
                "{'@id': 'http://m-ld.org/extensions', '@list': {'0': {'@id': 'http://ext.m-ld.org/tseq/TSeqText',"
                " 'http://js.m-ld.org/#require': '@m-ld/m-ld/ext/tseq', 'http://js.m-ld.org/#class': 'TSeqText',"
                " 'http://js.m-ld.org/#module': '@m-ld/m-ld/ext/tseq.js',"
                " 'http://www.w3.org/ns/shacl#targetObjectsOf': {'@vocab': 'body'}}}}")));
        two.a.hear(two.b.nextBroadcast());
        QVERIFY(two.b.write(object("{'@id': 'note', 'body': 'text'}")));
        two.a.hear(two.b.nextBroadcast());
        const QJsonObject edit = object("{'@update': {'@id': 'note', 'body': {'@splice': [0, 0, 'a ']}}}");
        int number = 0;
        // How many ticks each message has, of those that may be fused.
        const auto emitted = [&](const QJsonObject &before) {
            two.b.loseConnection();
            if (!before.isEmpty() && !two.b.write(before))
                qFatal("cannot write");
            for (int i = 0; i < unfusedMessages + 3; ++i) {
                if (!two.b.write(u"x"_s, u"n"_s, ++number))
                    qFatal("cannot write");
            }
            two.b.see({u"a"_s});
            carry({&two.a, &two.b});
            QList<qint64> lengths;
            while (!two.b.broadcasts.empty()) {
                const effect::Broadcast broadcast = two.b.broadcasts.front();
                two.b.broadcasts.erase(two.b.broadcasts.begin());
                const OperationTuple tuple = tupleOf(broadcast.payload);
                lengths.append(tuple.time.ticks() - tuple.from + 1);
                two.a.hear(broadcast.payload);
                two.b.machine->ticketDone(broadcast.ticket, true);
                two.b.commit();
                carry({&two.a, &two.b}); // they come piece by piece
            }
            return lengths.mid(unfusedMessages);
        };
        // What the other has, it may have fused.
        QCOMPARE(emitted(edit), (QList<qint64>{1, 1, 1, 1}));
        QCOMPARE(emitted({}), (QList<qint64>{1, 1, 1}));
        // A later operation that knows of another's is not contiguous with what was before.
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 0));
        two.b.hear(two.a.nextBroadcast());
        QCOMPARE(emitted({}), (QList<qint64>{3}));
        QCOMPARE(emitted({}), (QList<qint64>{3}));
        QCOMPARE(emitted(edit), (QList<qint64>{1, 1, 1, 1}));
        two.b.replica->wasteTick(); // as a write does that is refused
        QCOMPARE(emitted({}), (QList<qint64>{1, 1, 1}));
        QCOMPARE(two.a.read(u"note"_s, u"body"_s).toString(), u"a a text"_s);
    }

    /// The messaging service had no success: the operation is offered again.
    void refusedOperationIsOfferedAgain()
    {
        Two two;
        QVERIFY(two.b.write(u"x"_s, u"n"_s, 1));
        two.b.machine->ticketDone(two.b.broadcasts[0].ticket, false);
        two.b.commit();
        two.b.broadcasts.clear();
        QVERIFY(two.b.publishedTicks < 1);
        two.b.wait(6000);
        carry({&two.a, &two.b});
        QCOMPARE(two.b.broadcasts.size(), size_t(1));
        two.b.machine->ticketDone(two.b.broadcasts[0].ticket, true);
        two.b.commit();
        QCOMPARE(two.b.publishedTicks, 1);
    }

    /// design.md 2, rule 1: nothing is heard of that a crash could take back.
    void crashForgetsWhatNobodyHeard()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"b.mld"_s);
        Member a(u"a"_s, true);
        GlobalClock seen;
        {
            Member b(u"b"_s, false, path);
            meet({&a, &b});
            QVERIFY(b.write(u"x"_s, u"n"_s, 1));
            seen = b.replica->seen();
            // Changed, but not committed: no effect has been taken.
            b.machine->operationReceived(QByteArray("rubbish"));
            auto patch = query::evaluateWrite(*b.dataset, b.context, QJsonObject{{u"@id"_s, u"x"_s}, {u"n"_s, 2}},
                                              {[] { return u"id"_s; }, {}});
            QVERIFY(patch && b.machine->write(*patch));
            QCOMPARE(b.read(u"x"_s, u"n"_s).toArray().size(), 2);
        }
        Member b(u"b"_s, false, path);
        QVERIFY(b.isStarted);
        QCOMPARE(b.replica->seen(), seen);
        QCOMPARE(b.read(u"x"_s, u"n"_s), QJsonValue(1));
    }

    /// wire.md 14.3: one who is silent or refuses is followed by the next.
    void nextPeerIsAsked()
    {
        Two two;
        Member c(u"c"_s);
        c.see({u"a"_s, u"silent"_s, u"deaf"_s});
        QString asked = c.unicasts.at(0).address.to;
        int tries = 0;
        while (asked != u"a" && ++tries < 5) {
            c.unicasts.clear();
            c.wait(1000);
            QVERIFY(!c.unicasts.empty());
            asked = c.unicasts.at(0).address.to;
        }
        QCOMPARE(asked, u"a"_s);
        carry({&two.a, &c});
        QCOMPARE(c.machine->state(), Machine::State::Live);
    }

    void newcomerTriesAgain()
    {
        Member c(u"c"_s);
        c.see({u"silent"_s});
        c.unicasts.clear();
        c.wait(1000);
        QCOMPARE(c.machine->state(), Machine::State::Waiting);
        const auto at = c.machine->wakeAt();
        QVERIFY(at.has_value());
        // Who was silent is asked for nothing but whether it is there; if it is, for everything.
        c.wait(*at - c.environment.now);
        QCOMPARE(c.unicasts.size(), size_t(1));
        QVERIFY(c.machine->status().waiting);
        Two two;
        c.unicasts.front().address.to = u"a"_s;
        Address from = c.unicasts.front().address;
        from.from = u"c"_s;
        two.a.machine->messageReceived(from, c.unicasts.front().payload);
        two.a.commit();
        c.unicasts.clear();
        Address reply = two.a.unicasts.back().address;
        reply.from = u"silent"_s;
        c.machine->messageReceived(reply, two.a.unicasts.back().payload);
        c.commit();
        QCOMPARE(c.machine->state(), Machine::State::Joining);
        QVERIFY(!c.machine->status().waiting);
        QCOMPARE(c.unicasts.front().address.lane, Lane::Send);
    }

    /// wire.md 14.6, T38: who must take a snapshot keeps what it wrote alone.
    void snapshotKeepsOfflineWrites()
    {
        Two two;
        two.b.loseConnection();
        QVERIFY(two.b.write(u"mine"_s, u"n"_s, 1));
        QVERIFY(two.b.write(u"mine"_s, u"n"_s, 2));
        QVERIFY(two.a.write(u"theirs"_s, u"n"_s, 1));
        two.a.broadcasts.clear();
        // a forgets its history, so that it cannot give a revup.
        two.a.journal->truncate(two.a.replica->time().ticks(), {});
        two.a.commit();
        two.b.changes.clear();
        two.b.see({u"a"_s});
        carry({&two.a, &two.b});
        QCOMPARE(two.b.machine->state(), Machine::State::Live);
        QCOMPARE(two.b.read(u"mine"_s, u"n"_s).toArray().size(), 2);
        QCOMPARE(two.b.read(u"theirs"_s, u"n"_s), QJsonValue(1));
        QCOMPARE(two.b.changes.size(), size_t(1)); // just what is new
        QCOMPARE(two.b.changes[0].patch.inserts.size(), size_t(1));
        for (const effect::Broadcast &broadcast : two.b.broadcasts)
            two.a.hear(broadcast.payload);
        QCOMPARE(two.a.read(u"mine"_s, u"n"_s).toArray().size(), 2);
        QCOMPARE(two.a.replica->seen(), two.b.replica->seen());
    }

    /// wire.md 14.4: what a newcomer's snapshot brought is not in its journal. It must not say that it can
    /// tell all to one who lacks some of that, though that one knows its ticks.
    void newcomerTellsWhatItCannotServe()
    {
        Two two;
        Member c(u"c"_s);
        Member d(u"d"_s);
        meet({&two.a, &c});
        settle({&two.a, &c});
        QVERIFY(two.b.write(u"x"_s, u"n"_s, 1));
        two.a.hear(two.b.nextBroadcast()); // and not c
        two.a.see({u"c"_s});
        meet({&two.a, &d});
        QCOMPARE(d.read(u"x"_s, u"n"_s), QJsonValue(1));

        const auto isServed = [&d](const TreeClock &time) {
            d.unicasts.clear();
            Address from;
            from.from = u"z"_s;
            from.messageId = u"m1"_s;
            d.machine->messageReceived(from, encodeControl({encodeRequest(RevupRequest{time}), {}}));
            d.commit();
            const auto response = decodeResponse(decodeControl(d.unicasts.at(0).payload)->enc);
            return std::get<RevupResponse>(*response).gwc.has_value();
        };
        QVERIFY(!isServed(c.replica->time()));
        QVERIFY(isServed(two.a.replica->time()));
        QVERIFY(isServed(two.b.replica->time()));
    }

    /// wire.md 10: the resolution comes at the second tick, and every clone makes its own.
    void conflictIsResolvedByAll()
    {
        const QString name = u"http://hand.example.org/#name"_s;
        Member a(u"a"_s, true, u":memory:"_s, name);
        Member b(u"b"_s, false, u":memory:"_s, name);
        meet({&a, &b});
        meet({&a, &b});
        QVERIFY(a.write(u"x"_s, u"name"_s, u"Ann"_s));
        QVERIFY(b.write(u"x"_s, u"name"_s, u"Bob"_s));
        const QByteArray ann = a.nextBroadcast();
        const QByteArray bob = b.nextBroadcast();
        a.hear(bob);
        b.hear(ann);
        QCOMPARE(a.read(u"x"_s, u"name"_s), QJsonValue(u"Bob"_s));
        QCOMPARE(b.read(u"x"_s, u"name"_s), QJsonValue(u"Bob"_s));
        const QByteArray resolution = a.nextBroadcast();
        QCOMPARE(tupleOf(resolution).time.ticks(), a.replica->time().ticks());
        QCOMPARE(a.changes.back().ticks, a.replica->time().ticks());
        // What never showed here is told as deleted alone (semantics.md 6).
        QVERIFY(b.changes.back().patch.inserts.empty());
        QCOMPARE(b.changes.back().patch.deletes.size(), size_t(1));
    }

    /// semantics.md 6, 12.6: a hidden text that comes into view again is news, though no operation
    /// inserts it.
    void textsThatShowAgainAreTold()
    {
        Two two;
        const QString body = u"http://hand.example.org/#body"_s;
        QVERIFY(two.a.write(Extensions::textDeclaration({body})));
        QVERIFY(two.a.write(u"note"_s, u"body"_s, u"first"_s));
        while (!two.a.broadcasts.empty())
            two.b.hear(two.a.nextBroadcast());
        const auto replace = [](Member &member, const QString &text) {
            return member.write({{u"@update"_s, QJsonObject{{u"@id"_s, u"note"_s}, {u"body"_s, text}}}});
        };
        // Both replace the text. b goes on replacing its own, now by one with a greater id, now by one
        // with a lesser: a shows it, or its own.
        QVERIFY(replace(two.a, u"of a"_s));
        for (int i = 0; i < 10; ++i)
            QVERIFY(replace(two.b, u"%1 of b"_s.arg(i)));
        QSet<QString> told{two.a.read(u"note"_s, u"body"_s).toString()};
        int returns = 0;
        two.a.changes.clear();
        while (!two.b.broadcasts.empty()) {
            two.a.hear(two.b.nextBroadcast());
            for (const Change &change : std::exchange(two.a.changes, {})) {
                for (const Triple &triple : change.patch.deletes) {
                    const QString &id = triple.object.text();
                    const auto old = change.oldTexts.constFind(id);
                    told.remove(old != change.oldTexts.cend() ? *old : *two.a.dataset->textOf(id));
                }
                for (const Triple &triple : change.patch.inserts) {
                    told.insert(change.patch.newTexts.value(triple.object.text()));
                    returns += change.patch.newTexts.value(triple.object.text()) == u"of a"_s;
                }
            }
            QCOMPARE(told, QSet<QString>{two.a.read(u"note"_s, u"body"_s).toString()});
        }
        QVERIFY(returns > 0);
    }

    /// wire.md 13: what is concurrent with an agreement is taken back, everywhere.
    void agreementOverrulesConcurrentWrites()
    {
        Two two;
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 1));
        two.b.hear(two.a.nextBroadcast());
        // Apart, b agrees on something, and a writes on, twice.
        QVERIFY(two.b.write(QJsonObject{{u"@update"_s, QJsonObject{{u"@id"_s, u"x"_s}, {u"n"_s, 5}}}}, true));
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 2));
        QVERIFY(two.a.write(u"y"_s, u"n"_s, 3));
        const QByteArray agreement = two.b.nextBroadcast();
        const QByteArray second = two.a.nextBroadcast();
        const QByteArray third = two.a.nextBroadcast();
        two.a.changes.clear();
        two.a.hear(agreement);
        QCOMPARE(two.a.read(u"x"_s, u"n"_s), QJsonValue(5));
        QVERIFY(two.a.read(u"y"_s, u"n"_s).isUndefined());
        QCOMPARE(two.a.changes.size(), size_t(1));
        QCOMPARE(two.a.changes[0].patch.deletes.size(), size_t(3));
        QCOMPARE(two.a.changes[0].patch.inserts.size(), size_t(1));
        QCOMPARE(two.a.changes[0].agreement, QByteArray("\xc3"));

        // What arrives late is ignored, and leaves no gap behind.
        two.b.hear(second);
        two.b.hear(third);
        QCOMPARE(two.b.read(u"x"_s, u"n"_s), QJsonValue(5));
        QCOMPARE(two.b.machine->state(), Machine::State::Live);
        QVERIFY(two.a.write(u"z"_s, u"n"_s, 4));
        const QByteArray after = two.a.nextBroadcast();
        QCOMPARE(decodeMessage(after)->prev, 1);
        two.b.hear(after);
        QCOMPARE(two.b.read(u"z"_s, u"n"_s), QJsonValue(4));
        QCOMPARE(two.a.replica->seen(), two.b.replica->seen());
    }

    /// wire.md 13: if the journal does not reach back far enough, a snapshot is taken.
    void agreementBeyondTheJournalNeedsASnapshot()
    {
        Two two;
        QVERIFY(two.b.write(u"x"_s, u"n"_s, 5));
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 2));
        two.a.broadcasts.clear();
        two.a.journal->truncate(two.a.replica->time().ticks(), {});
        QVERIFY(two.b.write(QJsonObject{{u"@id"_s, u"y"_s}, {u"n"_s, 6}}, true));
        while (!two.b.broadcasts.empty())
            two.a.hear(two.b.nextBroadcast());
        QCOMPARE(two.a.machine->state(), Machine::State::Recovering);
        QCOMPARE(two.a.read(u"y"_s, u"n"_s), QJsonValue(QJsonValue::Undefined));
        carry({&two.a, &two.b});
        QCOMPARE(two.a.machine->state(), Machine::State::Live);
        QCOMPARE(two.a.read(u"x"_s, u"n"_s), QJsonValue(5));
        QCOMPARE(two.a.read(u"y"_s, u"n"_s), QJsonValue(6));
        // And what it writes from now on has no voided causes.
        two.a.broadcasts.clear();
        QVERIFY(two.a.write(u"z"_s, u"n"_s, 7));
        two.b.hear(two.a.nextBroadcast());
        QCOMPARE(two.b.read(u"z"_s, u"n"_s), QJsonValue(7));
    }

    /// Of two agreements that do not know each other the same one holds in the end, wherever they meet.
    void concurrentAgreementsEndAsOne()
    {
        Two two;
        QVERIFY(two.a.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"n"_s, 1}}, true));
        QVERIFY(two.b.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"n"_s, 2}}, true));
        QVERIFY(two.b.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"m"_s, 3}}, true));
        const QByteArray ofA = two.a.nextBroadcast();
        two.a.hear(two.b.nextBroadcast());
        two.a.hear(two.b.nextBroadcast());
        two.b.hear(ofA);
        settle({&two.a, &two.b});
        for (const Member *member : {&two.a, &two.b}) {
            QCOMPARE(member->machine->state(), Machine::State::Live);
            QCOMPARE(member->read(u"x"_s, u"n"_s), QJsonValue(2));
            QCOMPARE(member->read(u"x"_s, u"m"_s), QJsonValue(3));
        }
        QCOMPARE(two.a.replica->seen(), two.b.replica->seen());
    }

    /// Those who ignore each other for the sake of different agreements tell each other.
    void agreementIsInsistedOn()
    {
        Two two;
        QVERIFY(two.a.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"n"_s, 1}}, true));
        const QByteArray agreement = two.a.nextBroadcast();
        QVERIFY(two.b.write(u"x"_s, u"n"_s, 2)); // it has not heard
        two.a.hear(two.b.nextBroadcast());
        QCOMPARE(two.a.nextBroadcast(), agreement);
        QVERIFY(two.b.write(u"x"_s, u"n"_s, 3));
        two.a.hear(two.b.nextBroadcast());
        QVERIFY(two.a.broadcasts.empty()); // once in a network timeout
        two.b.hear(agreement);
        QCOMPARE(two.b.read(u"x"_s, u"n"_s), QJsonValue(1));
        QVERIFY(two.b.broadcasts.empty());
    }

    /// A newcomer's identity is never that of another, though what the other's fork came after is void.
    void forksStayApartWhenVoided()
    {
        Two two;
        Member c(u"c"_s);
        Member d(u"d"_s);
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 1)); // public, and will be void
        two.a.see({u"b"_s});
        c.see({u"a"_s});
        carry({&two.a, &c});
        QVERIFY(c.isStarted);
        two.a.broadcasts.clear();
        QVERIFY(two.b.write(QJsonObject{{u"@id"_s, u"y"_s}, {u"n"_s, 2}}, true));
        two.a.hear(two.b.nextBroadcast());
        QCOMPARE(two.a.replica->publicTicks(), 0);
        d.see({u"a"_s});
        carry({&two.a, &d});
        QVERIFY(d.isStarted);
        const TreeClock ofC = c.replica->time();
        const TreeClock ofD = d.replica->time();
        QVERIFY(two.a.replica->time().joined(ofC).isOk());
        QVERIFY(two.a.replica->time().joined(ofD).isOk());
        QVERIFY(ofC.joined(ofD).isOk());
        QVERIFY(ofD.ticked().ticks() > ofC.ticksOf(ofD).value_or(0));
    }

    /// Bytes from outside may be anything; people are told once a second.
    void rubbishIsCountedAndIgnored()
    {
        Two two;
        const TreeClock time = two.a.replica->time();
        for (int i = 0; i < 50; ++i) {
            two.a.hear(QByteArray("rubbish"));
            for (const Lane lane : {Lane::Send, Lane::Reply, Lane::Notify}) {
                Address from;
                from.lane = lane;
                from.from = u"b"_s;
                from.messageId = u"m"_s;
                two.a.machine->messageReceived(from, QByteArray(i, char(0xc1)));
                two.a.commit();
            }
        }
        QCOMPARE(two.a.warnings.size(), 1);
        two.a.wait(1000);
        two.a.hear(QByteArray("rubbish"));
        QCOMPARE(two.a.warnings.size(), 2);
        QCOMPARE(two.a.replica->time(), time);
        QCOMPARE(two.a.machine->state(), Machine::State::Live);
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 1));
    }

    /// T3: m-ld-js cannot read a response without a clock.
    void snapshotAlwaysHasAClock()
    {
        Two two;
        Address from;
        from.lane = Lane::Send;
        from.from = u"z"_s;
        from.messageId = u"m1"_s;
        two.a.machine->messageReceived(from, encodeControl({encodeRequest(SnapshotRequest{false}), {}}));
        two.a.commit();
        const auto control = decodeControl(two.a.unicasts.at(0).payload);
        const auto response = decodeResponse(control->enc);
        const auto *snapshot = std::get_if<SnapshotResponse>(&*response);
        QVERIFY(snapshot && snapshot->clock);
        QCOMPARE(*snapshot->clock, two.a.replica->time());
        // Nothing before the ack, and the session is given up when none comes.
        QCOMPARE(two.a.unicasts.size(), size_t(1));
        two.a.wait(1000);
        QVERIFY(!two.a.machine->wakeAt().has_value());
    }

    void newcomersRefuseRequests()
    {
        Member b(u"b"_s);
        Address from;
        from.lane = Lane::Send;
        from.from = u"z"_s;
        from.messageId = u"m1"_s;
        b.machine->messageReceived(from, encodeControl({encodeRequest(RevupRequest{TreeClock()}), {}}));
        b.commit();
        const auto response = decodeResponse(decodeControl(b.unicasts.at(0).payload)->enc);
        QCOMPARE(std::get<Rejected>(*response).status, 5003);
        QCOMPARE(b.unicasts.at(0).address.sentMessageId, u"m1"_s);
    }

    void malformedMessagesAreIgnored_data()
    {
        QTest::addColumn<Lane>("lane");
        QTest::addColumn<bool>("isBroadcast");
        QTest::newRow("operation") << Lane::Notify << true;
        QTest::newRow("request") << Lane::Send << false;
        QTest::newRow("response") << Lane::Reply << false;
    }

    /// Counted, told of at most once a second, and nothing else comes of them.
    void malformedMessagesAreIgnored()
    {
        QFETCH(Lane, lane);
        QFETCH(bool, isBroadcast);
        Two two;
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 1));
        const QByteArray operation = two.a.nextBroadcast();
        two.b.hear(operation);
        two.b.changes.clear();
        two.b.warnings.clear();
        const TreeClock time = two.b.replica->time();
        const auto hear = [&](const QByteArray &payload) {
            if (isBroadcast)
                return two.b.hear(payload);
            two.b.machine->messageReceived({lane, u"a"_s, u"b"_s, u"m"_s, u"never sent"_s, {}}, payload);
            two.b.commit();
        };
        for (const char *payload : {"", "\xc1", "{}", "\x80", "\x93\x01\x02\x03", "\xdf\xff\xff\xff\xff"}) {
            for (int i = 0; i < 100; ++i)
                hear(payload);
        }
        for (qsizetype size = 0; isBroadcast && size < operation.size(); ++size)
            hear(operation.first(size));
        const qint64 count = 600 + (isBroadcast ? operation.size() : 0);
        QCOMPARE(two.b.warnings.size(), 1);
        QVERIFY2(two.b.warnings[0].contains(u"(1 so far)"_s), qPrintable(two.b.warnings[0]));
        two.b.wait(1000);
        hear("\xc1");
        QCOMPARE(two.b.warnings.size(), 2);
        QVERIFY2(two.b.warnings[1].contains(u"(%1 so far)"_s.arg(count + 1)), qPrintable(two.b.warnings[1]));

        QCOMPARE(two.b.replica->time(), time);
        QVERIFY(two.b.changes.empty());
        QCOMPARE(two.b.machine->state(), Machine::State::Live);
        QVERIFY(two.a.write(u"x"_s, u"n"_s, 2));
        two.b.hear(two.a.nextBroadcast());
        QCOMPARE(two.b.read(u"x"_s, u"n"_s), (QJsonArray{1, 2}));
    }

    /// A stream that is broken cannot be relied on: what it lacks would be missed without a word.
    void malformedNotificationBreaksItsStreamOff()
    {
        Member a(u"a"_s, true);
        a.see({});
        QVERIFY(a.write(u"x"_s, u"n"_s, 1));
        a.broadcasts.clear();
        Member b(u"b"_s);
        b.see({u"a"_s});
        Address from = b.unicasts.at(0).address;
        from.from = u"b"_s;
        a.machine->messageReceived(from, b.unicasts.at(0).payload);
        a.commit();
        Address reply = a.unicasts.at(0).address;
        reply.from = u"a"_s;
        b.machine->messageReceived(reply, a.unicasts.at(0).payload);
        b.commit();
        const QStringList channels = std::exchange(b.opened, {});
        QCOMPARE(channels.size(), 2);
        for (const QString &channel : channels)
            b.machine->channelOpened(channel);
        b.warnings.clear();
        b.machine->messageReceived({Lane::Notify, u"a"_s, u"b"_s, {}, {}, channels.at(0)}, "\xc1");
        b.commit();
        QVERIFY(!b.isStarted);
        QVERIFY(b.warnings.join(u' ').contains(u"(1 so far)"_s));
        QCOMPARE(b.failure, QString());
        b.opened.clear();
        b.unicasts.clear();
        settle({&a, &b});
        meet({&a, &b});
        QCOMPARE(b.read(u"x"_s, u"n"_s), QJsonValue(1));
    }

    void closingTellsThoseWhoAreServed()
    {
        Two two;
        Member c(u"c"_s);
        c.see({u"a"_s});
        two.a.machine->messageReceived(
                [&] {
                    Address from = c.unicasts[0].address;
                    from.from = u"c"_s;
                    return from;
                }(),
                c.unicasts[0].payload);
        two.a.commit();
        two.a.machine->close();
        two.a.commit();
        QVERIFY(!two.a.isPresent);
        QCOMPARE(two.a.machine->state(), Machine::State::Ended);
        QVERIFY(!two.a.write(u"x"_s, u"n"_s, 1));
    }
};

QTEST_GUILESS_MAIN(TestMachine)
#include "tst_machine.moc"
