// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import QtQuick.Templates as T

import Commonplace

/// Goes to a note of any notebook, by a few letters of its title or by words of its text.
Popup {
    id: root

    required property Notebook notebook

    signal chosen(where: Notebook, id: string)

    function openWith(text: string) {
        open();
        words.text = text;
        found.words = text;
    }
    function choose(row: int) {
        const id = found.noteAt(row);
        const where = found.notebookAt(row);
        if (id.length === 0 || !where)
            return;
        close();
        chosen(where, id);
    }

    parent: T.Overlay.overlay
    x: parent ? (parent.width - width) / 2 : 0
    y: parent ? Math.min(110, parent.height * 0.15) : 0
    width: Math.min(620, parent ? parent.width - 32 : 620)
    padding: 10
    modal: true
    focus: true
    onClosed: {
        Layers.remove(root);
        found.isOn = false;
    }
    onAboutToShow: {
        Layers.add(root);
        words.text = "";
        found.words = "";
        found.isOn = true;
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

    NoteSearch {
        id: found

        notebooks: App.notebooks
        current: root.notebook
    }

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
                found.words = text;
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
            objectName: "quickList"
            model: found
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Notes")

            // qmllint disable unqualified
            delegate: ItemDelegate {
                id: row

                required property int index
                required property string title
                required property string notebookName
                required property var titlePieces
                required property var pieces
                required property string when

                width: list.width
                height: 50
                padding: 0
                hoverEnabled: true
                Accessible.name: title + ". " + notebookName
                Accessible.description: pieces.join("")
                Accessible.onPressAction: clicked()
                onClicked: root.choose(index)

                contentItem: RowLayout {
                    spacing: 10

                    Icon {
                        Layout.leftMargin: 10
                        text: Icons.description
                        color: Theme.faint
                    }
                    ColumnLayout {
                        Layout.fillWidth: true
                        spacing: 0

                        HitLine {
                            Layout.fillWidth: true
                            pieces: row.titlePieces
                            weight: Font.Medium
                        }
                        HitLine {
                            Layout.fillWidth: true
                            visible: row.pieces.length > 1 || (row.pieces.length === 1 && row.pieces[0].length > 0)
                            pieces: row.pieces
                            color: Theme.faint
                            size: 13
                        }
                    }
                    ColumnLayout {
                        Layout.rightMargin: 10
                        Layout.maximumWidth: 130
                        spacing: 0

                        Text {
                            Layout.alignment: Qt.AlignRight
                            Layout.maximumWidth: 130
                            visible: App.notebooks.count > 1
                            text: row.notebookName
                            textFormat: Text.PlainText
                            elide: Text.ElideRight
                            color: Theme.secondary
                            font.pixelSize: Theme.small
                        }
                        Text {
                            Layout.alignment: Qt.AlignRight
                            text: row.when
                            textFormat: Text.PlainText
                            color: Theme.faint
                            font.pixelSize: Theme.small
                        }
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
            text: qsTr("No note has these words in its title or text")
            textFormat: Text.PlainText
            color: Theme.faint
            font.pixelSize: Theme.normal
        }
    }
}
