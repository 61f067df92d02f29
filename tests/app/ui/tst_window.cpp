// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/joinform.h"
#include "ui/notesexport.h"
#include "ui/notesimport.h"
#include "ui/serviceform.h"
#include "ui/windowfixture.h"

#include "settings/samplecertificate.h"
#include "settings/sampleservice.h"

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
        press(Qt::Key_F6);
        QTRY_VERIFY(item("searchField")->hasActiveFocus());
        type(QStringLiteral("autumn"));
        QTRY_COMPARE(m_app->notebook()->notes()->count(), 1);
        press(Qt::Key_Escape);
        QTRY_COMPARE(m_app->notebook()->notes()->count(), 2);
    }

    void findsInAllNotebooks()
    {
        makeNotebook(QStringLiteral("Allotment"));
        writeNote(QStringLiteral("Sowing"), QStringLiteral("two rows of beans"));
        makeNotebook(QStringLiteral("Kitchen"));
        writeNote(QStringLiteral("Soup"), QStringLiteral("onions"));
        const auto find = [this] {
            press(Qt::Key_K, Qt::ControlModifier);
            QTRY_VERIFY(item("quickField")->hasActiveFocus());
            type(QStringLiteral("bean"));
            QTRY_COMPARE(item("quickList")->property("count").toInt(), 1);
            press(Qt::Key_Return);
            QTRY_VERIFY(m_window->title().startsWith(QStringLiteral("Sowing")));
            QCOMPARE(m_app->notebook()->name(), QStringLiteral("Allotment"));
            QTRY_COMPARE(body(), QStringLiteral("two rows of beans"));
        };
        find();
        // From the search in one of them.
        m_app->setNotebook(m_app->notebooks()->at(1));
        item("searchField")->forceActiveFocus();
        QTRY_VERIFY(item("searchField")->hasActiveFocus());
        type(QStringLiteral("bean"));
        QTRY_COMPARE(m_app->notebook()->notes()->count(), 0);
        press(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(item("quickField")->property("text").toString(), QStringLiteral("bean"));
        QTRY_COMPARE(item("quickList")->property("count").toInt(), 1);
        press(Qt::Key_Escape);
        m_app->notebook()->setSearchText({});

        // In the order of one's own, and those that are not in the window are opened too.
        m_app->notebooks()->move(m_app->notebooks()->at(1), -1);
        QCOMPARE(m_app->notebooks()->at(0)->name(), QStringLiteral("Kitchen"));
        close();
        open();
        QCOMPARE(m_app->notebooks()->at(0)->name(), QStringLiteral("Kitchen"));
        QTRY_VERIFY(m_app->notebooks()->at(0)->isReady() && m_app->notebooks()->at(1)->isReady());
        find();

        // Also in one that is not open.
        Notebook *closed = m_app->notebooks()->byId(m_app->notebook()->notebookId());
        m_app->setNotebook(m_app->notebooks()->at(0));
        QSignalSpy isClosed(closed, &Notebook::closed);
        closed->close();
        QVERIFY(isClosed.wait(8000));
        closed->allNotes()->keepOnly({});
        press(Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(item("quickField")->hasActiveFocus());
        type(QStringLiteral("bean"));
        QTRY_COMPARE(item("quickList")->property("count").toInt(), 1);
        press(Qt::Key_Escape);
    }

    void trashesSeveralAndBack()
    {
        makeNotebook(QStringLiteral("Allotment"));
        for (const char *title : { "One", "Two", "Three" })
            writeNote(QLatin1String(title), QStringLiteral("text"));
        NotesList *notes = m_app->notebook()->notes();
        QTRY_COMPARE(notes->count(), 3);
        QTRY_VERIFY(item("bodyArea")->hasActiveFocus()); // the last one is open
        QVERIFY(QMetaObject::invokeMethod(item("noteList"), "forceActiveFocus"));
        item("noteList")->setProperty("currentIndex", 0);
        const QString last = notes->idAt(2);
        press(Qt::Key_Down, Qt::ShiftModifier);
        press(Qt::Key_Delete);
        QTRY_COMPARE(notes->count(), 1);
        QCOMPARE(notes->idAt(0), last);
        QTRY_COMPARE(m_app->notebook()->trashCount(), 2);
        QQuickItem *undo = item("toastAction");
        QVERIFY(undo && undo->isVisible());
        QVERIFY(QMetaObject::invokeMethod(undo, "clicked"));
        QTRY_COMPARE(notes->count(), 3);

        // By the mouse: Ctrl takes one more.
        const auto click = [this](int row, Qt::KeyboardModifiers modifiers) {
            QQuickItem *delegate = nullptr;
            QVERIFY(QMetaObject::invokeMethod(item("noteList"), "itemAtIndex", Q_RETURN_ARG(QQuickItem *, delegate), Q_ARG(int, row)));
            QVERIFY(delegate);
            QTest::mouseClick(m_window, Qt::LeftButton, modifiers, delegate->mapToScene({ 40, 20 }).toPoint());
        };
        QTRY_VERIFY(item("noteList")->property("count").toInt() == 3);
        // Until the rows have come to rest, another one may be where this one will be.
        QTRY_VERIFY((click(0, {}), editor()->isOpen() && editor()->noteId() == notes->idAt(0)));
        QTRY_VERIFY(item("bodyArea")->hasActiveFocus());
        click(2, Qt::ControlModifier);
        QTRY_VERIFY(item("noteList")->hasActiveFocus());
        press(Qt::Key_Delete);
        QTRY_COMPARE(notes->count(), 1);
        QTRY_COMPARE(m_app->notebook()->trashCount(), 2);
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_Delete);
        QTRY_COMPARE(notes->count(), 0);
    }

    void showsAllKeys()
    {
        makeNotebook(QStringLiteral("Allotment"));
        press(Qt::Key_F1);
        QTRY_VERIFY(dialog("ShortcutsDialog")->property("opened").toBool());
        press(Qt::Key_Escape);
        QTRY_VERIFY(!dialog("ShortcutsDialog")->property("visible").toBool());
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
        const MessagingService service = mqttAt(QStringLiteral("127.0.0.1"), 1); // nobody is there
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
        MessagingService service = mqttAt(QStringLiteral("127.0.0.1"), 1, true); // nobody is there
        QFile file(m_dir->filePath(QStringLiteral("all.pem")));
        service.values.insert(QStringLiteral("ca"), file.fileName());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(sampleKey() + sampleExplanation() + sampleCertificate());
        file.close();
        m_app->keepService(service, {});
        makeNotebook(QStringLiteral("Allotment"));
        const auto invitation = Invitation::fromLink(m_app->invitationLink(m_app->notebook()));
        QVERIFY(invitation.isOk());
        QCOMPARE(invitation->service.values.value(QStringLiteral("ca")).toString().toLatin1(), sampleCertificate());

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
        const MessagingService service = mqttAt(QStringLiteral("127.0.0.1"), 1, true); // nobody is there
        const QString mine = m_app->keepService(service, {});
        const MessagingService before = *m_app->services()->service(mine);
        Invitation invitation { QStringLiteral("abc.notebook.local"), QStringLiteral("Theirs"), service };
        invitation.service.values.insert(QStringLiteral("ca"), QString::fromLatin1(sampleCertificate()));

        QSignalSpy asked(m_app.get(), &App::invitationArrived);
        m_app->followLink(*invitation.toLink());
        QCOMPARE(asked.size(), 1); // waits
        QCOMPARE(m_app->notebooks()->count(), 0);
        QTRY_VERIFY(item("joinEffect") && item("joinEffect")->isVisible());
        QVERIFY(item("joinEffect")->property("text").toString().contains(QStringLiteral("another certificate")));
        press(Qt::Key_Escape);

        Notebook *joined = m_app->join(invitation, {});
        QCOMPARE(*m_app->services()->service(mine), before);
        QCOMPARE(m_app->services()->count(), 3);
        QVERIFY(joined->serviceId() != mine);
        QCOMPARE(m_app->services()->service(joined->serviceId())->values.value(QStringLiteral("ca")).toString().toLatin1(),
                 sampleCertificate());
    }

    void aServiceFormReadsAndExplains()
    {
        ServiceForm form;
        form.clear();
        form.setKind(QStringLiteral("mqtt"));
        ServiceFields &fields = *form.fields();
        const auto at = [&fields](const char *key, int role) {
            return fields.match(fields.index(0), ServiceFields::KeyRole, QLatin1String(key), 1, Qt::MatchExactly)
                .value(0).data(role).toString();
        };
        const auto value = [&](const char *key) { return at(key, ServiceFields::ValueRole); };
        const auto fault = [&](const char *key) { return at(key, ServiceFields::FaultRole); };
        const auto enter = [&fields](const char *key, const QString &text) {
            fields.setValue(QLatin1String(key), text);
            fields.finish(QLatin1String(key));
        };
        QCOMPARE(value("protocol"), QStringLiteral("mqtts"));
        QCOMPARE(fault("host"), QString()); // nothing was entered yet
        fields.setValue(QStringLiteral("host"), QStringLiteral("127.0.0.1:1884"));
        QCOMPARE(value("protocol"), QStringLiteral("mqtt"));
        QCOMPARE(value("host"), QStringLiteral("127.0.0.1:1884")); // while it is typed
        fields.finish(QStringLiteral("host"));
        QCOMPARE(value("host"), QStringLiteral("127.0.0.1"));
        QCOMPARE(value("port"), QStringLiteral("1884"));
        enter("host", QStringLiteral("broker.example"));
        QCOMPARE(value("protocol"), QStringLiteral("mqtts"));
        enter("protocol", QStringLiteral("mqtt"));
        enter("host", QStringLiteral("other.example"));
        QCOMPARE(value("protocol"), QStringLiteral("mqtt")); // what was chosen stays
        enter("protocol", QStringLiteral("mqtts"));
        fields.setValue(QStringLiteral("port"), QStringLiteral("99999"));
        QCOMPARE(fault("port"), QString()); // while it is typed
        QSignalSpy told(&form, &ServiceForm::faultFound);
        QVERIFY(form.save().isEmpty());
        QCOMPARE(told.size(), 1);
        QCOMPARE(told.first().first().toString(), QStringLiteral("port"));
        QVERIFY(fault("port").contains(QStringLiteral("65535")));
        enter("port", {});
        QCOMPARE(fault("port"), QString());
        enter("ca", QStringLiteral("/nowhere/ca.pem"));
        QVERIFY(fault("ca").contains(QStringLiteral("/nowhere/ca.pem")));
        QVERIFY(form.save().isEmpty());
        enter("ca", {});
        // All of an address: the secret in it goes to its field, and nowhere else.
        enter("host", QStringLiteral("mqtt://ada:s3same@[::1]:1885"));
        QCOMPARE(value("host"), QStringLiteral("::1"));
        QCOMPARE(value("password"), QStringLiteral("s3same"));
        const QString id = form.save();
        QVERIFY(!id.isEmpty());
        const MessagingService *kept = m_app->services()->service(id);
        QCOMPARE(kept->address(), QStringLiteral("mqtt://[::1]:1885"));
        QCOMPARE(kept->account(), QStringLiteral("ada"));
        QTRY_COMPARE(m_keychain->entries.value(id), QStringLiteral("s3same"));
        QFile file(m_dir->filePath(QStringLiteral("services.json")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray written = file.readAll();
        QVERIFY(written.contains("ada") && !written.contains("s3same"));
        QVERIFY(!m_app->invitationLink(m_app->createNotebook(QStringLiteral("Allotment"), id)).contains(QStringLiteral("s3same")));
    }

    void hiddenFieldsAreNotKept()
    {
        ServiceForm form;
        form.clear();
        QVERIFY(form.paste(QStringLiteral("mqtts://ada:secret@broker.example.org")));
        QCOMPARE(form.kind(), QStringLiteral("mqtt"));
        ServiceFields &fields = *form.fields();
        fields.setValue(QStringLiteral("ca"), QStringLiteral("/nowhere/ca.pem"));
        fields.setValue(QStringLiteral("protocol"), QStringLiteral("mqtt")); // where no certificate counts
        fields.setValue(QStringLiteral("username"), QString());              // nor a password
        const QString id = form.save();
        QVERIFY(!id.isEmpty());
        const MessagingService *kept = m_app->services()->service(id);
        QCOMPARE(kept->values.keys(), QStringList({ QStringLiteral("host"), QStringLiteral("protocol") }));
        QCOMPARE(kept->secrets, QStringList());
        QVERIFY(m_keychain->entries.isEmpty());
    }

    void severalSecretsAreKeptApart()
    {
        ServiceForm form;
        form.clear();
        QVERIFY(form.paste(QStringLiteral("https://notes.example.org/team")));
        QCOMPARE(form.kind(), QStringLiteral("io"));
        ServiceFields &fields = *form.fields();
        fields.setValue(QStringLiteral("auth"), QStringLiteral("{\"token\":\"one\"}"));
        fields.setValue(QStringLiteral("extraHeaders"), QStringLiteral("{\"Cookie\":\"two\"}"));
        const QString id = form.save();
        QVERIFY(!id.isEmpty());
        QTRY_COMPARE(m_keychain->entries.size(), 2);
        QCOMPARE(m_keychain->entries.value(id + QStringLiteral("/auth")), QStringLiteral("{\"token\":\"one\"}"));
        QCOMPARE(m_keychain->entries.value(id + QStringLiteral("/extraHeaders")), QStringLiteral("{\"Cookie\":\"two\"}"));

        ServiceForm again;
        again.setServiceId(id);
        QTRY_VERIFY(again.hasSecret(QStringLiteral("auth")) && again.hasSecret(QStringLiteral("extraHeaders")));
        const QModelIndex auth = again.fields()->match(again.fields()->index(0), ServiceFields::KeyRole, QStringLiteral("auth")).value(0);
        QVERIFY(auth.data(ServiceFields::HintRole).toString().startsWith(QStringLiteral("Known")));
        QCOMPARE(auth.data(ServiceFields::ValueRole).toString(), QString()); // it is not shown
        m_app->removeService(id);
        QTRY_VERIFY(m_keychain->entries.isEmpty());
    }

    void aKindThatIsNotKnownStays()
    {
        MessagingService pigeon { {}, QStringLiteral("pigeon"), QStringLiteral("Ours"), { { QStringLiteral("loft"), 3 } }, {} };
        pigeon.id = m_app->services()->put(pigeon);
        QObject *popup = dialog("ServiceDialog");
        QMetaObject::invokeMethod(popup, "openService", Q_ARG(QString, pigeon.id));
        QTRY_VERIFY(popup->property("opened").toBool());
        QVERIFY(popup->property("subtitle").toString().contains(QStringLiteral("cannot use “pigeon”")));
        QVERIFY(!item("serviceKeep")->isVisible());
        press(Qt::Key_Escape);
        QCOMPARE(*m_app->services()->service(pigeon.id), pigeon);
        // A notebook that uses it says so, and can be written in.
        Notebook *notebook = m_app->createNotebook(QStringLiteral("Allotment"), pigeon.id);
        QTRY_VERIFY(notebook->isReady());
        QTRY_VERIFY2(notebook->sentence().contains(QStringLiteral("pigeon")), qPrintable(notebook->sentence()));
    }

    void aServiceIsAddedByKeys()
    {
        QObject *popup = dialog("ServiceDialog");
        QMetaObject::invokeMethod(popup, "openNew");
        QTRY_VERIFY(popup->property("opened").toBool());
        QVERIFY(item("kind-mqtt")->isVisible() && item("kind-io")->isVisible());
        QTRY_COMPARE(keyboardOwner(), item("serviceNext"));
        item("kind-io")->forceActiveFocus(Qt::TabFocusReason);
        press(Qt::Key_Space);
        press(Qt::Key_Return);
        const auto field = [this](const char *name) { return item(name)->property("field").value<QQuickItem *>(); };
        QTRY_VERIFY(item("service-uri") && keyboardOwner() == field("service-uri"));
        press(Qt::Key_Return); // says what is missing, and where
        QVERIFY(popup->property("opened").toBool());
        QTRY_VERIFY(item("service-uri")->property("fault").toString().contains(QStringLiteral("missing")));
        QCOMPARE(keyboardOwner(), field("service-uri"));
        type(QStringLiteral("notes.example.org"));
        press(Qt::Key_Tab);
        QTRY_COMPARE(item("service-uri")->property("text").toString(), QStringLiteral("https://notes.example.org"));
        QVERIFY(!item("service-proxy")->isVisible());
        item("serviceMore")->forceActiveFocus(Qt::TabFocusReason);
        press(Qt::Key_Space);
        QTRY_VERIFY(item("service-proxy") && item("service-proxy")->isVisible());
        field("service-proxy")->forceActiveFocus(Qt::TabFocusReason);
        type(QStringLiteral("nonsense"));
        press(Qt::Key_Return);
        QTRY_VERIFY(item("service-proxy")->property("fault").toString().contains(QStringLiteral("proxy.example.org")));
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_Delete);
        press(Qt::Key_Return);
        QTRY_VERIFY(!popup->property("visible").toBool());
        QCOMPARE(m_app->services()->count(), 2);
        QCOMPARE(m_app->services()->service(m_app->services()->idAt(1))->address(), QStringLiteral("https://notes.example.org"));
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
        const MessagingService service = mqttAt(QStringLiteral("127.0.0.1"), 1); // nobody is there
        m_app->keepService(service, {});
        QGuiApplication::clipboard()->clear();
        press(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        QObject *share = dialog("ShareDialog");
        QTRY_VERIFY(share->property("opened").toBool());
        QVERIFY(QMetaObject::invokeMethod(item("shareByService"), "clicked"));
        QObject *choice = dialog("ServiceChoiceDialog");
        QTRY_VERIFY(choice->property("opened").toBool());
        press(Qt::Key_Return); // the only one there is
        QTRY_VERIFY(share->property("opened").toBool());
        QVERIFY(Invitation::fromLink(item("shareLink")->property("text").toString()).isOk());
        QCOMPARE(item("shareLink")->property("cursorPosition").toInt(), 0); // shown from its beginning
        QVERIFY(item("shareCode")->isVisible());
        QCOMPARE(item("shareCode")->property("text"), item("shareLink")->property("text"));
        press(Qt::Key_Return); // copies it
        QTRY_VERIFY(Invitation::fromLink(QGuiApplication::clipboard()->text()).isOk());
        // Who shared it, but saw nobody, is told so when it is removed.
        QVERIFY2(m_app->notebook()->removalWarning().contains(QStringLiteral("Nobody has joined")),
                 qPrintable(m_app->notebook()->removalWarning()));
    }

    void notesComeAndGoByTheMenu()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("Beans.md"));
        QFile beans(file);
        QVERIFY(beans.open(QIODevice::WriteOnly) && beans.write("Sow in May.") > 0);
        beans.close();
        makeNotebook(QStringLiteral("Allotment"));
        QQuickItem *pane = item("notebookMenuButton");
        while (pane && !QByteArrayView(pane->metaObject()->className()).startsWith("NotesPane"))
            pane = pane->parentItem();
        QVERIFY(pane);

        QVERIFY(QMetaObject::invokeMethod(pane, "importNotes"));
        QObject *importing = dialog("ImportDialog");
        QTRY_VERIFY(importing->property("opened").toBool());
        auto *reading = importing->findChild<NotesImport *>();
        QVERIFY(reading);
        reading->start(m_app->notebook(), QUrl::fromLocalFile(folder.path()));
        QTRY_COMPARE(reading->state(), NotesImport::State::Done);
        QTRY_COMPARE(m_app->notebook()->notes()->count(), 1);
        QTRY_VERIFY(item("importSummary")->isVisible());
        QTRY_VERIFY(item("importClose")->hasActiveFocus());
        press(Qt::Key_Return);
        QTRY_VERIFY(!importing->property("visible").toBool());

        QVERIFY(QMetaObject::invokeMethod(pane, "exportNotes"));
        QObject *exporting = dialog("ExportDialog");
        QTRY_VERIFY(exporting->property("opened").toBool());
        auto *writing = exporting->findChild<NotesExport *>();
        QVERIFY(writing);
        writing->start(m_app->notebook(), QUrl::fromLocalFile(folder.path()));
        QTRY_COMPARE(writing->state(), NotesExport::State::Done);
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("Allotment/Beans.md"))));
        QTRY_VERIFY(item("exportClose")->hasActiveFocus());
        press(Qt::Key_Return);
        QTRY_VERIFY(!exporting->property("visible").toBool());
    }

    void aMoveIsFollowedByTwoButtons()
    {
        const MessagingService service = mqttAt(QStringLiteral("127.0.0.1"), 1); // nobody is there
        const QString here = m_app->keepService(service, {});
        makeNotebook(QStringLiteral("Allotment"));
        Notebook *notebook = m_app->notebook();
        QCOMPARE(notebook->serviceId(), here);
        QVERIFY(!item("moveNews")->isVisible());
        // As if another had written it.
        Invitation invitation { notebook->entry().domain, notebook->name(), service, {}, QStringLiteral("<b>Ben</b>") };
        invitation.service.values.insert(QStringLiteral("port"), 2);
        notebook->announceMove(*invitation.toLink());
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
        invitation.service.values.insert(QStringLiteral("port"), 3);
        invitation.sender = AppSettings::nameOfNobody();
        notebook->announceMove(*invitation.toLink());
        QTRY_VERIFY(item("moveNews")->isVisible());
        QVERIFY2(notebook->moveNews().startsWith(QStringLiteral("Another member has moved")), qPrintable(notebook->moveNews()));
        item("ignoreMove")->forceActiveFocus();
        press(Qt::Key_Return);
        QTRY_VERIFY(!item("moveNews")->isVisible());
    }

    void whoHasNoNameIsTold()
    {
        m_app->settings()->setDisplayName(AppSettings::nameOfNobody());
        press(Qt::Key_Comma, Qt::ControlModifier);
        QTRY_VERIFY(dialog("SettingsDialog")->property("opened").toBool());
        QQuickItem *name = m_window->findChild<QQuickItem *>(QStringLiteral("displayName"));
        QCOMPARE(name->property("text").toString(), QString());
        QVERIFY(name->property("placeholder").toString().contains(QStringLiteral("Another member")));
        press(Qt::Key_Escape);
        QTRY_VERIFY(!dialog("SettingsDialog")->property("visible").toBool());
        QCOMPARE(m_app->settings()->displayName(), AppSettings::nameOfNobody());
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
