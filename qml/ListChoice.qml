// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic

import Commonplace

/// A word above the list that says what it shows, and opens a menu to change that.
AbstractButton {
    id: root

    property string description

    implicitHeight: 26
    implicitWidth: contentItem.implicitWidth + 14
    focusPolicy: Qt.TabFocus
    hoverEnabled: true
    Accessible.role: Accessible.ButtonMenu
    Accessible.name: description + ": " + text
    Accessible.onPressAction: clicked()
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    contentItem: Text {
        leftPadding: 6
        rightPadding: 6
        text: root.text + " ▾"
        textFormat: Text.PlainText
        elide: Text.ElideRight
        verticalAlignment: Text.AlignVCenter
        color: root.hovered ? Theme.text : Theme.secondary
        font.pixelSize: Theme.small
    }
    background: Rectangle {
        radius: 6
        color: root.down ? Theme.pressed : root.hovered ? Theme.hover : "transparent"
        border.width: root.visualFocus ? 2 : 0
        border.color: Theme.focusRing
    }
}
