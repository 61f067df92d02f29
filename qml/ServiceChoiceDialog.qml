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

    signal addService
    /// The notebook has a service now, and was to be shared.
    signal shareable(notebook: Notebook)

    function choose(target: Notebook, forSharing: bool) {
        notebook = target;
        isForSharing = forSharing;
        serviceId = target.serviceId.length > 0 || !forSharing ? target.serviceId : App.defaultService;
        open();
    }

    title: qsTr("Messaging service")
    subtitle: qsTr("What carries “%1”. Everybody in the notebook must use the same one; your notes stay as they are.")
                  .arg(notebook ? notebook.name : "")
              + (notebook && notebook.serviceId.length > 0 && serviceId.length > 0
                 ? " " + qsTr("Those who are connected are told where it goes.") : "")

    ServiceList {
        id: services

        Layout.fillWidth: true
        onAddService: root.addService()
    }

    buttons: [
        Item { Layout.fillWidth: true },
        AppButton {
            text: qsTr("Cancel")
            onClicked: root.close()
        },
        AppButton {
            objectName: "useService"
            text: qsTr("Use it")
            isPrimary: true
            onClicked: {
                App.moveNotebook(root.notebook, root.serviceId);
                root.close();
                if (root.isForSharing && root.serviceId.length > 0)
                    root.shareable(root.notebook);
            }
        }
    ]
}
