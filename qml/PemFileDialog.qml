// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Dialogs

/// Asks at once for the file of a certificate or key.
Item {
    id: root

    signal chosen(file: url)
    /// It is done, with or without a file.
    signal closed

    FileDialog {
        id: dialog

        objectName: "pemFileDialog"
        title: qsTr("Choose a certificate or key")
        nameFilters: [qsTr("Certificates and keys (*.pem *.crt *.cer *.key)"), qsTr("All files (*)")]
        onAccepted: {
            root.chosen(selectedFile);
            root.closed();
        }
        onRejected: root.closed()
    }
    Component.onCompleted: dialog.open()
}
