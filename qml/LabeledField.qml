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

    signal edited(string text)
    signal accepted

    spacing: 5

    Text {
        text: root.label
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
        onAccepted: root.accepted()
    }
}
