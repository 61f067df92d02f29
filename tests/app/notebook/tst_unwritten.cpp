// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/unwritten.h"

#include "text/randomchange.h"

#include <QTest>

using namespace commonplace;

class TestUnwritten : public QObject
{
    Q_OBJECT

    const QString m_note = QStringLiteral("n-1");

private Q_SLOTS:
    void patternsComeInOrder()
    {
        UnwrittenEdits edits;
        const QJsonObject first { { QStringLiteral("a"), 1 } };
        const QJsonObject second { { QStringLiteral("a"), 2 } };
        const QJsonObject third { { QStringLiteral("a"), 3 } };
        edits.add(first);
        const qint64 done = edits.add(second);
        edits.add(third);
        edits.remove(done);
        QCOMPARE(edits.toEdits(), Edits({ { first }, { third } }));
    }

    void whatOthersWroteIsNotAmongThem()
    {
        UnwrittenEdits edits;
        // Nothing of one's own is under way: nobody's business.
        edits.changedElsewhere(m_note, TextChange(Splice { 0, 0, QStringLiteral("x") }));
        QVERIFY(edits.isEmpty());
        edits.add(m_note, QStringLiteral("ab"), TextChange(Splice { 1, 0, QStringLiteral("12") }));
        edits.changedElsewhere(m_note, TextChange(Splice { 2, 0, QStringLiteral("theirs") })); // a1theirs2b
        edits.add(m_note, {}, TextChange(Splice { 10, 0, QStringLiteral("3") }));
        edits.changedElsewhere(m_note, TextChange(Splice { 0, 1, {} }));
        const Edits all = edits.toEdits();
        QCOMPARE(all.size(), 1);
        QCOMPARE(all.first().base, QStringLiteral("ab"));
        QCOMPARE(all.first().change.applied(all.first().base), QStringLiteral("a12b3"));
    }

    void goesOnWithATextThatHasChanged()
    {
        const TextChange mine(Splice { 2, 0, QStringLiteral("!") });
        QCOMPARE(rebased(mine, QStringLiteral("ab"), QStringLiteral("ab")), mine);
        QCOMPARE(rebased(mine, QStringLiteral("ab"), QStringLiteral("new ab")).applied(QStringLiteral("new ab")),
                 QStringLiteral("new ab!"));
    }

    // Whatever is on disk already, the rest makes of it what was written.
    void theRestIsWhatIsMissing()
    {
        QVERIFY(rc::check([this] {
            UnwrittenEdits edits;
            const QString start = *randomText();
            QString now = start;
            QVector<QString> after { start };
            QVector<qint64> numbers;
            const int count = *rc::gen::inRange(1, 12);
            for (int i = 0; i < count; ++i) {
                const TextChange change = *randomChange(now);
                numbers.append(edits.add(m_note, now, change));
                change.applyTo(now);
                after.append(now);
            }
            const int done = *rc::gen::inRange(0, count + 1);
            for (int i = 0; i < done; ++i)
                edits.remove(numbers.at(i));
            const Edits all = edits.toEdits();
            QString written = after.at(done);
            for (const Edit &edit : all) {
                RC_ASSERT(edit.base == written);
                written = edit.change.applied(written);
            }
            RC_ASSERT(written == now);
            RC_ASSERT((done == count) == edits.isEmpty());
        }));
    }

    void manyThatAreDoneTakeNoRoom()
    {
        UnwrittenEdits edits;
        QString now;
        qint64 last = 0;
        for (int i = 0; i < 5000; ++i) {
            const TextChange change(Splice { now.size(), 0, QStringLiteral("x") });
            const qint64 number = edits.add(m_note, now, change);
            change.applyTo(now);
            if (last != 0)
                edits.remove(last); // never all of them
            last = number;
        }
        const Edits all = edits.toEdits();
        QCOMPARE(all.size(), 1);
        QCOMPARE(all.first().base.size(), 4999);
        QCOMPARE(all.first().change, TextChange(Splice { 4999, 0, QStringLiteral("x") }));
    }
};

QTEST_GUILESS_MAIN(TestUnwritten)
#include "tst_unwritten.moc"
