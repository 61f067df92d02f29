// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/markdownstyle.h"

#include <QTest>

using namespace commonplace::markdown;

namespace {

/// Each letter of a line as a sign: . text, m mark, a accent, d done, q quote; in capitals if bold.
QString tones(const LineStyle &style, qsizetype size)
{
    QString result(size, u'.');
    for (const StyledRun &run : style.runs) {
        for (qsizetype i = run.start; i < run.start + run.length; ++i) {
            const QChar sign = QLatin1String(".madq").at(int(run.style.tone));
            result[i] = run.style.isBold ? (sign == u'.' ? QChar(u'B') : sign.toUpper()) : sign;
        }
    }
    return result;
}

/// The same for shapes: i italic, s struck, u underlined, c code.
QString shapes(const LineStyle &style, qsizetype size)
{
    QString result(size, u'.');
    for (const StyledRun &run : style.runs) {
        const Style &s = run.style;
        const QChar sign = s.isCode ? u'c' : s.isUnderlined ? u'u' : s.isStruck ? u's' : s.isItalic ? u'i' : u'.';
        for (qsizetype i = run.start; i < run.start + run.length; ++i)
            result[i] = sign;
    }
    return result;
}

} // namespace

class TestMarkdownStyle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lines_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("tones");
        QTest::addColumn<QString>("shapes");
        const auto row = [](const char *line, const char *tones, const char *shapes) {
            QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(tones) << QString::fromLatin1(shapes);
        };
        row("plain", ".....", ".....");
        row("", "", "");
        row("## Two", "MMMBBB", "......");
        row("#no", "...", "...");
        row("a **b** c", "..mmBmm..", ".........");
        row("a __b__ c", "..mmBmm..", ".........");
        row("a *b* _c_", "..m.m.m.m", "...i...i.");
        row("~~a~~", "mm.mm", "..s..");
        row("a * b * c", ".........", ".........");
        row("`a*b*c`", "m.....m", "ccccccc");
        row("- item", "A.....", "......");
        row("12. item", "AAA.....", "........");
        row("- [ ] do", "A.aaa...", "........");
        row("- [x] do", "A.ddd.dd", "......ss");
        row("> quote", "aqqqqqq", "iiiiiii");
        row("---", "mmm", "...");
        row("[a](b)", "mammmm", ".u....");
        row("see http://x.y", "....aaaaaaaaaa", "....uuuuuuuuuu");
        row("*a", "..", "..");
        row("**", "..", "..");
    }
    void lines()
    {
        QFETCH(QString, line);
        const LineStyle style = styleOf(line, false);
        QTEST(tones(style, line.size()), "tones");
        QTEST(shapes(style, line.size()), "shapes");
    }

    void codeIsNothingElse()
    {
        const QString line = QStringLiteral("# **a** http://x.y");
        const LineStyle style = styleOf(line, true);
        QVERIFY(style.isCode);
        QCOMPARE(style.heading, 0);
        QCOMPARE(shapes(style, line.size()), QString(line.size(), u'c'));
        QVERIFY(styleOf(QStringLiteral("```cpp"), false).isCode);
        QVERIFY(isFence(u"  ```"));
        QVERIFY(!isFence(u"a ```"));
    }

    void boxesAreFound()
    {
        QCOMPARE(styleOf(QStringLiteral("  - [ ] a"), false).box, 4);
        QVERIFY(styleOf(QStringLiteral("  - [X] a"), false).isTicked);
        QCOMPARE(styleOf(QStringLiteral("- a [ ]"), false).box, -1);
    }

    void headings_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("level");
        QTest::newRow("one") << QStringLiteral("# a") << 1;
        QTest::newRow("six") << QStringLiteral("###### a") << 6;
        QTest::newRow("seven") << QStringLiteral("####### a") << 0;
        QTest::newRow("indented") << QStringLiteral("   # a") << 1;
        QTest::newRow("too far") << QStringLiteral("    # a") << 0;
        QTest::newRow("bare") << QStringLiteral("##") << 2;
    }
    void headings()
    {
        QFETCH(QString, line);
        QTEST(headingOf(line), "level");
    }
};

QTEST_GUILESS_MAIN(TestMarkdownStyle)
#include "tst_markdownstyle.moc"
