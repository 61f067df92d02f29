// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// All keys that do something, for whoever wants to know (F1).
AppDialog {
    id: root

    readonly property var keys: [
        [qsTr("Ctrl+N"), qsTr("New note")],
        [qsTr("Ctrl+K"), qsTr("Go to a note of any notebook, by its title or its text")],
        [qsTr("Ctrl+F"), qsTr("Find in the note; from the lists, search in this notebook")],
        [qsTr("F3, Shift+F3"), qsTr("The next and the previous hit in the note")],
        [qsTr("Ctrl+H"), qsTr("Replace in the note")],
        [qsTr("Ctrl+Shift+F"), qsTr("Search in all notebooks")],
        [qsTr("F6"), qsTr("Between the list and the note")],
        [qsTr("Ctrl+Z, Ctrl+Shift+Z"), qsTr("Undo and redo your own edits")],
        [qsTr("Shift+Up, Shift+Down, Ctrl+A"), qsTr("In the list: select several notes")],
        [qsTr("Delete"), qsTr("In the list: move to the trash")],
        [qsTr("Menu, Shift+F10"), qsTr("In a list: what can be done with it")],
        [qsTr("Ctrl+Shift+Up, Ctrl+Shift+Down"), qsTr("In the list of notebooks: put one elsewhere")],
        [qsTr("Ctrl+Shift+N"), qsTr("New notebook")],
        [qsTr("Ctrl+Shift+I"), qsTr("Copy the link that invites to the notebook")],
        [qsTr("Ctrl+Shift+J"), qsTr("Join a notebook with a link")],
        [qsTr("Ctrl+,"), qsTr("Settings")],
        [qsTr("Ctrl+Q"), qsTr("Quit")]
    ]

    objectName: "shortcutsDialog"
    title: qsTr("Keys")
    width: Math.min(560, parent ? parent.width - 32 : 560)

    // qmllint disable unqualified
    Repeater {
        model: root.keys

        RowLayout {
            required property var modelData

            Layout.fillWidth: true
            spacing: 16

            Text {
                Layout.preferredWidth: 190
                Layout.alignment: Qt.AlignTop
                text: modelData[0]
                textFormat: Text.PlainText
                color: Theme.text
                wrapMode: Text.Wrap
                font.pixelSize: Theme.small
                font.weight: Font.DemiBold
            }
            Text {
                Layout.fillWidth: true
                text: modelData[1]
                textFormat: Text.PlainText
                color: Theme.secondary
                wrapMode: Text.Wrap
                font.pixelSize: Theme.normal
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData[0] + ": " + text
            }
        }
    }
    // qmllint enable unqualified

    buttons: [
        Item { Layout.fillWidth: true },
        AppButton {
            text: qsTr("Close")
            isPrimary: true
            onClicked: root.close()
        }
    ]
}
