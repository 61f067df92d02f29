// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

import Commonplace

/// The caret of another who is in the text, with the name, and the selection.
Item {
    id: person

    required property NoteEditor editor
    required property TextView area
    required property string name
    required property string colour
    required property int caret
    required property int anchor
    readonly property bool isSelecting: anchor >= 0 && anchor !== caret
    property rect place: Qt.rect(0, 0, 0, 0)
    // The ends of the selection
    property rect from: Qt.rect(0, 0, 0, 0)
    property rect to: Qt.rect(0, 0, 0, 0)
    readonly property bool isOneLine: from.y === to.y

    function lay() {
        // Being made, or about to go.
        if (!area || caret < 0)
            return;
        place = person.area.positionToRectangle(Math.min(caret, person.area.length));
        // Not by isSelecting, which may not have been told yet of what has changed.
        if (anchor < 0 || anchor === caret)
            return;
        from = person.area.positionToRectangle(Math.min(caret, anchor, person.area.length));
        to = person.area.positionToRectangle(Math.min(Math.max(caret, anchor), person.area.length));
    }

    x: place.x
    y: place.y
    onCaretChanged: {
        lay();
        flag.opacity = 1;
        fade.restart();
    }
    onAnchorChanged: lay()
    Component.onCompleted: lay()

    Connections {
        target: person.editor
        function onRevisionChanged() {
            person.lay();
        }
    }
    Connections {
        target: person.area
        function onWidthChanged() {
            person.lay();
        }
        function onContentHeightChanged() {
            person.lay();
        }
    }

    // qmllint disable unqualified
    // A selection of several lines: the rest of the first, what is between, the beginning of the last.
    Repeater {
        model: !person.isSelecting ? [] : person.isOneLine
            ? [Qt.rect(person.from.x, person.from.y, person.to.x - person.from.x, person.from.height)]
            : [Qt.rect(person.from.x, person.from.y, person.area.width - person.from.x, person.from.height),
               Qt.rect(0, person.from.y + person.from.height, person.area.width,
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
    // qmllint enable unqualified
    Rectangle {
        width: 2
        height: Math.max(person.place.height, 18)
        color: person.colour
        Accessible.ignored: true
    }
    // The name covers the line above, so it fades when the person rests.
    Rectangle {
        id: flag

        // Within the text, wherever in it the caret is.
        x: Math.min(0, person.area.width - width - person.place.x)
        y: -height + 2
        width: Math.min(label.implicitWidth + 10, person.area.width)
        height: 17
        radius: 4
        color: person.colour

        Text {
            id: label

            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width - 10)
            text: person.name
            textFormat: Text.PlainText
            elide: Text.ElideRight
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
