// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

import Commonplace

/// Where a notebook's changes are: a symbol, and one true sentence.
ColumnLayout {
    id: root

    required property Notebook notebook
    /// How high the sentence may be: the rest of it is scrolled to.
    property real room: 240

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
        Item {
            id: frame

            readonly property real line: sentence.implicitHeight / Math.max(1, sentence.lineCount)

            Layout.fillWidth: true
            implicitHeight: sentence.implicitHeight > root.room ? Math.floor(root.room / line) * line : sentence.implicitHeight

            Flickable {
                id: scroller

                anchors.fill: parent
                contentHeight: sentence.implicitHeight
                boundsBehavior: Flickable.StopAtBounds
                interactive: contentHeight > height
                clip: interactive
                ScrollBar.vertical: AppScrollBar {
                    parent: frame
                    visible: scroller.interactive
                    x: Theme.isMirrored ? -width : frame.width
                    height: frame.height
                    isSteady: true
                }

                Text {
                    id: sentence

                    objectName: "statusText"
                    width: scroller.width
                    text: root.notebook ? root.notebook.sentence : ""
                    textFormat: Text.PlainText
                    color: Theme.secondary
                    wrapMode: Text.Wrap
                    lineHeight: 1.2
                    font.pixelSize: Theme.small
                    Accessible.ignored: true
                    onTextChanged: scroller.contentY = 0
                }
            }
            HoverHandler {
                id: hover
            }
            Tip {
                text: sentence.text
                isWanted: hover.hovered && scroller.interactive
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
