// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "editor/textview.h"

#include "editor/textviewaccessible.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QQuickWindow>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace commonplace;

namespace {

const QString family = QStringLiteral("👩‍👩‍👧‍👦");
const QString hebrew = QStringLiteral("\u05e9\u05dc\u05d5\u05dd");

/// A text view in a window of its own.
class Area
{
public:
    Area()
    {
        m_window.resize(400, 300);
        m_view.setParentItem(m_window.contentItem());
        m_view.setSize({ 400, 300 });
        m_view.setViewHeight(300);
        QObject::connect(&m_view, &TextView::contentMoved, &m_view,
                         [this](double distance) { m_view.setViewTop(m_view.viewTop() + distance); });
        m_window.show();
        m_window.requestActivate();
        (void)QTest::qWaitForWindowActive(&m_window); // whoever needs the keyboard fails without
        m_view.forceActiveFocus();
    }

    TextView &view() { return m_view; }
    QQuickWindow *window() { return &m_window; }
    QString text() const { return m_view.text(); }
    int caret() const { return m_view.cursorPosition(); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&m_window, key, modifiers); }
    void type(const char *letters)
    {
        for (; *letters; ++letters)
            QTest::keyClick(&m_window, *letters);
    }
    void paste(const QString &text)
    {
        QGuiApplication::clipboard()->setText(text);
        m_view.paste();
    }
    void compose(const QString &preedit, const QString &commit = {},
                 const QList<QInputMethodEvent::Attribute> &attributes = {})
    {
        QInputMethodEvent event(preedit, attributes);
        event.setCommitString(commit);
        QCoreApplication::sendEvent(&m_view, &event);
    }
    /// Where a click must go to put the caret there.
    QPoint pointOf(int position) const
    {
        const QRectF caret = m_view.positionToRectangle(position);
        return m_view.mapToScene({ caret.x() + 1, caret.center().y() }).toPoint();
    }
    QImage picture() { return m_window.grabWindow(); }

private:
    QQuickWindow m_window;
    TextView m_view;
};

int differences(const QImage &one, const QImage &other)
{
    int count = 0;
    for (int y = 0; y < one.height(); ++y) {
        for (int x = 0; x < one.width(); ++x)
            count += one.pixel(x, y) != other.pixel(x, y);
    }
    return count;
}

TextChange changeOf(const QSignalSpy &edits, int index = 0)
{
    return edits.at(index).at(0).value<TextChange>();
}

} // namespace

/// The view as people write in it, and what it reports.
class TestTextView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void marksWhatIsLookedFor()
    {
        Area area;
        area.view().setHitColor(Qt::yellow);
        area.view().setSelectedHitColor(Qt::red);
        const auto counts = [&](const QColor &color) {
            const QImage picture = area.picture();
            int count = 0;
            for (int y = 0; y < picture.height(); ++y) {
                for (int x = 0; x < picture.width(); ++x)
                    count += picture.pixelColor(x, y) == color;
            }
            return count;
        };
        area.view().reset(QStringLiteral("bean pea bean\nBean"));
        QCOMPARE(counts(Qt::yellow), 0);
        QSignalSpy found(&area.view(), &TextView::hitsChanged);
        area.view().setQuery({ QStringLiteral("bean") });
        QVERIFY(!found.isEmpty());
        QCOMPARE(area.view().finder().count(), 3);
        const int three = counts(Qt::yellow);
        QVERIFY(three > 100);
        QCOMPARE(area.view().selectedHit(), -1);
        area.view().select(9, 13);
        QCOMPARE(area.view().selectedHit(), 1);
        QVERIFY(counts(Qt::red) > 30);
        // Marks go with the text, and with what is looked for.
        area.view().applyRemote(TextChange(Splice { 0, 5, {} }));
        QTRY_COMPARE(area.view().finder().count(), 2);
        QCOMPARE(area.view().selectedHit(), 0);
        area.view().setQuery({});
        QCOMPARE(counts(Qt::yellow), 0);
        QCOMPARE(counts(Qt::red), 0);
    }

    void findsInLongTextsWithoutStopping()
    {
        Area area;
        area.view().reset(QStringLiteral("a line of the text, not very long, with a bean in it\n").repeated(100'000));
        area.view().setQuery({ QStringLiteral("bean") });
        QTRY_VERIFY_WITH_TIMEOUT(area.view().finder().isDone(), 30'000);
        QCOMPARE(area.view().finder().count(), 100'000);
        area.view().setQuery({ QStringLiteral("line") });
        QVERIFY(!area.view().finder().isDone()); // a part at a time
        area.view().reset({});
        QTRY_VERIFY(area.view().finder().isDone());
    }

    void reportsTypingPrecisely()
    {
        Area area;
        area.view().reset(QStringLiteral("aaa"));
        QSignalSpy edits(&area.view(), &TextView::edited);
        area.view().setCursorPosition(1);
        area.type("a");
        QCOMPARE(changeOf(edits), TextChange(Splice { 1, 0, QStringLiteral("a") }));
        area.press(Qt::Key_Return);
        QCOMPARE(changeOf(edits, 1), TextChange(Splice { 2, 0, QStringLiteral("\n") }));
        area.press(Qt::Key_Backspace);
        QCOMPARE(changeOf(edits, 2), TextChange(Splice { 2, 1, {} }));
        QCOMPARE(edits.at(2).at(1).toStringList(), QStringList(QStringLiteral("\n")));
        area.press(Qt::Key_Delete);
        QCOMPARE(changeOf(edits, 3), TextChange(Splice { 2, 1, {} }));
        QCOMPARE(edits.size(), 4);
        QCOMPARE(area.text(), QStringLiteral("aaa"));
    }

    void whatOthersWriteIsNoEdit()
    {
        Area area;
        QSignalSpy edits(&area.view(), &TextView::edited);
        area.view().reset(QStringLiteral("one\ntwo"));
        area.view().reset(QString());
        area.view().reset(QStringLiteral("three"));
        area.view().applyRemote(TextChange(Splice { 0, 5, QStringLiteral("four") }));
        QCOMPARE(edits.size(), 0);
        QCOMPARE(area.text(), QStringLiteral("four"));
    }

    void keepsSpecialCharacters()
    {
        Area area;
        const QString special = QStringLiteral("a\u00a0b\u2028c\t") + family;
        area.view().reset(special);
        area.type("x");
        QCOMPARE(area.text(), u'x' + special);
        // A text cannot hold "\r\n" as one thing, or all positions after it would be wrong.
        area.view().reset(QStringLiteral("one\r\ntwo"));
        QCOMPARE(area.text(), QStringLiteral("one \ntwo"));
        area.view().reset({});
        area.paste(QString(QChar(0xd83d)) + u'x'); // half of a pair is no character
        QCOMPARE(area.text(), QString(QChar(QChar::ReplacementCharacter)) + u'x');
        area.paste(QStringLiteral("1\r\n2\r3"));
        QVERIFY(area.text().endsWith(QStringLiteral("x1\n2\n3")));
    }

    void remoteEditsKeepCaretAndSelection_data()
    {
        QTest::addColumn<int>("start");
        QTest::addColumn<int>("end");
        QTest::addColumn<int>("position");
        QTest::addColumn<int>("removed");
        QTest::addColumn<int>("newStart");
        QTest::addColumn<int>("newEnd");
        QTest::newRow("caret, before") << 4 << 4 << 1 << 0 << 6 << 6;
        QTest::newRow("caret, at") << 4 << 4 << 4 << 0 << 4 << 4;
        QTest::newRow("caret, over") << 4 << 4 << 2 << 5 << 2 << 2;
        QTest::newRow("selection, at its start") << 2 << 5 << 2 << 0 << 4 << 7;
        QTest::newRow("selection, at its end") << 2 << 5 << 5 << 0 << 2 << 5;
        QTest::newRow("selection, within") << 2 << 5 << 3 << 1 << 2 << 6;
        QTest::newRow("selection, from its end") << 5 << 2 << 2 << 0 << 7 << 4;
    }
    void remoteEditsKeepCaretAndSelection()
    {
        QFETCH(int, start);
        QFETCH(int, end);
        QFETCH(int, position);
        QFETCH(int, removed);
        QFETCH(int, newStart);
        QFETCH(int, newEnd);
        Area area;
        area.view().reset(QStringLiteral("0123456789"));
        area.view().select(start, end);
        area.view().applyRemote(TextChange(Splice { position, removed, QStringLiteral("ab") }));
        QCOMPARE(area.view().selectionStart(), qMin(newStart, newEnd));
        QCOMPARE(area.view().selectionEnd(), qMax(newStart, newEnd));
        QCOMPARE(area.caret(), newEnd);
    }

    void composing()
    {
        Area area;
        area.view().reset(QStringLiteral("ab"));
        area.view().setCursorPosition(1);
        QSignalSpy edits(&area.view(), &TextView::edited);
        QSignalSpy composing(&area.view(), &TextView::inputMethodComposingChanged);
        const double before = area.view().cursorRectangle().x();
        area.compose(QStringLiteral("nihon"));
        QVERIFY(area.view().isComposing());
        QCOMPARE(area.text(), QStringLiteral("ab"));
        const double behind = area.view().cursorRectangle().x();
        QVERIFY(behind > before + 20); // it is shown, with the caret behind it
        area.compose(QStringLiteral("nihon"), {}, { { QInputMethodEvent::Cursor, 2, 1, {} } });
        QVERIFY(area.view().cursorRectangle().x() > before && area.view().cursorRectangle().x() < behind);
        QCOMPARE(edits.size(), 0);
        // Others write before, around and over it.
        area.view().applyRemote(TextChange(Splice { 0, 0, QStringLiteral("x\n") }));
        QVERIFY(area.view().isComposing());
        area.compose(QStringLiteral("nihongo"));
        QCOMPARE(area.view().inputMethodQuery(Qt::ImSurroundingText).toString(), QStringLiteral("ab"));
        QCOMPARE(area.view().inputMethodQuery(Qt::ImCursorPosition).toInt(), 1);
        area.view().applyRemote(TextChange(Splice { 0, 2, {} }));
        area.compose({}, QStringLiteral("日本"));
        QCOMPARE(changeOf(edits), TextChange(Splice { 1, 0, QStringLiteral("日本") }));
        QVERIFY(!area.view().isComposing());
        QCOMPARE(composing.size(), 2);
        QCOMPARE(area.text(), QStringLiteral("a日本b"));
        QCOMPARE(area.caret(), 3);

        area.view().select(1, 3);
        area.compose(QStringLiteral("n")); // takes the place of what is selected
        QCOMPARE(area.text(), QStringLiteral("ab"));
        area.view().setCursorPosition(0); // ends it
        QVERIFY(!area.view().isComposing());
        QCOMPARE(area.text(), QStringLiteral("ab"));
        QInputMethodEvent replacing;
        replacing.setCommitString(QStringLiteral("A"), 0, 1);
        QCoreApplication::sendEvent(&area.view(), &replacing);
        QCOMPARE(area.text(), QStringLiteral("Ab"));
    }

    void whatIsComposedIsPaintedInItsPlace()
    {
        Area area;
        area.view().setReadOnly(false);
        area.view().reset(QStringLiteral("ab cd"));
        area.view().setCursorPosition(2);
        const QImage before = area.picture();
        area.compose(QStringLiteral("xyz"));
        QVERIFY(differences(before, area.picture()) > 20);
        area.compose({});
        QCOMPARE(differences(before, area.picture()), 0);
    }

    void readOnlyTakesNothing()
    {
        Area area;
        area.view().reset(QStringLiteral("one two"));
        area.view().setReadOnly(true);
        area.type("x");
        area.press(Qt::Key_Delete);
        area.press(Qt::Key_Return);
        area.paste(QStringLiteral("y"));
        area.compose(QStringLiteral("z"), QStringLiteral("z"));
        area.press(Qt::Key_End);
        QCOMPARE(area.text(), QStringLiteral("one two"));
        QCOMPARE(area.caret(), 7);
        area.view().applyRemote(TextChange(Splice { 0, 3, QStringLiteral("1") }));
        QCOMPARE(area.text(), QStringLiteral("1 two"));
    }

    void keysMoveTheCaret_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<int>("to");
        const auto row = [](const char *name, const QString &text, int from, Qt::Key key, int modifiers, int to) {
            QTest::newRow(name) << text << from << int(key) << modifiers << to;
        };
        const int ctrl = Qt::ControlModifier;
        const QString two = QStringLiteral("one two\nthree");
        row("right", two, 0, Qt::Key_Right, 0, 1);
        row("left", two, 1, Qt::Key_Left, 0, 0);
        row("left at the start", two, 0, Qt::Key_Left, 0, 0);
        row("right over the break", two, 7, Qt::Key_Right, 0, 8);
        row("left over the break", two, 8, Qt::Key_Left, 0, 7);
        row("right at the end", two, 13, Qt::Key_Right, 0, 13);
        row("word right", two, 0, Qt::Key_Right, ctrl, 4);
        row("word left", two, 7, Qt::Key_Left, ctrl, 4);
        row("word left over the break", two, 8, Qt::Key_Left, ctrl, 7);
        row("down", QStringLiteral("one two\none"), 2, Qt::Key_Down, 0, 10);
        row("down at the end", two, 9, Qt::Key_Down, 0, 13);
        row("up at the start", two, 2, Qt::Key_Up, 0, 0);
        row("home", two, 11, Qt::Key_Home, 0, 8);
        row("end", two, 2, Qt::Key_End, 0, 7);
        row("to the start", two, 11, Qt::Key_Home, ctrl, 0);
        row("to the end", two, 2, Qt::Key_End, ctrl, 13);
        row("over a pair", QStringLiteral("a😀b"), 1, Qt::Key_Right, 0, 3);
        row("over a family", u'a' + family + u'b', 1, Qt::Key_Right, 0, 1 + int(family.size()));
        row("over an accent", QStringLiteral("e\u0301x"), 0, Qt::Key_Right, 0, 2);
        row("left, where it is read from the right", hebrew + QStringLiteral("\nb"), 0, Qt::Key_Left, 0, 1);
        row("right, where it is read from the right", hebrew + QStringLiteral("\nb"), 2, Qt::Key_Right, 0, 1);
        row("left over the break there", hebrew + QStringLiteral("\nb"), 4, Qt::Key_Left, 0, 5);
    }
    void keysMoveTheCaret()
    {
        QFETCH(QString, text);
        QFETCH(int, from);
        QFETCH(int, key);
        QFETCH(int, modifiers);
        QFETCH(int, to);
        Area area;
        area.view().reset(text);
        area.view().setCursorPosition(from);
        area.press(Qt::Key(key), Qt::KeyboardModifiers(modifiers));
        QCOMPARE(area.caret(), to);
        QCOMPARE(area.view().selectedText(), QString());
        // With Shift it selects as far.
        area.view().setCursorPosition(from);
        area.press(Qt::Key(key), Qt::KeyboardModifiers(modifiers) | Qt::ShiftModifier);
        QCOMPARE(area.caret(), to);
        QCOMPARE(area.view().selectionStart(), qMin(from, to));
        QCOMPARE(area.view().selectionEnd(), qMax(from, to));
    }

    void keysWalkAllPlacesOfAMixedText()
    {
        Area area;
        area.view().reset(QStringLiteral("abc ") + hebrew + QStringLiteral(" def ") + hebrew + QStringLiteral("\nuvw ") + hebrew
                          + QStringLiteral(" xyz\n\n") + family);
        const auto walk = [&area](Qt::Key key) {
            QSet<int> seen { area.caret() };
            for (int i = 0; i < 100; ++i) {
                area.press(key);
                seen.insert(area.caret());
            }
            return seen;
        };
        (void)walk(Qt::Key_Left);
        QCOMPARE(area.caret(), 0);
        QVERIFY(walk(Qt::Key_Right).size() > 18); // where directions meet, two places are one
        QCOMPARE(area.caret(), area.view().length());
    }

    void aWrappedLineHasItsOwnEnds()
    {
        Area area;
        area.view().reset(QStringLiteral("word ").repeated(60));
        const double top = area.view().positionToRectangle(0).y();
        area.press(Qt::Key_End);
        const int end = area.caret();
        QVERIFY(end > 10 && end < 100);
        QCOMPARE(area.view().cursorRectangle().y(), top); // still there
        area.press(Qt::Key_Home);
        QCOMPARE(area.caret(), 0);
        area.press(Qt::Key_Down);
        QVERIFY(area.view().cursorRectangle().y() > top);
        area.press(Qt::Key_End);
        area.press(Qt::Key_Up); // where the line is as long
        QCOMPARE(area.caret(), end);
    }

    void theGoalOfUpAndDownIsKept()
    {
        Area area;
        area.view().reset(QStringLiteral("a long line\n\nanother long line"));
        area.view().setCursorPosition(8);
        area.press(Qt::Key_Down);
        QCOMPARE(area.caret(), 12);
        area.press(Qt::Key_Down);
        const double x = area.view().positionToRectangle(8).x();
        QVERIFY(std::abs(area.view().cursorRectangle().x() - x) < 8);
    }

    void pagesAreAsHighAsWhatIsSeen()
    {
        Area area;
        area.view().reset(QStringLiteral("line\n").repeated(200));
        area.press(Qt::Key_PageDown);
        const int line = area.caret() / 5;
        QVERIFY2(line > 5 && line < 18, qPrintable(QString::number(line)));
        area.press(Qt::Key_PageDown, Qt::ShiftModifier);
        QCOMPARE(area.view().selectionEnd(), 10 * line);
        area.press(Qt::Key_PageUp);
        area.press(Qt::Key_PageUp);
        QCOMPARE(area.caret(), 0);
    }

    void removesWholeCharactersAndWords()
    {
        Area area;
        area.view().reset(u'a' + family + QStringLiteral("e\u0301 two three"));
        area.view().setCursorPosition(1 + int(family.size()) + 2);
        area.press(Qt::Key_Backspace); // the accent alone
        QCOMPARE(area.text(), u'a' + family + QStringLiteral("e two three"));
        area.press(Qt::Key_Backspace);
        area.press(Qt::Key_Backspace);
        QCOMPARE(area.text(), QStringLiteral("a two three"));
        area.view().setCursorPosition(2);
        area.press(Qt::Key_Delete, Qt::ControlModifier);
        QCOMPARE(area.text(), QStringLiteral("a three"));
        area.view().setCursorPosition(7);
        area.press(Qt::Key_Backspace, Qt::ControlModifier);
        QCOMPARE(area.text(), QStringLiteral("a "));
        area.view().selectAll();
        area.type("x");
        QCOMPARE(area.text(), QStringLiteral("x"));
        area.press(Qt::Key_Tab);
        QCOMPARE(area.text(), QStringLiteral("x\t"));
    }

    void theMouseSelects()
    {
        Area area;
        area.view().reset(QStringLiteral("one two three\nfour five"));
        QTest::mouseClick(area.window(), Qt::LeftButton, {}, area.pointOf(5));
        QCOMPARE(area.caret(), 5);
        QTest::mouseClick(area.window(), Qt::LeftButton, Qt::ShiftModifier, area.pointOf(16));
        QCOMPARE(area.view().selectionStart(), 5);
        QCOMPARE(area.view().selectionEnd(), 16);
        QTest::mousePress(area.window(), Qt::LeftButton, {}, area.pointOf(16));
        QTest::mouseMove(area.window(), area.pointOf(10));
        QTest::mouseMove(area.window(), area.pointOf(2));
        QTest::mouseRelease(area.window(), Qt::LeftButton, {}, area.pointOf(2));
        QCOMPARE(area.view().selectionStart(), 2);
        QCOMPARE(area.view().selectionEnd(), 16);
        QCOMPARE(area.caret(), 2);
    }

    void twoClicksSelectAWordAndThreeAParagraph()
    {
        Area area;
        area.view().reset(QStringLiteral("one two three\nfour five"));
        const QPoint point = area.pointOf(5);
        QTest::mouseDClick(area.window(), Qt::LeftButton, {}, point);
        QCOMPARE(area.view().selectedText(), QStringLiteral("two"));
        QTest::mouseClick(area.window(), Qt::LeftButton, {}, point);
        QCOMPARE(area.view().selectedText(), QStringLiteral("one two three"));
    }

    void whatIsSeenStaysWhenOthersWriteAboveIt()
    {
        Area area;
        QString text;
        for (int i = 0; i < 500; ++i)
            text += QStringLiteral("%1 a line of some words, which is long enough to go on below\n").arg(i);
        area.view().reset(text);
        area.view().setHeight(area.view().implicitHeight());
        area.view().setViewTop(5000);
        QVERIFY(!area.picture().isNull());
        const int seen = area.view().positionAt(0, area.view().viewTop() + 20);
        const double place = area.view().positionToRectangle(seen).y() - area.view().viewTop();
        area.view().applyRemote(TextChange(Splice { 10, 0, QStringLiteral("new\nlines\n# of others\n") }));
        QVERIFY(!area.picture().isNull());
        const int now = seen + 23;
        QVERIFY(std::abs(area.view().positionToRectangle(now).y() - area.view().viewTop() - place) < 1);
        // Nor does it jump when what is above is laid out for the first time.
        for (int step = 0; step < 50; ++step) {
            const int line = area.view().positionAt(0, area.view().viewTop());
            const double before = area.view().positionToRectangle(line).y() - area.view().viewTop();
            area.view().setViewTop(area.view().viewTop() - 40);
            QVERIFY(!area.picture().isNull());
            const double after = area.view().positionToRectangle(line).y() - area.view().viewTop();
            QVERIFY2(std::abs(after - before - 40) < 1, qPrintable(QString::number(after - before)));
        }
    }

    void keysCostTheSameInAnyText_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("paragraphs") << QStringLiteral("the quick brown fox jumps over the lazy dog, once and again\n");
        QTest::newRow("one line") << QStringLiteral("the quick brown fox jumps over the lazy dog, once and again ");
    }
    void keysCostTheSameInAnyText()
    {
        QFETCH(QString, line);
        QVector<qint64> laidOut;
        QVector<qint64> touched;
        Area area;
        for (const int length : { 1000, 1'000'000 }) {
            area.view().reset(line.repeated(length / int(line.size())));
            area.view().setCursorPosition(500);
            QVERIFY(!area.picture().isNull());
            const qint64 before = area.view().laidOut();
            const qint64 work = area.view().model().work();
            for (int i = 0; i < 20; ++i) {
                area.type("k");
                QVERIFY(!area.picture().isNull());
            }
            laidOut.append(area.view().laidOut() - before);
            touched.append(area.view().model().work() - work);
        }
        // A line that is cut has parts of about half the longest.
        const qint64 most = 20 * 2 * TextModel::longestPiece;
        QVERIFY2(laidOut.at(1) <= qMax(most, laidOut.at(0)), qPrintable(QString::number(laidOut.at(1))));
        QVERIFY2(touched.at(1) <= qMax(most, touched.at(0)), qPrintable(QString::number(touched.at(1))));
        if (line.endsWith(u'\n')) {
            QCOMPARE(laidOut.at(1), laidOut.at(0));
            QCOMPARE(touched.at(1), touched.at(0));
        }
    }

    void onlyWhatIsSeenIsLaidOut()
    {
        Area area;
        area.view().reset(QStringLiteral("a line of some words\n").repeated(50'000));
        QVERIFY(!area.picture().isNull());
        QVERIFY2(area.view().laidOut() < 10'000, qPrintable(QString::number(area.view().laidOut())));
        area.press(Qt::Key_End, Qt::ControlModifier);
        area.view().setViewTop(area.view().cursorRectangle().y() - 200);
        QVERIFY(!area.picture().isNull());
        QVERIFY2(area.view().laidOut() < 20'000, qPrintable(QString::number(area.view().laidOut())));
    }

    void markdownShows()
    {
        Area area;
        area.view().setReadOnly(true); // no caret that blinks
        area.view().reset(QStringLiteral("# Title\nplain\n```\ncode\n```\n- [ ] task"));
        const auto height = [&area](int from, int to) {
            return area.view().positionToRectangle(to).y() - area.view().positionToRectangle(from).y();
        };
        QVERIFY(height(0, 8) > height(8, 14) + 5);
        const QImage open = area.picture();
        area.view().applyRemote(TextChange(Splice { 32, 1, QStringLiteral("x") }));
        QVERIFY(differences(open, area.picture()) > 10);
        // Without the fence that begins it, what was code is none, and what follows is.
        area.view().reset(QStringLiteral("x\n# A"));
        const double heading = area.view().positionToRectangle(5).height();
        area.view().applyRemote(TextChange(Splice { 0, 1, QStringLiteral("```") }));
        QVERIFY(area.view().positionToRectangle(7).height() < heading);
        area.view().applyRemote(TextChange(Splice { 0, 3, QStringLiteral("x") }));
        QCOMPARE(area.view().positionToRectangle(5).height(), heading);
    }

    void isPaintedWhereItIs()
    {
        Area area;
        area.view().setReadOnly(true); // no caret
        area.view().setPosition({ 60, 50 });
        area.view().setWidth(300);
        const QImage empty = area.picture();
        for (const char *text : { "one", "one\ntwo", "a\n`b`\nc" }) { // one after the other: each is painted anew
            area.view().reset(QString::fromLatin1(text));
            area.view().selectAll();
            const QImage picture = area.picture();
            QRect painted;
            for (int y = 0; y < picture.height(); ++y) {
                for (int x = 0; x < picture.width(); ++x) {
                    if (picture.pixel(x, y) != empty.pixel(x, y))
                        painted |= QRect(x, y, 1, 1);
                }
            }
            const double ratio = picture.devicePixelRatio();
            const QRectF place(painted.x() / ratio, painted.y() / ratio, painted.width() / ratio, painted.height() / ratio);
            QVERIFY2(std::abs(place.left() - 60) <= 2, qPrintable(QString::number(place.left())));
            QVERIFY2(std::abs(place.top() - 50) <= 2, qPrintable(QString::number(place.top())));
            QVERIFY2(std::abs(place.height() - area.view().contentHeight()) <= 2, qPrintable(QString::number(place.height())));
        }
    }

    void theCaretBlinksAlone()
    {
        Area area;
        area.view().reset(QStringLiteral("some words"));
        area.view().setCursorPosition(4);
        const QImage with = area.picture();
        const qint64 laidOut = area.view().laidOut();
        QTRY_VERIFY(differences(with, area.picture()) > 0);
        QVERIFY(differences(with, area.picture()) <= 2 * 40);
        QCOMPARE(area.view().laidOut(), laidOut);
        area.view().setFocus(false); // and not at all without the keyboard
        const QImage without = area.picture();
        QTest::qWait(700);
        QCOMPARE(differences(without, area.picture()), 0);
    }

    void screenReadersReadAndEdit()
    {
        Area area;
        area.view().reset(QStringLiteral("one two\nthree"));
        QAccessibleInterface *known = QAccessible::queryAccessibleInterface(&area.view());
        QVERIFY(known);
        QCOMPARE(known->role(), QAccessible::EditableText);
        QVERIFY(known->state().focused && known->state().editable && known->state().multiLine);
        QAccessibleTextInterface *text = known->textInterface();
        QVERIFY(text);
        QCOMPARE(text->characterCount(), 13);
        QCOMPARE(text->text(4, 7), QStringLiteral("two"));
        int start = -1;
        int end = -1;
        QCOMPARE(text->textAtOffset(5, QAccessible::WordBoundary, &start, &end), QStringLiteral("two"));
        QCOMPARE(start, 4);
        QCOMPARE(end, 7);
        QCOMPARE(text->textAtOffset(9, QAccessible::LineBoundary, &start, &end), QStringLiteral("three"));
        QCOMPARE(text->textBeforeOffset(9, QAccessible::LineBoundary, &start, &end), QStringLiteral("one two\n"));
        QCOMPARE(text->textAfterOffset(1, QAccessible::CharBoundary, &start, &end), QStringLiteral("e"));
        text->setCursorPosition(3);
        QCOMPARE(area.caret(), 3);
        text->setSelection(0, 4, 7);
        QCOMPARE(text->selectionCount(), 1);
        QCOMPARE(area.view().selectedText(), QStringLiteral("two"));
        QVERIFY(text->characterRect(4).left() > text->characterRect(0).left());
        QCOMPARE(text->offsetAtPoint(text->characterRect(5).center() - QPoint(text->characterRect(5).width() / 2, 0)), 5);
        QSignalSpy edits(&area.view(), &TextView::edited);
        QAccessibleEditableTextInterface *editable = known->editableTextInterface();
        QVERIFY(editable);
        editable->replaceText(0, 3, QStringLiteral("1"));
        editable->insertText(1, QStringLiteral("!"));
        editable->deleteText(1, 2);
        QCOMPARE(area.text(), QStringLiteral("1 two\nthree"));
        QCOMPARE(edits.size(), 3);
    }

    void mirroredViewsStayEqual()
    {
        // Two people in one text, edits crossing on the way: after each exchange both show the same.
        Area one;
        Area two;
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        TextChange fromOne;
        TextChange fromTwo;
        connect(&one.view(), &TextView::edited, &one.view(),
                [&](const TextChange &change) { fromOne = fromOne.followedBy(change); });
        connect(&two.view(), &TextView::edited, &two.view(),
                [&](const TextChange &change) { fromTwo = fromTwo.followedBy(change); });
        const QStringList pieces { QStringLiteral("a"), QStringLiteral("b\nc"), QStringLiteral("😀"), family,
                                   QStringLiteral("\n"), QStringLiteral("\u00a0"), hebrew, QStringLiteral("\n```\n") };
        const auto act = [&](Area &area) {
            area.window()->requestActivate();
            const int length = area.view().length();
            const int from = random.bounded(length + 1);
            const int to = random.bounded(3) == 0 ? random.bounded(length + 1) : from;
            area.view().select(qMin(from, to), qMin(qMax(from, to), qMin(from, to) + 6));
            switch (random.bounded(6)) {
            case 0:
                area.press(Qt::Key_Backspace);
                break;
            case 1:
                area.press(Qt::Key_Delete);
                break;
            case 2:
                area.press(Qt::Key_Return);
                break;
            case 3:
                area.type("x");
                break;
            default:
                area.paste(pieces.at(random.bounded(int(pieces.size()))));
                break;
            }
        };
        for (int step = 0; step < 300; ++step) {
            for (int i = random.bounded(3); i > 0; --i)
                act(one);
            for (int i = random.bounded(3); i > 0; --i)
                act(two);
            const TextChange a = std::exchange(fromOne, {});
            const TextChange b = std::exchange(fromTwo, {});
            two.view().applyRemote(a.transformed(b, TextChange::Side::Before));
            one.view().applyRemote(b.transformed(a, TextChange::Side::After));
            QCOMPARE(one.text(), two.text());
            if (step % 10 == 0)
                QVERIFY(!one.picture().isNull());
        }
    }
};

QTEST_MAIN(TestTextView)
#include "tst_textview.moc"
