// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

import Commonplace

/// A row at the foot of the rail.
AbstractButton {
    id: root

    property bool isCompact: false
    property bool hasAvatar: false
    property color avatarColor
    property string icons
    property string trailing
    property string tip: text
    property string description

    Layout.fillWidth: true
    implicitHeight: 40
    implicitWidth: 44
    hoverEnabled: true
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: description.length > 0 ? description + ": " + text : text
    Accessible.onPressAction: clicked()
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    contentItem: RowLayout {
        spacing: 10

        Icon {
            Layout.leftMargin: root.isCompact ? 12 : 10
            visible: !root.hasAvatar
            text: root.icons
        }
        Avatar {
            Layout.leftMargin: root.isCompact ? 8 : 6
            visible: root.hasAvatar
            name: root.text
            color: root.avatarColor
        }
        Text {
            Layout.fillWidth: true
            visible: !root.isCompact
            text: root.text
            textFormat: Text.PlainText
            color: Theme.text
            elide: Text.ElideRight
            font.pixelSize: Theme.normal
        }
        Icon {
            Layout.rightMargin: 8
            visible: !root.isCompact && root.trailing.length > 0
            text: root.trailing
        }
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.down ? Theme.pressed : root.hovered ? Theme.hover : "transparent"
        border.width: root.visualFocus ? 2 : 0
        border.color: Theme.focusRing
    }
    Tip {
        text: root.tip
        isWanted: root.hovered && !root.down
    }
}
