// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// What becomes of a notebook that is being made, while that takes a while or cannot be done.
RowLayout {
    id: root

    property NotebookMaker maker: null

    visible: maker !== null && (maker.isBusy || maker.fault.length > 0)
    spacing: 10

    Icon {
        Layout.alignment: Qt.AlignTop
        visible: !root.maker.isBusy
        text: Icons.error
        color: Theme.bad
    }
    Text {
        objectName: "makerNews"
        Layout.fillWidth: true
        text: root.maker.isBusy ? qsTr("Asking the messaging service for a place…") : root.maker.fault
        textFormat: Text.PlainText
        color: root.maker.isBusy ? Theme.secondary : Theme.bad
        wrapMode: Text.Wrap
        lineHeight: 1.2
        font.pixelSize: 13
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
}
