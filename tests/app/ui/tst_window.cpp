// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/forms.h"
#include "ui/windowfixture.h"

#include "settings/samplecertificate.h"

#include <QScreen>

using namespace commonplace;

/// The whole window, driven by keys as a person drives it. Any warning of the QML engine fails.
class TestWindow : public QObject, private WindowFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { close(); }

    void startsWithAWelcome()
    {
        QVERIFY(item("welcomeNew")->isVisible());
        QVERIFY(item("welcomeJoin")->isVisible());
        makeNotebook(QStringLiteral("Allotment"));
        QVERIFY(!item("welcomeNew")->isVisible());
        QCOMPARE(m_app->notebook()->name(), QStringLiteral("Allotment"));
    }

    void writesANote()
    {
        makeNotebook(QStringLiteral("Allotment"));
        press(Qt::Key_N, Qt::ControlModifier);
        type(QStringLiteral("Plans")); // at once, as fast typists do
        press(Qt::Key_Return);
        type(QStringLiteral("- beans"));
        press(Qt::Key_Return); // goes on with the list
        type(QStringLiteral("peas"));
        QCOMPARE(body(), QStringLiteral("- beans\n- peas"));
        QTRY_VERIFY(m_window->title().startsWith(QStringLiteral("Plans")));
        QTRY_COMPARE(m_app->notebook()->tone(), Notebook::Tone::Quiet);
        QTRY_COMPARE(m_app->notebook()->notes()->index(0, 0).data(NotesModel::PreviewRole).toString(),
                     QStringLiteral("beans"));

        press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(body(), QStringLiteral("- beans\n- "));
        press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(body(), QStringLiteral("- beans\n- peas"));
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_B, Qt::ControlModifier);
        QCOMPARE(body(), QStringLiteral("**- beans\n- peas**"));

        // It is there the next time, opened at once.
        QTRY_COMPARE(m_app->notebook()->tone(), Notebook::Tone::Quiet);
        close();
        open();
        QTRY_VERIFY(m_window->title().startsWith(QStringLiteral("Plans")));
        QTRY_COMPARE(body(), QStringLiteral("**- beans\n- peas**"));
        QCOMPARE(item("bodyArea")->property("cursorPosition").toInt(), 0);
    }

    void goesBetweenNotes()
    {
        makeNotebook(QStringLiteral("Allotment"));
        for (const char *title : { "Spring", "Autumn" }) {
            press(Qt::Key_N, Qt::ControlModifier);
            type(QLatin1String(title));
            press(Qt::Key_Return);
            type(QLatin1String(title).toString().toLower());
        }
        QTRY_VERIFY(m_window->title().startsWith(QStringLiteral("Autumn")));
        press(Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(item("quickField")->hasActiveFocus());
        type(QStringLiteral("spr"));
        press(Qt::Key_Return);
        QTRY_VERIFY(m_window->title().startsWith(QStringLiteral("Spring")));
        QTRY_COMPARE(body(), QStringLiteral("spring"));
        press(Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(item("searchField")->hasActiveFocus());
        type(QStringLiteral("autumn"));
        QTRY_COMPARE(m_app->notebook()->notes()->count(), 1);
        press(Qt::Key_Escape);
        QTRY_COMPARE(m_app->notebook()->notes()->count(), 2);
    }

    void keyboardIsNeverDead()
    {
        makeNotebook(QStringLiteral("Allotment"));
        press(Qt::Key_N, Qt::ControlModifier);
        type(QStringLiteral("Plans"));
        press(Qt::Key_Return);
        QTRY_VERIFY(item("bodyArea")->hasActiveFocus());

        // Who trashes the open note goes on in the list.
        const QString note = m_app->notebook()->notes()->idAt(0);
        m_app->notebook()->trash(note);
        QVERIFY(QMetaObject::invokeMethod(item("bodyArea")->parentItem()->parentItem()->parentItem(), "leave"));
        QVERIFY(!item("bodyArea")->isVisible());
        QTRY_VERIFY(item("noteList")->hasActiveFocus());

        press(Qt::Key_N, Qt::ControlModifier);
        type(QStringLiteral("Seeds"));
        press(Qt::Key_Return);
        QTRY_VERIFY(item("bodyArea")->hasActiveFocus());
        makeNotebook(QStringLiteral("Kitchen"));
        QVERIFY(!item("bodyArea")->isVisible());
        QVERIFY(m_window->activeFocusItem());
        QVERIFY(m_window->activeFocusItem()->isVisible());
    }

    void aLostNotebookIsSaidToBeLost()
    {
        makeNotebook(QStringLiteral("Allotment"));
        press(Qt::Key_N, Qt::ControlModifier);
        type(QStringLiteral("Plans"));
        QTRY_COMPARE(m_app->notebook()->tone(), Notebook::Tone::Quiet);
        const QString file = m_app->notebooks()->storePath(*m_app->notebook());
        close();
        QVERIFY(QFile::rename(file, file + QStringLiteral(".backup")));
        open();
        QVERIFY(m_app->notebook()->isLost());
        QVERIFY(m_app->notebook()->problem().contains(file));
        QVERIFY(!m_app->notebook()->isReady());
        QVERIFY(!QFile::exists(file)); // nothing that looks like it
        QVERIFY(QFile::rename(file + QStringLiteral(".backup"), file));
        m_app->reopen(m_app->notebook());
        QTRY_VERIFY(m_app->notebook()->isLoaded());
        QVERIFY(!m_app->notebook()->isLost());
        QCOMPARE(m_app->notebook()->notes()->index(0, 0).data(NotesModel::TitleRole).toString(), QStringLiteral("Plans"));
    }

    void aNoteThatOthersDeleteLeavesAWord()
    {
        makeNotebook(QStringLiteral("Allotment"));
        press(Qt::Key_N, Qt::ControlModifier);
        type(QStringLiteral("Plans"));
        QTRY_COMPARE(m_app->notebook()->tone(), Notebook::Tone::Quiet);
        auto *editor = m_window->findChild<NoteEditor *>();
        QVERIFY(editor && editor->isLive());
        QVERIFY(!item("goneNote")->isVisible());
        QSignalSpy opened(m_app->notebook(), &Notebook::noteOpened);
        const QString id = editor->noteId();
        editor->setNoteId({});
        editor->setNoteId(id);
        QTRY_VERIFY(editor->isLive()); // by the latest of them
        Q_EMIT m_app->notebook()->noteGone(opened.constLast().at(0).toLongLong());
        QTRY_VERIFY(item("goneNote")->isVisible());
        QVERIFY(editor->goneWords().contains(QStringLiteral("deleted")));
        QTRY_VERIFY(item("noteList")->hasActiveFocus()); // the keyboard goes on
        press(Qt::Key_N, Qt::ControlModifier);
        QTRY_VERIFY(editor->isLive());
        QVERIFY(!item("goneNote")->isVisible());
        QVERIFY(editor->goneWords().isEmpty());
    }

    void everyDialogOpens_data()
    {
        QTest::addColumn<QByteArray>("type");
        for (const char *type : { "NotebookDialog", "ServiceChoiceDialog", "JoinDialog", "ShareDialog", "SettingsDialog",
                                  "ServiceDialog", "QuickSwitcher", "ConfirmDialog" })
            QTest::newRow(type) << QByteArray(type);
    }
    void everyDialogOpens()
    {
        QFETCH(QByteArray, type);
        for (const bool hasNotebook : { false, true }) {
            if (hasNotebook)
                makeNotebook(QStringLiteral("Allotment"));
            for (const auto theme : { AppSettings::Theme::Light, AppSettings::Theme::Dark }) {
                m_app->settings()->setTheme(theme);
                QObject *popup = dialog(type.constData());
                QVERIFY(popup);
                QMetaObject::invokeMethod(popup, "open");
                QTRY_VERIFY(popup->property("opened").toBool());
                QVERIFY(!m_window->grabWindow().isNull());
                QMetaObject::invokeMethod(popup, "close");
                QTRY_VERIFY(!popup->property("visible").toBool());
            }
        }
    }

    void invitesAndRefusesBrokenLinks()
    {
        MessagingService service;
        service.host = QStringLiteral("127.0.0.1");
        service.port = 1; // nobody is there
        m_app->keepService(service, {});
        makeNotebook(QStringLiteral("Allotment"));
        press(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        const QString link = QGuiApplication::clipboard()->text();
        QVERIFY(Invitation::fromLink(link).isOk());

        QGuiApplication::clipboard()->setText(QStringLiteral("commonplace:join?v=1"));
        press(Qt::Key_J, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(item("joinFault") && item("joinFault")->isVisible());
        QVERIFY(item("joinFault")->property("text").toString().contains(QStringLiteral("which notebook")));
        press(Qt::Key_Escape);

        // One's own notebook is just shown.
        m_app->followLink(link);
        QCOMPARE(m_app->notebooks()->count(), 1);
    }

    void anInvitationHoldsNoKey()
    {
        MessagingService service;
        service.host = QStringLiteral("127.0.0.1");
        service.port = 1; // nobody is there
        service.useTls = true;
        service.caFile = m_dir->filePath(QStringLiteral("all.pem"));
        QFile file(service.caFile);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(sampleKey() + sampleExplanation() + sampleCertificate());
        file.close();
        m_app->keepService(service, {});
        makeNotebook(QStringLiteral("Allotment"));
        const auto invitation = Invitation::fromLink(m_app->invitationLink(m_app->notebook()));
        QVERIFY(invitation.isOk());
        QCOMPARE(invitation->service.caPem, sampleCertificate());

        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(sampleCertificate().repeated(11));
        file.close();
        // The file has the one certificate eleven times: that is still one.
        QVERIFY(!m_app->invitationLink(m_app->notebook()).isEmpty());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("nothing");
        file.close();
        QVERIFY(m_app->invitationLink(m_app->notebook()).isEmpty());
        QVERIFY(m_app->invitationFault(m_app->notebook()).contains(QStringLiteral("certificate")));
    }

    void aLinkDoesNotChangeTheTrustInAService()
    {
        MessagingService service;
        service.host = QStringLiteral("127.0.0.1");
        service.port = 1; // nobody is there
        service.useTls = true;
        const QString mine = m_app->keepService(service, {});
        const MessagingService before = *m_app->services()->service(mine);
        Invitation invitation { QStringLiteral("abc.notebook.local"), QStringLiteral("Theirs"), service };
        invitation.service.caPem = sampleCertificate();

        QSignalSpy asked(m_app.get(), &App::invitationArrived);
        m_app->followLink(invitation.toLink());
        QCOMPARE(asked.size(), 1); // waits
        QCOMPARE(m_app->notebooks()->count(), 0);
        QTRY_VERIFY(item("joinEffect") && item("joinEffect")->isVisible());
        QVERIFY(item("joinEffect")->property("text").toString().contains(QStringLiteral("another certificate")));
        press(Qt::Key_Escape);

        Notebook *joined = m_app->join(invitation, {});
        QCOMPARE(*m_app->services()->service(mine), before);
        QCOMPARE(m_app->services()->count(), 2);
        QVERIFY(joined->serviceId() != mine);
        QCOMPARE(m_app->services()->service(joined->serviceId())->caPem, sampleCertificate());
    }

    void aServiceFormReadsAndExplains()
    {
        ServiceForm form;
        form.clear();
        QVERIFY(form.useTls());
        QVERIFY(form.hostFault().isEmpty()); // nothing was entered yet
        form.setHost(QStringLiteral("127.0.0.1:1884"));
        QVERIFY(!form.useTls());
        QCOMPARE(form.host(), QStringLiteral("127.0.0.1:1884")); // while it is typed
        form.readHost();
        QCOMPARE(form.host(), QStringLiteral("127.0.0.1"));
        QCOMPARE(form.port(), QStringLiteral("1884"));
        form.setHost(QStringLiteral("broker.example"));
        QVERIFY(form.useTls());
        form.setUseTls(false);
        form.setHost(QStringLiteral("other.example"));
        QVERIFY(!form.useTls()); // what was chosen stays
        form.setUseTls(true);
        form.setPort(QStringLiteral("99999"));
        QVERIFY(form.portFault().contains(QStringLiteral("65535")));
        QVERIFY(form.save().isEmpty());
        form.setPort({});
        form.setCaFile(QStringLiteral("/nowhere/ca.pem"));
        QVERIFY(form.caFault().contains(QStringLiteral("/nowhere/ca.pem")));
        QVERIFY(form.save().isEmpty());
        form.setCaFile({});
        QCOMPARE(form.fault(), QString());
        form.setHost(QStringLiteral("mqtt://ada@[::1]:1885"));
        const QString id = form.save();
        QVERIFY(!id.isEmpty());
        const MessagingService *kept = m_app->services()->service(id);
        QCOMPARE(kept->address(), QStringLiteral("mqtt://[::1]:1885"));
        QCOMPARE(kept->user, QStringLiteral("ada"));
    }

    void enterPressesTheDefaultButton()
    {
        makeNotebook(QStringLiteral("Allotment")); // by Enter, from a field
        // Nothing is removed by Enter.
        QObject *remove = m_window->findChild<QObject *>(QStringLiteral("removeDialog"));
        QVERIFY(remove);
        QMetaObject::invokeMethod(remove, "open");
        QTRY_VERIFY(remove->property("opened").toBool());
        QCOMPARE(remove->property("subtitle").toString(),
                 QStringLiteral("Nobody else has this notebook: all its notes will be gone."));
        press(Qt::Key_Return);
        QTRY_VERIFY(!remove->property("visible").toBool());
        QCOMPARE(m_app->notebooks()->count(), 1);

        QObject *settings = dialog("SettingsDialog");
        press(Qt::Key_Comma, Qt::ControlModifier);
        QTRY_VERIFY(settings->property("opened").toBool());
        press(Qt::Key_Return);
        QTRY_VERIFY(!settings->property("visible").toBool());
    }

    void sharingEndsWithTheLink()
    {
        makeNotebook(QStringLiteral("Allotment"));
        MessagingService service;
        service.host = QStringLiteral("127.0.0.1");
        service.port = 1; // nobody is there
        m_app->keepService(service, {});
        QGuiApplication::clipboard()->clear();
        press(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        QObject *share = dialog("ShareDialog");
        QTRY_VERIFY(share->property("opened").toBool());
        press(Qt::Key_Return); // choose a service
        QObject *choice = dialog("ServiceChoiceDialog");
        QTRY_VERIFY(choice->property("opened").toBool());
        press(Qt::Key_Return); // the only one there is
        QTRY_VERIFY(share->property("opened").toBool());
        QVERIFY(Invitation::fromLink(item("shareLink")->property("text").toString()).isOk());
        press(Qt::Key_Return); // copies it
        QTRY_VERIFY(Invitation::fromLink(QGuiApplication::clipboard()->text()).isOk());
        // Who shared it, but saw nobody, is told so when it is removed.
        QVERIFY2(m_app->notebook()->removalWarning().contains(QStringLiteral("Nobody has joined")),
                 qPrintable(m_app->notebook()->removalWarning()));
    }

    void aMoveIsFollowedByTwoButtons()
    {
        MessagingService service;
        service.host = QStringLiteral("127.0.0.1");
        service.port = 1; // nobody is there
        const QString here = m_app->keepService(service, {});
        makeNotebook(QStringLiteral("Allotment"));
        Notebook *notebook = m_app->notebook();
        QCOMPARE(notebook->serviceId(), here);
        QVERIFY(!item("moveNews")->isVisible());
        // As if another had written it.
        Invitation invitation { notebook->entry().domain, notebook->name(), service, QStringLiteral("<b>Ben</b>") };
        invitation.service.port = 2;
        notebook->announceMove(invitation.toLink());
        QTRY_VERIFY(item("moveNews")->isVisible());
        QVERIFY(!m_window->grabWindow().isNull());
        QVERIFY(notebook->moveNews().startsWith(QStringLiteral("<b>Ben</b> has moved"))); // plain text

        item("followMove")->forceActiveFocus();
        press(Qt::Key_Return);
        QTRY_VERIFY(dialog("JoinDialog")->property("opened").toBool());
        QVERIFY(item("joinEffect")->property("text").toString().contains(QStringLiteral("moves to mqtt://127.0.0.1:2")));
        QCOMPARE(notebook->serviceId(), here);
        press(Qt::Key_Return);
        QTRY_VERIFY(notebook->serviceId() != here);
        QTRY_VERIFY(!item("moveNews")->isVisible());
        QCOMPARE(m_app->notebooks()->count(), 1);
        QTRY_VERIFY(notebook->isReady());

        // Or not followed, by one.
        invitation.service.port = 3;
        notebook->announceMove(invitation.toLink());
        QTRY_VERIFY(item("moveNews")->isVisible());
        item("ignoreMove")->forceActiveFocus();
        press(Qt::Key_Return);
        QTRY_VERIFY(!item("moveNews")->isVisible());
    }

    void initialsAreWholeCharacters()
    {
        QCOMPARE(m_app->initial(QStringLiteral("ada")), QStringLiteral("A"));
        QCOMPARE(m_app->initial(QStringLiteral(" 🌱 Seeds")), QStringLiteral("🌱"));
        QCOMPARE(m_app->initial(QStringLiteral("e\u0301clair")), QStringLiteral("E\u0301"));
        QCOMPARE(m_app->initial({}), QString());
        m_app->createNotebook(QStringLiteral("🌱"), {});
        QTRY_VERIFY(m_app->notebook()->isReady());
        QTRY_COMPARE(items("notebookInitial").size(), 1);
        QCOMPARE(items("notebookInitial").first()->property("text").toString(), QStringLiteral("🌱"));
    }

    void manyFacesLeaveRoom()
    {
        makeNotebook(QStringLiteral("Allotment"));
        press(Qt::Key_N, Qt::ControlModifier);
        type(QStringLiteral("Plans"));
        press(Qt::Key_Return);
        QTRY_VERIFY(item("bodyArea")->hasActiveFocus());
        const QString note = m_app->notebook()->notes()->idAt(0);
        PeopleModel *people = m_app->notebook()->people();
        const auto carets = [&] {
            return items([](const QQuickItem *item) {
                       return QLatin1String(item->metaObject()->className()).startsWith(QLatin1String("PeerCaret_"));
                   }).size();
        };
        for (int i = 0; i < 20; ++i) {
            AwarenessState state;
            state.clone = QStringLiteral("clone%1").arg(i);
            state.name = QStringLiteral("Member %1").arg(i);
            state.note = note;
            state.caret = 0;
            state.anchor = 0;
            people->hear(state);
        }
        QCOMPARE(people->count(), 20);
        for (const QSize &size : { QSize(1200, 760), QSize(720, 600), QSize(560, 420) }) {
            m_window->resize(size);
            QTRY_COMPARE(m_window->width(), size.width());
            QTRY_VERIFY(item("moreFaces")->isVisible());
            const qsizetype faces = items("face").size();
            QVERIFY2(faces >= 2 && faces <= 6, QByteArray::number(faces));
            QCOMPARE(item("moreFaces")->property("initial").toString(), QStringLiteral("+%1").arg(20 - faces));
            QQuickItem *menu = item("noteMenuButton");
            QTRY_VERIFY(menu->mapToScene(QPointF(menu->width(), 0)).x() <= size.width());
        }
        QVERIFY(people->names().contains(QStringLiteral("Member 0")));
        QVERIFY2(people->names().endsWith(QStringLiteral("8 more")), qPrintable(people->names()));
        QTRY_COMPARE(carets(), 20);
        // As many dots at the note in the list as there is room for.
        QVERIFY(people->coloursByNote().value(note).size() <= 5);
        people->setPresent({});
        QTRY_COMPARE(carets(), 0);
        QTRY_VERIFY(!item("moreFaces")->isVisible());
    }

    void narrowAndWideWindowsWork()
    {
        makeNotebook(QStringLiteral("Allotment"));
        for (const QSize &size : { QSize(560, 420), QSize(700, 600), QSize(1600, 900) }) {
            m_window->resize(size);
            QTRY_COMPARE(m_window->contentItem()->size().toSize(), size);
            QVERIFY(!m_window->grabWindow().isNull());
        }
    }

    void theFirstWindowFitsTheScreen_data()
    {
        QTest::addColumn<QRect>("room");
        QTest::addColumn<QRect>("wanted");
        QTest::addColumn<QRect>("fitted");
        const QRect first(-1, -1, 1200, 760);
        QTest::newRow("large") << QRect(0, 0, 1920, 1040) << first << first;
        QTest::newRow("1366x768") << QRect(0, 0, 1366, 768) << first << QRect(-1, -1, 1200, 732);
        QTest::newRow("1366x768 at 1.5") << QRect(0, 0, 910, 512) << first << QRect(-1, -1, 910, 476);
        QTest::newRow("1366x768 at 2") << QRect(0, 0, 683, 384) << first << QRect(-1, -1, 683, 348);
        QTest::newRow("remembered") << QRect(0, 0, 1920, 1040) << QRect(100, 80, 900, 700) << QRect(100, 80, 900, 700);
        QTest::newRow("partly outside") << QRect(0, 0, 1920, 1040) << QRect(1500, 600, 900, 700) << QRect(1020, 340, 900, 700);
        QTest::newRow("of a screen that is gone") << QRect(0, 0, 1366, 768) << QRect(2500, 100, 1000, 700)
                                                  << QRect(-1, -1, 1000, 700);
        QTest::newRow("on the second screen") << QRect(1920, 0, 1280, 1024) << QRect(2000, 100, 900, 700)
                                              << QRect(2000, 100, 900, 700);
    }
    void theFirstWindowFitsTheScreen()
    {
        QFETCH(QRect, room);
        QFETCH(QRect, wanted);
        QTEST(fittedTo(room, wanted), "fitted");

        // On the screen of this test, which is smaller than the window would like.
        const QRect here = m_window->screen()->availableGeometry();
        m_window->resize(1200, 760);
        placeWindow(m_window, {}, {});
        QVERIFY(m_window->width() <= here.width() && m_window->height() <= here.height());
        QVERIFY(m_window->minimumWidth() <= m_window->width() && m_window->minimumHeight() <= m_window->height());
        // What the command line asks for is done.
        placeWindow(m_window, QRect(10, 60, 1500, 900), {});
        QCOMPARE(m_window->size(), QSize(1500, 900));
    }

    void readsGeometry()
    {
        QCOMPARE(parseGeometry(QStringLiteral("715x780+722+0")), std::optional(QRect(722, 0, 715, 780)));
        QCOMPARE(parseGeometry(QStringLiteral("800x600")), std::optional(QRect(-1, -1, 800, 600)));
        QVERIFY(!parseGeometry(QStringLiteral("800,600")));
    }
};

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
