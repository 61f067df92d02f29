// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// A messaging service: of what kind, how to reach it, and whether that works.
AppDialog {
    id: root

    readonly property bool isNew: form.serviceId.length === 0
    /// The first step for a new one, if there are several kinds.
    readonly property bool isChoosing: form.kind.length === 0
    property string chosenKind: form.kinds.length > 0 ? form.kinds[0].kind : ""
    property bool showsMore: false

    signal kept(id: string)
    signal removal(id: string)

    function openNew() {
        form.clear();
        begin();
        if (!isChoosing)
            takeFirstField();
    }
    /// Those who have come by an address see where it went.
    function takeFirstField() {
        if (!mainFields.takeKeyboard("") && form.fields.hasAdvanced) {
            showsMore = true;
            moreFields.takeKeyboard("");
        }
    }
    function openService(id: string) {
        form.serviceId = id;
        begin();
    }
    function begin() {
        nameField.text = form.name;
        pasteField.text = "";
        pasteField.fault = "";
        showsMore = false;
        accountFields.begin();
        open();
    }
    function next() {
        if (pasteField.text.length === 0) {
            form.kind = chosenKind;
        } else if (!form.paste(pasteField.text, chosenKind)) {
            pasteField.fault = qsTr("This is not the address of a messaging service. Choose what it is above, and enter "
                                    + "what you know of it.");
            return;
        }
        pasteField.text = ""; // there may be a password in it
        takeFirstField();
    }
    /// All of them if there is room, or else the one that is being tried, or has failed.
    function revealSteps() {
        if (!steps.current)
            return;
        reveal(steps);
        reveal(steps.current);
    }
    function finish() {
        const id = form.save();
        if (id.length === 0)
            return;
        root.kept(id);
        close();
    }

    defaultButton: accountFields.defaultButton
    onClosed: form.account.cancel()
    width: Math.min(520, parent ? parent.width - 32 : 520)
    title: isNew ? qsTr("Add a messaging service") : qsTr("Messaging service")
    subtitle: isChoosing ? qsTr("It carries changes between the members of a notebook. All of them must be able to reach it.")
                         : form.unusable.length > 0 ? form.unusable : form.kindTitle + ": " + form.kindSentence

    ServiceForm {
        id: form

        onFaultFound: key => {
            if (!mainFields.takeKeyboard(key) && form.fields.hasAdvanced) {
                root.showsMore = true;
                moreFields.takeKeyboard(key);
            }
        }
    }
    // qmllint disable unqualified
    Repeater {
        model: root.isChoosing ? form.kinds : []

        OptionRow {
            required property var modelData

            Layout.fillWidth: true
            objectName: "kind-" + modelData.kind
            text: modelData.title
            detail: modelData.sentence
            isSentence: true
            icons: Icons.hub
            checked: root.chosenKind === modelData.kind
            onClicked: root.chosenKind = modelData.kind
        }
    }
    // qmllint enable unqualified
    LabeledField {
        id: pasteField

        objectName: "servicePaste"
        Layout.fillWidth: true
        Layout.topMargin: 6
        visible: root.isChoosing
        label: qsTr("Or paste its address")
        placeholder: "mqtts://broker.example.org"
        onEdited: fault = ""
    }
    AppSwitch {
        objectName: "serviceSwitch"
        visible: form.isBuiltIn && form.unusable.length === 0
        text: qsTr("Use %1").arg(form.kindTitle)
        checked: form.isOn
        onToggled: form.isOn = checked
    }
    ServiceFieldList {
        id: mainFields

        Layout.fillWidth: true
        visible: !root.isChoosing
        fields: form.fields
    }
    AccountFields {
        id: accountFields

        Layout.fillWidth: true
        visible: !root.isChoosing && form.account.isOffered
        account: form.account
        onHeightChanged: {
            if (form.account.progress.length > 0)
                root.reveal(accountFields);
        }
    }
    LabeledField {
        id: nameField

        Layout.fillWidth: true
        visible: !root.isChoosing && form.unusable.length === 0 && !form.isBuiltIn
        label: qsTr("What you call it")
        placeholder: form.host
        onEdited: text => form.name = text
    }
    AppButton {
        objectName: "serviceMore"
        visible: !root.isChoosing && form.fields.hasAdvanced
        text: root.showsMore ? qsTr("Less") : qsTr("More settings")
        icons: root.showsMore ? "" : Icons.add
        onClicked: root.showsMore = !root.showsMore
    }
    ServiceFieldList {
        id: moreFields

        Layout.fillWidth: true
        visible: root.showsMore && !root.isChoosing && form.fields.hasAdvanced
        fields: form.fields
        isAdvanced: true
    }
    ConnectionSteps {
        id: steps

        objectName: "connectionSteps"
        Layout.fillWidth: true
        visible: form.steps.count > 0
        steps: form.steps
        onHeightChanged: root.revealSteps()
        onCurrentMoved: whenLaidOut.start()
    }
    Timer {
        id: whenLaidOut

        interval: 0
        onTriggered: root.revealSteps()
    }
    RowLayout {
        Layout.fillWidth: true
        // Why nothing could be tried.
        visible: form.testResult.length > 0 && form.steps.count === 0
        spacing: 10

        Icon {
            Layout.alignment: Qt.AlignTop
            text: Icons.error
            color: Theme.bad
        }
        Text {
            objectName: "testResult"
            Layout.fillWidth: true
            text: form.testResult
            textFormat: Text.PlainText
            color: Theme.bad
            wrapMode: Text.Wrap
            lineHeight: 1.2
            font.pixelSize: 13
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }
    }

    buttons: [
        IconButton {
            visible: !root.isNew && !form.isBuiltIn
            icons: Icons.deleteIcon
            text: qsTr("Forget this service")
            onClicked: {
                root.close();
                root.removal(form.serviceId);
            }
        },
        IconButton {
            objectName: "otherKinds"
            visible: root.isNew && !root.isChoosing && form.kinds.length > 1
            icons: Icons.arrowBack
            text: qsTr("Other kinds of services")
            onClicked: {
                form.clear();
                root.begin();
            }
        },
        AppButton {
            visible: !root.isChoosing && form.unusable.length === 0 && !form.isBuiltIn
            text: qsTr("Test connection")
            // Not disabled while it runs: the focus would go elsewhere.
            onClicked: form.test()
        },
        Item { Layout.fillWidth: true },
        AppButton {
            text: qsTr("Cancel")
            onClicked: root.close()
        },
        AppButton {
            objectName: "serviceNext"
            visible: root.isChoosing
            text: qsTr("Next")
            isPrimary: true
            onClicked: root.next()
        },
        AppButton {
            objectName: "serviceKeep"
            visible: !root.isChoosing && form.unusable.length === 0
            text: qsTr("Keep")
            isPrimary: true
            onClicked: root.finish()
        }
    ]
}
