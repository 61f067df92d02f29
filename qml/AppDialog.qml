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
    readonly property Item focusItem: column.Window.activeFocusItem

    /// Whether the keyboard is in an item.
    function isInside(above: Item): bool {
        for (let item = focusItem; item; item = item.parent) {
            if (item === above)
                return true;
        }
        return false;
    }
    function findButton(above: Item, isMain: bool): AppButton {
        for (let i = 0; i < above.children.length; ++i) {
            const item = above.children[i];
            const button = item as AppButton;
            if (button && button.visible && (isMain ? button.isPrimary : button.enabled))
                return button;
            const found = button ? null : findButton(item, isMain);
            if (found)
                return found;
        }
        return null;
    }
    /// The button that goes on: among those at the foot, or else in what is above them.
    function mainButton(): AppButton {
        return defaultButton || findButton(buttonRow, true) || findButton(content, true);
    }
    /// Unless a field has it, the button has the keyboard that Return would press: and that is to be seen.
    function takeKeyboard() {
        // What is hidden keeps the keyboard until somebody else takes it.
        if (!visible || (isInside(column) && focusItem !== column && focusItem.visible))
            return;
        const main = mainButton();
        const button = main && main.enabled ? main : findButton(buttonRow, false);
        if (button)
            button.forceActiveFocus(Qt.TabFocusReason);
    }
    /// The same, once what is shown has settled.
    function takeKeyboardLater() {
        later.start();
    }
    /// Has an item of the dialog in view.
    function reveal(item: Item) {
        if (item.visible)
            scroller.reveal(item);
    }
    /// Return goes on, wherever the keyboard is in the dialog.
    function goOn() {
        const button = visible ? mainButton() : null;
        if (button && button.enabled)
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
    onAboutToShow: {
        Layers.add(root);
        later.start();
    }
    onClosed: {
        Layers.remove(root);
        column.focus = true; // the next time begins anew
    }
    onFocusItemChanged: {
        if (visible && isInside(content))
            scroller.reveal(focusItem);
    }

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

    // Whoever opens the dialog may give the keyboard to a field.
    Timer {
        id: later

        interval: 0
        onTriggered: root.takeKeyboard()
    }

    ColumnLayout {
        id: column

        width: root.availableWidth
        height: root.availableHeight
        spacing: 0
        Keys.onReturnPressed: root.goOn()
        Keys.onEnterPressed: root.goOn()
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
            Accessible.role: Accessible.StaticText
            Accessible.name: text
            color: Theme.secondary
            wrapMode: Text.Wrap
            lineHeight: 1.25
            font.pixelSize: Theme.normal
        }
        Flickable {
            id: scroller

            /// Whoever goes from field to field sees where.
            function reveal(item: Item) {
                const top = item.mapToItem(content, 0, 0).y - 24; // with its name
                const bottom = top + item.height + 28;
                if (top < contentY)
                    contentY = Math.max(0, top);
                else if (bottom > contentY + height)
                    contentY = Math.max(0, Math.min(contentHeight, bottom) - height);
            }

            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.topMargin: content.implicitHeight > 0 ? 18 : 0
            implicitHeight: content.implicitHeight
            contentHeight: content.implicitHeight
            boundsBehavior: Flickable.StopAtBounds
            interactive: contentHeight > height
            clip: interactive
            // There is more: that is to be seen before one scrolls.
            ScrollBar.vertical: AppScrollBar {
                parent: root.contentItem
                x: Theme.isMirrored ? -6 - width : parent.width + 6
                y: scroller.y
                height: scroller.height
                isSteady: true
            }

            ColumnLayout {
                id: content

                width: scroller.width
                spacing: 14
            }
        }
        // As high, seen or not: else what is scrolled for want of a few pixels would have them once it is, and so on.
        Rectangle {
            Layout.fillWidth: true
            opacity: scroller.interactive ? 1 : 0
            implicitHeight: 1
            color: Theme.line
        }
        RowLayout {
            id: buttonRow

            Layout.fillWidth: true
            Layout.topMargin: 21
            visible: children.length > 0
            spacing: 10
        }
    }
}
