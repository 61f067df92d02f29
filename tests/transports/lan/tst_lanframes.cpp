// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/carrying/outbox.h"

#include <QTest>

#include <rapidcheck.h>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using namespace mld::lan;

namespace {

Message messageOf(const QByteArray &payload)
{
    return {Lane::Reply, u"m1"_s, u"m0"_s, u"news"_s, payload};
}

bool isMalformed(const Assembly::Outcome &outcome)
{
    return std::holds_alternative<Assembly::Malformed>(outcome);
}

} // namespace

class TestLanFrames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesOfAnySizeGoRound()
    {
        for (const qsizetype size : {qsizetype(0), qsizetype(1), kPieceSize - 1, kPieceSize, kPieceSize + 1, 5 * kPieceSize}) {
            const Message message = messageOf(QByteArray(size, 'x'));
            Cutter cutter(message);
            Assembly assembly;
            int frames = 0;
            while (!cutter.isDone()) {
                const QByteArray frame = cutter.next();
                QVERIFY(frame.size() <= 1024 * 1024);
                ++frames;
                // Signs of life may come in between.
                QVERIFY(std::holds_alternative<Alive>(assembly.take(aliveFrame())));
                const auto outcome = assembly.take(frame);
                QCOMPARE(std::holds_alternative<Message>(outcome), cutter.isDone());
                if (cutter.isDone())
                    QVERIFY(std::get<Message>(outcome) == message);
            }
            QCOMPARE(frames, std::max<qsizetype>(1, (size + kPieceSize - 1) / kPieceSize));
        }
    }

    void theRestGoesRound()
    {
        Assembly assembly;
        QVERIFY(std::get<Presence>(assembly.take(presenceFrame(true))).isPresent);
        QVERIFY(!std::get<Presence>(assembly.take(presenceFrame(false))).isPresent);
        QVERIFY(std::holds_alternative<Bye>(assembly.take(byeFrame())));
        QVERIFY(std::holds_alternative<Ask>(assembly.take(askFrame())));
        QVERIFY(std::holds_alternative<Doubt>(assembly.take(doubtFrame())));
        QCOMPARE(std::get<View>(assembly.take(viewFrame("12345678"))).hash, QByteArray("12345678"));
    }

    void whatMakesNoSenseEndsIt_data()
    {
        QTest::addColumn<QByteArray>("frame");
        const QByteArray first = Cutter(messageOf("abc")).next();
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("of no kind") << QByteArray("\x7f");
        QTest::newRow("more of nothing") << QByteArray("\x14rest");
        QTest::newRow("a short view") << viewFrame("1234567");
        QTest::newRow("a long view") << viewFrame("123456789");
        QTest::newRow("of no lane") << QByteArray(first).replace(1, 1, "\x09");
        QTest::newRow("larger than any") << QByteArray(first).replace(2, 4, "\x7f\xff\xff\xff");
        QTest::newRow("more than it says") << first + 'd';
        QTest::newRow("cut short") << first.first(8);
        QTest::newRow("an id that is no text") << QByteArray(first).replace("m1", "\xff\xfe");
    }
    void whatMakesNoSenseEndsIt()
    {
        QFETCH(QByteArray, frame);
        Assembly assembly;
        QVERIFY(isMalformed(assembly.take(frame)));
        QVERIFY(isMalformed(assembly.take(aliveFrame()))); // for good
    }

    void twoAtATimeAreRefused()
    {
        Cutter one(messageOf(QByteArray(kPieceSize * 2, 'x')));
        Assembly assembly;
        QVERIFY(!isMalformed(assembly.take(one.next())));
        QVERIFY(isMalformed(assembly.take(Cutter(messageOf("y")).next())));
    }

    void anythingCanArrive()
    {
        rc::check("bytes are a frame, or end it", [](const std::vector<std::string> &frames) {
            Assembly assembly;
            for (const std::string &frame : frames)
                assembly.take(QByteArray(frame.data(), qsizetype(frame.size())));
        });
    }

    void messagesOfAnyKindGoRound()
    {
        rc::check("a message arrives as it was", [](const std::string &payload, const std::string &id, int lane) {
            Message message{{}, QString::fromLatin1(id.data(), qsizetype(std::min<size_t>(id.size(), 200))), {}, {},
                            QByteArray(payload.data(), qsizetype(payload.size()))};
            if (const int which = std::abs(lane % 4); which > 0)
                message.lane = Lane(which - 1);
            Assembly assembly;
            const auto outcome = assembly.take(Cutter(message).next());
            RC_ASSERT(std::get<Message>(outcome) == message);
        });
    }

    void anOutboxKeepsTheOrderAndTellsTickets()
    {
        Outbox outbox;
        outbox.add(messageOf(QByteArray(kPieceSize * 2, 'a')), 1);
        outbox.add(messageOf("b"), 0);
        outbox.add(messageOf("c"), 3);
        int room = 1;
        Assembly assembly;
        QList<QByteArray> arrived;
        QList<Ticket> done;
        const auto pump = [&] {
            outbox.pump([&] { return room-- > 0; },
                        [&](const QByteArray &frame) {
                            const auto outcome = assembly.take(frame);
                            if (const auto *message = std::get_if<Message>(&outcome))
                                arrived.append(message->payload.left(1));
                        },
                        [&](Ticket ticket) { done.append(ticket); });
        };
        pump();
        QVERIFY(arrived.isEmpty() && done.isEmpty() && !outbox.isEmpty());
        QCOMPARE(outbox.tickets(), QList<Ticket>({1, 3}));
        room = 100;
        pump();
        QCOMPARE(arrived, QList<QByteArray>({"a", "b", "c"}));
        QCOMPARE(done, QList<Ticket>({1, 3}));
        QVERIFY(outbox.isEmpty());
    }

    void anOutboxIsBounded()
    {
        Outbox outbox;
        const QByteArray large(40 * 1024 * 1024, 'x'); // kept once
        outbox.add(messageOf(large), 0);
        QVERIFY(!outbox.isOverfull());
        outbox.add(messageOf(large), 0); // the first that waits for another
        QVERIFY(!outbox.isOverfull());
        outbox.add(messageOf(large), 0);
        QVERIFY(outbox.isOverfull());
    }
};

QTEST_GUILESS_MAIN(TestLanFrames)
#include "tst_lanframes.moc"
