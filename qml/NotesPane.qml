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
    signal emptyTrash

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
            Keys.onReturnPressed: root.noteChosen(root.notebook.notes.idAt(currentIndex))
            Keys.onEnterPressed: root.noteChosen(root.notebook.notes.idAt(currentIndex))
            onActiveFocusChanged: {
                if (activeFocus && currentIndex < 0)
                    currentIndex = 0;
            }

            // qmllint disable unqualified
            delegate: NoteRow {
                id: row

                width: list.width
                isCurrent: noteId === root.noteId
                hasRing: list.activeFocus && ListView.isCurrentItem
                onClicked: {
                    list.currentIndex = index;
                    root.noteChosen(noteId);
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
                        return qsTr("Nothing found for “%1”").arg(root.notebook.searchText);
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
                room: Math.max(20, Math.min(240, root.height - 270 - (trashRow.visible ? trashRow.height : 0)
                                                    - (news.visible ? news.height : 0)))
                notebook: root.notebook
            }
        }
    }
}
