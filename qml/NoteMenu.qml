// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

import Commonplace

/// What can be done with one note of the list, or several.
AppMenu {
    id: root

    required property Notebook notebook
    property var ids: []
    property string noteTitle
    property bool isTrash: false
    property bool arePinned: false
    readonly property bool isOne: ids.length === 1

    signal chosen(id: string)
    signal deleteForever(ids: var)
    /// Where the notes go is to be asked.
    signal elsewhere(ids: var, isMove: bool)

    function openFor(some: var, name: string, place: Item, x: real, y: real) {
        ids = some;
        noteTitle = name;
        isTrash = notebook.notes.showsTrash;
        arePinned = notebook.arePinned(some);
        popup(place, x, y);
    }

    objectName: "noteContextMenu"

    AppMenuItem {
        text: qsTr("Open")
        icons: Icons.description
        visible: root.isOne
        onTriggered: root.chosen(root.ids[0])
    }
    AppMenuItem {
        text: root.arePinned ? qsTr("Unpin") : qsTr("Pin to the top")
        icons: root.arePinned ? Icons.keepOff : Icons.keep
        visible: !root.isTrash
        onTriggered: root.notebook.pinNotes(root.ids, !root.arePinned)
    }
    AppMenuItem {
        text: qsTr("Duplicate")
        icons: Icons.contentCopy
        visible: !root.isTrash
        onTriggered: root.notebook.duplicateNotes(root.ids)
    }
    AppMenuItem {
        text: qsTr("Copy a link to it")
        icons: Icons.link
        visible: !root.isTrash && root.isOne
        onTriggered: App.copyText("[[" + root.noteTitle + "]]")
    }
    AppMenuItem {
        text: qsTr("Notes that link to it")
        icons: Icons.search
        visible: !root.isTrash && root.isOne
        onTriggered: root.notebook.searchText = "[[" + root.noteTitle + "]]"
    }
    AppMenuItem {
        text: qsTr("Move to another notebook…")
        icons: Icons.menuBook
        visible: !root.isTrash
        enabled: App.notebooks.count > 1
        onTriggered: root.elsewhere(root.ids, true)
    }
    AppMenuItem {
        text: qsTr("Copy to another notebook…")
        icons: Icons.autoStories
        visible: !root.isTrash
        enabled: App.notebooks.count > 1
        onTriggered: root.elsewhere(root.ids, false)
    }
    AppMenuItem {
        text: qsTr("Move to the trash")
        icons: Icons.deleteIcon
        visible: !root.isTrash
        onTriggered: root.notebook.trashNotes(root.ids)
    }
    AppMenuItem {
        text: qsTr("Take out of the trash")
        icons: Icons.restoreFromTrash
        visible: root.isTrash
        onTriggered: root.notebook.restoreNotes(root.ids)
    }
    AppMenuItem {
        text: qsTr("Delete for good…")
        icons: Icons.deleteForever
        isDangerous: true
        visible: root.isTrash
        onTriggered: root.deleteForever(root.ids)
    }
}
