// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// The choice of what carries a notebook: a messaging service, or nothing.
ColumnLayout {
    id: root

    property string serviceId
    /// Whether nothing may carry it.
    property bool offersNone: true

    signal addService

    spacing: 6

    OptionRow {
        objectName: "carrier-none"
        Layout.fillWidth: true
        visible: root.offersNone
        text: qsTr("This machine only")
        detail: qsTr("You can share it later")
        icons: Icons.computer
        checked: root.serviceId.length === 0
        onClicked: root.serviceId = ""
    }
    // qmllint disable unqualified
    Repeater {
        model: App.services

        OptionRow {
            required property string serviceId
            required property string name
            required property string about
            required property bool isBuiltIn
            required property bool isReady

            objectName: "carrier-" + serviceId
            Layout.fillWidth: true
            visible: isReady || !isBuiltIn || root.serviceId === serviceId
            text: name
            detail: about
            isSentence: isBuiltIn
            icons: Icons.hub
            checked: root.serviceId === serviceId
            onClicked: root.serviceId = serviceId
        }
    }
    // qmllint enable unqualified
    AppButton {
        Layout.fillWidth: true
        text: qsTr("Add a messaging service…")
        icons: Icons.add
        onClicked: root.addService()
    }
}
