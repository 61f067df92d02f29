// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

import Commonplace

/// One choice of several: a title, and what it means.
AbstractButton {
    id: root

    property string detail
    property string icons
    /// A detail that is a sentence, to be read in full.
    property bool isSentence: false

    implicitHeight: isSentence ? Math.max(56, implicitContentHeight + 20) : 56
    implicitWidth: 200
    checkable: true
    autoExclusive: true
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.RadioButton
    Accessible.name: text
    Accessible.description: detail
    Accessible.checked: checked
    Accessible.onPressAction: root.click()

    function click() {
        checked = true;
        clicked();
    }

    contentItem: RowLayout {
        spacing: 12

        Icon {
            Layout.leftMargin: 12
            visible: text.length > 0
            text: root.icons
            color: root.checked ? Theme.accent : Theme.secondary
        }
        ColumnLayout {
            Layout.fillWidth: true
            Layout.leftMargin: root.icons.length > 0 ? 0 : 12
            Layout.rightMargin: root.checked ? 0 : 12
            spacing: 1

            Text {
                Layout.fillWidth: true
                text: root.text
                textFormat: Text.PlainText
                color: Theme.text
                elide: Text.ElideRight
                font.pixelSize: Theme.normal
                font.weight: Font.Medium
            }
            Text {
                Layout.fillWidth: true
                visible: text.length > 0
                text: root.detail
                textFormat: Text.PlainText
                color: Theme.secondary
                elide: root.isSentence ? Text.ElideNone : Text.ElideRight
                wrapMode: root.isSentence ? Text.Wrap : Text.NoWrap
                font.pixelSize: Theme.small
            }
        }
        Icon {
            Layout.rightMargin: 12
            visible: root.checked
            text: Icons.checkCircle
            color: Theme.accent
        }
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.checked ? Theme.selected : root.hovered ? Theme.hover : "transparent"
        border.width: root.visualFocus ? 2 : 1
        border.color: root.visualFocus ? Theme.focusRing : root.checked ? Theme.accent : Theme.line
    }
}
