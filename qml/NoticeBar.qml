// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// Something to know about what is shown below, for as long as it holds, and what can be done about it.
Rectangle {
    id: root

    property string message
    property bool isProblem: false
    default property alias actions: actionRow.data

    implicitHeight: visible ? content.implicitHeight + 20 : 0
    radius: 10
    color: isProblem ? Theme.badPlane : Theme.raised
    border.width: 1
    border.color: isProblem ? Theme.bad : Theme.line
    Accessible.role: Accessible.AlertMessage
    Accessible.name: message

    ColumnLayout {
        id: content

        anchors.fill: parent
        anchors.margins: 10
        anchors.leftMargin: 14
        spacing: 8

        RowLayout {
            Layout.fillWidth: true
            spacing: 10

            Icon {
                Layout.alignment: Qt.AlignTop
                text: root.isProblem ? Icons.error : Icons.info
                color: root.isProblem ? Theme.bad : Theme.accent
            }
            Text {
                Layout.fillWidth: true
                text: root.message
                textFormat: Text.PlainText
                color: Theme.text
                wrapMode: Text.Wrap
                font.pixelSize: Theme.normal
            }
        }
        ActionRow {
            id: actionRow

            Layout.alignment: Qt.AlignRight
            room: content.width
        }
    }
}
