// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

import Commonplace

/// The carets and selections of the others who are in this note, with their names.
Item {
    id: root

    required property NoteEditor editor
    required property TextView area

    // qmllint disable unqualified
    Repeater {
        model: root.editor.notebook ? root.editor.notebook.people : null

        Loader {
            id: person

            required property string name
            required property string colour
            required property string noteId
            required property int caret
            required property int anchor
            readonly property bool isHere: noteId === root.editor.noteId && caret >= 0

            // Most are elsewhere: they take no more than this.
            active: isHere
            sourceComponent: PeerCaret {
                editor: root.editor
                area: root.area
                name: person.name
                colour: person.colour
                caret: person.caret
                anchor: person.anchor
            }
        }
    }
    // qmllint enable unqualified
}
