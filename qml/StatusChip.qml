// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// Where a notebook's changes are: a symbol, and one true sentence.
Item {
    id: root

    required property Notebook notebook
    property bool isShort: false

    implicitHeight: row.implicitHeight
    implicitWidth: row.implicitWidth
    Accessible.role: Accessible.StaticText
    Accessible.name: notebook ? notebook.sentence : ""

    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.right: parent.right
        spacing: 8

        Icon {
            Layout.alignment: Qt.AlignTop
            size: 18
            text: root.notebook ? Theme.toneIcon(root.notebook.tone, root.notebook.serviceId.length > 0) : ""
            color: root.notebook ? Theme.toneColor(root.notebook.tone) : Theme.faint
        }
        Text {
            Layout.fillWidth: true
            text: root.notebook ? (root.isShort ? root.notebook.phrase : root.notebook.sentence) : ""
            textFormat: Text.PlainText
            color: Theme.secondary
            wrapMode: root.isShort ? Text.NoWrap : Text.Wrap
            maximumLineCount: 4
            elide: Text.ElideRight
            lineHeight: 1.2
            font.pixelSize: Theme.small
            Accessible.ignored: true
        }
        AppButton {
            objectName: "retryButton"
            Layout.alignment: Qt.AlignTop
            implicitHeight: 30
            visible: !root.isShort && root.notebook !== null && root.notebook.canRetry
            text: qsTr("Try now")
            onClicked: root.notebook.retry()
        }
    }

    HoverHandler {
        id: hover
    }
    Tip {
        text: root.notebook ? root.notebook.sentence : ""
        visible: hover.hovered && root.isShort
        width: Math.min(implicitWidth, 340)
    }
}
