// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// A field with its name above it.
ColumnLayout {
    id: root

    property alias field: input
    property alias text: input.text
    property alias placeholder: input.placeholderText
    property string label
    /// What is wrong with what has been entered.
    property string fault

    signal edited(string text)
    /// Whoever types has gone elsewhere.
    signal finished

    spacing: 5

    Text {
        text: root.label
        textFormat: Text.PlainText
        color: Theme.secondary
        font.pixelSize: Theme.small
        font.weight: Font.Medium
        Accessible.ignored: true
    }
    AppField {
        id: input

        Layout.fillWidth: true
        label: root.label
        onTextEdited: root.edited(text)
        onEditingFinished: root.finished()
    }
    Text {
        Layout.fillWidth: true
        visible: root.fault.length > 0
        text: root.fault
        color: Theme.bad
        wrapMode: Text.Wrap
        textFormat: Text.PlainText
        font.pixelSize: Theme.small
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
}
