// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// A messaging service: how to reach it, and whether that works.
AppDialog {
    id: root

    signal kept(id: string)
    signal removal(id: string)

    function fill() {
        nameField.text = form.name;
        hostField.text = form.host;
        portField.text = form.port;
        caField.text = form.caFile;
        userField.text = form.user;
        passwordField.text = "";
    }
    function openNew() {
        form.clear();
        fill();
        open();
        hostField.field.forceActiveFocus();
    }
    function openService(id: string) {
        form.serviceId = id;
        fill();
        open();
    }
    function readHost() {
        form.readHost();
        hostField.text = form.host;
        portField.text = form.port;
        userField.text = form.user;
    }
    function finish() {
        const id = form.save();
        if (id.length === 0)
            return;
        root.kept(id);
        close();
    }

    width: Math.min(520, parent ? parent.width - 32 : 520)
    title: form.serviceId.length > 0 ? qsTr("Messaging service") : qsTr("Add a messaging service")
    subtitle: qsTr("An MQTT broker carries changes between the members of a notebook.")

    ServiceForm {
        id: form
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: 12

        LabeledField {
            id: hostField

            objectName: "serviceHost"
            Layout.fillWidth: true
            label: qsTr("Broker")
            placeholder: "broker.example.org"
            fault: form.hostFault
            onEdited: text => form.host = text
            onFinished: root.readHost()
        }
        LabeledField {
            id: portField

            Layout.preferredWidth: 96
            Layout.fillWidth: false
            label: qsTr("Port")
            placeholder: String(form.usualPort)
            objectName: "servicePort"
            fault: form.portFault
            onEdited: text => form.port = text
        }
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: 12

        LabeledField {
            id: userField

            Layout.fillWidth: true
            Layout.preferredWidth: 1
            label: qsTr("User")
            placeholder: qsTr("None")
            onEdited: text => form.user = text
        }
        LabeledField {
            id: passwordField

            Layout.fillWidth: true
            Layout.preferredWidth: 1
            label: qsTr("Password")
            placeholder: form.passwordHint
            field.echoMode: TextInput.Password
            onEdited: text => form.password = text
        }
    }
    AppSwitch {
        text: qsTr("Secure connection (TLS)")
        checked: form.useTls
        onToggled: form.useTls = checked
    }
    LabeledField {
        id: caField

        Layout.fillWidth: true
        visible: form.useTls
        label: qsTr("Certificate file, if the broker has one of its own")
        placeholder: qsTr("The system's certificates")
        objectName: "serviceCaFile"
        fault: form.caFault
        onEdited: text => form.caFile = text
    }
    LabeledField {
        id: nameField

        Layout.fillWidth: true
        label: qsTr("What you call it")
        placeholder: form.host
        onEdited: text => form.name = text
    }
    RowLayout {
        Layout.fillWidth: true
        visible: form.testResult.length > 0 || form.isTesting
        spacing: 10

        Icon {
            Layout.alignment: Qt.AlignTop
            text: form.isTesting ? Icons.cloudSync : form.isTestGood ? Icons.checkCircle : Icons.error
            color: form.isTesting ? Theme.secondary : form.isTestGood ? Theme.good : Theme.bad
        }
        Text {
            objectName: "testResult"
            Layout.fillWidth: true
            text: form.isTesting ? qsTr("Trying %1…").arg(form.host) : form.testResult
            textFormat: Text.PlainText
            color: form.isTesting ? Theme.secondary : form.isTestGood ? Theme.good : Theme.bad
            wrapMode: Text.Wrap
            lineHeight: 1.2
            font.pixelSize: 13
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }
    }

    buttons: [
        IconButton {
            visible: form.serviceId.length > 0
            icons: Icons.deleteIcon
            text: qsTr("Forget this service")
            onClicked: {
                root.close();
                root.removal(form.serviceId);
            }
        },
        AppButton {
            text: qsTr("Test connection")
            // Not disabled while it runs: the focus would go elsewhere.
            enabled: form.fault.length === 0
            onClicked: form.test()
        },
        Item { Layout.fillWidth: true },
        AppButton {
            text: qsTr("Cancel")
            onClicked: root.close()
        },
        AppButton {
            text: qsTr("Keep")
            isPrimary: true
            enabled: form.fault.length === 0
            onClicked: root.finish()
        }
    ]
}
