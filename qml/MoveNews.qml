// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// That somebody has moved the notebook to another messaging service, and what can be done.
Rectangle {
    id: root

    required property Notebook notebook

    objectName: "moveNews"
    visible: notebook !== null && notebook.moveNews.length > 0
    implicitHeight: column.implicitHeight + 16
    radius: Theme.radius
    color: Theme.selected

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: 8
        spacing: 10

        Text {
            Layout.fillWidth: true
            text: root.notebook ? root.notebook.moveNews : ""
            textFormat: Text.PlainText
            color: Theme.text
            wrapMode: Text.Wrap
            lineHeight: 1.2
            font.pixelSize: Theme.small
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }
        ActionRow {
            room: column.width
            columnSpacing: 8

            AppButton {
                objectName: "followMove"
                implicitHeight: 32
                visible: root.notebook !== null && root.notebook.canFollowMove
                text: qsTr("Follow…")
                isPrimary: true
                onClicked: App.followMove(root.notebook)
            }
            AppButton {
                objectName: "ignoreMove"
                implicitHeight: 32
                text: qsTr("Stay here")
                onClicked: App.ignoreMove(root.notebook)
            }
        }
    }
}
