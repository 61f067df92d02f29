// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

import Commonplace

/// A person: the first character of the name on their colour.
Rectangle {
    id: root

    property string name
    property string initial: App.initial(name)
    property bool hasRing: false
    property color ring: Theme.page

    width: 28
    height: 28
    radius: width / 2
    border.width: hasRing ? 2 : 0
    border.color: ring
    Accessible.role: Accessible.StaticText
    Accessible.name: name

    Text {
        anchors.centerIn: parent
        text: root.initial
        textFormat: Text.PlainText
        color: "#ffffff"
        font.pixelSize: Math.round(root.width * 0.42)
        font.weight: Font.Bold
        Accessible.ignored: true
    }
}
