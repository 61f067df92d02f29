// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// The language of the window: the system's, or another.
ColumnLayout {
    id: root

    spacing: 14

    Heading {
        text: qsTr("Language")
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: 8

        Repeater {
            model: App.settings.languages

            OptionRow {
                required property var modelData

                objectName: "language-" + modelData.code
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                implicitHeight: 44
                text: modelData.name
                checked: App.settings.language === modelData.code
                onClicked: App.settings.language = modelData.code
            }
        }
    }
    Text {
        objectName: "languageLater"
        Layout.fillWidth: true
        visible: App.settings.isLanguageForLater
        text: qsTr("This takes effect when you start Commonplace the next time.")
        textFormat: Text.PlainText
        color: Theme.secondary
        wrapMode: Text.Wrap
        lineHeight: 1.2
        font.pixelSize: 13
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
}
