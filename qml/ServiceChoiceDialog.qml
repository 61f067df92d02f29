// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// Which messaging service carries a notebook.
AppDialog {
    id: root

    property Notebook notebook: null
    property alias serviceId: services.serviceId

    /// The person wants to share the notebook.
    property bool isForSharing: false

    /// Why the notebook cannot go there as it is.
    readonly property string fault: notebook && visible ? App.moveFault(notebook, serviceId) : ""

    signal addService
    /// The notebook has a service now, and was to be shared.
    signal shareable(notebook: Notebook)

    function choose(target: Notebook, forSharing: bool) {
        making.cancel();
        notebook = target;
        isForSharing = forSharing;
        const first = App.defaultService.length > 0 ? App.defaultService : App.services.readyId;
        serviceId = target.serviceId.length > 0 || !forSharing ? target.serviceId : first;
        open();
    }

    title: qsTr("Messaging service")
    subtitle: qsTr("What carries “%1”. Everybody in the notebook must use the same one; your notes stay as they are.")
                  .arg(notebook ? notebook.name : "")
              + (notebook && fault.length === 0 && notebook.serviceId.length > 0 && serviceId.length > 0
                 ? " " + qsTr("Those who are connected are told where it goes.") : "")

    onClosed: making.cancel()
    onServiceIdChanged: making.cancel()

    NotebookMaker {
        id: making

        onMade: notebook => {
            const wasForSharing = root.isForSharing;
            root.close();
            if (wasForSharing)
                root.shareable(notebook);
        }
    }
    ServiceList {
        id: services

        Layout.fillWidth: true
        offersNone: !root.isForSharing
        onAddService: root.addService()
    }
    Text {
        id: faultText

        objectName: "moveFault"
        Layout.fillWidth: true
        visible: text.length > 0
        text: root.fault
        textFormat: Text.PlainText
        color: Theme.text
        wrapMode: Text.Wrap
        lineHeight: 1.2
        font.pixelSize: 13
        Accessible.role: Accessible.StaticText
        Accessible.name: text
        onVisibleChanged: root.reveal(faultText)
    }
    MakerNews {
        id: news

        Layout.fillWidth: true
        maker: making
        onHeightChanged: root.reveal(news)
    }

    buttons: [
        Item { Layout.fillWidth: true },
        AppButton {
            text: qsTr("Cancel")
            onClicked: root.close()
        },
        AppButton {
            objectName: "useService"
            text: root.fault.length > 0 ? qsTr("Make a copy there") : qsTr("Use it")
            isPrimary: true
            enabled: !root.isForSharing || root.serviceId.length > 0
            onClicked: {
                if (root.fault.length > 0) {
                    if (!making.isBusy)
                        making.copy(root.notebook, root.serviceId);
                    return;
                }
                App.moveNotebook(root.notebook, root.serviceId);
                root.close();
                if (root.isForSharing && root.serviceId.length > 0)
                    root.shareable(root.notebook);
            }
        }
    ]
}
