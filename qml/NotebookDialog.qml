// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// Makes a notebook, or renames one.
AppDialog {
    id: root

    property Notebook notebook: null
    property alias serviceId: services.serviceId

    signal addService

    function openNew() {
        notebook = null;
        making.cancel();
        nameField.text = "";
        serviceId = App.defaultService;
        open();
        nameField.field.forceActiveFocus();
    }
    function openRename(target: Notebook) {
        notebook = target;
        making.cancel();
        nameField.text = target.name;
        open();
        nameField.field.forceActiveFocus();
        nameField.field.selectAll();
    }
    function finish() {
        if (nameField.text.trim().length === 0 || making.isBusy)
            return;
        if (notebook) {
            close();
            notebook.rename(nameField.text);
        } else {
            if (!making.asks(serviceId))
                close();
            making.make(nameField.text, serviceId);
        }
    }

    onClosed: making.cancel()
    onServiceIdChanged: making.cancel()

    title: notebook ? qsTr("Rename the notebook") : qsTr("New notebook")

    NotebookMaker {
        id: making

        onMade: root.close()
    }
    LabeledField {
        id: nameField

        objectName: "notebookName"
        Layout.fillWidth: true
        label: qsTr("Name")
        placeholder: qsTr("Our allotment")
    }
    Text {
        Layout.fillWidth: true
        visible: root.notebook === null
        text: qsTr("Carried by")
        textFormat: Text.PlainText
        color: Theme.secondary
        font.pixelSize: Theme.small
        font.weight: Font.Medium
    }
    ServiceList {
        id: services

        Layout.fillWidth: true
        Layout.topMargin: -8
        visible: root.notebook === null
        onAddService: root.addService()
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
            text: root.notebook ? qsTr("Rename") : qsTr("Create")
            isPrimary: true
            enabled: nameField.text.trim().length > 0
            onClicked: root.finish()
        }
    ]
}
