// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic

/// Says why the program cannot start. There are no settings then, so it looks as the system does.
ApplicationWindow {
    id: root

    required property string message

    width: 520
    height: Math.max(180, column.implicitHeight + 64)
    visible: true
    title: qsTr("Commonplace cannot start")
    color: palette.window
    LayoutMirroring.enabled: Application.layoutDirection === Qt.RightToLeft
    LayoutMirroring.childrenInherit: true

    Shortcut { sequence: "Esc"; onActivated: root.close() }
    Shortcut { sequence: "Ctrl+Q"; onActivated: root.close() }

    Column {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: 32
        spacing: 18

        Text {
            width: parent.width
            text: root.title
            textFormat: Text.PlainText
            color: root.palette.windowText
            wrapMode: Text.Wrap
            font.pixelSize: 20
            font.weight: Font.Bold
        }
        TextEdit {
            objectName: "problemText"
            width: parent.width
            text: root.message
            textFormat: TextEdit.PlainText
            color: root.palette.windowText
            wrapMode: TextEdit.Wrap
            readOnly: true
            selectByMouse: true
            Accessible.name: text
        }
        Button {
            anchors.right: parent.right
            text: qsTr("Close")
            focus: true
            Keys.onReturnPressed: root.close()
            Keys.onEnterPressed: root.close()
            onClicked: root.close()
        }
    }
}
