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

    signal addService

    function choose(target: Notebook) {
        notebook = target;
        serviceId = target.serviceId;
        open();
    }

    title: qsTr("Messaging service")
    subtitle: qsTr("What carries “%1”. Everybody in the notebook must use the same one; your notes stay as they are.")
        .arg(notebook ? notebook.name : "")

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
            text: qsTr("Use it")
            isPrimary: true
            onClicked: {
                App.moveNotebook(root.notebook, root.serviceId);
                root.close();
            }
        }
    ]
}
