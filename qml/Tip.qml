// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic

import Commonplace

/// What a control does, shown when the pointer rests on it.
ToolTip {
    id: root

    delay: 500
    timeout: 8000
    padding: 8
    margins: 6

    contentItem: Text {
        text: root.text
        textFormat: Text.PlainText
        color: Theme.isDark ? "#23201c" : "#fdfcfa"
        font.pixelSize: Theme.small
        wrapMode: Text.Wrap
    }
    background: Rectangle {
        color: Theme.isDark ? "#eceae6" : "#2b2722"
        radius: 6
    }
}
