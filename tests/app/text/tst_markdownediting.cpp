// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/markdownediting.h"

#include <QTest>

using namespace commonplace;

namespace {

/// "a[b]c" is the text "abc" with b selected; "ab|c" has just a caret.
struct Marked
{
    explicit Marked(QString marked)
    {
        if (const qsizetype caret = marked.indexOf(u'|'); caret >= 0) {
            start = end = caret;
            text = marked.remove(caret, 1);
            return;
        }
        start = marked.indexOf(u'⟦');
        marked.remove(start, 1);
        end = marked.indexOf(u'⟧');
        text = marked.remove(end, 1);
    }
    static QString of(QString text, qsizetype start, qsizetype end)
    {
        if (start == end)
            return text.insert(start, u'|');
        return text.insert(end, u'⟧').insert(start, u'⟦');
    }

    QString text;
    qsizetype start = 0;
    qsizetype end = 0;
};

QString outcome(const Marked &from, const markdown::Edit &edit)
{
    return Marked::of(edit.change.applied(from.text), edit.selectionStart, edit.selectionEnd);
}

} // namespace

class TestMarkdownEditing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void togglesMarks_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("around a selection") << QStringLiteral("a ⟦b⟧ c") << QStringLiteral("a **⟦b⟧** c");
        QTest::newRow("off, marks outside") << QStringLiteral("a **⟦b⟧** c") << QStringLiteral("a ⟦b⟧ c");
        QTest::newRow("off, marks inside") << QStringLiteral("a ⟦**b**⟧ c") << QStringLiteral("a ⟦b⟧ c");
        QTest::newRow("caret between") << QStringLiteral("a | c") << QStringLiteral("a **|** c");
        QTest::newRow("caret between marks") << QStringLiteral("a **|** c") << QStringLiteral("a | c");
        QTest::newRow("done with it") << QStringLiteral("a **b|** c") << QStringLiteral("a **b**| c");
        QTest::newRow("before other marks") << QStringLiteral("a |**b** c") << QStringLiteral("a **|****b** c");
    }
    void togglesMarks()
    {
        QFETCH(QString, from);
        const Marked marked(from);
        QTEST(outcome(marked, markdown::toggleMark(marked.text, marked.start, marked.end, QStringLiteral("**"))), "to");
    }

    void togglesLineMarks_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("mark");
        QTest::addColumn<QString>("to");
        QTest::newRow("a line") << QStringLiteral("x\nab|c\ny") << QStringLiteral("- ") << QStringLiteral("x\n- ab|c\ny");
        QTest::newRow("off") << QStringLiteral("- ab|c") << QStringLiteral("- ") << QStringLiteral("ab|c");
        QTest::newRow("another") << QStringLiteral("- ab|c") << QStringLiteral("- [ ] ") << QStringLiteral("- [ ] ab|c");
        QTest::newRow("heading") << QStringLiteral("## ab|c") << QStringLiteral("# ") << QStringLiteral("# ab|c");
        QTest::newRow("indented") << QStringLiteral("  ab|c") << QStringLiteral("- ") << QStringLiteral("  - ab|c");
        QTest::newRow("several") << QStringLiteral("⟦a\n\nb⟧") << QStringLiteral("- ") << QStringLiteral("- ⟦a\n\n- b⟧");
        QTest::newRow("empty line") << QStringLiteral("|") << QStringLiteral("- ") << QStringLiteral("- |");
    }
    void togglesLineMarks()
    {
        QFETCH(QString, from);
        QFETCH(QString, mark);
        const Marked marked(from);
        QTEST(outcome(marked, markdown::toggleLineMark(marked.text, marked.start, marked.end, mark)), "to");
    }

    void continuesLists_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to"); // empty: no list
        QTest::newRow("bullet") << QStringLiteral("- a|") << QStringLiteral("- a\n- |");
        QTest::newRow("in the middle") << QStringLiteral("- a|b") << QStringLiteral("- a\n- |b");
        QTest::newRow("number") << QStringLiteral("  9. a|") << QStringLiteral("  9. a\n  10. |");
        QTest::newRow("ticked box") << QStringLiteral("- [x] a|") << QStringLiteral("- [x] a\n- [ ] |");
        QTest::newRow("empty item ends it") << QStringLiteral("- a\n- |") << QStringLiteral("- a\n|");
        QTest::newRow("empty box ends it") << QStringLiteral("- [ ] |") << QStringLiteral("|");
        QTest::newRow("quote") << QStringLiteral("> a|") << QStringLiteral("> a\n> |");
        QTest::newRow("quote in a quote") << QStringLiteral("> > a|b") << QStringLiteral("> > a\n> > |b");
        QTest::newRow("empty quote ends it") << QStringLiteral("> a\n> |") << QStringLiteral("> a\n|");
        QTest::newRow("before the mark") << QStringLiteral("|- a") << QString();
        QTest::newRow("no list") << QStringLiteral("a|") << QString();
        QTest::newRow("a dash") << QStringLiteral("-a|") << QString();
    }
    void continuesLists()
    {
        QFETCH(QString, from);
        const Marked marked(from);
        const auto edit = markdown::continueList(marked.text, marked.start);
        QTEST(edit ? outcome(marked, *edit) : QString(), "to");
    }

    void nestsLists_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<bool>("isBack");
        QTest::addColumn<QString>("to"); // empty: no list
        QTest::newRow("deeper") << QStringLiteral("- a\n- b|") << false << QStringLiteral("- a\n  - b|");
        QTest::newRow("below a number") << QStringLiteral("10. a|") << false << QStringLiteral("    10. a|");
        QTest::newRow("several") << QStringLiteral("- ⟦a\nx\n- [ ] b⟧") << false << QStringLiteral("  - ⟦a\nx\n  - [ ] b⟧");
        QTest::newRow("back") << QStringLiteral("  - a|") << true << QStringLiteral("- a|");
        QTest::newRow("back by a tab") << QStringLiteral("\t- a|") << true << QStringLiteral("- a|");
        QTest::newRow("back as far as there is") << QStringLiteral(" - a|") << true << QStringLiteral("- a|");
        QTest::newRow("no further") << QStringLiteral("- a|") << true << QStringLiteral("- a|");
        QTest::newRow("no list") << QStringLiteral("a|") << false << QString();
    }
    void nestsLists()
    {
        QFETCH(QString, from);
        QFETCH(bool, isBack);
        const Marked marked(from);
        const auto edit = markdown::nestList(marked.text, marked.start, marked.end, isBack);
        QTEST(edit ? outcome(marked, *edit) : QString(), "to");
    }

    void ticksBoxes()
    {
        const QString text = QStringLiteral("x\n- [ ] milk\n1. [x] bread");
        const auto tick = markdown::toggleBox(text, 5);
        QVERIFY(tick);
        QCOMPARE(tick->applied(text), QStringLiteral("x\n- [x] milk\n1. [x] bread"));
        const auto untick = markdown::toggleBox(text, text.indexOf(u'x', 3));
        QVERIFY(untick);
        QCOMPARE(untick->applied(text), QStringLiteral("x\n- [ ] milk\n1. [ ] bread"));
        QVERIFY(!markdown::toggleBox(text, 10));
        QVERIFY(!markdown::toggleBox(text, 0));
        QVERIFY(!markdown::toggleBox(text, 999));
    }

    void findsLinks()
    {
        const QString text = QStringLiteral("see [here](https://a.example/b) or http://c.example.");
        QCOMPARE(markdown::linkAt(text, 6), QStringLiteral("https://a.example/b"));
        QVERIFY(markdown::linkAt(text, text.lastIndexOf(u':')).startsWith(QStringLiteral("http://c.example")));
        QCOMPARE(markdown::linkAt(text, 0), QString());
    }

    void insertsLinks()
    {
        const Marked words(QStringLiteral("a ⟦b⟧"));
        QCOMPARE(outcome(words, markdown::insertLink(words.text, words.start, words.end)),
                 QStringLiteral("a [b](⟦https://⟧)"));
        const Marked address(QStringLiteral("⟦https://x.example⟧"));
        QCOMPARE(outcome(address, markdown::insertLink(address.text, address.start, address.end)),
                 QStringLiteral("[|](https://x.example)"));
    }
};

QTEST_GUILESS_MAIN(TestMarkdownEditing)
#include "tst_markdownediting.moc"
