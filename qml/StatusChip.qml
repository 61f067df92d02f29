// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// Where a notebook's changes are: a symbol, and one true sentence.
ColumnLayout {
    id: root

    required property Notebook notebook

    spacing: 6
    Accessible.role: Accessible.StaticText
    Accessible.name: notebook ? notebook.sentence : ""

    RowLayout {
        Layout.fillWidth: true
        spacing: 8

        Icon {
            Layout.alignment: Qt.AlignTop
            size: 18
            text: root.notebook ? Theme.toneIcon(root.notebook.tone, root.notebook.serviceId.length > 0) : ""
            color: root.notebook ? Theme.toneColor(root.notebook.tone) : Theme.faint
        }
        Text {
            id: sentence

            objectName: "statusText"
            Layout.fillWidth: true
            text: root.notebook ? root.notebook.sentence : ""
            textFormat: Text.PlainText
            color: Theme.secondary
            wrapMode: Text.Wrap
            // All that this program says fits; what a service says may be of any length.
            maximumLineCount: 14
            elide: Text.ElideRight
            lineHeight: 1.2
            font.pixelSize: Theme.small
            Accessible.ignored: true

            HoverHandler {
                id: hover
            }
            Tip {
                text: sentence.text
                isWanted: hover.hovered && sentence.truncated
            }
        }
    }
    AppButton {
        objectName: "retryButton"
        Layout.leftMargin: 26
        visible: root.notebook !== null && root.notebook.canRetry
        implicitHeight: 30
        text: qsTr("Try again now")
        onClicked: root.notebook.retry()
    }
}
