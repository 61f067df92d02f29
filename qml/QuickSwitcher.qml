// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import QtQuick.Templates as T

import Commonplace

/// Goes to a note by a few letters of its title.
Popup {
    id: root

    required property Notebook notebook

    signal chosen(id: string)

    function choose(row: int) {
        const id = notebook.quickNotes.idAt(row);
        if (id.length === 0)
            return;
        close();
        chosen(id);
    }

    parent: T.Overlay.overlay
    x: parent ? (parent.width - width) / 2 : 0
    y: parent ? Math.min(110, parent.height * 0.15) : 0
    width: Math.min(520, parent ? parent.width - 32 : 520)
    padding: 10
    modal: true
    focus: true
    onClosed: Layers.remove(root)
    onAboutToShow: {
        Layers.add(root);
        words.text = "";
        if (notebook)
            notebook.quickNotes.titleFilter = "";
        list.currentIndex = 0;
    }
    onOpened: words.forceActiveFocus()

    background: Rectangle {
        color: Theme.raised
        radius: 14
        border.width: 1
        border.color: Theme.line
    }
    T.Overlay.modal: Rectangle {
        color: Theme.shade
    }

    contentHeight: column.implicitHeight

    ColumnLayout {
        id: column

        width: root.availableWidth
        spacing: 8

        AppField {
            id: words

            objectName: "quickField"
            Layout.fillWidth: true
            implicitHeight: 44
            icons: Icons.search
            label: qsTr("Go to a note")
            placeholderText: qsTr("Go to a note…")
            font.pixelSize: Theme.body
            onTextEdited: {
                if (root.notebook)
                    root.notebook.quickNotes.titleFilter = text;
                list.currentIndex = 0;
            }
            Keys.onDownPressed: list.incrementCurrentIndex()
            Keys.onUpPressed: list.decrementCurrentIndex()
            Keys.onReturnPressed: root.choose(list.currentIndex)
            Keys.onEnterPressed: root.choose(list.currentIndex)
        }
        ListView {
            id: list

            Layout.fillWidth: true
            implicitHeight: Math.min(contentHeight, 352)
            model: root.notebook ? root.notebook.quickNotes : null
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Notes")

            // qmllint disable unqualified
            delegate: ItemDelegate {
                id: row

                required property int index
                required property string title
                required property string preview
                required property string when

                width: list.width
                height: 44
                padding: 0
                hoverEnabled: true
                Accessible.name: title
                Accessible.onPressAction: clicked()
                onClicked: root.choose(index)

                contentItem: RowLayout {
                    spacing: 10

                    Icon {
                        Layout.leftMargin: 10
                        text: Icons.description
                        color: Theme.faint
                    }
                    Text {
                        text: row.title
                        color: Theme.text
                        elide: Text.ElideRight
                        textFormat: Text.PlainText
                        Layout.fillWidth: row.preview.length === 0
                        Layout.maximumWidth: row.preview.length > 0 ? row.width * 0.5 : row.width
                        font.pixelSize: Theme.normal
                        font.weight: Font.Medium
                    }
                    Text {
                        Layout.fillWidth: true
                        visible: text.length > 0
                        text: row.preview
                        color: Theme.faint
                        elide: Text.ElideRight
                        textFormat: Text.PlainText
                        font.pixelSize: 13
                    }
                    Text {
                        Layout.rightMargin: 10
                        text: row.when
                        textFormat: Text.PlainText
                        color: Theme.faint
                        font.pixelSize: Theme.small
                    }
                }
                background: Rectangle {
                    radius: Theme.radius
                    color: row.ListView.isCurrentItem ? Theme.selected : row.hovered ? Theme.hover : "transparent"
                }
            }
            // qmllint enable unqualified
            ScrollBar.vertical: AppScrollBar {}
        }
        Text {
            Layout.fillWidth: true
            Layout.margins: 12
            visible: list.count === 0
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("No note has these letters in its title")
            textFormat: Text.PlainText
            color: Theme.faint
            font.pixelSize: Theme.normal
        }
    }
}
