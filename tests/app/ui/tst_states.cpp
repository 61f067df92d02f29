// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/screenfixture.h"

#include "settings/sampleservice.h"

using namespace commonplace;

/// What the window shows when something has happened: a note in the trash, a notebook that cannot be opened or was
/// copied, news, many others. As tst_screens, in windows of several sizes.
class TestStates : public QObject, private ScreenFixture
{
    Q_OBJECT

    /// Looks in light and in dark.
    void see(const char *name)
    {
        for (const auto theme : { AppSettings::Theme::Light, AppSettings::Theme::Dark }) {
            m_app->settings()->setTheme(theme);
            look(QStringLiteral("%1-%2-%3").arg(QLatin1String(QTest::currentDataTag()),
                     theme == AppSettings::Theme::Dark ? QStringLiteral("dark") : QStringLiteral("light"),
                     QLatin1String(name)));
        }
    }
    void sizes()
    {
        QTest::addColumn<QSize>("size");
        for (const QSize &size : { QSize(560, 420), QSize(683, 348), QSize(1000, 700) })
            QTest::addRow("%dx%d", size.width(), size.height()) << size;
    }
    void begin(const QString &notebook)
    {
        QFETCH(QSize, size);
        resize(size);
        makeNotebook(notebook);
        writeNote(QStringLiteral("Plans"), QStringLiteral("beans, and all that goes with them"));
        QTRY_COMPARE(m_app->notebook()->notes()->count(), 1);
    }
    void verify() { QVERIFY2(m_faults.isEmpty(), qPrintable(m_faults.join(u'\n'))); }

private Q_SLOTS:
    void init() { beginLooking(); }
    void cleanup() { close(); }

    void notes_data() { sizes(); }
    void notes()
    {
        begin(QStringLiteral("Allotment"));
        for (const char *name : { "noteMenuButton", "notebookMenuButton" }) {
            QVERIFY(QMetaObject::invokeMethod(item(name), "clicked"));
            see(name);
            press(Qt::Key_Escape);
        }
        press(Qt::Key_H, Qt::ControlModifier);
        QTRY_VERIFY(item("replaceField")->isVisible());
        type(QStringLiteral("beans"));
        see("find");
        press(Qt::Key_Escape);
        m_app->notebook()->setSearchText(QStringLiteral("a rather long sentence that stands in no note"));
        QTRY_COMPARE(m_app->notebook()->notes()->count(), 0);
        see("nothing-found");
        m_app->notebook()->setSearchText({});
        m_app->notebook()->trash(editor()->noteId());
        QTRY_VERIFY(editor()->isTrashed());
        m_app->notebook()->notes()->setShowsTrash(true);
        see("trashed");
        for (const char *name : { "removeDialog", "trashDialog", "unwrittenDialog", "ownDialog", "forgetDialog" }) {
            auto *popup = m_window->findChild<QObject *>(QLatin1String(name));
            QVERIFY2(popup, name);
            QMetaObject::invokeMethod(popup, "open");
            QTRY_VERIFY(popup->property("opened").toBool());
            see(name);
            QMetaObject::invokeMethod(popup, "close");
        }
        QMetaObject::invokeMethod(dialog("ShareDialog"), "share", Q_ARG(commonplace::Notebook *, m_app->notebook()));
        see("share-local");
        Q_EMIT m_app->noticed(QStringLiteral("“Allotment” is carried by broker.example.org from now on. Nobody else was there to "
                                             "be told: send a new link to those who write in it with you."), true);
        see("toast");
        verify();
    }

    void others_data() { sizes(); }
    void others()
    {
        const MessagingService service = mqttAt(QStringLiteral("127.0.0.1"), 1); // nobody is there
        m_app->keepService(service, {});
        begin(QStringLiteral("Allotment"));
        Notebook *notebook = m_app->notebook();
        for (int i = 0; i < 20; ++i) {
            AwarenessState state;
            state.clone = QStringLiteral("clone%1").arg(i);
            state.name = QStringLiteral("Member %1 of the allotment association").arg(i);
            state.note = editor()->noteId();
            state.caret = state.anchor = i;
            notebook->people()->hear(state);
        }
        see("faces");
        Invitation invitation { notebook->entry().domain, notebook->name(), service, {}, QStringLiteral("Ben") };
        invitation.service.values.insert(QStringLiteral("host"), QStringLiteral("notes.a-rather-long-name.example.org"));
        notebook->announceMove(*invitation.toLink());
        QTRY_VERIFY(item("moveNews")->isVisible());
        see("moved");
        QVERIFY(QMetaObject::invokeMethod(item("followMove"), "clicked"));
        QTRY_VERIFY(dialog("JoinDialog")->property("opened").toBool());
        see("follow");
        QMetaObject::invokeMethod(dialog("JoinDialog"), "close");
        invitation.domain = NotebooksModel::newDomain();
        invitation.service.values.insert(QStringLiteral("username"), QStringLiteral("ada"));
        Q_EMIT m_app->invitationArrived(*invitation.toLink());
        QTRY_VERIFY(dialog("JoinDialog")->property("opened").toBool());
        see("join");
        QMetaObject::invokeMethod(dialog("JoinDialog"), "close");
        invitation.service = service;
        m_app->followLink(*invitation.toLink());
        QTRY_VERIFY(m_app->notebook() != notebook);
        QTRY_COMPARE(m_app->notebook()->tone(), Notebook::Tone::Offline);
        see("newcomer");
        verify();
    }

    void nearby_data() { sizes(); }
    void nearby()
    {
        const QString id = m_app->services()->readyId();
        if (id.isEmpty())
            QSKIP("This build has no services that need not be set up.");
        MessagingService service = *m_app->services()->service(id);
        service.values.insert(QStringLiteral("interface"), QStringLiteral("lo"));
        m_app->services()->put(service);
        begin(QStringLiteral("Allotment"));
        Notebook *notebook = m_app->notebook();

        // From the notebook to the link, by Return alone.
        press(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        QObject *share = dialog("ShareDialog");
        QTRY_VERIFY(share->property("opened").toBool());
        see("share");
        QVERIFY(notebook->serviceId().isEmpty());
        press(Qt::Key_Return);
        QCOMPARE(notebook->serviceId(), id);
        const QString link = m_app->invitationLink(notebook);
        QTRY_COMPARE(item("shareLink")->property("text").toString(), link);
        QTRY_COMPARE(m_window->activeFocusItem(), item("copyLink"));
        see("shared");
        press(Qt::Key_Return);
        QTRY_VERIFY(!share->property("visible").toBool());
        QCOMPARE(QGuiApplication::clipboard()->text(), link);
        QTRY_VERIFY(notebook->sentence().contains(QStringLiteral("only programs on it are found")));
        see("alone");

        QObject *choice = dialog("ServiceChoiceDialog");
        QMetaObject::invokeMethod(choice, "choose", Q_ARG(commonplace::Notebook *, notebook), Q_ARG(bool, false));
        QTRY_VERIFY(choice->property("opened").toBool());
        see("choice");
        QMetaObject::invokeMethod(choice, "close");

        QObject *settings = dialog("SettingsDialog");
        QMetaObject::invokeMethod(settings, "open");
        QTRY_VERIFY(settings->property("opened").toBool());
        QTRY_VERIFY(item("settings-lan"));
        item("settings-lan")->forceActiveFocus(Qt::TabFocusReason); // which has it in view
        see("settings");
        press(Qt::Key_Space);
        QObject *form = dialog("ServiceDialog");
        QTRY_VERIFY(form->property("opened").toBool());
        see("service");
        item("serviceMore")->forceActiveFocus(Qt::TabFocusReason);
        press(Qt::Key_Space);
        QTRY_VERIFY(item("service-peers") && item("service-peers")->isVisible());
        see("service-more");
        item("serviceSwitch")->forceActiveFocus(Qt::TabFocusReason);
        press(Qt::Key_Space);
        press(Qt::Key_Return);
        QTRY_VERIFY(!form->property("visible").toBool());
        see("settings-off");
        QMetaObject::invokeMethod(settings, "close");
        QTRY_VERIFY2(notebook->sentence().contains(QStringLiteral("switched off")), qPrintable(notebook->sentence()));
        see("off");

        auto invitation = Invitation::fromLink(link);
        QVERIFY(invitation);
        invitation->domain = NotebooksModel::newDomain();
        Q_EMIT m_app->invitationArrived(*invitation->toLink());
        QTRY_VERIFY(dialog("JoinDialog")->property("opened").toBool());
        see("join");
        verify();
    }

    void troubles_data() { sizes(); }
    void troubles()
    {
        begin(QStringLiteral("Allotment"));
        QTRY_COMPARE(m_app->notebook()->tone(), Notebook::Tone::Quiet);
        const QString file = m_app->notebooks()->storePath(*m_app->notebook());
        const QString backup = file + QStringLiteral(".backup");

        QSignalSpy opened(m_app->notebook(), &Notebook::noteOpened);
        const QString id = editor()->noteId();
        editor()->setNoteId({});
        editor()->setNoteId(id);
        QTRY_VERIFY(editor()->isLive());
        Q_EMIT m_app->notebook()->noteGone(opened.constLast().at(0).toLongLong());
        QTRY_VERIFY(item("goneNote")->isVisible());
        see("gone");

        close();
        QVERIFY(QFile::rename(file, backup));
        open();
        QFETCH(QSize, size);
        resize(size);
        QVERIFY(m_app->notebook()->isLost());
        see("lost");
        QVERIFY(QFile::copy(backup, file)); // which makes it another's
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("the store is a copy")));
        m_app->reopen(m_app->notebook());
        QTRY_VERIFY(m_app->notebook()->isStray());
        QTRY_VERIFY(editor()->isLive());
        see("stray");
        // The note stays in sight when its notebook closes.
        QVERIFY(QFile::rename(file, file + QStringLiteral(".gone")));
        m_app->reopen(m_app->notebook());
        QTRY_VERIFY(item("editorNotice")->isVisible());
        see("lost-while-open");
        verify();
    }
};

QTEST_MAIN(TestStates)
#include "tst_states.moc"
