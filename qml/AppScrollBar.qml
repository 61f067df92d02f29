// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic

import Commonplace

ScrollBar {
    id: root

    /// Seen for as long as there is something to scroll.
    property bool isSteady: false

    padding: 2
    minimumSize: 0.05
    contentItem: Rectangle {
        implicitWidth: 6
        radius: 3
        color: root.pressed ? Theme.secondary : Theme.faint
        opacity: root.size < 1 && (root.isSteady || root.active || root.hovered) ? 0.7 : 0

        Behavior on opacity {
            NumberAnimation { duration: 200 }
        }
    }
    background: null
}
