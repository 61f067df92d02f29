// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

import Commonplace

/// The edge of the window: the notebooks, and oneself.
Rectangle {
    id: root

    property bool isCompact: false

    signal newNotebook
    signal joinNotebook
    signal openSettings

    implicitWidth: isCompact ? 64 : 212
    color: Theme.rail

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 10
        anchors.topMargin: 16
        spacing: 4

        Text {
            Layout.leftMargin: 8
            Layout.bottomMargin: 8
            visible: !root.isCompact
            text: qsTr("Notebooks")
            textFormat: Text.PlainText
            color: Theme.secondary
            font.pixelSize: Theme.small
            font.weight: Font.DemiBold
        }

        ListView {
            id: list

            objectName: "notebookList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            model: App.notebooks
            spacing: 2
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            activeFocusOnTab: true
            keyNavigationEnabled: true
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Notebooks")
            Keys.onPressed: event => {
                const by = event.key === Qt.Key_Up ? -1 : event.key === Qt.Key_Down ? 1 : 0;
                event.accepted = by !== 0 && event.modifiers === (Qt.ControlModifier | Qt.ShiftModifier);
                if (event.accepted)
                    App.notebooks.move(App.notebooks.at(currentIndex), by);
            }

            // qmllint disable unqualified
            delegate: ItemDelegate {
                id: row

                required property Notebook notebook
                required property string name
                required property int index
                readonly property bool isCurrent: App.notebook === notebook

                function choose() {
                    list.currentIndex = index;
                    App.notebook = notebook;
                }

                width: list.width
                height: 40
                padding: 0
                hoverEnabled: true
                highlighted: isCurrent
                Accessible.name: notebook ? name + ". " + notebook.sentence : name
                Accessible.onPressAction: choose()
                onClicked: choose()
                Keys.onReturnPressed: choose()

                contentItem: RowLayout {
                    spacing: 10

                    Rectangle {
                        Layout.leftMargin: root.isCompact ? 8 : 7
                        implicitWidth: 26
                        implicitHeight: 26
                        radius: 7
                        color: row.isCurrent ? Theme.accent : Theme.fieldLine

                        Text {
                            anchors.centerIn: parent
                            objectName: "notebookInitial"
                            text: App.initial(row.name)
                            textFormat: Text.PlainText
                            color: row.isCurrent ? Theme.accentText : Theme.text
                            font.pixelSize: 13
                            font.weight: Font.Bold
                        }
                    }
                    Text {
                        Layout.fillWidth: true
                        visible: !root.isCompact
                        text: row.name
                        textFormat: Text.PlainText
                        color: Theme.text
                        elide: Text.ElideRight
                        font.pixelSize: Theme.normal
                        font.weight: row.isCurrent ? Font.DemiBold : Font.Normal
                    }
                    Icon {
                        Layout.rightMargin: 8
                        visible: !root.isCompact && row.notebook && row.notebook.tone !== Notebook.Quiet
                        size: 17
                        text: row.notebook ? Theme.toneIcon(row.notebook.tone, row.notebook.serviceId.length > 0) : ""
                        color: row.notebook ? Theme.toneColor(row.notebook.tone) : Theme.faint
                    }
                }
                background: Rectangle {
                    radius: Theme.radius
                    color: row.isCurrent ? Theme.pressed : row.hovered ? Theme.hover : "transparent"
                    border.width: list.activeFocus && row.ListView.isCurrentItem ? 2 : 0
                    border.color: Theme.focusRing
                }
                Tip {
                    text: !row.notebook ? "" : root.isCompact ? row.name + " — " + row.notebook.sentence
                                                                    : row.notebook.sentence
                    isWanted: row.hovered && !row.down
                }
            }
            // qmllint enable unqualified
            ScrollBar.vertical: AppScrollBar {}
        }

        RailButton {
            objectName: "railNew"
            isCompact: root.isCompact
            icons: Icons.add
            text: qsTr("New notebook")
            tip: qsTr("New notebook (Ctrl+Shift+N)")
            onClicked: root.newNotebook()
        }
        RailButton {
            objectName: "railJoin"
            isCompact: root.isCompact
            icons: Icons.link
            text: qsTr("Join with a link")
            tip: qsTr("Join with a link (Ctrl+Shift+J)")
            onClicked: root.joinNotebook()
        }
        Rectangle {
            Layout.fillWidth: true
            Layout.topMargin: 6
            Layout.bottomMargin: 6
            implicitHeight: 1
            color: Theme.line
        }
        RailButton {
            objectName: "railSettings"
            isCompact: root.isCompact
            text: App.settings.displayName
            description: qsTr("Settings")
            tip: qsTr("Settings (Ctrl+,)")
            trailing: Icons.settings
            avatarColor: App.settings.colour
            hasAvatar: true
            onClicked: root.openSettings()
        }
    }
}
