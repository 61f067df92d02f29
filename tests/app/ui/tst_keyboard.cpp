// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/windowfixture.h"

using namespace commonplace;

/// Who has the keyboard: always something that can be seen, whatever takes away what had it; and what
/// keys do in dialogs and from anywhere.
class TestKeyboard : public QObject, private WindowFixture
{
    Q_OBJECT

    /// Two notes; the later one is open, with the caret in it.
    void beginWriting()
    {
        makeNotebook(QStringLiteral("Allotment"));
        writeNote(QStringLiteral("Spring"), QStringLiteral("peas"));
        writeNote(QStringLiteral("Autumn"), QStringLiteral("leeks"));
        QTRY_VERIFY(item("bodyArea")->hasActiveFocus());
        QTRY_COMPARE(m_app->notebook()->tone(), Notebook::Tone::Quiet);
    }
    void click(QQuickItem *target)
    {
        QVERIFY(target && target->isVisible());
        const QPointF centre = target->mapToScene(target->boundingRect().center());
        QTest::mouseClick(m_window, Qt::LeftButton, {}, centre.toPoint());
    }
    /// What is typed now must not end up in a note that nobody chose.
    void typingChangesNoNote()
    {
        const QString before = body();
        type(QStringLiteral("xyz"));
        QCOMPARE(body(), before);
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { close(); }

    void atTheStart()
    {
        QTRY_COMPARE(keyboardOwner(), item("welcomeNew"));
        press(Qt::Key_Return);
        QTRY_VERIFY(item("notebookName")->isVisible());
    }

    void whenItStartsWithANote()
    {
        beginWriting();
        close();
        open();
        QTRY_VERIFY2(m_window->title().startsWith(QStringLiteral("Autumn")), qPrintable(m_window->title()));
        QTRY_COMPARE(keyboardOwner(), item("bodyArea"));
    }

    void whenTheListIsThereBeforeTheNote()
    {
        beginWriting();
        QVERIFY(QMetaObject::invokeMethod(item("bodyArea")->parentItem()->parentItem()->parentItem(), "leave"));
        QTRY_VERIFY(item("noteList")->hasActiveFocus());
        QTRY_VERIFY(m_window->activeFocusItem() != item("noteList")); // it is with a row
        m_window->setProperty("parkedAt", QVariant::fromValue(item("noteList")));
        QVERIFY(QMetaObject::invokeMethod(m_window, "chooseSome"));
        QTRY_COMPARE(keyboardOwner(), item("bodyArea"));
    }

    void afterAnotherNotebookIsMade()
    {
        beginWriting();
        makeNotebook(QStringLiteral("Kitchen"));
        QVERIFY(!item("bodyArea")->isVisible());
        QTRY_COMPARE(keyboardOwner(), item("firstNote"));
        press(Qt::Key_Return);
        QTRY_COMPARE(keyboardOwner(), item("titleField"));
    }

    void afterAnotherNotebookIsChosen()
    {
        beginWriting();
        makeNotebook(QStringLiteral("Kitchen"));
        writeNote(QStringLiteral("Soup"), QStringLiteral("leeks"));
        QTRY_COMPARE(keyboardOwner(), item("bodyArea"));
        m_app->setNotebook(m_app->notebooks()->at(0));
        QCOMPARE(editor()->notebook(), m_app->notebook());
        QTRY_VERIFY(keyboardOwner());
        QTRY_VERIFY(m_window->title().startsWith(QStringLiteral("Autumn")));
        QVERIFY(keyboardOwner());
        QCOMPARE(body(), QStringLiteral("leeks"));

        QQuickItem *list = item("notebookList");
        click(list->property("contentItem").value<QQuickItem *>()->childItems().constFirst());
        QVERIFY(keyboardOwner());
    }

    void anUntouchedNoteGoesWithItsNotebook()
    {
        beginWriting();
        makeNotebook(QStringLiteral("Kitchen"));
        writeNote(QStringLiteral("Soup"), QStringLiteral("leeks"));
        press(Qt::Key_N, Qt::ControlModifier); // and nothing is written in it
        QTRY_VERIFY(editor()->isUntouched());
        m_app->setNotebook(m_app->notebooks()->at(0));
        QTRY_VERIFY(editor()->isOpen());
        QTRY_VERIFY2(m_window->title().startsWith(QStringLiteral("Autumn")), qPrintable(m_window->title()));
        QTRY_VERIFY(keyboardOwner());
        QCOMPARE(m_app->notebooks()->at(1)->notes()->rowCount(), 1);
    }

    void afterTheNoteIsTrashed()
    {
        beginWriting();
        const QString note = editor()->noteId();
        m_app->notebook()->trash(note);
        QVERIFY(QMetaObject::invokeMethod(item("bodyArea")->parentItem()->parentItem()->parentItem(), "leave"));
        QTRY_COMPARE(keyboardOwner() && item("noteList")->hasActiveFocus(), true);
        typingChangesNoNote();
    }

    void afterTheNoteIsDeletedByOthers()
    {
        beginWriting();
        m_app->notebook()->deleteForever(editor()->noteId());
        QTRY_VERIFY(m_window->title().startsWith(QStringLiteral("Spring")));
        QVERIFY(keyboardOwner());
        typingChangesNoNote();
        // The last one, too
        m_app->notebook()->deleteForever(editor()->noteId());
        QTRY_VERIFY(item("firstNote")->isVisible());
        QTRY_COMPARE(keyboardOwner(), item("firstNote"));
    }

    void afterTheLastNotebookIsRemoved()
    {
        beginWriting();
        m_app->removeNotebook(m_app->notebook());
        QTRY_VERIFY(item("welcomeNew")->isVisible());
        QTRY_COMPARE(keyboardOwner(), item("welcomeNew"));
    }

    void afterANewNote()
    {
        beginWriting();
        press(Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(keyboardOwner(), item("titleField"));
    }

    void afterASearch()
    {
        beginWriting();
        press(Qt::Key_F6);
        QCOMPARE(keyboardOwner(), item("searchField"));
        type(QStringLiteral("nothing"));
        QTRY_COMPARE(m_app->notebook()->notes()->count(), 0);
        press(Qt::Key_Down);
        QTRY_VERIFY(keyboardOwner());
        QVERIFY(!item("noteList")->hasActiveFocus()); // nothing in it
        press(Qt::Key_F6);
        press(Qt::Key_Escape);
        QVERIFY(keyboardOwner());
    }

    void afterADialog_data()
    {
        QTest::addColumn<QByteArray>("type");
        for (const char *type : { "NotebookDialog", "ServiceChoiceDialog", "JoinDialog", "ShareDialog", "SettingsDialog",
                                  "ServiceDialog", "QuickSwitcher", "ConfirmDialog" })
            QTest::newRow(type) << QByteArray(type);
    }
    void afterADialog()
    {
        QFETCH(QByteArray, type);
        beginWriting();
        QObject *popup = dialog(type.constData());
        QVERIFY(popup);
        for (int time = 0; time < 2; ++time) {
            QMetaObject::invokeMethod(popup, "open");
            QTRY_VERIFY(popup->property("opened").toBool());
            // In the dialog, at something that shows it.
            QTRY_VERIFY(keyboardOwner() && !item("bodyArea")->hasActiveFocus());
            QQuickItem *owner = keyboardOwner();
            QVERIFY(owner->property("visualFocus").toBool() || owner->inherits("QQuickTextField"));
            press(Qt::Key_Escape);
            QTRY_VERIFY(!popup->property("visible").toBool());
            QTRY_COMPARE(keyboardOwner(), item("bodyArea"));
        }
    }

    void shortcutsWorkWhereNothingCanBeWritten()
    {
        beginWriting();
        for (const char *name : { "bodyArea", "titleField" }) {
            item(name)->setProperty("readOnly", true);
            item(name)->forceActiveFocus();
            press(Qt::Key_Comma, Qt::ControlModifier);
            QObject *popup = dialog("SettingsDialog");
            QTRY_VERIFY(popup->property("opened").toBool());
            press(Qt::Key_Escape);
            QTRY_VERIFY(!popup->property("visible").toBool());
        }
    }

    void afterADialogUnderWhichTheNoteWent()
    {
        beginWriting();
        QObject *settings = dialog("SettingsDialog");
        QMetaObject::invokeMethod(settings, "open");
        QTRY_VERIFY(settings->property("opened").toBool());
        m_app->removeNotebook(m_app->notebook());
        QTRY_COMPARE(m_app->notebooks()->count(), 0);
        press(Qt::Key_Escape);
        QTRY_VERIFY(!settings->property("visible").toBool());
        QTRY_COMPARE(keyboardOwner(), item("welcomeNew"));
    }

    void returnGoesOnInDialogs()
    {
        QObject *settings = dialog("SettingsDialog");
        press(Qt::Key_Comma, Qt::ControlModifier);
        QTRY_VERIFY(settings->property("opened").toBool());
        press(Qt::Key_Return);
        QTRY_VERIFY(!settings->property("visible").toBool());

        QObject *service = dialog("ServiceDialog");
        QMetaObject::invokeMethod(service, "openNew");
        QTRY_VERIFY(service->property("opened").toBool());
        press(Qt::Key_Return); // the first kind
        type(QStringLiteral("127.0.0.1"));
        press(Qt::Key_Return);
        QTRY_VERIFY(!service->property("visible").toBool());
        QCOMPARE(m_app->services()->count(), 2);

        // Once, and not twice: the field says it, and so does the dialog.
        makeNotebook(QStringLiteral("Allotment"));
        QCOMPARE(m_app->notebooks()->count(), 1);
    }

    void fieldsComeIntoView()
    {
        m_window->resize(560, 420);
        QObject *service = dialog("ServiceDialog");
        QMetaObject::invokeMethod(service, "openNew");
        QTRY_VERIFY(service->property("opened").toBool());
        press(Qt::Key_Return); // the first kind
        type(QStringLiteral("broker.example"));
        for (int i = 0; i < 10; ++i) {
            press(Qt::Key_Tab);
            QQuickItem *owner = keyboardOwner();
            QVERIFY(owner);
            for (QQuickItem *above = owner->parentItem(); above; above = above->parentItem()) {
                if (!above->inherits("QQuickFlickable"))
                    continue;
                const QRectF place = owner->mapRectToItem(above, { 0, 0, owner->width(), owner->height() });
                QVERIFY2(place.top() >= 0 && place.bottom() <= above->height(), qPrintable(QString::number(i)));
            }
        }
        press(Qt::Key_Escape);
    }

    void returnDestroysNothing()
    {
        beginWriting();
        QMetaObject::invokeMethod(m_window->findChild<QObject *>(QStringLiteral("removeDialog")), "open");
        QTRY_VERIFY(m_window->findChild<QObject *>(QStringLiteral("removeDialog"))->property("opened").toBool());
        QTRY_VERIFY(keyboardOwner() && keyboardOwner()->property("text").toString() == QStringLiteral("Cancel"));
        press(Qt::Key_Return);
        QTRY_COMPARE(keyboardOwner(), item("bodyArea"));
        QCOMPARE(m_app->notebooks()->count(), 1);
    }

    void theWelcomeAnswersToKeys()
    {
        QVERIFY(item("welcomeSettings")->isVisible());
        press(Qt::Key_K, Qt::ControlModifier); // there is nothing to go to
        press(Qt::Key_F, Qt::ControlModifier);
        press(Qt::Key_F6);
        QTRY_COMPARE(keyboardOwner(), item("welcomeNew"));
        click(item("welcomeSettings"));
        QTRY_VERIFY(dialog("SettingsDialog")->property("opened").toBool());
        press(Qt::Key_Escape);
        // A note needs a notebook first.
        press(Qt::Key_N, Qt::ControlModifier);
        QTRY_VERIFY(item("notebookName")->isVisible() && keyboardOwner());
        QCOMPARE(keyboardOwner()->parentItem(), item("notebookName"));
    }

    void theListFollows()
    {
        makeNotebook(QStringLiteral("Allotment"));
        const QString first = m_app->notebook()->createNote(QStringLiteral("Zinnias"));
        for (int i = 0; i < 40; ++i)
            m_app->notebook()->createNote(QStringLiteral("Note %1").arg(i));
        QTRY_COMPARE(m_app->notebook()->tone(), Notebook::Tone::Quiet);
        m_window->resize(900, 600);
        const auto showsZinnias = [this] {
            QQuickItem *list = item("noteList");
            for (QQuickItem *row : list->property("contentItem").value<QQuickItem *>()->childItems()) {
                if (row->property("title").toString() != QStringLiteral("Zinnias") || !row->isVisible())
                    continue;
                const QRectF place = row->mapRectToItem(list, row->boundingRect());
                return place.top() >= 0 && place.bottom() <= list->height() && row->property("isCurrent").toBool();
            }
            return false;
        };
        QVERIFY(!showsZinnias());
        const auto goThere = [this] {
            press(Qt::Key_K, Qt::ControlModifier);
            QTRY_VERIFY(item("quickField")->hasActiveFocus());
            type(QStringLiteral("zinn"));
            press(Qt::Key_Return);
        };
        goThere();
        QTRY_VERIFY(showsZinnias());
        QTRY_COMPARE(keyboardOwner(), item("bodyArea"));

        // Also if the list has something else to show.
        press(Qt::Key_F6);
        type(QStringLiteral("Note"));
        QTRY_COMPARE(m_app->notebook()->notes()->count(), 40);
        goThere();
        QTRY_VERIFY(showsZinnias());
        QCOMPARE(editor()->noteId(), first);
    }

    void emptyNotesDoNotPileUp()
    {
        makeNotebook(QStringLiteral("Allotment"));
        NotesList *notes = m_app->notebook()->notes();
        for (int i = 0; i < 3; ++i)
            press(Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(notes->count(), 1); // the same one again
        type(QStringLiteral("Plans"));
        QTRY_COMPARE(notes->index(0, 0).data(NotesModel::TitleRole).toString(), QStringLiteral("Plans"));

        press(Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(notes->count(), 2);
        press(Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(item("quickField")->hasActiveFocus());
        type(QStringLiteral("plans"));
        press(Qt::Key_Return);
        QTRY_VERIFY(m_window->title().startsWith(QStringLiteral("Plans")));
        QTRY_COMPARE(notes->count(), 1); // left as it was made

        // One that was written in stays, even if nothing is left of it: undo has it.
        press(Qt::Key_N, Qt::ControlModifier);
        press(Qt::Key_Return);
        type(QStringLiteral("x"));
        press(Qt::Key_Backspace);
        press(Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(notes->count(), 3);

        // The window takes the last one along.
        QTRY_COMPARE(m_app->notebook()->tone(), Notebook::Tone::Quiet);
        m_window->close();
        close();
        open();
        QTRY_VERIFY(m_app->notebook() && m_app->notebook()->isLoaded());
        QCOMPARE(m_app->notebook()->notes()->count(), 2);
        QCOMPARE(m_app->notebook()->trashCount(), 0);
    }

    void wordsStandAboveDialogs()
    {
        makeNotebook(QStringLiteral("Allotment"));
        QObject *settings = dialog("SettingsDialog");
        QMetaObject::invokeMethod(settings, "open");
        QTRY_VERIFY(settings->property("opened").toBool());
        QQuickItem *before = keyboardOwner();
        Q_EMIT m_app->noticed(QStringLiteral("Something happened."), true);
        QTRY_VERIFY(item("toastText") && item("toastText")->isVisible());
        QCOMPARE(keyboardOwner(), before);
        const auto layerOf = [](QQuickItem *below) {
            while (below->parentItem() && !below->parentItem()->inherits("QQuickOverlay"))
                below = below->parentItem();
            return below;
        };
        QQuickItem *toast = layerOf(item("toastText"));
        QVERIFY(toast->z() > layerOf(before)->z());
        // It can be closed there, and the dialog stays.
        click(item("toastClose"));
        QTRY_VERIFY(!item("toastText")->isVisible());
        QVERIFY(settings->property("visible").toBool());
        press(Qt::Key_Escape);
    }
};

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
