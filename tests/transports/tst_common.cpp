// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "common/chunker.h"
#include "common/envelope.h"
#include "common/heartbeatpresence.h"
#include "common/sequencer.h"

#include <QTest>

#include <rapidcheck.h>

#include <algorithm>
#include <map>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using Kind = Envelope::Kind;
using Order = Sequencer::Order;

namespace {

Envelope operation(quint64 sequence, const CloneId &from = u"a"_s)
{
    return {.from = from, .session = "s1", .sequence = sequence, .payload = QByteArray::number(sequence)};
}

QString anyId()
{
    return QString::fromStdString(*rc::gen::string<std::string>()).left(200) + u"é"_s;
}

Envelope anyEnvelope()
{
    Envelope envelope{.kind = Kind(*rc::gen::inRange(1, 8)), .from = anyId(), .session = "session1"};
    switch (envelope.kind) {
    case Kind::Reply:
        envelope.sentMessageId = anyId();
        [[fallthrough]];
    case Kind::Send:
        envelope.messageId = anyId();
        envelope.to = anyId();
        break;
    case Kind::Notify:
        envelope.channelId = anyId();
        if (*rc::gen::arbitrary<bool>())
            envelope.to = anyId();
        break;
    case Kind::Operation:
    case Kind::Hello:
    case Kind::Alive:
    case Kind::Bye:
        break;
    }
    envelope.sequence = *rc::gen::inRange<quint64>(0, quint64(1) << 53);
    envelope.payload = QByteArray::fromStdString(*rc::gen::string<std::string>());
    return envelope;
}

QList<quint64> numbers(const QList<Sequencer::Arrival> &arrivals)
{
    QList<quint64> all;
    for (const auto &arrival : arrivals)
        all.append(arrival.envelope.sequence);
    return all;
}

/// A number in [0, 1) that is always the same, so that times can be told.
double never()
{
    return 0;
}

HeartbeatPresence newPresence(const CloneId &clone, qint64 nowMs = 0, const QByteArray &session = "s")
{
    HeartbeatPresence presence({}, never);
    presence.begin(clone, session + clone.toUtf8(), nowMs);
    return presence;
}

/// Clones that hear each other at once, each by its own presence, but for those that are cut off.
struct Room
{
    std::map<CloneId, HeartbeatPresence> clones;
    QSet<CloneId> cut;
    qint64 nowMs = 0;

    void send(const QList<Envelope> &envelopes)
    {
        for (const Envelope &envelope : envelopes) {
            if (cut.contains(envelope.from))
                continue;
            for (auto &[id, presence] : clones) {
                if (!cut.contains(id) && (envelope.to.isEmpty() || envelope.to == id))
                    send(presence.take(envelope, nowMs));
            }
        }
    }
    void join(const CloneId &id)
    {
        auto &presence = clones.insert_or_assign(id, HeartbeatPresence({}, never)).first->second;
        presence.begin(id, "s" + id.toUtf8() + QByteArray::number(nowMs), nowMs);
        send({presence.question()});
        send({presence.declare(true, nowMs)});
    }
    void advance(qint64 ms)
    {
        for (const qint64 end = nowMs + ms; nowMs < end; nowMs += 100) {
            for (auto &[id, presence] : clones)
                send(presence.tick(nowMs));
        }
    }
};

} // namespace

/// What services are put together from whose two ends are ours.
class TestCommon : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void envelopesGoRound()
    {
        QVERIFY(rc::check("what is written is read again", [] {
            const Envelope envelope = anyEnvelope();
            const QByteArray bytes = encodeEnvelope(envelope);
            RC_ASSERT(std::get<Envelope>(decodeEnvelope(bytes)) == envelope);
            RC_ASSERT(bytes.size() - envelope.payload.size() <= kLargestEnvelopeHead);
            if (!envelope.isUnicast())
                return;
            Envelope again = Envelope::unicast(envelope.address(), envelope.payload);
            again.from = envelope.from;
            again.session = envelope.session;
            again.sequence = envelope.sequence;
            RC_ASSERT(again == envelope);
        }));
    }

    void brokenEnvelopesAreMalformed()
    {
        QVERIFY(rc::check("a part of an envelope is none, and other bytes do no harm", [] {
            QByteArray bytes = encodeEnvelope(anyEnvelope());
            const auto end = *rc::gen::inRange<qsizetype>(0, bytes.size());
            RC_ASSERT(std::get<NoEnvelope>(decodeEnvelope(bytes.first(end))) == NoEnvelope::Malformed);
            RC_ASSERT(std::get<NoEnvelope>(decodeEnvelope(QByteArray(bytes + "x"))) == NoEnvelope::Malformed);
            bytes[end] = char(*rc::gen::inRange(0, 256));
            (void)decodeEnvelope(bytes);
        }));
    }

    void envelopesThatSayTooLittleOrTooMuch_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char *name, Envelope envelope) {
            envelope.session = envelope.session.isNull() ? QByteArray("s") : envelope.session;
            QTest::newRow(name) << encodeEnvelope(envelope);
        };
        row("nobody's", {});
        row("of no kind", {.kind = Kind(0), .from = u"a"_s});
        row("of a later kind", {.kind = Kind(8), .from = u"a"_s});
        row("of no session", {.from = u"a"_s, .session = QByteArrayLiteral("")});
        row("of a long session", {.from = u"a"_s, .session = QByteArray(33, 's')});
        row("an operation for one", {.from = u"a"_s, .to = u"b"_s});
        row("a request to nobody", {.kind = Kind::Send, .from = u"a"_s, .messageId = u"m"_s});
        row("a request without an id", {.kind = Kind::Send, .from = u"a"_s, .to = u"b"_s});
        row("a reply to nothing", {.kind = Kind::Reply, .from = u"a"_s, .to = u"b"_s, .messageId = u"m"_s});
        row("a notification on no channel", {.kind = Kind::Notify, .from = u"a"_s, .to = u"b"_s});
        row("an id that is too long", {.from = QString(2000, u'a')});
        row("a number that is too large", {.from = u"a"_s, .sequence = quint64(1) << 53});
        row("a part of nothing", {.from = u"a"_s, .part = 1});
        row("too many parts", {.from = u"a"_s, .parts = 2'000'000});
        row("half a farewell", {.kind = Kind::Bye, .from = u"a"_s, .parts = 2});
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("another's") << QByteArray("{\"hello\":1}");
    }
    void envelopesThatSayTooLittleOrTooMuch()
    {
        QFETCH(QByteArray, bytes);
        QCOMPARE(std::get<NoEnvelope>(decodeEnvelope(bytes)), NoEnvelope::Malformed);
    }

    void aLaterVersionIsKnownAsSuch()
    {
        QByteArray bytes = encodeEnvelope(operation(1));
        bytes[1] = 2;
        QCOMPARE(std::get<NoEnvelope>(decodeEnvelope(bytes)), NoEnvelope::LaterVersion);
        QCOMPARE(std::get<NoEnvelope>(decodeEnvelope("\x92\x02\xc0")), NoEnvelope::LaterVersion);
    }

    void whatComesTwiceOrTooEarlyIsPutRight()
    {
        QVERIFY(rc::check("each message once and in order, if none is late by more than the limit", [] {
            const int count = *rc::gen::inRange(1, 200);
            // Each may come by some places later, but the first stays: whoever comes in the middle begins there.
            std::multimap<int, quint64> sent;
            for (int i = 1; i <= count; ++i) {
                sent.emplace(i == 1 ? 0 : i + *rc::gen::inRange(0, 12), quint64(i));
                if (*rc::gen::inRange(0, 4) == 0)
                    sent.emplace(i + *rc::gen::inRange(0, 12), quint64(*rc::gen::inRange(1, i + 1)));
            }
            Sequencer sequencer;
            QList<quint64> heard;
            for (const auto &[place, number] : std::as_const(sent))
                heard += numbers(sequencer.take(operation(number), 0));
            heard += numbers(sequencer.takeOverdue(10'000));
            RC_ASSERT(heard.size() == count);
            RC_ASSERT(std::is_sorted(heard.begin(), heard.end()));
            RC_ASSERT(sequencer.gaps() == 0);
            RC_ASSERT(!sequencer.nextDueMs());
        }));
    }

    void nothingIsHeldForEver()
    {
        QVERIFY(rc::check("whatever is lost, the rest is given once, in time, and in its order but for the late", [] {
            QList<quint64> sent;
            for (quint64 i = 1; i < 400; ++i) {
                if (*rc::gen::inRange(0, 10) != 0)
                    sent.append(i);
            }
            for (qsizetype i = 1; i < sent.size(); ++i)
                sent.move(i, std::max<qsizetype>(0, i - *rc::gen::inRange<qsizetype>(0, 30)));
            Sequencer sequencer;
            QList<Sequencer::Arrival> heard;
            qint64 now = 0;
            for (const quint64 number : std::as_const(sent)) {
                now += *rc::gen::inRange(0, 100);
                heard += sequencer.takeOverdue(now);
                heard += sequencer.take(operation(number), now);
                RC_ASSERT(sequencer.nextDueMs().value_or(now + 1) > now);
            }
            heard += sequencer.takeOverdue(sequencer.nextDueMs().value_or(now));
            while (const auto due = sequencer.nextDueMs())
                heard += sequencer.takeOverdue(*due);
            QList<quint64> inOrder;
            for (const auto &arrival : std::as_const(heard)) {
                if (arrival.order != Order::Late)
                    inOrder.append(arrival.envelope.sequence);
            }
            RC_ASSERT(std::is_sorted(inOrder.begin(), inOrder.end()));
            const auto all = numbers(heard);
            const QSet<quint64> once(all.begin(), all.end());
            RC_ASSERT(once.size() == all.size());
            // Those that were late by more than is remembered may have been taken for doubles.
            RC_ASSERT(all.size() + sequencer.doubles() == sent.size());
        }));
    }

    void aGapIsWaitedForShortlyAndThenTold()
    {
        Sequencer sequencer;
        QCOMPARE(numbers(sequencer.take(operation(5), 0)), QList<quint64>{5});
        QVERIFY(sequencer.take(operation(7), 1000).isEmpty());
        QVERIFY(sequencer.take(operation(8), 1500).isEmpty());
        QCOMPARE(sequencer.nextDueMs(), 3000);
        QVERIFY(sequencer.takeOverdue(2999).isEmpty());
        const auto given = sequencer.takeOverdue(3000);
        QCOMPARE(numbers(given), QList<quint64>({7, 8}));
        QCOMPARE(given.at(0).order, Order::AfterGap);
        QCOMPARE(given.at(1).order, Order::InTurn);
        QCOMPARE(sequencer.gaps(), 1);
        const auto late = sequencer.take(operation(6), 4000);
        QCOMPARE(late.size(), 1);
        QCOMPARE(late.at(0).order, Order::Late);
        QVERIFY(sequencer.take(operation(6), 4000).isEmpty());
        QVERIFY(sequencer.take(operation(7), 4000).isEmpty());
        QCOMPARE(sequencer.doubles(), 2);
    }

    void sequencesAreApart()
    {
        Sequencer sequencer;
        Envelope direct{.kind = Kind::Send, .from = u"a"_s, .to = u"b"_s, .session = "s1", .sequence = 1};
        Envelope again = operation(1);
        again.session = "s2";
        QCOMPARE(sequencer.take(operation(9), 0).size(), 1);
        QCOMPARE(sequencer.take(direct, 0).size(), 1);
        QCOMPARE(sequencer.take(again, 0).size(), 1);
        QCOMPARE(sequencer.take(operation(1, u"c"_s), 0).size(), 1);
        QCOMPARE(sequencer.take(operation(0), 0).size(), 1);
        QCOMPARE(sequencer.take(operation(0), 0).size(), 1);
        QCOMPARE(sequencer.doubles(), 0);
    }

    void sequencesTakeBoundedMemory()
    {
        Sequencer sequencer({.mostHeld = 8, .mostHeldBytes = 1000, .mostStreams = 10});
        QList<Sequencer::Arrival> given;
        for (int i = 0; i < 100; ++i) {
            const CloneId from = QString::number(i);
            given += sequencer.take(operation(1, from), i);
            Envelope early = operation(3, from);
            early.payload = QByteArray(300, 'x');
            given += sequencer.take(early, i);
        }
        QVERIFY(given.size() > 190); // nothing is thrown away: it comes when there is no more room for it
        given.clear();
        for (quint64 i = 1; i < 100; i += 2)
            given += sequencer.take(operation(i), 0);
        QVERIFY(given.size() >= 50 - 8);
    }

    void whatIsCutIsPutTogether()
    {
        QVERIFY(rc::check("messages in pieces of any size come as they were", [] {
            const auto piece = *rc::gen::inRange<qsizetype>(1, 50);
            Chunker chunker;
            for (int i = 0; i < 5; ++i) {
                const Envelope whole = [&] {
                    Envelope any = anyEnvelope();
                    if (!any.isUnicast())
                        any.kind = Kind::Operation;
                    any.sequence = 1;
                    return any;
                }();
                const qsizetype count = Chunker::count(whole.payload.size(), piece);
                for (qsizetype part = 0; part < count; ++part) {
                    const Envelope cut = Chunker::cut(whole, piece, quint32(part));
                    RC_ASSERT(cut.payload.size() <= piece);
                    RC_ASSERT(std::get<Envelope>(decodeEnvelope(encodeEnvelope(cut))) == cut);
                    const auto back = chunker.take({cut}, 0);
                    RC_ASSERT(back.has_value() == (part == count - 1));
                    if (back) // no || in RC_ASSERT, which looks at both sides
                        RC_ASSERT(*back == whole);
                }
                RC_ASSERT(chunker.keptBytes() == 0);
            }
            RC_ASSERT(chunker.lost() == 0);
        }));
    }

    void aMessageThatLacksAPieceIsLostAlone()
    {
        QVERIFY(rc::check("what comes is whole, and of those that lost nothing all come", [] {
            Sequencer sequencer;
            Chunker chunker;
            quint64 number = 0;
            QList<QByteArray> complete;
            QList<QByteArray> heard;
            const auto hear = [&](const QList<Sequencer::Arrival> &arrivals, qint64 now) {
                for (const auto &arrival : arrivals) {
                    if (const auto whole = chunker.take(arrival, now))
                        heard.append(whole->payload);
                }
            };
            hear(sequencer.take(operation(++number), 0), 0);
            heard.clear();
            for (int i = 0; i < 12; ++i) {
                const QByteArray payload(*rc::gen::inRange(1, 40), char('a' + i));
                const qsizetype count = Chunker::count(payload.size(), 7);
                bool isComplete = true;
                for (qsizetype part = 0; part < count; ++part) {
                    Envelope cut = Chunker::cut({.from = u"a"_s, .session = "s1", .payload = payload}, 7, quint32(part));
                    cut.sequence = ++number;
                    if (*rc::gen::inRange(0, 15) == 0)
                        isComplete = false;
                    else
                        hear(sequencer.take(cut, i), i);
                }
                if (isComplete)
                    complete.append(payload);
            }
            hear(sequencer.takeOverdue(10'000), 10'000);
            while (const auto due = sequencer.nextDueMs())
                hear(sequencer.takeOverdue(*due), *due);
            RC_ASSERT(heard == complete);
        }));
    }

    void piecesTakeBoundedMemory()
    {
        Chunker chunker({.largest = 1000, .mostBytes = 2000, .mostMessages = 5, .longestPauseMs = 100});
        const auto take = [&](const CloneId &from, quint32 part, qsizetype size, qint64 now) {
            return chunker.take({{.from = from, .session = "s", .sequence = part + 1, .part = part, .parts = 1000,
                                  .payload = QByteArray(size, 'x')}}, now);
        };
        for (quint32 part = 0; part < 100; ++part) {
            QVERIFY(!take(u"endless"_s, part, 100, part));
            QVERIFY(chunker.keptBytes() <= 1000);
        }
        for (int i = 0; i < 50; ++i) {
            QVERIFY(!take(QString::number(i), 0, 900, 1000 + i));
            QVERIFY(chunker.keptBytes() <= 2000);
        }
        for (int i = 0; i < 50; ++i)
            QVERIFY(!take(QString::number(i), 0, 1, 2000 + i));
        QVERIFY(chunker.keptBytes() <= 5);
        chunker.dropOverdue(2149);
        QCOMPARE(chunker.keptBytes(), 0);
        QVERIFY(chunker.lost() > 90);
        QVERIFY(!take(u"huge"_s, 0, 1001, 3000));
        QCOMPARE(chunker.keptBytes(), 0);
    }

    void whoComesIsToldOfAll()
    {
        Room room;
        for (int i = 0; i < 20; ++i) {
            room.join(QString::number(i));
            QCOMPARE(room.clones.at(QString::number(i)).present().size(), i);
            QCOMPARE(room.clones.at(QString::number(i)).isAnswered(), i > 0);
        }
        for (const auto &[id, presence] : room.clones) {
            QCOMPARE(presence.present().size(), 19);
            QVERIFY(!presence.present().contains(id));
        }
    }

    void oneAnswerTellsOfAll()
    {
        HeartbeatPresence old = newPresence(u"old"_s);
        (void)old.declare(true, 0);
        for (int i = 0; i < 100; ++i) {
            (void)old.take({.kind = Kind::Alive, .from = QString::number(i), .session = "s"}, i);
        }
        HeartbeatPresence newcomer = newPresence(u"new"_s, 1000);
        const auto answers = old.take(newcomer.question(), 1000);
        QCOMPARE(answers.size(), 1);
        QCOMPARE(answers.first().to, u"new"_s);
        QVERIFY(!newcomer.isAnswered());
        (void)newcomer.take(answers.first(), 1010);
        QVERIFY(newcomer.isAnswered());
        QCOMPARE(newcomer.present().size(), 101);
        // Of whom it only heard, it does not believe it for longer than the one who told.
        for (qint64 now = 1500; now <= 6000; now += 500)
            (void)newcomer.tick(now);
        QCOMPARE(newcomer.present().size(), 101);
        (void)newcomer.tick(newcomer.departureMs() + 19); // the answer was under way for 10
        QCOMPARE(newcomer.present().size(), 91);
        // Whoever left is not brought back by somebody who did not hear of that.
        (void)newcomer.take({.kind = Kind::Bye, .from = u"99"_s, .session = "s"}, 1020);
        (void)newcomer.take(answers.first(), 1030);
        QVERIFY(!newcomer.present().contains(u"99"_s));
    }

    void whoIsNotPresentDoesNotAnswer()
    {
        HeartbeatPresence silent = newPresence(u"silent"_s);
        HeartbeatPresence newcomer = newPresence(u"new"_s);
        QVERIFY(silent.take(newcomer.question(), 0).isEmpty());
        QVERIFY(silent.tick(100'000).isEmpty());
    }

    void silenceIsDeparture()
    {
        HeartbeatPresence watcher = newPresence(u"watcher"_s);
        (void)watcher.take({.kind = Kind::Alive, .from = u"a"_s, .session = "s"}, 0);
        const auto wait = [&](qint64 from, qint64 until) {
            for (qint64 now = from; now < until; now += 500)
                (void)watcher.tick(now);
        };
        wait(0, 3000);
        (void)watcher.take({.kind = Kind::Operation, .from = u"a"_s, .session = "s"}, 3000);
        // That of a session which is not known says nothing.
        (void)watcher.take({.kind = Kind::Operation, .from = u"a"_s, .session = "other"}, 5000);
        (void)watcher.take({.kind = Kind::Operation, .from = u"b"_s, .session = "s"}, 5000);
        wait(3000, 3000 + watcher.departureMs());
        QCOMPARE(watcher.present(), QSet<CloneId>{u"a"_s});
        (void)watcher.tick(3000 + watcher.departureMs());
        QVERIFY(watcher.present().isEmpty());
    }

    void aFarewellIsOfItsSession()
    {
        HeartbeatPresence watcher = newPresence(u"watcher"_s);
        (void)watcher.take({.kind = Kind::Alive, .from = u"a"_s, .session = "1"}, 0);
        (void)watcher.take({.kind = Kind::Alive, .from = u"a"_s, .session = "2"}, 10);
        (void)watcher.take({.kind = Kind::Bye, .from = u"a"_s, .session = "1"}, 20);
        QVERIFY(watcher.present().contains(u"a"_s));
        (void)watcher.take({.kind = Kind::Bye, .from = u"a"_s, .session = "2"}, 30);
        QVERIFY(watcher.present().isEmpty());
        (void)watcher.take({.kind = Kind::Alive, .from = u"a"_s, .session = "2"}, 40);
        QVERIFY(watcher.present().contains(u"a"_s));
    }

    void whoSleptLosesNobody()
    {
        HeartbeatPresence sleeper = newPresence(u"sleeper"_s);
        (void)sleeper.take({.kind = Kind::Alive, .from = u"a"_s, .session = "s"}, 0);
        (void)sleeper.tick(1000);
        (void)sleeper.tick(3'600'000);
        QCOMPARE(sleeper.present(), QSet<CloneId>{u"a"_s});
        for (int i = 1; i < 20; ++i)
            (void)sleeper.tick(3'600'000 + i * 500);
        QVERIFY(sleeper.present().isEmpty());
    }

    void hearsayIsNotTrusted()
    {
        QVERIFY(rc::check("any bytes as an answer do no harm", [] {
            HeartbeatPresence presence = newPresence(u"a"_s);
            const auto bytes = QByteArray::fromStdString(*rc::gen::string<std::string>());
            (void)presence.take({.kind = Kind::Alive, .from = u"b"_s, .to = u"a"_s, .session = "s", .payload = bytes}, 0);
            RC_ASSERT(presence.isKnown(u"b"_s));
            RC_ASSERT(!presence.isKnown(u"a"_s));
        }));
    }

    void allSeeThoseWhoAreThere()
    {
        QVERIFY(rc::check("whatever happened, all see those who are there once they had time to", [] {
            Room room;
            for (int i = 0; i < 12; ++i) {
                const CloneId who = QString::number(*rc::gen::inRange(0, 4));
                switch (*rc::gen::inRange(0, 5)) {
                case 0:
                    room.cut.insert(who);
                    break;
                case 1:
                    room.cut.remove(who);
                    break;
                case 2:
                    room.clones.erase(who);
                    break;
                case 3:
                    if (const auto it = room.clones.find(who); it != room.clones.end())
                        room.send({it->second.declare(*rc::gen::arbitrary<bool>(), room.nowMs)});
                    break;
                default:
                    room.join(who);
                }
                room.advance(*rc::gen::inRange(0, 40) * 100);
            }
            room.cut.clear();
            room.advance(7000);
            QSet<CloneId> expected;
            for (const auto &[id, presence] : room.clones) {
                if (presence.isPresent())
                    expected.insert(id);
            }
            for (const auto &[id, presence] : room.clones)
                RC_ASSERT(presence.present() == expected - QSet<CloneId>{id});
        }));
    }
};

QTEST_GUILESS_MAIN(TestCommon)
#include "tst_common.moc"
