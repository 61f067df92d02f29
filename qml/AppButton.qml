// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

import Commonplace

/// A button with words, and perhaps a symbol. `isPrimary` marks the one that goes on.
AbstractButton {
    id: root

    property string icons
    property bool isPrimary: false
    property bool isDangerous: false
    readonly property color words: isPrimary ? Theme.accentText : isDangerous ? Theme.bad : Theme.text

    implicitHeight: 38
    implicitWidth: Math.max(84, implicitContentWidth + (icons.length > 0 ? 24 : 36))
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    opacity: enabled ? 1 : 0.45
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: clicked()
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    contentItem: RowLayout {
        spacing: 8

        Item {
            Layout.fillWidth: true
        }
        Icon {
            visible: root.icons.length > 0
            text: root.icons
            color: root.words
        }
        Text {
            text: root.text
            textFormat: Text.PlainText
            color: root.words
            font.pixelSize: Theme.normal
            font.weight: Font.DemiBold
        }
        Item {
            Layout.fillWidth: true
        }
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.isPrimary ? (root.hovered ? Theme.accentHover : Theme.accent)
                              : root.down ? Theme.pressed : root.hovered ? Theme.hover : "transparent"
        border.width: root.isPrimary ? 0 : 1
        border.color: Theme.fieldLine

        Rectangle {
            anchors.fill: parent
            anchors.margins: -3
            radius: Theme.radius + 3
            color: "transparent"
            border.width: 2
            border.color: Theme.focusRing
            visible: root.visualFocus
        }
    }
}
