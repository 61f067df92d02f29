// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

import Commonplace

ApplicationWindow {
    id: root

    readonly property Notebook notebook: App.notebook
    property string noteId
    /// A note is wanted, but the notebook is still being opened.
    property bool wantsNote: false
    /// Where the keyboard was put until something is shown that can be written in.
    property Item parkedAt: null
    /// Nothing that can be seen has the keyboard: what is typed would go nowhere.
    readonly property bool isKeyboardLost: activeFocusItem === null || activeFocusItem === contentItem
                                           || !activeFocusItem.visible || notesPane.isIdle
    /// Changes whenever something else may have to take it.
    readonly property string wantsKeyboard: `${isKeyboardLost} ${welcome.visible} ${firstNoteButton.visible}`
                                            + ` ${editor.editor.isOpen}`

    function chooseNote(id: string) {
        if (id.length === 0)
            return;
        noteId = id;
        editor.editor.open(notebook, id);
    }
    /// As goToNote(), for a note of any notebook.
    function goToNoteIn(where: Notebook, id: string) {
        if (!where)
            return;
        App.notebook = where;
        goToNote(id);
    }
    /// As chooseNote(), for a note that is not in view.
    function goToNote(id: string) {
        chooseNote(id);
        notesPane.reveal(id);
        editor.focusBody();
    }
    /// The keyboard is where it was put: a list hands it on to its rows.
    function isParked(): bool {
        for (let item = parkedAt ? activeFocusItem : null; item; item = item.parent) {
            if (item === parkedAt)
                return true;
        }
        return false;
    }
    function giveKeyboard() {
        if (!isKeyboardLost)
            return;
        if (Layers.top !== null) {
            Layers.top.forceActiveFocus();
            return;
        }
        if (welcome.visible) {
            welcome.takeKeyboard();
            return;
        }
        if (editor.editor.isOpen) {
            editor.focusBody();
            return;
        }
        if (firstNoteButton.visible)
            firstNoteButton.forceActiveFocus(Qt.TabFocusReason);
        else
            notesPane.focusList();
        parkedAt = activeFocusItem;
    }
    function newNote() {
        if (!notebook) {
            notebookDialog.openNew(); // which is what a note needs first
            return;
        }
        wantsNote = !notebook.isReady;
        if (wantsNote)
            return;
        if (editor.editor.isUntouched) {
            editor.focusTitle();
            return;
        }
        notebook.searchText = "";
        notebook.notes.showsTrash = false;
        noteId = notebook.createNote();
        editor.editor.openFresh(noteId);
        notesPane.reveal(noteId);
        editor.focusTitle();
    }
    /// Opens the note that was open last, or else the first.
    function chooseSome() {
        // Words on a note that is gone are to be read first.
        if (!notebook || !notebook.isReady || noteId.length > 0 || editor.editor.goneWords.length > 0)
            return;
        chooseNote(notebook.firstNote());
    }
    function copyInvitation() {
        if (!notebook)
            return;
        const link = App.invitationLink(notebook);
        if (link.length === 0) {
            shareDialog.share(notebook);
            return;
        }
        App.copyText(link);
        toast.show(qsTr("The invitation link is on the clipboard. Send it to whom you trust."), false);
    }

    width: 1200
    height: 760
    minimumWidth: 560
    minimumHeight: 420
    visible: false
    color: Theme.page
    title: {
        const parts = [];
        if (editor.editor.isOpen)
            parts.push(editor.editor.shownTitle);
        if (notebook && notebook.isReady)
            parts.push(notebook.name);
        parts.push("Commonplace");
        return parts.join(" — ");
    }
    LayoutMirroring.enabled: Theme.isMirrored
    LayoutMirroring.childrenInherit: true
    onWantsKeyboardChanged: later.start()
    // Lets go of what nobody has written in.
    onClosing: close => {
        // As long as the text is in sight, it can be copied out.
        close.accepted = !App.wouldLose();
        if (close.accepted)
            editor.noteId = "";
        else
            unwrittenDialog.open();
    }
    onNotebookChanged: {
        // First: what is left may go out of its list, and nothing may be chosen meanwhile.
        editor.editor.open(notebook, "");
        noteId = "";
        chooseSome();
    }

    // Once what is about to be shown has been.
    Timer {
        id: later

        interval: 0
        onTriggered: root.giveKeyboard()
    }

    Shortcut { sequence: "Ctrl+N"; onActivated: root.newNote() }
    Shortcut { sequence: "Ctrl+Shift+N"; onActivated: notebookDialog.openNew() }
    Shortcut { sequence: "Ctrl+Shift+I"; onActivated: root.copyInvitation() }
    Shortcut { sequence: "Ctrl+Shift+J"; onActivated: joinDialog.openWith("") }
    Shortcut { sequence: "Ctrl+K"; enabled: root.notebook !== null; onActivated: switcher.open() }
    Shortcut { sequence: "Ctrl+Shift+F"; enabled: root.notebook !== null; onActivated: switcher.openWith(root.notebook.searchText) }
    Shortcut { sequence: "F1"; onActivated: shortcutsDialog.open() }
    Shortcut {
        sequence: "Ctrl+F"
        enabled: root.notebook !== null
        onActivated: {
            if (editor.hasFocus())
                editor.find(false);
            else
                notesPane.focusSearch();
        }
    }
    Shortcut { sequences: ["Ctrl+H", "Ctrl+R"]; enabled: editor.editor.isOpen; onActivated: editor.find(true) }
    Shortcut { sequence: "F3"; enabled: editor.editor.isOpen; onActivated: editor.findOn(false) }
    Shortcut { sequence: "Shift+F3"; enabled: editor.editor.isOpen; onActivated: editor.findOn(true) }
    Shortcut { sequence: "Ctrl+,"; onActivated: settingsDialog.open() }
    Shortcut { sequence: "Ctrl+Q"; onActivated: root.close() }
    Shortcut {
        sequence: "F6"
        enabled: root.notebook !== null
        onActivated: {
            if (editor.editor.area.activeFocus || !editor.editor.isOpen)
                notesPane.focusSearch();
            else
                editor.focusBody();
        }
    }

    Connections {
        target: App
        function onNoticed(message, isProblem) {
            toast.show(message, isProblem);
        }
        function onInvitationArrived(link) {
            joinDialog.openWith(link);
        }
        function onUnwrittenLeft() {
            root.chooseNote(root.noteId);
            unwrittenDialog.open();
        }
    }
    Connections {
        target: root.notebook
        function onTrashed(ids) {
            const from = root.notebook;
            toast.offer(ids.length === 1 ? qsTr("The note is in the trash")
                                         : qsTr("%1 notes are in the trash").arg(ids.length),
                        qsTr("Undo"), () => from.restoreNotes(ids));
        }
        function onIsReadyChanged() {
            if (root.notebook.isReady && root.wantsNote)
                root.newNote();
        }
        function onIsLoadedChanged() {
            root.chooseSome();
        }
    }
    Connections {
        target: root.notebook ? root.notebook.notes : null
        function onCountChanged() {
            if (root.notebook && root.notebook.isLoaded)
                root.chooseSome();
        }
    }
    Connections {
        target: editor.editor
        function onIsOpenChanged() {
            if (!editor.editor.isOpen) {
                // A hidden text area would keep the keyboard, and what is typed would go nowhere.
                if (editor.hasFocus())
                    notesPane.focusList();
                return;
            }
            if (!root.activeFocusItem || root.activeFocusItem === root.contentItem
                     || root.activeFocusItem === editor.editor.area || root.isParked())
                editor.focusBody();
            root.parkedAt = null;
        }
    }

    RowLayout {
        anchors.fill: parent
        spacing: 0
        visible: App.notebooks.count > 0

        NotebookRail {
            Layout.fillHeight: true
            isCompact: root.width < 1080
            onNewNotebook: notebookDialog.openNew()
            onJoinNotebook: joinDialog.openWith("")
            onOpenSettings: settingsDialog.open()
        }
        NotesPane {
            id: notesPane

            Layout.fillHeight: true
            Layout.preferredWidth: root.width < 860 ? 232 : 300
            notebook: root.notebook
            noteId: root.noteId
            onNoteChosen: id => {
                root.chooseNote(id);
                editor.focusBody();
            }
            onNewNote: root.newNote()
            onShare: shareDialog.share(root.notebook)
            onRename: notebookDialog.openRename(root.notebook)
            onMoveService: serviceChoice.choose(root.notebook, false)
            onRemove: removeDialog.open()
            onImportNotes: importDialog.openFor(notebook)
            onExportNotes: exportDialog.openFor(notebook)
            onEmptyTrash: trashDialog.open()
            onDeleteForever: ids => {
                deleteDialog.ids = ids;
                deleteDialog.open();
            }
            onElsewhere: (ids, isMove) => notebookChoice.ask(ids, isMove)
            onSearchAll: words => switcher.openWith(words)
        }
        Rectangle {
            Layout.fillHeight: true
            implicitWidth: 1
            color: Theme.line
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            EditorPane {
                id: editor

                anchors.fill: parent
                onGone: {
                    root.noteId = "";
                    editor.noteId = "";
                    root.chooseSome();
                }
                onLeave: {
                    root.noteId = "";
                    editor.noteId = "";
                }
                onQuickSwitch: switcher.open()
                onNoteFollowed: id => root.goToNote(id)
                onMakeOwn: ownDialog.open()
            }
            Rectangle {
                anchors.fill: parent
                visible: !editor.editor.isOpen && root.notebook !== null
                color: Theme.page

                EmptyState {
                    anchors.centerIn: parent
                    width: Math.min(parent.width - 48, 400)
                    visible: root.notebook !== null && root.notebook.problem.length > 0
                    icons: Icons.error
                    title: qsTr("This notebook cannot be opened")
                    detail: root.notebook ? root.notebook.problem : ""

                    AppButton {
                        text: qsTr("Try again")
                        isPrimary: true
                        onClicked: App.reopen(root.notebook)
                    }
                    AppButton {
                        visible: root.notebook !== null && root.notebook.isLost
                        text: qsTr("Remove from the list…")
                        onClicked: removeDialog.open()
                    }
                }
                EmptyState {
                    anchors.centerIn: parent
                    width: Math.min(parent.width - 48, 400)
                    visible: root.notebook !== null && root.notebook.problem.length === 0 && !root.notebook.isReady
                    icons: root.notebook ? Theme.toneIcon(root.notebook.tone, true) : ""
                    title: root.notebook ? root.notebook.phrase : ""
                    detail: root.notebook ? root.notebook.sentence : ""

                    AppButton {
                        visible: root.notebook !== null && root.notebook.tone === Notebook.Problem
                        text: qsTr("Open the settings")
                        isPrimary: true
                        onClicked: settingsDialog.open()
                    }
                }
                EmptyState {
                    anchors.centerIn: parent
                    width: Math.min(parent.width - 48, 400)
                    objectName: "goneNote"
                    visible: root.notebook !== null && root.notebook.isReady && editor.editor.goneWords.length > 0
                    icons: Icons.deleteIcon
                    title: qsTr("This note was deleted")
                    detail: editor.editor.goneWords

                    AppButton {
                        text: qsTr("Show the trash")
                        visible: root.notebook !== null && root.notebook.trashCount > 0
                        onClicked: root.notebook.notes.showsTrash = true
                    }
                }
                EmptyState {
                    anchors.centerIn: parent
                    width: Math.min(parent.width - 48, 400)
                    visible: root.notebook !== null && root.notebook.isLoaded && root.noteId.length === 0
                             && editor.editor.goneWords.length === 0
                    icons: Icons.editNote
                    title: root.notebook && root.notebook.notes.count > 0 ? qsTr("No note is open")
                                                                          : qsTr("An empty notebook")
                    detail: root.notebook && root.notebook.notes.count > 0
                            ? qsTr("Choose one from the list, or begin a new one.")
                            : qsTr("Write the first note. It is saved on this machine as you type.")

                    AppButton {
                        id: firstNoteButton

                        objectName: "firstNote"
                        text: qsTr("New note")
                        icons: Icons.editNote
                        isPrimary: true
                        onClicked: root.newNote()
                    }
                }
            }
        }
    }

    Welcome {
        id: welcome

        anchors.fill: parent
        visible: App.notebooks.count === 0
        onNewNotebook: notebookDialog.openNew()
        onJoinNotebook: joinDialog.openWith("")
        onOpenSettings: settingsDialog.open()
    }

    Toast {
        id: toast
    }

    NotebookDialog {
        id: notebookDialog

        onAddService: serviceDialog.openNew()
    }
    ServiceChoiceDialog {
        id: serviceChoice

        onAddService: serviceDialog.openNew()
        onShareable: notebook => shareDialog.share(notebook)
    }
    JoinDialog {
        id: joinDialog
    }
    ShareDialog {
        id: shareDialog

        onChooseService: notebook => serviceChoice.choose(notebook, true)
        onCopied: toast.show(qsTr("The invitation link is on the clipboard."), false)
    }
    SettingsDialog {
        id: settingsDialog

        onAddService: serviceDialog.openNew()
        onEditService: id => serviceDialog.openService(id)
    }
    ServiceDialog {
        id: serviceDialog

        onKept: id => {
            notebookDialog.serviceId = id;
            serviceChoice.serviceId = id;
        }
        onRemoval: id => {
            forgetDialog.serviceId = id;
            forgetDialog.open();
        }
    }
    QuickSwitcher {
        id: switcher

        notebook: root.notebook
        onChosen: (where, id) => root.goToNoteIn(where, id)
    }
    ImportDialog {
        id: importDialog
    }
    ExportDialog {
        id: exportDialog
    }
    ShortcutsDialog {
        id: shortcutsDialog
    }
    NotebookChoice {
        id: notebookChoice

        notebook: root.notebook
        onDone: (name, isMove, count) => {
            if (!isMove) // what is moved says so itself, when it is in the trash
                toast.show(count === 1 ? qsTr("The note is copied to “%1”").arg(name)
                                        : qsTr("%1 notes are copied to “%2”").arg(count).arg(name), false);
        }
    }
    ConfirmDialog {
        id: deleteDialog

        property var ids: []

        objectName: "deleteDialog"
        title: ids.length === 1 ? qsTr("Delete this note for good?") : qsTr("Delete %1 notes for good?").arg(ids.length)
        subtitle: qsTr("What is deleted is gone for everybody in this notebook, and cannot be brought back.")
        action: qsTr("Delete")
        onConfirmed: root.notebook.deleteNotes(ids)
    }
    ConfirmDialog {
        id: removeDialog

        objectName: "removeDialog"
        title: qsTr("Remove “%1” from this machine?").arg(root.notebook ? root.notebook.name : "")
        onAboutToShow: subtitle = root.notebook ? root.notebook.removalWarning() : ""
        action: qsTr("Remove")
        onConfirmed: App.removeNotebook(root.notebook)
    }
    ConfirmDialog {
        id: ownDialog

        objectName: "ownDialog"
        title: qsTr("Make this notebook your own?")
        subtitle: qsTr("Only if the one it was copied from will never be used again: two that go on as one would "
                       + "mix up what is written in them.")
        action: qsTr("Make it my own")
        onConfirmed: root.notebook.makeOwn()
    }
    ConfirmDialog {
        id: trashDialog

        objectName: "trashDialog"
        title: qsTr("Delete all notes in the trash?")
        subtitle: qsTr("They are deleted for everybody in this notebook, and cannot be brought back.")
        action: qsTr("Delete")
        onConfirmed: root.notebook.emptyTrash()
    }
    ConfirmDialog {
        id: unwrittenDialog

        objectName: "unwrittenDialog"
        title: qsTr("Not all that you wrote is on the disk")
        subtitle: qsTr("The disk takes no more. Make room and quit again, or copy the text out: what is not written when "
                       + "the program ends is lost.")
        action: qsTr("Quit and lose it")
        onConfirmed: {
            App.loseUnwritten();
            root.close();
        }
    }
    ConfirmDialog {
        id: forgetDialog

        property string serviceId

        objectName: "forgetDialog"
        title: qsTr("Forget this messaging service?")
        subtitle: qsTr("Its password is taken out of the keychain too.")
        action: qsTr("Forget")
        onConfirmed: App.removeService(serviceId)
    }
}
