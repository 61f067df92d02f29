// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

import Commonplace

/// The carets of the others who are in this note, with their names.
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
            readonly property bool isHere: noteId === root.editor.noteId && caret >= 0
            property rect place: Qt.rect(0, 0, 0, 0)

            function lay() {
                if (isHere)
                    place = root.area.positionToRectangle(Math.min(caret, root.area.length));
            }

            x: place.x
            y: place.y
            visible: isHere
            onCaretChanged: {
                lay();
                flag.opacity = 1;
                fade.restart();
            }
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
