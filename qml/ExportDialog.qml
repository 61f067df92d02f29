// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// Writes the notes of a notebook into a folder, where other programs find them.
AppDialog {
    id: root

    property Notebook notebook: null

    function openFor(target: Notebook) {
        notebook = target;
        writing.clear();
        open();
    }

    onClosed: writing.cancel()

    title: qsTr("Export notes")
    subtitle: notebook ? qsTr("from “%1”").arg(notebook.name) : ""

    NotesExport {
        id: writing

        onChanged: root.takeKeyboardLater() // the button that had it may be gone
    }
    Loader {
        id: asking

        active: false
        visible: active
        source: "NotesFileDialog.qml"
        onLoaded: {
            item.isFolder = true;
            item.chosen.connect(folder => writing.start(root.notebook, folder));
            item.closed.connect(() => asking.active = false);
            item.ask();
        }
    }

    Text {
        Layout.fillWidth: true
        visible: writing.state === NotesExport.Idle
        text: qsTr("Each note becomes a Markdown file in a new folder. Whoever can read the folder can read the notes.")
        textFormat: Text.PlainText
        color: Theme.secondary
        wrapMode: Text.Wrap
        lineHeight: 1.2
        font.pixelSize: Theme.normal
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
    ProgressLine {
        Layout.fillWidth: true
        visible: writing.state === NotesExport.Writing
        progress: writing.progress
        label: qsTr("Writing notes")
    }
    Text {
        objectName: "exportSummary"
        Layout.fillWidth: true
        visible: text.length > 0
        text: writing.summary
        textFormat: Text.PlainText
        color: writing.state === NotesExport.Failed ? Theme.bad : Theme.text
        wrapMode: Text.Wrap
        lineHeight: 1.2
        font.pixelSize: Theme.normal
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }

    buttons: [
        Item { Layout.fillWidth: true },
        AppButton {
            objectName: "exportClose"
            text: writing.state === NotesExport.Writing ? qsTr("Stop") : writing.state === NotesExport.Idle
                                                          ? qsTr("Cancel") : qsTr("Close")
            isPrimary: writing.state === NotesExport.Done || writing.state === NotesExport.Failed
            onClicked: {
                if (writing.state === NotesExport.Writing)
                    writing.cancel();
                else
                    root.close();
            }
        },
        AppButton {
            objectName: "exportFolder"
            visible: writing.state === NotesExport.Idle
            text: qsTr("Choose where…")
            isPrimary: true
            onClicked: asking.active = true
        }
    ]
}
