// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textchange.h"

#include "text/randomchange.h"

#include <QTest>

using commonplace::Splice;
using commonplace::TextChange;
using Side = TextChange::Side;

class TestTextChange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joinsTouchingSplices()
    {
        const TextChange change(QVector<Splice> { { 4, 1, QStringLiteral("y") }, { 3, 1, QStringLiteral("x") } });
        QCOMPARE(change.splices(), (QVector<Splice> { { 3, 2, QStringLiteral("xy") } }));
        QVERIFY(TextChange(Splice { 3, 0, {} }).isEmpty());
    }

    void appliesBeyondTheEndAtTheEnd()
    {
        QCOMPARE(TextChange(Splice { 9, 4, QStringLiteral("!") }).applied(QStringLiteral("abc")),
                 QStringLiteral("abc!"));
    }

    void inverseTakesBack()
    {
        QVERIFY(rc::check("a change and its inverse leave the text as it was", [] {
            const QString text = *randomText();
            const TextChange change = *randomChange(text);
            RC_ASSERT(change.inverted(text).applied(change.applied(text)) == text);
        }));
    }

    void compositionIsOneAfterTheOther()
    {
        QVERIFY(rc::check("two changes as one do what they do in turn", [] {
            const QString text = *randomText();
            const TextChange first = *randomChange(text);
            const TextChange second = *randomChange(first.applied(text));
            RC_ASSERT(first.followedBy(second).applied(text) == second.applied(first.applied(text)));
        }));
    }

    void transformationConverges()
    {
        QVERIFY(rc::check("two changes of one text give one text, whichever comes first", [] {
            const QString text = *randomText();
            const TextChange a = *randomChange(text);
            const TextChange b = *randomChange(text);
            RC_ASSERT(b.transformed(a, Side::After).applied(a.applied(text))
                      == a.transformed(b, Side::Before).applied(b.applied(text)));
        }));
    }

    void differenceLeadsThere()
    {
        QVERIFY(rc::check("the difference of two texts leads from one to the other", [] {
            const QString before = *randomText();
            const QString after = *randomText();
            RC_ASSERT(TextChange::between(before, after).applied(before) == after);
        }));
    }

    void differenceKeepsPairsWhole()
    {
        // Two emoji with the same first half.
        const TextChange change = TextChange::between(QStringLiteral("a😀b"), QStringLiteral("a😁b"));
        QCOMPARE(change.splices(), (QVector<Splice> { { 1, 2, QStringLiteral("😁") } }));
    }

    void piecesComeToTheSame()
    {
        QVERIFY(rc::check("one after the other, short pieces do what the change does", [] {
            const QString text = *randomText();
            const TextChange change = *randomChange(text);
            QString outcome = text;
            const QVector<Splice> pieces = change.inPieces(2);
            for (const Splice &piece : pieces) {
                RC_ASSERT(piece.inserted.size() <= 2);
                const bool isCut = !piece.inserted.isEmpty() && piece.inserted.back().isHighSurrogate();
                RC_ASSERT(!isCut);
                outcome = TextChange(piece).applied(outcome);
            }
            RC_ASSERT(outcome == change.applied(text));
        }));
    }

    void mapsPositions_data()
    {
        QTest::addColumn<Splice>("splice");
        QTest::addColumn<int>("position");
        QTest::addColumn<bool>("pushed");
        QTest::addColumn<int>("expected");
        const QString ab = QStringLiteral("ab");
        QTest::newRow("before") << Splice { 5, 1, ab } << 3 << false << 3;
        QTest::newRow("after") << Splice { 1, 1, ab } << 3 << false << 4;
        QTest::newRow("insertion at it stays behind") << Splice { 3, 0, ab } << 3 << false << 3;
        QTest::newRow("insertion at it pushes") << Splice { 3, 0, ab } << 3 << true << 5;
        QTest::newRow("within what is removed") << Splice { 2, 4, ab } << 4 << false << 2;
        QTest::newRow("at the end of what is removed") << Splice { 2, 2, ab } << 4 << false << 4;
    }

    void mapsPositions()
    {
        QFETCH(Splice, splice);
        QFETCH(int, position);
        QFETCH(bool, pushed);
        QFETCH(int, expected);
        QCOMPARE(TextChange(splice).mapped(position, pushed), expected);
    }
};

QTEST_GUILESS_MAIN(TestTextChange)
#include "tst_textchange.moc"
