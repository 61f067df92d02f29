// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

import Commonplace

/// The notes of the notebook: search, the list, the trash, and where changes are.
Rectangle {
    id: root

    required property Notebook notebook
    property string noteId
    readonly property bool isReady: notebook !== null && notebook.isReady
    /// The list has the keyboard, but nothing to show for it.
    readonly property bool isIdle: list.activeFocus && list.count === 0

    signal noteChosen(string id)
    signal newNote
    signal share
    signal rename
    signal moveService
    signal remove
    signal importNotes
    signal exportNotes
    signal emptyTrash
    signal deleteForever(ids: var)
    signal elsewhere(ids: var, isMove: bool)
    signal searchAll(words: string)

    /// The id of the row that has the keyboard.
    function currentId(): string {
        return notebook.notes.idAt(list.currentIndex);
    }
    /// What a key is pressed for: the selected notes, or the one that has the keyboard.
    function currentIds(): var {
        return selection.count > 0 ? selection.ids() : selection.idsWith(currentId());
    }
    function removeCurrent() {
        const ids = currentIds();
        if (ids.length === 0)
            return;
        if (notebook.notes.showsTrash)
            deleteForever(ids);
        else
            notebook.trashNotes(ids);
    }
    function openMenu(id: string, title: string, place: Item, x: real, y: real) {
        const ids = selection.idsWith(id);
        if (ids.length > 0)
            menuOfNotes.openFor(ids, title, place, x, y);
    }
    function openMenuByKey() {
        const row = list.currentItem as NoteRow;
        if (row)
            openMenu(row.noteId, row.title, row, 24, row.height - 8);
    }
    /// The keyboard goes one row on, and takes the selection with it.
    function extendSelection(by: int) {
        if (selection.count === 0)
            selection.choose(currentId());
        list.currentIndex = Math.max(0, Math.min(list.count - 1, list.currentIndex + by));
        selection.extendTo(currentId());
    }
    function choose(id: string, row: int, modifiers: int) {
        list.currentIndex = row;
        if (modifiers & Qt.ControlModifier) {
            // What is open is taken to be selected, as it looks so.
            if (selection.count === 0 && noteId !== id && notebook.notes.rowOf(noteId) >= 0)
                selection.choose(noteId);
            selection.toggle(id);
            list.forceActiveFocus();
        } else if (modifiers & Qt.ShiftModifier) {
            if (selection.count === 0)
                selection.choose(notebook.notes.rowOf(noteId) >= 0 ? noteId : id);
            selection.extendTo(id);
            list.forceActiveFocus();
        } else {
            selection.clear();
            noteChosen(id);
        }
    }

    function focusSearch() {
        search.forceActiveFocus();
        search.selectAll();
    }

    function focusList() {
        list.forceActiveFocus();
    }
    /// Brings a note into view. A list that does not have it, since something is searched for or the trash is
    /// shown, shows all notes again.
    function reveal(id: string) {
        let row = notebook.notes.rowOf(id);
        if (row < 0) {
            notebook.searchText = "";
            notebook.notes.showsTrash = false;
            row = notebook.notes.rowOf(id);
        }
        if (row < 0)
            return;
        list.currentIndex = row;
        list.positionViewAtIndex(row, ListView.Contain);
    }

    color: Theme.list

    NoteSelection {
        id: selection

        list: root.notebook ? root.notebook.notes : null
    }
    NoteMenu {
        id: menuOfNotes

        notebook: root.notebook
        onChosen: id => root.noteChosen(id)
        onDeleteForever: ids => root.deleteForever(ids)
        onElsewhere: (ids, isMove) => root.elsewhere(ids, isMove)
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        RowLayout {
            Layout.fillWidth: true
            Layout.leftMargin: 18
            Layout.rightMargin: 10
            Layout.topMargin: 14
            Layout.preferredHeight: 36
            spacing: 2

            Text {
                Layout.fillWidth: true
                text: root.notebook ? (root.notebook.notes.showsTrash ? qsTr("Trash") : root.notebook.name) : ""
                color: Theme.text
                elide: Text.ElideRight
                textFormat: Text.PlainText
                font.pixelSize: 19
                font.weight: Font.Bold
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }
            IconButton {
                objectName: "shareButton"
                icons: Icons.personAdd
                text: qsTr("Share")
                tip: qsTr("Invite others (Ctrl+Shift+I copies the link)")
                onClicked: root.share()
            }
            IconButton {
                id: more

                objectName: "notebookMenuButton"
                icons: Icons.moreHoriz
                text: qsTr("Notebook menu")
                onClicked: menu.popup(more, 0, more.height + 4)

                AppMenu {
                    id: menu

                    AppMenuItem {
                        text: qsTr("Rename…")
                        icons: Icons.edit
                        enabled: root.isReady
                        onTriggered: root.rename()
                    }
                    AppMenuItem {
                        text: qsTr("Messaging service…")
                        icons: Icons.hub
                        onTriggered: root.moveService()
                    }
                    AppMenuItem {
                        text: qsTr("Import notes…")
                        icons: Icons.add
                        enabled: root.isReady
                        onTriggered: root.importNotes()
                    }
                    AppMenuItem {
                        text: qsTr("Export notes…")
                        icons: Icons.save
                        enabled: root.isReady
                        onTriggered: root.exportNotes()
                    }
                    AppMenuItem {
                        text: qsTr("Remove from this machine…")
                        icons: Icons.logout
                        isDangerous: true
                        onTriggered: root.remove()
                    }
                }
            }
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.leftMargin: 12
            Layout.rightMargin: 12
            Layout.topMargin: 10
            Layout.bottomMargin: 10
            spacing: 8

            AppField {
                id: search

                objectName: "searchField"
                Layout.fillWidth: true
                icons: Icons.search
                label: qsTr("Search notes")
                placeholderText: qsTr("Search")
                text: root.notebook ? root.notebook.searchText : ""
                onTextEdited: root.notebook.searchText = text
                Keys.onEscapePressed: root.notebook.searchText = ""
                Keys.onDownPressed: list.forceActiveFocus()
            }
            AbstractButton {
                id: newButton

                objectName: "newNoteButton"
                implicitWidth: 38
                implicitHeight: 38
                enabled: root.isReady
                hoverEnabled: true
                opacity: enabled ? 1 : 0.45
                text: qsTr("New note")
                focusPolicy: Qt.TabFocus
                Accessible.role: Accessible.Button
                Accessible.name: text
                Accessible.onPressAction: clicked()
                onClicked: root.newNote()
                Keys.onReturnPressed: clicked()
                Keys.onEnterPressed: clicked()

                contentItem: Icon {
                    text: Icons.editNote
                    size: 22
                    color: Theme.accentText
                }
                background: Rectangle {
                    radius: Theme.radius
                    color: newButton.hovered ? Theme.accentHover : Theme.accent

                    Rectangle {
                        anchors.fill: parent
                        anchors.margins: -3
                        radius: Theme.radius + 3
                        color: "transparent"
                        border.width: 2
                        border.color: Theme.focusRing
                        visible: newButton.visualFocus
                    }
                }
                Tip {
                    text: qsTr("New note (Ctrl+N)")
                    isWanted: newButton.hovered && !newButton.down
                }
            }
        }

        RowLayout {
            id: choices

            Layout.fillWidth: true
            Layout.leftMargin: 12
            Layout.rightMargin: 12
            Layout.topMargin: -4
            Layout.bottomMargin: 4
            spacing: 2
            visible: root.notebook !== null

            ListChoice {
                id: orderChoice

                objectName: "orderChoice"
                visible: selection.count < 2 && root.notebook !== null && !root.notebook.notes.showsTrash
                description: qsTr("Order")
                text: orderMenu.words[root.notebook ? root.notebook.notes.order : 0]
                onClicked: orderMenu.popup(orderChoice, 0, orderChoice.height + 2)

                AppMenu {
                    id: orderMenu

                    readonly property var words: [qsTr("Last changed"), qsTr("Newest"), qsTr("By title")]

                    AppMenuItem {
                        text: orderMenu.words[NotesList.Changed]
                        icons: root.notebook && root.notebook.notes.order === NotesList.Changed ? Icons.check : ""
                        onTriggered: root.notebook.notes.order = NotesList.Changed
                    }
                    AppMenuItem {
                        text: orderMenu.words[NotesList.Made]
                        icons: root.notebook && root.notebook.notes.order === NotesList.Made ? Icons.check : ""
                        onTriggered: root.notebook.notes.order = NotesList.Made
                    }
                    AppMenuItem {
                        text: orderMenu.words[NotesList.Title]
                        icons: root.notebook && root.notebook.notes.order === NotesList.Title ? Icons.check : ""
                        onTriggered: root.notebook.notes.order = NotesList.Title
                    }
                }
            }
            ListChoice {
                id: tagChoice

                objectName: "tagChoice"
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth
                visible: selection.count < 2 && root.notebook !== null && root.notebook.tags.length > 0
                description: qsTr("Tag")
                text: root.notebook && root.notebook.notes.tag.length > 0 ? "#" + root.notebook.notes.tag : qsTr("All tags")
                onClicked: tagMenu.popup(tagChoice, 0, tagChoice.height + 2)

                AppMenu {
                    id: tagMenu

                    objectName: "tagMenu"
                    height: Math.min(implicitHeight, Math.max(120, root.height - 140))

                    AppMenuItem {
                        text: qsTr("All tags")
                        icons: root.notebook && root.notebook.notes.tag.length === 0 ? Icons.check : ""
                        onTriggered: root.notebook.notes.tag = ""
                    }
                    // qmllint disable unqualified
                    Instantiator {
                        model: root.notebook ? root.notebook.tags : []
                        delegate: AppMenuItem {
                            required property string modelData

                            text: "#" + modelData.slice(0, 40)
                            icons: root.notebook && root.notebook.notes.tag === modelData ? Icons.check : ""
                            onTriggered: root.notebook.notes.tag = modelData
                        }
                        onObjectAdded: (index, object) => tagMenu.insertItem(index + 1, object)
                        onObjectRemoved: (index, object) => tagMenu.removeItem(object)
                    }
                    // qmllint enable unqualified
                }
            }
            Text {
                Layout.fillWidth: true
                Layout.leftMargin: 6
                visible: selection.count > 1
                text: qsTr("%1 selected").arg(selection.count)
                textFormat: Text.PlainText
                color: Theme.secondary
                font.pixelSize: Theme.small
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }
            IconButton {
                objectName: "selectionMenuButton"
                implicitWidth: 28
                implicitHeight: 26
                visible: selection.count > 1
                icons: Icons.moreHoriz
                text: qsTr("What to do with the selected notes")
                onClicked: menuOfNotes.openFor(selection.ids(), "", this, 0, height + 2)
            }
            Item {
                Layout.fillWidth: true
                visible: selection.count < 2
            }
        }
        RailButton {
            id: searchAll

            objectName: "searchAllButton"
            Layout.leftMargin: 8
            Layout.rightMargin: 8
            Layout.bottomMargin: 4
            implicitHeight: 36
            visible: root.notebook !== null && root.notebook.searchText.trim().length > 0 && App.notebooks.count > 1
            icons: Icons.search
            text: qsTr("Search in all notebooks")
            tip: qsTr("Search in all notebooks (Ctrl+Shift+F)")
            onClicked: root.searchAll(root.notebook.searchText)
        }

        MoveNews {
            id: news

            Layout.fillWidth: true
            Layout.leftMargin: 8
            Layout.rightMargin: 8
            Layout.bottomMargin: 10
            notebook: root.notebook
        }
        ListView {
            id: list

            objectName: "noteList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.leftMargin: 8
            Layout.rightMargin: 8
            model: root.notebook ? root.notebook.notes : null
            clip: true
            spacing: 1
            boundsBehavior: Flickable.StopAtBounds
            activeFocusOnTab: true
            reuseItems: true
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Notes")
            Keys.onReturnPressed: root.noteChosen(root.currentId())
            Keys.onEnterPressed: root.noteChosen(root.currentId())
            Keys.onDeletePressed: root.removeCurrent()
            Keys.onMenuPressed: root.openMenuByKey()
            Keys.onPressed: event => {
                event.accepted = true;
                if (event.modifiers === Qt.ShiftModifier && event.key === Qt.Key_Up)
                    root.extendSelection(-1);
                else if (event.modifiers === Qt.ShiftModifier && event.key === Qt.Key_Down)
                    root.extendSelection(1);
                else if (event.modifiers === Qt.ShiftModifier && event.key === Qt.Key_F10)
                    root.openMenuByKey();
                else if (event.matches(StandardKey.SelectAll))
                    selection.selectAll();
                else if (event.modifiers === Qt.ControlModifier && event.key === Qt.Key_Space)
                    selection.toggle(root.currentId());
                else if (event.key === Qt.Key_Escape && selection.count > 0)
                    selection.clear();
                else
                    event.accepted = false;
            }
            onActiveFocusChanged: {
                if (activeFocus && currentIndex < 0)
                    currentIndex = 0;
            }

            // qmllint disable unqualified
            delegate: NoteRow {
                id: row

                width: list.width
                isCurrent: noteId === root.noteId && selection.count === 0
                isSelected: selection.revision >= 0 && selection.contains(noteId)
                hasRing: list.activeFocus && ListView.isCurrentItem
                onChosen: modifiers => root.choose(noteId, index, modifiers)
                onMenuWanted: (x, y) => {
                    list.currentIndex = index;
                    root.openMenu(noteId, title, row, x, y);
                }
            }
            // qmllint enable unqualified
            move: Transition {
                NumberAnimation { property: "y"; duration: 160; easing.type: Easing.OutCubic }
            }
            moveDisplaced: Transition {
                NumberAnimation { property: "y"; duration: 160; easing.type: Easing.OutCubic }
            }
            ScrollBar.vertical: AppScrollBar {}

            Text {
                anchors.horizontalCenter: parent.horizontalCenter
                y: 40
                width: parent.width - 40
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
                visible: list.count === 0 && text.length > 0
                color: Theme.faint
                lineHeight: 1.3
                font.pixelSize: Theme.normal
                text: {
                    if (!root.notebook || !root.notebook.isLoaded)
                        return "";
                    if (root.notebook.searchText.length > 0)
                        return qsTr("Nothing found for “%1”").arg(root.notebook.searchText.slice(0, 200));
                    return root.notebook.notes.showsTrash ? qsTr("The trash is empty") : qsTr("No notes yet");
                }
                textFormat: Text.PlainText
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }
        }

        ColumnLayout {
            Layout.fillWidth: true
            Layout.margins: 8
            spacing: 4

            RowLayout {
                id: trashRow

                Layout.fillWidth: true
                visible: root.notebook !== null
                         && (root.notebook.trashCount > 0 || root.notebook.notes.showsTrash)
                spacing: 4

                RailButton {
                    objectName: "trashButton"
                    icons: root.notebook && root.notebook.notes.showsTrash ? Icons.arrowBack : Icons.deleteIcon
                    text: root.notebook && root.notebook.notes.showsTrash
                          ? qsTr("Back to the notes") : qsTr("Trash (%1)").arg(root.notebook ? root.notebook.trashCount : 0)
                    tip: "" // its words say it
                    implicitHeight: 36
                    onClicked: root.notebook.notes.showsTrash = !root.notebook.notes.showsTrash
                }
                IconButton {
                    visible: root.notebook !== null && root.notebook.notes.showsTrash && root.notebook.trashCount > 0
                    icons: Icons.deleteForever
                    text: qsTr("Empty the trash")
                    onClicked: root.emptyTrash()
                }
            }
            Rectangle {
                Layout.fillWidth: true
                implicitHeight: 1
                color: Theme.line
            }
            StatusChip {
                objectName: "statusChip"
                Layout.fillWidth: true
                Layout.margins: 8
                // In a low window, too, there is room for notes.
                room: Math.max(20, Math.min(240, root.height - 270 - choices.height - (searchAll.visible ? searchAll.height : 0)
                                                    - (trashRow.visible ? trashRow.height : 0)
                                                    - (news.visible ? news.height : 0)))
                notebook: root.notebook
            }
        }
    }
}
