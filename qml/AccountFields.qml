// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// For who has no account at a messaging service yet: an e-mail address, and the code that comes there.
ColumnLayout {
    id: root

    property AccountForm account: null
    /// What Return presses while the keyboard is in a field of this.
    readonly property AppButton defaultButton: emailField.field.activeFocus ? sendButton
                                               : codeField.field.activeFocus ? codeButton : null

    function begin() {
        emailField.text = root.account.email;
        codeField.text = "";
    }

    spacing: 10

    Text {
        Layout.fillWidth: true
        text: qsTr("No key yet? Choose a name for the account above, and get one by e-mail.")
        textFormat: Text.PlainText
        color: Theme.secondary
        wrapMode: Text.Wrap
        font.pixelSize: 13
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: 10

        LabeledField {
            id: emailField

            objectName: "accountEmail"
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignTop
            label: qsTr("E-mail address")
            placeholder: "ada@example.org"
            fault: root.account ? root.account.emailFault : ""
            onEdited: text => root.account.email = text
        }
        AppButton {
            id: sendButton

            objectName: "accountSend"
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: 20
            text: root.account && root.account.isCodeSent ? qsTr("Send another") : qsTr("Send me a code")
            // Not disabled while it runs: the focus would go elsewhere.
            onClicked: root.account.requestCode()
        }
    }
    RowLayout {
        Layout.fillWidth: true
        visible: root.account !== null && root.account.isCodeSent
        spacing: 10

        LabeledField {
            id: codeField

            objectName: "accountCode"
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignTop
            label: qsTr("Code from the e-mail")
            placeholder: "123456"
            fault: root.account ? root.account.codeFault : ""
            onEdited: text => root.account.code = text
            onVisibleChanged: {
                text = "";
                if (visible)
                    field.forceActiveFocus();
            }
        }
        AppButton {
            id: codeButton

            objectName: "accountActivate"
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: 20
            text: qsTr("Get the key")
            onClicked: root.account.activate()
        }
    }
    RowLayout {
        Layout.fillWidth: true
        visible: progressText.text.length > 0
        spacing: 10

        Text {
            id: progressText

            objectName: "accountProgress"
            Layout.fillWidth: true
            text: root.account ? root.account.progress : ""
            textFormat: Text.PlainText
            color: Theme.text
            wrapMode: Text.Wrap
            font.pixelSize: 13
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }
        AppButton {
            objectName: "accountCancel"
            visible: root.account !== null && root.account.isBusy
            text: qsTr("Stop")
            onClicked: root.account.cancel()
        }
    }
}
