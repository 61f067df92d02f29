// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// Joins a notebook with a link.
AppDialog {
    id: root

    function openWith(link: string) {
        form.clear();
        // Who has just copied a link wants to use it.
        const pasted = link.length > 0 ? link : App.clipboardText();
        if (link.length > 0 || pasted.startsWith("commonplace:"))
            form.link = pasted;
        linkField.text = form.link;
        linkField.field.cursorPosition = 0; // its beginning tells what it is
        passwordField.text = "";
        open();
        if (form.needsPassword)
            passwordField.field.forceActiveFocus();
        else
            linkField.field.forceActiveFocus();
    }
    function finish() {
        if (form.join())
            close();
    }

    title: qsTr("Join with a link")
    subtitle: qsTr("Paste the invitation that you were sent.")

    JoinForm {
        id: form
    }
    LabeledField {
        id: linkField

        objectName: "joinLink"
        Layout.fillWidth: true
        label: qsTr("Invitation link")
        placeholder: "commonplace:join?…"
        onEdited: text => form.link = text
    }
    Text {
        objectName: "joinFault"
        Layout.fillWidth: true
        visible: form.fault.length > 0
        text: form.fault
        Accessible.role: Accessible.StaticText
        Accessible.name: text
        textFormat: Text.PlainText
        color: Theme.bad
        wrapMode: Text.Wrap
        lineHeight: 1.2
        font.pixelSize: 13
    }
    Rectangle {
        Layout.fillWidth: true
        visible: form.isValid
        implicitHeight: found.implicitHeight + 24
        radius: Theme.radius
        color: Theme.selected

        RowLayout {
            id: found

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            anchors.margins: 12
            spacing: 12

            Icon {
                text: Icons.menuBook
                color: Theme.accent
            }
            ColumnLayout {
                Layout.fillWidth: true
                spacing: 2

                Text {
                    Layout.fillWidth: true
                    text: form.notebookName.length > 0 ? form.notebookName : qsTr("A notebook")
                    Accessible.role: Accessible.StaticText
                    Accessible.name: text
                    color: Theme.text
                    elide: Text.ElideRight
                    textFormat: Text.PlainText
                    font.pixelSize: Theme.normal
                    font.weight: Font.DemiBold
                }
                Text {
                    Layout.fillWidth: true
                    text: form.carrier
                    Accessible.role: Accessible.StaticText
                    Accessible.name: text
                    color: Theme.secondary
                    elide: Text.ElideRight
                    textFormat: Text.PlainText
                    font.pixelSize: Theme.small
                }
                Text {
                    objectName: "joinEffect"
                    Layout.fillWidth: true
                    visible: text.length > 0
                    text: form.effect
                    Accessible.role: Accessible.StaticText
                    Accessible.name: text
                    color: Theme.secondary
                    wrapMode: Text.Wrap
                    textFormat: Text.PlainText
                    font.pixelSize: Theme.small
                }
            }
        }
    }
    LabeledField {
        id: passwordField

        Layout.fillWidth: true
        visible: form.needsPassword
        label: form.passwordLabel
        field.echoMode: form.isPasswordHidden ? TextInput.Password : TextInput.Normal
        onEdited: text => form.password = text
    }

    buttons: [
        Item { Layout.fillWidth: true },
        AppButton {
            text: qsTr("Cancel")
            onClicked: root.close()
        },
        AppButton {
            objectName: "joinButton"
            text: form.action
            isPrimary: true
            enabled: form.isValid
            onClicked: root.finish()
        }
    ]
}
