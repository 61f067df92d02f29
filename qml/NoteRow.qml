// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

import Commonplace

/// One note in the list: title, first line, when it was changed, and who is in it.
ItemDelegate {
    id: root

    required property int index
    required property string noteId
    required property string title
    required property string preview
    required property string when
    required property bool isPinned
    required property var people
    required property var titlePieces
    required property var previewPieces
    property bool isCurrent: false
    property bool isSelected: false
    property bool hasRing: false

    /// It was clicked, with these keys held.
    signal chosen(modifiers: int)
    signal menuWanted(x: real, y: real)

    height: 66
    padding: 0
    hoverEnabled: true
    highlighted: isCurrent || isSelected
    onClicked: chosen(Qt.NoModifier)
    Accessible.name: preview.length > 0 ? title + ". " + preview : title
    Accessible.onPressAction: clicked()

    contentItem: ColumnLayout {
        spacing: 4

        RowLayout {
            Layout.leftMargin: 12
            Layout.rightMargin: 12
            Layout.topMargin: 11
            spacing: 6

            Icon {
                visible: root.isPinned
                size: 15
                text: Icons.keep
                color: Theme.accent
            }
            HitLine {
                Layout.fillWidth: true
                visible: root.titlePieces.length > 1
                pieces: root.titlePieces
                weight: Font.DemiBold
            }
            Text {
                Layout.fillWidth: true
                visible: root.titlePieces.length < 2
                text: root.title
                color: Theme.text
                elide: Text.ElideRight
                textFormat: Text.PlainText
                font.pixelSize: Theme.normal
                font.weight: Font.DemiBold
            }
            Row {
                spacing: -3

                // qmllint disable unqualified
                Repeater {
                    model: root.people

                    Rectangle {
                        required property string modelData

                        width: 11
                        height: 11
                        radius: 6
                        color: modelData
                        border.width: 1
                        border.color: root.highlighted ? Theme.selected : Theme.list
                    }
                }
                // qmllint enable unqualified
            }
            Text {
                text: root.when
                textFormat: Text.PlainText
                color: Theme.faint
                font.pixelSize: 11
            }
        }
        HitLine {
            Layout.leftMargin: 12
            Layout.rightMargin: 12
            Layout.fillWidth: true
            visible: root.previewPieces.length > 1
            pieces: root.previewPieces
            color: Theme.secondary
            size: 13
        }
        Text {
            Layout.leftMargin: 12
            Layout.rightMargin: 12
            Layout.fillWidth: true
            visible: root.previewPieces.length < 2
            text: root.preview.length > 0 ? root.preview : qsTr("No text yet")
            color: root.preview.length > 0 ? Theme.secondary : Theme.faint
            elide: Text.ElideRight
            textFormat: Text.PlainText
            font.pixelSize: 13
        }
        Item {
            Layout.fillHeight: true
        }
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.isCurrent || root.isSelected ? Theme.selected : root.hovered ? Theme.hover : "transparent"
        border.width: root.hasRing ? 2 : 0
        border.color: Theme.focusRing
    }

    // A button does not say which keys were held.
    MouseArea {
        anchors.fill: parent
        acceptedButtons: Qt.LeftButton | Qt.RightButton
        onClicked: mouse => {
            if (mouse.button === Qt.RightButton)
                root.menuWanted(mouse.x, mouse.y);
            else
                root.chosen(mouse.modifiers);
        }
    }
}
