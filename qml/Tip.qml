// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic

import Commonplace

/// What a control does, shown when the pointer rests on it: `isWanted` while it does. Never over a menu or
/// dialog that has come up meanwhile, nor for a control that has gone.
ToolTip {
    id: root

    property bool isWanted: false

    visible: isWanted && text.length > 0 && parent !== null && parent.visible
             && parent.Window.active && Layers.isInReach(parent)
    width: Math.min(implicitWidth, 340)
    delay: 500
    timeout: 8000
    padding: 8
    margins: 6

    contentItem: Text {
        text: root.text
        textFormat: Text.PlainText
        color: Theme.tipText
        font.pixelSize: Theme.small
        wrapMode: Text.Wrap
    }
    background: Rectangle {
        color: Theme.tip
        radius: 6
    }
}
