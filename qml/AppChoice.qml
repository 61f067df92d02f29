// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

import Commonplace

/// One of several, in the room of a line: a menu has the others.
AbstractButton {
    id: root

    /// Names it to screen readers.
    property string label
    /// Objects with `value` and `label`.
    property var options: []
    property string value
    readonly property int row: {
        for (let i = 0; i < options.length; ++i) {
            if (options[i].value === value)
                return i;
        }
        return -1;
    }

    signal chosen(value: string)

    function step(by: int) {
        const next = row + by;
        if (next >= 0 && next < options.length)
            chosen(options[next].value);
    }

    text: row >= 0 ? options[row].label : value
    implicitHeight: 38
    implicitWidth: 160
    leftPadding: 12
    rightPadding: 8
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.ComboBox
    Accessible.name: label
    Accessible.description: text
    Accessible.onPressAction: clicked()
    onClicked: menu.popup(root, 0, height + 4)
    Keys.onUpPressed: step(-1)
    Keys.onDownPressed: step(1)

    contentItem: RowLayout {
        spacing: 8

        Text {
            Layout.fillWidth: true
            text: root.text
            textFormat: Text.PlainText
            color: Theme.text
            elide: Text.ElideRight
            font.pixelSize: Theme.normal
        }
        Icon {
            rotation: 90
            text: Icons.chevronRight
            color: Theme.secondary
        }
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.hovered ? Theme.hover : Theme.field
        border.width: root.visualFocus ? 2 : 1
        border.color: root.visualFocus ? Theme.focusRing : Theme.fieldLine
    }

    AppMenu {
        id: menu

        width: root.width

        // qmllint disable unqualified
        Repeater {
            model: root.options

            AppMenuItem {
                required property var modelData

                text: modelData.label
                icons: modelData.value === root.value ? Icons.check : ""
                onTriggered: root.chosen(modelData.value)
            }
        }
        // qmllint enable unqualified
    }
}
