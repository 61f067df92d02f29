// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

import Commonplace

/// The carets and selections of the others who are in this note, with their names.
Item {
    id: root

    required property NoteEditor editor
    required property Item area

    // qmllint disable unqualified
    Repeater {
        model: root.editor.notebook ? root.editor.notebook.people : null

        Item {
            id: person

            required property string name
            required property string colour
            required property string noteId
            required property int caret
            required property int anchor
            readonly property bool isHere: noteId === root.editor.noteId && caret >= 0
            readonly property bool isSelecting: isHere && anchor >= 0 && anchor !== caret
            property rect place: Qt.rect(0, 0, 0, 0)
            // The ends of the selection
            property rect from: Qt.rect(0, 0, 0, 0)
            property rect to: Qt.rect(0, 0, 0, 0)
            readonly property bool isOneLine: from.y === to.y

            function lay() {
                if (!isHere)
                    return;
                place = root.area.positionToRectangle(Math.min(caret, root.area.length));
                if (!isSelecting)
                    return;
                from = root.area.positionToRectangle(Math.min(caret, anchor, root.area.length));
                to = root.area.positionToRectangle(Math.min(Math.max(caret, anchor), root.area.length));
            }

            x: place.x
            y: place.y
            visible: isHere
            onCaretChanged: {
                lay();
                flag.opacity = 1;
                fade.restart();
            }
            onAnchorChanged: lay()
            onIsHereChanged: lay()
            Component.onCompleted: lay()

            Connections {
                target: root.editor
                function onRevisionChanged() {
                    person.lay();
                }
            }
            Connections {
                target: root.area
                function onWidthChanged() {
                    person.lay();
                }
                function onContentHeightChanged() {
                    person.lay();
                }
            }

            // A selection of several lines: the rest of the first, what is between, the beginning of the last.
            Repeater {
                model: !person.isSelecting ? [] : person.isOneLine
                    ? [Qt.rect(person.from.x, person.from.y, person.to.x - person.from.x, person.from.height)]
                    : [Qt.rect(person.from.x, person.from.y, root.area.width - person.from.x, person.from.height),
                       Qt.rect(0, person.from.y + person.from.height, root.area.width,
                               person.to.y - person.from.y - person.from.height),
                       Qt.rect(0, person.to.y, person.to.x, person.to.height)]

                Rectangle {
                    required property rect modelData

                    x: modelData.x - person.x
                    y: modelData.y - person.y
                    width: modelData.width
                    height: Math.max(0, modelData.height)
                    color: person.colour
                    opacity: 0.2
                    Accessible.ignored: true
                }
            }
            Rectangle {
                width: 2
                height: Math.max(person.place.height, 18)
                color: person.colour
                Accessible.ignored: true
            }
            // The name covers the line above, so it fades when the person rests.
            Rectangle {
                id: flag

                x: 0
                y: -height + 2
                width: label.implicitWidth + 10
                height: 17
                radius: 4
                color: person.colour

                Text {
                    id: label

                    anchors.centerIn: parent
                    text: person.name
                    textFormat: Text.PlainText
                    color: "#ffffff"
                    font.pixelSize: 10
                    font.weight: Font.DemiBold
                }
                Behavior on opacity {
                    NumberAnimation { duration: 250 }
                }
                Timer {
                    id: fade

                    interval: 2500
                    running: true
                    onTriggered: flag.opacity = 0
                }
            }
        }
    }
    // qmllint enable unqualified
}
