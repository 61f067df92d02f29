// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic

import Commonplace

Switch {
    id: root

    spacing: 10
    font.pixelSize: Theme.normal
    Accessible.name: text
    Accessible.onPressAction: toggle()

    indicator: Rectangle {
        x: root.mirrored ? root.width - width - root.rightPadding : root.leftPadding
        anchors.verticalCenter: parent.verticalCenter
        width: 38
        height: 22
        radius: 11
        color: root.checked ? Theme.accent : Theme.fieldLine
        border.width: root.visualFocus ? 2 : 0
        border.color: Theme.text

        Rectangle {
            x: root.checked !== root.mirrored ? parent.width - width - 3 : 3
            anchors.verticalCenter: parent.verticalCenter
            width: 16
            height: 16
            radius: 8
            color: root.checked ? Theme.accentText : "#ffffff"

            Behavior on x {
                NumberAnimation { duration: Theme.quick }
            }
        }
    }
    contentItem: Text {
        leftPadding: root.mirrored ? 0 : root.indicator.width + root.spacing
        rightPadding: root.mirrored ? root.indicator.width + root.spacing : 0
        text: root.text
        textFormat: Text.PlainText
        color: Theme.text
        font: root.font
        verticalAlignment: Text.AlignVCenter
    }
}
