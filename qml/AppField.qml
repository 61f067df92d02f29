// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic

import Commonplace

/// A line to type in. `label` names it to screen readers.
TextField {
    id: root

    property string label: placeholderText
    property string icons

    implicitHeight: 38
    leftPadding: icons.length > 0 && !Theme.isMirrored ? 36 : 12
    rightPadding: icons.length > 0 && Theme.isMirrored ? 36 : 12
    selectByMouse: true
    color: Theme.text
    placeholderTextColor: Theme.faint
    selectionColor: Theme.selection
    selectedTextColor: Theme.text
    font.pixelSize: Theme.normal
    Accessible.name: label

    background: Rectangle {
        radius: Theme.radius
        color: Theme.field
        border.width: root.activeFocus ? 2 : 1
        border.color: root.activeFocus ? Theme.focusRing : Theme.fieldLine

        Icon {
            anchors.left: parent.left
            anchors.leftMargin: 9
            anchors.verticalCenter: parent.verticalCenter
            visible: root.icons.length > 0
            text: root.icons
            color: Theme.faint
        }
    }
}
