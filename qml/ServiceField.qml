// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// One field of a service's form, by its kind.
Loader {
    id: root

    required property string key
    required property int kind
    required property string label
    required property string hint
    required property var value
    required property string fault
    required property var options
    required property bool isShown
    required property bool isAdvanced
    required property int span

    signal edited(value: var)
    /// Whoever types has gone elsewhere.
    signal finished

    /// Gives the keyboard to it.
    function takeKeyboard() {
        const line = item as LabeledField;
        if (line)
            line.field.forceActiveFocus();
        else
            (item as Item).nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason);
    }

    visible: isShown && active
    sourceComponent: {
        switch (kind) {
        case ServiceFields.Switch:
            return toggle;
        case ServiceFields.Choice:
            return choice;
        case ServiceFields.Pem:
            return pem;
        default:
            return line;
        }
    }

    // A file from the file manager.
    DropArea {
        anchors.fill: parent
        enabled: root.kind === ServiceFields.Pem
        onDropped: drop => {
            root.edited(drop.hasUrls ? drop.urls[0].toString() : drop.text);
            root.finished();
        }
    }
    // One of the file dialog: made when it is wanted, since few ever want it.
    Loader {
        id: chooser

        active: false
        source: "PemFileDialog.qml"

        Connections {
            target: chooser.item
            function onChosen(file) {
                root.edited(file.toString());
                root.finished();
            }
            function onClosed() {
                later.start();
            }
        }
        // Not within what it tells: it may be about to be made.
        Timer {
            id: later

            interval: 0
            onTriggered: chooser.active = false
        }
    }
    // The linter does not know that these are made for this item alone.
    // qmllint disable unqualified
    Component {
        id: line

        LabeledField {
            objectName: "service-" + root.key
            label: root.label
            placeholder: root.hint
            text: root.value
            fault: root.fault
            field.echoMode: root.kind === ServiceFields.Password ? TextInput.Password : TextInput.Normal
            onEdited: text => root.edited(text)
            onFinished: root.finished()
        }
    }
    Component {
        id: pem

        RowLayout {
            spacing: 8

            LabeledField {
                id: pemLine

                objectName: "service-" + root.key
                Layout.fillWidth: true
                label: root.label
                placeholder: root.hint
                text: root.value
                fault: root.fault
                onEdited: text => root.edited(text)
                onFinished: root.finished()
            }
            AppButton {
                objectName: "service-" + root.key + "-file"
                Layout.alignment: Qt.AlignTop
                Layout.topMargin: pemLine.field.y
                text: qsTr("Choose file…")
                Accessible.name: qsTr("Choose file: %1").arg(root.label)
                onClicked: chooser.active = true
            }
        }
    }
    Component {
        id: toggle

        AppSwitch {
            objectName: "service-" + root.key
            text: root.label
            checked: root.value === true
            onToggled: root.edited(checked)
        }
    }
    Component {
        id: choice

        ColumnLayout {
            spacing: 5

            Text {
                text: root.label
                textFormat: Text.PlainText
                color: Theme.secondary
                font.pixelSize: Theme.small
                font.weight: Font.Medium
                Accessible.ignored: true
            }
            AppChoice {
                objectName: "service-" + root.key
                Layout.fillWidth: true
                label: root.label
                options: root.options
                value: root.value
                onChosen: value => root.edited(value)
            }
            Text {
                Layout.fillWidth: true
                visible: text.length > 0
                text: root.fault
                color: Theme.bad
                wrapMode: Text.Wrap
                textFormat: Text.PlainText
                font.pixelSize: Theme.small
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }
        }
    }
    // qmllint enable unqualified
}
