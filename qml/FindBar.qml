// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

import Commonplace

/// Find in the open note, and replace.
Rectangle {
    id: root

    required property NoteFinder finder
    property bool canWrite: false
    property bool isReplacing: false
    readonly property bool isNarrow: width < 520

    /// The text is to have the keyboard again.
    signal closed

    function open(withReplace: bool) {
        isReplacing = withReplace && canWrite;
        finder.open();
        field.text = finder.text;
        field.forceActiveFocus(Qt.ShortcutFocusReason);
        field.selectAll();
    }
    function leave() {
        finder.close();
        closed();
    }
    function hasFocus(): bool {
        return field.activeFocus || replacement.activeFocus;
    }

    component Choice: AbstractButton {
        id: choice

        required property string sign

        implicitWidth: Math.max(34, implicitContentWidth + 8)
        implicitHeight: 34
        checkable: true
        focusPolicy: Qt.TabFocus
        hoverEnabled: true
        Keys.onReturnPressed: toggle()
        Keys.onEnterPressed: toggle()
        Accessible.role: Accessible.CheckBox
        Accessible.name: text
        Accessible.checkable: true
        Accessible.checked: checked
        Accessible.onToggleAction: toggle()
        Accessible.onPressAction: toggle()

        contentItem: Text {
            text: choice.sign
            textFormat: Text.PlainText
            color: choice.checked ? Theme.accent : Theme.secondary
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            font.pixelSize: Theme.normal
            font.weight: Font.DemiBold
        }
        background: Rectangle {
            radius: Theme.radius
            color: choice.checked ? Theme.selected : choice.hovered ? Theme.hover : "transparent"
            border.width: choice.visualFocus ? 2 : 0
            border.color: Theme.focusRing
        }

        Tip {
            text: choice.text
            isWanted: choice.hovered && !choice.down
        }
    }

    component Words: Text {
        required property NoteFinder finder

        Layout.fillWidth: true
        text: finder.words
        textFormat: Text.PlainText
        color: finder.isNotFound ? Theme.bad : Theme.secondary
        elide: Text.ElideRight
        font.pixelSize: Theme.small
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }

    visible: finder.isActive
    implicitHeight: visible ? grid.implicitHeight + 16 : 0
    radius: 10
    color: Theme.raised
    border.width: 1
    border.color: Theme.line
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Find in the note")
    Keys.onEscapePressed: leave()

    GridLayout {
        id: grid

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: 8
        columns: root.isNarrow ? 1 : 2
        columnSpacing: 8
        rowSpacing: 6

        AppField {
            id: field

            objectName: "findField"
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            implicitHeight: 34
            placeholderText: qsTr("Find in the note")
            icons: Icons.search
            maximumLength: 200
            onTextEdited: root.finder.text = text
            Keys.onReturnPressed: event => event.modifiers & Qt.ShiftModifier ? root.finder.previous() : root.finder.next()
            Keys.onEnterPressed: event => event.modifiers & Qt.ShiftModifier ? root.finder.previous() : root.finder.next()
        }
        RowLayout {
            Layout.fillWidth: root.isNarrow
            spacing: 2

            Words {
                objectName: "findWords"
                finder: root.finder
                Layout.minimumWidth: 72
                Layout.maximumWidth: 260
                visible: !root.isNarrow
            }
            Item {
                Layout.fillWidth: true
                visible: root.isNarrow
            }
            IconButton {
                objectName: "findPrevious"
                enabled: root.finder.count > 0
                icons: Icons.chevronRight
                rotation: -90
                text: qsTr("Previous hit")
                tip: ""
                onClicked: root.finder.previous()
            }
            IconButton {
                objectName: "findNext"
                enabled: root.finder.count > 0
                icons: Icons.chevronRight
                rotation: 90
                text: qsTr("Next hit")
                tip: ""
                onClicked: root.finder.next()
            }
            Choice {
                objectName: "findCase"
                sign: qsTr("Aa")
                text: qsTr("Match case")
                onCheckedChanged: root.finder.matchesCase = checked
            }
            Choice {
                objectName: "findWhole"
                sign: "[ab]"
                text: qsTr("Whole words")
                onCheckedChanged: root.finder.wholeWords = checked
            }
            IconButton {
                objectName: "findClose"
                icons: Icons.close
                text: qsTr("Close")
                onClicked: root.leave()
            }
        }
        Words {
            finder: root.finder
            visible: root.isNarrow && text.length > 0
        }
        AppField {
            id: replacement

            objectName: "replaceField"
            Layout.fillWidth: true
            Layout.preferredWidth: 100
            implicitHeight: 34
            visible: root.isReplacing && root.canWrite
            placeholderText: qsTr("Replace with")
            icons: Icons.edit
            maximumLength: 2000
            onVisibleChanged: {
                if (!visible && activeFocus)
                    field.forceActiveFocus();
            }
            Keys.onReturnPressed: root.finder.replace(text)
            Keys.onEnterPressed: root.finder.replace(text)
        }
        ActionRow {
            Layout.fillWidth: root.isNarrow
            visible: replacement.visible
            room: grid.width

            AppButton {
                objectName: "replaceOne"
                implicitHeight: 34
                enabled: root.finder.count > 0
                text: qsTr("Replace")
                onClicked: root.finder.replace(replacement.text)
            }
            AppButton {
                objectName: "replaceAll"
                implicitHeight: 34
                enabled: root.finder.count > 0
                text: qsTr("Replace all")
                onClicked: root.finder.replaceAll(replacement.text)
            }
        }
    }
}
