// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textbridge.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickItem>
#include <QQuickTextDocument>
#include <QQuickWindow>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>

#include <memory>

using namespace commonplace;

namespace {

const QString family = QStringLiteral("👩‍👩‍👧‍👦");

QSet<qreal> lineHeights(const QTextDocument &document)
{
    QSet<qreal> heights;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
        heights.insert(block.blockFormat().lineHeight());
    return heights;
}

/// Of each paragraph: R or L.
QString directions(const QTextDocument &document)
{
    QString result;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
        result += block.textDirection() == Qt::RightToLeft ? u'R' : u'L';
    return result;
}

/// A real text area in a window, with a bridge on it.
class Area
{
public:
    Area()
    {
        QQmlComponent component(&m_engine);
        component.setData("import QtQuick\nimport QtQuick.Controls.Basic\n"
                          "TextArea { width: 400; height: 300; focus: true; wrapMode: TextEdit.Wrap }", QUrl());
        m_item.reset(qobject_cast<QQuickItem *>(component.create()));
        m_item->setParentItem(m_window.contentItem());
        m_window.resize(400, 300);
        m_window.show();
        m_window.requestActivate();
        m_item->forceActiveFocus();
        m_document = m_item->property("textDocument").value<QQuickTextDocument *>()->textDocument();
        m_bridge.setArea(m_item.get());
        m_bridge.setDocument(m_document);
    }

    QQuickItem *item() { return m_item.get(); }
    QQuickWindow *window() { return &m_window; }
    TextBridge &bridge() { return m_bridge; }
    QTextDocument *document() { return m_document; }
    int caret() const { return m_item->property("cursorPosition").toInt(); }
    void setCaret(int position) { m_item->setProperty("cursorPosition", position); }
    void select(int start, int end)
    {
        QMetaObject::invokeMethod(m_item.get(), "select", Q_ARG(int, start), Q_ARG(int, end));
    }
    QString shown() const
    {
        QTextCursor cursor(m_document);
        cursor.select(QTextCursor::Document);
        return cursor.selectedText().replace(QChar::ParagraphSeparator, u'\n');
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&m_window, key, modifiers); }
    void type(char letter) { QTest::keyClick(&m_window, letter); }
    void paste(const QString &text)
    {
        QGuiApplication::clipboard()->setText(text);
        QMetaObject::invokeMethod(m_item.get(), "paste");
    }
    void compose(const QString &preedit, const QString &commit)
    {
        QInputMethodEvent event(preedit, {});
        event.setCommitString(commit);
        QCoreApplication::sendEvent(m_item.get(), &event);
    }

private:
    QQmlEngine m_engine;
    QQuickWindow m_window;
    std::unique_ptr<QQuickItem> m_item;
    QTextDocument *m_document = nullptr;
    TextBridge m_bridge;
};

} // namespace

class TestTextBridge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void reportsTypingPrecisely()
    {
        Area area;
        area.bridge().reset(QStringLiteral("aaa"));
        QSignalSpy edits(&area.bridge(), &TextBridge::edited);
        area.setCaret(1);
        area.type('a');
        QCOMPARE(edits.size(), 1);
        // Ambiguous by the text alone: where the caret is decides.
        QCOMPARE(edits.at(0).at(0).value<TextChange>(), TextChange(Splice { 1, 0, QStringLiteral("a") }));
        QCOMPARE(edits.at(0).at(1).toString(), QStringLiteral("aaa"));
        area.press(Qt::Key_Return);
        QCOMPARE(edits.at(1).at(0).value<TextChange>(), TextChange(Splice { 2, 0, QStringLiteral("\n") }));
        area.press(Qt::Key_Backspace);
        QCOMPARE(edits.at(2).at(0).value<TextChange>(), TextChange(Splice { 2, 1, {} }));
        QCOMPARE(area.bridge().text(), area.shown());
    }

    void loadingIsNoEdit()
    {
        Area area;
        QSignalSpy edits(&area.bridge(), &TextBridge::edited);
        area.bridge().reset(QStringLiteral("one\ntwo"));
        area.bridge().reset(QString());
        area.bridge().reset(QStringLiteral("three"));
        area.bridge().applyRemote(TextChange(Splice { 0, 5, QStringLiteral("four") }));
        QCOMPARE(edits.size(), 0);
        QCOMPARE(area.shown(), QStringLiteral("four"));
    }

    void replacesEmojiWhole()
    {
        Area area;
        area.bridge().reset(QStringLiteral("😀"));
        QSignalSpy edits(&area.bridge(), &TextBridge::edited);
        area.select(0, 2);
        area.paste(QStringLiteral("😁")); // the same first half
        QCOMPARE(edits.size(), 1);
        QCOMPARE(edits.at(0).at(0).value<TextChange>(), TextChange(Splice { 0, 2, QStringLiteral("😁") }));
    }

    void keepsSpecialCharacters()
    {
        Area area;
        const QString special = QStringLiteral("a\u00a0b\u2028c ") + family;
        area.bridge().reset(special);
        QSignalSpy edits(&area.bridge(), &TextBridge::edited);
        area.setCaret(0);
        area.type('x');
        QCOMPARE(edits.size(), 1);
        QCOMPARE(area.bridge().text(), u'x' + special);
        QCOMPARE(area.shown(), u'x' + special);
    }

    void showsWhatDocumentsCannotHold()
    {
        // A document would take "\r\n" for one paragraph end, and all positions after it would be wrong.
        Area area;
        const QString windows = QStringLiteral("one\r\ntwo\u2029three");
        area.bridge().reset(windows);
        QCOMPARE(area.shown().size(), windows.size());
        QSignalSpy edits(&area.bridge(), &TextBridge::edited);
        area.setCaret(5);
        area.type('x');
        QCOMPARE(edits.at(0).at(0).value<TextChange>(), TextChange(Splice { 5, 0, QStringLiteral("x") }));
        area.bridge().applyRemote(TextChange(Splice { 0, 0, QStringLiteral("\r\n") }));
        QCOMPARE(area.shown(), area.bridge().text());
    }

    void sendsNoLoneSurrogates()
    {
        Area area;
        QSignalSpy edits(&area.bridge(), &TextBridge::edited);
        area.paste(QString(QChar(0xd83d)) + u'x');
        QCOMPARE(edits.size(), 1);
        const auto change = edits.at(0).at(0).value<TextChange>();
        QCOMPARE(change.splices().first().inserted, QString(QChar(QChar::ReplacementCharacter)) + u'x');
    }

    void remoteEditsKeepCaretAndSelection_data()
    {
        QTest::addColumn<int>("start");
        QTest::addColumn<int>("end");
        QTest::addColumn<int>("position");
        QTest::addColumn<int>("removed");
        QTest::addColumn<QString>("inserted");
        QTest::addColumn<int>("newStart");
        QTest::addColumn<int>("newEnd");
        const QString ab = QStringLiteral("ab");
        QTest::newRow("caret, before") << 4 << 4 << 1 << 0 << ab << 6 << 6;
        QTest::newRow("caret, at") << 4 << 4 << 4 << 0 << ab << 4 << 4;
        QTest::newRow("caret, over") << 4 << 4 << 2 << 5 << ab << 2 << 2;
        QTest::newRow("selection, at its start") << 2 << 5 << 2 << 0 << ab << 4 << 7;
        QTest::newRow("selection, at its end") << 2 << 5 << 5 << 0 << ab << 2 << 5;
        QTest::newRow("selection, within") << 2 << 5 << 3 << 1 << ab << 2 << 6;
    }
    void remoteEditsKeepCaretAndSelection()
    {
        QFETCH(int, start);
        QFETCH(int, end);
        QFETCH(int, position);
        QFETCH(int, removed);
        QFETCH(QString, inserted);
        Area area;
        area.bridge().reset(QStringLiteral("0123456789"));
        area.select(start, end);
        area.bridge().applyRemote(TextChange(Splice { position, removed, inserted }));
        QTEST(area.item()->property("selectionStart").toInt(), "newStart");
        QTEST(area.item()->property("selectionEnd").toInt(), "newEnd");
    }

    void keepsTheDirectionOfASelection()
    {
        Area area;
        area.bridge().reset(QStringLiteral("0123456789"));
        area.select(5, 2); // the caret is at its start
        QCOMPARE(area.caret(), 2);
        area.bridge().applyRemote(TextChange(Splice { 2, 0, QStringLiteral("x") }));
        QCOMPARE(area.caret(), 3);
        QCOMPARE(area.item()->property("selectionEnd").toInt(), 6);
    }

    void composingIsNoEditUntilItEnds()
    {
        Area area;
        area.bridge().reset(QStringLiteral("ab"));
        area.setCaret(1);
        QSignalSpy edits(&area.bridge(), &TextBridge::edited);
        area.compose(QStringLiteral("nihon"), {});
        QCOMPARE(edits.size(), 0);
        area.compose({}, QStringLiteral("日本"));
        QCOMPARE(edits.size(), 1);
        QCOMPARE(edits.at(0).at(0).value<TextChange>(), TextChange(Splice { 1, 0, QStringLiteral("日本") }));
    }

    void undoOfTheDocumentIsOff()
    {
        Area area;
        area.type('a');
        area.bridge().applyRemote(TextChange(Splice { 0, 0, QStringLiteral("theirs") }));
        area.press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(area.shown(), QStringLiteral("theirsa"));
        area.bridge().reset({});
        QVERIFY(!area.document()->isUndoRedoEnabled());
    }

    void formatsAreNoEdits()
    {
        Area area;
        area.bridge().reset(QStringLiteral("abc"));
        QSignalSpy edits(&area.bridge(), &TextBridge::edited);
        QTextCursor cursor(area.document());
        cursor.select(QTextCursor::Document);
        QTextCharFormat bold;
        bold.setFontWeight(QFont::Bold);
        cursor.mergeCharFormat(bold);
        QCOMPARE(edits.size(), 0);
    }

    void mirroredAreasStayEqual()
    {
        // Two people in one text, edits crossing on the way: after each exchange both show the same.
        Area one;
        Area two;
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        TextChange fromOne;
        TextChange fromTwo;
        connect(&one.bridge(), &TextBridge::edited, &one.bridge(),
                [&](const TextChange &change) { fromOne = fromOne.followedBy(change); });
        connect(&two.bridge(), &TextBridge::edited, &two.bridge(),
                [&](const TextChange &change) { fromTwo = fromTwo.followedBy(change); });
        const QStringList pieces { QStringLiteral("a"), QStringLiteral("b\nc"), QStringLiteral("😀"), family,
                                   QStringLiteral("\n"), QStringLiteral("\u00a0"), QStringLiteral("é") };
        const auto act = [&](Area &area) {
            const int length = int(area.bridge().text().size());
            const int from = random.bounded(length + 1);
            const int to = random.bounded(3) == 0 ? random.bounded(length + 1) : from;
            area.select(qMin(from, to), qMin(qMax(from, to), qMin(from, to) + 6));
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
                area.type('x');
                break;
            default:
                area.paste(pieces.at(random.bounded(int(pieces.size()))));
                break;
            }
        };
        for (int step = 0; step < 600; ++step) {
            for (int i = random.bounded(3); i > 0; --i)
                act(one);
            for (int i = random.bounded(3); i > 0; --i)
                act(two);
            const TextChange a = std::exchange(fromOne, {});
            const TextChange b = std::exchange(fromTwo, {});
            two.bridge().applyRemote(a.transformed(b, TextChange::Side::Before));
            one.bridge().applyRemote(b.transformed(a, TextChange::Side::After));
            QCOMPARE(one.bridge().text(), two.bridge().text());
            QCoreApplication::processEvents();
            QCOMPARE(one.shown(), one.bridge().text());
            QCOMPARE(two.shown(), two.bridge().text());
        }
    }

    void paragraphsStandAlike()
    {
        Area area;
        area.bridge().reset(QStringLiteral("one\ntwo"));
        area.setCaret(7);
        area.paste(QStringLiteral("\nthree\nfour\n"));
        area.type('x');
        area.bridge().applyRemote(TextChange(Splice { 3, 0, QStringLiteral("\nothers\nwrite") }));
        QTRY_COMPARE(lineHeights(*area.document()), QSet<qreal> { 132 });
        QCOMPARE(area.shown(), QStringLiteral("one\nothers\nwrite\ntwo\nthree\nfour\nx"));
        QCOMPARE(area.bridge().text(), area.shown());
    }

    void paragraphsStandWhereTheyBegin()
    {
        const QString hebrew = QStringLiteral("\u05e9\u05dc\u05d5\u05dd");
        Area area;
        area.bridge().reset(hebrew + QStringLiteral("\n- ") + hebrew + QStringLiteral("\nleft\n\n"));
        QCOMPARE(directions(*area.document()), QStringLiteral("RRLLL"));
        area.setCaret(0);
        area.type('a'); // the first letter counts
        QTRY_COMPARE(directions(*area.document()), QStringLiteral("LRLLL"));
        area.bridge().applyRemote(TextChange(Splice { 0, 1, {} }));
        QCOMPARE(directions(*area.document()), QStringLiteral("RRLLL"));
        area.setCaret(int(hebrew.size()));
        area.press(Qt::Key_Return); // goes on as the one before
        QTRY_COMPARE(directions(*area.document()), QStringLiteral("RRRLLL"));
    }
};

QTEST_MAIN(TestTextBridge)
#include "tst_textbridge.moc"
