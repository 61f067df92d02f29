// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/noteeditor.h"

#include "notebook/notebooksmodel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QQuickWindow>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <random>

using namespace commonplace;

/// The editor on a real text view and a real notebook. What others write is played to it as the
/// notebook would tell it.
class TestNoteEditor : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<QQuickWindow> m_window;
    std::unique_ptr<TextView> m_area;
    std::unique_ptr<Notebook> m_notebook;
    std::unique_ptr<NoteEditor> m_editor;
    QString m_note;
    qint64 m_session = 0;
    int m_count = 0;

    void play(const Splice &splice)
    {
        Q_EMIT m_notebook->noteChanged(m_session, { 0, TextChange(splice) });
    }
    QString text() const { return m_area->text(); }
    int caret() const { return m_area->cursorPosition(); }
    void compose(const QString &preedit, const QString &commit = {})
    {
        QInputMethodEvent event(preedit, {});
        event.setCommitString(commit);
        QCoreApplication::sendEvent(m_area.get(), &event);
    }
    void type(const char *letters)
    {
        for (; *letters; ++letters)
            QTest::keyClick(m_window.get(), *letters);
    }

    void openNotebook()
    {
        NotebookSetup setup;
        setup.clone = m_notebook->entry().cloneId;
        setup.domain = m_notebook->entry().domain;
        setup.isGenesis = !m_notebook->entry().hasStarted;
        setup.initialName = QStringLiteral("Test");
        setup.storePath = m_dir.filePath(QString::number(m_count));
        m_notebook->open(std::move(setup), {});
    }

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_area = std::make_unique<TextView>();
        m_area->setSize({ 400, 300 });
        m_window = std::make_unique<QQuickWindow>();
        m_area->setParentItem(m_window->contentItem());
        m_window->show();
        m_window->requestActivate();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_area->forceActiveFocus();

        NotebookEntry entry;
        entry.cloneId = NotebooksModel::newCloneId();
        entry.domain = NotebooksModel::newDomain();
        m_notebook = std::make_unique<Notebook>(entry);
        ++m_count;
        openNotebook();
        QTRY_VERIFY(m_notebook->isReady());

        m_editor = std::make_unique<NoteEditor>();
        m_editor->setArea(m_area.get());
        m_editor->setNotebook(m_notebook.get());
        QSignalSpy opened(m_notebook.get(), &Notebook::noteOpened);
        m_note = m_notebook->createNote();
        m_editor->openFresh(m_note);
        QVERIFY(m_editor->isOpen()); // at once
        QTRY_COMPARE(opened.size(), 1);
        m_session = opened.at(0).at(0).toLongLong();
    }
    void cleanup()
    {
        m_editor.reset();
        QSignalSpy closed(m_notebook.get(), &Notebook::closed);
        m_notebook->close();
        QVERIFY(closed.wait());
        m_notebook.reset();
        m_area.reset();
        m_window.reset();
    }

    void whatOthersWriteWaitsForAComposition()
    {
        type("ab");
        compose(QStringLiteral("nihon"));
        play({ 0, 0, QStringLiteral("theirs\n") });
        QCOMPARE(text(), QStringLiteral("ab"));
        compose(QStringLiteral("nihongo"));
        QCOMPARE(text(), QStringLiteral("ab"));
        compose({}, QStringLiteral("日本語"));
        QTRY_COMPARE(text(), QStringLiteral("theirs\nab日本語"));
        QCOMPARE(caret(), 12);
        play({ 0, 7, {} });
        QCOMPARE(text(), QStringLiteral("ab日本語"));
    }

    void undoLeavesWhatOthersWrote()
    {
        type("mine");
        play({ 0, 0, QStringLiteral("theirs ") });
        QCOMPARE(text(), QStringLiteral("theirs mine"));
        QVERIFY(m_editor->canUndo());
        m_editor->undo();
        QCOMPARE(text(), QStringLiteral("theirs "));
        QVERIFY(!m_editor->canUndo());
        m_editor->redo();
        QCOMPARE(text(), QStringLiteral("theirs mine"));
    }

    void aPasteIsUndoneByItself()
    {
        type("typed ");
        QGuiApplication::clipboard()->setText(QStringLiteral("pasted "));
        m_area->paste();
        type("on");
        QCOMPARE(text(), QStringLiteral("typed pasted on"));
        m_editor->undo();
        QCOMPARE(text(), QStringLiteral("typed pasted "));
        m_editor->undo();
        QCOMPARE(text(), QStringLiteral("typed "));
        m_editor->undo();
        QCOMPARE(text(), QString());
    }

    void whatAnInputMethodGivesIsTyped()
    {
        type("a");
        compose(QStringLiteral("nihongo"));
        compose({}, QStringLiteral("日本語"));
        type("b");
        QCOMPARE(text(), QStringLiteral("a日本語b"));
        m_editor->undo();
        QCOMPARE(text(), QString());
    }

    void undoOutlivesLeavingTheNote()
    {
        const QString other = m_notebook->createNote(QStringLiteral("Other"));
        type("first");
        m_editor->toggleMark(QStringLiteral("**"));
        m_editor->setNoteId(other);
        QTRY_VERIFY(m_editor->isLive());
        QVERIFY(!m_editor->canUndo());
        type("elsewhere");

        // Others write in the note that was left.
        const qint64 session = m_notebook->openNote(m_note);
        m_notebook->changeNote(session, { 0, TextChange(Splice { 0, 0, QStringLiteral("theirs ") }) });
        m_editor->setNoteId(m_note);
        QTRY_VERIFY(m_editor->isLive());
        QCOMPARE(text(), QStringLiteral("theirs first****"));
        QVERIFY(m_editor->canUndo());
        m_editor->undo();
        QCOMPARE(text(), QStringLiteral("theirs first"));
        m_editor->undo();
        QCOMPARE(text(), QStringLiteral("theirs "));
        QVERIFY(!m_editor->canUndo());
        m_editor->redo();
        QCOMPARE(text(), QStringLiteral("theirs first"));

        m_editor->setNoteId(other);
        QTRY_VERIFY(m_editor->isLive());
        QCOMPARE(text(), QStringLiteral("elsewhere"));
        m_editor->undo();
        QCOMPARE(text(), QString());
    }

    // Bold on, a word, bold off, a word.
    void aMarkIsLeftAsItWasEntered()
    {
        m_editor->toggleMark(QStringLiteral("**"));
        type("bold");
        m_editor->toggleMark(QStringLiteral("**"));
        type(" text");
        QCOMPARE(text(), QStringLiteral("**bold** text"));
        QCOMPARE(caret(), 13);
    }

    // A window in which somebody reads what others write, for days.
    void whatOthersWriteLeavesNothingBehind()
    {
        QSignalSpy taken(m_notebook.get(), &Notebook::noteAcknowledged);
        for (int i = 0; i < 100; ++i)
            type("mine ");
        QTRY_COMPARE_WITH_TIMEOUT(taken.size(), 500, 20'000); // others write on the same text
        const auto residentPages = [] {
            QFile file(QStringLiteral("/proc/self/statm"));
            return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() : -1;
        };
        if (residentPages() < 0)
            QSKIP("how much memory is in use is not known here");
        std::mt19937 random(3);
        const auto othersWrite = [&](int count) {
            for (int i = 0; i < count; ++i) {
                const qsizetype at = random() % 500;
                play({ at, 0, QStringLiteral("x") });
                play({ at, 1, {} });
            }
            QCoreApplication::processEvents();
        };
        othersWrite(1000);
        const qint64 before = residentPages();
        othersWrite(4000);
        const qint64 grown = (residentPages() - before) * 4096;
        QVERIFY2(grown < 8000 * 200, qPrintable(QString::number(grown)));
        QCOMPARE(text(), QStringLiteral("mine ").repeated(100));
        while (m_editor->canUndo())
            m_editor->undo();
        QCOMPARE(text(), QString());
    }

    void marksAreUndoneAtOnce()
    {
        type("word");
        m_editor->toggleMark(QStringLiteral("**"));
        QCOMPARE(text(), QStringLiteral("word****"));
        m_editor->undo();
        QCOMPARE(text(), QStringLiteral("word"));
        m_area->selectAll();
        m_editor->toggleMark(QStringLiteral("**"));
        QCOMPARE(text(), QStringLiteral("**word**"));
        m_editor->undo();
        QCOMPARE(text(), QStringLiteral("word"));
    }

    void nothingIsLostWhenTheNoteIsLeft()
    {
        const QString other = m_notebook->createNote(QStringLiteral("Other"));
        for (int i = 0; i < 200; ++i)
            type("x");
        m_editor->setTitle(QStringLiteral("Titled"));
        m_editor->setNoteId(other); // at once
        QTRY_VERIFY(m_editor->isOpen());
        QCOMPARE(text(), QString());
        m_editor->setNoteId(m_note);
        QTRY_VERIFY(m_editor->isOpen() && !text().isEmpty());
        QCOMPARE(text(), QString(200, u'x'));
        QCOMPARE(m_editor->title(), QStringLiteral("Titled"));
    }

    void whatIsShownStaysWhenTheNotebookCloses()
    {
        type("written");
        QSignalSpy closed(m_notebook.get(), &Notebook::closed);
        m_notebook->close();
        QVERIFY(!m_editor->isLive()); // at once
        QVERIFY(m_editor->isOpen());
        QCOMPARE(text(), QStringLiteral("written"));
        // Nobody would take it, so it is not shown.
        type("x");
        m_editor->toggleMark(QStringLiteral("**"));
        m_editor->undo();
        QTRY_COMPARE(text(), QStringLiteral("written"));
        QVERIFY(closed.size() == 1 || closed.wait());
        m_area->setCursorPosition(3);
        openNotebook();
        QTRY_VERIFY(m_editor->isLive());
        QCOMPARE(text(), QStringLiteral("written"));
        QCOMPARE(caret(), 3);
        m_editor->undo();
        QCOMPARE(text(), QString());
        type("again");
        m_editor->setNoteId({});
        m_editor->setNoteId(m_note);
        QTRY_VERIFY(m_editor->isLive());
        QCOMPARE(text(), QStringLiteral("again"));
    }

    void openedByOtherProgramsOnlyWhenSafe()
    {
        play({ 0, 0, QStringLiteral("[a](https://x.example) [b](file:///bin/sh) [c](javascript:alert)") });
        QCOMPARE(m_editor->linkAt(1), QStringLiteral("https://x.example"));
        QCOMPARE(m_editor->linkAt(25), QString());
        QCOMPARE(m_editor->linkAt(45), QString());
    }

    void aNoteThatIsGoneIsClosed()
    {
        type("text");
        QSignalSpy gone(m_editor.get(), &NoteEditor::gone);
        m_notebook->deleteForever(m_note);
        QTRY_COMPARE(gone.size(), 1);
        QVERIFY(!m_editor->isOpen());
        type("more"); // goes nowhere, and does no harm
    }
};

QTEST_MAIN(TestNoteEditor)
#include "tst_noteeditor.moc"
