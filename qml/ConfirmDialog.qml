// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

/// Asks before something that cannot be taken back.
AppDialog {
    id: root

    property string action
    property var confirmed: null

    function ask(title: string, subtitle: string, action: string, confirmed: var) {
        root.title = title;
        root.subtitle = subtitle;
        root.action = action;
        root.confirmed = confirmed;
        open();
    }

    buttons: [
        Item { Layout.fillWidth: true },
        AppButton {
            text: qsTr("Cancel")
            onClicked: root.close()
        },
        AppButton {
            text: root.action
            isDangerous: true
            onClicked: {
                root.close();
                root.confirmed();
            }
        }
    ]
}
