// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// The buttons that mark up text: as many as fit, the others in a menu behind them.
Item {
    id: root

    required property NoteEditor editor
    property bool canWrite: false
    readonly property int step: 36
    /// How many buttons are shown.
    readonly property int fitting: width >= actions.length * step
                                   ? actions.length : Math.max(0, Math.floor(width / step) - 1)
    readonly property var actions: [
        { icons: Icons.formatH1, name: qsTr("Heading"), mark: "# ", isLine: true, keys: "" },
        { icons: Icons.formatBold, name: qsTr("Bold"), mark: "**", isLine: false, keys: "Ctrl+B" },
        { icons: Icons.formatItalic, name: qsTr("Italic"), mark: "_", isLine: false, keys: "Ctrl+I" },
        { icons: Icons.code, name: qsTr("Code"), mark: "`", isLine: false, keys: "Ctrl+E" },
        { icons: Icons.formatListBulleted, name: qsTr("List"), mark: "- ", isLine: true, keys: "" },
        { icons: Icons.checklist, name: qsTr("Checklist"), mark: "- [ ] ", isLine: true, keys: "" },
        { icons: Icons.link, name: qsTr("Link"), mark: "", isLine: false, keys: "" }
    ]

    /// The text is about to be changed, and wants the keyboard.
    signal used

    function use(index: int) {
        const action = actions[index];
        used();
        if (action.mark.length === 0)
            editor.insertLink();
        else if (action.isLine)
            editor.toggleLineMark(action.mark);
        else
            editor.toggleMark(action.mark);
    }
    function describe(index: int): string {
        const action = actions[index];
        return action.keys.length > 0 ? action.name + " (" + action.keys + ")" : action.name;
    }

    Layout.minimumWidth: step
    implicitHeight: row.implicitHeight

    // Not a layout, whose width would change what is in it while it lays that out: some buttons then stay where they were.
    // qmllint disable unqualified
    Row {
        id: row

        anchors.left: parent.left
        spacing: 2

        Repeater {
            model: root.actions.length

            IconButton {
                required property int index

                objectName: "format" + index
                visible: index < root.fitting
                enabled: root.canWrite
                icons: root.actions[index].icons
                text: root.actions[index].name
                tip: root.describe(index)
                onClicked: root.use(index)
            }
        }
        IconButton {
            id: more

            objectName: "formatMore"
            visible: root.fitting < root.actions.length
            enabled: root.canWrite
            icons: Icons.chevronRight
            text: qsTr("More ways to format")
            onClicked: menu.popup(more, 0, more.height + 4)

            AppMenu {
                id: menu

                Repeater {
                    model: root.actions.length

                    AppMenuItem {
                        required property int index

                        objectName: "moreFormat" + index
                        visible: index >= root.fitting
                        text: root.describe(index)
                        icons: root.actions[index].icons
                        onTriggered: root.use(index)
                    }
                }
            }
        }
    }
    // qmllint enable unqualified
}
