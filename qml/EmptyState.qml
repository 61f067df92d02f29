// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// What stands where nothing is yet: why, and what to do.
ColumnLayout {
    id: root

    property string icons
    property string title
    property string detail
    default property alias actions: actionRow.data

    spacing: 0

    Rectangle {
        Layout.alignment: Qt.AlignHCenter
        visible: Window.height >= 480 // in a low window the words need the room
        width: 64
        height: 64
        radius: 20
        color: Theme.selected

        Icon {
            anchors.centerIn: parent
            size: 32
            text: root.icons
            color: Theme.accent
        }
    }
    Text {
        Layout.fillWidth: true
        Layout.topMargin: 18
        horizontalAlignment: Text.AlignHCenter
        text: root.title
        textFormat: Text.PlainText
        Accessible.role: Accessible.Heading
        Accessible.name: text
        color: Theme.text
        wrapMode: Text.Wrap
        font.pixelSize: 20
        font.weight: Font.Bold
    }
    Text {
        Layout.fillWidth: true
        Layout.topMargin: 8
        horizontalAlignment: Text.AlignHCenter
        visible: text.length > 0
        text: root.detail
        textFormat: Text.PlainText
        Accessible.role: Accessible.StaticText
        Accessible.name: text
        color: Theme.secondary
        wrapMode: Text.Wrap
        lineHeight: 1.3
        font.pixelSize: Theme.normal
    }
    ActionRow {
        id: actionRow

        Layout.alignment: Qt.AlignHCenter
        Layout.topMargin: 22
        room: root.width
    }
}
