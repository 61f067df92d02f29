// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import QtQuick.Templates as T

import Commonplace

/// A dialog in the middle of the window: a title, what is in it, and buttons.
Popup {
    id: root

    property string title
    property string subtitle
    /// What Enter presses; unless it is said, the primary one of the buttons.
    property AppButton defaultButton: null
    default property alias body: content.data
    property alias buttons: buttonRow.data

    function pressDefault() {
        let button = defaultButton;
        for (let i = 0; i < buttonRow.children.length && !button; ++i) {
            const child = buttonRow.children[i] as AppButton;
            if (child && child.isPrimary && child.visible)
                button = child;
        }
        if (visible && button && button.enabled)
            button.clicked();
    }

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(460, parent ? parent.width - 32 : 460)
    height: Math.min(implicitHeight, parent ? parent.height - 24 : implicitHeight)
    padding: 24
    modal: true
    focus: true
    closePolicy: Popup.CloseOnEscape

    background: Rectangle {
        color: Theme.raised
        radius: 14
        border.width: 1
        border.color: Theme.line
    }
    T.Overlay.modal: Rectangle {
        color: Theme.shade
    }
    enter: Transition {
        NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.quick }
    }
    // Gone at once: while it fades, it would swallow what is typed next.
    exit: null

    contentHeight: column.implicitHeight

    ColumnLayout {
        id: column

        width: root.availableWidth
        height: root.availableHeight
        spacing: 0
        focus: true
        Keys.onReturnPressed: root.pressDefault()
        Keys.onEnterPressed: root.pressDefault()
        Accessible.role: Accessible.Dialog
        Accessible.name: root.title

        Text {
            Layout.fillWidth: true
            visible: text.length > 0
            text: root.title
            textFormat: Text.PlainText
            color: Theme.text
            wrapMode: Text.Wrap
            font.pixelSize: 20
            font.weight: Font.Bold
        }
        Text {
            Layout.fillWidth: true
            Layout.topMargin: 6
            visible: text.length > 0
            text: root.subtitle
            textFormat: Text.PlainText
            color: Theme.secondary
            wrapMode: Text.Wrap
            lineHeight: 1.25
            font.pixelSize: Theme.normal
        }
        Flickable {
            id: scroller

            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.topMargin: 18
            implicitHeight: content.implicitHeight
            contentHeight: content.implicitHeight
            boundsBehavior: Flickable.StopAtBounds
            interactive: contentHeight > height
            clip: interactive
            ScrollBar.vertical: AppScrollBar {}

            ColumnLayout {
                id: content

                width: scroller.width
                spacing: 14
            }
        }
        RowLayout {
            id: buttonRow

            Layout.fillWidth: true
            Layout.topMargin: 22
            visible: children.length > 0
            spacing: 10
        }
    }
}
