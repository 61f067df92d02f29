// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// The invitation to a notebook.
AppDialog {
    id: root

    property Notebook notebook: null
    property string link
    property string fault
    property string note

    signal chooseService(notebook: Notebook)
    signal copied

    function share(target: Notebook) {
        if (!target)
            return;
        notebook = target;
        link = App.invitationLink(target);
        fault = App.invitationFault(target);
        note = App.sharingNote(target);
        open();
    }

    title: qsTr("Share “%1”").arg(notebook ? notebook.name : "")
    subtitle: link.length > 0
        ? qsTr("Send this link to whom you want in the notebook. They need Commonplace, and access to %1. "
               + "There is no password in it.").arg(notebook ? notebook.serviceName : "")
          + (note.length > 0 ? " " + note : "")
        : fault.length > 0 ? fault : qsTr("This notebook is on this machine only. Choose a messaging service that you and the others can reach; "
               + "then there is a link to send.")

    defaultButton: link.length > 0 ? copyButton : null

    RowLayout {
        Layout.fillWidth: true
        visible: root.link.length > 0
        spacing: 8

        AppField {
            id: linkField

            objectName: "shareLink"
            Layout.fillWidth: true
            readOnly: true
            text: root.link
            onTextChanged: cursorPosition = 0 // its beginning tells what it is
            label: qsTr("Invitation link")
            font.family: Theme.mono
            font.pixelSize: Theme.small
            onActiveFocusChanged: {
                if (activeFocus)
                    selectAll();
            }
        }
        AppButton {
            id: copyButton

            objectName: "copyLink"
            text: qsTr("Copy")
            icons: Icons.contentCopy
            isPrimary: true
            onClicked: {
                App.copyText(root.link);
                root.copied();
                root.close();
            }
        }
    }

    buttons: [
        Item { Layout.fillWidth: true },
        AppButton {
            text: qsTr("Close")
            onClicked: root.close()
        },
        AppButton {
            visible: root.link.length === 0 && root.fault.length === 0
            text: qsTr("Choose a messaging service…")
            isPrimary: true
            onClicked: {
                root.close();
                root.chooseService(root.notebook);
            }
        }
    ]
}
