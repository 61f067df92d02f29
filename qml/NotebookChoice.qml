// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

import Commonplace

/// Asks to which other notebook notes go.
AppDialog {
    id: root

    required property Notebook notebook
    property var ids: []
    property bool isMove: true

    signal done(name: string, isMove: bool, count: int)

    function ask(some: var, move: bool) {
        ids = some;
        isMove = move;
        list.currentIndex = -1;
        open();
    }
    function send(row: int) {
        const other = App.notebooks.at(row);
        if (!other || other === notebook)
            return;
        close();
        notebook.copyNotesTo(other, ids, isMove);
        done(other.name, isMove, ids.length);
    }

    objectName: "notebookChoice"
    title: isMove ? qsTr("Move to which notebook?") : qsTr("Copy to which notebook?")
    onOpened: list.forceActiveFocus()

    ListView {
        id: list

        objectName: "notebookChoiceList"
        Layout.fillWidth: true
        implicitHeight: Math.min(contentHeight, 280)
        model: App.notebooks
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Notebooks")
        Keys.onReturnPressed: root.send(currentIndex)
        Keys.onEnterPressed: root.send(currentIndex)

        // qmllint disable unqualified
        delegate: ItemDelegate {
            id: row

            required property Notebook notebook
            required property string name
            required property int index

            width: list.width
            height: 40
            enabled: notebook !== root.notebook
            opacity: enabled ? 1 : 0.5
            hoverEnabled: true
            Accessible.name: name
            Accessible.onPressAction: clicked()
            onClicked: root.send(index)

            contentItem: Text {
                verticalAlignment: Text.AlignVCenter
                text: row.name
                textFormat: Text.PlainText
                color: Theme.text
                elide: Text.ElideRight
                font.pixelSize: Theme.normal
            }
            background: Rectangle {
                radius: Theme.radius
                color: row.ListView.isCurrentItem ? Theme.selected : row.hovered ? Theme.hover : "transparent"
            }
        }
        // qmllint enable unqualified
        ScrollBar.vertical: AppScrollBar {}
    }

    buttons: [
        Item { Layout.fillWidth: true },
        AppButton {
            text: qsTr("Cancel")
            onClicked: root.close()
        }
    ]
}
