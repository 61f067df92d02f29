// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Dialogs

/// Asks for a folder, or for a file with notes in it.
Item {
    id: root

    property bool isFolder: false

    signal chosen(place: url)
    /// It is done, with or without a choice.
    signal closed

    function ask() {
        if (isFolder)
            folderDialog.open();
        else
            fileDialog.open();
    }

    FolderDialog {
        id: folderDialog

        title: qsTr("Choose a folder")
        onAccepted: {
            root.chosen(selectedFolder);
            root.closed();
        }
        onRejected: root.closed()
    }
    FileDialog {
        id: fileDialog

        title: qsTr("Choose a file with notes")
        nameFilters: [qsTr("Notes (*.jex *.enex *.md *.markdown *.txt)"), qsTr("All files (*)")]
        onAccepted: {
            root.chosen(selectedFile);
            root.closed();
        }
        onRejected: root.closed()
    }
}
