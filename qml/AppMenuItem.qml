// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic

import Commonplace

MenuItem {
    id: root

    property string icons
    property bool isDangerous: false

    implicitHeight: visible ? 36 : 0
    height: implicitHeight
    Accessible.name: text
    Accessible.onPressAction: triggered()

    contentItem: Row {
        spacing: 10
        leftPadding: 4
        rightPadding: 4
        opacity: root.enabled ? 1 : 0.4

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            text: root.icons
            color: root.isDangerous ? Theme.bad : Theme.secondary
        }
        Text {
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            textFormat: Text.PlainText
            color: root.isDangerous ? Theme.bad : Theme.text
            font.pixelSize: Theme.normal
        }
    }
    background: Rectangle {
        radius: 6
        color: root.highlighted ? Theme.hover : "transparent"
    }
}
