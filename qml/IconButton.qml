// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic

import Commonplace

/// A button that is a symbol; `text` says what it does, to screen readers and in the tip.
AbstractButton {
    id: root

    property string icons
    property color iconColor: enabled ? Theme.secondary : Theme.faint
    property string tip: text

    implicitWidth: 34
    implicitHeight: 34
    focusPolicy: Qt.TabFocus
    hoverEnabled: true
    opacity: enabled ? 1 : 0.5
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: clicked()
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    contentItem: Icon {
        text: root.icons
        color: root.checked ? Theme.accent : root.hovered ? Theme.text : root.iconColor
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.down ? Theme.pressed : root.hovered || root.checked ? Theme.hover : "transparent"
        border.width: root.visualFocus ? 2 : 0
        border.color: Theme.focusRing
    }

    Tip {
        text: root.tip
        isWanted: root.hovered && !root.down
    }
}
