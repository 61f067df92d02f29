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
    property string words
    property bool isLocal: false
    property bool isLockedOut: false
    /// Nobody need set anything up.
    readonly property bool canShareNearby: isLocal && App.services.readyId.length > 0

    signal chooseService(notebook: Notebook)
    signal copied

    function share(target: Notebook) {
        if (!target)
            return;
        notebook = target;
        update();
        open();
    }
    function update() {
        if (!notebook)
            return;
        const hadLink = link.length > 0;
        link = App.invitationLink(notebook);
        words = App.sharingWords(notebook);
        isLocal = notebook.serviceId.length === 0;
        isLockedOut = App.isLockedOut(notebook);
        // The button that was pressed is gone.
        if (opened && !hadLink && link.length > 0)
            copyButton.forceActiveFocus(Qt.TabFocusReason);
    }

    width: Math.min(500, parent ? parent.width - 32 : 500)
    title: qsTr("Share “%1”").arg(notebook ? notebook.name : "")
    subtitle: words
    defaultButton: link.length > 0 ? copyButton : null

    Connections {
        target: root.visible ? root.notebook : null
        function onServiceChanged() {
            root.update();
        }
    }
    Connections {
        target: root.visible ? App : null
        function onSharingChanged(notebook: Notebook) {
            if (notebook === root.notebook)
                root.update();
        }
    }

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

    // For whoever has a camera: the same link.
    QrCode {
        objectName: "shareCode"
        Layout.alignment: Qt.AlignHCenter
        Layout.preferredWidth: 184
        Layout.preferredHeight: 184
        visible: root.link.length > 0 && isThere
        text: root.link
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("The link as a QR code")
    }

    buttons: [
        Item { Layout.fillWidth: true },
        AppButton {
            text: qsTr("Close")
            onClicked: root.close()
        },
        AppButton {
            objectName: "shareByService"
            visible: root.isLocal
            text: root.canShareNearby ? qsTr("Another way…") : qsTr("Choose a messaging service…")
            isPrimary: !root.canShareNearby
            onClicked: {
                root.close();
                root.chooseService(root.notebook);
            }
        },
        AppButton {
            objectName: "shareNearby"
            visible: root.canShareNearby
            text: qsTr("Share nearby")
            isPrimary: true
            onClicked: App.moveNotebook(root.notebook, App.services.readyId)
        },
        AppButton {
            objectName: "renewSecret"
            visible: root.isLockedOut
            text: qsTr("Make a new secret")
            onClicked: App.renewSecrets(root.notebook)
        }
    ]
}
