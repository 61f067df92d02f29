// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

import Commonplace

/// How far something has come, from 0 to 1.
Rectangle {
    id: root

    property real progress: 0
    required property string label

    implicitWidth: 200
    implicitHeight: 6
    radius: 3
    color: Theme.line
    Accessible.role: Accessible.ProgressBar
    Accessible.name: qsTr("%1: %2 %").arg(label).arg(Math.round(progress * 100))

    Rectangle {
        anchors.left: parent.left
        width: Math.max(parent.height, parent.width * Math.min(1, root.progress))
        height: parent.height
        radius: parent.radius
        color: Theme.accent
    }
}
