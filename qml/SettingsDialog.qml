// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

import Commonplace

/// Oneself, the look of the window, and the messaging services.
AppDialog {
    id: root

    signal addService
    signal editService(id: string)

    width: Math.min(560, parent ? parent.width - 32 : 560)
    title: qsTr("Settings")
    onOpened: nameField.text = App.settings.nameForOthers
    onClosed: App.settings.displayName = nameField.text

    Heading {
        text: qsTr("You")
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: 14

        Avatar {
            Layout.alignment: Qt.AlignBottom
            width: 40
            height: 40
            name: nameField.text.length > 0 ? nameField.text : App.settings.displayName
            color: App.settings.colour
        }
        LabeledField {
            id: nameField

            objectName: "displayName"
            Layout.fillWidth: true
            label: qsTr("Name that others see")
            placeholder: qsTr("None: to them you are “Another member”")
        }
    }
    Row {
        spacing: 8

        Repeater {
            model: App.settings.colours

            AbstractButton {
                id: swatch

                required property string modelData
                required property int index

                width: 28
                height: 28
                focusPolicy: Qt.StrongFocus
                Accessible.role: Accessible.RadioButton
                Accessible.name: qsTr("Colour %1").arg(index + 1)
                Accessible.checked: App.settings.colour === modelData
                Accessible.onPressAction: clicked()
                onClicked: App.settings.colour = modelData

                background: Rectangle {
                    radius: 14
                    color: swatch.modelData
                    border.width: swatch.visualFocus ? 2 : 0
                    border.color: Theme.text
                }
                contentItem: Icon {
                    visible: App.settings.colour === swatch.modelData
                    text: Icons.check
                    color: "#ffffff"
                }
            }
        }
    }

    Heading {
        Layout.topMargin: 6
        text: qsTr("Appearance")
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: 8

        Repeater {
            model: [
                { theme: AppSettings.System, name: qsTr("As the system"), icons: Icons.contrast },
                { theme: AppSettings.Light, name: qsTr("Light"), icons: Icons.lightMode },
                { theme: AppSettings.Dark, name: qsTr("Dark"), icons: Icons.darkMode }
            ]

            OptionRow {
                required property var modelData

                Layout.fillWidth: true
                Layout.preferredWidth: 1
                implicitHeight: 44
                text: modelData.name
                icons: modelData.icons
                checked: App.settings.theme === modelData.theme
                onClicked: App.settings.theme = modelData.theme
            }
        }
    }

    LanguageChoice {
        Layout.fillWidth: true
        Layout.topMargin: 6
    }

    Heading {
        Layout.topMargin: 6
        text: qsTr("Messaging services")
    }
    ListView {
        id: services

        Layout.fillWidth: true
        implicitHeight: Math.min(contentHeight, 196)
        visible: count > 0
        clip: true
        spacing: 6
        model: App.services
        boundsBehavior: Flickable.StopAtBounds
        ScrollBar.vertical: AppScrollBar {}

        // qmllint disable unqualified
        delegate: AbstractButton {
            id: serviceRow

            required property string serviceId
            required property string name
            required property string about
            required property bool isBuiltIn
            required property bool isOff

            objectName: "settings-" + serviceId
            width: services.width
            height: Math.max(52, implicitContentHeight + 18)
            hoverEnabled: true
            focusPolicy: Qt.StrongFocus
            Accessible.role: Accessible.Button
            Accessible.name: qsTr("Change %1, %2").arg(name).arg(isOff ? qsTr("switched off") : about)
            Accessible.onPressAction: clicked()
            onClicked: root.editService(serviceId)

            contentItem: RowLayout {
                spacing: 12

                Icon {
                    Layout.leftMargin: 12
                    text: Icons.hub
                }
                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: 1

                    Text {
                        Layout.fillWidth: true
                        text: serviceRow.name
                        textFormat: Text.PlainText
                        color: Theme.text
                        elide: Text.ElideRight
                        font.pixelSize: Theme.normal
                        font.weight: Font.Medium
                    }
                    Text {
                        Layout.fillWidth: true
                        text: serviceRow.isOff ? qsTr("Switched off") : serviceRow.about
                        textFormat: Text.PlainText
                        color: Theme.secondary
                        elide: serviceRow.isBuiltIn ? Text.ElideNone : Text.ElideRight
                        wrapMode: serviceRow.isBuiltIn ? Text.Wrap : Text.NoWrap
                        font.pixelSize: Theme.small
                    }
                }
                Icon {
                    Layout.rightMargin: 10
                    text: Icons.chevronRight
                }
            }
            background: Rectangle {
                radius: Theme.radius
                color: serviceRow.hovered ? Theme.hover : "transparent"
                border.width: serviceRow.visualFocus ? 2 : 1
                border.color: serviceRow.visualFocus ? Theme.focusRing : Theme.line
            }
        }
        // qmllint enable unqualified
    }
    AppButton {
        objectName: "addService"
        text: qsTr("Add a messaging service…")
        icons: Icons.add
        onClicked: root.addService()
    }

    buttons: [
        Text {
            text: "Commonplace " + App.version + (App.profileName === "default" ? "" : " · " + App.profileName)
            textFormat: Text.PlainText
            color: Theme.faint
            font.pixelSize: Theme.small
        },
        Item { Layout.fillWidth: true },
        AppButton {
            text: qsTr("Done")
            isPrimary: true
            onClicked: root.close()
        }
    ]
}
