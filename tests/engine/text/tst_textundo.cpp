// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/undo.h"

#include <QTest>

#include <random>

using namespace mld;

namespace {

/// An editor: a text, and the undo that is told of its changes.
struct Editor
{
    explicit Editor(const QString &start, int limit = 1000) : text(start), undo(start.size(), limit) { }

    void type(qsizetype index, qsizetype deleteCount, const QString &content)
    {
        const QString removed = text.mid(index, deleteCount);
        const TextSplice splice{index, deleteCount, content};
        applySplices(text, {splice});
        undo.edited(splice, removed);
    }
    void others(const QList<TextSplice> &splices)
    {
        applySplices(text, splices);
        undo.changed(splices);
    }
    void takeBack() { applySplices(text, undo.undo(text)); }
    void repeat() { applySplices(text, undo.redo(text)); }

    QString text;
    TextUndo undo;
};

} // namespace

class TestTextUndo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneEdit();
    void groups();
    void redoIsForgotten();
    void othersMoveIt();
    void othersWithin();
    void othersDelete();
    void deletedTextComesBackInPlace();
    void restoredTextIsStillOwn();
    void nothingLeftToUndo();
    void limit();
    void othersWithoutEnd_data();
    void othersWithoutEnd();
    void severalAtOnce();
    void alone_data();
    void alone();
    void withOthers_data();
    void withOthers();
};

void TestTextUndo::severalAtOnce()
{
    Editor editor(QStringLiteral("plain words"));
    editor.type(0, 0, QStringLiteral("x"));
    const QList<TextSplice> marks { { 1, 0, QStringLiteral("**") }, { 6, 0, QStringLiteral("**") } };
    editor.undo.edited(marks, editor.text);
    applySplices(editor.text, marks);
    QCOMPARE(editor.text, QStringLiteral("x**plain** words"));
    editor.type(16, 0, QStringLiteral("!"));
    editor.takeBack();
    editor.takeBack();
    QCOMPARE(editor.text, QStringLiteral("xplain words"));
    editor.repeat();
    QCOMPARE(editor.text, QStringLiteral("x**plain** words"));
}

void TestTextUndo::oneEdit()
{
    Editor editor(QStringLiteral("hello world"));
    QVERIFY(!editor.undo.canUndo());
    editor.type(6, 5, QStringLiteral("all"));
    QCOMPARE(editor.text, QStringLiteral("hello all"));
    QVERIFY(editor.undo.canUndo());
    QVERIFY(!editor.undo.canRedo());
    editor.takeBack();
    QCOMPARE(editor.text, QStringLiteral("hello world"));
    QVERIFY(!editor.undo.canUndo());
    QVERIFY(editor.undo.canRedo());
    editor.repeat();
    QCOMPARE(editor.text, QStringLiteral("hello all"));
    editor.takeBack();
    QCOMPARE(editor.text, QStringLiteral("hello world"));
    QVERIFY(editor.undo.undo(editor.text).isEmpty());
}

void TestTextUndo::groups()
{
    Editor editor{QString()};
    for (int i = 0; i < 3; ++i)
        editor.type(i, 0, QStringLiteral("a")); // typed on
    editor.type(2, 1, {});
    editor.type(1, 1, {}); // backspaced on
    editor.type(0, 0, QStringLiteral("b")); // elsewhere
    editor.type(1, 0, QStringLiteral("\n"));
    editor.type(2, 0, QStringLiteral("c")); // a new line
    editor.undo.endGroup();
    editor.type(3, 0, QStringLiteral("d"));
    QCOMPARE(editor.text, QStringLiteral("b\ncda"));
    const QStringList steps{QStringLiteral("b\nca"), QStringLiteral("b\na"), QStringLiteral("a"),
                            QStringLiteral("aaa"), QString()};
    for (const QString &step : steps) {
        editor.takeBack();
        QCOMPARE(editor.text, step);
    }
    QVERIFY(!editor.undo.canUndo());
    while (editor.undo.canRedo())
        editor.repeat();
    QCOMPARE(editor.text, QStringLiteral("b\ncda"));
}

void TestTextUndo::redoIsForgotten()
{
    Editor editor(QStringLiteral("x"));
    editor.type(1, 0, QStringLiteral("a"));
    editor.takeBack();
    editor.type(0, 1, QStringLiteral("b"));
    QVERIFY(!editor.undo.canRedo());
    QCOMPARE(editor.text, QStringLiteral("b"));
    editor.takeBack();
    QCOMPARE(editor.text, QStringLiteral("x"));
}

void TestTextUndo::othersMoveIt()
{
    Editor editor(QStringLiteral("one three"));
    editor.type(4, 0, QStringLiteral("two "));
    editor.others({{0, 0, QStringLiteral("zero ")}, {13, 0, QStringLiteral(" four")}});
    QCOMPARE(editor.text, QStringLiteral("zero one two three four"));
    editor.takeBack();
    QCOMPARE(editor.text, QStringLiteral("zero one three four"));
    editor.others({{5, 4, {}}});
    editor.repeat();
    QCOMPARE(editor.text, QStringLiteral("zero two three four"));
}

void TestTextUndo::othersWithin()
{
    Editor editor{QString()};
    editor.type(0, 0, QStringLiteral("abcd"));
    editor.others({{2, 0, QStringLiteral("XY")}});
    editor.takeBack();
    QCOMPARE(editor.text, QStringLiteral("XY"));
    editor.repeat();
    QCOMPARE(editor.text, QStringLiteral("abXYcd"));
}

void TestTextUndo::othersDelete()
{
    Editor editor(QStringLiteral("--"));
    editor.type(1, 0, QStringLiteral("abcd"));
    editor.others({{2, 2, {}}});
    QCOMPARE(editor.text, QStringLiteral("-ad-"));
    editor.takeBack();
    QCOMPARE(editor.text, QStringLiteral("--"));
    editor.repeat();
    QCOMPARE(editor.text, QStringLiteral("-ad-"));
}

void TestTextUndo::deletedTextComesBackInPlace()
{
    Editor editor(QStringLiteral("abcdef"));
    editor.type(2, 2, {});
    editor.others({{2, 0, QStringLiteral("X")}, {4, 0, QStringLiteral("Y")}});
    QCOMPARE(editor.text, QStringLiteral("abXefY"));
    editor.takeBack();
    QCOMPARE(editor.text, QStringLiteral("abXcdefY"));
}

void TestTextUndo::restoredTextIsStillOwn()
{
    Editor editor(QStringLiteral("[]"));
    editor.type(1, 0, QStringLiteral("abc"));
    editor.type(2, 1, {});
    editor.takeBack();
    editor.takeBack();
    QCOMPARE(editor.text, QStringLiteral("[]"));
}

// A group that others have made void is passed over.
void TestTextUndo::nothingLeftToUndo()
{
    Editor editor(QStringLiteral("x"));
    editor.type(1, 0, QStringLiteral("a"));
    editor.undo.endGroup();
    editor.type(2, 0, QStringLiteral("b"));
    editor.others({{2, 1, {}}});
    editor.takeBack();
    QCOMPARE(editor.text, QStringLiteral("x"));
    editor.repeat();
    QCOMPARE(editor.text, QStringLiteral("xa"));
    editor.others({{0, 2, {}}});
    QVERIFY(!editor.undo.canUndo());
    QVERIFY(!editor.undo.canRedo());
}

void TestTextUndo::limit()
{
    Editor editor(QStringLiteral("x"), 3);
    for (int i = 0; i < 5; ++i) {
        editor.undo.endGroup();
        editor.type(0, 0, QString::number(i));
    }
    for (int i = 0; i < 10; ++i)
        editor.takeBack();
    QCOMPARE(editor.text, QStringLiteral("10x"));
}

void TestTextUndo::othersWithoutEnd_data()
{
    QTest::addColumn<bool>("isUndone");
    QTest::newRow("done") << false;
    QTest::newRow("undone") << true;
}

void TestTextUndo::othersWithoutEnd()
{
    QFETCH(bool, isUndone);
    Editor editor(QString{});
    for (int i = 0; i < 300; ++i) {
        editor.undo.endGroup();
        editor.type(editor.text.size(), 0, QStringLiteral("a hundred letters, or near to that").repeated(3));
    }
    if (isUndone) {
        for (int i = 0; i < 200; ++i)
            editor.takeBack();
    }
    std::mt19937 random(5);
    for (int i = 0; i < 20'000; ++i) {
        const auto index = qsizetype(random() % size_t(editor.text.size()));
        editor.others({{index, 0, QStringLiteral("y")}});
        QVERIFY(editor.undo.pieces() <= TextUndo::maxPieces);
    }
    const qsizetype theirs = editor.text.count(QLatin1Char('y'));
    editor.takeBack();
    QCOMPARE(editor.text.count(QLatin1Char('y')), theirs); // in either case, only own words
    // And what is written now can be undone as ever.
    editor.undo.endGroup();
    const QString before = editor.text;
    editor.type(5, 0, QStringLiteral("new"));
    editor.takeBack();
    QCOMPARE(editor.text, before);
}

void TestTextUndo::alone_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 200; ++seed)
        QTest::addRow("%u", seed) << seed;
}

// Nobody else: each undo gives the text as it was, and each redo as it had become.
void TestTextUndo::alone()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    Editor editor(QStringLiteral("some text to begin with"));
    QStringList texts{editor.text};
    for (int i = 0; i < 30; ++i) {
        editor.undo.endGroup();
        const qsizetype index = qsizetype(random() % unsigned(editor.text.size() + 1));
        const qsizetype count = std::min<qsizetype>(random() % 4, editor.text.size() - index);
        const QString before = editor.text;
        editor.type(index, count, QString(qsizetype(random() % 3), QLatin1Char(char('a' + i % 26))));
        if (count > 0 || editor.text != before)
            texts.append(editor.text);
    }
    for (qsizetype i = texts.size() - 1; i-- > 0;) {
        editor.takeBack();
        QCOMPARE(editor.text, texts[i]);
    }
    QVERIFY(!editor.undo.canUndo());
    for (qsizetype i = 1; i < texts.size(); ++i) {
        editor.repeat();
        QCOMPARE(editor.text, texts[i]);
    }
}

void TestTextUndo::withOthers_data()
{
    alone_data();
}

// When everything is taken back, there is just what others wrote and nobody but us deleted. To tell,
// the units themselves say whose they are: upper case is ours.
void TestTextUndo::withOthers()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    Editor editor(QStringLiteral("abcdefghijkl"));
    QString theirs = editor.text; // with what we have deleted, sorted
    const auto drawIndex = [&] { return qsizetype(random() % unsigned(editor.text.size() + 1)); };
    for (int i = 0; i < 60; ++i) {
        const qsizetype index = drawIndex();
        const qsizetype count = std::min<qsizetype>(random() % 4, editor.text.size() - index);
        switch (random() % 6) {
        case 0:
        case 1:
            editor.type(index, count, QString(qsizetype(random() % 4), QLatin1Char(char('A' + i % 26))));
            break;
        case 2:
        case 3: {
            for (const QChar unit : editor.text.mid(index, count)) {
                if (unit.isLower())
                    theirs.remove(theirs.indexOf(unit), 1);
            }
            const QString content(qsizetype(random() % 3), QLatin1Char(char('a' + i % 26)));
            theirs += content;
            editor.others({{index, count, content}});
            break;
        }
        case 4:
            editor.takeBack();
            break;
        case 5:
            editor.repeat();
            break;
        }
    }
    while (editor.undo.canUndo())
        editor.takeBack();
    std::sort(theirs.begin(), theirs.end());
    QString left = editor.text;
    std::sort(left.begin(), left.end());
    QCOMPARE(left, theirs);
    const QString undone = editor.text;
    while (editor.undo.canRedo())
        editor.repeat();
    while (editor.undo.canUndo())
        editor.takeBack();
    QCOMPARE(editor.text, undone);
}

QTEST_GUILESS_MAIN(TestTextUndo)
#include "tst_textundo.moc"
