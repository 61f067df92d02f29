// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

import Commonplace

/// A line of plain text in which what was searched for is marked: pieces, plain and hit by turns.
Item {
    id: root

    property var pieces: []
    property color color: Theme.text
    property int size: Theme.normal
    property int weight: Font.Normal

    implicitHeight: Math.ceil(size * 1.4)
    clip: true

    Row {
        anchors.verticalCenter: parent.verticalCenter

        // qmllint disable unqualified
        Repeater {
            model: root.pieces

            Text {
                required property string modelData
                required property int index
                readonly property bool isHit: index % 2 === 1

                width: Math.max(0, Math.min(implicitWidth, root.width - x))
                // A space at the edge of a piece has no width of its own.
                text: modelData.replace(/^ | $/g, "\u00a0")
                textFormat: Text.PlainText
                elide: Text.ElideRight
                color: isHit ? Theme.text : root.color
                font.pixelSize: root.size
                font.weight: isHit ? Font.DemiBold : root.weight

                Rectangle {
                    z: -1
                    anchors.fill: parent
                    visible: parent.isHit
                    radius: 3
                    color: Theme.selection
                }
            }
        }
        // qmllint enable unqualified
    }
}
