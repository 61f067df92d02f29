// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/windowfixture.h"

using namespace commonplace;

namespace {

const QString price = QStringLiteral("prix\u00a0: 10\u00a0€\u202f! a\u2028b");

} // namespace

/// The text area as one writes in it: the clipboard, and how paragraphs stand.
class TestWriting : public QObject, private WindowFixture
{
    Q_OBJECT

    TextView *area() const { return qobject_cast<TextView *>(item("bodyArea")); }
    QString text() const { return area()->text(); }
    void begin(const QString &text)
    {
        makeNotebook(QStringLiteral("Allotment"));
        writeNote(QStringLiteral("Prices"), {});
        QTRY_VERIFY(item("bodyArea")->hasActiveFocus());
        QGuiApplication::clipboard()->setText(text);
        press(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(this->text(), text);
    }
    /// From each paragraph to the next.
    QSet<double> lineHeights() const
    {
        QSet<double> heights;
        double before = area()->positionToRectangle(0).y();
        for (int at = text().indexOf(u'\n'); at >= 0; at = text().indexOf(u'\n', at + 1)) {
            const double y = area()->positionToRectangle(at + 1).y();
            heights.insert(y - std::exchange(before, y));
        }
        return heights;
    }

private Q_SLOTS:
    void init() { WindowFixture::begin(); }
    void cleanup() { close(); }

    void charactersSurviveCopyCutAndPaste()
    {
        begin(price);
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), price);
        QGuiApplication::clipboard()->setText(QStringLiteral("-"));
        press(Qt::Key_X, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), price);
        QCOMPARE(text(), QString());
        press(Qt::Key_V, Qt::ControlModifier);
        press(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(text(), price + price);
        QCOMPARE(item("bodyArea")->property("cursorPosition").toInt(), 2 * price.size());
        // Each is a step of its own.
        press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(text(), price);

        // The keys that other systems have for it.
        press(Qt::Key_A, Qt::ControlModifier);
        QGuiApplication::clipboard()->setText(QStringLiteral("-"));
        press(Qt::Key_Insert, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), price);
        QVERIFY(QMetaObject::invokeMethod(editor(), "copyAll"));
        QCOMPARE(QGuiApplication::clipboard()->text(), price);
    }

    void charactersSurviveDragging()
    {
        begin(price);
        press(Qt::Key_A, Qt::ControlModifier);
        QQuickItem *area = item("bodyArea");
        const QPoint from = area->mapToScene({ 20, 14 }).toPoint();
        QTest::mousePress(m_window, Qt::LeftButton, {}, from);
        for (int step = 1; step <= 10; ++step)
            QTest::mouseMove(m_window, from + QPoint(6 * step, step));
        QTest::mouseRelease(m_window, Qt::LeftButton, {}, from + QPoint(60, 10));
        // The area selects by dragging, and moves nothing.
        QCOMPARE(text(), price);
        QTRY_VERIFY(area->property("selectedText").toString().size() < price.size());
        press(Qt::Key_C, Qt::ControlModifier);
        QVERIFY(price.contains(QGuiApplication::clipboard()->text()));
    }

    void tabNestsLists()
    {
        begin(QStringLiteral("- one\n- two"));
        press(Qt::Key_Tab);
        QCOMPARE(text(), QStringLiteral("- one\n  - two"));
        type(QStringLiteral("!"));
        press(Qt::Key_Backtab, Qt::ShiftModifier);
        press(Qt::Key_Backtab, Qt::ShiftModifier); // as far as it goes, and the keyboard stays
        QCOMPARE(text(), QStringLiteral("- one\n- two!"));
        QVERIFY(area()->hasActiveFocus());
        press(Qt::Key_Return);
        press(Qt::Key_Return); // ends the list
        press(Qt::Key_Tab);
        QCOMPARE(text(), QStringLiteral("- one\n- two!\n\t"));
    }

    void whatIsPastedReplacesTheSelection()
    {
        begin(QStringLiteral("one two"));
        QMetaObject::invokeMethod(item("bodyArea"), "select", Q_ARG(int, 0), Q_ARG(int, 3));
        QGuiApplication::clipboard()->setText(QStringLiteral("1\r\n2\r3"));
        press(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(text(), QStringLiteral("1\n2\n3 two"));
    }

    void nothingIsPastedIntoTheTrash()
    {
        begin(QStringLiteral("one"));
        m_app->notebook()->trash(editor()->noteId());
        QTRY_VERIFY(editor()->isTrashed());
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_X, Qt::ControlModifier);
        QCOMPARE(text(), QStringLiteral("one"));
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("one"));
        press(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(text(), QStringLiteral("one"));
    }

    void findsAndReplacesInTheNote()
    {
        begin(QStringLiteral("Bean\npea\nbean\nbeans"));
        press(Qt::Key_Home, Qt::ControlModifier);
        const auto words = [this] { return item("findWords")->property("text").toString(); };
        press(Qt::Key_F, Qt::ControlModifier);
        QTRY_COMPARE(keyboardOwner(), item("findField"));
        type(QStringLiteral("bean"));
        QTRY_COMPARE(words(), QStringLiteral("1 of 3"));
        QCOMPARE(area()->selectedText(), QStringLiteral("Bean"));
        press(Qt::Key_Return);
        QCOMPARE(words(), QStringLiteral("2 of 3"));
        press(Qt::Key_Return, Qt::ShiftModifier);
        press(Qt::Key_F3, Qt::ShiftModifier);
        QCOMPARE(words(), QStringLiteral("3 of 3"));
        press(Qt::Key_F3);
        QCOMPARE(words(), QStringLiteral("1 of 3"));
        // Others write before it: what is selected stays.
        area()->applyRemote(TextChange(Splice { 0, 0, QStringLiteral("bean, ") }));
        QTRY_COMPARE(words(), QStringLiteral("2 of 4"));
        area()->applyRemote(TextChange(Splice { 0, 6, {} }));
        QTRY_COMPARE(words(), QStringLiteral("1 of 3"));
        QVERIFY(QMetaObject::invokeMethod(item("findWhole"), "toggle"));
        QTRY_COMPARE(words(), QStringLiteral("1 of 2"));

        press(Qt::Key_H, Qt::ControlModifier);
        QTRY_VERIFY(item("replaceField")->isVisible());
        item("replaceField")->forceActiveFocus();
        type(QStringLiteral("leek"));
        press(Qt::Key_Return);
        QCOMPARE(text(), QStringLiteral("leek\npea\nbean\nbeans"));
        QTRY_COMPARE(words(), QStringLiteral("1 of 1"));
        QVERIFY(QMetaObject::invokeMethod(item("findWhole"), "toggle"));
        QTRY_COMPARE(words(), QStringLiteral("1 of 2"));
        QVERIFY(QMetaObject::invokeMethod(item("replaceAll"), "clicked"));
        QCOMPARE(text(), QStringLiteral("leek\npea\nleek\nleeks"));
        QTRY_COMPARE(words(), QStringLiteral("2 replaced"));
        press(Qt::Key_Escape);
        QTRY_COMPARE(keyboardOwner(), item("bodyArea"));
        QVERIFY(!item("findBar")->isVisible());
        QCOMPARE(area()->finder().count(), 0);
        press(Qt::Key_Z, Qt::ControlModifier); // all at once
        QCOMPARE(text(), QStringLiteral("leek\npea\nbean\nbeans"));
        // From the lists, the notebook is searched.
        press(Qt::Key_F6);
        press(Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(keyboardOwner(), item("searchField"));
    }

    void allLinesStandAlike()
    {
        begin(QStringLiteral("one\ntwo\nthree"));
        type(QStringLiteral("."));
        press(Qt::Key_Return);
        type(QStringLiteral("five"));
        QCOMPARE(lineHeights().size(), 1);
        // As a middle click pastes, which no key announces.
        QGuiApplication::clipboard()->setText(QStringLiteral("six\nseven\neight\n"));
        QVERIFY(QMetaObject::invokeMethod(item("bodyArea"), "paste"));
        QVERIFY(text().contains(QStringLiteral("seven")));
        QCOMPARE(lineHeights().size(), 1);
        QVERIFY(!lineHeights().contains(0));
        QVERIFY(text().endsWith(QStringLiteral("fivesix\nseven\neight\n")));
    }

    void paragraphsStandWhereTheyBegin()
    {
        begin(QStringLiteral("left\n\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd\n- \u0645\u0631\u062d\u0628\u0627\nleft again"));
        QVERIFY(!m_window->grabWindow().isNull());
        const double width = area()->width();
        const QList<bool> isRight { false, true, true, false };
        qsizetype at = 0;
        for (int row = 0; row < isRight.size(); ++row) {
            const double left = area()->positionToRectangle(int(at)).x();
            QVERIFY2((left > width / 2) == isRight.at(row),
                     qPrintable(QStringLiteral("line %1 begins at %2 of %3").arg(row).arg(left).arg(width)));
            at = text().indexOf(u'\n', at) + 1;
        }
    }
};

QTEST_MAIN(TestWriting)
#include "tst_writing.moc"
