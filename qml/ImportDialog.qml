// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// Brings notes of other programs into a notebook, and tells what did not fit.
AppDialog {
    id: root

    property Notebook notebook: null

    function openFor(target: Notebook) {
        notebook = target;
        reading.clear();
        open();
    }

    // What is being read goes on only while somebody sees it.
    onClosed: reading.cancel()

    title: qsTr("Import notes")
    subtitle: notebook ? qsTr("into “%1”").arg(notebook.name) : ""

    NotesImport {
        id: reading

        onChanged: root.takeKeyboardLater() // the button that had it may be gone
    }
    Loader {
        id: asking

        property bool isFolder: false

        active: false
        visible: active
        source: "NotesFileDialog.qml"
        onLoaded: {
            item.isFolder = isFolder;
            item.chosen.connect(file => reading.start(root.notebook, file));
            item.closed.connect(() => asking.active = false);
            item.ask();
        }
    }

    Text {
        Layout.fillWidth: true
        visible: reading.state === NotesImport.Idle
        text: qsTr("Markdown and text files keep their dates, and the folders they are in become tags. Pictures and other "
                   + "attachments stay where they are.")
        textFormat: Text.PlainText
        color: Theme.secondary
        wrapMode: Text.Wrap
        lineHeight: 1.2
        font.pixelSize: Theme.normal
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
    AppButton {
        objectName: "importFolder"
        Layout.fillWidth: true
        visible: reading.state === NotesImport.Idle
        text: qsTr("A folder of notes, or an Obsidian vault…")
        onClicked: {
            asking.isFolder = true;
            asking.active = true;
        }
    }
    AppButton {
        objectName: "importFile"
        Layout.fillWidth: true
        visible: reading.state === NotesImport.Idle
        text: qsTr("A file: Joplin, Evernote, Markdown or text…")
        onClicked: {
            asking.isFolder = false;
            asking.active = true;
        }
    }
    ProgressLine {
        Layout.fillWidth: true
        visible: reading.state === NotesImport.Reading
        progress: reading.progress
        label: qsTr("Reading notes")
    }
    Text {
        objectName: "importSummary"
        Layout.fillWidth: true
        visible: text.length > 0
        text: reading.summary
        textFormat: Text.PlainText
        color: reading.state === NotesImport.Failed ? Theme.bad : Theme.text
        wrapMode: Text.Wrap
        lineHeight: 1.2
        font.pixelSize: Theme.normal
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
    Text {
        objectName: "importMisfits"
        Layout.fillWidth: true
        visible: text.length > 0
        text: reading.misfits
        textFormat: Text.PlainText
        color: Theme.secondary
        wrapMode: Text.Wrap
        maximumLineCount: 12
        elide: Text.ElideRight
        lineHeight: 1.2
        font.pixelSize: Theme.small
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }

    buttons: [
        AppButton {
            visible: reading.misfits.length > 0
            text: qsTr("Copy the report")
            onClicked: reading.copyReport()
        },
        Item { Layout.fillWidth: true },
        AppButton {
            objectName: "importClose"
            text: reading.state === NotesImport.Reading ? qsTr("Stop") : reading.state === NotesImport.Idle
                                                          ? qsTr("Cancel") : qsTr("Close")
            isPrimary: reading.state === NotesImport.Done || reading.state === NotesImport.Failed
            onClicked: {
                if (reading.state === NotesImport.Reading)
                    reading.cancel();
                else
                    root.close();
            }
        }
    ]
}
