// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/awareness.h"
#include "notebook/peoplemodel.h"
#include "settings/appsettings.h"

#include "codec/msgpackwriter.h"
#include "memory/memorynetwork.h"
#include "memory/memorytransport.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <rapidcheck.h>

using namespace commonplace;

class TestAwareness : public QObject
{
    Q_OBJECT

    static AwarenessState sample(const QString &clone, const QString &name)
    {
        AwarenessState state;
        state.clone = clone;
        state.name = name;
        state.colour = QStringLiteral("#5b5fd6");
        state.note = QStringLiteral("n-1");
        state.caret = 12;
        state.anchor = 3;
        state.caretPlace = QByteArray("\x92\xa1t\x90");
        state.time = QByteArray("\x92\x00", 2);
        return state;
    }

private Q_SLOTS:
    void roundTrips()
    {
        const AwarenessState state = sample(QStringLiteral("c1"), QStringLiteral("Ada 🌱"));
        const auto read = AwarenessState::decode(state.encoded());
        QVERIFY(read.isOk());
        QCOMPARE(*read, state);
    }

    void boundsWhatItReads()
    {
        AwarenessState state = sample(QStringLiteral("c1"), QString(500, u'x'));
        state.colour = QStringLiteral("red; drop");
        state.caret = -7;
        state.caretPlace = QByteArray(5000, 'x');
        auto read = AwarenessState::decode(state.encoded());
        QVERIFY(read.isOk());
        QVERIFY(read->name.size() <= 60);
        QCOMPARE(read->colour, QString());
        QCOMPARE(read->caret, -1);
        QCOMPARE(read->caretPlace, QByteArray());
        state.note = QString(5000, u'n');
        QVERIFY(!AwarenessState::decode(state.encoded()).isOk());
        state = sample({}, QStringLiteral("Nobody"));
        QVERIFY(!AwarenessState::decode(state.encoded()).isOk());
        state = sample(QStringLiteral("c1"), QStringLiteral("\u202eA\u2067d\u200fa\u0007\nB\u2069"));
        QCOMPARE(AwarenessState::decode(state.encoded())->name, QStringLiteral("Ada B"));
        state = sample(QStringLiteral("c1"), QString(59, u'x') + QStringLiteral("\U0001F600"));
        QCOMPARE(AwarenessState::decode(state.encoded())->name, QString(59, u'x'));
        QVERIFY(!AwarenessState::decode(QByteArray(20'000, '\xc0')).isOk());
    }

    void passesOverUnknownKeys()
    {
        mld::MsgPackWriter writer;
        writer.beginMap(2).writeString(u"later").beginArray(2).writeInteger(1).writeNull();
        writer.writeString(u"id").writeString(u"c");
        const auto read = AwarenessState::decode(writer.takeBytes());
        QVERIFY(read.isOk());
        QCOMPARE(read->clone, QStringLiteral("c"));
    }

    void anyBytesAreHandled()
    {
        QVERIFY(rc::check("cut and changed messages give a state or an error", [] {
            QByteArray bytes = sample(QStringLiteral("c1"), QStringLiteral("Ada")).encoded();
            bytes.truncate(*rc::gen::inRange(0, int(bytes.size()) + 1));
            for (int i = *rc::gen::inRange(0, 4); i > 0 && !bytes.isEmpty(); --i)
                bytes[*rc::gen::inRange(0, int(bytes.size()))] = char(*rc::gen::inRange(0, 256));
            const auto read = AwarenessState::decode(bytes);
            const bool isSound = !read || !read->clone.isEmpty();
            RC_ASSERT(isSound);
        }));
    }

    void membersHearOfEachOther()
    {
        mld::MemoryNetwork network(mld::MemoryNetwork::Time::Real);
        const auto one = network.makeTransport();
        const auto two = network.makeTransport();
        const QString domain = QStringLiteral("x.test.local");
        AwarenessChannel ada(one.get(), QStringLiteral("a"));
        ada.setState(sample({}, QStringLiteral("Ada")));
        QSignalSpy adaHears(&ada, &AwarenessChannel::heard);
        one->open(domain, QStringLiteral("a"));
        one->setPresent(true);
        QTRY_COMPARE(one->state(), mld::Transport::State::Connected);

        // Who comes later learns what was said before.
        AwarenessChannel ben(two.get(), QStringLiteral("b"));
        ben.setState(sample({}, QStringLiteral("Ben")));
        QSignalSpy benHears(&ben, &AwarenessChannel::heard);
        two->open(domain, QStringLiteral("b"));
        two->setPresent(true);
        QTRY_VERIFY(!benHears.isEmpty());
        QTRY_VERIFY(!adaHears.isEmpty());
        QCOMPARE(benHears.last().at(0).value<AwarenessState>().name, QStringLiteral("Ada"));
        QCOMPARE(adaHears.last().at(0).value<AwarenessState>().clone, QStringLiteral("b"));

        AwarenessState moved = sample({}, QStringLiteral("Ada"));
        moved.caret = 99;
        benHears.clear();
        ada.setState(moved);
        QTRY_VERIFY(!benHears.isEmpty() && benHears.last().at(0).value<AwarenessState>().caret == 99);
        benHears.clear();
        ada.setTime("\x93");
        QTRY_VERIFY(!benHears.isEmpty() && benHears.last().at(0).value<AwarenessState>().time == "\x93");
        benHears.clear();
        ada.leave();
        QTRY_VERIFY(!benHears.isEmpty() && benHears.last().at(0).value<AwarenessState>().isLeaving);
    }

    void peopleComeAndGo()
    {
        PeopleModel crowd;
        for (int i = 0; i < 1000; ++i) {
            AwarenessState state;
            state.clone = QString::number(i);
            state.name = QStringLiteral("Ada");
            crowd.hear(state);
        }
        QCOMPARE(crowd.rowCount(), 200);
        crowd.setPresent({ QStringLiteral("a"), QStringLiteral("0") });
        QCOMPARE(crowd.rowCount(), 2);

        PeopleModel people;
        QAbstractItemModelTester tester(&people, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy receipts(&people, &PeopleModel::receiptsChanged);
        people.setPresent({ QStringLiteral("a"), QStringLiteral("b") });
        QCOMPARE(people.count(), 2);
        QCOMPARE(people.names(), QStringLiteral("Another member, Another member"));
        people.hear(sample(QStringLiteral("a"), QStringLiteral("Ada")), 7);
        QCOMPARE(receipts.size(), 1);
        QVERIFY(people.names().contains(QStringLiteral("Ada")));
        QCOMPARE(people.coloursByNote().value(QStringLiteral("n-1")), QStringList({ QStringLiteral("#5b5fd6") }));
        people.setPresent({ QStringLiteral("a") });
        QCOMPARE(people.names(), QStringLiteral("Ada"));
        AwarenessState leaving = sample(QStringLiteral("a"), QStringLiteral("Ada"));
        leaving.isLeaving = true;
        people.hear(leaving);
        QCOMPARE(people.count(), 0);
        people.hear(leaving); // and again
        QCOMPARE(people.count(), 0);
    }

    void namesAreShownAsPeopleSeeThem()
    {
        PeopleModel people;
        const auto initial = [&] { return people.index(0).data(PeopleModel::InitialRole).toString(); };
        people.hear(sample(QStringLiteral("a"), QStringLiteral("ada")));
        QCOMPARE(initial(), QStringLiteral("A"));
        const QString family = QStringLiteral("👩‍👧"); // one character of five units
        people.hear(sample(QStringLiteral("a"), family + QStringLiteral(" at home")));
        QCOMPARE(initial(), family);
        people.hear(sample(QStringLiteral("a"), AppSettings::nameOfNobody()));
        QCOMPARE(people.names(), QStringLiteral("Another member")); // "Me" would be who reads it
        QCOMPARE(initial(), QStringLiteral("?"));
    }

    void silentPeopleAreForgotten()
    {
        PeopleModel people;
        people.hear(sample(QStringLiteral("a"), QStringLiteral("Ada")));
        people.forgetSilent(PeopleModel::silenceMs / 2);
        QCOMPARE(people.names(), QStringLiteral("Ada"));
        people.forgetSilent(PeopleModel::silenceMs * 2);
        QCOMPARE(people.names(), QStringLiteral("Another member"));
        QVERIFY(people.coloursByNote().isEmpty());
        people.hear(sample(QStringLiteral("a"), QStringLiteral("Ada")));
        QCOMPARE(people.names(), QStringLiteral("Ada"));
    }

    void caretsMoveWithTheText()
    {
        PeopleModel people;
        people.hear(sample(QStringLiteral("a"), QStringLiteral("Ada")));
        people.moveCarets(QStringLiteral("n-1"), TextChange(Splice { 5, 0, QStringLiteral("xx") }));
        QCOMPARE(people.index(0).data(PeopleModel::CaretRole).toInt(), 14);
        QCOMPARE(people.index(0).data(PeopleModel::AnchorRole).toInt(), 3);
        people.moveCarets(QStringLiteral("another"), TextChange(Splice { 0, 0, QStringLiteral("xx") }));
        QCOMPARE(people.index(0).data(PeopleModel::CaretRole).toInt(), 14);
    }
};

QTEST_GUILESS_MAIN(TestAwareness)
#include "tst_awareness.moc"
